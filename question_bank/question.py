"""What a question is: frozen values, and how an answer to one is marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Level(StrEnum):
    """How hard the authors meant the question to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


LEVEL_TITLES = {Level.EASY: "dễ", Level.MEDIUM: "trung bình", Level.HARD: "khó"}

OPTION_LETTERS = "ABCDEFGH"

_BASIS = re.compile(
    r"(?P<document>[^,;]+?),\s*Điều\s+(?P<article>\d+[a-zđ]?)"
    r"(?:,\s*khoản\s+(?P<clause>\d+[a-zđ]?))?(?:,\s*điểm\s+(?P<point>[a-zđ]+\d?))?",
    re.IGNORECASE,
)


def letter_of(index: int) -> str:
    """What an option is called by its place, counted from 0: a letter, beyond H its number."""
    return OPTION_LETTERS[index : index + 1] or str(index + 1)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A place in a legal text: `85/2015/QH13, Điều 2, khoản 1, điểm a`."""

    document: str
    article: str
    clause: str | None = None
    point: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The basis that `text` names, or None where it names none."""
        found = _BASIS.fullmatch(text.strip().rstrip("."))
        if not found:
            return None
        clause, point = found["clause"], found["point"]
        return cls(
            found["document"].strip(),
            found["article"].lower(),
            clause.lower() if clause else None,
            point.lower() if point else None,
        )

    def __str__(self) -> str:
        text = f"{self.document}, Điều {self.article}"
        if self.clause:
            text += f", khoản {self.clause}"
        if self.point:
            text += f", điểm {self.point}"
        return text


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. A pinned option keeps its place when the others are shuffled."""

    text: str
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a bank.

    `key` holds indices into `options`; one index makes a single-choice question, more make
    one with several right options. `id` is stable across versions of a bank.
    """

    id: str
    stem: str
    options: tuple[Option, ...]
    key: frozenset[int]
    topic: str
    level: Level
    legal_basis: tuple[LegalBasis, ...] = ()
    explanation: str = ""
    shuffle: bool = True

    @property
    def several(self) -> bool:
        """Whether more than one option is right."""
        return len(self.key) > 1

    def mark(self, answer: Iterable[int]) -> int:
        """1 when exactly the right options were chosen, else 0 (all or nothing)."""
        return int(frozenset(answer) == self.key)

    def as_data(self) -> dict[str, Any]:
        """The question as plain JSON data, in one canonical shape."""
        return {
            "id": self.id,
            "stem": self.stem,
            "options": [
                {"text": o.text, "pinned": True} if o.pinned else {"text": o.text}
                for o in self.options
            ],
            "key": sorted(self.key),
            "topic": self.topic,
            "level": self.level.value,
            "legal_basis": [str(basis) for basis in self.legal_basis],
            "explanation": self.explanation,
            "shuffle": self.shuffle,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The inverse of `as_data`. KeyError or ValueError where the shape is another."""
        return cls(
            id=data["id"],
            stem=data["stem"],
            options=tuple(Option(o["text"], o.get("pinned", False)) for o in data["options"]),
            key=frozenset(data["key"]),
            topic=data["topic"],
            level=Level(data["level"]),
            legal_basis=tuple(
                basis for text in data["legal_basis"] if (basis := LegalBasis.parse(text))
            ),
            explanation=data["explanation"],
            shuffle=data["shuffle"],
        )
