"""A model of the rules sits beside the server: Hypothesis makes up what three people, an organiser,
the network, the clocks and the system keeper do, and after each step the server must have answered
and hold what the model says (tests/faults/model.py).

Broken builds must be caught by the same machine.
"""

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, create_engine, text

from quiz.rules import tapping
from quiz.rules.refusal import Refusal
from quiz.rules.round import Counting, Rules
from quiz.stages import board, count, extend
from quiz.store import ledger, tally, taps
from quiz.store.rows import SatRound
from tests.cast import CLOSES, MINUTE, OPENS, RULES
from tests.faults.model import Attempt, Model, Paper, Told
from tests.faults.venue import (
    DEVICES,
    DISTRICTS,
    Copies,
    Prepared,
    Reply,
    Venue,
    Wire,
    prepare,
)

FULL = os.environ.get("QUIZ_FAULTS") == "full"
EXAMPLES, STEPS = (500, 50) if FULL else (60, 30)
POSTGRES_EXAMPLES = 50 if FULL else 6
MUTANT_EXAMPLES = 60
HOMES = {"An": "VT", "Bình": "VT", "Chi": "PH"}
EMPTY = ("Huyện Long Mỹ", "Thị xã Long Mỹ")
"""Districts of which nobody sits."""
LONGEST = 9 * 60 * MINUTE
"""How far the time may go on: less than a session of the staff lasts."""
MAX_SEQ = 2**53 - 1

PEOPLE = st.sampled_from(tuple(HOMES))
DEVICE_OFTEN = st.sampled_from((*DEVICES[:1] * 3, *DEVICES))
MINUTES = st.sampled_from((1, 2, 5, 31))
OFF = st.sampled_from((-1, 0, 1))
ANY = st.integers(0, 10**6)
"""Chooses one of however many there are."""

Tapped = tuple[str, int, int, tuple[int, ...], bool]
"""How its seq is chosen, a number for that, question, choice, and whether it arrives later."""
TAP: st.SearchStrategy[Tapped] = st.tuples(
    st.sampled_from(("next", "next", "next", "next", "used", "lower", "gap", "far", "wrong")),
    ANY,
    st.sampled_from((1, 2, 1, 2, 3, 4, 5, 6)),
    st.sampled_from(((0,), (1,), (2,), (3,), ())),
    st.sampled_from((False, False, True)),
)
WRONG: tuple[tuple[int, tuple[int, ...]], ...] = ((7, (0,)), (1, (4,)), (2, (0, 1)), (1_000, ()))
"""Questions and choices that no paper has."""

REFUSED = {
    "nothing_to_extend": r"không có lượt thi nào đang làm",
    "extension_too_short": r"phải gia hạn ít nhất (\d+) phút",
    "extension_lapsed": r"không còn hiệu lực",
}
"""What a page says instead of a code."""


def rules(two: bool) -> Rules:
    """As they are printed: one attempt of 30 minutes, or the better of two of 20."""
    return replace(RULES, minutes=20, attempts=2, counting=Counting.BEST) if two else RULES


@dataclass
class Sent:
    """A request, and what the model says to it. `first` is the first reply."""

    wire: Wire
    expected: Callable[[], Told]
    seq: int = 0
    first: Reply | None = None


