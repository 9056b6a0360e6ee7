"""The stretches of text of a Word file or a workbook as they stand in its XML, with the old
encoding that their fonts are made for.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from question_bank.finding import UnreadableFile
from question_bank.formats.package import DAMAGED, Package, attribute, child, local

Font = tuple[str, bool]
"""The encoding that a font is made for, "" for Unicode; whether it shows capitals only."""
PLAIN: Font = ("", False)
_LONGEST_CHAIN = 20


@dataclass
class Passage:
    """A paragraph or a cell: its text nodes in their order, each with its font."""

    where: str
    texts: list[tuple[Element, Font]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(element.text or "" for element, _font in self.texts)

    @property
    def encoding(self) -> str:
        """The encoding that one of its fonts is made for."""
        return next((font[0] for _element, font in self.texts if font[0]), "")


Part = tuple[str, Element, list[Passage]]
"""A member of the package, its tree, and the passages in it."""


def font_of(name: str) -> Font:
    """`.VnTimeH` -> TCVN3 in capitals; `VNI-Times` -> VNI; others are Unicode."""
    lowered = name.lower()
    if lowered.startswith(".vn"):
        return "tcvn3", name.endswith("H")
    return ("vni", False) if lowered.startswith("vni-") else PLAIN


def word_parts(package: Package) -> Iterator[Part]:
    """The main part of a .docx. A soft hyphen, which Word writes for the letter ư of TCVN3, stands
    as text.
    """
    related = package.related("")
    main = next((path for path in related.values() if path.endswith("document.xml")), "")
    main = main or "word/document.xml"
    tree = package.xml(main)
    if tree is None:
        return
    fonts = _WordFonts(package.xml(f"{main.rpartition('/')[0]}/styles.xml"))
    passages: list[Passage] = []
    stack: list[tuple[Element, Passage, str, Font]] = [(tree, Passage(""), "", PLAIN)]
    while stack:
        element, passage, style, font = stack.pop()
        name = local(element)
        if name == "p":
            style = attribute(child(element, "pPr", "pStyle"), "val")
            passage = Passage(f"đoạn {len(passages) + 1}")
            passages.append(passage)
        elif name == "r":
            font = fonts.of_run(child(element, "rPr"), style)
        elif name in ("t", "softHyphen"):
            if name == "softHyphen":
                element.tag, element.text = element.tag.replace("softHyphen", "t"), "\xad"
            passage.texts.append((element, font))
        stack += [(each, passage, style, font) for each in reversed(element)]
    yield main, tree, passages


class _WordFonts:
    """Which font a run has, by itself or by its styles."""

    def __init__(self, tree: Element | None) -> None:
        self._styles = {
            attribute(element, "styleId"): element
            for element in (tree if tree is not None else ())
            if local(element) == "style"
        }
        self._default = _font_name(child(tree, "docDefaults", "rPrDefault", "rPr"))

    def of_run(self, properties: Element | None, paragraph_style: str) -> Font:
        run_style = attribute(child(properties, "rStyle"), "val")
        name = (
            _font_name(properties)
            or self._of_style(run_style)
            or self._of_style(paragraph_style)
            or self._default
        )
        return font_of(name)

    def _of_style(self, style: str) -> str:
        for _step in range(_LONGEST_CHAIN):
            element = self._styles.get(style)
            if name := _font_name(child(element, "rPr")):
                return name
            style = attribute(child(element, "basedOn"), "val")
        return ""


def _font_name(properties: Element | None) -> str:
    fonts = child(properties, "rFonts")
    return attribute(fonts, "ascii") or attribute(fonts, "hAnsi")


def book_parts(package: Package) -> Iterator[Part]:
    """The shared strings of an .xlsx, and the sheets that hold texts of their own."""
    fonts = _cell_fonts(package)
    strings = next((name for name in package.members if name.lower().endswith("strings.xml")), "")
    used: dict[int, tuple[str, Font]] = {}
    for name in sorted(package.members):
        if "/worksheets/" in name and name.endswith(".xml"):
            passages = _sheet_passages(package.members[name], fonts, used)
            if passages and (tree := package.xml(name)) is not None:
                yield name, tree, _again(tree, passages)
    if (tree := package.xml(strings)) is not None:
        yield (
            strings,
            tree,
            [
                Passage(
                    used.get(number, ("", PLAIN))[0], _texts(item, used.get(number, ("", PLAIN))[1])
                )
                for number, item in enumerate(tree)
            ],
        )


def _texts(item: Element, font: Font) -> list[tuple[Element, Font]]:
    """The texts of a string, each rich run with a font of its own."""
    texts = []
    for element in item:
        name = local(element)
        if name == "t":
            texts.append((element, font))
        elif name == "r":
            own = attribute(child(element, "rPr", "rFont"), "val")
            texts += [
                (each, font_of(own) if own else font) for each in element if local(each) == "t"
            ]
    return texts


def _cell_fonts(package: Package) -> list[Font]:
    """The font of each cell format."""
    tree = package.xml("xl/styles.xml")
    listed, formats = child(tree, "fonts"), child(tree, "cellXfs")
    names = [font_of(attribute(child(font, "name"), "val")) for font in listed or ()]
    numbers = [attribute(each, "fontId") for each in formats or ()]
    return [
        names[int(number)] if number.isdecimal() and int(number) < len(names) else PLAIN
        for number in numbers
    ]


def _sheet_passages(
    data: bytes, fonts: list[Font], used: dict[int, tuple[str, Font]]
) -> list[tuple[str, Font]]:
    """Place and font of each cell with a text of its own, in order; where shared strings stand
    goes into `used`.
    """
    own = []
    try:
        for _event, element in iterparse(io.BytesIO(data), ("end",), forbid_dtd=True):
            if local(element) == "row":
                element.clear()
            elif local(element) == "c":
                kind, style = attribute(element, "t"), attribute(element, "s")
                place = f"ô {attribute(element, 'r')}"
                known = style.isdecimal() and int(style) < len(fonts)
                font = fonts[int(style)] if known else PLAIN
                value = child(element, "v")
                text = (value.text or "") if value is not None else ""
                if kind == "s" and text.isdecimal():
                    used.setdefault(int(text), (place, font))
                elif kind in ("str", "inlineStr"):
                    own.append((place, font))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableFile(DAMAGED) from error
    return own


def _again(tree: Element, places: list[tuple[str, Font]]) -> list[Passage]:
    cells = (
        element
        for element in tree.iter()
        if local(element) == "c" and attribute(element, "t") in ("str", "inlineStr")
    )
    passages = []
    for element, (place, font) in zip(cells, places, strict=False):
        value, inline = child(element, "v"), child(element, "is")
        texts = _texts(inline, font) if inline is not None else []
        if value is not None:
            texts.append((value, font))
        passages.append(Passage(place, texts))
    return passages
