"""Identifiers of questions whose authors gave them none: they follow from the stem."""

import hashlib
import re

from question_bank.question import Question
from question_bank.vietnamese import fold

_AGAIN = re.compile(r"-\d{1,9}")
"""What tells a second question of the same stem from the first."""


def from_stem(stem: str) -> str:
    """The identifier that follows from a stem, however its accents are written."""
    return "q-" + hashlib.sha256(fold(stem).encode()).hexdigest()[:8]


def was_typed(question: Question) -> bool:
    """Whether somebody gave the question its identifier: it says more than its stem does."""
    made = from_stem(question.stem)
    rest = question.id.removeprefix(made)
    return rest == question.id or not (rest == "" or _AGAIN.fullmatch(rest))
