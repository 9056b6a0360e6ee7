"""The steady clock: one time for every process of a machine whatever the wall does, every jump
noted once, and a wrong clock healed when nobody sits.
"""

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import col, select

from quiz.clock import SteadyClock, boot_id, running_time, system_clock
from quiz.stages import count, sit, timekeeping
from quiz.store.database import Database
from quiz.store.tables import AuditLog, LedgerEntry, TimeAnchor
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, World

HOUR = 60 * MINUTE


class Machine:
    """A machine whose wall can be set. `passes` lets both clocks go on."""

    def __init__(self, wall: int = OPENS, boot: str = "boot-1") -> None:
        self.wall, self.running, self.boot = wall, 5_000, boot

    def passes(self, ms: int) -> None:
        self.wall += ms
        self.running += ms

    def process(self, database: Database) -> SteadyClock:
        """The clock of a process that starts now."""
        clock = SteadyClock(lambda: self.wall, lambda: self.running, self.boot)
        timekeeping.agree(database, clock)
        return clock


@pytest.fixture
def machine() -> Machine:
    return Machine()


def watch(database: Database, writer: Writer, *clocks: SteadyClock) -> None:
    """One tick of each process, all at once."""

    async def everybody() -> None:
        await asyncio.gather(*(timekeeping.watch(database, writer, clock) for clock in clocks))

    asyncio.run(everybody())


def jumps(database: Database) -> list[tuple[int, str]]:
    """(round, body) of the ledgers' clock entries."""
    with database.reading() as session:
        found = session.exec(
            select(LedgerEntry)
            .where(LedgerEntry.kind == "clock")
            .order_by(col(LedgerEntry.round_id), col(LedgerEntry.number))
        )
        return [(one.round_id, one.body or "") for one in found]


