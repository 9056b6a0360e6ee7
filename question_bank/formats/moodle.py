"""Moodle XML: multiple choice, several right answers, true and false; other kinds are named.

What Moodle has no place for stands in tags (`level:hard`, `basis:85/2015/QH13, Điều 2`,
`shuffle:no`, `pinned:D`) and in the description of the bank's own category
(`[title:…] [as_of:…] [language:…]`) and of its topics (`[topic:…]`): Moodle keeps both and gives
them back.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from question_bank.bank import Topic
from question_bank.finding import UnreadableFile
from question_bank.formats.draft import Claim, Draft, DraftOption, Topics, assemble
from question_bank.formats.fields import bases_of, level_of, shares_alike, yes_or_no
from question_bank.formats.limits import LIMITS
from question_bank.formats.markup import plain
from question_bank.formats.package import child, local
from question_bank.formats.qti_xml import parse
from question_bank.formats.reading import Reading, Report, shorten, some
from question_bank.question import letter_of
from question_bank.vietnamese import clean, squeeze, tidy

NOTE = re.compile(r"\[(\w+):((?:\\.|[^\]\\]){0,2000})\]")
FACTS = ("title", "as_of", "language")
TOP = "top"
"""The root of Moodle's categories."""
NO_QUESTION = (
    "Tệp Moodle XML không có câu chọn phương án nào đọc được; đề nghị xuất lại các câu loại "
    "multichoice hoặc truefalse."
)
_TOO_MANY = f"Tệp có quá {LIMITS.rows} câu hỏi; đề nghị chia thành nhiều tệp."
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LARGEST_FRACTION = 1e9
_TRUTH = {"true": "Đúng", "false": "Sai"}
_KINDS = {
    "matching": "ghép đôi",
    "shortanswer": "điền câu trả lời ngắn",
    "numerical": "điền số",
    "essay": "tự luận",
    "description": "đoạn giới thiệu",
    "cloze": "điền vào chỗ trống",
    "multianswer": "điền vào chỗ trống",
    "ddwtos": "kéo thả",
    "gapselect": "chọn từ điền chỗ trống",
    "calculated": "tính toán",
}


