"""Fetch or refuse: the typed rows that sitting, counting and their pages read, in plain SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Row

from question_bank.bank import Bank
from question_bank.draw import Balance, Paper
from quiz.rules.eligibility import Duty, RoundKind
from quiz.rules.ranking import explain
from quiz.rules.reasons import EntryReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.scoring import Score
from quiz.rules.starting import duties_of
from quiz.rules.tapping import Tappable
from quiz.rules.window import Window
from quiz.store import library, plain
from quiz.store.plain import Reader, fetch_all, fetch_one

_ROUND = (
    "SELECT r.id, c.id, c.name, r.district_id, u.full_name, r.opens_at, r.closes_at, c.opened_at,"
    " r.published_at, r.seed, c.rules, b.digest, c.rehearsal, r.blueprint, r.label, r.kind,"
    " r.audience, r.outcome, r.facilities"
    " FROM round r JOIN contest c ON c.id = r.contest_id"
    " JOIN bank_version b ON b.id = COALESCE(r.bank_version_id, c.bank_version_id)"
    " JOIN unit u ON u.id = r.district_id"
    " WHERE r.id = ?"
)
_PERSON = (
    "SELECT p.id, p.number, p.name, p.district_id, u.full_name, p.audience, p.duty, p.notice,"
    " s.role FROM person p JOIN unit u ON u.id = p.unit_id"
    " LEFT JOIN staff_person sp ON sp.person_id = p.id"
    " LEFT JOIN staff s ON s.id = sp.staff_id AND s.active WHERE p.id = ? AND p.active"
)
NOTE_READ = "UPDATE person SET notice = ?, notice_at = ? WHERE id = ? AND active"
"""Which version of the notice about personal data was read, when and by whom."""
_ATTEMPT_COLUMNS = (
    "SELECT id, round_id, person_id, number, paper, started_at, deadline_at, ended_at, submitted,"
    " voided, holder FROM attempt"
)
_ATTEMPT = f"{_ATTEMPT_COLUMNS} WHERE id = ?"
_ATTEMPTS = f"{_ATTEMPT_COLUMNS} WHERE round_id = ? AND person_id = ? ORDER BY number"
_ALL_ATTEMPTS = f"{_ATTEMPT_COLUMNS} WHERE round_id = ? ORDER BY person_id, number"


@dataclass(frozen=True, slots=True)
class SatRound:
    """A round as somebody who sits it needs it."""

    id: int
    contest_id: int
    contest: str
    district_id: int
    district: str
    window: Window
    seed: bytes
    rules: Rules
    bank: Bank
    rehearsal: bool
    """Made by `quiz rehearse`: shown to its own contestants only."""
    label: str = ""
    """What tells it from the district's other rounds in the contest."""
    kind: RoundKind = RoundKind.OFFICIAL
    audience: str = ""
    outcome: int | None = None
    """What the prediction question asked for, once it is known."""
    balance: Balance | None = None
    """What papers are balanced by; nothing where the questions had not been asked before."""

    @property
    def practice(self) -> bool:
        """Whether it ranks nobody and can be sat any number of times."""
        return self.kind is RoundKind.PRACTICE

    @property
    def place(self) -> str:
        """The district and the round's label: `Huyện Vị Thủy, Tuần 1`."""
        return say_place(self.district, self.label)


