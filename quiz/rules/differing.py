"""Two texts of one question beside each other: which parts differ, and which words of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from question_bank.question import LEVEL_TITLES, Question, letter_of

MOST_WORDS = 1_500
"""Longer texts are set side by side whole: comparing words costs their product."""


class Part(StrEnum):
    """What of a question two authors may change without touching each other. Options and key are
    one part: a key is a place among the options.
    """

    STEM = "stem"
    OPTIONS = "options"
    TOPIC = "topic"
    LEVEL = "level"
    BASES = "bases"
    EXPLANATION = "explanation"
    SHUFFLE = "shuffle"


PART_TITLES = {
    Part.STEM: "Câu hỏi",
    Part.OPTIONS: "Phương án và đáp án",
    Part.TOPIC: "Chuyên đề",
    Part.LEVEL: "Mức độ",
    Part.BASES: "Căn cứ",
    Part.EXPLANATION: "Giải thích",
    Part.SHUFFLE: "Trộn phương án",
}

_TAKE: dict[Part, Callable[[Question, Question], Question]] = {
    Part.STEM: lambda to, one: replace(to, stem=one.stem),
    Part.OPTIONS: lambda to, one: replace(to, options=one.options, key=one.key),
    Part.TOPIC: lambda to, one: replace(to, topic=one.topic),
    Part.LEVEL: lambda to, one: replace(to, level=one.level),
    Part.BASES: lambda to, one: replace(to, legal_basis=one.legal_basis),
    Part.EXPLANATION: lambda to, one: replace(to, explanation=one.explanation),
    Part.SHUFFLE: lambda to, one: replace(to, shuffle=one.shuffle),
}


def said(question: Question, part: Part, topics: Mapping[str, str] | None = None) -> str:
    """The part as people read it, lines apart. `topics` gives titles for identifiers."""
    if part is Part.STEM:
        return question.stem
    if part is Part.OPTIONS:
        return "\n".join(_option(question, index) for index in range(len(question.options)))
    if part is Part.TOPIC:
        return (topics or {}).get(question.topic, question.topic)
    if part is Part.LEVEL:
        return LEVEL_TITLES[question.level]
    if part is Part.BASES:
        return "\n".join(map(str, question.legal_basis))
    if part is Part.EXPLANATION:
        return question.explanation
    return "Trộn thứ tự" if question.shuffle else "Không trộn"


def _option(question: Question, index: int) -> str:
    option = question.options[index]
    text = f"{letter_of(index)}. {option.text}"
    if index in question.key:
        text += " (đáp án)"
    return f"{text} (giữ vị trí)" if option.pinned else text


def changed(old: Question, new: Question) -> tuple[Part, ...]:
    """The parts in which the two differ, in the order in which they are read."""
    return tuple(part for part in Part if _TAKE[part](old, new) != old)


def take(to: Question, one: Question, part: Part) -> Question:
    """`to` with this part of `one`."""
    return _TAKE[part](to, one)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two authors began from `base`: one has written `theirs`, the other wants `mine`."""

    base: Question
    theirs: Question
    mine: Question

    @property
    def parts(self) -> tuple[Part, ...]:
        """Where the two differ."""
        return changed(self.theirs, self.mine)

    def proposes_mine(self, part: Part) -> bool:
        """Whether to propose my text for the part: it is what I changed."""
        return part in changed(self.base, self.mine)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `kind` is kept, removed or added."""

    kind: str
    text: str


def words(old: str, new: str) -> tuple[Piece, ...]:
    """How `new` came from `old`, word by word. Spaces and line ends go with the word before."""
    before, after = _split(old), _split(new)
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return tuple(Piece(kind, text) for kind, text in (("removed", old), ("added", new)) if text)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(before[low:high])))
            continue
        if low < high:
            pieces.append(Piece("removed", "".join(before[low:high])))
        if start < end:
            pieces.append(Piece("added", "".join(after[start:end])))
    return tuple(pieces)


def _split(text: str) -> list[str]:
    """The words, each with the space behind it: joined they are the text again."""
    found: list[str] = []
    for letter in text:
        if found and (letter.isspace() or not found[-1][-1].isspace()):
            found[-1] += letter
        else:
            found.append(letter)
    return found
