"""One contestant's way over HTTP, as the pages and their script go it: in order, one tap at a time,
and again with back-off when there was no reply or the server asked to come back later.
"""

import asyncio
import random
import re
from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import dataclass, field

from quiz.rehearsal.client import Client, NoReply, Reply
from quiz.rehearsal.measure import Step, Tally

MOST_TRIES = 40
"""Failures in a row after which a person gives up: minutes of back-off."""
CHANGES = 5
"""After every so many questions one is answered anew."""
CHECKS = 10
"""One person of so many opens the paper again before handing in and compares every choice."""

SENT_BEFORE = 0.5
"""Of the connections that are dropped, so many have sent their request before."""

_FINE = frozenset({200})
_TOKEN = re.compile(r'name="form_token" value="([^"]*)"')
_NOTICE = re.compile(r'name="notice" value="([^"]+)"')
_NEXT_SEQ = re.compile(r'"next_seq": ?(\d+)')
_OPTION = re.compile(r'<input type="(?:radio|checkbox)" name="q(\d+)" value="(\d)"( checked)?>')
_ANSWERED = re.compile(r"Số câu đã trả lời</dt>\s*<dd>\s*(\d+)/\d+")


class GaveUp(Exception):
    """The person's way ends here; why is in the tally."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How everybody of a rehearsal goes. `taps` 0 is every question once and some changes;
    `pause` are seconds between taps on average; of a hundred requests `drops` lose their connection
    before or after they were sent.
    """

    taps: int = 0
    pause: float = 0.0
    drops: float = 0.0


@dataclass(slots=True)
class Paper:
    """What the paper's page says: question -> printed positions, and those that are chosen."""

    token: str
    next_seq: int
    options: dict[int, list[int]] = field(default_factory=dict)
    chosen: dict[int, int] = field(default_factory=dict)


def read_paper(page: str) -> Paper | None:
    """The paper in a page's HTML, None where it is another page."""
    token, next_seq = _TOKEN.search(page), _NEXT_SEQ.search(page)
    if token is None or next_seq is None:
        return None
    paper = Paper(token[1], int(next_seq[1]))
    for number, position, checked in _OPTION.findall(page):
        paper.options.setdefault(int(number), []).append(int(position))
        if checked:
            paper.chosen[int(number)] = int(position)
    return paper


