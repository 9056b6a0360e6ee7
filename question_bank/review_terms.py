"""What every part of the review shares: levels, places, and texts laid bare for comparison."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from question_bank.finding import Finding, Severity
from question_bank.question import Question
from question_bank.vietnamese import fold, same_key

BLOCKS, DOUBTFUL, ADVICE = Severity
Doubts = Iterator[tuple[Severity, str]]
"""What one question raises: level and sentence."""

WHOLE_BANK = "ngân hàng câu hỏi"
WORD = re.compile(r"\w+")

_PUNCTUATION = re.compile(r"""[.,;:!?'"“”‘’()…-](?!\d)""")
_LONE_Y = re.compile(r"\b((?:[hklmstv]|qu)?)y\b")
_SPELT_Y = re.compile(r"\b((?:[hklmstv]|qu)?)y(?=\^|\b)")


def about(question: Question, level: Severity, message: str) -> Finding:
    """A finding that names its question."""
    return Finding(level, f"câu {question.id}", message)


@lru_cache(maxsize=1 << 16)  # folding is most of a review's time; many checks ask for it
def bare(text: str) -> str:
    """The text without case, marks, punctuation and the choice between y and i."""
    said = " ".join(_PUNCTUATION.sub(" ", fold(text)).split())
    return _LONE_Y.sub(r"\1i", said) if "y" in said else said


@lru_cache(maxsize=1 << 16)
def spelt(text: str) -> str:
    """The text with its marks, but equal for other case, tone placement, y or i, punctuation."""
    return " ".join(_PUNCTUATION.sub(" ", _SPELT_Y.sub(r"\1i", same_key(text))).split())


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring words of a bare text, its ends included."""
    words = ["", *WORD.findall(text), ""]
    return frozenset(f"{one} {two}" for one, two in pairwise(words))