def audit(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        wanted = select(AuditLog).where(AuditLog.actor == "clock").order_by(col(AuditLog.id))
        return [(one.action, one.detail) for one in session.exec(wanted)]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("jump", [HOUR, -HOUR, 1_001, -1_001])
def test_a_jump_of_the_wall_changes_no_process_s_time(
    database: Database, writer: Writer, machine: Machine, jump: int
) -> None:
    one = machine.process(database)
    assert one() == OPENS
    machine.wall += jump
    machine.passes(MINUTE)
    other = machine.process(database)  # starts, or starts again, after the jump
    assert one() == other() == OPENS + MINUTE
    watch(database, writer, one, other)
    assert one() == other() == OPENS + MINUTE


def test_a_jump_is_noted_once_in_every_open_round_however_many_processes_see_it_how_often(
    database: Database,
    writer: Writer,
    world: World,
    machine: Machine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    clocks = [machine.process(database) for _ in range(3)]
    machine.wall += HOUR
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            watch(database, writer, *clocks)
            machine.passes(500)
    everywhere = [(round_id, '{"jump_ms": 3600000}') for round_id in sorted(world.rounds.values())]
    assert jumps(database) == everywhere
    assert len([one for one in caplog.records if "wall clock" in one.message]) == 1
    machine.wall -= 2 * HOUR
    watch(database, writer, *clocks)
    assert len(jumps(database)) == 2 * len(everywhere)
    assert jumps(database)[1] == (world.vi_thanh, '{"jump_ms": -7200000}')
    assert [action for action, _ in audit(database)] == ["clock.jump", "clock.jump"]


def test_two_servers_on_two_connections_note_a_jump_once(
    database: Database, writer: Writer, world: World, machine: Machine
) -> None:
    other = Database(database.url)
    other_writer = Writer(other)
    other_writer.start()
    clocks = machine.process(database), machine.process(other)
    machine.wall -= HOUR

    async def both() -> None:
        await asyncio.gather(
            timekeeping.watch(database, writer, clocks[0]),
            timekeeping.watch(other, other_writer, clocks[1]),
        )

    asyncio.run(both())
    other_writer.close()
    other.close()
    assert len(jumps(database)) == len(world.rounds)


def test_a_jump_while_no_server_ran_is_noted_by_the_one_that_starts(
    database: Database, writer: Writer, world: World, machine: Machine
) -> None:
    machine.process(database)
    machine.passes(10 * MINUTE)
    machine.wall -= HOUR
    clock = machine.process(database)
    assert clock() == OPENS + 10 * MINUTE
    watch(database, writer, clock)
    assert len(jumps(database)) == len(world.rounds)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("drift", [1_000, -1_000, 0])
def test_a_second_is_not_a_jump(
    database: Database, writer: Writer, machine: Machine, drift: int
) -> None:
    clock = machine.process(database)
    machine.wall += drift
    watch(database, writer, clock)
    assert jumps(database) == []
    assert audit(database) == []


def test_a_round_that_is_over_but_still_being_sat_is_told_of_a_jump_and_no_other(
    database: Database, writer: Writer, world: World, machine: Machine
) -> None:
    clock = machine.process(database)
    asyncio.run(sit.start(database, writer, world.phung_hiep, world.people["Chi"], OPENS))
    machine.passes(CLOSES - OPENS + MINUTE)
    machine.wall += HOUR
    watch(database, writer, clock)
    assert [round_id for round_id, _ in jumps(database)] == [world.phung_hiep]
    assert clock() == CLOSES + MINUTE


@pytest.mark.usefixtures("world")
def test_when_nobody_sits_the_clock_is_set_anew_by_the_wall_in_every_process(
    database: Database, writer: Writer
) -> None:
    machine = Machine(wall=OPENS - 100 * 24 * HOUR)  # started with a wrong clock
    one, other = machine.process(database), machine.process(database)
    machine.wall = OPENS - HOUR  # and was told the time
    watch(database, writer, one)
    watch(database, writer, one, other)
    assert one() == other() == OPENS - HOUR
    assert jumps(database) == []
    assert audit(database) == [("clock.set", f"ms={100 * 24 * HOUR - HOUR} rounds=0")]


def test_a_jump_during_the_contest_is_healed_when_everybody_is_done(
    database: Database, writer: Writer, world: World, machine: Machine
) -> None:
    clock = machine.process(database)
    attempt = asyncio.run(
        sit.start(database, writer, world.vi_thanh, world.people["An"], CLOSES - MINUTE)
    )
    machine.passes(CLOSES - OPENS)
    machine.wall -= HOUR
    watch(database, writer, clock)
    assert clock() == CLOSES
    asyncio.run(sit.submit(database, writer, attempt, world.people["An"], CLOSES))
    watch(database, writer, clock)
    watch(database, writer, clock)
    assert clock() == machine.wall == CLOSES - HOUR
    found = database.read_now(lambda one: count.recount(one, world.vi_thanh))
    assert found.broken_link is None


def test_an_attempt_from_the_future_does_not_keep_a_wrong_clock(
    database: Database, writer: Writer, world: World
) -> None:
    asyncio.run(sit.start(database, writer, world.vi_thanh, world.people["An"], OPENS))
    machine = Machine(wall=0, boot="boot-2")  # started anew, its battery flat
    clock = machine.process(database)
    assert clock() == 0
    machine.wall = OPENS + MINUTE
    watch(database, writer, clock)
    watch(database, writer, clock)
    assert clock() == OPENS + MINUTE


def test_a_machine_that_started_anew_has_a_new_anchor(database: Database) -> None:
    first = Machine().process(database)
    second = Machine(wall=OPENS + HOUR, boot="boot-2").process(database)
    assert (first(), second()) == (OPENS, OPENS + HOUR)
    with database.reading() as session:
        assert len(session.exec(select(TimeAnchor)).all()) == 2


def test_the_running_time_runs_and_every_process_of_this_machine_has_its_boot_id() -> None:
    before = running_time()
    script = "from quiz.clock import boot_id, running_time; print(boot_id(), running_time())"
    told = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ,
    ).stdout.split()
    after = running_time()
    if boot_id().startswith("process-"):  # a machine that cannot tell: an anchor a process
        assert told[0] != boot_id()
    else:
        assert told[0] == boot_id()
        assert before <= int(told[1]) <= after
    assert abs(SteadyClock()() - system_clock()) < 1_000


@pytest.fixture
def no_boot_id(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("quiz.clock._BOOT_ID", tmp_path / "missing")


@pytest.mark.usefixtures("no_boot_id")
def test_where_the_machine_has_no_boot_id_each_process_has_its_own_anchor(
    sqlite_url: str,
) -> None:
    database = Database(sqlite_url)
    clocks = [SteadyClock(), SteadyClock()]
    for clock in clocks:
        timekeeping.agree(database, clock)
    assert clocks[0].boot != clocks[1].boot
    database.close()
