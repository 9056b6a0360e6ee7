"""Keep the time: all processes of a machine have one anchor, and a wall that jumps is noted."""

import logging

from sqlalchemy import Connection, text

from quiz.clock import SteadyClock
from quiz.rules.entries import Entry, Kind
from quiz.store import ledger
from quiz.store.database import Database
from quiz.store.writer import Writer

JUMP_MS = 1_000
"""A wall clock that moved by more than this against the running time has jumped."""

_NEW_ANCHOR = text(
    "INSERT INTO time_anchor (boot, offset_ms, gap_ms) VALUES (:boot, :offset, 0)"
    " ON CONFLICT (boot) DO NOTHING"
)
_ANCHOR = text("SELECT offset_ms, gap_ms FROM time_anchor WHERE boot = :boot")
_NOTE = text(
    "UPDATE time_anchor SET offset_ms = :offset, gap_ms = :gap"
    " WHERE boot = :boot AND offset_ms = :old_offset AND gap_ms = :old_gap"
)
_LIVE = text(
    "SELECT r.id FROM round r JOIN contest c ON c.id = r.contest_id"
    " WHERE c.opened_at IS NOT NULL AND r.published_at IS NULL"
    " AND ((r.opens_at <= :now AND :now < r.closes_at) OR r.id IN (SELECT a.round_id FROM attempt a"
    " WHERE a.ended_at IS NULL AND a.started_at <= :now)) ORDER BY r.id"
)
"""An attempt that starts in the future shows that this clock is wrong, so it does not hold it."""
_AUDIT = text(
    "INSERT INTO audit_log (at, actor, action, subject, detail)"
    " VALUES (:at, 'clock', :action, 'machine', :detail)"
)

log = logging.getLogger(__name__)


def agree(database: Database, clock: SteadyClock) -> None:
    """Give the clock the anchor of this machine; the first process since the machine started makes
    it, by the wall. To be done before anybody is told the time."""
    with database.writing() as session:
        connection = session.connection()
        connection.execute(_NEW_ANCHOR, {"boot": clock.boot, "offset": clock.offset_ms})
        clock.offset_ms = connection.execute(_ANCHOR, {"boot": clock.boot}).one().offset_ms


async def watch(database: Database, writer: Writer, clock: SteadyClock) -> None:
    """Note a jump of the wall in the ledger of every round that is open or being sat, once for the
    machine. Nobody's time changes by it. Where nobody sits, the clock is set anew by the wall.
    """
    boot = {"boot": clock.boot}
    offset, gap = await database.read(lambda one: one.execute(_ANCHOR, boot).one())
    clock.offset_ms = offset
    seen = clock.gap_ms()
    jump, now = seen - gap, clock()
    jumped = abs(jump) > JUMP_MS
    if not jumped and abs(gap) <= JUMP_MS:
        return
    live = await database.read(lambda one: tuple(one.execute(_LIVE, {"now": now}).scalars()))
    if live and not jumped:
        return

    def act(connection: Connection) -> bool:
        rounds = tuple(connection.execute(_LIVE, {"now": now}).scalars())
        anchor = {"offset": offset, "gap": seen} if rounds else {"offset": offset + seen, "gap": 0}
        old = {"old_offset": offset, "old_gap": gap}
        if not connection.execute(_NOTE, boot | old | anchor).rowcount:
            return False  # another process has noted it
        for round_id in rounds:
            entry = Entry(Kind.CLOCK, now, body=(("jump_ms", jump),))
            ledger.append(connection, round_id, entry)
        action = "clock.jump" if rounds else "clock.set"
        detail = f"ms={jump if rounds else seen} rounds={len(rounds)}"
        connection.execute(_AUDIT, {"at": now, "action": action, "detail": detail})
        return True

    if await writer.run(act):
        told = {"action": "clock.jump" if jumped else "clock.set", "object": "machine"}
        log.warning("the wall clock is %d ms off, having moved by %d ms", seen, jump, extra=told)
