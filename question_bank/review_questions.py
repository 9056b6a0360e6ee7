"""The review of one question by itself: what is missing, its key, its number of options, a negation
that may be overread.
"""

import re

from question_bank.question import OPTION_LETTERS, Question, letter_of
from question_bank.review_terms import ADVICE, BLOCKS, DOUBTFUL, Doubts, bare
from question_bank.vietnamese import squeeze

FEWEST_OPTIONS, MOST_OPTIONS = 2, len(OPTION_LETTERS)

_ASKS_FOR_ONE = re.compile(
    r"\bchon (?:duy nhat )?(?:mot|1)\b|\b(?:dung|chinh xac|day du|phu hop) nhat\b|\bduy nhat\b"
)
_ASKS_FOR_SEVERAL = re.compile(
    r"\bnhieu (?:phuong an|dap an|lua chon)\b"
    r"|\b(?:chon|danh dau) (?:tat ca|nhieu|cac|nhung|hai|ba|bon|2|3|4)\b"
)
_MANY_WHICH = re.compile(r"\b(?:(?P<many>nhung|cac)|nao|gi|ai|sau)\b")
_WHICH = re.compile(r"\b(?:nao|gi|ai|sau)\b")
_NEAR = 40
"""Characters at most between "những" or "các" and the word that asks for them."""
_NEGATIVE = ("không", "chưa", "trừ")
_NEGATION = re.compile(
    r"\b(?:nào|ai|đâu)\b(?: (?:sau|dưới) đây)?(?: (?!nếu|khi|mà|do|vì|để|nhưng|người|cử tri)\w+)"
    r"{0,4},? (không|chưa)\b(?!\W*$)"
    r"|\b(không) phải là\b(?!\W*$)|\b(ngoại trừ|trừ) (?=\w+(?: \w+)? nào\b)|\b(ngoại trừ)\W*$",
    re.IGNORECASE,
)
"""A negation that marks what to choose; "… hay không?" at the end marks nothing."""


def texts_missing(question: Question) -> Doubts:
    """An empty stem, an empty option."""
    if not question.stem.strip():
        yield BLOCKS, "Câu hỏi chưa có nội dung; đề nghị nhập nội dung câu hỏi."
    for index, option in enumerate(question.options):
        if not option.text.strip():
            yield (
                BLOCKS,
                f"Phương án {letter_of(index)} để trống; đề nghị nhập nội dung hoặc xóa đi.",
            )


def key_at_fault(question: Question) -> Doubts:
    """No key, one that points nowhere, every option, or more than the stem asks for."""
    every = frozenset(range(len(question.options)))
    if not question.key:
        yield BLOCKS, "Chưa có đáp án; đề nghị đánh dấu phương án đúng."
    elif not question.key <= every:
        yield BLOCKS, "Đáp án trỏ tới phương án không tồn tại; đề nghị chọn lại đáp án."
    elif question.key == every and len(every) > 1:
        yield DOUBTFUL, "Mọi phương án đều là đáp án; đề nghị kiểm tra lại phần đánh dấu đáp án."
    elif question.several:
        yield from _several_keys(question)


def _several_keys(question: Question) -> Doubts:
    letters = ", ".join(letter_of(index) for index in sorted(question.key))
    stem = bare(question.stem)
    if _ASKS_FOR_ONE.search(stem):
        said = f"Câu hỏi chọn một phương án nhưng có {len(question.key)} đáp án ({letters})"
        yield BLOCKS, f"{said}; đề nghị chỉ giữ một đáp án."
    elif not _asks_for_several(stem):
        said = f"Câu hỏi có {len(question.key)} đáp án ({letters}) mà nội dung không nói chọn nhiều"
        remedy = "đề nghị ghi “chọn các phương án đúng” hoặc chỉ giữ một đáp án"
        yield DOUBTFUL, f"{said}; {remedy}."


def _asks_for_several(stem: str) -> bool:
    """Whether a bare stem speaks of several: "những … nào", "chọn hai"."""
    many = None
    for found in _MANY_WHICH.finditer(stem) if _WHICH.search(stem) else ():
        if found["many"]:
            many = found.end()
        elif many is not None and found.start() - many <= _NEAR:
            return True
    return bool(_ASKS_FOR_SEVERAL.search(stem))


def number_of_options(question: Question) -> Doubts:
    """Fewer than two options, or more than a paper has letters for."""
    count = len(question.options)
    if not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
        remedy = f"đề nghị để từ {FEWEST_OPTIONS} đến {MOST_OPTIONS} phương án"
        yield BLOCKS, f"Câu hỏi có {count} phương án; {remedy}."


def quiet_negation(question: Question) -> Doubts:
    """A negation on which the answer turns, in small letters."""
    asking = re.split(r"[.;!?:]\s+", squeeze(question.stem))[-1]
    small = asking.lower()
    if not any(word in small for word in _NEGATIVE):  # the pattern tries every word's beginning
        return
    negations = [next(filter(None, found.groups())) for found in _NEGATION.finditer(asking)]
    quiet = next((word.upper() for word in negations if not word.isupper()), None)
    if quiet:
        remedy = f"đề nghị viết hoa từ “{quiet}” để người dự thi không đọc sót"
        yield ADVICE, f"Câu hỏi có ý phủ định; {remedy}."


def unsupported(question: Question) -> Doubts:
    """No legal basis, no explanation: nobody can prove the key."""
    if not question.legal_basis:
        yield ADVICE, "Chưa có căn cứ pháp lý; đề nghị ghi văn bản, điều, khoản."
    if not question.explanation.strip():
        yield ADVICE, "Chưa có giải thích; đề nghị nêu ngắn gọn vì sao đáp án đúng."
