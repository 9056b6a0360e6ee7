"""People who tap while something breaks: they remember what was answered 200, send again what was
not answered, as the page's script does, and afterwards everything is looked for in the ledger.
"""

import os
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2 as httpx
from sqlalchemy import text

from quiz.clock import system_clock
from quiz.rules import ticket
from quiz.settings import Settings
from quiz.store import ledger
from quiz.store.database import Database
from tests.cast import World, add_person, make_world
from tests.faults.server import PLAIN, START_SECONDS, Server

FULL = os.environ.get("QUIZ_FAULTS") == "full"
"""Whether faults are made in full number: `make faults`."""
PEOPLE = 8
QUESTIONS = 6
TAPPING_SECONDS = (0.1, 0.6)
"""How long they tap before the fault: from, to."""
PAUSE_SECONDS = 0.05
"""Between a tap that was answered 503 and its repetition: the script waits longer."""
Tap = tuple[int, int, int]
"""seq, question, choice."""


@dataclass
class Tapper:
    """Somebody who taps, remembers what was answered 200, and repeats what was not answered."""

    attempt: str
    headers: dict[str, str]
    dice: random.Random
    saved: list[Tap] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    waits: int = 0
    """How often a tap was answered 503 with Retry-After."""
    _seq: int = 0
    _unanswered: Tap | None = None

    def tap_until_it_breaks(self, url: str) -> None:
        """Tap as fast as the server answers; any answer but "saved" is a fault."""
        with httpx.Client(base_url=url, headers=self.headers, verify=PLAIN) as client:
            while self._send(client):
                pass

    def tap_until(self, url: str, stop: threading.Event) -> None:
        """Tap as fast as the server answers, and patiently: after a 503 that says when to come
        back, the same tap again. A connection that the server breaks is a fault."""
        with httpx.Client(base_url=url, headers=self.headers, timeout=30, verify=PLAIN) as client:
            while not stop.is_set():
                waits = self.waits
                if not self._send(client, patient=True):
                    self.faults += ["the server broke a connection"] if self._unanswered else []
                    return
                if self.waits > waits:
                    stop.wait(PAUSE_SECONDS)

    def _send(self, client: httpx.Client, *, patient: bool = False) -> bool:
        """Send one tap; whether it makes sense to go on."""
        tap = self._unanswered = self._unanswered or self._next()
        content = {"seq": tap[0], "question": tap[1], "choice": [tap[2]]}
        try:
            answer = client.post(f"{self.attempt}/answers", json=content)
        except httpx.TransportError:
            return False
        if answer.status_code == 200 and answer.json()["state"] == "saved":
            self._unanswered = None
            self.saved.append(tap)
            return True
        if patient and answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0:
            self.waits += 1
            return True
        self._unanswered = None
        self.faults.append(f"{answer.status_code} {answer.text[:200]}")
        return False

    def _next(self) -> Tap:
        self._seq += 1
        return self._seq, self.dice.randint(1, QUESTIONS), self.dice.randint(0, 3)


@dataclass(frozen=True)
class Contest:
    """A contest that is open for hours: its settings, and the numbers of those who will tap."""

    settings: Settings
    world: World
    numbers: list[str]

    def enter(self, url: str) -> list[Tapper]:
        """Everybody enters and starts."""
        secret = self.settings.secret()
        return [enter(url, secret, self.world.vi_thanh, number) for number in self.numbers]

    def wrong(self, tappers: list[Tapper]) -> list[str]:
        """What the database lacks or has too much of what was acknowledged. Its connection is
        closed again: it must not outlive a fault, which would spare the server a recovery."""
        database = Database(self.settings.url)
        try:
            return wrong(database, self.world.vi_thanh, tappers)
        finally:
            database.close()


