"""The review of letters: words that are no Vietnamese syllables, texts without marks, and signs
that a person does not see or would not type.
"""

import re
from functools import lru_cache

from question_bank.bank import Bank
from question_bank.question import Question
from question_bank.review_terms import ADVICE, BLOCKS, DOUBTFUL, Doubts
from question_bank.spelling import LONGEST_SYLLABLE, is_syllable, is_unmarked_syllable
from question_bank.vietnamese import clean

FEWEST_WORDS = 6
"""A text of fewer words may happen to need no marks."""
MOST_NAMED = 5

_WORD = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"[@/\\\d_]|\w[.-]\w")
"""Numbers of documents, addresses, units, words with hyphens: no plain syllables."""
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
_LOST = re.compile(r"\ufffd|[^\W\d_]\?[^\W\d_]")
_MISREAD = re.compile("Ã[\u0080-\u00bf]|Ä[\u0080-\u0091]|áº[\u0080-\u00bf]|á»[\u0080-\u00bf]|Æ[°¡]")
_KNOWN = frozenset(
    [
        *("ôtô", "xêri", "rađa", "rađiô", "ăngten", "côngtenơ", "vắcxin", "lôgic", "lôgích"),
        *("kilômét", "kilôgam", "xentimét", "milimét", "đềximét", "đêxiben", "hécta"),
        *("axít", "ôxy", "hyđrô", "mêtan", "êtanol", "pôlime", "phốtpho", "vônfram"),
    ]
)
"""Loan words that are written with Vietnamese marks and are no syllables."""


def misspelt(question: Question, language: str) -> Doubts:
    """Words that no Vietnamese can spell so: a typing error, or a tone at the wrong letter.

    Only words in small letters with a Vietnamese mark, and a text's first word, are judged: names,
    abbreviations and foreign words are none of its business.
    """
    if language != "vi":
        return
    texts = [question.stem, *(option.text for option in question.options), question.explanation]
    wrong = list(dict.fromkeys(word for text in texts for word in strange_words(text)))
    if wrong:
        words = ", ".join(f"“{word}”" for word in wrong[:MOST_NAMED])
        more = f" và {len(wrong) - MOST_NAMED} từ khác" if len(wrong) > MOST_NAMED else ""
        yield ADVICE, f"Có từ không đúng chính tả tiếng Việt: {words}{more}; đề nghị sửa lại."


@lru_cache(maxsize=1 << 12)
def strange_words(text: str) -> tuple[str, ...]:
    """The words of a text that are judged and are no syllables, each once, as they stand."""
    found: dict[str, None] = {}
    pieces = [piece for piece in text.split() if not _is_joined(piece)]
    words = [word for piece in pieces for word in _WORD.findall(piece)]
    name = len(words) > 1 and words[1][0].isupper()  # "Đắk Lắk": the first word is of a name
    for place, word in enumerate(words):
        small = word.lower()
        judged = word == small or (not place and not name and word[1:] == small[1:])
        if judged and len(word) > 1 and not word.isascii() and not _may_stand(small):
            found[word] = None
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def _is_joined(piece: str) -> bool:
    return bool(_JOINED.search(piece))


def _may_stand(word: str) -> bool:
    if len(word) <= LONGEST_SYLLABLE and is_syllable(word):
        return True
    return word in _KNOWN or not all(map(_LATIN.match, word))


def unmarked(question: Question, language: str) -> Doubts:
    """A stem of several words without one mark: typed on a keyboard without Vietnamese."""
    if language != "vi" or not question.stem.isascii():
        return
    words = [word.lower() for word in _WORD.findall(question.stem)]
    if len(words) >= FEWEST_WORDS and all(is_unmarked_syllable(word) for word in words):
        yield DOUBTFUL, "Nội dung không có dấu tiếng Việt; đề nghị gõ lại có dấu."


def strange_signs(question: Question, _language: str) -> Doubts:
    """Signs that must be refused, were lost or misread, or look like letters and are others."""
    texts = [question.stem, *(option.text for option in question.options), question.explanation]
    cleaned = [clean(text) for text in texts]
    for problem in dict.fromkeys(problem for _, problems in cleaned for problem in problems):
        yield BLOCKS, problem
    if any(
        text != one and not problems for text, (one, problems) in zip(texts, cleaned, strict=True)
    ):
        yield DOUBTFUL, "Văn bản có ký tự ẩn hoặc chữ dựng rời dấu; đề nghị nhập lại đoạn đó."
    if any(_MISREAD.search(text) for text in texts):
        yield DOUBTFUL, "Văn bản bị đọc sai bảng mã (dạng “Quá»‘c”); đề nghị chép lại từ tệp gốc."
    elif lost := next((found[0] for text in texts if (found := _lost(text))), ""):
        yield DOUBTFUL, f"Có chữ bị mất (“{lost}”); đề nghị gõ lại từ đó."
    mixed = [word for text in texts if _FOREIGN.search(text) for word in _WORD.findall(text)]
    mixed = [word for word in mixed if _FOREIGN.search(word) and _LATIN.search(word)]
    if mixed:
        words = ", ".join(f"“{word}”" for word in mixed[:MOST_NAMED])
        said = f"Từ {words} có chữ cái của bảng chữ khác trông giống chữ Việt"
        yield DOUBTFUL, f"{said}; đề nghị gõ lại."


def _lost(text: str) -> re.Match[str] | None:
    """A letter that a program replaced; a question mark at the end is none."""
    return _LOST.search(text) if "\ufffd" in text or "?" in text[:-1] else None


OF_LETTERS = (misspelt, unmarked, strange_signs)


def language_of(bank: Bank) -> str:
    """The bank's language without its region: "vi" of "vi-VN"."""
    return bank.language.partition("-")[0].lower()