class Sitting(RuleBasedStateMachine):
    """The steps, and what must hold after each."""

    copies: Copies
    met: Counter[str]
    """What the model said, and how often."""

    def __init__(self) -> None:
        super().__init__()
        self.venue: Venue | None = None
        self.remove: Callable[[], None] = lambda: None

    @initialize(
        two=st.booleans(),
        begins=st.sampled_from((0, 0, 95 * MINUTE, 119 * MINUTE, -1)),
        absent=st.sampled_from(("nobody", "nobody", *HOMES)),
    )
    def opens(self, two: bool, begins: int, absent: str) -> None:
        self.venue, self.remove = self.copies.open(two, begins)
        self.prepared = self.copies.contests[two]
        printed = rules(two)
        self.model = Model(
            HOMES,
            [*DISTRICTS, *EMPTY],
            begins,
            CLOSES - OPENS,
            printed.minutes * MINUTE,
            printed.attempts,
        )
        self.ids: dict[tuple[str, int], int] = {}
        self.labels = {(who, device): f"{who}.{device}" for who in HOMES for device in DEVICES}
        self.sessions = dict(self.prepared.sessions)
        self.sent: list[Sent] = []
        self.kept_back: list[Sent] = []
        self.saved: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}
        self.names = 0
        for who in HOMES:
            if who != absent:
                self._start(who, HOMES[who], DEVICES[0])
                if begins < 0:
                    self._pass(1)
                    self._start(who, HOMES[who], DEVICES[0])

    def teardown(self) -> None:
        try:
            if self.venue is not None:
                self._end()
        finally:
            self.remove()

    def _end(self) -> None:
        """Everything is over and counted; who still has something to send sends it."""
        for one in self.kept_back:
            self._deliver(one)
        ends = [one.deadline for one in self.model.attempts]
        self._pass(max(0, *ends, self.model.now) - self.model.now + 10 * MINUTE)
        self._tick()
        assert all(one.ended is not None for one in self.model.attempts)
        self.holds()

    # what contestants do

    @rule(
        what=st.sampled_from(
            ("submits", "takes_over", "enters_again", "starts", "strays", "reads")
        ),
        who=PEOPLE,
        device=DEVICE_OFTEN,
        pick=ANY,
    )
    def does(self, what: str, who: str, device: str, pick: int) -> None:
        """What a contestant does now and then; also what is not theirs to do."""
        own = self.model.of(who)
        if what == "starts" or not own:
            self._start(who, HOMES[who], device)
        elif what == "submits":
            self._submit(own[-1 - pick % 3 % len(own)], device)
        elif what == "takes_over":
            self._take_over(own[-1 - pick % 3 % len(own)], device)
        elif what == "enters_again":
            self._enter_again(who, device)
        elif what == "reads":
            self._read_receipt(own[-1 - pick % 3 % len(own)])
        else:
            self._stray(who, pick)

    def _start(self, who: str, district: str, device: str) -> None:
        label = self.labels[who, device]
        path = f"/rounds/{self.prepared.world.rounds[DISTRICTS[district]]}/start"

        def expected() -> Told:
            told, attempt = self.model.start(who, district, label)
            return told if attempt is None else (200, {"attempt": attempt.number, "who": who})

        self._deliver(Sent(self.sessions[label].post(path, {}), expected))

    @precondition(lambda self: self.model.attempts)
    @rule(pick=ANY, device=DEVICE_OFTEN, taps=st.lists(TAP, min_size=1, max_size=5))
    def taps(self, pick: int, device: str, taps: list[Tapped]) -> None:
        self._tap(self._attempt(pick), device, taps)

    @precondition(lambda self: self.model.attempts)
    @rule(pick=ANY, taps=st.lists(TAP, min_size=2, max_size=6))
    def taps_on_the_device_that_sits(self, pick: int, taps: list[Tapped]) -> None:
        one = self._attempt(pick)
        held = [device for device in DEVICES if self.labels[one.who, device] == one.holder]
        self._tap(one, (held or DEVICES)[0], taps)

    def _tap(self, one: Attempt, device: str, taps: list[Tapped]) -> None:
        label = self.labels[one.who, device]
        for how, pick, question, choice, later in taps:
            seq = self._seq(one, how, pick)
            if how == "wrong":
                question, choice = WRONG[pick % len(WRONG)]
            tap = {"seq": seq, "question": question, "choice": list(choice)}
            wire = self.sessions[label].post(f"/attempts/{self._id(one)}/answers", tap)
            ask = partial(self.model.tap, one.who, one, label, seq, question, choice)
            made = Sent(wire, ask, seq)
            if later:
                self.kept_back.append(made)
            else:
                self._deliver(made)

    def _seq(self, one: Attempt, how: str, pick: int) -> int:
        """Next to what was made by now; used already; lower than the newest; further on."""
        path = f"/attempts/{self._id(one)}/answers"
        made = [waits.seq for waits in self.kept_back if waits.wire.path == path]
        highest = min(max([one.highest, *made]), MAX_SEQ - 5_000)
        used = sorted(line.seq for line in one.lines if line.seq is not None)
        match how:
            case "used" if used:
                return min(used[pick % len(used)], MAX_SEQ)
            case "lower" if highest > 1:
                return 1 + pick % (highest - 1)
            case "gap":
                return highest + 2 + pick % 1_500
            case "far" if pick % 10 == 0:
                return MAX_SEQ
            case _:
                return highest + 1

    @rule(picks=st.lists(st.tuples(st.booleans(), ANY), min_size=1, max_size=4))
    def arrives(self, picks: list[tuple[bool, int]]) -> None:
        """Again, byte for byte; or at last, in whatever order."""
        for again, pick in picks:
            if self.sent and (again or not self.kept_back):
                self._deliver(self.sent[pick % len(self.sent)])
            elif self.kept_back:
                self._deliver(self.kept_back.pop(pick % len(self.kept_back)))

    def _submit(self, one: Attempt, device: str) -> None:
        label = self.labels[one.who, device]
        path = f"/attempts/{self._id(one)}"

        def expected() -> Told:
            status, told = self.model.submit(one.who, one, label)
            return status, told or {"receipt_url": f"{path}/receipt"}

        self._deliver(Sent(self.sessions[label].post(f"{path}/submit", {}), expected))

    def _take_over(self, one: Attempt, device: str) -> None:
        label = self.labels[one.who, device]
        wire = self.sessions[label].post(f"/attempts/{self._id(one)}/take-over", {})
        self._deliver(Sent(wire, partial(self.model.take_over, one.who, one, label)))

    def _stray(self, who: str, pick: int) -> None:
        """Into another district's round, or into somebody else's attempt."""
        one = self._attempt(pick)
        if one.who == who:
            district = next(one for one in DISTRICTS if one != HOMES[who])
            self._start(who, district, DEVICES[0])
            return
        do = ("answers", "submit", "take-over")[pick % 3]
        label = self.labels[who, DEVICES[0]]
        tap = {"seq": 1, "question": 1, "choice": [0]} if do == "answers" else {}
        wire = self.sessions[label].post(f"/attempts/{self._id(one)}/{do}", tap)
        ask: dict[str, Callable[[], Told]] = {
            "answers": partial(self.model.tap, who, one, label, 1, 1, (0,)),
            "submit": partial(self.model.submit, who, one, label),
            "take-over": partial(self.model.take_over, who, one, label),
        }
        self._deliver(Sent(wire, ask[do]))

    def _enter_again(self, who: str, device: str) -> None:
        before = self.labels[who, device]
        self.names += 1
        label = f"{who}.{device}.{self.names}"
        number = self.prepared.world.numbers[who]
        self.sessions[label] = self._server.enter(number, self.sessions[before].cookie)
        self.labels[who, device] = label
        self.model.enter_again(who, before, label)

    # what the staff and the system keeper do

    @rule(
        what=st.sampled_from(("one", "one", "round", "round", "signs", "voids")),
        who=PEOPLE,
        minutes=MINUTES,
    )
    def decides(self, what: str, who: str, minutes: int) -> None:
        """What the staff do about a person, or about that person's round."""
        if what == "signs":
            self._sign(HOMES[who])
        elif what == "voids":
            self._void(who)
        else:
            self._extend(HOMES[who], who if what == "one" else None, minutes)

    def _extend(self, district: str, who: str | None, minutes: int) -> None:
        self.names += 1
        once = f"{self.names:032x}"
        fields = {"whom": "one" if who else "round", "once": once, "reason": "Mất điện"}
        fields |= {"minutes": str(minutes)}
        fields |= {"number": self.prepared.world.numbers[who]} if who else {}
        wire = self.sessions["lan"].form(f"{self._work(district)}/extend", fields)
        self._deliver(Sent(wire, partial(self.model.ask, district, once, who, minutes)))

    def _sign(self, district: str) -> None:
        page = self._server.ask(self.sessions["so"].get(f"{self._work(district)}/extend")).text
        shown = set(re.findall(r"/extensions/(\d+)/confirm", page))
        asks = self.model.rounds[district].asks
        waiting = [
            once
            for once, asked in asks.items()
            if not asked.applied and self.model.now - asked.at <= 30 * MINUTE
        ]
        assert len(shown) == len(waiting), (shown, waiting)
        if waiting:
            oldest = str(min(map(int, shown)))
            wire = self.sessions["so"].form(
                f"{self._work(district)}/extensions/{oldest}/confirm", {}
            )
            self._deliver(Sent(wire, partial(self.model.confirm, district, waiting[0])))

    def _void(self, who: str) -> None:
        """Of somebody who has sat for a while: it is for good."""
        for one in self.model.of(who):
            if len(one.lines) > 6:
                self._server.void(self._id(one))
                self.model.void(one)
                return

    @rule(restarts=st.sampled_from((False, False, True)))
    def the_server_goes_on(self, restarts: bool) -> None:
        """Its worker looks; or it is started anew."""
        if restarts:
            self._server.restart()
            self.model.restart()
        else:
            self._tick()

    def _tick(self) -> None:
        self._server.tick()
        self.model.tick()

    # what the clocks do

    @rule(
        what=st.sampled_from(("a while", "a while", "a limit", "a limit", "the wall")),
        ms=st.sampled_from((1, 400, 1_001, 5_000, MINUTE, 5 * MINUTE, 60 * MINUTE)),
        pick=ANY,
        off=OFF,
    )
    def time_passes(self, what: str, ms: int, pick: int, off: int) -> None:
        """To just about a limit, or a while; or somebody sets the wall clock."""
        if what == "a while":
            self._pass(min(ms, 20 * MINUTE))
        elif what == "the wall":
            self._jump(ms if pick % 2 else -ms)
        else:
            now = self.model.now
            ahead = sorted({at + off for at in self.model.limits() if at + off > now})
            if ahead:
                self._pass(ahead[pick % min(3, len(ahead))] - now)

    def _jump(self, ms: int) -> None:
        if abs(self.model.ahead + ms) <= 90 * MINUTE:
            self._server.walls.ahead += ms
            self.model.jump(ms)

    def _pass(self, ms: int) -> None:
        if self._server.walls.running + ms <= LONGEST:
            self._server.walls.running += ms
            self.model.pass_time(ms)

    # what must hold

    def _read_receipt(self, one: Attempt) -> None:
        session = self.sessions[self.labels[one.who, DEVICES[0]]]
        reply = self._server.ask(session.get(f"/attempts/{self._id(one)}/receipt"))
        status = 409 if one.voided else 303 if one.ended is None else 200
        assert reply.status == status, reply.text
        if status != 200:
            return
        assert f"{one.answered}/6" in reply.text
        district = HOMES[one.who]
        told = self.model.most == 1 or self.model.now >= self.model.rounds[district].closes
        standing = self.model.board(district)
        place = f"Hạng {standing[one.who][0]} trên" if one.who in standing else "Đang tính kết quả"
        assert (place in reply.text) == told, reply.text

    @invariant()
    def holds(self) -> None:
        for one in self.model.attempts:
            self._clock_holds(one)
            self._page_holds(one)
        self._server.database.read_now(self._tables_hold)

    def _clock_holds(self, one: Attempt) -> None:
        session = self.sessions[one.holder]
        reply = self._server.ask(session.get(f"/attempts/{self._id(one)}/clock"))
        told = {"now": self.model.now, "deadline": one.deadline, "state": one.state}
        have = json.loads(reply.body)
        have |= {"now": have["now"] - OPENS, "deadline": have["deadline"] - OPENS}
        assert have == told

    def _page_holds(self, one: Attempt) -> None:
        page = f"/attempts/{self._id(one)}"
        reply = self._server.ask(self.sessions[one.holder].get(page))
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
            entries = ledger.entries_of_attempt(connection, self._id(one))
            lines = [
                (entry.kind.value, entry.at - OPENS, entry.seq, entry.question, entry.choice)
                for entry in entries
            ]
            assert lines == one.lines
            for entry in entries:
                if entry.kind.value == "answer":
                    key = self._id(one), entry.seq or 0
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

    # how it is done

    @property
    def _server(self) -> Venue:
        assert self.venue is not None
        return self.venue

    def _attempt(self, pick: int) -> Attempt:
        attempts = self.model.attempts
        return attempts[pick % len(attempts)]

    def _id(self, one: Attempt) -> int:
        return self.ids[one.who, one.number]

    def _work(self, district: str) -> str:
        return f"/staff/rounds/{self.prepared.world.rounds[DISTRICTS[district]]}"

    def _deliver(self, sent: Sent) -> None:
        """Ask the model and the server."""
        status, told = sent.expected()
        self.met[str(told.get("code") or told.get("state") or status)] += 1
        self.met["the same tap again"] += sent.first is not None
        reply = self._server.ask(sent.wire)
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
        one = next(one for one in self.model.attempts if self._id(one) == attempt_id)
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
            page = self._server.ask(self.sessions[one.holder].get(have["url"])).text
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


