"""A bank as Moodle XML, so that `moodle.read_moodle` gives it back and Moodle imports it."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from question_bank.bank import Bank, Topic
from question_bank.formats.draft import Topics
from question_bank.formats.moodle import TOP
from question_bank.formats.naming import names_all_others, names_letters
from question_bank.question import OPTION_LETTERS, Question

_TRUTH = ("Đúng", "Sai")
_NO_TITLE = "Ngân hàng câu hỏi"


def write_moodle(bank: Bank) -> bytes:
    """The bank as one file in UTF-8: a category for the bank, one inside it for each topic."""
    quiz = Element("quiz")
    root = f"{TOP}/{_part(bank.title or _NO_TITLE)}"
    facts = {"title": bank.title, "as_of": bank.as_of, "language": bank.language}
    _category(quiz, root, " ".join(_note(name, value) for name, value in facts.items()))
    for topic in bank.topics if not bank.topics_in_order else ():
        _topic(quiz, root, topic)
    names, current = Topics(bank.topics), ""
    titles = bank.topic_titles
    for question in bank:
        if question.topic != current:
            current = question.topic
            _topic(quiz, root, Topic(current, titles.get(current, names.name(current))))
        _question(quiz, question)
    indent(quiz)
    written: bytes = tostring(quiz, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def _part(title: str) -> str:
    """A part of a category's path: a slash is doubled, and none stands at its ends, where nobody
    could tell it from those between the parts."""
    return title.strip("/ ").replace("/", "//") or "-"


def _topic(quiz: Element, root: str, topic: Topic) -> None:
    info = _note("topic", topic.title)
    _category(quiz, f"{root}/{_part(topic.title)}", info, topic.id)


def _note(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("]", "\\]")
    return f"[{name}:{escaped}]"


def _category(quiz: Element, path: str, info: str, identifier: str = "") -> None:
    element = SubElement(quiz, "question", type="category")
    _said(element, "category", path)
    _said(element, "info", info, format="plain_text")
    SubElement(element, "idnumber").text = identifier


def _said(parent: Element, name: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    SubElement(element, "text").text = text
    return element


def _question(quiz: Element, question: Question) -> None:
    truth = tuple(one.text for one in question.options) == _TRUTH and len(question.key) == 1
    element = SubElement(quiz, "question", type="truefalse" if truth else "multichoice")
    _said(element, "name", question.id)
    _said(element, "questiontext", question.stem, format="plain_text")
    _said(element, "generalfeedback", question.explanation, format="plain_text")
    SubElement(element, "defaultgrade").text = "1"
    SubElement(element, "penalty").text = "1" if truth else "0.3333333"
    SubElement(element, "hidden").text = "0"
    SubElement(element, "idnumber").text = question.id
    if not truth:
        SubElement(element, "single").text = "false" if question.several else "true"
        SubElement(element, "shuffleanswers").text = "true" if question.shuffle else "false"
        SubElement(element, "answernumbering").text = "ABCD"
    for index, option in enumerate(question.options):
        text = ("true", "false")[index] if truth else option.text
        answer = SubElement(
            element, "answer", fraction=_fraction(question, index), format="plain_text"
        )
        SubElement(answer, "text").text = text
        _said(answer, "feedback", "", format="plain_text")
    tags = SubElement(element, "tags")
    for tag in _tags(question, truth=truth):
        _said(tags, "tag", tag)


def _fraction(question: Question, index: int) -> str:
    if index in question.key:
        return f"{100 / len(question.key):.5f}".rstrip("0").rstrip(".")
    return "-100" if question.several else "0"


def _tags(question: Question, *, truth: bool) -> list[str]:
    tags = [f"level:{question.level.value}", *(f"basis:{one}" for one in question.legal_basis)]
    if question.shuffle and (truth or any(names_letters(one.text) for one in question.options)):
        tags.append("shuffle:yes")
    pins = [OPTION_LETTERS[i] for i, option in enumerate(question.options) if option.pinned]
    if pins or (question.options and names_all_others(question.options[-1].text)):
        tags.append(f"pinned:{','.join(pins)}")
    return tags
