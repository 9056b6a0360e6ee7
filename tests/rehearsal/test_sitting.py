"""A contestant of the rehearsal goes the way of the page's script, against a server of its own that
answers as the test says.
"""

import asyncio
import random
from collections.abc import Iterator

import pytest

from quiz.rehearsal import sitting
from quiz.rehearsal.client import Client
from quiz.rehearsal.measure import Step, Tally
from quiz.rehearsal.sitting import GaveUp, Habits, Sitter, read_paper

FORM = '<input type="hidden" name="form_token" value="abc">'
OPTIONS = "".join(
    f'<input type="radio" name="q{number}" value="{position}"{" checked" * (position == 1)}>'
    for number in (1, 2, 3)
    for position in (0, 1)
)
PAPER = f'{FORM}{OPTIONS}<script>{{"next_seq": 5, "token": "abc"}}</script>'
Answer = tuple[int, dict[str, str], str]
"""Status, headers, body."""
SAVED: Answer = (200, {}, '{"state": "saved"}')


class Scripted:
    """A server that answers each tap as the script says, and remembers what it was asked."""

    def __init__(self, taps: Iterator[Answer], answered: int = 3) -> None:
        self.taps, self.answered = taps, answered
        self.asked: list[tuple[str, str]] = []
        self.lines: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests of one connection."""
        self.lines.append(writer)
        while True:
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()
                return
            size = [line for line in head.split("\r\n") if line.startswith("Content-Length: ")]
            body = (await reader.readexactly(int(size[0][16:]))).decode() if size else ""
            path = head.split(" ")[1]
            self.asked.append((path, body))
            status, headers, text = self._answer(path)
            if not status:
                writer.close()
                return
            lines = [f"HTTP/1.1 {status} X", *(f"{k}: {v}" for k, v in headers.items())]
            lines.append(f"Content-Length: {len(text.encode())}")
            writer.write("\r\n".join([*lines, "", text]).encode())

    def _answer(self, path: str) -> Answer:
        if path.endswith("/answers"):
            return next(self.taps)
        if path.endswith("/start"):
            return 303, {"Location": "/attempts/9"}, ""
        if path == "/attempts/9":
            return 200, {}, PAPER
        if path.endswith("/receipt"):
            return 200, {}, f"<dt>Số câu đã trả lời</dt><dd>{self.answered}/3</dd>"
        return 200, {}, FORM

    def sent(self) -> list[str]:
        """The bodies of the taps."""
        return [body for path, body in self.asked if path.endswith("/answers")]


@pytest.fixture(autouse=True)
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that people paused; nobody really does."""
    seconds: list[float] = []
    real = asyncio.sleep

    async def pause(wait: float) -> None:
        seconds.append(wait)
        await real(0)

    monkeypatch.setattr(asyncio, "sleep", pause)
    return seconds


def sat(server: Scripted, habits: Habits | None = None, *, check: bool = False) -> Tally:
    """One person's whole way, but for the entrance."""
    tally = Tally()

    async def way() -> None:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        person = Sitter(
            url, 1, "", habits or Habits(3), tally, asyncio.Semaphore(1), random.Random(7)
        )
        try:
            await person.come_back({})
            await person.start()
            await person.tap_all()
            await person.hand_in(check=check)
        except GaveUp:
            pass
        finally:
            person.leave()
            listening.close()
            for line in server.lines:
                line.close()
            await asyncio.gather(
                *(line.wait_closed() for line in server.lines), return_exceptions=True
            )

    asyncio.run(way())
    return tally


def script(*answers: Answer) -> Iterator[Answer]:
    """These answers, then only good ones."""
    yield from answers
    while True:
        yield SAVED


def test_taps_go_in_order_from_the_papers_next_seq() -> None:
    server = Scripted(script())
    tally = sat(server)
    assert [body[:8] for body in server.sent()] == ['{"seq":5', '{"seq":6', '{"seq":7']
    assert (tally.saves, tally.lost, tally.errors.total()) == (3, 0, 0)
    assert tally.reached[Step.RECEIPT] == 1


