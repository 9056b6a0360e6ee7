"""Keys that an author shows by formatting only: one option in bold, red, underlined and so on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from question_bank.formats.tokens import Line

KINDS = {
    "bold": "chữ đậm",
    "underline": "gạch chân",
    "colour": "màu chữ",
    "highlight": "tô nền",
    "style": "kiểu chữ",
    "italic": "chữ nghiêng",
}
"""Marks that may show a key, and their names in findings. Italics do so only where nothing else
does: authors also set the titles of laws in them."""


_MOST_KINDS = 12  # of one question; a text in more colours says nothing by them


def name_of(kind: str) -> str:
    """`colour:FF0000` -> `màu chữ`."""
    return KINDS[kind.partition(":")[0]]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a line."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters."""
        return self.line.text[self.start : self.end]

    def share(self, kind: str) -> float:
        """How much of the letters and digits stands out in this way, from 0 to 1."""
        stretches = sorted((m.start, m.end) for m in self.line.marks if m.kind == kind)
        marked, reached = 0, self.start
        for start, end in stretches:
            start, end = max(start, reached), min(end, self.end)
            if start < end:
                marked += _signs(self.line.text[start:end])
                reached = end
        return marked / _signs(self.text) if marked else 0.0


def _signs(text: str) -> int:
    """How many letters and digits there are."""
    return sum(map(str.isalnum, text))


@dataclass
class Part:
    """An option as it is being read: its printed letter and the pieces of its text."""

    label: str
    star: bool
    mark: Span | None
    pieces: list[Span] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        """The letter and the pieces of the text."""
        return [*([self.mark] if self.mark else []), *self.pieces]

    def letter_shows(self, kind: str) -> bool:
        """Whether the printed letter stands out."""
        return self.mark is not None and self.mark.share(kind) == 1

    def text_shows(self, kind: str) -> bool:
        """Whether the whole text stands out."""
        spans = [piece for piece in self.pieces if piece.text.strip()]
        return bool(spans) and all(piece.share(kind) >= 0.9 for piece in spans)


Marked = Sequence[tuple[str, frozenset[int]]]


def crowds(parts: Sequence[Part], every: Marked) -> dict[frozenset[int], list[str]]:
    """Several options, not all of them, that one kind of formatting marks, though they are too many
    to be a key: with the kinds.
    """
    marked: dict[frozenset[int], list[str]] = {}
    for kind, key in every:
        if 1 < len(key) < len(parts) and kind not in marked.setdefault(key, []):
            marked[key].append(kind)
    return {key: kinds for key, kinds in marked.items() if kinds}


def keys_shown(parts: Sequence[Part], every: Marked) -> dict[frozenset[int], list[str]]:
    """Every key that formatting shows, with the kinds of formatting that show it.

    A kind counts only where a minority of the options has it: where all letters are bold, bold
    says nothing. More than one entry means that the formatting contradicts itself.
    """
    upright = [one for one in every if one[0] != "italic"]
    return _shown(parts, upright) or _shown(parts, [one for one in every if one[0] == "italic"])


def _shown(
    parts: Sequence[Part], marked: Iterable[tuple[str, frozenset[int]]]
) -> dict[frozenset[int], list[str]]:
    shown: dict[frozenset[int], list[str]] = {}
    for kind, key in marked:
        minority = len(key) * 2 < len(parts) or (len(key) == 1 and len(parts) == 2)
        if key and minority and kind not in shown.setdefault(key, []):
            shown[key].append(kind)
    return {key: kinds for key, kinds in shown.items() if kinds}


def marked(parts: Sequence[Part]) -> Iterator[tuple[str, frozenset[int]]]:
    """Each kind of formatting with the options whose letter, then whose text, has it."""
    kinds = {m.kind for part in parts for span in part.spans for m in span.line.marks}
    for kind in sorted(kinds) if len(kinds) <= _MOST_KINDS else ():
        if kind.partition(":")[0] in KINDS:
            for aspect in (Part.letter_shows, Part.text_shows):
                yield kind, frozenset(i for i, part in enumerate(parts) if aspect(part, kind))
