"""What a decision changes or has changed, one shape for its preview and for what was kept of it."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.rules.moving import Move, UnitMove
from quiz.stages.appeals import Preview
from quiz.store import gifts, moved, rows
from quiz.store.decisions import Decided
from quiz.store.rows import SatRound


@dataclass(frozen=True, slots=True)
class Effect:
    """Everybody who moves, with the round in which. `prizes_apart` tells whether every round has
    prizes of its own, so that moves tell of them."""

    moves: tuple[tuple[SatRound, Move], ...]
    units: tuple[tuple[SatRound, UnitMove], ...]
    prizes_apart: bool

    def within(self, viewer: Viewer) -> "Effect":
        """What of it the viewer may see."""
        return replace(
            self,
            moves=tuple(one for one in self.moves if reaches(viewer, one[0].district_id)),
            units=tuple(one for one in self.units if reaches(viewer, one[0].district_id)),
        )


def reaches(viewer: Viewer, district_id: int) -> bool:
    """Whether the viewer may see who moves in this district."""
    scope = scope_of(viewer.role, Action.APPEAL_READ)
    return scope is Scope.ANY or district_id in viewer.districts


def foreseen(preview: Preview) -> Effect:
    """What signing would do."""
    return Effect(
        tuple((part.round, move) for part in preview.parts for move in part.moves),
        tuple((part.round, unit) for part in preview.parts for unit in part.unit_moves),
        all(part.prizes_shown for part in preview.parts),
    )


def happened(connection: Connection, decision: Decided) -> Effect:
    """What a signed decision has done so far; nothing of one that nobody signed."""
    moves, units = moved.read(connection, decision.id), moved.read_units(connection, decision.id)
    found = {one for one, _ in (*moves, *units)}
    sat = {one: rows.read_round(connection, one) for one in found}
    return Effect(
        tuple((sat[one], move) for one, move in moves),
        tuple((sat[one], unit) for one, unit in units),
        all(gifts.has_own_prizes(connection, one) for one in sat.values()),
    )
