"""Read the answers of whole rounds from their ledgers, in bulk and beside the writing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from json import loads

from sqlalchemy import Connection

from question_bank.bank import Bank
from question_bank.question import Question
from quiz.rules.correcting import Correction, Remedy, key_in_force
from quiz.rules.round import Rules
from quiz.rules.sheets import KINDS, Marker, standing
from quiz.rules.statistics import Sat
from quiz.store.corrections import corrections_of
from quiz.store.ledger import read_choice
from quiz.store.plain import execute, fetch_all
from quiz.store.rows import SatRound

_COUNTED = (
    "SELECT a.id, a.paper FROM result s JOIN attempt a ON a.id = s.attempt_id"
    " WHERE s.round_id = ? ORDER BY a.id"
)
_LINES = (
    "SELECT kind, attempt_id, question, choice FROM entry WHERE round_id = ?"
    " AND kind IN (?, ?, ?, ?, ?, ?) ORDER BY number"
)
_HEAD = "SELECT head_hash FROM round WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Answers:
    """The counted attempts of rounds that draw from one bank by one blueprint, in hundredths of a
    point. `questions` are the bank's with the keys that stand now, `credited` those that everybody
    was given, `either` those of whose key any one option is right."""

    bank: Bank
    rules: Rules
    attempts: tuple[Sat, ...]
    questions: Mapping[str, Question]
    credited: frozenset[str]
    either: frozenset[str]


def answers_of(connection: Connection, rounds: Sequence[SatRound]) -> Answers:
    """Of at least one round; all have the bank and the rules of the first."""
    first = rounds[0]
    attempts: list[Sat] = []
    decided: dict[str, Correction] = {}
    for sat in rounds:
        corrections = corrections_of(connection, sat.id)
        decided |= corrections
        attempts += _of_round(connection, sat.id, Marker(sat.bank, sat.rules, corrections))
    bank = first.bank.by_id
    keyed = {
        name: replace(bank[name], key=key_in_force(bank[name], one))
        for name, one in decided.items()
    }
    credited, either = (
        frozenset(name for name, one in decided.items() if one.remedy is remedy)
        for remedy in (Remedy.CREDIT_ALL, Remedy.EITHER_KEY)
    )
    questions = {**bank, **keyed}
    return Answers(first.bank, first.rules, tuple(attempts), questions, credited, either)


def _of_round(connection: Connection, round_id: int, marker: Marker) -> Iterable[Sat]:
    lines = execute(connection, _LINES, (round_id, *(kind.value for kind in KINDS)))
    sheets = standing(lines, _choice)
    for attempt_id, paper in fetch_all(connection, _COUNTED, (round_id,)):
        # not through store.library: these papers would push out those that are being sat
        yield marker.sat(loads(paper), sheets.get(attempt_id, {}))


def _choice(written: str) -> tuple[int, ...]:
    return read_choice(written) or ()


def heads(connection: Connection, rounds: Iterable[SatRound]) -> tuple[tuple[int, str], ...]:
    """(round, hash of its ledger's head): what is told of them changes with these only."""
    return tuple((sat.id, fetch_all(connection, _HEAD, (sat.id,))[0][0]) for sat in rounds)
