"""What the committee decided about a question after the round: marks are counted with it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from question_bank.question import Question
from quiz.rules.entries import Entry, Kind


class Remedy(StrEnum):
    """What becomes of a question; KEEP takes an earlier decision back."""

    KEEP = "keep"
    CREDIT_ALL = "credit_all"
    NEW_KEY = "new_key"
    EITHER_KEY = "either_key"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision. `key` holds the bank's indices of the right options: for NEW_KEY of all that an
    answer must choose, for EITHER_KEY of those of which it may choose any one, else nothing."""

    remedy: Remedy
    key: frozenset[int] = frozenset()


Corrections = Mapping[str, Correction]
"""A question's identifier -> the decision that stands."""

NO_CORRECTIONS: Corrections = {}


def fold_corrections(entries: Iterable[Entry]) -> Corrections:
    """The decisions that stand after these entries of a round's ledger, in its order: for each
    question the last one. A question that is kept as it was has none.
    """
    standing: dict[str, Correction] = {}
    for entry in entries:
        if entry.kind is Kind.CORRECT:
            facts = dict(entry.body)
            correction = Correction(Remedy(str(facts["remedy"])), read_key(str(facts["key"])))
            standing = decided(standing, str(facts["question"]), correction)
    return standing


def decided(before: Corrections, question_id: str, correction: Correction) -> dict[str, Correction]:
    """What stands when this is decided after `before`."""
    after = {one: other for one, other in before.items() if one != question_id}
    return after if correction.remedy is Remedy.KEEP else {**after, question_id: correction}


def say_key(key: frozenset[int]) -> str:
    """A key as an entry holds it: `0,2`."""
    return ",".join(map(str, sorted(key)))


def read_key(text: str) -> frozenset[int]:
    """The inverse of `say_key`."""
    return frozenset(int(part) for part in text.split(",") if part)


def key_in_force(question: Question, correction: Correction | None) -> frozenset[int]:
    """The bank's indices of the options that are right now."""
    if correction is not None and correction.remedy in {Remedy.NEW_KEY, Remedy.EITHER_KEY}:
        return correction.key
    return question.key
