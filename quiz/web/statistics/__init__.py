"""What answers tell about questions and papers: for authors, organisers and the province."""

from quiz.web.statistics import reports

router = reports.router
