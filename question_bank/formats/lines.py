"""The one line grammar: native files, pasted text and Word paragraphs -> questions.

A file's lines are cut into blocks, one a question; the blocks are read in `blocks.py`. What a
line looks like by itself is decided in `tokens.py`.
"""

import re
from collections.abc import Iterable

from question_bank.finding import UnreadableFile
from question_bank.formats.blocks import Block, BlockReader, unknown_line
from question_bank.formats.draft import TOO_MANY, Draft, Topics
from question_bank.formats.heads import heads_of
from question_bank.formats.key_notes import tokens_of
from question_bank.formats.keys_at_end import Entry, Keys, entry_of, with_rows_joined
from question_bank.formats.limits import LIMITS
from question_bank.formats.options import LONG_TAGS
from question_bank.formats.reading import Report, shorten
from question_bank.formats.tokens import Kind, Line, Mark, Token, pairs, plain
from question_bank.vietnamese import clean

TOO_LONG = f"Tệp có quá {LIMITS.lines} dòng; đề nghị chia thành nhiều tệp rồi nhập lại."
TOO_MANY_OPTIONS = (
    f"Tệp có quá {LIMITS.options} phương án; đề nghị chia thành nhiều tệp rồi nhập lại."
)
TOO_MANY_KEYS = (
    f"Bảng đáp án có quá {2 * LIMITS.questions} ô; đề nghị chia thành nhiều tệp rồi nhập lại."
)
_PUNCTUATED = re.compile(
    r"\s*(?:(?:phần|chương|chuyên đề)\s+(?:thứ\s+)?)?(?:[IVXL]+|\d+)\s*[.:–-]", re.IGNORECASE
)
_UNFINISHED = re.compile(
    r"(?:,|\b(?:tại|theo|của|và|hoặc|ở|trong|với|về|là|các|những|từ|đến|bằng|do|bởi|vào))\s*$",
    re.IGNORECASE,
)
"""The end of a line whose sentence goes on."""
_GAP = re.compile(r"[ \t]{50,}")

__all__ = ["Line", "LineReader", "Mark", "drafts_of", "text_lines"]


def text_lines(text: str, report: Report) -> list[Line]:
    """The lines of a text, cleaned; what must be refused is reported."""
    text = text.replace("\r\n", "\n")
    if text.count("\n") > LIMITS.lines:
        raise UnreadableFile(TOO_LONG)
    lines = []
    for number, raw in enumerate(text.split("\n"), 1):
        cleaned, problems = clean(raw)
        if "  " in cleaned or "\t" in cleaned:
            cleaned = _GAP.sub(" ", cleaned)
        for problem in problems:
            report.blocks(report.place(f"dòng {number}"), problem)
        lines += [Line(number, piece) for piece in cleaned.split("\n")]
    return lines


def drafts_of(
    lines: Iterable[Line], report: Report, topics: Topics, topic: str = "", *, ours: bool = False
) -> list[Draft]:
    """The questions that the lines say, under `topic` until a heading names another. `ours`: a
    file of the native format, whose authors know that a line behind `//` is a comment.

    UnreadableFile where there are too many lines, or one is too long.
    """
    lines = list(lines)
    refuse_long([line.text for line in lines], report)
    tokens = [one for line in lines for one in tokens_of(line)]
    if len(tokens) > LIMITS.lines:
        raise UnreadableFile(TOO_LONG)
    return LineReader(report, topics, topic, ours=ours).read(tokens)


def refuse_long(lines: Iterable[str], report: Report) -> None:
    """UnreadableFile where a line is longer than a question's text can be."""
    for number, line in enumerate(lines, 1):
        if len(line) > LIMITS.line_chars:
            raise UnreadableFile(
                report.place(f"dòng {number}")
                + f" dài quá {LIMITS.line_chars} ký tự; đề nghị ngắt dòng cho từng câu hỏi."
            )


