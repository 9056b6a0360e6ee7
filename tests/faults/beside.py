"""The model beside the server: what both are asked, and what must be the same after each step."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, text

from quiz.stages import board, count
from quiz.store import ledger
from tests.cast import OPENS
from tests.faults.model import Attempt, Model, Paper, Told
from tests.faults.venue import DEVICES, DISTRICTS, Prepared, Reply, Session, Venue, Wire

HOMES = {"An": "VT", "Bình": "VT", "Chi": "PH"}
EMPTY = ("Huyện Long Mỹ", "Thị xã Long Mỹ")
"""Districts of which nobody sits."""

REFUSED = {
    "nothing_to_extend": r"không có lượt thi nào đang làm",
    "extension_too_short": r"phải gia hạn ít nhất (\d+) phút",
    "extension_lapsed": r"không còn hiệu lực",
}
"""What a page says instead of a code."""


@dataclass
class Sent:
    """A request, and what the model says to it. `first` is the first reply."""

    wire: Wire
    expected: Callable[[], Told]
    seq: int = 0
    first: Reply | None = None


class Beside:
    """One contest, in the model and in the server."""

    def __init__(
        self,
        venue: Venue,
        prepared: Prepared,
        model: Model,
        met: Counter[str],
    ) -> None:
        self.venue, self.prepared, self.model, self.met = venue, prepared, model, met
        self.ids: dict[tuple[str, int], int] = {}
        self.labels = {(who, device): f"{who}.{device}" for who in HOMES for device in DEVICES}
        """Person and device -> the name of the session there."""
        self.sessions: dict[str, Session] = dict(prepared.sessions)
        self.sent: list[Sent] = []
        self.saved: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}
        """What was answered 200 and "saved": attempt and seq -> question and choice."""
        self.parted = False
        """Whether the two have not agreed somewhere."""

    def deliver(self, sent: Sent) -> None:
        """Ask the model and the server."""
        self.parted = True
        self._deliver(sent)
        self.parted = False

    def holds(self) -> None:
        """What both hold is the same."""
        self.parted = True
        for one in self.model.attempts:
            self._clock_holds(one)
            self._page_holds(one)
        self.venue.database.read_now(self._tables_hold)
        self.parted = False

    def id_of(self, one: Attempt) -> int:
        """The server's."""
        return self.ids[one.who, one.number]

    def read_receipt(self, one: Attempt) -> None:
        """What it says."""
        session = self.sessions[self.labels[one.who, DEVICES[0]]]
        reply = self.venue.ask(session.get(f"/attempts/{self.id_of(one)}/receipt"))
        proved = any(line.kind in {"submit", "expire"} for line in one.lines)
        status = 409 if one.voided and not proved else 303 if one.ended is None else 200
        assert reply.status == status, reply.text
        if status != 200:
            return
        assert f"{one.answered}/6" in reply.text
        assert ("đã bị hủy" in reply.text) == one.voided
        if one.voided:
            assert "Hạng" not in reply.text
            return
        district = HOMES[one.who]
        told = self.model.most == 1 or self.model.now >= self.model.rounds[district].closes
        standing = self.model.board(district)
        place = f"Hạng {standing[one.who][0]} trên" if one.who in standing else "Đang tính kết quả"
        assert (place in reply.text) == told, reply.text

    def _clock_holds(self, one: Attempt) -> None:
        session = self.sessions[one.holder]
        reply = self.venue.ask(session.get(f"/attempts/{self.id_of(one)}/clock"))
        told = {"now": self.model.now, "deadline": one.deadline, "state": one.state}
        have = json.loads(reply.body)
        have |= {"now": have["now"] - OPENS, "deadline": have["deadline"] - OPENS}
        why = have.pop("code", ""), have.pop("message", "")
        assert have == told
        assert all(why) == (one.state != "running"), why

    def _page_holds(self, one: Attempt) -> None:
        page = f"/attempts/{self.id_of(one)}"
        reply = self.venue.ask(self.sessions[one.holder].get(page))
        if one.voided:
            assert (reply.status, "đã bị hủy" in reply.text) == (409, True)
        elif one.ended is not None:
            assert (reply.status, reply.headers["location"]) == (303, f"{page}/receipt")
        else:
            paper, answers = read_page(reply.text)
            assert paper == one.paper
            assert answers == {q: choice for q, choice in one.answers.items() if choice}

    def _tables_hold(self, connection: Connection) -> None:
        world, people = self.prepared.world, self.prepared.world.people
        noted: dict[tuple[int, int], list[tuple[int, tuple[int, ...]]]] = {}
        for one in self.model.attempts:
            entries = ledger.entries_of_attempt(connection, self.id_of(one))
            lines = [
                (entry.kind.value, entry.at - OPENS, entry.seq, entry.question, entry.choice)
                for entry in entries
            ]
            assert lines == one.lines
            for entry in entries:
                if entry.kind.value == "answer":
                    key = self.id_of(one), entry.seq or 0
                    noted.setdefault(key, []).append((entry.question or 0, entry.choice or ()))
        for key, content in self.saved.items():
            assert noted[key] == [content]
        for district, name in DISTRICTS.items():
            round_id = world.rounds[name]
            self._round_holds(connection, district, round_id)
            differing = {
                people[who]
                for who, home in HOMES.items()
                if home == district and self.model.best(who) is not self.model.results.get(who)
            }
            recount = count.recount(connection, round_id)
            assert recount.differences == tuple(sorted(differing))
            assert recount.broken_link is None
            assert recount.wrong_tallies == 0

    def _round_holds(self, connection: Connection, district: str, round_id: int) -> None:
        round_ = self.model.rounds[district]
        rows = connection.execute(
            text(
                "SELECT kind, at FROM entry WHERE round_id = :id AND attempt_id IS NULL"
                " AND kind <> 'open' ORDER BY number"
            ),
            {"id": round_id},
        ).all()
        assert [(row.kind, row.at - OPENS) for row in rows] == [line[:2] for line in round_.lines]
        view = board.read_board(connection, round_id)
        assert view.round.window.closes_at - OPENS == round_.closes
        names = {person: who for who, person in self.prepared.world.people.items()}
        shown = {
            names[line.person_id]: (
                line.place,
                (
                    -line.score.correct_count,
                    -line.score.hard_count,
                    line.score.duration_ms,
                    line.score.ended_at - OPENS,
                ),
            )
            for line in view.lines
        }
        assert shown == self.model.board(district)
        assert all(above.place <= below.place for above, below in pairwise(view.lines))

    def _deliver(self, sent: Sent) -> None:
        """Ask the model and the server."""
        status, told = sent.expected()
        self.met[str(told.get("code") or told.get("state") or status)] += 1
        self.met["the same tap again"] += sent.first is not None
        reply = self.venue.ask(sent.wire)
        assert reply.status == status, (status, told, reply.text)
        if reply.headers.get("content-type", "").startswith("application/json"):
            have = {key: value for key, value in json.loads(reply.body).items() if key != "message"}
            if "who" in told:
                have, told = self._started(have, told)
            assert have == told
        elif told:
            assert refusal(reply.text) == told
        if status == 200 and "state" in told and sent.wire.path.endswith("/answers"):
            self._hear(sent, reply)
        if sent not in self.sent:
            self.sent.append(sent)

    def _hear(self, sent: Sent, reply: Reply) -> None:
        """A tap was answered 200: the same tap is told the same for ever."""
        tap = json.loads(sent.wire.body)
        attempt_id = int(sent.wire.path.split("/")[2])
        one = next(one for one in self.model.attempts if self.id_of(one) == attempt_id)
        assert int(reply.headers["server-now"]) - OPENS == self.model.now
        assert int(reply.headers["server-deadline"]) - OPENS == one.deadline
        if sent.first is None:
            sent.first = reply
        assert reply.body == sent.first.body
        if json.loads(reply.body)["state"] == "saved":
            self.saved[attempt_id, tap["seq"]] = tap["question"], tuple(tap["choice"])

    def _started(self, have: dict[str, Any], told: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        """Learn the address and the paper of an attempt that began."""
        key = told["who"], told["attempt"]
        if key not in self.ids:
            attempt_id = int(have["url"].removeprefix("/attempts/"))
            assert attempt_id not in self.ids.values()
            self.ids[key] = attempt_id
            one = self.model.of(key[0])[key[1] - 1]
            page = self.venue.ask(self.sessions[one.holder].get(have["url"])).text
            one.paper = read_page(page)[0]
            assert len(one.paper.right) == 6
        return have, {"url": f"/attempts/{self.ids[key]}"}


def read_page(page: str) -> tuple[Paper, dict[int, tuple[int, ...]]]:
    """What the paper's page shows: the paper and the answers that stand."""
    paper, answers = Paper({}, set()), {}
    for card in re.findall(r'<fieldset class="q".*?</fieldset>', page, re.S):
        found = re.search(r'id="c(\d+)"', card)
        assert found
        number = int(found[1])
        if "mức độ hard" in card:
            paper.hard.add(number)
        places = re.findall(r'value="(\d)"( checked)?><b>.\.</b> ([^<]*)</label>', card)
        paper.right[number] = next(int(place) for place, _, words in places if words == "Đúng")
        chosen = tuple(int(place) for place, checked, _ in places if checked)
        if chosen:
            answers[number] = chosen
    return paper, answers


def refusal(page: str) -> dict[str, int | str]:
    """Why a page refuses."""
    for code, sentence in REFUSED.items():
        found = re.search(sentence, page)
        if found:
            return {"code": code} | ({"least": int(found[1])} if found.groups() else {})
    raise AssertionError(page)
