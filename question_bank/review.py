"""Faults in a bank: what blocks it, what a person must look at, what would make it better.

The checks stand in `review_*.py`, one file for each thing that is looked at.
"""

from question_bank.bank import Bank
from question_bank.finding import Finding, Severity
from question_bank.review_banks import long_runs, repeated_ids, uneven_keys, unknown_topics
from question_bank.review_options import (
    about_others,
    equal_options,
    names_letters,
    telling_absolutes,
    telling_echo,
    telling_form,
    telling_length,
)
from question_bank.review_questions import (
    MOST_OPTIONS,
    key_at_fault,
    number_of_options,
    quiet_negation,
    texts_missing,
    unsupported,
)
from question_bank.review_spelling import OF_LETTERS, language_of
from question_bank.review_terms import BLOCKS, WHOLE_BANK, about
from question_bank.review_twins import near_stems, same_stems, told_answers

_OF_QUESTION = (
    texts_missing,
    key_at_fault,
    number_of_options,
    equal_options,
    telling_length,
    telling_absolutes,
    telling_form,
    telling_echo,
    about_others,
    names_letters,
    quiet_negation,
    unsupported,
)
_OF_BANK = (
    repeated_ids,
    unknown_topics,
    same_stems,
    near_stems,
    told_answers,
    uneven_keys,
    long_runs,
)


def review(bank: Bank) -> tuple[Finding, ...]:
    """Every doubt about the bank, the gravest first, then in the order of the questions."""
    if not bank.questions:
        message = "Ngân hàng chưa có câu hỏi nào; đề nghị nhập câu hỏi trước khi sử dụng."
        return (Finding(BLOCKS, WHOLE_BANK, message),)
    found = [finding for check in _OF_BANK for finding in check(bank)]
    language = language_of(bank)
    for question in bank:
        # too many options block by their number; what they say is looked at when they are fewer
        judgeable = len(question.options) <= MOST_OPTIONS
        for check_one in _OF_QUESTION if judgeable else (number_of_options,):
            found += [about(question, *doubt) for doubt in check_one(question)]
        for check_letters in OF_LETTERS:
            found += [about(question, *doubt) for doubt in check_letters(question, language)]
    gravity = list(Severity)
    return tuple(sorted(found, key=lambda finding: gravity.index(finding.level)))