class Sitter:
    """One person with a ticket. `gate` bounds how many requests of all people are on their way."""

    def __init__(
        self,
        url: str,
        round_id: int,
        ticket: str,
        habits: Habits,
        tally: Tally,
        gate: Semaphore,
        dice: random.Random,
    ) -> None:
        self._client = Client(url, {"Accept-Encoding": "gzip"})
        self._round, self._ticket = f"/rounds/{round_id}", ticket
        self._habits, self._tally, self._gate, self._dice = habits, tally, gate, dice
        self._token = ""
        self._notice: dict[str, str] = {}
        self._attempt = ""
        self._paper: Paper | None = None
        self.acknowledged: dict[int, int] = {}
        """Question -> the position that was acknowledged last."""

    async def enter(self) -> None:
        """Follow the ticket's link and open the round's page, before the opening."""
        page = await self._ask(Step.ENTER, lambda: self._client.get("/enter"))
        form = {"form_token": self._form_token(page), "ticket": self._ticket}
        await self._ask(Step.SIGN_IN, lambda: self._client.post_form("/enter", form), {303})
        await self.come_back({})

    async def come_back(self, cookies: Mapping[str, str]) -> None:
        """Open the round's page with a session that stands."""
        self._client.cookies |= cookies
        page = await self._ask(Step.OPEN, lambda: self._client.get(self._round))
        self._token = self._form_token(page)
        unread = _NOTICE.search(page.text)
        self._notice = {"notice": unread[1]} if unread else {}

    async def start(self) -> None:
        """Start, and open the paper."""
        form = {"form_token": self._token, **self._notice}
        url = f"{self._round}/start"
        reply = await self._ask(Step.START, lambda: self._client.post_form(url, form), {303})
        self._attempt = reply.headers.get("location", "")
        await self.open_paper()

    async def open_paper(self) -> Paper:
        """The paper as its page shows it."""
        page = await self._ask(Step.PAPER, lambda: self._client.get(self._attempt))
        self._paper = read_paper(page.text)
        if self._paper is None:
            raise self._gives_up("paper: no paper in the page")
        self._token = self._paper.token
        return self._paper

    async def tap_all(self) -> None:
        """Answer, in the order of the paper, with second thoughts."""
        if self._paper is None:
            raise ValueError("the paper was not opened")
        seq = self._paper.next_seq
        for question in self._questions(self._paper):
            if self._habits.pause:
                await asyncio.sleep(self._habits.pause * self._dice.uniform(0.5, 1.5))
            position = self._dice.choice(self._paper.options[question])
            seq = await self._tap(seq, question, position)

    async def hand_in(self, *, check: bool) -> None:
        """Hand in and read the receipt; with `check`, compare every choice with the paper first."""
        if check:
            shown = (await self.open_paper()).chosen
            self._tally.lost += sum(
                shown.get(question) != position for question, position in self.acknowledged.items()
            )
        headers = {"X-Form-Token": self._token}
        url = f"{self._attempt}/submit"
        await self._ask(Step.SUBMIT, lambda: self._client.post_json(url, {}, headers))
        page = await self._ask(Step.RECEIPT, lambda: self._client.get(f"{self._attempt}/receipt"))
        found = _ANSWERED.search(page.text)
        if found is None:
            raise self._gives_up("receipt: no number of answers in the page")
        self._tally.lost += max(0, len(self.acknowledged) - int(found[1]))

    def leave(self) -> None:
        """Close the browser."""
        self._client.drop()

    def _questions(self, paper: Paper) -> list[int]:
        """Which questions are tapped, one after another."""
        way: list[int] = []
        for count, question in enumerate(sorted(paper.options), 1):
            way.append(question)
            if count % CHANGES == 0:
                way.append(self._dice.choice(way))
        if not self._habits.taps:
            return way
        return [way[place % len(way)] for place in range(self._habits.taps)] if way else []

    async def _tap(self, seq: int, question: int, position: int) -> int:
        """Save one tap under `seq`, or under a later one where that was used. The next seq."""
        headers = {"X-Form-Token": self._token}
        url = f"{self._attempt}/answers"
        while True:
            content = {"seq": seq, "question": question, "choice": [position]}
            reply = await self._ask(
                Step.TAP,
                lambda content=content: self._client.post_json(url, content, headers),  # type: ignore[misc]  # mypy does not see the default
                {200, 409},
            )
            data = _json(reply)
            if reply.status == 200:
                break
            if data.get("code") != "seq_conflict":
                raise self._gives_up(f"{Step.TAP}: 409 {data.get('code')}")
            seq = int(str(data["next_seq"]))
        self._tally.saved(asyncio.get_running_loop().time())
        if data.get("state") == "saved":
            self.acknowledged[question] = position
        return seq + 1

    async def _ask(
        self,
        step: Step,
        send: Callable[[], Awaitable[Reply]],
        wanted: Set[int] = _FINE,
    ) -> Reply:
        """The reply that was wanted: asked again with back-off while there is none or the server
        has no time. Ends the way where it is another.
        """
        for tries in range(MOST_TRIES):
            reply = await self._send(step, send, wanted)
            asked = 0.0
            if reply is not None:
                if reply.status in wanted:
                    self._tally.reached[step] += 1
                    return reply
                asked = _retry_after(reply)
                kind = f"{step}: {reply.status}"
                if reply.status in {429, 503} and asked:
                    self._tally.slowed[kind] += 1
                else:
                    self._tally.errors[kind] += 1
                    if reply.status < 500 and reply.status not in {408, 425, 429}:
                        raise GaveUp(kind)
            await asyncio.sleep(max(asked, self._back_off(tries)))
        raise self._gives_up(f"{step}: gave up")

    async def _send(
        self, step: Step, send: Callable[[], Awaitable[Reply]], wanted: Set[int]
    ) -> Reply | None:
        """One request, measured; None where there was no reply, or none was to be."""
        loop = asyncio.get_running_loop()
        drops = self._dice.random() * 100 < self._habits.drops
        async with self._gate:
            if drops:
                self._tally.dropped += 1
                self._client.drop()
                if self._dice.random() < SENT_BEFORE:
                    await self._client.lose(send, self._dice.uniform(0.0, 0.2))
                return None
            began = loop.time()
            try:
                reply = await send()
            except NoReply:
                self._tally.errors[f"{step}: no reply"] += 1
                return None
            if reply.status in wanted:
                self._tally.times[step].add((loop.time() - began) * 1000)
            return reply

    def _back_off(self, tries: int) -> float:
        """Seconds, as in the page's script."""
        return min(6.0, 0.5 * 2.0**tries) * self._dice.uniform(0.5, 1.0)

    def _form_token(self, page: Reply) -> str:
        found = _TOKEN.search(page.text)
        if found is None:
            raise self._gives_up("page: no form")
        return found[1]

    def _gives_up(self, kind: str) -> GaveUp:
        self._tally.errors[kind] += 1
        return GaveUp(kind)


def _json(reply: Reply) -> Mapping[str, object]:
    try:
        data = reply.json()
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _retry_after(reply: Reply) -> float:
    """Seconds that the server asked for, 0 where it did not."""
    value = reply.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0.0
