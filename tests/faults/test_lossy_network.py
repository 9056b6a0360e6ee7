"""A network that loses one request in ten and one answer in ten, stalls some for seconds and goes
dark once: nothing that was tapped is lost or saved twice, and soon after the network is back
everything is saved, in people's outboxes and in real browsers alike.
"""

import asyncio
import json
import os
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvloop
from playwright.sync_api import Browser, Page, Response, expect

from quiz.rules.paper import fold
from quiz.store import ledger
from quiz.store.database import Database
from tests.browser import conftest as browsers
from tests.faults.contest import QUESTIONS, Contest, answers_of, make_contest, serving, wrong
from tests.faults.outbox import CountsOn, GivesUp, Person, receipt_in
from tests.faults.proxy import Proxy

FULL = os.environ.get("QUIZ_FAULTS") == "full"
PEOPLE = 300 if FULL else 60
PAGES = 5 if FULL else 2
LOSSY_SECONDS = 60 if FULL else 8
DARK_SECONDS = 30 if FULL else 6
DRAIN_SECONDS = 10 if FULL else 20
"""The bar is ten; the two cores of CI are shared with others."""
TAP_SECONDS = (3.0, 9.0) if FULL else (1.0, 4.0)
"""From one tap to the next: faster than anybody reads."""
MUTANT_PEOPLE = 20

chromium = browsers.chromium


@dataclass
class Weather:
    """What happens to the network, and when; run in a thread of its own beside the browsers."""

    contest: Contest
    upstream: int
    tickets: list[str]
    kind: type[Person] = Person
    lossy_seconds: float = LOSSY_SECONDS
    dark_seconds: float = DARK_SECONDS
    people: list[Person] = field(default_factory=list)
    drained: list[float] = field(default_factory=list)
    """Seconds from the network's return until each outbox was empty."""
    listening: threading.Event = field(default_factory=threading.Event)
    begin: threading.Event = field(default_factory=threading.Event)
    """Set from outside when the browsers are ready: the weather turns bad."""
    light: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    """Set from outside when nobody needs the proxy any more."""
    light_at: float = 0
    port: int = 0

    async def pass_by(self) -> None:
        """The whole story."""
        proxy = Proxy(self.upstream, random.Random(1))
        async with proxy.listening():
            self.port = proxy.port
            self.listening.set()
            await asyncio.to_thread(self.begin.wait)
            proxy.lossy = True
            sitting = [
                asyncio.create_task(self._sit(number, ticket))
                for number, ticket in enumerate(self.tickets)
            ]
            await asyncio.sleep(self.lossy_seconds)
            if self.dark_seconds:
                proxy.go_dark()
                await asyncio.sleep(self.dark_seconds)
            proxy.clear_up()
            self.light_at = time.monotonic()
            self.light.set()
            await asyncio.gather(*sitting)
            await asyncio.to_thread(self.over.wait)
        self.fates = dict(proxy.fates)

    async def _sit(self, number: int, ticket: str) -> None:
        person = self.kind(self.port, random.Random(number))
        self.people.append(person)
        await person.enter(self.contest.round_id, ticket)
        tapping = asyncio.create_task(self._tap(person))
        await person.run(self.light.is_set)
        self.drained.append(time.monotonic() - self.light_at)
        await tapping
        await person.hand_in()

    async def _tap(self, person: Person) -> None:
        while not self.light.is_set():
            person.tap(person.dice.randint(1, QUESTIONS), person.dice.randint(0, 3))
            await asyncio.sleep(person.dice.uniform(*TAP_SECONDS))


@contextmanager
def passing(weather: Weather) -> Iterator[None]:
    """The weather passes while the block runs; at its end everybody has handed in."""
    problems: list[BaseException] = []

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(weather.pass_by())
        except BaseException as problem:
            problems.append(problem)
            weather.listening.set()
            weather.light.set()

    thread = threading.Thread(target=run)
    thread.start()
    weather.listening.wait()
    try:
        yield
    finally:
        weather.begin.set()
        weather.over.set()
        thread.join()
    assert problems == []


