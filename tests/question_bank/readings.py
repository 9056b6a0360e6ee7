"""What a file of the tests is read as, and what was said of it."""

from question_bank.finding import Finding, Severity
from question_bank.formats import Reading, read
from question_bank.question import Question


def reading(data: str | bytes, name: str = "đề.txt") -> Reading:
    return read(data.encode() if isinstance(data, str) else data, name)


def only(data: str | bytes, name: str = "đề.txt") -> Question:
    (question,) = reading(data, name).bank.questions
    return question


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


def found(data: str | bytes, level: Severity, name: str = "đề.txt") -> list[Finding]:
    return [one for one in reading(data, name).findings if one.level is level]


def doubts(data: str | bytes, name: str = "đề.txt") -> list[Finding]:
    return found(data, Severity.DOUBTFUL, name)


def blocks(data: str | bytes, name: str = "đề.txt") -> list[Finding]:
    return found(data, Severity.BLOCKS, name)