class LineReader:
    """Cuts tokens into blocks and lays the key table beside them."""

    def __init__(
        self, report: Report, topics: Topics, topic: str = "", *, ours: bool = False
    ) -> None:
        self.report, self.topics, self.topic, self._ours = report, topics, topic, ours
        self.blocks: list[Block] = []
        self._open = False
        self._ended = False
        self._keys: list[Entry] = []
        self._lists_keys = False
        self._numbers: set[int] = set()
        self._heads: tuple[set[Line], set[Line]] | None = None
        self._told: Block | None = None

    def read(self, tokens: list[Token]) -> list[Draft]:
        """Every question, in the order of the file."""
        self._weak = not any(token.kind is Kind.QUESTION for token in tokens)
        self._tokens = tokens
        for item in with_rows_joined(tokens, self._may_list_keys):
            self._take(item)
        if len(self.blocks) > LIMITS.questions:
            raise UnreadableFile(TOO_MANY)
        if sum(map(_counts, self.blocks)) > LIMITS.options:
            raise UnreadableFile(TOO_MANY_OPTIONS)
        readers = [BlockReader(block, self.report, self.topics) for block in self.blocks]
        drafts = [reader.draft() for reader in readers]
        Keys(readers, drafts).apply(self._keys, self.report)
        return drafts

    def _take(self, item: Token) -> None:
        block = self.blocks[-1] if self._open else None
        if item.kind is Kind.COMMENT:
            if not self._ours:
                _tell_comment(self.report, item.line)
            return
        if item.kind is Kind.KEYS and not (block and not block.has_options):
            self._take_keys([(int(at), keys) for at, keys in pairs(item.line.text)], item)
        elif (entry := self._listed(item, block)) is not None:
            self._take_keys([entry], item)
        elif self._ended:
            self._take_unplaced(item)
        elif item.kind is Kind.TOPIC:
            self._open, self.topic = False, self.topics.resolve(plain(item.content))
        elif item.kind is Kind.END:
            self._open, self._ended = False, True
        elif self._begins(item, block):
            self.blocks.append(Block(item, self.topic))
            self._numbers.add(int(item.label))
            self._open, self._lists_keys = True, False
        elif (
            item.kind in (Kind.SECTION, Kind.SHOUT)
            and not (block and not block.has_options)
            and not (block and self._wraps(item, block))
        ):
            self._take_heading(item)
        elif block:
            if self._follows_last(item, block):
                self._tell_number(item, block, "nội dung")
            block.body.append(item)
            block.tag = item.label if item.kind is Kind.TAG else block.tag
            if len(block.body) > LIMITS.question_lines:
                self._refuse(block)
        else:
            self._take_unplaced(item)

    def _listed(self, item: Token, block: Block | None) -> tuple[int, str] | None:
        """A key in a list of keys, which began with a heading or with other keys above."""
        if item.kind not in (Kind.QUESTION, Kind.NUMBERED, Kind.TEXT):
            return None
        waits = block is not None and _waits_for_keys(block)
        if not waits and not self._lists_keys:
            return None
        entry = entry_of(item)
        return entry if entry and entry[0] in self._numbers else None

    def _may_list_keys(self) -> bool:
        return not self._open or self.blocks[-1].has_options

    def _take_keys(self, keys: list[tuple[int, str]], item: Token) -> None:
        self._open, self._lists_keys = False, True
        self._keys += [Entry(len(self.blocks), item.line.number, at, value) for at, value in keys]
        if len(self._keys) > 2 * LIMITS.questions:
            raise UnreadableFile(TOO_MANY_KEYS)

    def _refuse(self, block: Block) -> None:
        raise UnreadableFile(
            self.report.place(f"dòng {block.head.line.number}")
            + f": Câu {block.head.label} dài quá {LIMITS.question_lines} dòng; đề nghị bắt đầu mỗi"
            " câu hỏi bằng “Câu 1.”, “Câu 2.” và bỏ các dòng thừa."
        )

    def _begins(self, item: Token, block: Block | None) -> bool:
        """Whether the token begins a question: `Câu 1.`, or `1.` in a file without `Câu`."""
        if item.kind is Kind.QUESTION:
            return True
        if not self._weak or item.kind is not Kind.NUMBERED:
            return False
        next_one = block is None or int(item.label) == int(block.head.label) + 1
        if block is None or not block.has_options or block.tag not in LONG_TAGS:
            return next_one or (block is not None and block.has_options)
        if self._heads is None:
            self._heads = heads_of(self._tokens)
        heads, others = self._heads
        if item.line in heads or (next_one and item.line not in others):
            return True
        self._tell_number(item, block, "dòng căn cứ hoặc giải thích")
        return False

    def _tell_number(self, item: Token, block: Block, read_as: str) -> None:
        """Once a question: a numbered line that may begin the next one."""
        if self._told is block:
            return
        self._told = block
        self.report.doubts(
            self.report.place(f"dòng {item.line.number}"),
            f"Dòng “{shorten(item.line.text)}” được đọc là phần tiếp theo của {read_as} của Câu "
            f"{block.head.label}; nếu là câu hỏi, đề nghị ghi “Câu {item.label}.” ở đầu dòng và "
            "“Câu” ở các câu khác.",
        )

    def _follows_last(self, item: Token, block: Block) -> bool:
        """Whether a line in a stem has the number that is due after the question before it."""
        if not self._weak or item.kind is not Kind.NUMBERED or len(self.blocks) < 2:
            return False
        due = int(self.blocks[-2].head.label) + 1
        return int(item.label) == due != int(block.head.label) and not block.has_options

    def _wraps(self, item: Token, block: Block) -> bool:
        """Whether `Phần II Luật Bầu cử` goes on with the line above, which ends a text and stands
        right above it. Nobody can be certain: it is said either way.
        """
        above, text = block.body[-1], item.line.text
        if above.kind is Kind.BLANK or item.kind is not Kind.SECTION or text.isupper():
            return False
        if above.kind is Kind.TAG and above.label not in LONG_TAGS:
            return False
        wraps = not _PUNCTUATED.match(text) or bool(_UNFINISHED.search(above.line.text))
        if not wraps or block.tag in LONG_TAGS:  # an option that goes on is said by its own reader
            self._tell_heading(item.line, wraps=wraps)
        return wraps

    def _tell_heading(self, line: Line, *, wraps: bool) -> None:
        said = (
            "được đọc là phần tiếp theo của dòng trên; nếu là tên chuyên đề, đề nghị thêm một dòng "
            "trống ở phía trên."
            if wraps
            else "được đọc là tên chuyên đề; nếu là phần tiếp theo của dòng trên, đề nghị ghi “\\” "
            "ở đầu dòng."
        )
        self.report.doubts(
            self.report.place(f"dòng {line.number}"), f"Dòng “{shorten(line.text)}” {said}"
        )

    def _take_heading(self, item: Token) -> None:
        self._open = False
        if item.kind is Kind.SECTION:
            self.topic = self.topics.resolve(plain(item.content) or plain(item.line.text))
        elif _titles_keys(item):
            self._lists_keys = True
        else:
            unknown_line(self.report, item.line)

    def _take_unplaced(self, item: Token) -> None:
        """A line outside every question: a topic, the title of a key table, or unknown."""
        if item.kind is Kind.TAG and item.label == "topic" and item.content.strip():
            self.topic = self.topics.resolve(plain(item.content))
        elif _titles_keys(item):
            self._lists_keys = True
        elif item.kind not in (Kind.BLANK, Kind.END):
            unknown_line(self.report, item.line)


def _waits_for_keys(block: Block) -> bool:
    """Whether the last line of a question is a heading such as `ĐÁP ÁN`, which no key follows."""
    last = next((one for one in reversed(block.body) if one.kind is not Kind.BLANK), None)
    return last is not None and last.label == "key" and not last.content.strip()


def _counts(block: Block) -> int:
    return sum(one.kind in (Kind.OPTION, Kind.BULLET) for one in block.body)


def _tell_comment(report: Report, line: Line) -> None:
    report.doubts(
        report.place(f"dòng {line.number}"),
        f"Dòng ghi chú “{shorten(line.text)}” không được đọc; đề nghị xem lại nội dung ghi chú rồi "
        "xóa dòng này.",
    )


def _titles_keys(item: Token) -> bool:
    text = item.line.text.casefold()
    return "đáp án" in text and len(text) < 60
