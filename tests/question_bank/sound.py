"""Two sound questions, and what the review says when they are changed."""

from dataclasses import replace
from typing import Any

from question_bank.bank import Bank, Topic
from question_bank.finding import Severity
from question_bank.question import LegalBasis, Level, Option, Question
from question_bank.review import review

BLOCKS, DOUBTFUL, ADVICE = Severity
SOUND = Question(
    id="q-1",
    stem="Cơ quan nào quyết định ngày bầu cử toàn quốc?",
    options=tuple(map(Option, ("Quốc hội", "Chính phủ", "Chủ tịch nước", "Bộ Nội vụ"))),
    key=frozenset({0}),
    topic="bau-cu",
    level=Level.EASY,
    legal_basis=(LegalBasis("85/2015/QH13", "4", "1"),),
    explanation="Thẩm quyền này thuộc Quốc hội.",
)


def bank_of(*questions: Question) -> Bank:
    return Bank("Thử", (Topic("bau-cu", "Bầu cử"),), questions)


OTHER = replace(
    SOUND,
    id="q-2",
    stem="Việc bỏ phiếu kết thúc lúc mấy giờ?",
    options=tuple(map(Option, ("17 giờ", "18 giờ", "19 giờ", "20 giờ"))),
    key=frozenset({2}),
)


def other(**changes: Any) -> Question:
    """A second sound question, about something else."""
    return replace(OTHER, **changes)


def doubts(*questions: Question) -> list[tuple[Severity, str]]:
    return [(finding.level, finding.where) for finding in review(bank_of(*questions))]


def with_options(*texts: str, **changes: Any) -> Question:
    return other(options=tuple(map(Option, texts)), **changes)


def pinned(question: Question, *indices: int) -> Question:
    options = (Option(o.text, at in indices) for at, o in enumerate(question.options))
    return replace(question, options=tuple(options))


def different(number: int, key: int) -> Question:
    """One of many questions that have nothing in common."""
    words = [f"từ{number * 7 + place}" for place in range(12)]
    options = tuple(Option(f"{words[place]} {place}") for place in range(4))
    key_set = frozenset({key})
    return replace(SOUND, id=f"q-{number}", stem=" ".join(words), options=options, key=key_set)


def said(*questions: Question) -> list[str]:
    """The sentences alone."""
    return [finding.message for finding in review(bank_of(*questions))]
