"""Tables in Word files -> lines of the grammar: question tables, key tables, options in cells."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from question_bank.formats.columns import Columns, columns_of, unread
from question_bank.formats.key_tables import NUMBER, key_table
from question_bank.formats.tokens import Kind, Line, Mark, token
from question_bank.vietnamese import clean, squeeze

Piece = tuple[str, frozenset[str]]

_MARKER = re.compile(r"\*?(?:(?:câu\s*)?\d{1,4}|[A-Ha-h])\s*[.):/]?", re.IGNORECASE)
_TAGS = {
    "key": "Đáp án",
    "id": "Mã",
    "level": "Mức độ",
    "topic": "Chuyên đề",
    "basis": "Căn cứ",
    "explanation": "Giải thích",
    "shuffle": "Trộn phương án",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A line of text with its marks. `doubts` say what of it was left out, or not understood."""

    text: str
    marks: tuple[Mark, ...] = ()
    doubts: tuple[str, ...] = ()

    def after(self, prefix: str) -> "Cell":
        """The line behind a prefix."""
        shift = len(prefix)
        marks = tuple(Mark(m.start + shift, m.end + shift, m.kind) for m in self.marks)
        return replace(self, text=prefix + self.text, marks=marks)


def cell_of(pieces: list[Piece], doubts: tuple[str, ...] = ()) -> Cell:
    """Runs of text -> one clean line with its marks, whatever cleaning does to the letters."""
    text = "".join([text for text, _ in pieces])
    if not text:
        return Cell("", (), doubts)
    if clean(text) == (text, ()) and "\n" not in text:
        return Cell(text, _marks(pieces), doubts)
    clusters: list[Piece] = []
    for letter, kinds in ((letter, kinds) for text, kinds in pieces for letter in text):
        if clusters and unicodedata.combining(letter):
            clusters[-1] = (clusters[-1][0] + letter, clusters[-1][1])
        else:
            clusters.append((letter, kinds))
    cleaned = [(_clean(cluster), kinds) for cluster, kinds in clusters]
    return Cell("".join(text for text, _ in cleaned), _marks(cleaned), doubts)


def _clean(cluster: str) -> str:
    """Bidi and control characters stay for the reader to report."""
    if cluster.isascii():
        return " " if cluster in "\r\n" else cluster
    cleaned, problems = clean(cluster)
    return cluster if problems else cleaned.replace("\n", " ")


def _marks(pieces: list[Piece]) -> tuple[Mark, ...]:
    """The kinds of the pieces as stretches of one kind."""
    if not any(kinds for _, kinds in pieces):
        return ()
    marks: list[Mark] = []
    begun: dict[str, int] = {}
    place, last = 0, frozenset[str]()
    for text, kinds in pieces:
        if text and kinds != last:
            marks += [Mark(begun.pop(kind), place, kind) for kind in last if kind not in kinds]
            for kind in kinds:
                if kind not in last:
                    begun[kind] = place
            last = kinds
        place += len(text)
    return (*marks, *(Mark(start, place, kind) for kind, start in begun.items()))


Row = list[list[Cell]]
MERGED = [Cell("")]
"""What stands in the places that a cell covers beside its own."""
_SPANS = frozenset(map(str, range(2, 64)))
"""As many columns as a table of Word may have."""
_OF_MERGED = (
    "Câu {} của bảng có ô gộp; chỉ ô đầu mỗi chỗ gộp có nội dung, các ô còn lại được coi là trống; "
    "đề nghị bỏ gộp ô và điền đủ."
)


def in_places(lines: list[Cell], span: str, *, below: bool) -> list[list[Cell]]:
    """A cell in each of the columns that it covers; `below`: it goes on with the cell above it."""
    empty = below and not any(line.text or line.doubts for line in lines)
    covered = int(span) - 1 if span in _SPANS else 0
    return [MERGED if empty else lines, *[MERGED] * covered]


def table_lines(rows: list[Row]) -> Iterator[Cell]:
    """The lines that a table says."""
    texts = [[squeeze(" ".join(line.text for line in cell)) for cell in row] for row in rows]
    for place, header in enumerate(texts[:3]):
        if columns := columns_of(header):
            yield from _loose(_without_merged(rows[:place]))
            yield from _questions(columns, rows[place + 1 :], texts[place + 1 :])
            return
    if keys := key_table(texts):
        yield Cell("", doubts=(*_doubts(cell for row in rows for cell in row), *keys.doubts))
        yield from map(Cell, keys.lines)
    else:
        yield from _loose(_without_merged(rows))


