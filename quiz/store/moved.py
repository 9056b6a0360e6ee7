"""Who moved by a decision and how, written down where it took effect: what hangs on the board of
that day (seats, prizes) cannot be found again later.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.moving import Move, UnitMove, dump_stand, load_stand
from quiz.store.plain import Reader, Row, execute_many, fetch_all

_PUT = (
    "INSERT INTO decision_move (decision_id, round_id, position, person_id, before, after)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_PUT_UNIT = (
    "INSERT INTO decision_unit (decision_id, round_id, position, unit_id, before, after)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_MOVES = (
    "SELECT round_id, person_id, before, after FROM decision_move WHERE decision_id = ?"
    " ORDER BY round_id, position"
)
_UNITS = (
    "SELECT d.round_id, d.unit_id, u.full_name, d.before, d.after FROM decision_unit d"
    " JOIN unit u ON u.id = d.unit_id WHERE d.decision_id = ? ORDER BY d.round_id, d.position"
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Who moved in a round, and the units whose prize did, as they are kept."""

    people: list[Row]
    units: list[Row]


def rows_of(
    decision_id: int, round_id: int, moves: Iterable[Move], units: Iterable[UnitMove]
) -> Rows:
    """Of what the decision moved in the round, in the order in which it is shown."""
    about = (decision_id, round_id)
    return Rows(
        [
            (*about, at, one.person_id, dump_stand(one.before), dump_stand(one.after))
            for at, one in enumerate(moves)
        ],
        [(*about, at, one.unit_id, one.before, one.after) for at, one in enumerate(units)],
    )


def write(connection: Reader, rows: Rows) -> None:
    """Keep them."""
    execute_many(connection, _PUT, rows.people)
    execute_many(connection, _PUT_UNIT, rows.units)


def read(connection: Reader, decision_id: int) -> tuple[tuple[int, Move], ...]:
    """(round, who moved there), as it was written; nothing of decisions older than this table."""
    return tuple(
        (round_id, Move(person_id, load_stand(before), load_stand(after)))
        for round_id, person_id, before, after in fetch_all(connection, _MOVES, (decision_id,))
    )


def read_units(connection: Reader, decision_id: int) -> tuple[tuple[int, UnitMove], ...]:
    """(round, unit whose collective prize moved there)."""
    return tuple(
        (round_id, UnitMove(*unit))
        for round_id, *unit in fetch_all(connection, _UNITS, (decision_id,))
    )
