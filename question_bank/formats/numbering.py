"""Word's automatic numbers, which no paragraph holds as text: `A.`, `1)`, `Câu 1:`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from question_bank.formats.package import attribute, child, local

_LONGEST_LABEL = 100  # characters, before the numbers stand in it


@dataclass
class Level:
    """How one level of a list prints its numbers."""

    style: str = "decimal"
    text: str = "%1."
    start: int = 1
    look: Element | None = None


@dataclass
class ListFormat:
    """A list as numbering.xml defines it: an abstract list and the levels that override it."""

    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts list paragraphs in the order of the document."""

    def __init__(self, tree: Element | None) -> None:
        abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, ListFormat] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._seen: set[tuple[str, int]] = set()
        for element in tree if tree is not None else ():
            if local(element) == "abstractNum":
                abstract[attribute(element, "abstractNumId")] = _levels(element)
            elif local(element) == "num":
                name = attribute(child(element, "abstractNumId"), "val")
                self._lists[attribute(element, "numId")] = ListFormat(
                    name,
                    {**abstract.get(name, {}), **_overrides(element)},
                    _restarts(element),
                )

    def next(self, number_id: str, depth: int) -> tuple[str, Element | None]:
        """The printed number of the next paragraph of a list, and its run properties.

        ("", None) where the list is unknown; "- " for bullets of any shape.
        """
        form = self._lists.get(number_id)
        level = form.levels.get(depth) if form else None
        if form is None or level is None:
            return "", None
        self._count(form, number_id, depth, level)
        if level.style == "bullet":
            return "- ", level.look
        if level.style == "none":
            return "", None
        label = re.sub(r"%(\d)", lambda found: self._shown(form, int(found[1]) - 1), level.text)
        return (f"{label} " if label else ""), level.look

    def _count(self, form: ListFormat, number_id: str, depth: int, level: Level) -> None:
        place = (form.abstract, depth)
        if depth in form.restarts and (number_id, depth) not in self._seen:
            self._counts[place] = form.restarts[depth]
        elif place in self._counts:
            self._counts[place] += 1
        else:
            self._counts[place] = level.start
        self._seen.add((number_id, depth))
        for deeper in range(depth + 1, 9):
            self._counts.pop((form.abstract, deeper), None)

    def _shown(self, form: ListFormat, depth: int) -> str:
        level = form.levels.get(depth, Level())
        count = self._counts.get((form.abstract, depth), level.start)
        return _STYLES.get(level.style, str)(count)


def _levels(parent: Element) -> dict[int, Level]:
    levels = {}
    for element in parent:
        if local(element) == "lvl":
            start = attribute(child(element, "start"), "val")
            levels[_integer(attribute(element, "ilvl"))] = Level(
                attribute(child(element, "numFmt"), "val") or "decimal",
                attribute(child(element, "lvlText"), "val")[:_LONGEST_LABEL],
                _integer(start, 1),
                child(element, "rPr"),
            )
    return levels


def _overrides(number: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for override in number:
        if local(override) == "lvlOverride":
            levels |= _levels(override)
    return levels


def _restarts(number: Element) -> dict[int, int]:
    restarts = {}
    for override in number:
        start = attribute(child(override, "startOverride"), "val")
        if local(override) == "lvlOverride" and start:
            restarts[_integer(attribute(override, "ilvl"))] = _integer(start, 1)
    return restarts


def _integer(text: str, fallback: int = 0) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else fallback


def _letters(count: int) -> str:
    """1 -> A, 26 -> Z, 27 -> AA as Word prints them."""
    return chr(ord("A") + (count - 1) % 26) * min((count - 1) // 26 + 1, 20) if count > 0 else ""


def _roman(count: int) -> str:
    text = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    ):
        times, count = divmod(count, value)
        text += letters * min(times, 20)
    return text


_STYLES: dict[str, Callable[[int], str]] = {
    "upperLetter": _letters,
    "lowerLetter": lambda count: _letters(count).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "decimalZero": lambda count: f"{count:02}",
}
