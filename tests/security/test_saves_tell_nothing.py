"""What a saved answer is told does not depend on whether it is right: not in length, not in a
header, not in time. Servers that were broken on purpose are caught by the same comparison."""

import asyncio
import itertools
import json
import math
import random
import statistics
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from quiz.store import rows
from tests.cast import Stage, Visitor, World
from tests.security.canaries import make_canary_world, on_stage

TAPS = 480
"""Half of them right."""
CHANCE = 5.0
"""Standard deviations: less than one in a million by chance."""


class Leaky:
    """A server that gives right answers away: by a header, a byte more, or some time."""

    def __init__(self, app: Any, how: str, right: dict[int, int]) -> None:
        self._app, self._how, self._right = app, how, right
        self.state = app.state

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/answers"):
            await self._app(scope, receive, send)
            return
        message = await receive()
        tap = json.loads(message["body"])
        right = tap["choice"] == [self._right[tap["question"]]]
        if right and self._how == "time":
            await asyncio.sleep(0.003)

        async def again() -> Any:
            return message

        async def leak(message: Any) -> None:
            if right and message["type"] == "http.response.start":
                if self._how == "header":
                    message["headers"] = [*message["headers"], (b"x-point", b"1")]
                elif self._how == "length":
                    message["headers"] = [
                        (name, b"%d" % (int(value) + 1) if name == b"content-length" else value)
                        for name, value in message["headers"]
                    ]
            elif right and self._how == "length":
                message["body"] += b" "
            await send(message)

        await self._app(scope, again, leak)


def right_places(stage: Stage, attempt: str) -> dict[int, int]:
    """Question number -> the printed place of its key."""
    attempt_id = int(attempt.rsplit("/", 1)[1])
    found = stage.database.read_now(lambda one: rows.read_attempt(one, attempt_id))
    keys = {question.id: next(iter(question.key)) for question in stage.world.bank}
    return {
        number: item.order.index(keys[item.question_id])
        for number, item in enumerate(found.paper.items, 1)
    }


def given_away(stage: Stage, how: str = "") -> set[str]:
    """By what right answers differ from wrong ones, on a server that leaks so."""
    an = stage.contestant("An")
    attempt = an.post(f"/rounds/{stage.world.vi_thanh}/start").headers["location"]
    right = right_places(stage, attempt)
    if how:
        _send_to(an, Leaky(stage.app, how, right))
    shapes: dict[bool, set[Any]] = {True: set(), False: set()}
    seconds: dict[bool, list[float]] = {True: [], False: []}
    wishes = [True, False] * (TAPS // 2)
    random.Random(7).shuffle(wishes)
    for seq, wish, number in zip(itertools.count(100), wishes, itertools.cycle(right)):
        stage.clock.now += 1_000
        choice = right[number] if wish else (right[number] + 1) % 4
        began = time.perf_counter()
        answer = an.post_json(
            f"{attempt}/answers", {"seq": seq, "question": number, "choice": [choice]}
        )
        seconds[wish].append(time.perf_counter() - began)
        assert answer.status_code == 200
        head = tuple((name, len(value)) for name, value in answer.headers.items())
        shapes[wish].add((head, len(answer.content)))
    found = {"time"} if _apart(seconds[True], seconds[False]) > CHANCE else set()
    heads, lengths = ({one[place] for one in shapes[True]} for place in (0, 1))
    wrong_heads, wrong_lengths = ({one[place] for one in shapes[False]} for place in (0, 1))
    found |= {"length"} if lengths != wrong_lengths else set()
    return found | ({"header"} if {*_names(heads)} != {*_names(wrong_heads)} else set())


def _names(heads: set[Any]) -> set[tuple[str, ...]]:
    return {tuple(name for name, _ in head) for head in heads}


def _send_to(visitor: Visitor, app: Any) -> None:
    cookies = dict(visitor.client.cookies)
    visitor.client = TestClient(
        app,
        base_url="http://testserver",
        headers={"Sec-Fetch-Site": "same-origin"},
        cookies=cookies,
    )


def _apart(one: list[float], other: list[float]) -> float:
    """How surely the times are not the same, in standard deviations."""
    return max(abs(_ranks(one, other)), abs(_fastest(one, other)))


def _fastest(one: list[float], other: list[float]) -> float:
    """How far the share of `one` in the fastest quarter of all is from chance, in standard
    deviations (hypergeometric). A busy machine makes the slow slower and leaves the fast alone."""
    told = sorted([(seconds, True) for seconds in one] + [(seconds, False) for seconds in other])
    count, share = len(told) // 4, len(one) / len(told)
    spread = count * share * (1 - share) * (len(told) - count) / (len(told) - 1)
    return (sum(mine for _, mine in told[:count]) - count * share) / math.sqrt(spread)


def _ranks(one: list[float], other: list[float]) -> float:
    """How far the ranks of `one` are from chance, in standard deviations (Mann and Whitney)."""
    larger = sum((a > b) + (a == b) / 2 for a in one for b in other)
    pairs = len(one) * len(other)
    return (larger - pairs / 2) / math.sqrt(pairs * (len(one) + len(other) + 1) / 12)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_canary_world(tmp_path)


def test_a_save_is_answered_alike_whether_right_or_wrong(tmp_path: Path, world: World) -> None:
    with on_stage(tmp_path, world) as stage:
        assert given_away(stage) == set()


@pytest.mark.parametrize("how", ["header", "length", "time"])
def test_a_server_that_gives_right_answers_away_is_caught(
    tmp_path: Path, world: World, how: str
) -> None:
    with on_stage(tmp_path, world) as stage:
        assert how in given_away(stage, how)


def test_the_comparison_of_times_finds_what_is_there_and_nothing_else() -> None:
    dice = random.Random(3)
    noise = [dice.expovariate(1) for _ in range(TAPS)]
    half = TAPS // 2
    assert _apart(noise[:half], noise[half:]) < CHANCE
    later = [one + statistics.median(noise) for one in noise[half:]]
    assert _ranks(later, noise[:half]) > CHANCE
    busy = [4 + dice.choice((1, 50)) * dice.expovariate(1) for _ in range(TAPS)]
    hardly = [1 + one for one in busy[half:]]
    assert _fastest(busy[:half], hardly) > CHANCE > abs(_ranks(busy[:half], hardly))
