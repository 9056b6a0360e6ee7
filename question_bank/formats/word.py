"""Word files: a walk over the document's XML -> lines with marks -> the line grammar.

Own walk, because ready-made readers lose automatic numbers, tracked insertions or formatting.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from question_bank.finding import UnreadableFile
from question_bank.formats.draft import Topics, assemble
from question_bank.formats.limits import LIMITS
from question_bank.formats.lines import TOO_LONG, Line, drafts_of
from question_bank.formats.looks import Look, Styles, kinds_of, look_of
from question_bank.formats.numbering import Numbering
from question_bank.formats.package import (
    DAMAGED,
    Package,
    attribute,
    child,
    local,
    open_package,
)
from question_bank.formats.reading import Reading, Report
from question_bank.formats.trees import TOO_MANY_PARTS
from question_bank.formats.word_signs import raised, sign_of
from question_bank.formats.word_tables import Cell, Piece, cell_of, in_places, table_lines
from question_bank.vietnamese import problems_of, squeeze

_DROPPED = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "pPr",
    "rPr",
    "sdtPr",
    "sdtEndPr",
    "tblPr",
}
_MOST_JOINED = 100  # paragraphs: more are no sentence, and all are held at once
_DEPTHS = tuple("012345678")
_MAIN = "word/document.xml"
TOO_LONG_LINE = (
    f"Tệp có dòng dài quá {LIMITS.line_chars} ký tự; đề nghị ngắt dòng cho từng câu hỏi."
)
_LOST = {
    **dict.fromkeys(("oMath", "oMathPara"), "công thức"),
    **dict.fromkeys(("blip", "imagedata", "chart", "relIds", "OLEObject"), "hình ảnh"),
    **dict.fromkeys(("footnoteReference", "endnoteReference"), "chú thích cuối trang"),
}
_RAISED = {"superscript": "chỉ số trên", "subscript": "chỉ số dưới"}
_DOUBT = "Dòng có {} không đọc được; đề nghị diễn đạt bằng chữ rồi kiểm tra lại dòng này."
_DOUBTS = {
    "hidden": "Dòng có chữ ẩn và phần ẩn không được đọc; đề nghị bỏ định dạng ẩn hoặc xóa phần đó.",
    "struck": "Dòng có chữ gạch ngang và phần này không được đọc; đề nghị bỏ gạch ngang hoặc xóa "
    "phần đó.",
}


@dataclass
class _Paragraph:
    """Text of a paragraph as it is met; a line break begins a new list of pieces. `lost` names what
    could not be read of each line.
    """

    lines: list[list[Piece]] = field(default_factory=lambda: [[]])
    boxes: list[Element] = field(default_factory=list)
    lost: dict[int, dict[str, None]] = field(default_factory=dict)
    size: int = 0

    def add(self, text: str, kinds: frozenset[str]) -> None:
        self.size += len(text)
        if self.size > LIMITS.line_chars:
            raise UnreadableFile(TOO_LONG_LINE)
        self.lines[-1].append((text, kinds))

    def lose(self, what: str) -> None:
        self.lost.setdefault(len(self.lines) - 1, {})[what] = None

    def doubts(self, line: int) -> tuple[str, ...]:
        lost = self.lost.get(line, ()) if self.lost else ()
        return tuple(_DOUBTS.get(what) or _DOUBT.format(what) for what in lost)

    def add_line(self) -> None:
        if len(self.lines) > LIMITS.lines:
            raise UnreadableFile(TOO_LONG)
        self.lines.append([])
        self.size = 0


def read_word(data: bytes, name: str = "") -> Reading:
    """The bank in a .docx. UnreadableFile where it is damaged or holds no question."""
    report = Report(name)
    lines, title = word_lines(data, report)
    topics = Topics()
    drafts = drafts_of(lines, report, topics)
    return assemble(drafts, report, title=title or Path(name).stem, topics=topics)


def word_lines(data: bytes, report: Report) -> tuple[list[Line], str]:
    """Every line of a .docx, tables too, and its title."""
    walk = _Walk(open_package(data), report)
    try:
        return walk.lines(), walk.title
    except RecursionError as error:  # elements within elements without end
        raise UnreadableFile(DAMAGED) from error


class _Walk:
    """Reads the paragraphs of a package in order."""

    def __init__(self, package: Package, report: Report) -> None:
        self.report, self.title, self.tables = report, "", 0
        self.runs = 0
        main = next(
            (path for path in package.related("").values() if path.endswith("document.xml")),
            _MAIN,
        )
        self.body = package.children(main, "body")
        folder = main.rpartition("/")[0]
        self.styles = Styles(package.xml(f"{folder}/styles.xml"))
        self.numbering = Numbering(package.xml(f"{folder}/numbering.xml"))

    def lines(self) -> list[Line]:
        """Every line, numbered from 1 as they come."""
        lines: list[Line] = []
        size = 0
        for cell in self._blocks(self.body):
            size += len(cell.text)
            if len(lines) >= LIMITS.lines or size > LIMITS.text_chars:
                raise UnreadableFile(TOO_LONG)
            for problem in problems_of(cell.text):
                self.report.blocks(self.report.place(f"dòng {len(lines) + 1}"), problem)
            for doubt in cell.doubts:
                self.report.doubts(self.report.place(f"dòng {len(lines) + 1}"), doubt)
            lines.append(Line(len(lines) + 1, cell.text, cell.marks))
        return lines

    def _blocks(self, parent: Iterable[Element]) -> Iterator[Cell]:
        joined: list[Element] = []
        for element in parent:
            name = local(element)
            if name == "p":
                joined.append(element)
                if _is_joined(element) and len(joined) < _MOST_JOINED:
                    continue
            if joined:
                yield from self._paragraph(joined)
                joined = []
            if name == "p":
                continue
            if name == "tbl":
                self.tables += 1
                if self.tables > LIMITS.tables:
                    raise UnreadableFile(TOO_MANY_PARTS)
                yield from table_lines(self._rows(element))
            elif name == "AlternateContent":
                yield from self._blocks(element[0] if len(element) else ())
            elif name not in _DROPPED:
                yield from self._blocks(element)
        if joined:
            yield from self._paragraph(joined)

    def _rows(self, table: Element) -> list[list[list[Cell]]]:
        return [list(self._cells(row)) for row in _inside(table, "tr")]

    def _cells(self, row: Element) -> Iterator[list[Cell]]:
        """The cells of a row, each at its place: one that covers several is followed by others."""
        for cell in _inside(row, "tc"):
            properties = child(cell, "tcPr")
            goes_on = child(properties, "vMerge")
            below = goes_on is not None and attribute(goes_on, "val") != "restart"
            span = attribute(child(properties, "gridSpan"), "val")
            yield from in_places(list(self._blocks(cell)), span, below=below)

    def _paragraph(self, joined: list[Element]) -> Iterator[Cell]:
        """Paragraphs whose ends between them were deleted are one, with the look of the last."""
        properties = child(joined[-1], "pPr")
        style = attribute(child(properties, "pStyle"), "val")
        paragraph, look = _Paragraph(), self.styles.look(style)
        label, label_look = self._number(properties, style)
        if label:
            mark = look_of(child(properties, "rPr"))
            paragraph.add(label, kinds_of(look | look_of(label_look) | mark))
        for element in joined:
            self._runs(element, look, paragraph)
        cells = [
            cell_of(pieces, paragraph.doubts(line)) for line, pieces in enumerate(paragraph.lines)
        ]
        titles = bool(style) and not self.title and self.styles.name(style) == "title"
        whole = squeeze(" ".join(cell.text for cell in cells)) if titles or label else ""
        if titles:
            self.title = whole
        elif not label or whole != label.strip():
            yield from cells
        elif paragraph.lost:  # its number stands before nothing that we could read
            yield Cell("", doubts=tuple(doubt for cell in cells for doubt in cell.doubts))
        for box in paragraph.boxes:
            yield from self._blocks(box)

    def _number(self, properties: Element | None, style: str) -> tuple[str, Element | None]:
        place = child(properties, "numPr")
        place = self.styles.list_place(style) if place is None else place
        if place is None:
            return "", None
        depth = attribute(child(place, "ilvl"), "val")
        return self.numbering.next(
            attribute(child(place, "numId"), "val"),
            int(depth) if depth in _DEPTHS else 0,
        )

    def _runs(self, parent: Iterable[Element], look: Look, paragraph: _Paragraph) -> None:
        kinds = kinds_of(look)
        for element in parent:
            name = local(element)
            if name == "r":
                properties = child(element, "rPr")
                if properties is None:
                    self._run(element, look, kinds, paragraph)
                else:
                    own, its_kinds = self.styles.look_of_run(properties)
                    if look:
                        own = look | own
                        its_kinds = kinds_of(own)
                    self._run(element, own, its_kinds, paragraph)
            elif name == "AlternateContent":
                self._runs(element[0] if len(element) else element, look, paragraph)
            elif name == "t":
                paragraph.add(element.text or "", kinds)
            elif name == "txbxContent":
                paragraph.boxes.append(element)
            elif name not in _DROPPED:
                if name in _LOST:
                    paragraph.lose(_LOST[name])
                self._runs(element, look, paragraph)

    def _run(self, run: Element, look: Look, kinds: frozenset[str], paragraph: _Paragraph) -> None:
        self.runs += 1
        if self.runs > LIMITS.runs:
            raise UnreadableFile(TOO_MANY_PARTS)
        for left_out in ("hidden", "struck"):
            if look.get(left_out):
                if any(local(each) == "t" and (each.text or "").strip() for each in run):
                    paragraph.lose(left_out)
                return
        for element in run:
            name = local(element)
            if name == "t":
                text = element.text or ""
                paragraph.add(_raised(text, look, paragraph) if "raised" in look else text, kinds)
            elif name in _DROPPED:
                continue
            elif name == "sym":
                paragraph.add(_sign(element, paragraph), kinds)
            elif name in ("tab", "ptab"):
                paragraph.add("\t", kinds)
            elif name in ("br", "cr"):
                paragraph.add_line()
            elif name == "noBreakHyphen":
                paragraph.add("-", kinds)
            else:
                self._runs([element], look, paragraph)


def _raised(text: str, look: Look, paragraph: _Paragraph) -> str:
    """The text of a run; raised digits as digits of their own, so that 10³ is not 103."""
    how = look["raised"]
    if not how or not text.strip():
        return text
    moved = raised(text, how)
    if moved is None:
        paragraph.lose(_RAISED.get(how, how))
    return text if moved is None else moved


def _sign(element: Element, paragraph: _Paragraph) -> str:
    sign = sign_of(attribute(element, "font"), attribute(element, "char"))
    if not sign:
        paragraph.lose("ký hiệu")
    return sign


def _is_joined(paragraph: Element) -> bool:
    """Whether the end of a paragraph was deleted, or moved away, with changes being tracked."""
    end = child(paragraph, "pPr", "rPr")
    return end is not None and any(local(each) in ("del", "moveFrom") for each in end)


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Children of that name, also those inside content controls and tracked insertions."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _inside(element, name)