def test_a_tap_without_a_reply_is_sent_again_with_the_same_seq_and_content(
    waited: list[float],
) -> None:
    # a kept connection that closes is tried once more on a new one before it counts
    server = Scripted(script((0, {}, ""), (0, {}, "")))
    tally = sat(server)
    first, second, third, *_ = server.sent()
    assert first == second == third
    assert tally.errors == {"tap: no reply": 1}
    assert waited == [pytest.approx(0.375, abs=0.13)]


@pytest.mark.parametrize("status", [429, 503])
def test_an_answer_that_asks_to_wait_is_obeyed_and_is_no_error(
    status: int, waited: list[float]
) -> None:
    server = Scripted(script((status, {"Retry-After": "7"}, "{}")))
    tally = sat(server)
    assert server.sent()[0] == server.sent()[1]
    assert waited == [7.0]
    assert tally.slowed == {f"tap: {status}": 1}
    assert not tally.errors


def test_a_busy_server_that_does_not_say_how_long_is_an_error(waited: list[float]) -> None:
    tally = sat(Scripted(script((503, {}, "{}"))))
    assert tally.errors == {"tap: 503": 1}
    assert len(waited) == 1


def test_a_used_seq_is_changed_for_the_next_free_one() -> None:
    conflict: Answer = (409, {}, '{"code": "seq_conflict", "next_seq": 40}')
    server = Scripted(script(conflict))
    tally = sat(server)
    assert [body[:9] for body in server.sent()][:3] == ['{"seq":5,', '{"seq":40', '{"seq":41']
    assert not tally.errors


def test_an_attempt_that_is_over_ends_the_way_as_an_error() -> None:
    tally = sat(Scripted(script((409, {}, '{"code": "attempt_over"}'))))
    assert tally.errors == {"tap: 409 attempt_over": 1}
    assert tally.reached[Step.RECEIPT] == 0


def test_whoever_is_never_answered_gives_up(waited: list[float]) -> None:
    server = Scripted(iter([(429, {"Retry-After": "1"}, "{}")] * sitting.MOST_TRIES))
    tally = sat(server)
    assert tally.errors == {"tap: gave up": 1}
    assert len(server.sent()) == sitting.MOST_TRIES == len(waited)


@pytest.mark.parametrize(("shown", "lost"), [(3, 0), (2, 1), (0, 3)])
def test_a_receipt_that_shows_fewer_answers_than_were_acknowledged_tells_a_loss(
    shown: int, lost: int
) -> None:
    assert sat(Scripted(script(), answered=shown)).lost == lost


def test_a_paper_that_shows_another_choice_than_was_acknowledged_tells_a_loss() -> None:
    server = Scripted(script())
    tally = sat(server, check=True)
    others = sum('"choice":[0]' in body for body in server.sent())
    assert others > 0
    assert tally.lost == others


def test_dropped_connections_are_repeated_until_everything_is_saved() -> None:
    server = Scripted(script())
    tally = sat(server, Habits(3, drops=50))
    assert tally.dropped > 0
    assert (tally.saves, tally.lost) == (3, 0)
    assert not tally.errors


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again_unseen() -> None:
    async def two_requests() -> list[int]:
        seen: list[int] = []

        async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            seen.append(1)
            writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()

        listening = await asyncio.start_server(once, "127.0.0.1", 0)
        client = Client(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
        for _ in range(3):
            assert (await client.get("/")).status == 200
        client.drop()
        listening.close()
        return seen

    assert len(asyncio.run(two_requests())) == 3


def test_other_pages_are_no_paper() -> None:
    assert read_paper(FORM) is None
    paper = read_paper(PAPER)
    assert paper is not None
    assert (paper.next_seq, paper.token) == (5, "abc")
    assert paper.options == {1: [0, 1], 2: [0, 1], 3: [0, 1]}
    assert paper.chosen == {1: 1, 2: 1, 3: 1}
