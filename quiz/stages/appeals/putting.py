"""What a round that was scored again puts into the tables, made before the writer is asked: while
it writes, everybody who taps waits.
"""

from dataclasses import dataclass

from quiz.stages.appeals.previewing import Part
from quiz.store import boards, moved, results, tally
from quiz.store.plain import Reader, Row


@dataclass(frozen=True, slots=True)
class Made:
    """Results that go and that are put, what the tallies move by, who moved, and the lines of the
    board's new version, none where it makes none."""

    gone: list[Row]
    put: list[Row]
    tallies: tally.Changes
    moves: moved.Rows
    lines: list[Row]


def made(decision_id: int, part: Part) -> Made:
    """All that the part puts."""
    sat = part.round
    old = {one.person_id: one for one in part.before}
    new = {one.person_id: one for one in part.after}
    changed = [person for person in old.keys() | new.keys() if old.get(person) != new.get(person)]
    pairs = [(old.get(person), new.get(person)) for person in changed]
    return Made(
        gone=[(sat.id, person) for person in old if person not in new],
        put=[results.row_of(sat, one) for _, one in pairs if one],
        tallies=tally.changes_of(
            sat,
            ((was.rank_key if was else None, now.rank_key if now else None) for was, now in pairs),
        ),
        moves=moved.rows_of(decision_id, sat.id, part.moves, part.unit_moves),
        lines=[] if part.new_version is None else boards.lines_of(sat, part.after),
    )


def put_results(connection: Reader, rows: Made) -> None:
    """Make the results and the tallies what was counted."""
    results.remove_all(connection, rows.gone)
    results.put_all(connection, rows.put)
    tally.move_all(connection, rows.tallies)