def say_place(district: str, label: str) -> str:
    """`Huyện Vị Thủy, Tuần 1`; the district alone where its rounds need no label."""
    return f"{district}, {label}" if label else district


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who sits."""

    id: int
    number: str
    name: str
    district_id: int
    unit: str
    audience: str = ""
    duties: frozenset[Duty] = frozenset()
    """What may keep the person from competing: of the roster and of every account."""
    notice: str = ""
    """The version of the notice about personal data that the person has read."""


@dataclass(frozen=True, slots=True)
class AttemptState:
    """An attempt as its row tells it. Times are UTC milliseconds."""

    id: int
    round_id: int
    person_id: int
    number: int
    dumped: str
    """The paper as it is written."""
    started_at: int
    deadline_at: int
    ended_at: int | None
    submitted: bool
    voided: bool = False
    """Taken out of the contest: it has ended and does not count."""
    holder: str = ""
    """The tag of the session that sits it; empty where any may."""

    @property
    def paper(self) -> Paper:
        """The paper that is sat."""
        return library.paper(self.dumped)


def read_round(connection: Reader, round_id: int) -> SatRound:
    """The round with its rules and its bank. Refuses an unknown one."""
    row = fetch_one(connection, _ROUND, (round_id,))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    id_, contest_id, contest, district_id, district, opens_at, closes_at, *rest = row
    opened_at, published_at, seed, rules, bank_digest, rehearsal, *rest = rest
    blueprint, label, kind, audience, outcome, facilities = rest
    balance = None
    if facilities is not None:
        balance = library.balance(connection, facilities, bank_digest, rules, blueprint)
    return SatRound(
        id=id_,
        contest_id=contest_id,
        contest=contest,
        district_id=district_id,
        district=district,
        window=Window(opens_at, closes_at, opened_at is not None, published_at is not None),
        seed=bytes.fromhex(seed),
        rules=library.round_rules(rules, blueprint),
        bank=library.bank(connection, bank_digest),
        rehearsal=bool(rehearsal),
        label=label,
        kind=RoundKind(kind),
        audience=audience,
        outcome=outcome,
        balance=balance,
    )


def read_contestant(connection: Reader, person_id: int) -> Contestant:
    """The person. Refuses one who is not on the roster any more."""
    found = fetch_all(connection, _PERSON, (person_id,))  # a row an account
    if not found:
        raise Refusal(EntryReason.SIGN_IN_FIRST)
    id_, number, name, district_id, unit, audience, duty, notice, _ = found[0]
    duties = duties_of(duty, (row[-1] for row in found if row[-1]))
    return Contestant(id_, number, name, district_id, unit, audience, duties, notice)


def read_attempt(connection: Reader, attempt_id: int) -> AttemptState:
    """The attempt. Refuses an unknown one."""
    row = fetch_one(connection, _ATTEMPT, (attempt_id,))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return _attempt(row)


def own_attempt(connection: Reader, attempt_id: int, person_id: int) -> AttemptState:
    """The person's own attempt. Refuses another's exactly like a missing one."""
    attempt = read_attempt(connection, attempt_id)
    if attempt.person_id != person_id:
        raise Refusal(RequestReason.NOT_FOUND)
    return attempt


def attempts_of(connection: Reader, round_id: int, person_id: int) -> list[AttemptState]:
    """The person's attempts in the round, in the order they were sat."""
    return [_attempt(row) for row in fetch_all(connection, _ATTEMPTS, (round_id, person_id))]


def all_attempts_of(connection: Reader, round_id: int) -> list[AttemptState]:
    """Every attempt of the round, by person, in the order they were sat."""
    return [_attempt(row) for row in fetch_all(connection, _ALL_ATTEMPTS, (round_id,))]


def _attempt(row: plain.Row) -> AttemptState:
    """From a row of _ATTEMPT_COLUMNS."""
    id_, round_id, person_id, number, dumped, started_at, deadline_at, ended_at, *marks = row
    submitted, voided, holder = marks
    return AttemptState(
        id=id_,
        round_id=round_id,
        person_id=person_id,
        number=number,
        dumped=dumped,
        started_at=started_at,
        deadline_at=deadline_at,
        ended_at=ended_at,
        submitted=bool(submitted),
        voided=bool(voided),
        holder=holder,
    )


def read_tappable(connection: Reader, attempt_id: int) -> Tappable:
    """What a tap of the attempt is checked against. Refuses an unknown attempt."""
    attempt = read_attempt(connection, attempt_id)
    sat = read_round(connection, attempt.round_id)
    several = [sat.bank.by_id[item.question_id].several for item in attempt.paper.items]
    sizes = [len(item.order) for item in attempt.paper.items]
    return Tappable(
        person_id=attempt.person_id,
        round_id=attempt.round_id,
        grace_ms=sat.rules.grace_ms,
        widths=tuple(
            (size, size if many else 1) for size, many in zip(sizes, several, strict=True)
        ),
    )


def refuse_draft(sat: SatRound) -> None:
    """Refuse a round that is not announced like one that is not there."""
    if not sat.window.opened:
        raise Refusal(RequestReason.NOT_FOUND)


def refuse_rehearsal(sat: SatRound) -> None:
    """Refuse a round of a rehearsal like one that is not there."""
    if sat.rehearsal:
        raise Refusal(RequestReason.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class OfficialBoard:
    """A frozen leaderboard, without its rows."""

    id: int
    version: int
    digest: str
    published_at: int


_OFFICIAL_BOARD = (
    "SELECT id, version, digest, published_at FROM board WHERE round_id = ?"
    " ORDER BY version DESC LIMIT 1"
)


def read_official(connection: Reader, round_id: int) -> OfficialBoard | None:
    """The newest official board of the round, None before one was published."""
    row = fetch_one(connection, _OFFICIAL_BOARD, (round_id,))
    return None if row is None else OfficialBoard(*row)


def score_of(row: Row[Any]) -> Score:
    """The score in a row of `result` or of `board_entry`."""
    return Score(row.correct_count, row.hard_count, row.answered, row.duration_ms, row.ended_at)


def notes_of(keys: Iterable[str], sat: SatRound) -> list[str]:
    """For each of the ascending rank keys but the last, why it stands before the next."""
    titles = sat.bank.topic_titles
    return [explain(above, below, sat.rules, titles) for above, below in pairwise(keys)]
