"""Which units of a contest go on: what the ranking proposes, departing from it in writing until the
deadline, confirming, locking. Every version is kept.

The ranking is read before the transaction that writes: it reads everybody's results, and a list of
a ranking that has changed meanwhile is seen as one, never used.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection

from quiz.rules.advancing import Decided, RankedUnit, TooFewSeats, advance
from quiz.rules.reasons import BoardReason, RequestReason, TeamReason, UnitReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import written
from quiz.rules.substituting import deadline
from quiz.rules.wording import say_end
from quiz.store import advancing, audit, ranked_units
from quiz.store.advancing import AdvanceList
from quiz.store.database import Database
from quiz.store.ranked_units import UnitRanking
from quiz.store.teams import LockEvent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody had before them: the ranking's digest, and the version of the list that stood,
    0 when none did."""

    basis: str
    version: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a ranking gives without those in `skips`, or why it gives none yet; every confirmed
    version, the newest first; what was locked. Of a ranking beside the rules there are no lists."""

    ranking: UnitRanking
    basis: str
    skips: Mapping[int, str]
    units: tuple[Decided, ...]
    refusal: Refusal | None
    lists: tuple[AdvanceList, ...]
    locks: tuple[LockEvent, ...]

    @property
    def standing(self) -> AdvanceList | None:
        """The newest version."""
        return next(iter(self.lists), None)

    @property
    def of_old_ranking(self) -> bool:
        """Whether the ranking has changed since the newest version."""
        return self.standing is not None and self.standing.basis != self.basis

    @property
    def locked(self) -> bool:
        """Whether it may not be changed."""
        return bool(self.locks) and self.locks[0].locked

    @property
    def until(self) -> int:
        """From when on units cannot be replaced, UTC milliseconds."""
        return _until(self.ranking)


def basis_of(ranking: UnitRanking) -> str:
    """SHA-256, in hex, of what decides who goes on: boards, places, clusters."""
    units = [[line.unit.id, line.whole_place, line.unit.cluster] for line in ranking.in_order]
    return _digest({"boards": list(ranking.digests), "units": units})


def decided(
    ranking: UnitRanking, skips: Mapping[int, str] | None = None, standing: Set[int] = frozenset()
) -> tuple[Decided, ...]:
    """Which units go on, by the ranking of all units together without those in `skips`. Refuses
    rules whose rights need more seats than there are."""
    units = [
        RankedUnit(line.unit.id, line.unit.name, line.whole_place or 0, line.unit.cluster)
        for line in ranking.in_order
    ]
    rules = ranking.rules.advancing
    try:
        return advance(units, rules, skips, standing)
    except TooFewSeats as error:
        raise Refusal(
            UnitReason.TOO_FEW_UNIT_SEATS, needed=error.needed, seats=rules.seats
        ) from None


def propose(
    connection: Connection, ranking: UnitRanking, skips: Mapping[int, str] | None
) -> Proposal:
    """What the ranking proposes without those in `skips`; None for those of the list that stands.

    A skip of a unit that is not in the ranking any more is dropped. Seats that do not suffice come
    as `refusal`, so that the page can be shown with it.
    """
    own = not ranking.beside_rules
    lists = advancing.read_lists(connection, ranking.contest_id) if own else ()
    ranked = {line.unit.id for line in ranking.in_order}
    basis = basis_of(ranking)
    if skips is None:
        skips = lists[0].skips if lists else {}
    skips = {unit: reason for unit, reason in skips.items() if unit in ranked}
    refusal: Refusal | None = None
    units: tuple[Decided, ...] = ()
    try:
        units = decided(ranking, skips, _going(lists, basis, skips))
    except Refusal as reason:
        refusal = reason
    locks = advancing.read_locks(connection, ranking.contest_id) if own else ()
    return Proposal(ranking, basis, skips, units, refusal, lists, locks)


def confirm(
    database: Database,
    contest_id: int,
    seen: Seen,
    skips: Mapping[int, str],
    actor: str,
    now: int,
) -> int:
    """Write the list that the official ranking gives without those in `skips` (unit id -> written
    reason) as a new version; returns the version. Confirming the list that stands gives it again.

    Refuses rules that let no unit go on, a contest with a round that is not published, a ranking or
    a standing list that is not the one that was seen, a skip of a unit that is not ranked or that
    has no reason, a locked list, and after the last day of changes another list of the same ranking
    and a skip that the standing list did not have.
    """
    ranking = database.read_now(lambda one: ranked_units.of_contest(one, contest_id, None, now))
    if not ranking.rules.advancing.seats:
        raise Refusal(UnitReason.ADVANCE_NOT_ASKED)
    if not ranking.official:
        raise Refusal(UnitReason.ADVANCE_NOT_OFFICIAL)
    basis = basis_of(ranking)
    if basis != seen.basis:
        raise Refusal(BoardReason.BOARD_CHANGED)
    reasons = _reasons(ranking, skips)
    with database.writing() as session:
        connection = session.connection()
        advancing.keep_alone(connection, contest_id)
        lists = advancing.read_lists(connection, contest_id)[:1]
        units = decided(ranking, reasons, _going(lists, basis, reasons))
        digest = _list_digest(basis, units)
        version = lists[0].version if lists else 0
        if lists and lists[0].digest == digest:
            return version
        if version != seen.version:
            raise Refusal(UnitReason.ADVANCE_CHANGED, version=version)
        if _is_locked(connection, contest_id):
            raise Refusal(UnitReason.ADVANCE_LOCKED)
        if now >= _until(ranking) and not _may_be_late(lists, basis, reasons):
            raise Refusal(UnitReason.ADVANCE_DEADLINE, until=say_end(_until(ranking)))
        version += 1
        advancing.put_list(connection, contest_id, version, basis, digest, units, actor, now)
        _note(connection, "unit.advance", contest_id, version, digest, actor, now)
    _tell("unit.advance", contest_id, actor)
    return version


def lock(database: Database, contest_id: int, version: int, actor: str, now: int) -> None:
    """Lock the list that was seen; whoever confirmed it leaves that to somebody else. Locking again
    changes nothing. Refuses another version, a list of an old ranking and a contest without one."""
    ranking = database.read_now(lambda one: ranked_units.of_contest(one, contest_id, None, now))
    with database.writing() as session:
        connection = session.connection()
        standing = _seen(connection, contest_id, version)
        if _is_locked(connection, contest_id):
            return
        if standing.basis != basis_of(ranking):
            raise Refusal(UnitReason.ADVANCE_OF_OLD_RANKING)
        if standing.confirmed_by == actor:
            raise Refusal(RequestReason.SECOND_SIGNATURE)
        _put_lock(connection, contest_id, standing, actor, now, locked=True)
    _tell("unit.advance.lock", contest_id, actor)


def unlock(
    database: Database, contest_id: int, version: int, reason: str, actor: str, now: int
) -> None:
    """Let the list be changed again, for a reason that is kept. Unlocking again changes nothing."""
    with database.writing() as session:
        connection = session.connection()
        standing = _seen(connection, contest_id, version)
        if not _is_locked(connection, contest_id):
            return
        why = written(reason)
        if not why:
            raise Refusal(TeamReason.CHANGE_NEEDS_REASON)
        _put_lock(connection, contest_id, standing, actor, now, locked=False, reason=why)
    _tell("unit.advance.unlock", contest_id, actor)


def _until(ranking: UnitRanking) -> int:
    return deadline(ranking.published_at, ranking.rules.advancing.substitute_days)


def _may_be_late(lists: Sequence[AdvanceList], basis: str, skips: Mapping[int, str]) -> bool:
    """The first list may come at any time: it settles ties too. The first of a new ranking may with
    no skip that did not stand before."""
    if not lists:
        return True
    return lists[0].basis != basis and skips.items() <= lists[0].skips.items()


def _going(lists: Sequence[AdvanceList], basis: str, skips: Mapping[int, str]) -> frozenset[int]:
    """Who went on by the newest version, where it was made from this ranking and nobody whom it
    passes over is chosen from again."""
    same = lists and lists[0].basis == basis and lists[0].skips.keys() <= skips.keys()
    return lists[0].going if same else frozenset()


def _reasons(ranking: UnitRanking, skips: Mapping[int, str]) -> dict[int, str]:
    """The reasons as they are kept."""
    lines = {line.unit.id: line for line in ranking.in_order}
    if not skips.keys() <= lines.keys():
        raise Refusal(RequestReason.NOT_FOUND)
    reasons = {unit: written(reason) for unit, reason in skips.items()}
    for unit, reason in reasons.items():
        if not reason:
            line = lines[unit]
            raise Refusal(
                TeamReason.SKIP_NEEDS_REASON, name=line.unit.name, place=line.whole_place or 0
            )
    return reasons


def _seen(connection: Connection, contest_id: int, version: int) -> AdvanceList:
    """The newest version, which is the one that was seen."""
    advancing.keep_alone(connection, contest_id)
    lists = advancing.read_lists(connection, contest_id)
    if not lists:
        known = advancing.is_contest(connection, contest_id)
        raise Refusal(UnitReason.NO_ADVANCE_LIST if known else RequestReason.NOT_FOUND)
    if lists[0].version != version:
        raise Refusal(UnitReason.ADVANCE_CHANGED, version=lists[0].version)
    return lists[0]


def _is_locked(connection: Connection, contest_id: int) -> bool:
    locks = advancing.read_locks(connection, contest_id)
    return bool(locks) and locks[0].locked


def _put_lock(
    connection: Connection,
    contest_id: int,
    standing: AdvanceList,
    actor: str,
    now: int,
    *,
    locked: bool,
    reason: str = "",
) -> None:
    advancing.put_lock(
        connection, contest_id, standing.id, actor, now, locked=locked, reason=reason
    )
    action = "unit.advance.lock" if locked else "unit.advance.unlock"
    _note(connection, action, contest_id, standing.version, standing.digest, actor, now)


def _note(
    connection: Connection,
    action: str,
    contest_id: int,
    version: int,
    digest: str,
    actor: str,
    now: int,
) -> None:
    detail = f"version={version} list={digest}"
    audit.note(connection, now, actor, action, f"contest {contest_id}", detail)


def _tell(action: str, contest_id: int, actor: str) -> None:
    told = {"actor": actor, "action": action, "object": f"contest:{contest_id}"}
    log.info("units that go on", extra=told)


def _list_digest(basis: str, units: Sequence[Decided]) -> str:
    """SHA-256, in hex, of what was decided, by whomever and whenever."""
    going = [[one.unit.unit_id, one.way.value] for one in units if one.way is not None]
    skips = [[one.unit.unit_id, one.reason] for one in units if one.skipped]
    return _digest({"basis": basis, "going": going, "skips": skips})


def _digest(data: Mapping[str, object]) -> str:
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
