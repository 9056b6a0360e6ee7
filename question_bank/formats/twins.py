"""Questions of one file with one stem: a doubt where the right answers agree, else a fault."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from question_bank.finding import Finding, Severity
from question_bank.formats.reading import shorten
from question_bank.question import Question
from question_bank.review_stems import asked_by
from question_bank.vietnamese import same_key


def twins(
    questions: Sequence[Question], labels: Sequence[str], places: Sequence[str]
) -> Iterator[Finding]:
    """A finding for each question that repeats one before it, at its own place in the file. A stem
    about its options may stand over others: there only an option judged both ways is a fault.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for place, question in enumerate(questions):
        if stem := " ".join(re.findall(r"[\w^]+", same_key(question.stem))):
            groups[stem].append(place)
    for first, *others in groups.values():
        one = _verdicts(questions[first]) if others else {}
        for other in others:
            two = _verdicts(questions[other])
            said = f"{labels[other]} trùng nội dung với {labels[first]}"
            quoted = f"(“{shorten(questions[other].stem, 60)}”)"
            if _right(one) == _right(two):
                message = f"{said} {quoted}; đề nghị bỏ một câu."
                yield Finding(Severity.DOUBTFUL, places[other], message)
            elif asked_by(questions[other].stem).open and _agree(one, two):
                message = (
                    f"{said} {quoted} nhưng có phương án khác; đề nghị kiểm tra, viết rõ nội dung "
                    "hỏi của từng câu."
                )
                yield Finding(Severity.DOUBTFUL, places[other], message)
            else:
                message = f"{said} nhưng khác đáp án {quoted}; đề nghị giữ một câu có đáp án đúng."
                yield Finding(Severity.BLOCKS, places[other], message)


def _verdicts(question: Question) -> dict[str, bool]:
    """Each option's text as it is compared, and whether it is of the key."""
    return {same_key(one.text): at in question.key for at, one in enumerate(question.options)}


def _right(verdicts: dict[str, bool]) -> set[str]:
    return {text for text, right in verdicts.items() if right}


def _agree(one: dict[str, bool], two: dict[str, bool]) -> bool:
    return all(two.get(text, right) is right for text, right in one.items())
