"""1EdTech QTI 2.1, 2.2 and 3.0 read by one reader: content packages, and single item files."""

import re
from collections.abc import Container
from pathlib import Path

from question_bank.finding import UnreadableFile
from question_bank.formats.draft import Draft, Topics, assemble
from question_bank.formats.fields import bases_of
from question_bank.formats.limits import LIMITS
from question_bank.formats.qti_item import read_item
from question_bank.formats.qti_names import DIFFICULTIES
from question_bank.formats.qti_package import Contents, Item, Metadata, read_package
from question_bank.formats.qti_xml import attr, kin, parse
from question_bank.formats.reading import Reading, Report, shorten
from question_bank.question import Level

NO_ITEM = (
    "Tệp không có câu nào chọn phương án (choiceInteraction) đọc được; đề nghị chuyển các câu hỏi "
    "thành câu có từ 2 đến 8 phương án."
)
_ONLY_TEST = (
    "Tệp chỉ là bài thi hoặc phần thi, câu hỏi nằm ở tệp khác; đề nghị gửi cả gói .zip có tệp "
    "imsmanifest.xml."
)
_NO_ITEM_FILE = "Tệp XML không phải câu hỏi QTI 2.x hay 3.0; đề nghị xuất lại theo QTI 2.1 trở lên."
_TOO_MANY = f"Tệp có quá {LIMITS.rows} câu hỏi; đề nghị chia thành nhiều tệp."
_LEVELS = {word: level for level, word in DIFFICULTIES.items()} | {
    "very easy": Level.EASY,
    "very difficult": Level.HARD,
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST_DAY = 40


def read_qti(data: bytes, name: str = "") -> Reading:
    """The bank in a package or an item file. UnreadableFile where it holds no choice question."""
    report = Report(name)
    contents = read_package(data, report) if data.startswith(b"PK") else _single(data)
    if len(contents.items) > LIMITS.rows:
        raise UnreadableFile(_TOO_MANY)
    known = {topic.id: topic for topic in contents.topics if _IDENTIFIER.fullmatch(topic.id)}
    topics = Topics(known.values())
    drafts = []
    for count, item in enumerate(contents.items, 1):
        if draft := _draft(item, count, report):
            draft.topic = _topic(item, known, topics)
            drafts.append(draft)
    if not drafts:
        raise UnreadableFile(_refusal(report))
    return assemble(
        drafts,
        report,
        title=Path(name).stem if contents.title is None else contents.title,
        topics=topics,
        as_of=contents.as_of[:_LONGEST_DAY],
        language=_language(contents),
    )


def _single(data: bytes) -> Contents:
    root = parse(data)
    if kin(root) in ("assessmenttest", "assessmentsection"):
        raise UnreadableFile(_ONLY_TEST)
    if kin(root) != "assessmentitem":
        raise UnreadableFile(_NO_ITEM_FILE)
    return Contents([Item("", root, "", Metadata())])


def _refusal(report: Report) -> str:
    """Why nothing was read: the first finding, where there is one, says more than we could."""
    return next((finding.message for finding in report.findings), NO_ITEM)


def _draft(item: Item, count: int, report: Report) -> Draft | None:
    label = f"Câu {count}"
    where = report.place(shorten(item.path), "" if item.path and report.name else label)
    draft = read_item(item.root, where, label, report)
    if draft is None:
        return None
    metadata = item.metadata
    if metadata.id and _IDENTIFIER.fullmatch(metadata.id):
        draft.id = metadata.id
    draft.level = _LEVELS.get(metadata.difficulty.lower())
    _take_bases(metadata, draft, report)
    return draft


def _topic(item: Item, known: Container[str], topics: Topics) -> str:
    """The topic that the manifest names, else that of the section; "" where neither says."""
    if item.metadata.topic in known:
        return item.metadata.topic
    return topics.resolve(item.section) if item.section else ""


def _take_bases(metadata: Metadata, draft: Draft, report: Report) -> None:
    draft.legal_basis, others = bases_of("; ".join(metadata.bases))
    if others:
        draft.explanation = "\n".join(filter(None, [draft.explanation, "; ".join(others)]))
        report.doubts(
            draft.where,
            f"{draft.label} có căn cứ “{shorten('; '.join(others), 60)}” chưa rõ; "
            "đề nghị ghi theo mẫu “85/2015/QH13, Điều 2, khoản 1”.",
        )


def _language(contents: Contents) -> str:
    """The language of the package, else of its first item, else Vietnamese."""
    for language in (contents.language, attr(contents.items[0].root, "lang")):
        if _LANGUAGE.fullmatch(language):
            return language
    return "vi"
