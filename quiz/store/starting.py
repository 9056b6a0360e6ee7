"""What a start is checked against: who starts, and how many attempts were begun before."""

from collections.abc import Iterable

from sqlalchemy import Connection

from quiz.rules import window
from quiz.rules.criteria import AttemptsPer
from quiz.rules.eligibility import RoundKind
from quiz.rules.starting import Used, refuse_used_up
from quiz.rules.wording import at_vietnam
from quiz.store import rows
from quiz.store.plain import Plain, Reader, execute, fetch_all, plain
from quiz.store.rows import AttemptState, Contestant, SatRound

_IN_CONTEST = (
    "SELECT COUNT(*) FROM attempt a JOIN round r ON r.id = a.round_id"
    " WHERE r.contest_id = ? AND a.person_id = ? AND r.kind = ?"
)


def used_attempts(
    connection: Reader, sat: SatRound, person_id: int, attempts: Iterable[AttemptState], now: int
) -> Used:
    """How many attempts the person has begun; `attempts` are those in the round."""
    begun = [attempt.started_at for attempt in attempts]
    today = at_vietnam(now).date()
    in_contest = len(begun)
    if sat.rules.attempts_per is AttemptsPer.CONTEST:
        values = (sat.contest_id, person_id, RoundKind.OFFICIAL)
        in_contest = fetch_all(connection, _IN_CONTEST, values)[0][0]
    return Used(len(begun), sum(at_vietnam(at).date() == today for at in begun), in_contest)


def who_starts(
    connection: Plain, round_id: int, person_id: int, now: int
) -> tuple[SatRound, Contestant, list[AttemptState], Used]:
    """The round, the person, the person's attempts in it and how many were begun."""
    sat, contestant, attempts = rows.own_round(connection, round_id, person_id)
    return (
        sat,
        contestant,
        attempts,
        used_attempts(connection, sat, person_id, attempts, now),
    )


def refuse_used_meanwhile(connection: Connection, sat: SatRound, person_id: int, now: int) -> None:
    """Refuse whoever used the contest's last attempt in another round in this moment: its start
    does not hold this round's lock, so the person is locked instead.
    """
    if plain(connection).postgres:
        execute(connection, "SELECT 1 FROM person WHERE id = ? FOR UPDATE", (person_id,))
    attempts = rows.attempts_of(connection, sat.id, person_id)
    if window.running(attempts, sat.rules.grace_ms, now) is None:
        used = used_attempts(connection, sat, person_id, attempts, now)
        refuse_used_up(sat.rules, used, practice=False)