def make_contest(settings: Settings, people: int = PEOPLE) -> Contest:
    """The contest in an empty, migrated database."""
    database = Database(settings.url)
    world = make_world(database)
    district = world.districts["Thành phố Vị Thanh"]
    numbers = [f"VT1{number:03d}" for number in range(people)]
    for number in numbers:
        add_person(database, f"Thí sinh {number}", number, district)
    with database.write_engine.begin() as connection:
        connection.execute(
            text("UPDATE round SET closes_at = :far"), {"far": system_clock() + 24 * 3_600_000}
        )
        rules = text("UPDATE contest SET rules = REPLACE(rules, :short, :long)")
        connection.execute(rules, {"short": '"minutes":30', "long": '"minutes":300'})
    database.close()
    return Contest(settings, world, numbers)


def enter(url: str, secret: bytes, round_id: int, number: str) -> Tapper:
    """A person who has entered and started."""
    same_site = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=url, headers=same_site, verify=PLAIN) as client:
        token = _token(client.get("/enter").text)
        form = {"form_token": token, "ticket": ticket.ticket(secret, number, 1)}
        entered = client.post("/enter", data=form)
        assert entered.status_code == 303, entered.text
        token = _token(client.get(f"/rounds/{round_id}").text)
        started = client.post(f"/rounds/{round_id}/start", data={"form_token": token})
        assert started.status_code == 303, started.text
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    headers = {"Sec-Fetch-Site": "same-origin", "X-Form-Token": token, "Cookie": cookie}
    return Tapper(started.headers["location"], headers, random.Random(number))


def _token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]*)"', page)
    assert found, page
    return found[1]


def wrong(database: Database, round_id: int, tappers: list[Tapper]) -> list[str]:
    """What the database lacks or has too much of what was acknowledged, and whether it is whole."""
    with database.read_engine.connect() as connection:
        found = [f for tapper in tappers for f in tapper.faults]
        if database.is_sqlite:
            whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            found += [] if whole == "ok" else [f"integrity_check: {whole}"]
        broken = ledger.broken_link(connection, round_id)
        if broken is not None:
            found.append(f"the chain breaks at {broken}")
        statement = text(
            "SELECT seq, question, choice FROM entry WHERE attempt_id = :id AND kind = 'answer'"
        )
        for tapper in tappers:
            attempt_id = int(tapper.attempt.rsplit("/", 1)[1])
            kept = [
                (row.seq, row.question, int(row.choice))
                for row in connection.execute(statement, {"id": attempt_id})
            ]
            lost = set(tapper.saved) - set(kept)
            found += [f"{tapper.attempt} lost {tap}" for tap in sorted(lost)]
            if len({seq for seq, _, _ in kept}) != len(kept):
                found.append(f"{tapper.attempt} has a tap twice")
    return found


@contextmanager
def tapping(url: str, tappers: list[Tapper]) -> Iterator[None]:
    """Everybody taps patiently while the block runs."""
    stop = threading.Event()
    threads = [threading.Thread(target=tapper.tap_until, args=(url, stop)) for tapper in tappers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def wait_for_everybody(tappers: list[Tapper], seconds: float) -> float:
    """Wait until each of them was told "saved" once more; how many seconds that took. After so many
    seconds those who wait in vain are named."""
    began = time.monotonic()
    had = [len(tapper.saved) for tapper in tappers]
    while True:
        still = [t for t, saved in zip(tappers, had, strict=True) if len(t.saved) == saved]
        if not still:
            return time.monotonic() - began
        broken = [fault for tapper in still for fault in tapper.faults]
        assert not broken, broken
        assert time.monotonic() < began + seconds, f"{len(still)} wait in vain"
        time.sleep(0.005)


def tap_and_kill(server: Server, tappers: list[Tapper], seconds: float) -> None:
    """Everybody taps; so many seconds after the first was answered the server is gone."""
    threads = [
        threading.Thread(target=tapper.tap_until_it_breaks, args=(server.url,))
        for tapper in tappers
    ]
    had = sum(len(tapper.saved) for tapper in tappers)
    deadline = time.monotonic() + START_SECONDS
    for thread in threads:
        thread.start()
    while sum(len(tapper.saved) for tapper in tappers) == had and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(seconds)
    server.kill()
    for thread in threads:
        thread.join()