def _without_merged(rows: list[Row]) -> list[Row]:
    """The cells that hold something of their own."""
    return [[cell for cell in row if cell is not MERGED] for row in rows]


def _questions(columns: Columns, rows: list[Row], texts: list[list[str]]) -> Iterator[Cell]:
    """A row of a question table as the lines of one question."""
    told = [unread(columns, place) for place in columns.unread(texts)]
    if told := [*told, *(said for _title, said in columns.unlike(texts))]:
        yield Cell("", doubts=tuple(told))
    for count, (row, text) in enumerate(zip(rows, texts, strict=True), 1):
        if not any(text):
            continue
        number = NUMBER.fullmatch(columns.cell("number", text))
        label = number[1] if number else count
        prefix = f"Câu {label}. "
        if any(cell is MERGED for cell in row) and sum(map(bool, text)) > 1:
            yield Cell("", doubts=(_OF_MERGED.format(label),))
        yield from _marked(_at(row, columns.fields["stem"]), prefix, Kind.QUESTION)
        for letter, place in columns.options.items():
            if place < len(text) and text[place]:
                yield from _marked(row[place], f"{letter}. ", Kind.OPTION)
            elif doubts := _doubts([_at(row, place)]):
                yield Cell("", doubts=doubts)
        yield from _at(row, columns.fields.get("choices", -1))
        for name, title in _TAGS.items():
            if value := columns.cell(name, text):
                yield Cell(f"{title}: {value}", doubts=_doubts([_at(row, columns.fields[name])]))
        for place in columns.keys[1:]:
            if place < len(text) and text[place]:
                yield Cell(f"{_TAGS['key']}: {text[place]}", doubts=_doubts([_at(row, place)]))


def _at(row: Row, place: int) -> list[Cell]:
    return row[place] if 0 <= place < len(row) else []


def _doubts(cells: Iterable[list[Cell]]) -> tuple[str, ...]:
    """What was said of the lines of cells, each once."""
    return tuple(dict.fromkeys(doubt for cell in cells for line in cell for doubt in line.doubts))


def _filled(cell: list[Cell]) -> list[Cell]:
    """The lines that hold a text; what was said of any line goes with the first."""
    lines = [replace(line, doubts=()) for line in cell if line.text.strip()]
    return [replace(lines[0], doubts=_doubts([cell])), *lines[1:]] if lines else []


def _marked(cell: list[Cell], prefix: str, kind: Kind) -> list[Cell]:
    """The lines of a cell behind their marker, where they do not print one themselves."""
    lines = _filled(cell)
    if not lines:
        return [Cell(prefix, doubts=_doubts([cell]))]
    if token(Line(0, lines[0].text)).kind is kind:
        return lines
    return [lines[0].after(prefix), *lines[1:]]


def _loose(rows: list[Row]) -> Iterator[Cell]:
    """Cell after cell; a cell that holds only `A.` or `Câu 1` is set before the next one."""
    for row in rows:
        marker = ""
        for cell in row:
            whole = squeeze(" ".join(line.text for line in cell))
            if not marker and _MARKER.fullmatch(whole) and cell is not row[-1]:
                marker, shown = whole, next(line for line in cell if line.text.strip())
                continue
            lines = _filled(cell)
            if not lines and (doubts := _doubts([cell])):
                yield Cell("", doubts=doubts)
            if marker and lines:
                lines[0] = _beside_marker(shown, marker, lines[0])
                marker = ""
            yield from lines


def _beside_marker(shown: Cell, marker: str, line: Cell) -> Cell:
    """One line of a marker's cell and the text's: the marker keeps its own marks."""
    stop = "" if marker[-1] in ".):/" else "."
    lead = len(shown.text) - len(shown.text.lstrip())
    moved = tuple(
        Mark(max(m.start - lead, 0), min(m.end - lead, len(marker)), m.kind) for m in shown.marks
    )
    whole = line.after(f"{marker}{stop} ")
    whole = replace(whole, doubts=(*shown.doubts, *whole.doubts))
    return replace(whole, marks=moved + whole.marks)
