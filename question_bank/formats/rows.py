"""One row of a question table -> a question."""

import re
from collections.abc import Iterable

from question_bank.formats.blocks import Block, BlockReader
from question_bank.formats.columns import Columns
from question_bank.formats.draft import Claim, Draft, DraftOption, Topics
from question_bank.formats.fields import (
    bases_of,
    invalid_identifier,
    level_of,
    pinned_of,
    yes_or_no,
)
from question_bank.formats.keys import key_of, without_lead
from question_bank.formats.limits import LIMITS
from question_bank.formats.reading import Report, shorten
from question_bank.formats.tokens import Kind, Line, token
from question_bank.question import OPTION_LETTERS
from question_bank.vietnamese import fold, same_key

_LETTERED = re.compile(r"(?P<star>\*?)\s{0,5}[A-Ha-h]\s?[.)/]\s{0,5}(?P<text>\S.*)", re.DOTALL)
_SEVERAL_OPTIONS = re.compile(r"\b[Bb]\s?[.)/]\s?\S")
_MARKED = re.compile(
    r"(?P<star>\*?)\s{0,5}(?:[-–—•+](?!\d)|(?P<number>\d)\s?[.)/](?!\d))\s{0,5}(?=\S)"
)
_TRUTH = {
    **dict.fromkeys(("dung", "d", "true", "t", "yes", "co", "x"), 0),
    **dict.fromkeys(("sai", "s", "false", "f", "no", "khong"), 1),
}
_TICKS = ("x", "v", "✓", "✔", "1", "co", "yes", "true", "dung")


