"""What a start is checked against and made of: who starts, how many attempts were begun before, the
rules in force, the paper."""

from collections.abc import Iterable

from sqlalchemy import Connection

from question_bank.draw import draw
from quiz.rules import window
from quiz.rules.criteria import AttemptsPer
from quiz.rules.eligibility import RoundKind
from quiz.rules.starting import Used, paper_seed, refuse_used_up
from quiz.rules.window import Window
from quiz.rules.wording import at_vietnam
from quiz.store import library, own_rounds, rows
from quiz.store.plain import Plain, Reader, execute, fetch_all, plain
from quiz.store.rows import AttemptState, Contestant, SatRound

_IN_CONTEST = (
    "SELECT COUNT(*) FROM attempt a JOIN round r ON r.id = a.round_id"
    " WHERE r.contest_id = ? AND a.person_id = ? AND r.kind = ?"
)
_NOW = (
    "SELECT r.opens_at, r.closes_at, TRUE, r.published_at IS NOT NULL, c.rules, r.blueprint,"
    " (SELECT p.district_id FROM person p WHERE p.id = ?)"
    " FROM round r JOIN contest c ON c.id = r.contest_id WHERE r.id = ?"
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
    sat, contestant, attempts = own_rounds.own_round(connection, round_id, person_id)
    return (
        sat,
        contestant,
        attempts,
        used_attempts(connection, sat, person_id, attempts, now),
    )


def drawn(sat: SatRound, candidate_number: str, attempt_number: int) -> str:
    """The attempt's paper as it is written."""
    paper = draw(
        sat.bank,
        sat.rules.blueprint,
        paper_seed(sat.seed, candidate_number, attempt_number),
        shuffle_questions=sat.rules.shuffle_questions,
        shuffle_options=sat.rules.shuffle_options,
        balance=sat.balance,
    )
    dumped = paper.dump()
    library.keep_paper(dumped, paper)
    return dumped


def window_now(connection: Connection, sat: SatRound, person_id: int) -> tuple[Window, bool]:
    """The round's window as it is under its lock, and whether the rules and the person's district
    are still those with which the start was checked."""
    *times, dumped, blueprint, district_id = fetch_all(connection, _NOW, (person_id, sat.id))[0]
    same = library.round_rules(dumped, blueprint) == sat.rules and district_id == sat.district_id
    return Window(*times), same


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
