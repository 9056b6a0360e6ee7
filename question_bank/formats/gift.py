"""Moodle's GIFT: multiple choice, several right answers, true and false.

What GIFT has no place for stands in a comment before the question, where other readers pass
over it: `// [level:hard] [basis:85/2015/QH13, Điều 2] [shuffle:no] [pinned:D]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from question_bank.bank import Topic
from question_bank.finding import UnreadableFile
from question_bank.formats import markup
from question_bank.formats.draft import TOO_MANY, Claim, Draft, DraftOption, Topics, assemble
from question_bank.formats.fields import bases_of, level_of, shares_alike, yes_or_no
from question_bank.formats.limits import LIMITS
from question_bank.formats.lines import refuse_long
from question_bank.formats.native import decode
from question_bank.formats.reading import Reading, Report, shorten
from question_bank.question import letter_of
from question_bank.vietnamese import clean, squeeze, tidy

NOTE = re.compile(r"\[(\w+):((?:\\.|[^\]\\]){0,2000})\]")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_TITLE = re.compile(r"\s*::((?:\\.|[^\\])*?)::", re.DOTALL)
_MARKUP = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_WHOLE = 100
"""Per cent: what the right options of a question share."""
_TRUTH = {"T": 0, "TRUE": 0, "F": 1, "FALSE": 1}


@dataclass
class _Item:
    """The lines of one question, with the comments and the topic above it."""

    number: int
    topic: str
    notes: dict[str, list[str]]
    lines: list[str] = field(default_factory=list)
    opened: bool = False
    closed: bool = False
    tail: list[str] = field(default_factory=list)
    """Lines right below the answers: they go on with the sentence, or begin the next question."""

    def add(self, line: str) -> None:
        """One more line, and whether answers in braces have begun or ended with it."""
        self.lines.append(line)
        self.opened = self.opened or len(split(line, "{")) > 1
        self.closed = self.closed or len(split(line, "}")) > 1

    def end(self) -> "_Item":
        """The item with its tail, which began no other question."""
        self.lines += self.tail
        self.tail = []
        return self

    @property
    def text(self) -> str:
        """The whole question as it is written."""
        return "\n".join(self.lines)


class _ItemReader:
    """Cuts a file into questions."""

    def __init__(self, topics: Topics) -> None:
        self.topics, self.topic = topics, ""
        self.facts: dict[str, str] = {}
        self._notes: dict[str, list[str]] = {}
        self._item: _Item | None = None

    def items(self, text: str) -> Iterator[_Item]:
        """Every question, in order."""
        for number, line in enumerate(text.splitlines(), 1):
            stripped, item = line.strip(), self._item
            over = item and (item.closed or not item.opened)  # a text without answers ends too
            if item and over and (not stripped or stripped[:2] in ("::", "//", "$C")):
                yield item.end()
                item = self._item = None
            if stripped.startswith("//"):
                self._take_notes(stripped)
            elif stripped.startswith("$CATEGORY:") and not item:
                self._take_category(stripped.removeprefix("$CATEGORY:"))
            elif item and item.closed and len(split(line, "{")) > 1:
                item.tail, above = [], item.tail
                yield item
                self._begin(number - len(above), [*above, line])
            elif item and item.closed:
                item.tail.append(line)
            elif item:
                item.add(line)
            elif stripped:
                self._begin(number, [line])
        if self._item:
            yield self._item.end()

    def _begin(self, number: int, lines: list[str]) -> None:
        self._item, self._notes = _Item(number, self.topic, self._notes), {}
        for line in lines:
            self._item.add(line)

    def _take_notes(self, line: str) -> None:
        for name, value in NOTE.findall(line):
            value = re.sub(r"\\(.)", r"\1", value)
            if name in ("title", "as_of", "language"):
                self.facts[name] = value
            else:
                self._notes.setdefault(name, []).append(value)

    def _take_category(self, text: str) -> None:
        """`$course$/top/Bầu cử` -> the topic "Bầu cử"; `//` is a slash within a name."""
        parts = [part.replace("//", "/") for part in re.split(r"(?<!/)/(?!/)", text.strip())]
        title = squeeze(parts[-1])
        if known := self._notes.pop("topic", None):
            self.topic = self.topics.add(Topic(known[0], title))
        elif title:
            path = [squeeze(part) for part in parts if not part.strip().startswith("$")]
            self.topic = self.topics.resolve_path([*path[:-1], title])


def read_gift(data: bytes, name: str = "") -> Reading:
    """The bank in a GIFT file. UnreadableFile where it holds no question."""
    report, topics = Report(name), Topics()
    text = re.sub(r"[ \t]{50,}", " ", decode(data).replace("\r\n", "\n"))
    refuse_long(text.split("\n"), report)
    for number, line in enumerate(text.split("\n"), 1):
        for problem in clean(line)[1]:
            report.blocks(report.place(f"dòng {number}"), problem)
    reader = _ItemReader(topics)
    drafts = []
    for count, item in enumerate(reader.items(clean(text)[0]), 1):
        if count > LIMITS.questions:
            raise UnreadableFile(TOO_MANY)
        if draft := _draft(item, count, report):
            drafts.append(draft)
            if len(drafts) > LIMITS.questions:
                raise UnreadableFile(TOO_MANY)
    facts = reader.facts
    return assemble(
        drafts,
        report,
        title=facts.get("title", Path(name).stem),
        topics=topics,
        as_of=facts.get("as_of", ""),
        language=facts.get("language", "vi"),
    )


def split(text: str, signs: str) -> list[str]:
    """The text cut before each unescaped sign; the first part begins without one."""
    parts, start, escaped = [], 0, False
    for place, letter in enumerate(text):
        if not escaped and letter in signs:
            parts.append(text[start:place])
            start = place
        escaped = letter == "\\" and not escaped
    return [*parts, text[start:]]


def unescape(text: str) -> str:
    r"""`\~` -> `~`, `\n` -> a line end; then tidied."""
    return tidy(re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text))


def _draft(item: _Item, count: int, report: Report) -> Draft | None:
    where = report.place(f"dòng {item.number}")
    text, title = item.text, ""
    if found := _TITLE.match(text):
        title, text = unescape(found[1]), text[found.end() :]
    marked = _MARKUP.match(text)
    texts = _Texts("html" if marked and marked[1] == "html" else "")
    before, *rest = split(text[marked.end() :] if marked else text, "{")
    body, *after = split("".join(rest)[1:], "}")
    tail = "".join(after)[1:].strip()
    if not after or len(rest) > 1:
        _refuse(report, where, item)
        return None
    stem = texts.read(f"{before.rstrip()} _____ {tail}" if tail else before, texts.form)
    draft = Draft(where, f"Câu {count}", stem=stem, topic=item.topic, source=item.text.strip())
    draft.id = title if _IDENTIFIER.fullmatch(title) else ""
    answers, feedback = _feedback(body)
    draft.explanation = texts.plain(feedback)
    if not _truth(answers, draft, texts) and not _choices(answers, draft, report, texts):
        _refuse(report, where, item)
        return None
    if texts.lost:
        report.doubts(
            where,
            f"{draft.label} có {', '.join(dict.fromkeys(texts.lost))} không đọc được; "
            "đề nghị diễn đạt bằng chữ rồi kiểm tra lại câu này.",
        )
    _apply_notes(item, draft, report)
    return draft


@dataclass
class _Texts:
    """The texts of one question: what begins with `[html]` is markup, and where the stem does, so
    are those that name no format; and what plain text could not say of them.
    """

    form: str
    lost: list[str] = field(default_factory=list)

    def plain(self, text: str) -> str:
        """The text as people read it."""
        found = _MARKUP.match(text)
        return self.read(text[found.end() :], found[1]) if found else self.read(text, self.form)

    def read(self, text: str, form: str) -> str:
        """A text whose format is known."""
        said = unescape(text)
        if form != "html":
            return said
        read = markup.plain(said)
        self.lost += read.lost
        return read.text


def _refuse(report: Report, where: str, item: _Item) -> None:
    report.doubts(
        where,
        f"Không đọc được câu “{shorten(item.text, 60)}” vì không phải câu chọn phương án; "
        "đề nghị chuyển thành câu có từ 2 đến 8 phương án.",
    )


def _feedback(body: str) -> tuple[str, str]:
    """The answers and the general feedback after `####`."""
    found = re.search(r"(?<!\\)####", body)
    return (body[: found.start()], body[found.end() :]) if found else (body, "")


def _truth(body: str, draft: Draft, texts: _Texts) -> bool:
    answer, *comments = split(body, "#")
    if answer.strip().upper() not in _TRUTH:
        return False
    draft.options = [DraftOption("Đúng", "A"), DraftOption("Sai", "B")]
    draft.claims = [Claim("đáp án", frozenset({_TRUTH[answer.strip().upper()]}))]
    draft.shuffle = False
    _explain(draft, [texts.plain(comment[1:]) for comment in comments])
    return True


def _explain(draft: Draft, comments: list[str]) -> None:
    draft.explanation = "\n".join(filter(None, [draft.explanation, *comments]))


def _choices(body: str, draft: Draft, report: Report, texts: _Texts) -> bool:
    """Read `=right ~wrong ~%50%half`. False where the question is of another kind."""
    first, *answers = split(body, "=~")
    if first.strip() or not any(answer.startswith("~") for answer in answers):
        return False
    right: set[int] = set()
    weights: dict[int, float] = {}
    for place, answer in enumerate(answers):
        text, *comments = split(answer[1:], "#")
        found = _WEIGHT.match(text)
        if found:
            text = text[found.end() :]
        if answer.startswith("="):
            right.add(place)
        elif found:
            weights[place] = float(found[1])
        letter = letter_of(place)
        draft.options.append(DraftOption(texts.plain(text), letter))
        _explain(draft, [texts.plain("".join(comments).replace("#", "", 1))])
    weighted = {place for place, weight in weights.items() if weight > 0}
    even = not weighted or shares_alike(weights[place] for place in weighted)
    if (right and (weighted or len(right) > 1)) or not even:
        report.doubts(
            draft.where,
            f"{draft.label} có nhiều phương án được điểm hoặc điểm từng phần; đề nghị kiểm tra lại "
            "đáp án: câu chỉ có điểm khi chọn đúng và đủ.",
        )
    if key := frozenset(right or weighted):
        draft.claims.append(Claim("đáp án", key))
    return True


def _apply_notes(item: _Item, draft: Draft, report: Report) -> None:
    notes = {name: "; ".join(values) for name, values in item.notes.items()}
    draft.level = level_of(notes.get("level", ""))
    draft.legal_basis, others = bases_of(notes.get("basis", ""))
    if others:
        _explain(draft, ["; ".join(others)])
        report.doubts(
            draft.where,
            f"{draft.label} có căn cứ “{shorten('; '.join(others), 60)}” chưa rõ; "
            "đề nghị ghi theo mẫu “85/2015/QH13, Điều 2, khoản 1”.",
        )
    if "shuffle" in notes:
        draft.shuffle = yes_or_no(notes["shuffle"])
    if "pinned" in notes:
        for option in draft.options:
            option.pinned = option.label in notes["pinned"].split(",")
