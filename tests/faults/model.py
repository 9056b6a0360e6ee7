"""The rules of a contest once more, in bare Python, as they are printed and as docs/architecture.md
tells what becomes of an attempt. It shares no code with the application, which must do the same.

Times are milliseconds after the opening. What somebody is told is a status and the reply's JSON
without its sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MINUTE = 60_000
GRACE = 3_000
QUEUED = 2_000
"""How much longer than the grace the worker waits before it closes an attempt."""
SEQ_GAP = 1_000
LAPSE = 30 * MINUTE
JUMP = 1_000
OPENED_CLOCK = 8 * 60 * MINUTE
"""What a clock in Vietnam shows at the opening."""

Told = tuple[int, dict[str, int | str]]
Worth = tuple[int, int, int, int]
"""Smaller is better: -score, -score in hard questions, time that ranks, moment of the end."""


class Line(NamedTuple):
    """An entry of the ledger, as far as it belongs to an attempt."""

    kind: str
    at: int
    seq: int | None = None
    question: int | None = None
    choice: tuple[int, ...] | None = None


@dataclass
class Paper:
    """What the page shows: question -> the right option's place, and which questions are hard."""

    right: dict[int, int]
    hard: set[int]


@dataclass
class Attempt:
    """One person's attempt."""

    who: str
    number: int
    start: int
    deadline: int
    holder: str
    ended: int | None = None
    submitted: bool = False
    voided: bool = False
    answers: dict[int, tuple[int, ...]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    paper: Paper = field(default_factory=lambda: Paper({}, set()))

    @property
    def state(self) -> str:
        """As the clock tells it."""
        return "void" if self.voided else "running" if self.ended is None else "over"

    @property
    def answered(self) -> int:
        """How many questions have a choice."""
        return sum(1 for choice in self.answers.values() if choice)

    @property
    def highest(self) -> int:
        """The highest seq that was used."""
        return max((line.seq for line in self.lines if line.seq is not None), default=0)

    def at_seq(self, seq: int) -> Line | None:
        """What has this seq already."""
        return next((line for line in self.lines if line.seq == seq), None)

    def newest(self, question: int) -> int:
        """The seq of the question's newest answer."""
        answers = [line for line in self.lines if line.kind == "answer"]
        return max((line.seq or 0 for line in answers if line.question == question), default=0)

    def end(self, at: int, kind: str) -> None:
        """It ends at that moment."""
        self.ended, self.submitted = at, kind == "submit"
        self.lines.append(Line(kind, at))


@dataclass
class Ask:
    """Time that was asked for. `who` is None for a whole round."""

    who: str | None
    minutes: int
    at: int
    applied: bool = False


@dataclass
class Round:
    """A district's round, with the entries that belong to nobody's attempt."""

    closes: int
    lines: list[Line] = field(default_factory=list)
    asks: dict[str, Ask] = field(default_factory=dict)


class Model:
    """A contest of several districts. `homes` tells everybody's district."""

    def __init__(
        self,
        homes: dict[str, str],
        districts: list[str],
        now: int,
        closes: int,
        limit: int,
        most: int,
    ) -> None:
        self.homes, self.now, self.limit, self.most = homes, now, limit, most
        self.rounds = {district: Round(closes) for district in districts}
        self.attempts: list[Attempt] = []
        self.results: dict[str, Attempt] = {}
        self.ahead = self.noted = self.owed = 0
        """How far the wall is ahead, how much of that was noted, and by how much the clock is set
        at the next tick."""

    # what contestants do

    def start(self, who: str, district: str, session: str) -> tuple[Told, Attempt | None]:
        own = self.of(who)
        if self.homes[who] != district:
            return (404, {"code": "not_found"}), None
        for one in own:
            if one.ended is None and self.now <= one.deadline + GRACE:
                return (200, {}), one
        closes = self.rounds[district].closes
        if self.now < 0:
            return (409, {"code": "not_yet_open"}), None
        if self.now >= closes:
            return (409, {"code": "round_closed"}), None
        if len(own) >= self.most:
            return (409, {"code": "no_attempt_left", "allowed": self.most}), None
        deadline = min(self.now + self.limit, closes)
        made = Attempt(who, len(own) + 1, self.now, deadline, session)
        made.lines.append(Line("start", self.now))
        self.attempts.append(made)
        return (200, {}), made

    def tap(
        self, who: str, one: Attempt, session: str, seq: int, question: int, choice: tuple[int, ...]
    ) -> Told:
        if one.who != who:
            return 404, {"code": "not_found"}
        if question > 6 or len(choice) > 1 or any(place > 3 for place in choice):
            return 422, {"code": "not_in_paper", "question": question}
        past = one.at_seq(seq)
        if past is not None:
            if (past.question, past.choice) != (question, choice):
                return 409, {"code": "seq_conflict", "next_seq": one.highest + 1}
            if past.kind == "late":
                return 409, {"code": "het_gio"}
            return 200, _saved(past.kind, seq, past.at)
        if one.voided:
            return 409, {"code": "attempt_void"}
        if one.submitted and one.ended is not None and self.now > one.ended:
            return 409, {"code": "attempt_over"}
        kind = "answer"
        if one.ended is not None or self.now > one.deadline + GRACE:
            kind = "late"
        elif one.holder != session:
            return 409, {"code": "elsewhere"}
        elif seq < one.newest(question):
            kind = "stale"
        one.lines.append(Line(kind, self.now, seq, question, choice))
        if kind == "late":
            return 409, {"code": "het_gio"}
        if kind == "answer":
            one.answers[question] = choice
        return 200, _saved(kind, seq, self.now)

    def submit(self, who: str, one: Attempt, session: str) -> Told:
        if one.who != who:
            return 404, {"code": "not_found"}
        if one.voided:
            return 409, {"code": "attempt_void"}
        if one.ended is None:
            in_time = self.now <= one.deadline + GRACE
            if in_time and one.holder != session:
                return 409, {"code": "elsewhere"}
            one.end(self.now if in_time else one.deadline, "submit" if in_time else "expire")
            self._settle(who)
        return 200, {}

    def take_over(self, who: str, one: Attempt, session: str) -> Told:
        if one.who != who:
            return 404, {"code": "not_found"}
        if one.ended is None and one.holder != session:
            one.lines.append(Line("take_over", self.now, one.highest + SEQ_GAP))
            one.holder = session
        return 200, {"state": "here"}

    def enter_again(self, who: str, before: str, session: str) -> None:
        """The same browser has another session: what the one before sat, it sits."""
        for one in self.of(who):
            if one.holder == before:
                one.holder = session

    # what the organisers do

    def ask(self, district: str, once: str, who: str | None, minutes: int) -> Told:
        round_ = self.rounds[district]
        if once in round_.asks:
            return 303, {}
        if who is not None and self._extendable(who, district) is None:
            return 409, {"code": "nothing_to_extend"}
        asked = Ask(who, minutes, self.now)
        refused = self._too_short(district, asked)
        if refused:
            return refused
        round_.asks[once] = asked
        if who is not None or round_.closes > self.now:
            self._apply(district, asked)
        return 303, {}

    def confirm(self, district: str, once: str) -> Told:
        """Somebody else signs."""
        asked = self.rounds[district].asks[once]
        if asked.applied:
            return 303, {}
        if self.now - asked.at > LAPSE:
            return 409, {"code": "extension_lapsed"}
        refused = self._too_short(district, asked)
        if refused:
            return refused
        self._apply(district, asked)
        return 303, {}

    def void(self, one: Attempt) -> None:
        if one.voided:
            return
        one.voided = True
        one.ended = self.now if one.ended is None else one.ended
        one.lines.append(Line("void", self.now))
        self._take_back(one)

    # what time does

    def pass_time(self, ms: int) -> None:
        self.now += ms

    def jump(self, ms: int) -> None:
        """Somebody sets the wall clock."""
        self.ahead += ms

    def restart(self) -> None:
        """The machine goes on, so its time does; a clock that was set is read again."""
        self.now, self.ahead, self.owed = self.now + self.owed, self.ahead - self.owed, 0

    def tick(self) -> None:
        self.restart()
        self._watch()
        for one in self.attempts:
            if one.ended is None and self.now > one.deadline + GRACE + QUEUED:
                one.end(one.deadline, "expire")
        for who in self.homes:
            self._settle(who)

    # what stands

    def of(self, who: str) -> list[Attempt]:
        """The person's attempts, in the order they were sat."""
        return [one for one in self.attempts if one.who == who]

    def best(self, who: str) -> Attempt | None:
        """The attempt that counts: of equals the earlier."""
        ended = [one for one in self.of(who) if one.ended is not None and not one.voided]
        return min(ended, key=self.worth, default=None)

    def worth(self, one: Attempt) -> Worth:
        right = {
            question
            for question, choice in one.answers.items()
            if choice == (one.paper.right[question],)
        }
        ended = one.ended or 0
        spent = max(0, min(ended - one.start, self.limit))
        return -len(right), -len(right & one.paper.hard), spent, ended

    def board(self, district: str) -> dict[str, tuple[int, Worth]]:
        """Who -> place and worth, of those with a result."""
        worths = {
            who: self.worth(one) for who, one in self.results.items() if self.homes[who] == district
        }
        return {
            who: (1 + sum(other < mine for other in worths.values()), mine)
            for who, mine in worths.items()
        }

    def limits(self) -> Iterator[int]:
        """Where something changes, but for its millisecond."""
        yield 0
        for round_ in self.rounds.values():
            yield round_.closes
        for one in self.attempts:
            for ms in (0, GRACE, GRACE + QUEUED, MINUTE, 5 * MINUTE):
                yield one.deadline + ms

    def _settle(self, who: str) -> None:
        best = self.best(who)
        if best is not None:
            self.results[who] = best

    def _take_back(self, one: Attempt) -> None:
        if self.results.get(one.who) is one:
            del self.results[one.who]

    def _extendable(self, who: str, district: str) -> Attempt | None:
        """The newest attempt, unless it was handed in or voided."""
        own = self.of(who)
        if self.homes[who] != district or not own or own[-1].submitted or own[-1].voided:
            return None
        return own[-1]

    def _whom(self, district: str, asked: Ask) -> list[Attempt]:
        people = [asked.who] if asked.who is not None else list(self.homes)
        return [one for who in people if (one := self._extendable(who, district)) is not None]

    def _too_short(self, district: str, asked: Ask) -> Told | None:
        ends = [one.deadline for one in self._whom(district, asked)]
        if asked.who is None:
            ends.append(self.rounds[district].closes)
        if max(ends) + asked.minutes * MINUTE > self.now:
            return None
        least = (self.now - max(ends)) // MINUTE + 1
        return 409, {"code": "extension_too_short", "least": least}

    def _apply(self, district: str, asked: Ask) -> None:
        more = asked.minutes * MINUTE
        asked.applied = True
        if asked.who is None:
            self.rounds[district].closes += more
            self.rounds[district].lines.append(Line("extend", self.now))
        for one in self._whom(district, asked):
            if one.deadline + more <= self.now:
                continue
            if one.ended is not None:
                self._take_back(one)
            one.deadline, one.ended = one.deadline + more, None
            one.lines.append(Line("extend", self.now))

    def _watch(self) -> None:
        """A move of the wall is noted while somebody could sit; else the clock is set by it."""
        jumped = abs(self.ahead - self.noted) > JUMP
        if not jumped and abs(self.noted) <= JUMP:
            return
        sat = {
            self.homes[one.who]
            for one in self.attempts
            if one.ended is None and one.start <= self.now
        }
        live = [
            round_
            for district, round_ in self.rounds.items()
            if 0 <= self.now < round_.closes or district in sat
        ]
        if not live:
            self.owed, self.noted = self.ahead, 0
        elif jumped:
            self.noted = self.ahead
            for round_ in live:
                round_.lines.append(Line("clock", self.now))


def _saved(kind: str, seq: int, at: int) -> dict[str, int | str]:
    seconds = (OPENED_CLOCK + at) % (24 * 60 * MINUTE) // 1_000
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return {"state": "stale" if kind == "stale" else "saved", "seq": seq, "saved_at": clock}
