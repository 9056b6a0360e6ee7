"""Keys that stand apart from their questions, in a table or a list: laid beside the questions."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from question_bank.formats.blocks import BlockReader
from question_bank.formats.draft import Claim, Draft
from question_bank.formats.keys import key_of, other_meant, places_of, without_lead
from question_bank.formats.reading import Report
from question_bank.formats.tokens import Kind, Token, plain

_TWICE = "có số trùng với câu khác nên không rõ đáp án trong bảng"
_LETTERS = re.compile(r"[A-HĐ](?:\s*,\s*[A-HĐ])*", re.IGNORECASE)
_ENTRY = re.compile(
    r"[(\[]?[A-Ha-h](?:\s?[,;]\s?[A-Ha-h]){0,7}[)\]]?(?:\s{0,9}$|\s?[.:;,(–—|\t-]\s?\S.*)",
    re.DOTALL,
)
_ROW = re.compile(r"\s*(\d{1,5})\s{0,9}[\t|]\s{0,9}(?=\S)")
_ROWS = (Kind.TEXT, Kind.SHOUT, Kind.QUESTION)
_APART = re.compile(r"[\s|;,]+")
_TABS = re.compile(r"\s?\t\s?")
_LONGEST_ROW = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the question `number`, one of the first `before` questions, in a line of the file:
    letters or, in a list, what stands behind the number.
    """

    before: int
    line: int
    number: int
    value: str


def entry_of(item: Token) -> tuple[int, str] | None:
    """The number and the key in a line of a list of keys: `Câu 2: B. Căn cứ …`, `2<tab>B<tab>…`.
    None for another line.
    """
    if item.kind in (Kind.QUESTION, Kind.NUMBERED):
        number, value = item.label, item.content
    else:
        return row_of(item.line.text)
    value = without_lead(value.strip())
    asks = value.rstrip().endswith("?")  # the first question of the next part
    return (int(number), value) if _ENTRY.fullmatch(value) and not asks else None


def row_of(text: str) -> tuple[int, str] | None:
    """The number and what stands behind a tab or `|` after it; None for another line."""
    found = _ROW.match(text)
    return (int(found[1]), text[found.end() :].strip()) if found else None


def with_rows_joined(tokens: Sequence[Token], may_begin: Callable[[], bool]) -> Iterator[Token]:
    """The tokens, with numbers on one line and their letters on the next one made one key table,
    where one may begin: in a question's text they stay as they are.
    """
    place = 0
    while place < len(tokens):
        after, pairs = place, ""
        ends = tokens[place].line.text[-3:].rstrip(" \t|")[-1:]
        if ends.isdecimal() and tokens[place].kind in _ROWS and may_begin():
            after = next(
                (at for at in range(place + 1, len(tokens)) if tokens[at].kind is not Kind.BLANK),
                place,
            )
            pairs = _pairs(tokens[place], tokens[after])
        if pairs:
            yield replace(
                tokens[place], kind=Kind.KEYS, line=replace(tokens[place].line, text=pairs)
            )
            place = after
        else:
            yield tokens[place]
        place += 1


def _pairs(one: Token, two: Token) -> str:
    """`1 2 3` above `A B C` -> `1-A 2-B 3-C`; "" for any other two lines."""
    if one.kind not in _ROWS or two.kind not in (*_ROWS, Kind.TAG):
        return ""
    numbers, letters = _cells(one), _cells(two)
    told = all(number.isdecimal() and len(number) < 6 for number in numbers)
    if len(numbers) < 2 or not told or len(numbers) != len(letters):
        return ""
    if not all(len(letter) == 1 and letter in "ABCDEFGHabcdefgh" for letter in letters):
        return ""
    return " ".join(f"{int(n)}-{x}" for n, x in zip(numbers, letters, strict=True))


def _cells(item: Token) -> list[str]:
    """What stands on a line between blanks, without the words in front of a row of a key table."""
    text = item.line.text.strip()
    if len(text) > _LONGEST_ROW:
        return []
    for words in ("đáp án đúng", "đáp án", "câu hỏi", "câu", "stt", "key", "đ/a", "đa"):
        if text.lower().startswith(words):
            text = text[len(words) :].lstrip(" \t:.|")
            break
    return [cell for cell in _APART.split(text) if cell]


class Keys:
    """Lays the keys of tables and lists beside the drafts of a file."""

    def __init__(self, readers: Sequence[BlockReader], drafts: Sequence[Draft]) -> None:
        self._readers, self._drafts = readers, drafts
        self._places: dict[int, list[int]] = defaultdict(list)
        for place, reader in enumerate(readers):
            self._places[int(reader.block.head.label)].append(place)

    def apply(self, entries: Sequence[Entry], report: Report) -> None:
        """Give each question the key that stands beside its number: the question with this number
        since the table before. Where several have it, nobody can tell whose key it is.
        """
        tables = sorted({entry.before for entry in entries})
        since = dict(zip(tables, [0, *tables], strict=False))
        for entry in entries:
            above = [place for place in self._places[entry.number] if place < entry.before]
            if not above:
                report.doubts(
                    report.place(f"dòng {entry.line}"),
                    f"Bảng đáp án có câu {entry.number} nhưng phía trên không có câu này; "
                    "đề nghị kiểm tra lại số thứ tự.",
                )
                continue
            near = [place for place in above if place >= since[entry.before]] or above
            if len(near) > 1:
                for place in near:
                    _add(self._drafts[place], _TWICE)
            else:
                self._claim(near[0], entry)

    def _claim(self, place: int, entry: Entry) -> None:
        draft = self._drafts[place]
        labels = [option.label or str(i + 1) for i, option in enumerate(draft.options)]
        texts = [option.text for option in draft.options]
        if _LETTERS.fullmatch(entry.value):
            marks = [letter.strip() for letter in entry.value.split(",")]
            key, missing = places_of(marks, labels)
            problem = other_meant(key, labels, texts)
            if missing:
                said = f"có đáp án {entry.value} trong bảng nhưng không có phương án này"
                draft.problems.append(said)
                return
            if problem:
                draft.problems.append(f"có đáp án {entry.value} trong bảng {problem}")
                return
        else:
            found, rest, problem = key_of(plain(_TABS.sub(". ", entry.value)), labels, texts)
            if problem or not found:
                draft.problems.append(problem or "có đáp án trong bảng chưa rõ")
                return
            self._readers[place].add_bases(draft, rest, doubt=False)
            key = found
        draft.claims.append(Claim(f"bảng đáp án (Câu {entry.number})", key))


def _add(draft: Draft, problem: str) -> None:
    if problem not in draft.problems:
        draft.problems.append(problem)
