"""Requests about own data: what may be asked, until when it is to be answered. Pure."""

from enum import StrEnum

from question_bank.vietnamese import clean
from quiz.rules.appealing import AppealRules
from quiz.rules.reasons import PrivacyReason
from quiz.rules.refusal import Reason, Refusal

SHORTEST, LONGEST = 5, 1_000
"""Letters of a request's text and of its answer."""


class RequestKind(StrEnum):
    """What is asked for."""

    CORRECT = "correct"
    DELETE = "delete"


class Outcome(StrEnum):
    """How it was answered."""

    DONE = "done"
    REFUSED = "refused"


KIND_TEXTS = {
    RequestKind.CORRECT: "Sửa dữ liệu",
    RequestKind.DELETE: "Xóa dữ liệu",
}
OUTCOME_TEXTS = {Outcome.DONE: "Đã thực hiện", Outcome.REFUSED: "Từ chối"}


def due_at(asked_at: int, working_days: int) -> int:
    """The moment (UTC milliseconds, exclusive) before which it is to be answered: the end of the
    last of so many working days, as for appeals."""
    return AppealRules(working_days).deadline(asked_at)


def asked_words(typed: str) -> str:
    """The text of a request. Refuses one that says nothing or is too long."""
    return _words(typed, PrivacyReason.REQUEST_TEXT)


def answer_words(typed: str) -> str:
    """The text of an answer, likewise."""
    return _words(typed, PrivacyReason.REQUEST_NEEDS_ANSWER)


def _words(typed: str, reason: Reason) -> str:
    cleaned, refused = clean(typed)
    said = cleaned.strip()
    if refused or not SHORTEST <= len(said) <= LONGEST:
        raise Refusal(reason, least=SHORTEST, most=LONGEST)
    return said
