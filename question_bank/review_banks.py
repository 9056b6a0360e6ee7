"""The review of a bank as a whole: identifiers, topics, and where its keys stand."""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from question_bank.bank import Bank
from question_bank.finding import Finding
from question_bank.question import Question, letter_of
from question_bank.review_terms import ADVICE, BLOCKS, WHOLE_BANK, about

ENOUGH_KEYS = 40
"""Key positions are judged from this many questions with as many options on."""
UNEVEN = {2: 6.635, 3: 9.210, 4: 11.345, 5: 13.277, 6: 15.086, 7: 16.812, 8: 18.475}
"""Options -> the chi-square value that even key positions exceed once in a hundred."""
RARE_RUN = 0.01
"""A run of keys in one place is told when so long a one is expected this often or less."""


def repeated_ids(bank: Bank) -> Iterator[Finding]:
    """One identifier for two questions."""
    seen: set[str] = set()
    for question in bank:
        if question.id in seen:
            message = "Mã câu hỏi bị trùng; đề nghị đặt mỗi câu một mã riêng."
            yield about(question, BLOCKS, message)
        seen.add(question.id)


def unknown_topics(bank: Bank) -> Iterator[Finding]:
    """A topic that the bank does not name."""
    for question in bank:
        if question.topic not in bank.topic_titles:
            message = (
                f"Chuyên đề “{question.topic}” không có trong ngân hàng; đề nghị chọn chuyên đề đã"
                " khai báo hoặc khai báo thêm."
            )
            yield about(question, BLOCKS, message)


def uneven_keys(bank: Bank) -> Iterator[Finding]:
    """Keys that prefer a place, among questions with equally many options."""
    for width, value in UNEVEN.items():
        single = _single(bank, width)
        places = Counter(index for question in single for index in question.key)
        counts, even = [places[index] for index in range(width)], len(single) / width
        if len(single) < ENOUGH_KEYS or sum((n - even) ** 2 for n in counts) / even <= value:
            continue
        spread = ", ".join(f"{letter_of(index)}: {count}" for index, count in enumerate(counts))
        message = f"Vị trí đáp án không đều ({spread}); đề nghị đổi chỗ phương án ở một số câu."
        yield Finding(ADVICE, WHOLE_BANK, message)


def long_runs(bank: Bank) -> Iterator[Finding]:
    """Keys in one place, question after question, more often than chance brings."""
    for width in UNEVEN:
        single = _single(bank, width)
        if len(single) < ENOUGH_KEYS:
            continue
        least = 1 + math.ceil(math.log(len(single) * (1 - 1 / width) / RARE_RUN, width))
        for (place,), run in groupby(single, key=lambda question: tuple(question.key)):
            run_list = list(run)
            if len(run_list) >= least:
                first, last = run_list[0].id, run_list[-1].id
                yield Finding(
                    ADVICE,
                    WHOLE_BANK,
                    f"Có {len(run_list)} câu liền nhau (câu {first} đến câu {last}) đều có đáp án"
                    f" {letter_of(place)}; đề nghị đổi chỗ phương án ở một số câu.",
                )


def _single(bank: Bank, width: int) -> list[Question]:
    """The questions of so many options with one key that is among them."""
    return [
        question
        for question in bank
        if len(question.options) == width
        and len(question.key) == 1
        and 0 <= min(question.key) < width
    ]