def run(copies: Copies, examples: int, *, shrinks: bool = True) -> Counter[str]:
    """The machine over copies of the contests; what it met."""
    phases = (Phase.generate, Phase.shrink) if shrinks else (Phase.generate,)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=not FULL or not shrinks,
        print_blob=True,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    met: Counter[str] = Counter()
    machine = type("Sitting", (Sitting,), {"copies": copies, "met": met})
    run_state_machine_as_test(machine, settings=chosen)
    return met


@pytest.fixture(scope="module")
def sqlite_copies(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    contests = {}
    for two in (False, True):
        data = tmp_path_factory.mktemp("contest")
        shutil.copy(sqlite_template, data / "quiz.db")
        contests[two] = prepare(data, "", rules(two))
    return Copies(tmp_path_factory.mktemp("copies"), contests)


@contextmanager
def administering(address: str) -> Iterator[Callable[[str], None]]:
    """Runs statements about databases."""
    url = address.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def execute(statement: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(statement))

    yield execute
    engine.dispose()


@pytest.fixture(scope="module")
def postgres_copies(
    postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    def name_in(url: str) -> str:
        return url.split("@/")[1].split("?")[0]

    with administering(postgres_template) as execute:

        def make(url: str, number: int) -> str:
            name = f"model_copy_{number}"
            execute(f"CREATE DATABASE {name} TEMPLATE {name_in(url)}")
            return postgres_template.format(name=name)

        contests: dict[bool, Prepared] = {}
        for two in (False, True):
            name = f"model_{int(two)}"
            execute(f"CREATE DATABASE {name} TEMPLATE template_quiz")
            url = postgres_template.format(name=name)
            contests[two] = prepare(tmp_path_factory.mktemp("contest"), url, rules(two))
        yield Copies(
            tmp_path_factory.mktemp("copies"),
            contests,
            make,
            lambda url: execute(f"DROP DATABASE {name_in(url)} WITH (FORCE)"),
        )
        for prepared in contests.values():
            execute(f"DROP DATABASE {name_in(prepared.url)} WITH (FORCE)")


def test_the_server_does_what_the_model_does(sqlite_copies: Copies) -> None:
    met = run(sqlite_copies, EXAMPLES)
    print(met)


def test_the_server_does_what_the_model_does_on_postgresql(postgres_copies: Copies) -> None:
    run(postgres_copies, POSTGRES_EXAMPLES)


def without_the_stale_rule(
    tap: tapping.Tap, facts: tapping.Facts, past: tapping.Past | None
) -> tuple[tapping.Fate, tapping.Saved | Refusal]:
    """A tap that comes late by its number overwrites what was answered since."""
    return FATE(tap, facts, None if past is None else replace(past, newest_seq=0))


def forgets_the_grace(arrived_at: int, deadline_at: int, grace_ms: int) -> bool:
    return arrived_at <= deadline_at


def forgets_what_was_given(deadline_at: int, extension_ms: int, now: int) -> bool:
    return deadline_at > now


def keeps_the_result(connection: Connection, sat: SatRound, attempt_id: int) -> None:
    """The result of an attempt that goes on, or was voided, stays on the board."""


def lets_anybody_write(holder: str, asks: str) -> bool:
    """As if who sits the attempt had been forgotten."""
    return False


FATE = tapping.fate


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (taps, "fate", without_the_stale_rule),
        (tapping, "in_time", forgets_the_grace),
        (extend, "goes_on", forgets_what_was_given),
        (tally, "take_back", keeps_the_result),
        (tapping, "is_elsewhere", lets_anybody_write),
    ],
)
def test_a_broken_build_is_caught(
    sqlite_copies: Copies,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    name: str,
    broken: Callable[..., object],
) -> None:
    """The mutants."""
    monkeypatch.setattr(where, name, broken)
    with pytest.raises(AssertionError):
        run(sqlite_copies, MUTANT_EXAMPLES, shrinks=False)


def test_a_server_that_forgets_who_sits_when_it_starts_anew_is_caught(
    sqlite_copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant."""
    real = Venue.restart

    def restart(venue: Venue) -> None:
        real(venue)
        with venue.database.writing() as session:
            session.connection().execute(text("UPDATE attempt SET holder = ''"))

    monkeypatch.setattr(Venue, "restart", restart)
    with pytest.raises(AssertionError):
        run(sqlite_copies, MUTANT_EXAMPLES, shrinks=False)