class Phone:
    """A real browser's page on the paper, and what was tapped and told in it."""

    def __init__(self, browser: Browser, url: str, contest: Contest, ticket: str) -> None:
        self.told: list[tuple[int, int, int]] = []
        self.last: dict[int, int] = {}
        self.page: Page = browser.new_context(locale="vi-VN").new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("response", self._hear)
        self.page.goto(f"{url}/enter#{ticket}")
        self.page.wait_for_url("**/rounds/*")
        self.page.get_by_role("button", name="Bắt đầu làm bài").click()
        self.page.wait_for_url("**/attempts/*")
        self.attempt_id = int(self.page.url.rsplit("/", 1)[1])
        expect(self.page.locator("#clock span")).to_have_text("Còn lại")

    def _hear(self, reply: Response) -> None:
        if reply.url.endswith("/answers") and reply.status == 200:
            tap = json.loads(reply.request.post_data or "{}")
            self.told.append((tap["seq"], tap["question"], *tap["choice"]))

    def tap(self, question: int, choice: int) -> None:
        """On the option's text, as a thumb does."""
        self.page.locator(f"#c{question} label").nth(choice).click()
        self.last[question] = choice

    def count(self) -> str:
        """How many answers the screen calls saved: `28/30`."""
        return self.page.locator("#count").inner_text()

    def wrong(self, contest: Contest) -> list[str]:
        """What the ledger holds against what the screen told."""
        database = Database(contest.settings.url)
        with database.read_engine.connect() as connection:
            kept = answers_of(connection, self.attempt_id)
            stands = fold(ledger.entries_of_attempt(connection, self.attempt_id)).answers
            end = ledger.ending(connection, self.attempt_id)
        database.close()
        found = [f"lost {tap}" for tap in self.told if tap not in kept]
        found += [] if len({tap[0] for tap in kept}) == len(kept) else ["a seq twice"]
        found += [f"never told {tap}" for tap in kept if tap not in self.told]
        if stands != {question: (choice,) for question, choice in self.last.items()}:
            found.append("the answers that stand are not the last taps")
        receipt = receipt_in(self.page.content())
        if end is None or receipt != (end.number, end.hash[:16]):
            found.append(f"the receipt says {receipt}, the ledger {end}")
        return found


@pytest.fixture
def contest(sqlite_url: str, tmp_path: Path) -> Contest:
    """Open, with a ticket for everybody."""
    return make_contest(tmp_path, sqlite_url, PEOPLE + PAGES)


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1])


def tap_until_light(phones: list[Phone], weather: Weather) -> None:
    """Every question once, on every phone in turn; then minds are changed until the light."""
    dice = random.Random(2)
    questions = list(range(1, QUESTIONS + 1))
    pause = 1000 * (LOSSY_SECONDS + DARK_SECONDS) / (2 * QUESTIONS)
    while not weather.light.is_set() or questions:
        question = questions.pop(0) if questions else dice.randint(1, QUESTIONS)
        for phone in phones:
            phone.tap(question, dice.randint(0, 3))
        if not weather.light.is_set():
            phones[0].page.wait_for_timeout(pause)


def seconds_until_all_saved(phones: list[Phone], weather: Weather) -> list[float]:
    """For each phone, the seconds from the network's return, or from the last tap if that was
    later, until its screen said that everything is saved; gives up after a minute."""
    since = max(weather.light_at, time.monotonic())
    took: dict[int, float] = {}
    while len(took) < len(phones) and time.monotonic() < since + 60:
        for number, phone in enumerate(phones):
            if number not in took and phone.count() == f"{QUESTIONS}/{QUESTIONS}":
                took[number] = time.monotonic() - since
        phones[0].page.wait_for_timeout(100)
    assert len(took) == len(phones), [phone.count() for phone in phones]
    return list(took.values())


def test_nothing_is_lost_or_saved_twice_and_all_is_saved_soon_after_the_network_is_back(
    contest: Contest, chromium: Browser
) -> None:
    with serving(contest) as server:
        weather = Weather(contest, port_of(server.url), contest.tickets[PAGES:])
        with passing(weather):
            url = f"http://127.0.0.1:{weather.port}"
            phones = [Phone(chromium, url, contest, one) for one in contest.tickets[:PAGES]]
            weather.begin.set()
            tap_until_light(phones, weather)
            screens = seconds_until_all_saved(phones, weather)
            for phone in phones:
                phone.page.get_by_text("Nộp bài", exact=True).click()
                phone.page.get_by_role("button", name="Xác nhận nộp bài").click()
                phone.page.wait_for_url("**/receipt")
    taps = sum(len(person.saved) for person in weather.people)
    print(
        f"{len(weather.people)} people, {taps} taps, {weather.fates}; drained after at most"
        f" {max(weather.drained):.1f} s, screens after {max(screens):.1f} s"
    )
    assert wrong(contest, weather.people) == []
    assert [phone.wrong(contest) for phone in phones] == [[]] * PAGES
    assert len(weather.drained) == PEOPLE
    assert max(weather.drained) <= DRAIN_SECONDS
    assert max(screens) <= DRAIN_SECONDS
    for fate in ("lost before", "lost after", "stalled before", "stalled after", "in the dark"):
        assert weather.fates[fate] > 0


@pytest.mark.parametrize(
    ("kind", "found"), [(GivesUp, "the answers that stand"), (CountsOn, "never told")]
)
def test_an_outbox_that_does_not_repeat_the_same_tap_is_caught(
    contest: Contest, kind: type[Person], found: str
) -> None:
    with serving(contest) as server:
        tickets = contest.tickets[:MUTANT_PEOPLE]
        weather = Weather(contest, port_of(server.url), tickets, kind, 8, 0)
        with passing(weather):
            pass
    faults = wrong(contest, weather.people)
    assert any(re.search(found, fault) for fault in faults), faults
