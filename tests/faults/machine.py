"""What Hypothesis makes up: what three people, an organiser, the network, the clocks and the system
keeper do. After each step the server must have answered and hold what the model says.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from quiz.rules.criteria import Counting
from quiz.rules.round import Rules
from tests.cast import CLOSES, MINUTE, OPENS, RULES
from tests.faults.beside import EMPTY, HOMES, Beside, Sent
from tests.faults.model import Attempt, Model, Told
from tests.faults.venue import DEVICES, DISTRICTS, Copies

LONGEST = 9 * 60 * MINUTE
"""How far the time may go on: less than a session of the staff lasts."""
MAX_SEQ = 2**53 - 1

PEOPLE = st.sampled_from(tuple(HOMES))
DEVICE = st.sampled_from((*DEVICES[:1] * 3, *DEVICES))
MINUTES = st.sampled_from((1, 2, 5, 31))
LAPSES = st.sampled_from((1, 400, 1_001, 5_000, MINUTE, 5 * MINUTE, 60 * MINUTE))
OFF = st.sampled_from((-1, 0, 1))
ANY = st.integers(0, 5_039)
"""Chooses one of however many there are."""

Tapped = tuple[str, int, int, tuple[int, ...], bool]
"""How its seq is chosen, a number for that, question, choice, and whether it arrives later."""
DECISIONS = ("one", "one", "one", "round", "round", "signs", "voids", "voids")
TIMES = ("a while", "a while", "a limit", "a limit", "the wall")
ACTS = ("submits", "submits", "takes_over", "enters_again", "starts", "starts", "strays", "reads")
TAP: st.SearchStrategy[Tapped] = st.tuples(
    st.sampled_from(("next", "next", "next", "next", "used", "lower", "gap", "far", "wrong")),
    ANY,
    st.sampled_from((1, 2, 1, 2, 3, 4, 5, 6)),
    st.sampled_from(((0,), (1,), (2,), (3,), ())),
    st.sampled_from((False, False, True)),
)
WRONG: tuple[tuple[int, tuple[int, ...]], ...] = ((7, (0,)), (1, (4,)), (2, (0, 1)), (1_000, ()))
"""Questions and choices that no paper has."""

STEPS: dict[str, tuple[int, dict[str, st.SearchStrategy[Any]]]] = {
    "taps": (3, {"pick": ANY, "device": DEVICE, "taps": st.lists(TAP, min_size=1, max_size=5)}),
    "taps_where_it_sits": (4, {"pick": ANY, "taps": st.lists(TAP, min_size=2, max_size=6)}),
    "arrives": (3, {"picks": st.lists(st.tuples(st.booleans(), ANY), min_size=1, max_size=4)}),
    "does": (6, {"what": st.sampled_from(ACTS), "who": PEOPLE, "device": DEVICE, "pick": ANY}),
    "decides": (3, {"what": st.sampled_from(DECISIONS), "who": PEOPLE, "minutes": MINUTES}),
    "server_goes_on": (4, {"restarts": st.sampled_from((False, False, True))}),
    "time_passes": (4, {"what": st.sampled_from(TIMES), "ms": LAPSES, "pick": ANY, "off": OFF}),
}
"""A kind of step -> its share and what is chosen for it."""
NEEDS_ATTEMPTS = {"taps", "taps_where_it_sits"}
STEP = st.sampled_from([kind for kind, (share, _) in STEPS.items() for _ in range(share)]).flatmap(
    lambda kind: st.tuples(st.just(kind), st.fixed_dictionaries(STEPS[kind][1]))
)


def rules(two: bool) -> Rules:
    """As they are printed: one attempt of 30 minutes, or the better of two of 20."""
    return replace(RULES, minutes=20, attempts=2, counting=Counting.BEST) if two else RULES


class Sitting(RuleBasedStateMachine):
    """The steps, and what must hold after each."""

    copies: Copies
    met: Counter[str]
    """What the model said, and how often."""

    def __init__(self) -> None:
        super().__init__()
        self.kept_back: list[Sent] = []
        self.names = 0
        self.remove: Callable[[], None] = lambda: None

    @initialize(
        two=st.booleans(),
        begins=st.sampled_from((0, 0, 95 * MINUTE, 119 * MINUTE, -1)),
        absent=st.sampled_from(("nobody", "nobody", *HOMES)),
        without=st.sampled_from(("nothing", *STEPS)),
    )
    def opens(self, two: bool, begins: int, absent: str, without: str) -> None:
        self.without = without
        venue, self.remove = self.copies.open(two, begins)
        printed, districts = rules(two), [*DISTRICTS, *EMPTY]
        limit, closes = printed.minutes * MINUTE, CLOSES - OPENS
        self.model = Model(HOMES, districts, begins, closes, limit, printed.attempts)
        self.both = Beside(venue, self.copies.contests[two], self.model, self.met)
        for who in HOMES:
            if who != absent:
                self._start(who, HOMES[who], DEVICES[0])
                if begins < 0:
                    self._pass(1)
                    self._start(who, HOMES[who], DEVICES[0])

    def teardown(self) -> None:
        try:
            if hasattr(self, "both") and not self.both.parted:
                self._end()
        finally:
            self.remove()

    def _end(self) -> None:
        """Who still has something to send sends it; everything is over and counted."""
        for one in self.kept_back:
            self.both.deliver(one)
        self._tick()
        ends = [one.deadline for one in self.model.attempts]
        self._pass(max([*ends, self.model.now]) - self.model.now + 10 * MINUTE, LONGEST * 2)
        self._tick()
        assert all(one.ended is not None for one in self.model.attempts)
        self.both.holds()

    @rule(step=STEP)
    def step(self, step: tuple[str, dict[str, Any]]) -> None:
        """One rule, so that every kind of step has its share; each contest does without one kind,
        because some things happen only where another does not."""
        kind, given = step
        if kind != self.without and (self.model.attempts or kind not in NEEDS_ATTEMPTS):
            getattr(self, kind)(**given)

    # what contestants do

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
            self.both.read_receipt(own[-1 - pick % 3 % len(own)])
        else:
            self._stray(who, pick)

    def _start(self, who: str, district: str, device: str) -> None:
        label = self.both.labels[who, device]
        path = f"/rounds/{self.both.prepared.world.rounds[DISTRICTS[district]]}/start"

        def expected() -> Told:
            told, attempt = self.model.start(who, district, label)
            return told if attempt is None else (200, {"attempt": attempt.number, "who": who})

        self.both.deliver(Sent(self.both.sessions[label].post(path, {}), expected))

    def taps(self, pick: int, device: str, taps: list[Tapped]) -> None:
        self._tap(self._attempt(pick), device, taps)

    def taps_where_it_sits(self, pick: int, taps: list[Tapped]) -> None:
        one = self._attempt(pick)
        held = [device for device in DEVICES if self.both.labels[one.who, device] == one.holder]
        self._tap(one, (held or DEVICES)[0], taps)

    def _tap(self, one: Attempt, device: str, taps: list[Tapped]) -> None:
        label = self.both.labels[one.who, device]
        for how, pick, question, choice, later in taps:
            seq = self._seq(one, how, pick)
            if how == "wrong":
                question, choice = WRONG[pick % len(WRONG)]
            tap = {"seq": seq, "question": question, "choice": list(choice)}
            wire = self.both.sessions[label].post(f"/attempts/{self.both.id_of(one)}/answers", tap)
            ask = partial(self.model.tap, one.who, one, label, seq, question, choice)
            made = Sent(wire, ask, seq)
            if later:
                self.kept_back.append(made)
            else:
                self.both.deliver(made)

    def _seq(self, one: Attempt, how: str, pick: int) -> int:
        """Next to what was made by now; used already; lower than the newest; further on."""
        path = f"/attempts/{self.both.id_of(one)}/answers"
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

    def arrives(self, picks: list[tuple[bool, int]]) -> None:
        """Again, byte for byte; or at last, in whatever order."""
        for again, pick in picks:
            if self.both.sent and (again or not self.kept_back):
                self.both.deliver(self.both.sent[pick % len(self.both.sent)])
            elif self.kept_back:
                self.both.deliver(self.kept_back.pop(pick % len(self.kept_back)))

    def _submit(self, one: Attempt, device: str) -> None:
        label = self.both.labels[one.who, device]
        path = f"/attempts/{self.both.id_of(one)}"

        def expected() -> Told:
            status, told = self.model.submit(one.who, one, label)
            return status, told or {"receipt_url": f"{path}/receipt"}

        self.both.deliver(Sent(self.both.sessions[label].post(f"{path}/submit", {}), expected))

    def _take_over(self, one: Attempt, device: str) -> None:
        label = self.both.labels[one.who, device]
        wire = self.both.sessions[label].post(f"/attempts/{self.both.id_of(one)}/take-over", {})
        self.both.deliver(Sent(wire, partial(self.model.take_over, one.who, one, label)))

    def _stray(self, who: str, pick: int) -> None:
        """Into another district's round, or into somebody else's attempt."""
        one = self._attempt(pick)
        if one.who == who:
            district = next(one for one in DISTRICTS if one != HOMES[who])
            self._start(who, district, DEVICES[0])
            return
        do = ("answers", "submit", "take-over")[pick % 3]
        label = self.both.labels[who, DEVICES[0]]
        tap = {"seq": 1, "question": 1, "choice": [0]} if do == "answers" else {}
        wire = self.both.sessions[label].post(f"/attempts/{self.both.id_of(one)}/{do}", tap)
        ask: dict[str, Callable[[], Told]] = {
            "answers": partial(self.model.tap, who, one, label, 1, 1, (0,)),
            "submit": partial(self.model.submit, who, one, label),
            "take-over": partial(self.model.take_over, who, one, label),
        }
        self.both.deliver(Sent(wire, ask[do]))

    def _enter_again(self, who: str, device: str) -> None:
        before = self.both.labels[who, device]
        self.names += 1
        label = f"{who}.{device}.{self.names}"
        number = self.both.prepared.world.numbers[who]
        self.both.sessions[label] = self.both.venue.enter(number, self.both.sessions[before].cookie)
        self.both.labels[who, device] = label
        self.model.enter_again(who, before, label)

    # what the staff and the system keeper do

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
        fields |= {"number": self.both.prepared.world.numbers[who]} if who else {}
        wire = self.both.sessions["lan"].form(f"{self._work(district)}/extend", fields)
        self.both.deliver(Sent(wire, partial(self.model.ask, district, once, who, minutes)))

    def _sign(self, district: str) -> None:
        page = self.both.venue.ask(
            self.both.sessions["so"].get(f"{self._work(district)}/extend")
        ).text
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
            wire = self.both.sessions["so"].form(
                f"{self._work(district)}/extensions/{oldest}/confirm", {}
            )
            self.both.deliver(Sent(wire, partial(self.model.confirm, district, waiting[0])))

    def _void(self, who: str) -> None:
        """What counts, or else what somebody has sat for a while: it is for good."""
        sat = [one for one in self.model.of(who) if len(one.lines) > 3]
        one = self.model.results.get(who) or next(iter(sat), None)
        if one is not None:
            self.both.venue.void(self.both.id_of(one))
            self.model.void(one)

    def server_goes_on(self, restarts: bool) -> None:
        """Its worker looks; or it is started anew."""
        if restarts:
            self.both.venue.restart()
            self.model.restart()
        else:
            self._tick()

    def _tick(self) -> None:
        self.both.venue.tick()
        self.model.tick()

    # what the clocks do

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
            self.both.venue.walls.ahead += ms
            self.model.jump(ms)

    def _pass(self, ms: int, longest: int = LONGEST) -> None:
        if self.both.venue.walls.running + ms <= longest:
            self.both.venue.walls.running += ms
            self.model.pass_time(ms)

    # what must hold

    @invariant()
    def holds(self) -> None:
        self.both.holds()

    # how it is done

    def _attempt(self, pick: int) -> Attempt:
        attempts = self.model.attempts
        return attempts[pick % len(attempts)]

    def _work(self, district: str) -> str:
        return f"/staff/rounds/{self.both.prepared.world.rounds[DISTRICTS[district]]}"
