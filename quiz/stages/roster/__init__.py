"""Read a roster, .xlsx or .csv, into rows; and make the workbook that people fill in."""

from quiz.stages.roster.reading import read_roster
from quiz.stages.roster.template import roster_template

__all__ = ["read_roster", "roster_template"]
