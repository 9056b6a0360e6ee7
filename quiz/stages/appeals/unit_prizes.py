"""Which collective prizes of a round a decision would move: units are ranked by the results before
and after, with the numbers of people that are signed now."""

from collections.abc import Sequence

from quiz.rules.moving import UnitMove, collective_prizes
from quiz.rules.prizes import PrizeKind, Ranked
from quiz.rules.ranking import unit_lot
from quiz.store import ranked_units
from quiz.store.candidates import about_people
from quiz.store.counting import Counted
from quiz.store.plain import Reader
from quiz.store.ranked_units import UnitRanking
from quiz.store.rows import SatRound


def unit_moves(
    connection: Reader, sat: SatRound, before: Sequence[Counted], after: Sequence[Counted]
) -> tuple[UnitMove, ...]:
    """The units whose prize is another after the decision, by their names."""
    if all(prize.kind is not PrizeKind.COLLECTIVE for prize in sat.rules.prizes.table):
        return ()
    units = {id_: one.unit_id for id_, one in about_people(connection, sat.id).items()}

    def ranking(results: Sequence[Counted]) -> UnitRanking:
        given = [
            (
                one.person_id,
                units[one.person_id],
                sat.district_id,
                one.rank_key,
                one.score.duration_ms,
            )
            for one in results
        ]
        return ranked_units.of_round(connection, sat.id, sat.window.closes_at, instead=given)

    sides = [ranking(results) for results in (before, after)]
    names = {line.unit.id: line.unit.name for line in sides[0].lines}
    then, now = (
        collective_prizes(
            (
                Ranked(line.unit.id, line.whole_place or 0, unit_lot((sat.seed,), line.unit.id))
                for line in side.in_order
            ),
            sat.rules.prizes,
        )
        for side in sides
    )
    return tuple(
        UnitMove(unit, names[unit], then.get(unit, ""), now.get(unit, ""))
        for unit in sorted(names, key=lambda unit: (names[unit], unit))
        if then.get(unit, "") != now.get(unit, "")
    )
