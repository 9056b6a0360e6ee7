"""Whether banks ask the same, by what contestants read: the keys of the one are then the keys of
the other, whatever version of whatever bank a question stands in.
"""

from question_bank.bank import Bank
from question_bank.vietnamese import fold


def words_of(bank: Bank) -> frozenset[int]:
    """What tells its questions: one number for each option together with its stem, without
    diacritics and capitals, true in this process only. A question whose stem and one option stand
    in another bank is the same there: an option may have been mended and the key moved. The stem
    alone is not enough, because many questions begin with the same words.
    """
    return frozenset(
        hash((fold(question.stem), fold(option.text)))
        for question in bank
        for option in question.options
    )
