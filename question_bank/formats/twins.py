"""Questions of one file with one stem: a doubt where the right answers agree, else a fault."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from question_bank.finding import Finding, Severity
from question_bank.formats.reading import shorten
from question_bank.question import Question
from question_bank.vietnamese import same_key


def twins(
    questions: Sequence[Question], labels: Sequence[str], places: Sequence[str]
) -> Iterator[Finding]:
    """A finding for each question that repeats one before it, at its own place in the file."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, question in enumerate(questions):
        if stem := " ".join(re.findall(r"[\w^]+", same_key(question.stem))):
            groups[stem].append(place)
    for first, *others in groups.values():
        right = _right_answers(questions[first]) if others else frozenset[str]()
        for other in others:
            two = questions[other]
            said = f"{labels[other]} trùng nội dung với {labels[first]}"
            quoted = f"(“{shorten(two.stem, 60)}”)"
            if right == _right_answers(two):
                message = f"{said} {quoted}; đề nghị bỏ một câu."
                yield Finding(Severity.DOUBTFUL, places[other], message)
            else:
                message = f"{said} nhưng khác đáp án {quoted}; đề nghị giữ một câu có đáp án đúng."
                yield Finding(Severity.BLOCKS, places[other], message)


def _right_answers(question: Question) -> frozenset[str]:
    return frozenset(same_key(question.options[index].text) for index in question.key)
