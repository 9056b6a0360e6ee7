"""A bank as GIFT, so that `gift.read_gift` gives it back and Moodle imports it."""

from question_bank.bank import Bank
from question_bank.formats.draft import Topics
from question_bank.formats.naming import names_all_others, names_letters
from question_bank.question import OPTION_LETTERS, Question

_TRUTH = ("Đúng", "Sai")


def write_gift(bank: Bank) -> bytes:
    """The bank as a GIFT file in UTF-8."""
    facts = {"title": bank.title, "as_of": bank.as_of, "language": bank.language}
    blocks = ["// " + " ".join(_note(name, value) for name, value in facts.items() if value)]
    if not bank.topics_in_order:
        blocks += [_category(topic.id, topic.title) for topic in bank.topics]
    topics, current = Topics(bank.topics), ""
    for question in bank:
        if question.topic != current:
            current = question.topic
            blocks.append(_category(current, bank.topic_titles.get(current, topics.name(current))))
        blocks.append(_question(question))
    return ("\n\n".join(blocks) + "\n").encode()


def _category(identifier: str, title: str) -> str:
    return f"// {_note('topic', identifier)}\n$CATEGORY: {title.replace('/', '//')}"


def _note(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("]", "\\]")
    return f"[{name}:{escaped}]"


def _escape(text: str) -> str:
    for sign in "\\~=#{}:":
        text = text.replace(sign, "\\" + sign)
    plain = "[plain]" if text.startswith("[") else ""  # else Moodle may take it for a format
    return plain + text.replace("\n", "\\n")


def _question(question: Question) -> str:
    truth = tuple(option.text for option in question.options) == _TRUTH and len(question.key) == 1
    stem = _escape(question.stem)
    notes = " ".join(_notes(question, truth=truth))
    if truth:
        lines = ["T" if 0 in question.key else "F"]
    else:
        lines = [_option(question, index) for index in range(len(question.options))]
    if question.explanation:
        lines.append(f"####{_escape(question.explanation)}")
    answers = "\n".join(lines)
    return f"// {notes}\n::{_escape(question.id)}::{stem} {{\n{answers}\n}}"


def _option(question: Question, index: int) -> str:
    text, right = _escape(question.options[index].text), index in question.key
    if question.several:
        weight = f"{100 / len(question.key):.5f}".rstrip("0").rstrip(".") if right else "-100"
        return f"~%{weight}%{text}"
    weight = ("%100%" if right else "%0%") if text.startswith("%") else ""
    return f"{'=' if right else '~'}{weight}{text}"


def _notes(question: Question, *, truth: bool) -> list[str]:
    notes = [_note("level", question.level.value)]
    if question.legal_basis:
        notes.append(_note("basis", "; ".join(map(str, question.legal_basis))))
    if not question.shuffle:
        notes.append(_note("shuffle", "no"))
    elif truth or any(names_letters(option.text) for option in question.options):
        notes.append(_note("shuffle", "yes"))
    pins = [OPTION_LETTERS[i] for i, option in enumerate(question.options) if option.pinned]
    if pins or (question.options and names_all_others(question.options[-1].text)):
        notes.append(_note("pinned", ",".join(pins)))
    return notes
