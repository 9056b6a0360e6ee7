"""Key tables by their cells: a number beside its key, or above it, and tables that hold the keys of
several papers, which nobody can choose between.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from question_bank.formats.columns import key_columns, key_headings
from question_bank.formats.reading import shorten, some
from question_bank.vietnamese import fold

NUMBER = re.compile(r"(?:câu\s*)?(\d{1,5})\s*[.:)]?", re.IGNORECASE)
_KEY = re.compile(r"[A-H](?:\s*,\s*[A-H])*", re.IGNORECASE)
KEY_WORDS = {
    "cau",
    "cau hoi",
    "dap an",
    "da",
    "d/a",
    "stt",
    "tt",
    "dap an dung",
    "so",
    "key",
}
_NUMBERS = frozenset(("cau", "cau so", "stt", "tt", "so"))
_KEYS = frozenset(("dap an", "dap an dung", "da", "d/a", "key"))
_HEADER_ROWS = 3
_LONGEST_HEADING = 100
_VERSION = re.compile(r"(?:ma\s?)?(?:de\s?)?(?:so\s?)?(?:\d{1,4}|(?<=de )[a-h])")
_SEVERAL = (
    "Bảng đáp án có nhiều cột hoặc nhiều dòng đáp án ({}) nên không được đọc; đề nghị chỉ giữ số "
    "câu và đáp án của đề có trong tệp câu hỏi này."
)

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Numbers with their keys, letters or an option's text, and what is said of cells and columns
    that were not read.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def lines(self) -> Iterator[str]:
        """The table as lines of the grammar: letters as `1-A`, texts behind a heading and a tab."""
        lettered = [bool(_KEY.fullmatch(key)) for _, key in self.pairs]
        if not all(lettered):
            yield HEADING
        for (number, key), letters in zip(self.pairs, lettered, strict=True):
            yield f"{number}-{key}" if letters else f"{number}\t{key}"


HEADING = "Câu\tĐáp án"
"""How a pasted key table begins."""


def key_table(rows: Rows) -> KeyTable | None:
    """The keys in a table of texts; None where it is another table. One that holds the keys of
    several papers has no pairs, and says why.
    """
    if several := several_keys(rows):
        return KeyTable(doubts=(several,))
    for place, header in enumerate(rows[:_HEADER_ROWS]):
        below = [row for row in rows[place + 1 :] if any(row)]
        if below and (columns := _columns(header, below)):
            return _below(header, columns, below)
    pairs = key_pairs(rows)
    return KeyTable(tuple(pairs)) if pairs else None


def several_keys(rows: Rows) -> str:
    """What is said of a table that holds several keys for one question, as those of several papers
    do; "" for any other table.
    """
    for place, header in enumerate(rows[:_HEADER_ROWS]):
        below = [row for row in rows[place + 1 :] if any(row)]
        numbers, keys = key_headings(header)
        if len(numbers) == 1 < len(keys) and _is_grid(below, numbers[0], keys):
            return _told(header[one] for one in keys)
        named = [at for at, text in enumerate(header) if at and _VERSION.fullmatch(fold(text))]
        first = fold(header[0]).strip(" .:") if header else ""
        led = first in KEY_WORDS or "de" in first.split() or not first
        if len(named) > 1 and led and _is_grid(below, 0, named):
            return _told(header[one] for one in named)
        if _contradict(header, below):
            return _told(text for text in header if text)
    return ""


def _told(titles: Iterator[str]) -> str:
    return _SEVERAL.format(some([shorten(title, 20) for title in titles]))


def _is_grid(rows: Rows, number: int, keys: Sequence[int]) -> bool:
    """Whether rows of letters stand below these columns, each behind a number."""
    told = [row for row in rows if max(keys) < len(row) and NUMBER.fullmatch(row[number])]
    lettered = [row for row in told if all(not row[at] or _KEY.fullmatch(row[at]) for at in keys)]
    return bool(lettered) and 2 * len(lettered) > len(rows)


def _contradict(header: Sequence[str], rows: Rows) -> bool:
    """Whether pairs of columns, such as `Câu, 101, Câu, 102`, give one number different keys."""
    places = [at for at, text in enumerate(header) if fold(text).strip(" .:") in ("cau", "stt")]
    sides: list[dict[str, str]] = []
    for at in places:
        cells = [row[at : at + 2] for row in rows if at + 1 < len(row)]
        sides.append({n: key for n, key in cells if NUMBER.fullmatch(n) and _KEY.fullmatch(key)})
    return any(
        one[number] != other[number]
        for one, other in combinations(sides, 2)
        for number in one.keys() & other.keys()
    )


def _columns(header: Sequence[str], rows: Rows) -> list[tuple[int, int]]:
    """The columns of numbers, each with that of its keys; `Câu, 101` are two of one paper."""
    if found := key_columns(header):
        return found
    named = [at for at, text in enumerate(header) if at and _VERSION.fullmatch(fold(text))]
    if len(named) == 1 and fold(header[0]).strip(" .:") in KEY_WORDS and _is_grid(rows, 0, named):
        return [(0, named[0])]
    return []


def _below(header: Sequence[str], columns: list[tuple[int, int]], rows: Rows) -> KeyTable | None:
    """The keys below a heading row that names numbers and keys, whatever stands beside them."""
    pairs: list[tuple[str, str]] = []
    odd: list[str] = []
    for row in rows:
        for at, key in columns:
            number = NUMBER.fullmatch(row[at]) if at < len(row) else None
            value = row[key] if key < len(row) else ""
            if number and value:
                pairs.append((number[1], value.upper() if _KEY.fullmatch(value) else value))
            elif value:
                odd.append(shorten(" ".join(filter(None, row)), 40))
    lettered = sum(bool(_KEY.fullmatch(value)) for _, value in pairs)
    if 2 * lettered < len(pairs) + len(odd) or not pairs:
        return None
    known = {place for pair in columns for place in pair}
    others = [
        title
        for place, title in enumerate(header)
        if title and place not in known and any(row[place : place + 1] != [""] for row in rows)
    ]
    doubts = []
    if odd:
        listed = some([f"“{one}”" for one in odd], 3)
        doubts.append(f"Bảng đáp án có dòng không đọc được ({listed}); đề nghị kiểm tra lại.")
    if others:
        doubts.append(
            f"Cột {some([f'“{shorten(one, 20)}”' for one in others])} của bảng đáp án không được "
            "đọc; đề nghị ghi nội dung này ở từng câu hỏi nếu cần."
        )
    return KeyTable(tuple(pairs), tuple(doubts))


def heads_keys(text: str) -> bool:
    """Whether a line is the heading row of a pasted key table: `Câu<tab>Đáp án<tab>Căn cứ`."""
    if ("\t" not in text and "|" not in text) or len(text) > _LONGEST_HEADING:
        return False
    cells = [fold(cell).strip(" .:") for cell in re.split(r"[\t|]", text) if cell.strip()]
    return bool(cells) and cells[0] in _NUMBERS and not _KEYS.isdisjoint(cells[1:])


def key_pairs(rows: Rows) -> list[tuple[str, str]]:
    """Numbers above their letters, or beside them, of a key table; nothing for another table."""
    told = [["" if fold(text).strip(" .:") in KEY_WORDS else text for text in row] for row in rows]
    told = [row for row in told if any(row)]
    return _above(told) or _beside(told)


def _above(rows: list[list[str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if not rows or len(rows) % 2:
        return []
    for numbers, keys in zip(rows[::2], rows[1::2], strict=True):
        for number, key in zip(numbers, keys, strict=False):
            one, two = NUMBER.fullmatch(number), _KEY.fullmatch(key)
            if bool(one) != bool(two) or (not one and (number or key)):
                return []
            if one and two:
                found.append((one[1], two[0].upper()))
    return found


def _beside(rows: list[list[str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in rows:
        cells = [text for text in row if text]
        if len(cells) % 2:
            return []
        for number, key in zip(cells[::2], cells[1::2], strict=True):
            one, two = NUMBER.fullmatch(number), _KEY.fullmatch(key)
            if not one or not two:
                return []
            found.append((one[1], two[0].upper()))
    return found
