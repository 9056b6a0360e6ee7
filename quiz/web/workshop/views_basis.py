"""Lay out a legal basis beside a question."""

from question_bank.law_beside import Beside
from quiz.stages.workshop.clauses import digest_of
from quiz.web.laws.clauses import say_force
from quiz.web.pages.workshop_question import BasisRow

_SHOWN, _FOLDED = 6, 10
"""Lines of a clause that stand open, and from how many on the others are folded: a whole article
would push the buttons under it out of sight."""


def basis_row(text: str, said: Beside | None, clause_url: str, *, ticked: bool) -> BasisRow:
    """`said` is None where there is no law library."""
    if said is None:
        return BasisRow(text, ticked, clause_url)
    lines = tuple(said.words.split("\n")) if said.words else ()
    open_ = _SHOWN if len(lines) >= _FOLDED else len(lines)
    edition = said.edition if lines else None
    return BasisRow(
        text,
        ticked,
        clause_url if lines else "",
        title=f"Điều {said.basis.article}. {said.title}" if said.title else "",
        lines=lines[:open_],
        more_lines=lines[open_:],
        force_text=say_force(edition.since, edition.until) if edition else "",
        problem=said.problem,
        read=digest_of(said.words),
    )
