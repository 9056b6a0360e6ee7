"""Whether banks ask the same, by what contestants read: the keys of the one are then the keys of
the other, whatever version of whatever bank a question stands in.
"""

from question_bank.bank import Bank
from question_bank.question import Question
from question_bank.vietnamese import fold


def words_of(bank: Bank) -> frozenset[int]:
    """What tells its questions: one number for each option together with its stem, without
    diacritics and capitals, true in this process only. A question whose stem and one option stand
    in another bank is the same there: an option may have been mended and the key moved. The stem
    alone is not enough, because many questions begin with the same words.
    """
    return frozenset(one for question in bank for one in _words(question))


def asked_by(bank: Bank) -> frozenset[int]:
    """A number for each question, `asked` of it: whoever reads the one bank has read those that are
    in both.
    """
    return frozenset(map(asked, bank))


def asked(question: Question) -> int:
    """What tells stem and all options, in whatever order they stand, without diacritics and
    capitals; true in this process only.
    """
    return hash((fold(question.stem), frozenset(fold(option.text) for option in question.options)))


def alike(one: Question, other: Question) -> bool:
    """Whether both ask the same, perhaps with other options or another key."""
    return not _words(one).isdisjoint(_words(other))


def _words(question: Question) -> set[int]:
    stem = fold(question.stem)
    return {hash((stem, fold(option.text))) for option in question.options}
