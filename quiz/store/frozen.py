"""The public board of a round that stands still (quiz.rules.freezing): a copy of the results as
they stood then.

The copy is made by the first result of an attempt that ended later, in the transaction that puts it
and before it is put. Until then the results themselves are what had ended by that moment, so the
board never moves in between, whether or not a worker runs. From then on whoever is counted is
counted twice, the second time by what had ended when the board stopped: so a result that is settled
late although its attempt had ended in time goes into both, and who was better afterwards keeps the
earlier attempt.
"""

from quiz.rules.freezing import freezes_at, is_frozen
from quiz.store.counting import Counted, count_person
from quiz.store.plain import Reader, execute, fetch_one
from quiz.store.rows import SatRound

_COLUMNS = (
    "round_id, person_id, attempt_id, rank_key, correct_count, hard_count, answered, duration_ms,"
    " ended_at"
)
_KEPT = "SELECT froze_at FROM frozen_board WHERE round_id = ?"
_FORGET = "DELETE FROM frozen_result WHERE round_id = ?"
_OF_CONTEST = "WHERE round_id IN (SELECT id FROM round WHERE contest_id = ?)"
_FORGET_RESULTS = f"DELETE FROM frozen_result {_OF_CONTEST}"  # noqa: S608
_FORGET_BOARDS = f"DELETE FROM frozen_board {_OF_CONTEST}"  # noqa: S608
_COPY = (
    f"INSERT INTO frozen_result ({_COLUMNS}) SELECT {_COLUMNS} FROM result"  # noqa: S608
    " WHERE round_id = ? AND ended_at <= ?"
)
_KEEP = (
    "INSERT INTO frozen_board (round_id, froze_at) VALUES (?, ?)"
    " ON CONFLICT (round_id) DO UPDATE SET froze_at = excluded.froze_at"
)
_PUT = (
    f"INSERT INTO frozen_result ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    " ON CONFLICT (round_id, person_id) DO UPDATE SET attempt_id = excluded.attempt_id,"
    " rank_key = excluded.rank_key, correct_count = excluded.correct_count,"
    " hard_count = excluded.hard_count, answered = excluded.answered,"
    " duration_ms = excluded.duration_ms, ended_at = excluded.ended_at"
)


def follow(connection: Reader, sat: SatRound, counted: Counted) -> None:
    """Before somebody's result is put among the round's. Only with the round's ledger locked."""
    froze = freezes_at(sat.window, sat.rules)
    if froze is None:
        return
    kept = _kept(connection, sat.id) == froze
    if not kept and froze < counted.score.ended_at < sat.window.closes_at:
        execute(connection, _FORGET, (sat.id,))
        execute(connection, _COPY, (sat.id, froze))
        execute(connection, _KEEP, (sat.id, froze))
        kept = True
    if kept:
        still = count_person(connection, sat, counted.person_id, by=froze)
        if still is not None:
            execute(connection, _PUT, (sat.id, *still.columns().values()))


def forget(connection: Reader, contest_id: int) -> None:
    """Drop the copies of a contest's rounds, because all their results are counted anew by other
    rules: the first that ended later makes another. Only with the rounds' ledgers locked.
    """
    execute(connection, _FORGET_RESULTS, (contest_id,))
    execute(connection, _FORGET_BOARDS, (contest_id,))


def table_of(connection: Reader, sat: SatRound, now: int | None) -> str:
    """The table with what the round's provisional board shows now: `frozen_result` while it stands
    still and something has ended since, else `result`. Without `now` it never stands still.
    """
    if now is None or not is_frozen(sat.window, sat.rules, now):
        return "result"
    kept = _kept(connection, sat.id) == freezes_at(sat.window, sat.rules)
    return "frozen_result" if kept else "result"


def _kept(connection: Reader, round_id: int) -> int | None:
    row = fetch_one(connection, _KEPT, (round_id,))
    return None if row is None else int(row[0])
