"""Nobody learns a key or an explanation before every round over the bank has closed, wherever they
look, and whoever has no business with it never does.
"""

import asyncio
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quiz.settings import Settings
from quiz.stages import count
from quiz.worker import tick
from tests.cast import CLOSES, MINUTE, OPENS, Stage, Visitor, World
from tests.security.canaries import (
    CANARY,
    LATER,
    WORDS,
    make_canary_world,
    on_stage,
    turn_keys,
)
from tests.security.crawling import Seen, addresses, crawl

LOOKING_ON = ("khoi", "yen", "so", "lan")
"""Jury, auditor, province, Vị Thanh's organiser: they see keys once all rounds have closed."""
OUTSIDE = ("stranger", "hoa")
"""Somebody who is not signed in, and an organiser whose district has no round here: never."""
VARYING = re.compile(r'name="form_token" value="[^"]*"|[0-9a-f]{16,64}|2\d{3}-\d\d-\d\dT[\d:]+Z')
"""What differs between two servers whatever the keys are: form tokens, digests, when a file was
made."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The contest over the canary bank, in the test's folder."""
    return make_canary_world(tmp_path)


class Day:
    """The contest's day: An sits and hands in late, Bình hands in early, Chi sits in a round that
    closes after theirs."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.world = stage, stage.world
        stage.clock.now = OPENS - 10 * MINUTE
        self.contestants = {name: stage.contestant(name) for name in ("An", "Bình", "Chi")}
        self.staff = {name: stage.staff(name) for name in (*LOOKING_ON, "hoa")}
        self.stranger = stage.stranger()
        self.attempts: dict[str, str] = {}

    def before_the_opening(self) -> None:
        """Everybody has signed in early."""

    def while_they_sit(self) -> None:
        """An and Chi are at their papers, Bình has handed in."""
        self.stage.clock.now = OPENS + MINUTE
        rounds = {"An": self.world.vi_thanh, "Bình": self.world.vi_thanh}
        for name in ("An", "Bình", "Chi"):
            self.start(name, rounds.get(name, self.world.phung_hiep))
        self.contestants["Bình"].post_json(f"{self.attempts['Bình']}/submit", {})
        self._tick()

    def start(self, name: str, round_id: int) -> None:
        """One more at the paper, with two answers."""
        visitor = self.contestants[name]
        found = visitor.post(f"/rounds/{round_id}/start").headers["location"]
        self.attempts[name] = found
        for seq in (1, 2):
            tap = {"seq": seq, "question": seq, "choice": [seq]}
            assert visitor.post_json(f"{found}/answers", tap).status_code == 200

    def when_the_own_round_is_over_and_another_is_sat(self) -> None:
        """Vị Thanh's board is official, Chi sits in Phụng Hiệp."""
        self.while_they_sit()
        self.stage.clock.now = CLOSES + MINUTE
        self._tick()
        self._publish(self.world.vi_thanh)

    def when_all_is_over(self) -> None:
        """Every board is official."""
        self.when_the_own_round_is_over_and_another_is_sat()
        self.stage.clock.now = CLOSES + LATER + MINUTE
        self._tick()
        for round_id in self.world.rounds.values():
            self._publish(round_id)

    def _tick(self) -> None:
        asyncio.run(tick(self.stage.database, self.stage.writer, self.stage.clock.now))

    def _publish(self, round_id: int) -> None:
        stage = self.stage
        count.publish(stage.database, stage.writer, round_id, "quan", stage.clock.now)

    @property
    def everybody(self) -> dict[str, Visitor]:
        """All but those who write and approve questions."""
        return {"stranger": self.stranger, **self.contestants, **self.staff}

    def addresses(self) -> list[str]:
        """Every GET with every object of the day."""
        first = {"{suffix}": "xlsx", **dict.fromkeys(_NAMES, "1")}
        found = set()
        for round_id in (self.world.vi_thanh, self.world.phung_hiep):
            found |= {*addresses({**first, "{round_id}": str(round_id)})}
        for attempt in self.attempts.values():
            found |= {*addresses({**first, "{attempt_id}": attempt.rsplit("/", 1)[1]})}
        return sorted(found)

    def look(self, name: str) -> list[Seen]:
        """All that somebody comes to see."""
        visitor = self.everybody[name]
        visitor.client.headers["Accept-Encoding"] = "identity"
        return list(crawl(visitor, self.addresses()))


_NAMES = (
    *("{attempt_id}", "{bank_id}", "{question_id}", "{version_id}", "{contest_id}", "{law_id}"),
    *("{import_id}", "{board_version}", "{person_id}", "{district_id}", "{unit_id}"),
    *("{decision_id}", "{extension_id}", "{change_id}", "{gift_id}"),
)


def leaks(seen: list[Seen]) -> set[str]:
    """The addresses that told a canary."""
    return {one.url for one in seen if CANARY.search(one.words)}


@pytest.mark.parametrize(
    "moment",
    [
        Day.before_the_opening,
        Day.while_they_sit,
        Day.when_the_own_round_is_over_and_another_is_sat,
    ],
)
def test_no_canary_is_seen_by_anybody_before_the_last_round_has_closed(
    tmp_path: Path, world: World, moment: Callable[[Day], None]
) -> None:
    with on_stage(tmp_path, world) as stage:
        day = Day(stage)
        moment(day)
        seen = {name: day.look(name) for name in day.everybody}
    assert {name: leaks(pages) for name, pages in seen.items() if leaks(pages)} == {}
    papers = {
        (name, one.route)
        for name, pages in seen.items()
        for one in pages
        if WORDS.search(one.words)
    }
    own = {"GET /attempts/{attempt_id}", "GET /attempts/{attempt_id}/paper"}
    assert {route for _, route in papers} <= own
    assert {name for name, _ in papers} <= {*day.contestants}


def test_afterwards_strangers_and_foreign_organisers_still_see_none(
    tmp_path: Path, world: World
) -> None:
    with on_stage(tmp_path, world) as stage:
        day = Day(stage)
        day.when_all_is_over()
        told = {name: leaks(day.look(name)) for name in (*OUTSIDE, "An")}
    assert [told[name] for name in OUTSIDE] == [set(), set()]
    assert f"{day.attempts['An']}/paper" in told["An"]  # so canaries can be seen
    assert not {url for url in told["An"] if not url.startswith(day.attempts["An"])}


def test_while_they_sit_no_answer_of_the_server_depends_on_the_keys(
    tmp_path: Path, world: World
) -> None:
    """Two worlds that differ in nothing but the keys answer alike, byte for byte."""
    told = []
    Settings(data=tmp_path).secret()
    for turned in (False, True):
        folder = tmp_path / str(turned)
        folder.mkdir()
        shutil.copy(tmp_path / "quiz.db", folder)
        shutil.copy(Settings(data=tmp_path).secret_path, folder)
        if turned:
            turn_keys(folder, world)
        with on_stage(folder, world) as stage:
            day = Day(stage)
            stage.clock.now = OPENS + MINUTE
            for name, round_id in (("An", world.vi_thanh), ("Chi", world.phung_hiep)):
                day.start(name, round_id)
            told.append(
                {
                    (name, seen.url): VARYING.sub("", f"{seen.answer.status_code} {seen.words}")
                    for name in ("An", "stranger", "lan", "yen")
                    for seen in day.look(name)
                }
            )
    straight, turned_keys = told
    assert straight.keys() == turned_keys.keys()
    assert {one for one in straight if straight[one] != turned_keys[one]} == set()
