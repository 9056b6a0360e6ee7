"""A power cut in the middle of a contest: the disk keeps what was synced, and of the rest nothing
or any part. Every tap that was answered 200 is in the ledger, once; the file is whole, the chain
unbroken. With synchronous=NORMAL, SQLite's usual advice, the same test loses taps.

A library of ours, preloaded into the server (power.c), keeps beside each file its content as of its
last sync. The cut is kill -9, then that content put back, every other time with a random part of
the sectors, names and lengths that were written and not synced.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.faults.power import Counts, Disk, compile_shim
from tests.faults.server import SERVE, Server, mutant
from tests.faults.sitting import FULL, TAPPING_SECONDS, Contest, tap_and_kill

CUTS = 50 if FULL else 10
MUTANT_CUTS = 3

MakeDisk = Callable[[Path], Disk]


@dataclass
class Result:
    """What a series of cuts came to."""

    counts: Counts
    faults: list[str] = field(default_factory=list)
    cuts: int = 0
    saved: int = 0
    lost_sectors: int = 0
    unsynced: list[str] = field(default_factory=list)
    """Files that differ from what the shim kept, after an orderly end."""


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled library."""
    library = compile_shim(tmp_path_factory.mktemp("shim"))
    if library is None:
        missing("Linux and a C compiler (Debian's packages gcc and libc6-dev)")
        raise AssertionError
    return library


@pytest.fixture
def disk(shim: Path, open_contest: Contest, tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """The disk under the contest's data folder."""
    return Disk(shim, open_contest.settings.data, tmp_path_factory.mktemp("synced"))


def survive(command: tuple[str, ...], contest: Contest, disk: Disk, cuts: int) -> Result:
    """Cut the power that many times; stop at the first fault."""
    dice = random.Random()
    server = Server(command, contest.settings.data, disk.environment)
    try:
        server.start()
        tappers = contest.enter(server.url)
        result = Result(disk.counts)
        for number in range(cuts):
            tap_and_kill(server, tappers, dice.uniform(*TAPPING_SECONDS))
            disk.cut(dice if number % 2 else None)
            result.cuts += 1
            server.start()
            result.faults = contest.wrong(tappers)
            if result.faults:
                break
        result.saved = sum(len(tapper.saved) for tapper in tappers)
        server.stop()
    finally:
        server.kill()
    result.counts, result.lost_sectors = disk.counts, disk.lost_sectors
    result.unsynced = disk.unsynced()
    return result


def test_every_answered_tap_survives_a_power_cut(open_contest: Contest, disk: Disk) -> None:
    result = survive(SERVE, open_contest, disk, CUTS)
    print(f"{result.saved} taps, {result.cuts} cuts, {result.lost_sectors} sectors lost")
    print(result.counts)
    assert result.faults == []
    assert result.cuts == CUTS
    assert result.saved >= 2 * CUTS
    assert result.counts.writes > result.counts.syncs > CUTS
    assert result.counts.folder_syncs > 0
    assert result.lost_sectors > 0
    assert result.unsynced == []


def test_without_a_sync_at_each_commit_the_same_test_loses_taps(
    open_contest: Contest, disk: Disk
) -> None:
    result = survive(mutant("lazy_disk"), open_contest, disk, MUTANT_CUTS)
    print(result.faults[:3], result.counts)
    assert any(" lost " in fault for fault in result.faults), result
    assert result.lost_sectors > 0
