"""kill -9 in the middle of a contest: every tap that was answered 200 is in the ledger, once, with
its content; the file is whole, the chain unbroken, and the server answers again within 5 seconds.

Eight people tap over HTTP as fast as they are answered; whoever got no answer sends the same tap
again after the restart. A server that says "saved" before the disk has it is caught by the same
test.
"""

import random
from dataclasses import dataclass, field

from tests.faults.server import SERVE, Server, mutant
from tests.faults.sitting import FULL, TAPPING_SECONDS, Contest, tap_and_kill

KILLS = 100 if FULL else 15
MUTANT_KILLS = 5
RESTART_SECONDS = 5


@dataclass
class Result:
    """What a series of kills came to."""

    faults: list[str] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)
    saved: int = 0


def survive(command: tuple[str, ...], contest: Contest, kills: int) -> Result:
    """Kill that many times; stop at the first fault."""
    dice = random.Random()
    server = Server(command, contest.settings.data)
    result = Result()
    try:
        server.start()
        tappers = contest.enter(server.url)
        for _ in range(kills):
            tap_and_kill(server, tappers, dice.uniform(*TAPPING_SECONDS))
            result.restarts.append(server.start())
            result.faults = contest.wrong(tappers)
            if result.faults:
                break
        result.saved = sum(len(tapper.saved) for tapper in tappers)
    finally:
        server.kill()
    return result


def test_every_answered_tap_survives_a_kill(open_contest: Contest) -> None:
    result = survive(SERVE, open_contest, KILLS)
    print(f"{result.saved} taps, {KILLS} kills, slowest restart {max(result.restarts):.2f} s")
    assert result.faults == []
    assert len(result.restarts) == KILLS
    assert max(result.restarts) < RESTART_SECONDS
    assert result.saved >= 2 * KILLS


def test_a_server_that_answers_before_its_disk_has_it_is_caught(open_contest: Contest) -> None:
    result = survive(mutant("early_acknowledgement"), open_contest, MUTANT_KILLS)
    assert any(" lost " in fault for fault in result.faults), result
