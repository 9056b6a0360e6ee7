"""How a Word run stands out: bold, underlined, struck out and so on, by itself or by a style."""

import re
from xml.etree.ElementTree import Element

from question_bank.formats.package import attribute, child, local

_OFF = ("0", "false", "off", "none")
_BLACK = ("", "auto")
_DARK, _GREYISH = 0x66, 0x20
"""A colour as dark as that, whose parts differ no more than that, is one that people see as black:
text pasted from web pages has 212529 or 333333."""
_DARK_THEME = ("text1", "dark1", "tx1", "dk1")
_PALE = ("", "auto", "FFFFFF", "none", "white")
_REMEMBERED = 1_000
_EMPHASIS = ("strong", "intense emphasis", "intenseemphasis")

_PLAIN: frozenset[str] = frozenset()
_SWITCHES = {
    "b": "bold",
    "i": "italic",
    "vanish": "hidden",
    "strike": "struck",
    "dstrike": "struck",
}
_NO_MARKS = ("hidden", "struck", "raised")

Look = dict[str, str]
"""Kind of mark -> its value; an empty value says that the mark is switched off."""


def look_of(properties: Element | None) -> Look:
    """What a `w:rPr` itself says."""
    look: Look = {}
    for element in properties if properties is not None else ():
        name, value = local(element), attribute(element, "val")
        if name in _SWITCHES:
            look[_SWITCHES[name]] = "" if value.lower() in _OFF else "on"
        elif name == "u":
            look["underline"] = "" if value.lower() in _OFF else "on"
        elif name == "color":
            theme = attribute(element, "themeColor")
            plain = theme in _DARK_THEME if theme else _is_black(value)
            look["colour"] = "" if plain else (value.upper() or theme)
        elif name == "vertAlign":
            look["raised"] = "" if value == "baseline" else value
        elif name == "highlight":
            look["highlight"] = "" if value in _PALE else value
        elif name == "shd":
            fill = attribute(element, "fill")
            look["highlight"] = "" if fill in _PALE else fill
    return look


def _is_black(colour: str) -> bool:
    if colour.lower() in _BLACK:
        return True
    if not re.fullmatch("[0-9A-Fa-f]{6}", colour):
        return False
    parts = bytes.fromhex(colour)
    return max(parts) <= _DARK and max(parts) - min(parts) <= _GREYISH


class Styles:
    """The styles of a document: their looks, their names and the lists that they begin."""

    def __init__(self, tree: Element | None) -> None:
        self._styles = {
            attribute(element, "styleId"): element
            for element in (tree if tree is not None else ())
            if local(element) == "style"
        }
        self._looks: dict[str, Look] = {}
        self._places: dict[str, Element | None] = {}
        self._runs: dict[tuple[tuple[object, ...], ...], tuple[Look, frozenset[str]]] = {}

    def name(self, style: str) -> str:
        """The style's name in lower case; its identifier where it is not defined."""
        return (attribute(child(self._styles.get(style), "name"), "val") or style).lower()

    def look(self, style: str) -> Look:
        """The look of a style and of those that it is based on."""
        if style in self._looks:
            return self._looks[style]
        look: Look = {}
        for element in reversed(self._chain(style)):
            look |= look_of(child(element, "rPr"))
        if self.name(style) in _EMPHASIS and not look:
            look["style"] = "on"
        if len(self._looks) < _REMEMBERED:
            self._looks[style] = look
        return look

    def look_of_run(self, properties: Element) -> tuple[Look, frozenset[str]]:
        """The look of a run by its character style and by itself, and its kinds of marks. The same
        few come again and again, so they are remembered by what is written.
        """
        written = tuple([(each.tag, *each.items()) for each in properties])
        known = self._runs.get(written)
        if known is None:
            style = attribute(child(properties, "rStyle"), "val")
            look = self.look(style) | look_of(properties)
            known = look, kinds_of(look)
            if len(self._runs) < _REMEMBERED:
                self._runs[written] = known
        return known

    def list_place(self, style: str) -> Element | None:
        """The `w:numPr` that a paragraph style brings."""
        if style not in self._places:
            chain = (child(element, "pPr", "numPr") for element in self._chain(style))
            place = next((place for place in chain if place is not None), None)
            if len(self._places) >= _REMEMBERED:
                return place
            self._places[style] = place
        return self._places[style]

    def _chain(self, style: str) -> list[Element]:
        chain: list[Element] = []
        while style in self._styles and len(chain) < 20:
            element = self._styles[style]
            chain.append(element)
            style = attribute(child(element, "basedOn"), "val")
        return chain


def kinds_of(look: Look) -> frozenset[str]:
    """A look as kinds of marks. Colours differ from each other: `colour:FF0000`."""
    if not look:
        return _PLAIN
    return frozenset(
        f"{kind}:{value}" if kind in ("colour", "highlight") else kind
        for kind, value in look.items()
        if value and kind not in _NO_MARKS
    )
