"""The review of a question's options beside each other: equal ones, those about the others, and a
key that gives itself away.
"""

import re
from itertools import islice

from question_bank.numerals import in_digits
from question_bank.question import Question, letter_of
from question_bank.review_terms import (
    ADVICE,
    BLOCKS,
    DOUBTFUL,
    Doubts,
    bare,
    pairs_of,
    spelt,
)
from question_bank.vietnamese import same_key, squeeze

TELLING_RATIO, TELLING_EXCESS = 1.5, 20
"""A key tells itself when it is this many times and characters longer than every other option."""
MOST_TOLD = 5
TELLING_PAIRS = 3
"""A key tells itself when it alone repeats this many pairs of the stem's neighbouring words."""

_CHOICE = "phuong an|dap an|lua chon|cau tra loi|cau|y"
_OTHERS = re.compile(
    rf"(?:tat ca|toan bo|ca|cac)(?: \w+){{0,2}} (?:{_CHOICE}|truong hop|noi dung|doi tuong)"
    r"(?: da| duoc)?(?: neu)?(?: o)? (?:tren|con lai|kia)(?: deu)?(?: la)?(?: dung| sai)?"
    r"|(?:tat ca|ca ba|ca hai) (?:o tren|nhu tren|deu dung|deu sai)"
    rf"|khong (?:co )?(?:{_CHOICE}) nao(?: dung| tren| neu tren| o tren)*"
)
"""An option about the others: "tất cả các phương án trên", "không có đáp án nào đúng"."""
_LETTERS = re.compile(
    r"(?:(?:cả|các|chỉ|gồm) )?(?:(?:phương án|đáp án|câu|ý) )?"
    r"(?P<letters>[A-H](?: ?[,;] ?[A-H])* ?(?:,|;|và|hoặc|&|\+) ?[A-H])"
    r"(?: (?:đều )?(?:đúng|sai))?\.?",
    re.IGNORECASE,
)
"""An option that names others by letter: "cả a, b và c", "A và B đều đúng"."""
_ABSOLUTE = re.compile(
    r"\b(luôn luôn|luôn|tất cả|không bao giờ|mọi trường hợp|bất kỳ|bất cứ|tuyệt đối|hoàn toàn)\b",
    re.IGNORECASE,
)
_EXPLETIVE = frozenset(
    map(spelt, ("các", "những", "của", "là", "thì", "mà", "ở", "tại", "trong", "vào", "rằng", "sẽ"))
) | frozenset(map(spelt, ("về", "cho", "được", "do", "bởi")))
"""Words without which an option says the same: of options that differ in one, two may be right."""
_HOW_MANY = re.compile(r"\b(?:bao nhieu|may)\b(?! dai bieu nao)")
_COUNTED = re.compile(
    r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|trăm|nghìn|nửa|không)\b", re.IGNORECASE
)


def equal_options(question: Question) -> Doubts:
    """Two options that are one, and two that differ in spelling, in marks, in how a number is
    written or in an expletive only: the first few.
    """
    yield from islice(_equal_pairs(question), MOST_TOLD)


def _equal_pairs(question: Question) -> Doubts:
    exact: dict[str, str] = {}
    alike: dict[str, str] = {}
    nearly: dict[str, str] = {}
    plainly: dict[str, str] = {}
    for index, option in enumerate(question.options):
        named = letter_of(index)
        key, same, without = same_key(option.text), spelt(option.text), bare(option.text)
        plain = _plain(same)
        if key and key in exact:
            pair = f"Phương án {exact[key]} và {named}"
            yield BLOCKS, f"{pair} trùng nhau; đề nghị sửa hoặc bỏ một phương án."
        elif same and same in alike:
            pair = f"Phương án {alike[same]} và {named}"
            yield DOUBTFUL, f"{pair} chỉ khác nhau về cách viết; đề nghị sửa hoặc bỏ một phương án."
        elif without and without in nearly:
            pair = f"Phương án {nearly[without]} và {named}"
            yield DOUBTFUL, f"{pair} chỉ khác nhau về dấu; đề nghị kiểm tra lại."
        elif plain and plain in plainly:
            pair = f"Phương án {plainly[plain]} và {named}"
            said = "chỉ khác nhau ở cách viết số hoặc ở từ đệm"
            yield DOUBTFUL, f"{pair} {said}; đề nghị sửa hoặc bỏ một phương án."
        exact.setdefault(key, named)
        alike.setdefault(same, named)
        nearly.setdefault(without, named)
        plainly.setdefault(plain, named)


def _plain(said: str) -> str:
    """A spelt text with its numbers in digits and without the words that change nothing."""
    return " ".join(word for word in in_digits(said).split() if word not in _EXPLETIVE)


def about_others(question: Question) -> Doubts:
    """An option about those above it that may be shuffled away from its place."""
    for index, option in enumerate(question.options):
        if question.shuffle and not option.pinned and _OTHERS.fullmatch(bare(option.text)):
            said = f"Phương án {letter_of(index)} nói về các phương án khác"
            remedy = "đề nghị thêm {cố định} ở cuối phương án hoặc ghi “Trộn phương án: không”"
            yield DOUBTFUL, f"{said} nhưng chưa được giữ vị trí; {remedy}."


