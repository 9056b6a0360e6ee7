"""Two banks made one, question by question: what only one side changed is taken, what both changed
otherwise is a conflict that a person settles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from question_bank.bank import Bank, Topic
from question_bank.question import Question

T = TypeVar("T")


class Side(StrEnum):
    """Whose word counts where both sides say something else."""

    A = "a"
    B = "b"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question, a topic or a fact of the bank on which the sides disagree. `what` names it,
    `a` and `b` are what they say, None where they have it no more.
    """

    what: str
    a: Question | Topic | str | None
    b: Question | Topic | str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """One bank of two. While there are conflicts it holds side A's word for each."""

    bank: Bank
    conflicts: tuple[Conflict, ...]


def merge(a: Bank, b: Bank, base: Bank | None = None, prefer: Side | None = None) -> Merged:
    """A and B as one bank. `base` is what both began from: with it, what one side alone changed or
    removed is settled; without it every difference under one identifier is a conflict. `prefer`
    settles what is left.

    The order is A's; what only B has stands behind what it stands behind in B. A topic that one
    side removed stays while a question of the other stands under it.
    """
    merging = _Merging(prefer)
    topics = merging.all("chuyên đề", _topics(a), _topics(b), _topics(base) if base else None)
    questions = merging.all("câu", a.by_id, b.by_id, base.by_id if base else None)
    topics |= _still_used(questions.values(), topics, a, b)
    title = merging.silently(a.title, b.title, base.title if base else None)
    as_of = merging.one("ngày áp dụng pháp luật", *_said("as_of", a, b, base))
    language = merging.one("ngôn ngữ", *_said("language", a, b, base))
    bank = Bank(
        title=title or "",
        topics=tuple(topics[one] for one in _order(topics, _topics(a), _topics(b))),
        questions=tuple(questions[one] for one in _order(questions, a.by_id, b.by_id)),
        as_of=as_of or "",
        language=language or "vi",
    )
    return Merged(bank, tuple(merging.conflicts))


class _Merging:
    def __init__(self, prefer: Side | None) -> None:
        self._prefer = prefer
        self.conflicts: list[Conflict] = []

    def all(
        self, what: str, a: Mapping[str, T], b: Mapping[str, T], base: Mapping[str, T] | None
    ) -> dict[str, T]:
        """Every value of either side that stays, under its identifier."""
        found = {}
        for identifier in dict.fromkeys((*a, *b)):
            before = None if base is None else base.get(identifier)
            value = self.one(f"{what} {identifier}", a.get(identifier), b.get(identifier), before)
            if value is not None:
                found[identifier] = value
        return found

    def silently(self, a: T, b: T, base: T | None) -> T | None:
        """The same where a difference is no reason to ask anybody."""
        return _Merging(self._prefer or Side.A).one("", a, b, base)

    def one(self, what: str, a: T | None, b: T | None, base: T | None) -> T | None:
        """What both say; what one of them changed; else what is preferred."""
        if a == b or b == base:
            return a
        if a == base:
            return b
        if self._prefer is Side.B:
            return b
        if self._prefer is None:
            self.conflicts.append(Conflict(what, a, b))  # type: ignore[arg-type]
        return a


def _topics(bank: Bank) -> dict[str, Topic]:
    return {topic.id: topic for topic in bank.topics}


def _still_used(
    questions: Iterable[Question], kept: Mapping[str, Topic], a: Bank, b: Bank
) -> dict[str, Topic]:
    known = _topics(b) | _topics(a)
    used = {one.topic for one in questions} - kept.keys()
    return {one: known[one] for one in used if one in known}


def _said(name: str, *banks: Bank | None) -> list[str | None]:
    """A fact of each bank; None where it says nothing."""
    return [getattr(bank, name) or None if bank else None for bank in banks]


def _order(kept: Mapping[str, T], a: Iterable[str], b: Iterable[str]) -> Sequence[str]:
    """A's order, each of B's own behind the one before it in B, or behind all."""
    order = [one for one in a if one in kept]
    known, behind = set(order), ""
    own: dict[str, list[str]] = {"": []}
    for one in b:
        if one in known:
            behind = one
        elif one in kept:
            own.setdefault(behind, []).append(one)
    return [*(each for one in order for each in (one, *own.get(one, ()))), *own[""]]
