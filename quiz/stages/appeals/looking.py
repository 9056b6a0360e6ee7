"""What staff look at around appeals and decisions. Only reads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from question_bank.question import Question
from question_bank.vietnamese import fold
from quiz.rules.appealing import Subject
from quiz.rules.correcting import Correction, key_in_force
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.search import looked_for
from quiz.rules.ticket import clean_number
from quiz.stages.appeals.asking import refuse_hidden_key
from quiz.store import sealing
from quiz.store.corrections import corrections_of
from quiz.store.past_units import IN_ROUND_THEN, UNIT_THEN
from quiz.store.plain import Reader, Row, fetch_all, fetch_one
from quiz.store.rows import SatRound, say_place

MOST_FOUND = 30

_WHO = f"JOIN round r ON r.id = a.round_id {IN_ROUND_THEN} JOIN unit u ON u.id = {UNIT_THEN}"
_APPEALS = (
    "SELECT a.id, p.name, p.number, u.full_name, a.subject, a.number, a.question_id, a.words,"  # noqa: S608
    f" a.filed_at, a.attempt_id, a.decision_id FROM appeal a {_WHO} WHERE a.round_id = ?"
)
_ALL = f"{_APPEALS} ORDER BY a.decision_id IS NOT NULL, a.id"
_ONE = f"{_APPEALS} AND a.id = ?"
_DESKS = (
    "SELECT r.id, c.name, u.full_name, r.label, r.district_id,"
    " (SELECT COUNT(*) FROM appeal a WHERE a.round_id = r.id AND a.decision_id IS NULL),"
    " (SELECT COUNT(*) FROM appeal a WHERE a.round_id = r.id),"
    " (SELECT COUNT(*) FROM decision d WHERE d.round_id = r.id AND d.signed_at IS NULL"
    " AND d.declined_at IS NULL)"
    " FROM round r JOIN contest c ON c.id = r.contest_id AND NOT c.rehearsal"
    " AND c.opened_at IS NOT NULL JOIN unit u ON u.id = r.district_id"
    " WHERE r.closes_at <= ? ORDER BY c.created_at DESC, c.id DESC, u.code, r.series"
)
_SAT_BY = (
    "SELECT a.id, p.name, p.number, u.full_name, a.number, a.ended_at, a.voided FROM attempt a"  # noqa: S608
    f" {_WHO} WHERE a.round_id = ?"
)
_BY_NUMBER = f"{_SAT_BY} AND p.number = ? ORDER BY a.number"
_BY_ID = f"{_SAT_BY} AND a.id = ?"
_NAMES = text(
    "SELECT p.id, p.name, p.number, u.full_name FROM person p"  # noqa: S608
    " LEFT JOIN past_unit f ON f.contest_id = :contest_id AND f.person_id = p.id"
    f" JOIN unit u ON u.id = {UNIT_THEN} WHERE p.id IN :people"
).bindparams(bindparam("people", expanding=True))
_BANK_VERSION = (
    "SELECT COALESCE(r.bank_version_id, c.bank_version_id) FROM round r"
    " JOIN contest c ON c.id = r.contest_id WHERE r.id = ?"
)


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal as staff see it; `decision_id` is None while it waits."""

    id: int
    name: str
    candidate: str
    unit: str
    subject: Subject
    number: int
    question_id: str
    words: str
    filed_at: int
    attempt_id: int
    decision_id: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """A round that is over, with what waits in it."""

    round_id: int
    contest: str
    district: str
    label: str
    district_id: int
    open_appeals: int
    appeals: int
    pending: int

    @property
    def place(self) -> str:
        """The district and the round's label."""
        return say_place(self.district, self.label)


@dataclass(frozen=True, slots=True)
class SatAttempt:
    """An attempt with who sat it."""

    id: int
    name: str
    candidate: str
    unit: str
    number: int
    ended_at: int | None
    voided: bool


@dataclass(frozen=True, slots=True)
class KeyedQuestion:
    """A question with what is right now."""

    question: Question
    key: frozenset[int]
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class Named:
    """Who somebody is."""

    id: int
    name: str
    number: str
    unit: str


def desks(connection: Reader, districts: Collection[int] | None, now: int) -> tuple[Desk, ...]:
    """The rounds that are over in these districts, in all of them for None."""
    found = (Desk(*row) for row in fetch_all(connection, _DESKS, (now,)))
    return tuple(one for one in found if districts is None or one.district_id in districts)


def appeals_of(connection: Reader, round_id: int) -> tuple[AppealLine, ...]:
    """The round's appeals; those that wait come first."""
    return tuple(_line(row) for row in fetch_all(connection, _ALL, (round_id,)))


def appeal_in(connection: Reader, round_id: int, appeal_id: int) -> AppealLine:
    """One of them. Refuses one of another round as a missing one."""
    row = fetch_one(connection, _ONE, (round_id, appeal_id))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return _line(row)


def attempts_by_number(connection: Reader, round_id: int, number: str) -> tuple[SatAttempt, ...]:
    """The attempts of the person with this candidate number."""
    return _sat(fetch_all(connection, _BY_NUMBER, (round_id, clean_number(number))))


def attempt_in(connection: Reader, round_id: int, attempt_id: int) -> SatAttempt:
    """An attempt of the round. Refuses another's as a missing one."""
    found = _sat(fetch_all(connection, _BY_ID, (round_id, attempt_id)))
    if not found:
        raise Refusal(RequestReason.NOT_FOUND)
    return found[0]


def question_in(
    connection: Connection, sat: SatRound, question_id: str, reader: sealing.Reader
) -> KeyedQuestion:
    """A question with its key. Refuses it while somebody may sit with it, one of a sealed bank, and
    an unknown one."""
    _refuse_hidden(connection, sat, reader)
    question = sat.bank.by_id.get(question_id)
    if question is None:
        raise Refusal(RequestReason.NOT_FOUND)
    correction = corrections_of(connection, sat.id).get(question_id)
    return KeyedQuestion(question, key_in_force(question, correction), correction)


def search(
    connection: Connection, sat: SatRound, query: str, reader: sealing.Reader
) -> tuple[Question, ...]:
    """Questions whose code or words hold `query`, with or without diacritics; 30 at most."""
    wanted = looked_for(query)
    if not wanted:
        return ()
    _refuse_hidden(connection, sat, reader)
    found = (one for one in sat.bank if wanted in fold(f"{one.id} {one.stem}"))
    return tuple(one for _, one in zip(range(MOST_FOUND), found, strict=False))


def names(connection: Connection, contest_id: int, people: Iterable[int]) -> dict[int, Named]:
    """Who these people are, and where they stood in the contest."""
    found = connection.execute(_NAMES, {"contest_id": contest_id, "people": list(people)})
    return {row.id: Named(*row) for row in found}


def _refuse_hidden(connection: Connection, sat: SatRound, reader: sealing.Reader) -> None:
    refuse_hidden_key(connection, sat.id, reader.at)
    version_id = fetch_all(connection, _BANK_VERSION, (sat.id,))[0][0]
    sealing.check_version(connection, version_id, reader)


def _line(row: Row) -> AppealLine:
    id_, name, candidate, unit, subject, *rest = row
    return AppealLine(id_, name, candidate, unit, Subject(subject), *rest)


def _sat(found: Iterable[Row]) -> tuple[SatAttempt, ...]:
    return tuple(
        SatAttempt(id_, name, candidate, unit, number, ended_at, bool(voided))
        for id_, name, candidate, unit, number, ended_at, voided in found
    )
