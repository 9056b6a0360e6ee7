"""How hard a question is expected to be: what earlier rounds showed, else what its level suggests.
What questions are expected to give is frozen with a contest at its opening, so that its papers can
be drawn again.

Facilities are whole numbers, ten-thousandths of what a question is worth, because everybody who
draws a paper again must find the same one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.question import Level, Question
from quiz.rules.marking import Marking

WHOLE = 10_000
FEWEST = 20
"""Attempts at a question in earlier rounds, below which its level tells more."""
DEFAULTS = {Level.EASY: 8_500, Level.MEDIUM: 7_000, Level.HARD: 5_500}
"""Where no question of a level has been asked often enough: short papers of real contests are
mostly answered right."""


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier rounds showed of a question: at how many attempts, and the sum of what was
    earned there, in ten-thousandths of what it was worth."""

    attempts: int
    earned: int


def asked_as(question: Question) -> str:
    """What names a question by what contestants read and what is right, whatever bank it is in:
    SHA-256 over the canonical JSON of stem, options and key, in hex. Another wording is another
    question.
    """
    options = [option.text for option in question.options]
    data = [question.stem, options, sorted(question.key)]
    canonical = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def known_facilities(bank: Bank, known: Mapping[str, Known]) -> dict[str, int]:
    """The facilities that earlier rounds showed, by the questions' identifiers; `known` is by
    `asked_as`. Nothing of a question that was asked too seldom.
    """
    found = {}
    for question in bank:
        facts = known.get(asked_as(question))
        if facts is not None and facts.attempts >= FEWEST:
            found[question.id] = min(WHOLE, facts.earned // facts.attempts)
    return found


def expected_facilities(bank: Bank, shown: Mapping[str, int]) -> dict[str, int]:
    """A facility for every question of the bank: what was shown, else the mean of what questions of
    its level showed, else the level's default.
    """
    by_level: dict[Level, list[int]] = {level: [] for level in Level}
    for question_id, facility in shown.items():
        by_level[bank.by_id[question_id].level].append(facility)
    means = {
        level: sum(found) // len(found) if found else DEFAULTS[level]
        for level, found in by_level.items()
    }
    return {question.id: shown.get(question.id, means[question.level]) for question in bank}


def dump(expected: Mapping[str, int]) -> str:
    """What questions are expected to give as canonical JSON: identifier -> ten-thousandths."""
    return json.dumps(expected, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(dumped: str) -> str:
    """SHA-256 of what `dump` wrote, in hex."""
    return hashlib.sha256(dumped.encode()).hexdigest()


def weights(bank: Bank, marking: Marking, facilities: Mapping[str, int]) -> dict[str, int]:
    """What each question is expected to give, in ten-thousandths of a point: with one point a
    question its facility.
    """
    return {
        question.id: marking.worth(question.level) * facilities[question.id] // 100
        for question in bank
    }