def names_letters(question: Question) -> Doubts:
    """An option that names others by letters, which shuffling changes."""
    pinned = {letter_of(index) for index, option in enumerate(question.options) if option.pinned}
    for index, option in enumerate(question.options):
        named = _LETTERS.fullmatch(squeeze(option.text))
        if not question.shuffle or not named:
            continue
        if not pinned.issuperset(re.findall(r"\b[A-H]\b", named["letters"].upper())):
            said = f"Phương án {letter_of(index)} nhắc tới chữ cái của phương án khác"
            remedy = "đề nghị ghi “Trộn phương án: không” hoặc viết rõ nội dung"
            yield DOUBTFUL, f"{said}, chữ cái này đổi khi trộn; {remedy}."


# What gives the key away.


def telling_length(question: Question) -> Doubts:
    """A key much longer than the rest."""
    lengths = [len(squeeze(option.text)) for option in question.options]
    others = [length for index, length in enumerate(lengths) if index not in question.key]
    keys = [length for index, length in enumerate(lengths) if index in question.key]
    if not keys or not others:
        return
    if min(keys) >= max(TELLING_RATIO * max(others), max(others) + TELLING_EXCESS):
        yield (
            ADVICE,
            "Đáp án dài hơn hẳn các phương án khác nên dễ bị đoán; đề nghị viết các phương án có độ"
            " dài tương đương.",
        )


def telling_absolutes(question: Question) -> Doubts:
    """Most wrong options too absolute to be right, the key not."""
    keys, others = _sides(question)
    if not keys or any(_ABSOLUTE.search(text) for text in keys):
        return
    sure = [
        (index, found[1].lower())
        for index, text in others.items()
        if (found := _ABSOLUTE.search(text)) and not _OTHERS.fullmatch(bare(text))
    ]
    if sure and 2 * len(sure) > len(others):
        letters = ", ".join(letter_of(index) for index, _ in sure)
        words = ", ".join(f"“{word}”" for word in dict.fromkeys(word for _, word in sure))
        yield (
            ADVICE,
            f"Chỉ các phương án sai ({letters}) dùng từ tuyệt đối ({words}) nên dễ bị loại; đề nghị"
            " viết lại các phương án này.",
        )


def telling_form(question: Question) -> Doubts:
    """A key that alone begins, ends or fits the stem in another way than all the others."""
    keys, others = _sides(question)
    wrong = list(others.values())
    if len(keys) != 1 or len(wrong) < 2 or not all([*keys, *wrong]):
        return
    for said, one, rest in (
        ("bắt đầu bằng chữ hoa", _begins_large(keys[0]), [_begins_large(text) for text in wrong]),
        ("có dấu chấm ở cuối", keys[0].endswith("."), [text.endswith(".") for text in wrong]),
        ("có số như câu hỏi yêu cầu", *_counts(question.stem, keys[0], wrong)),
    ):
        if one is not None and all(other is not None and other is not one for other in rest):
            than = said if one else f"không {said}"
            yield (
                ADVICE,
                f"Chỉ đáp án {than} nên dễ bị đoán; đề nghị viết các phương án cùng một kiểu.",
            )


def _begins_large(text: str) -> bool | None:
    first = next((sign for sign in text if sign.isalnum()), "")
    return first.isupper() if first.isalpha() else None


def _counts(stem: str, key: str, wrong: list[str]) -> tuple[bool | None, list[bool | None]]:
    """Which options hold a number, where the stem asks for one and the key gives it."""
    if not _HOW_MANY.search(bare(stem)) or not _COUNTED.search(key):
        return None, []
    return True, [bool(_COUNTED.search(text)) for text in wrong]


def telling_echo(question: Question) -> Doubts:
    """A key that alone repeats the words of the stem."""
    keys, others = _sides(question)
    if len(keys) != 1 or not others:
        return
    said = _inner_pairs(keys[0])
    if len(said) < TELLING_PAIRS:
        return
    asked = _inner_pairs(question.stem)
    if len(asked & said) < TELLING_PAIRS or any(
        asked & _inner_pairs(text) for text in others.values()
    ):
        return
    yield (
        ADVICE,
        "Chỉ đáp án lặp lại từ ngữ của câu hỏi nên dễ bị đoán; đề nghị viết lại câu hỏi hoặc cho"
        " phương án khác cùng dùng từ ngữ đó.",
    )


def _inner_pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring words, without the ends of the text."""
    pairs = pairs_of(bare(text))
    return frozenset(pair for pair in pairs if pair[0] != " " and pair[-1] != " ")


def _sides(question: Question) -> tuple[list[str], dict[int, str]]:
    """The texts of the key, and those of the wrong options under their places."""
    texts = [squeeze(option.text) for option in question.options]
    wrong = {index: text for index, text in enumerate(texts) if index not in question.key}
    return [text for index, text in enumerate(texts) if index in question.key], wrong
