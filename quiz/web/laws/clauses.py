"""A legal basis with its words, as pages show it beside a question."""

from collections.abc import Iterable

from question_bank.law import say_day
from quiz.stages.laws import Clause
from quiz.web.pages.clauses import ClauseView

LAWS_URL = "/laws"


def clause_view(clause: Clause) -> ClauseView:
    """What `laws.clauses` found for one basis."""
    basis = clause.basis
    if clause.law_id is None:
        return ClauseView(str(basis), "", (), "", "", clause.problem)
    return ClauseView(
        basis=str(basis),
        title=f"Điều {basis.article}. {clause.title}".rstrip(". "),
        lines=tuple(clause.words.split("\n")),
        force_text=say_force(clause.since, clause.until),
        url=f"{LAWS_URL}/{clause.law_id}#{anchor(basis.article)}",
        problem=clause.problem,
    )


def resolved(clauses: Iterable[Clause]) -> tuple[ClauseView, ...]:
    """Those that the library has."""
    return tuple(clause_view(one) for one in clauses if one.law_id is not None)


def anchor(article: str) -> str:
    """The place of an article on the page of its text."""
    return f"dieu-{article.replace('đ', 'dd')}"


def say_force(since: str, until: str) -> str:
    """`từ 01/9/2015 đến trước 01/7/2025`."""
    said = f"từ {say_day(since)}" if since else "chưa rõ từ ngày nào"
    return f"{said} đến trước {say_day(until)}" if until else said