class RowReader:
    """Reads the rows below a heading row."""

    def __init__(self, columns: Columns, report: Report, topics: Topics) -> None:
        self.columns, self.report, self.topics = columns, report, topics
        self.topic = ""
        """Where the row names none."""

    def draft(self, number: int, count: int, row: list[str]) -> Draft:
        """The question in a row. `number` is the sheet's row, `count` the question's."""
        where = self.report.place(f"dòng {number}")
        printed = self.columns.cell("number", row)
        label = f"Câu {printed if printed.isdecimal() else count}"
        draft = Draft(where, label, stem=self.columns.cell("stem", row))
        draft.source = " | ".join(filter(None, map(str.strip, row)))
        draft.key_where = self._place(number, "key")
        draft.id = self.columns.cell("id", row)
        if said := invalid_identifier(draft.id):
            self.report.blocks(self._place(number, "id"), f"{label} {said}")
        draft.explanation = self.columns.cell("explanation", row)
        if topic := self.columns.cell("topic", row) or self.topic:
            draft.topic = self.topics.resolve(topic)
        self._check_lengths(number, row, draft)
        self._options(number, row, draft)
        self._key(row, draft)
        self._level(number, row, draft)
        self._shuffle(number, row, draft)
        self._bases(number, row, draft)
        return draft

    def _place(self, number: int, name: str) -> str:
        title = self.columns.title(name)
        return self.report.place(f"dòng {number}", *([f"cột {title}"] if title else []))

    def _doubt(self, number: int, name: str, draft: Draft, said: str) -> None:
        self.report.doubts(self._place(number, name), f"{draft.label} có {said}.")

    def _check_lengths(self, number: int, row: list[str], draft: Draft) -> None:
        for name in self.columns.fields:
            text = self.columns.cell(name, row)
            if name != "stem" and len(text) > LIMITS.cell_chars:
                self.report.blocks(
                    self._place(number, name),
                    f"{draft.label} có ô dài quá {LIMITS.cell_chars} ký tự; đề nghị rút gọn.",
                )

    def _options(self, number: int, row: list[str], draft: Draft) -> None:
        missing = ""
        for letter, place in sorted(self.columns.options.items()):
            if place < len(row) and row[place]:
                text, pinned = pinned_of(row[place])
                draft.options.append(DraftOption(text, letter, pinned))
                if missing:
                    said = f"phương án {missing} trống trước phương án {letter}"
                    self._doubt(number, "", draft, f"{said}; đề nghị kiểm tra lại hàng này")
                missing = ""
            else:
                missing = missing or letter
        choices = self.columns.cell("choices", row)
        if choices and not draft.options:
            self._options_in_cell(number, choices, draft)

    def _options_in_cell(self, number: int, text: str, draft: Draft) -> None:
        """`A. …` and so on in one cell; without letters each line, or what `|` or `;` parts, is
        one.
        """
        head = token(Line(number, "Câu 1. x"))
        body = [token(Line(number, line)) for line in text.split("\n")]
        parts = text.split("\n") if len(body) > 1 else text.split("|")
        if len(parts) == 1 and not _SEVERAL_OPTIONS.search(text) and ";" in text:
            parts = text.split(";")
            said = "các phương án trong một ô được tách theo dấu “;”; đề nghị kiểm tra lại"
            self._doubt(number, "choices", draft, said)
        inline = len(parts) == 1 and body[0].kind is not Kind.OPTION
        if inline or (len(body) == len(parts) and any(one.kind is Kind.OPTION for one in body)):
            if inline:
                head = token(Line(number, f"Câu 1. x {text}"))
                body = []
            read = BlockReader(Block(head, "", body), self.report, self.topics).draft()
            draft.options, draft.claims = read.options, read.claims
        else:
            self._plain_options(parts, draft)

    def _plain_options(self, parts: list[str], draft: Draft) -> None:
        """Options without letters; `*` before one says that it is right. A dash or a number before
        each of them is a marker.
        """
        stars = set()
        filled = [part for part in map(str.strip, parts) if part]
        for part in _without_markers(filled):
            if found := _LETTERED.match(part):
                part = found["text"]
                star = bool(found["star"])
            else:
                star = part.startswith("*")
                part = part.lstrip("* ")
            if star:
                stars.add(len(draft.options))
            option, pinned = pinned_of(part)
            letter = OPTION_LETTERS[len(draft.options) : len(draft.options) + 1]
            draft.options.append(DraftOption(option, letter, pinned))
        if stars:
            draft.claims.append(Claim("dấu *", frozenset(stars)))

    def _truth(self, row: list[str], draft: Draft) -> str:
        """Options of a statement that is right or wrong; hands back its key as text."""
        value = self.columns.cell("key", row)
        said = [fold(self.columns.cell(name, row)).strip(" .") for name in ("true", "false")]
        if {"true", "false"} <= self.columns.fields.keys() and not value:
            marked = [place for place, text in enumerate(said) if text in _TICKS]
            value = ["Đúng", "Sai"][marked[0]] if len(marked) == 1 else ""
        named = _TRUTH.get(fold(value).strip(" ."))
        if named is None and value:
            return value
        draft.options = [DraftOption("Đúng", "A"), DraftOption("Sai", "B")]
        if draft.shuffle is None:
            draft.shuffle = False
        return "" if named is None else "AB"[named]

    def _key(self, row: list[str], draft: Draft) -> None:
        truth = not self.columns.options and "choices" not in self.columns.fields
        if truth:
            self._claim("cột đáp án", self._truth(row, draft), draft)
        for place in self.columns.keys[truth:]:
            value = row[place] if place < len(row) else ""
            if truth and (named := _TRUTH.get(fold(value).strip(" ."))) is not None:
                value = "AB"[named]
            self._claim(f"cột {self.columns.titles[place]}", value, draft)

    def _claim(self, source: str, value: str, draft: Draft) -> None:
        """What one column says of the key."""
        if not value:
            return
        labels = [option.label for option in draft.options]
        texts = [option.text for option in draft.options]
        key, rest, problem = key_of(without_lead(value), labels, texts)
        if problem and (several := _by_texts(value, texts)):
            key, rest, problem = several, "", ""
        if key:
            draft.claims.append(Claim(source, key))
        if problem:
            draft.problems.append(problem)
        self._add_bases(rest, draft)

    def _level(self, number: int, row: list[str], draft: Draft) -> None:
        value = self.columns.cell("level", row)
        draft.level = level_of(value)
        if value and not draft.level:
            said = f"mức độ “{shorten(value, 40)}” chưa rõ; đề nghị ghi dễ, trung bình hoặc khó"
            self._doubt(number, "level", draft, said)

    def _shuffle(self, number: int, row: list[str], draft: Draft) -> None:
        value = self.columns.cell("shuffle", row)
        if value or draft.shuffle is None:
            draft.shuffle = yes_or_no(value)
        if value and draft.shuffle is None:
            said = f"yêu cầu trộn “{shorten(value, 40)}” chưa rõ; đề nghị ghi có hoặc không"
            self._doubt(number, "shuffle", draft, said)

    def _bases(self, number: int, row: list[str], draft: Draft) -> None:
        if others := self._add_bases(self.columns.cell("basis", row), draft):
            said = (
                f"căn cứ “{shorten('; '.join(others), 60)}” chưa rõ; "
                "đề nghị ghi theo mẫu “85/2015/QH13, Điều 2, khoản 1”"
            )
            self._doubt(number, "basis", draft, said)

    def _add_bases(self, text: str, draft: Draft) -> tuple[str, ...]:
        bases, others = bases_of(text)
        draft.legal_basis += bases
        if others:
            draft.explanation = "\n".join(filter(None, [draft.explanation, "; ".join(others)]))
        return others


def are_truths(keys: Iterable[str]) -> bool:
    """Whether keys say that statements are right or wrong: some in a word, or all in a letter."""
    words = [fold(key).strip(" .") for key in keys if key]
    return any(len(word) > 1 and word in _TRUTH for word in words) or (
        bool(words) and all(word in _TRUTH for word in words)
    )


def _without_markers(parts: list[str]) -> list[str]:
    """The options in a cell without the dash or the counting number that stands before each."""
    found = [_MARKED.match(part) for part in parts]
    marks = [one for one in found if one]
    numbers = [one["number"] for one in marks]
    counted = numbers == [str(place) for place in range(1, len(parts) + 1)]
    if len(marks) < len(parts) or not (counted or not any(numbers)):
        return parts
    return [f"{one['star']}{part[one.end() :]}" for one, part in zip(marks, parts, strict=True)]


def _by_texts(value: str, texts: list[str]) -> frozenset[int]:
    """The options whose texts a cell lists, by lines, `|` or `;`; empty where one is unknown."""
    known = {same_key(text): place for place, text in enumerate(texts)}
    for sign in ("\n", "|", ";"):
        parts = [same_key(part) for part in value.split(sign) if part.strip()]
        if len(parts) > 1 and all(part in known for part in parts):
            return frozenset(known[part] for part in parts)
    return frozenset()