class _Reader:
    """One file: the category that stands, and what is said once for many questions."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.topics = Topics()
        self.topic = ""
        self.facts: dict[str, str] = {}
        self.partial: list[str] = []

    def drafts(self, quiz: Element) -> Iterator[Draft]:
        """Every choice question in order."""
        count = 0
        for element in quiz:
            if local(element) != "question":
                continue
            kind = element.get("type", "")
            if kind == "category":
                self._take_category(element)
                continue
            count += 1
            draft = Draft(self.report.place(f"câu {count}"), f"Câu {count}", topic=self.topic)
            if kind in ("multichoice", "truefalse"):
                self._fill(draft, element, kind)
                yield draft
            else:
                self._name_kind(draft, element, kind)

    def _take_category(self, element: Element) -> None:
        """`$course$/top/Cải cách/Bầu cử` -> the topic "Bầu cử"; `//` is a slash within a name."""
        path = _text(element, "category")
        parts = [squeeze(part.replace("//", "/")) for part in re.split(r"(?<!/)/(?!/)", path)]
        facts = {name: _unescaped(value) for name, value in NOTE.findall(_text(element, "info"))}
        if facts.keys() & set(FACTS):
            self.facts |= {name: facts[name] for name in FACTS if name in facts}
            return
        title = facts.get("topic", parts[-1])
        identifier = squeeze(_own_text(element, "idnumber"))
        if _IDENTIFIER.fullmatch(identifier):
            self.topic = self.topics.add(Topic(identifier, title))
        elif title and title != TOP:
            above = [part for part in parts[:-1] if not part.startswith("$")]
            self.topic = self.topics.resolve_path([*above, title])

    def _name_kind(self, draft: Draft, element: Element, kind: str) -> None:
        said = _KINDS.get(kind, shorten(kind, 40) or "không rõ loại")
        stem = shorten(_text(element, "questiontext"), 60)
        self.report.doubts(
            draft.where,
            f"{draft.label} (“{stem}”) là câu {said}, chưa đọc được; đề nghị chuyển thành câu có "
            "từ 2 đến 8 phương án.",
        )

    def _fill(self, draft: Draft, element: Element, kind: str) -> None:
        draft.stem = self._said(draft, element, "questiontext")
        name = squeeze(_text(element, "name"))
        for identifier in (squeeze(_own_text(element, "idnumber")), name):
            if not draft.id and _IDENTIFIER.fullmatch(identifier):
                draft.id = identifier
        feedback = [self._said(draft, element, "generalfeedback")]
        if kind == "truefalse":
            draft.shuffle = False
        else:
            draft.shuffle = _own_text(element, "shuffleanswers").strip() not in ("0", "false")
        self._take_answers(draft, element, kind, feedback)
        draft.explanation = "\n".join(filter(None, feedback))
        self._take_tags(draft, element)

    def _take_answers(self, draft: Draft, element: Element, kind: str, feedback: list[str]) -> None:
        weights = []
        for place, answer in enumerate(_all(element, "answer")):
            text = self._said(draft, answer)
            if kind == "truefalse":
                text = _TRUTH.get(text.lower(), text)
            letter = letter_of(place)
            draft.options.append(DraftOption(text, letter))
            weights.append(_number(answer.get("fraction", "")))
            if held := child(answer, "feedback"):
                feedback.append(self._said(draft, held))
        if kind == "truefalse" and [one.text for one in draft.options] == ["Sai", "Đúng"]:
            draft.options.reverse()
            weights.reverse()
        right = frozenset(place for place, weight in enumerate(weights) if weight > 0)
        if right:
            draft.claims.append(Claim("đáp án", right))
        single = _own_text(element, "single").strip() in ("1", "true") or kind == "truefalse"
        if single and len(right) > 1:
            self.report.doubts(
                draft.where,
                f"{draft.label} chỉ cho chọn một nhưng có {len(right)} phương án được điểm; "
                "đề nghị kiểm tra lại đáp án.",
            )
        elif right and not shares_alike(weights[place] for place in right):
            self.report.doubts(
                draft.where,
                f"{draft.label} có {len(right)} phương án được điểm với tỷ lệ không bằng nhau hoặc "
                "không đủ 100 %; đề nghị kiểm tra lại đáp án.",
            )
        elif _is_partial(weights, right):
            self.partial.append(draft.label)

    def _take_tags(self, draft: Draft, element: Element) -> None:
        tags = [squeeze(_text(tag)) for tag in _all(child(element, "tags"), "tag")]
        notes: dict[str, list[str]] = {}
        for tag in tags:
            key, colon, value = tag.partition(":")
            if colon:
                notes.setdefault(key.strip().lower(), []).append(value.strip())
            elif level := level_of(tag):
                draft.level = level
        draft.level = level_of("".join(notes.get("level", ()))) or draft.level
        draft.legal_basis, others = bases_of("; ".join(notes.get("basis", ())))
        if others:
            draft.explanation = "\n".join(filter(None, [draft.explanation, "; ".join(others)]))
            self.report.doubts(
                draft.where,
                f"{draft.label} có căn cứ “{shorten('; '.join(others), 60)}” chưa rõ; "
                "đề nghị ghi theo mẫu “85/2015/QH13, Điều 2, khoản 1”.",
            )
        if "shuffle" in notes:
            draft.shuffle = yes_or_no(notes["shuffle"][0])
        if "pinned" in notes:
            pinned = {letter.strip() for one in notes["pinned"] for letter in one.split(",")}
            for option in draft.options:
                option.pinned = option.label in pinned

    def _said(self, draft: Draft, element: Element, name: str = "") -> str:
        """The text of an element's part, which says its own format; HTML where it says none."""
        held = child(element, name) if name else element
        if held is None:
            return ""
        text = _text(held)
        if held.get("format", "html") in ("plain_text", "2"):
            return self._cleaned(draft, tidy(text))
        read = plain(text)
        lost = [*read.lost, *(["tệp đính kèm"] if child(held, "file") is not None else [])]
        if lost:
            self.report.doubts(
                draft.where,
                f"{draft.label} có {', '.join(lost)} không đọc được; "
                "đề nghị diễn đạt bằng chữ rồi kiểm tra lại câu này.",
            )
        return self._cleaned(draft, read.text)

    def _cleaned(self, draft: Draft, text: str) -> str:
        cleaned, problems = clean(text)
        for problem in problems:
            self.report.blocks(draft.where, problem)
        return tidy(cleaned)

    def tell_partial(self) -> None:
        """Partial marks are said once: no rule of ours knows them."""
        if self.partial:
            self.report.advises(
                self.report.place(),
                f"Điểm từng phần của {some(self.partial)} không được giữ: câu chỉ có điểm khi chọn "
                "đúng và đủ; đề nghị kiểm tra lại đáp án của các câu này.",
            )


def read_moodle(data: bytes, name: str = "") -> Reading:
    """The bank in a Moodle XML file. UnreadableFile where it holds no choice question."""
    report = Report(name)
    quiz = parse(data)
    if local(quiz) != "quiz":
        raise UnreadableFile(NO_QUESTION)
    if sum(local(element) == "question" for element in quiz) > LIMITS.rows:
        raise UnreadableFile(_TOO_MANY)
    reader = _Reader(report)
    drafts = list(reader.drafts(quiz))
    if not drafts:
        raise UnreadableFile(NO_QUESTION)
    reader.tell_partial()
    facts = reader.facts
    return assemble(
        drafts,
        report,
        title=facts.get("title", Path(name).stem),
        topics=reader.topics,
        as_of=facts.get("as_of", ""),
        language=facts.get("language", "vi"),
    )


def _all(element: Element | None, name: str) -> list[Element]:
    return [each for each in (element if element is not None else ()) if local(each) == name]


def _text(element: Element, name: str = "") -> str:
    """What stands in the `text` of an element's part."""
    held = child(element, name, "text") if name else child(element, "text")
    return "" if held is None else "".join(held.itertext())


def _own_text(element: Element, name: str) -> str:
    held = child(element, name)
    return "" if held is None else "".join(held.itertext())


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0
    return number if abs(number) < _LARGEST_FRACTION else 0


def _is_partial(weights: list[float], right: frozenset[int]) -> bool:
    """Whether some choice that is not exactly right would have marks: all right ones share 100, and
    each wrong one takes all of it back, or there is one right one."""
    if len(right) < 2:
        return any(0 < weights[place] < 100 for place in right)
    return any(weight > -100 for place, weight in enumerate(weights) if place not in right)
