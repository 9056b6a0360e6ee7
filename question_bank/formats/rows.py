"""One row of a question table -> a question."""

from question_bank.formats.blocks import Block, BlockReader
from question_bank.formats.columns import Columns
from question_bank.formats.draft import Claim, Draft, DraftOption, Topics
from question_bank.formats.fields import (
    bases_of,
    key_of,
    level_of,
    pinned_of,
    yes_or_no,
)
from question_bank.formats.limits import LIMITS
from question_bank.formats.reading import Report, shorten
from question_bank.formats.tokens import Kind, Line, token
from question_bank.question import OPTION_LETTERS


class RowReader:
    """Reads the rows below a heading row."""

    def __init__(self, columns: Columns, report: Report, topics: Topics) -> None:
        self.columns, self.report, self.topics = columns, report, topics

    def draft(self, number: int, count: int, row: list[str]) -> Draft:
        """The question in a row. `number` is the sheet's row, `count` the question's."""
        where = self.report.place(f"dòng {number}")
        printed = self.columns.cell("number", row)
        label = f"Câu {printed if printed.isdecimal() else count}"
        draft = Draft(where, label, stem=self.columns.cell("stem", row))
        draft.key_where = self._place(number, "key")
        draft.id = self.columns.cell("id", row)
        draft.explanation = self.columns.cell("explanation", row)
        if topic := self.columns.cell("topic", row):
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
        for letter, place in sorted(self.columns.options.items()):
            if place < len(row) and row[place]:
                text, pinned = pinned_of(row[place])
                draft.options.append(DraftOption(text, letter, pinned))
        choices = self.columns.cell("choices", row)
        if choices and not draft.options:
            self._options_in_cell(number, choices, draft)

    def _options_in_cell(self, number: int, text: str, draft: Draft) -> None:
        """`A. …` and so on in one cell; without letters each line is an option."""
        head = token(Line(number, "Câu 1. x"))
        body = [token(Line(number, line)) for line in text.split("\n")]
        inline = len(body) == 1 and body[0].kind is not Kind.OPTION
        if inline or any(item.kind is Kind.OPTION for item in body):
            if inline:
                head = token(Line(number, f"Câu 1. x {text}"))
                body = []
            read = BlockReader(Block(head, "", body), self.report, self.topics).draft()
            draft.options, draft.claims = read.options, read.claims
        else:
            for letter, line in zip(OPTION_LETTERS, text.split("\n"), strict=False):
                option, pinned = pinned_of(line)
                draft.options.append(DraftOption(option, letter, pinned))

    def _key(self, row: list[str], draft: Draft) -> None:
        value = self.columns.cell("key", row)
        if not value:
            return
        labels = [option.label for option in draft.options]
        key, rest, problem = key_of(value, labels, [option.text for option in draft.options])
        if key:
            draft.claims.append(Claim("cột đáp án", key))
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
