"""The heading row of a question table, in Excel or Word, in Vietnamese or English."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from question_bank.formats.reading import shorten
from question_bank.question import OPTION_LETTERS
from question_bank.vietnamese import fold

_NAMES = {
    "stem": (
        "cau hoi",
        "noi dung",
        "noi dung cau hoi",
        "question",
        "question text",
        "stem",
    ),
    "choices": (
        *("phuong an", "cac phuong an", "phuong an tra loi", "cac phuong an tra loi"),
        *("lua chon", "cac dap an", "options", "choices"),
    ),
    "key": (
        *("dap an", "dap an dung", "phuong an dung", "cau tra loi dung", "tra loi dung", "da"),
        *("key", "answer", "correct", "correct answer", "right answer", "ket qua"),
    ),
    "level": ("muc do", "do kho", "level", "difficulty", "muc do kho"),
    "topic": ("chuyen de", "chu de", "linh vuc", "topic", "category"),
    "basis": (
        "can cu",
        "can cu phap ly",
        "co so phap ly",
        "legal basis",
        "basis",
        "van ban",
    ),
    "explanation": ("giai thich", "explanation", "feedback"),
    "id": ("ma", "ma cau hoi", "ma cau", "id", "code"),
    "shuffle": ("tron phuong an", "shuffle"),
    "true": ("dung", "true"),
    "false": ("sai", "false"),
    "time": ("time limit",),
    "number": ("stt", "tt", "so tt", "so thu tu", "cau", "cau so", "no", "so", "#"),
}
HEADINGS = {
    "topic": "Chuyên đề",
    "level": "Mức độ",
    "stem": "Câu hỏi",
    "key": "Đáp án",
    "basis": "Căn cứ",
    "explanation": "Giải thích",
    "shuffle": "Trộn phương án",
}
"""The headings of our own files."""
_FIELDS = {name: field_name for field_name, names in _NAMES.items() for name in names}
_OPTION = re.compile(
    r"(?:(?:phuong an|dap an|lua chon|tra loi|option|answer|choice|pa|da)\s*)?([a-h]|[1-8])"
)


@dataclass
class Columns:
    """Where each field stands. `options` maps the option's letter to its column; `repeated` holds
    columns that mean the same as one before, each with that one; `numbers` all that count rows.
    """

    titles: list[str]
    fields: dict[str, int] = field(default_factory=dict)
    options: dict[str, int] = field(default_factory=dict)
    repeated: list[tuple[int, int]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def unread(self, rows: Sequence[Sequence[str]]) -> list[int]:
        """The columns that mean nothing to us although something stands in one of these rows."""
        known = {*self.fields.values(), *self.options.values(), *self.numbers}
        known |= {place for place, _first in self.repeated}
        others = sorted(set(range(max(map(len, rows), default=0))) - known)
        return [
            place
            for place in others
            if any(place < len(row) and row[place].strip() for row in rows)
        ]

    def unlike(self, rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
        """The heading of each column, and what is said of it, that is not read because one before
        it means the same, where the two do not say the same. Further columns of keys are read.
        """
        for place, first in self.repeated:
            told = [row for row in rows if place < len(row) and row[place]]
            if first != self.fields.get("key") and any(row[place] != row[first] for row in told):
                yield (
                    self.titles[place],
                    f"Cột “{self.titles[place]}” trùng nghĩa với cột “{self.titles[first]}” nên "
                    "không được đọc; đề nghị chỉ giữ một cột hoặc đổi tên.",
                )

    @property
    def keys(self) -> list[int]:
        """Every column of keys: each says what the key is."""
        first = self.fields.get("key", -1)
        return [one for one in (first, *(p for p, f in self.repeated if f == first)) if one >= 0]

    def title(self, name: str) -> str:
        """The heading of a field as the file prints it."""
        return self.titles[self.fields[name]] if name in self.fields else ""

    def cell(self, name: str, row: Sequence[str]) -> str:
        """The field's cell in a row; "" where the column or the cell is missing."""
        place = self.fields.get(name, len(row))
        return row[place] if place < len(row) else ""


def columns_of(header: Sequence[str], *, truth: bool = False) -> Columns | None:
    """The columns that a heading row names, or None where it is no heading of questions.

    `truth`: a table of statements that are right or wrong needs no options.
    """
    columns = Columns([" ".join(title.split()) for title in header])
    for place, title in enumerate(header):
        name, letter = _meaning(title)
        held, meant = (columns.options, letter) if letter else (columns.fields, name)
        if meant and held.setdefault(meant, place) != place and meant != "number":
            columns.repeated.append((place, held[meant]))
        if meant == "number":
            columns.numbers.append(place)
    fields = columns.fields
    enough = len(columns.options) > 1 or "choices" in fields
    if truth and not enough:
        enough = "key" in fields or {"true", "false"} <= fields.keys()
    return columns if "stem" in fields and enough else None


def key_columns(header: Sequence[str]) -> list[tuple[int, int]]:
    """Where a heading row of a key table names the questions' numbers, each with the column of its
    key: side by side once or several times.
    """
    numbers, keys = key_headings(header)
    return list(zip(numbers, keys, strict=True)) if len(numbers) == len(keys) else []


def key_headings(header: Sequence[str]) -> tuple[list[int], list[int]]:
    """The columns of numbers and those of keys that a heading row of a key table names."""
    meanings = [_meaning(title)[0] for title in header]
    numbers = [place for place, name in enumerate(meanings) if name == "number"]
    numbers = numbers or [place for place, name in enumerate(meanings) if name == "stem"]
    return numbers, [place for place, name in enumerate(meanings) if name == "key"]


def unread(columns: Columns, place: int) -> str:
    """What is said of a column that is not read."""
    title = columns.titles[place] if place < len(columns.titles) else ""
    column = f"Cột “{shorten(title, 40)}”" if title else f"Cột thứ {place + 1} không có tiêu đề"
    return (
        f"{column} không được đọc; đề nghị đặt tên cột theo mẫu (ví dụ Phương án C) nếu cần, "
        "hoặc xóa cột."
    )


def same_columns(first: Columns, second: Columns) -> bool:
    """Whether a second heading row says the same as the first, in another language."""
    shared = first.fields.keys() & second.fields.keys()
    return (first.options, "stem" in shared) == (second.options, True) and all(
        first.fields[name] == second.fields[name] for name in shared
    )


def with_letters(header: Sequence[str], below: Sequence[str]) -> Columns | None:
    """Columns of a heading in two rows: “Phương án” over A, B, C, D. None for another heading."""
    letters = {
        letter: place
        for place, title in enumerate(below)
        if (letter := _meaning(title)[1])
        and not (place < len(header) and _meaning(header[place])[1])
    }
    filled = sum(bool(title) for title in below)
    if len(letters) < 2 or len(letters) != filled:
        return None
    columns = columns_of(header, truth=True)
    if columns is None or columns.options:
        return None
    columns.fields.pop("choices", None)
    columns.options = letters
    return columns


def _meaning(title: str) -> tuple[str, str]:
    """The field or the option letter that a heading names, in either of two languages."""
    for part in (title.replace("\n", " "), *re.split(r"[/\n(|]|\s[-–]\s", title)):
        text = fold(part).strip(" .:*)(?")
        if name := _FIELDS.get(text):
            return name, ""
        if found := _OPTION.fullmatch(text):
            mark = found[1]
            return "", OPTION_LETTERS[int(mark) - 1] if mark.isdigit() else mark.upper()
    return "", ""
