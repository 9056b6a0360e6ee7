"""What a format cannot carry of a bank, named when the bank is written.

The native text, Excel, GIFT, Moodle XML and QTI carry everything (by their own means, by tags or by
comments). A Word file is for people: it has titles of topics and no identifiers of them, and no day
of law. Aiken knows a question, its options and one right one.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from question_bank.bank import Bank, Topic
from question_bank.finding import Finding, Severity
from question_bank.formats.aiken import fits, on_one_line
from question_bank.formats.draft import Topics
from question_bank.formats.naming import names_all_others, names_letters
from question_bank.formats.reading import some
from question_bank.question import Level, Option, Question

_WHOLE = "cả ngân hàng"


def losses(bank: Bank, format: str) -> tuple[Finding, ...]:
    """What a file of this format will not hold: one finding for each property that is lost."""
    found = {"aiken": _of_aiken, "docx": _of_word}.get(format)
    return tuple(found(bank)) if found else ()


def reduced(bank: Bank, format: str) -> Bank:
    """The bank as it is after writing and reading in this format, but for Aiken's identifiers,
    which follow from the stems."""
    if format == "docx":
        return _renamed(bank)
    if format != "aiken":
        return bank
    questions = tuple(_bare(question) for question in bank if fits(question))
    return Bank("", (Topic("chung", "Chung"),), questions)


def _renamed(bank: Bank) -> Bank:
    """Its topics known by their titles, in the order in which questions name them."""
    names, topics = Topics(bank.topics), Topics()
    questions = tuple(
        replace(question, topic=topics.resolve(names.name(question.topic))) for question in bank
    )
    return Bank(bank.title, tuple(topics), questions)


def _of_word(bank: Bank) -> Iterator[Finding]:
    if bank.as_of:
        yield _lost("Word", "ngày áp dụng pháp luật")
    if bank.language != Bank("", (), ()).language:
        yield _lost("Word", "ngôn ngữ của ngân hàng")
    again = _renamed(bank)
    used = {question.topic for question in bank}
    if [one.topic for one in again] != [one.topic for one in bank]:
        yield _lost("Word", "mã chuyên đề (khi đọc lại, mã được đặt theo tên chuyên đề)")
    if empty := [topic.title for topic in bank.topics if topic.id not in used]:
        yield _lost("Word", f"chuyên đề chưa có câu hỏi ({', '.join(empty)})")


def _bare(question: Question) -> Question:
    """As it is read again: what an option says of others still keeps it in its place."""
    texts = [on_one_line(option.text) for option in question.options]
    return replace(
        question,
        stem=on_one_line(question.stem),
        options=(*map(Option, texts[:-1]), Option(texts[-1], names_all_others(texts[-1]))),
        topic="chung",
        level=Level.MEDIUM,
        legal_basis=(),
        explanation="",
        shuffle=not any(map(names_letters, texts)),
    )


def _of_aiken(bank: Bank) -> Iterator[Finding]:
    left_out = [f"câu {question.id}" for question in bank if not fits(question)]
    if left_out:
        yield _finding(
            Severity.BLOCKS,
            "Aiken chỉ ghi được câu có đúng một đáp án, không quá 8 phương án và không bắt đầu "
            f"bằng “Câu 1” hay “Bài 1”, nên không ghi {some(left_out)}; đề nghị chọn định dạng "
            "khác để giữ các câu này.",
        )
    if bank.title or bank.as_of:
        yield _lost("Aiken", "tên ngân hàng và ngày áp dụng pháp luật")
    yield _lost("Aiken", "mã câu hỏi, chuyên đề và mức độ")
    kept = [question for question in bank if fits(question)]
    for title, is_lost in _PROPERTIES.items():
        labels = [f"câu {question.id}" for question in kept if is_lost(question)]
        if labels:
            yield _lost("Aiken", f"{title} của {some(labels)}")


def _lost(format: str, what: str) -> Finding:
    return _finding(
        Severity.ADVICE, f"{format} không giữ {what}; đề nghị chọn định dạng khác nếu cần giữ."
    )


def _finding(level: Severity, message: str) -> Finding:
    return Finding(level, _WHOLE, message)


def _has_lines(question: Question) -> bool:
    texts = (question.stem, *(option.text for option in question.options))
    return any(text != on_one_line(text) for text in texts)


def _moves(question: Question) -> tuple[bool, list[bool]]:
    """What is said of the order of its options."""
    return question.shuffle, [option.pinned for option in question.options]


_PROPERTIES: dict[str, Callable[[Question], bool]] = {
    "căn cứ pháp luật": lambda question: bool(question.legal_basis),
    "giải thích": lambda question: bool(question.explanation),
    "cách trộn phương án": lambda question: _moves(question) != _moves(_bare(question)),
    "dấu xuống dòng": _has_lines,
}
