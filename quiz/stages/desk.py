"""What a contestant sees: the rounds of the own district, the lobby of one, the paper with the
answers that stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.rules import window
from quiz.rules.correcting import NO_CORRECTIONS, Corrections
from quiz.rules.notice import Asked
from quiz.rules.paper import Sheet, fold
from quiz.rules.reasons import AttemptReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.starting import attempts_left, refuse_before_registration
from quiz.rules.tapping import is_elsewhere
from quiz.rules.timetable import Edition
from quiz.rules.window import Phase, phase_at
from quiz.rules.wording import say_moment
from quiz.store import ledger, own_rounds, rows, timetable
from quiz.store.corrections import corrections_shown
from quiz.store.database import Database
from quiz.store.plain import Plain, execute, fetch_one
from quiz.store.rows import NOTE_READ, AttemptState, Contestant, SatRound
from quiz.store.starting import used_attempts
from quiz.store.writer import Writer

_CLOCK = (
    "SELECT person_id, deadline_at, ended_at, submitted, voided, holder FROM attempt WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Everything that the paper page and the receipt are made of."""

    attempt: AttemptState
    round: SatRound
    contestant: Contestant
    sheet: Sheet
    receipt: ledger.Receipt | None
    """The ledger's entry that ended the attempt, if it has ended."""
    corrections: Corrections
    """Of practice that has ended, whose marks are told at once; what ranks is counted elsewhere."""


@dataclass(frozen=True, slots=True)
class Lobby:
    """What a contestant sees before the start."""

    contestant: Contestant
    round: SatRound
    phase: Phase
    running: int | None
    """The attempt to go on with."""
    ended: tuple[int, ...]
    may_start: bool
    unproved: frozenset[int] = frozenset()
    """Those of them that nobody handed in and no time ended, because they were voided before: they
    have no receipt."""
    others: tuple[tuple[int, str], ...] = ()
    """The person's other rounds: (id, contest and label)."""
    edition: Edition | None = None
    """Of the thể lệ."""


async def rounds_of(database: Database, person_id: int) -> tuple[int, ...]:
    """The person's rounds that are announced, by opening time."""

    def query(connection: Plain) -> tuple[int, ...]:
        return own_rounds.rounds_of(connection, rows.read_contestant(connection, person_id))

    return await database.look(query)


async def next_round(database: Database, rounds: Sequence[int], now: int) -> int:
    """Of these rounds, by opening time: the one that is open and ranks, else one that is open, else
    the next to open, else the newest. People come to sit; practice is a link further.
    """

    def query(connection: Plain) -> int:
        sat = [rows.read_round(connection, one) for one in rounds]
        phases = {one.id: phase_at(one.window, now) for one in sat}
        open_now = [one for one in sat if phases[one.id] is Phase.OPEN]
        ranking = [one for one in open_now if not one.practice]
        before = [one for one in sat if phases[one.id] is Phase.BEFORE]
        return (*ranking, *open_now, *before, sat[-1])[0].id

    return await database.look(query)


async def lobby(database: Database, round_id: int, person_id: int, now: int) -> Lobby:
    """What the contestant may do in the round now. Refuses another district's round as a missing
    one.
    """

    def query(connection: Plain) -> Lobby:
        sat, contestant, attempts = own_rounds.own_round(connection, round_id, person_id)
        refuse_before_registration(sat.rules, sat.window, now)
        phase = phase_at(sat.window, now)
        running = window.running(attempts, sat.rules.grace_ms, now)
        used = used_attempts(connection, sat, person_id, attempts, now)
        return Lobby(
            contestant=contestant,
            round=sat,
            phase=phase,
            running=running.id if running else None,
            ended=tuple(attempt.id for attempt in attempts if attempt is not running),
            unproved=frozenset(
                one.id
                for one in attempts
                if one.voided and ledger.ending(connection, one.id) is None
            ),
            may_start=phase is Phase.OPEN
            and running is None
            and attempts_left(sat.rules, used, practice=sat.practice) > 0,
            others=_others(connection, sat, contestant),
            edition=timetable.edition(connection, sat.contest_id),
        )

    return await database.look(query)


async def confirm_notice(
    database: Database, writer: Writer, person_id: int, asked: Asked, now: int
) -> None:
    """Note that the person has read the notice, once a version. Refuses another version than the
    one in force."""
    read = await database.look(lambda connection: rows.read_contestant(connection, person_id))
    if asked.refuse_unread(read.notice):
        values = (asked.version, now, person_id)
        await writer.run(lambda connection: execute(connection, NOTE_READ, values) and None)


def _others(
    connection: Plain, sat: SatRound, contestant: Contestant
) -> tuple[tuple[int, str], ...]:
    others = []
    for one in own_rounds.rounds_of(connection, contestant):
        if one != sat.id:
            other = rows.read_round(connection, one)
            label = other.label or other.contest
            same = other.contest_id == sat.contest_id
            others.append((one, label if same else f"{other.contest}: {label}"))
    return tuple(others)


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when an attempt runs, and whether it does for the session that asks: running,
    elsewhere, over or void."""

    deadline_at: int
    state: str
    why: Refusal | None
    """What the session's next tap would be told, where that is a refusal."""


async def clock(database: Database, attempt_id: int, person_id: int, asks: str) -> Clock:
    """The attempt's clock for the session `asks`: one row by its key. Refuses another's as a
    missing one."""
    row = await database.look(lambda connection: fetch_one(connection, _CLOCK, (attempt_id,)))
    if row is None or row[0] != person_id:
        raise Refusal(RequestReason.NOT_FOUND)
    _, deadline_at, ended_at, submitted, voided, holder = row
    if voided:
        return Clock(deadline_at, "void", Refusal(AttemptReason.ATTEMPT_VOID))
    if ended_at is not None and submitted:
        refusal = Refusal(AttemptReason.ATTEMPT_OVER, ended=say_moment(ended_at))
        return Clock(deadline_at, "over", refusal)
    if ended_at is not None:
        return Clock(deadline_at, "over", Refusal(AttemptReason.TIME_OVER))
    if is_elsewhere(holder, asks):
        return Clock(deadline_at, "elsewhere", Refusal(AttemptReason.ELSEWHERE))
    return Clock(deadline_at, "running", None)


async def sitting(database: Database, attempt_id: int, person_id: int) -> Sitting:
    """The attempt with its paper and the answers that stand. Refuses another's as a missing one."""

    def query(connection: Plain) -> Sitting:
        attempt = rows.own_attempt(connection, attempt_id, person_id)
        sheet = fold(ledger.entries_of_attempt(connection, attempt_id))
        sat = rows.read_round(connection, attempt.round_id)
        marked = sat.practice and attempt.ended_at is not None
        return Sitting(
            attempt=attempt,
            round=sat,
            contestant=own_rounds.read_contestant(connection, sat, person_id),
            sheet=sheet,
            receipt=None if attempt.ended_at is None else ledger.ending(connection, attempt_id),
            corrections=corrections_shown(connection, sat) if marked else NO_CORRECTIONS,
        )

    return await database.look(query)
