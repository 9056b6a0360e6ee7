"""Faults in a bank: what blocks it, what a person must look at, what would make it better."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from question_bank.bank import Bank
from question_bank.finding import Finding, Severity
from question_bank.question import OPTION_LETTERS, Question
from question_bank.vietnamese import fold, same_key, squeeze

FEWEST_OPTIONS, MOST_OPTIONS = 2, len(OPTION_LETTERS)
TELLING_RATIO, TELLING_EXCESS = 1.5, 20
"""A key tells itself when it is this many times and characters longer than every other option."""
ALIKE = 0.8
"""Stems are near duplicates from this share of common word pairs (Jaccard)."""
ENOUGH_KEYS = 40
"""Key positions are judged from this many questions on."""
UNEVEN = 11.345
"""The chi-square value that even key positions exceed once in a hundred (3 degrees of freedom)."""

BLOCKS, DOUBTFUL, ADVICE = Severity
Doubts = Iterator[tuple[Severity, str]]

_WHOLE_BANK = "ngân hàng câu hỏi"
_LONGEST_POSTING = 32
_WORD = re.compile(r"\w+")
_PUNCTUATION = re.compile(r"""[.,;:'"“”‘’()…](?!\d)""")
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
_NEGATION = re.compile(
    r"\b(?:nào|ai|đâu)\b(?: (?:sau|dưới) đây)?(?: (?!nếu|khi|mà|do|vì|để|nhưng|người|cử tri)\w+)"
    r"{0,4},? (không|chưa)\b(?!\W*$)"
    r"|\b(không) phải là\b(?!\W*$)|\b(ngoại trừ|trừ) (?=\w+(?: \w+)? nào\b)|\b(ngoại trừ)\W*$",
    re.IGNORECASE,
)
"""A negation that marks what to choose; "… hay không?" at the end marks nothing."""
_OF_ITS_OPTIONS = re.compile(r"\b(?:sau|duoi) day\b")
"""Such a stem may stand over different options: only an option judged both ways contradicts."""
_DECISIVE = frozenset({"khong", "chua", "tru", "dung", "sai"})


def review(bank: Bank) -> tuple[Finding, ...]:
    """Every doubt about the bank, the gravest first, then in the order of the questions."""
    if not bank.questions:
        message = "Ngân hàng chưa có câu hỏi nào; đề nghị nhập câu hỏi trước khi sử dụng."
        return (Finding(BLOCKS, _WHOLE_BANK, message),)
    found = [finding for check in _OF_BANK for finding in check(bank)]
    for question in bank:
        for check_one in _OF_QUESTION:
            found += [_about(question, *doubt) for doubt in check_one(question)]
    gravity = list(Severity)
    return tuple(sorted(found, key=lambda finding: gravity.index(finding.level)))


def _about(question: Question, level: Severity, message: str) -> Finding:
    return Finding(level, f"câu {question.id}", message)


def _letter(index: int) -> str:
    return OPTION_LETTERS[index] if index < len(OPTION_LETTERS) else str(index + 1)


@lru_cache(maxsize=1 << 16)  # folding is most of a review's time; three checks ask for it
def _bare(text: str) -> str:
    """The text without case, marks and punctuation, for "nearly equal"."""
    return " ".join(_PUNCTUATION.sub(" ", fold(text)).split())


# One question.


def _texts_missing(question: Question) -> Doubts:
    if not question.stem.strip():
        yield BLOCKS, "Câu hỏi chưa có nội dung; đề nghị nhập nội dung câu hỏi."
    for index, option in enumerate(question.options):
        if not option.text.strip():
            yield BLOCKS, f"Phương án {_letter(index)} để trống; đề nghị nhập nội dung hoặc xóa đi."


def _key_at_fault(question: Question) -> Doubts:
    every = frozenset(range(len(question.options)))
    if not question.key:
        yield BLOCKS, "Chưa có đáp án; đề nghị đánh dấu phương án đúng."
    elif not question.key <= every:
        yield BLOCKS, "Đáp án trỏ tới phương án không tồn tại; đề nghị chọn lại đáp án."
    elif question.key == every and len(every) > 1:
        yield DOUBTFUL, "Mọi phương án đều là đáp án; đề nghị kiểm tra lại phần đánh dấu đáp án."


def _number_of_options(question: Question) -> Doubts:
    count = len(question.options)
    if not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
        remedy = f"đề nghị để từ {FEWEST_OPTIONS} đến {MOST_OPTIONS} phương án"
        yield BLOCKS, f"Câu hỏi có {count} phương án; {remedy}."


def _equal_options(question: Question) -> Doubts:
    exact: dict[str, str] = {}
    nearly: dict[str, str] = {}
    for index, option in enumerate(question.options):
        key, bare, letter = same_key(option.text), _bare(option.text), _letter(index)
        if key and key in exact:
            pair = f"Phương án {exact[key]} và {letter}"
            yield BLOCKS, f"{pair} trùng nhau; đề nghị sửa hoặc bỏ một phương án."
        elif bare and bare in nearly:
            pair = f"Phương án {nearly[bare]} và {letter}"
            yield DOUBTFUL, f"{pair} chỉ khác nhau về dấu; đề nghị kiểm tra lại."
        exact.setdefault(key, letter)
        nearly.setdefault(bare, letter)


def _telling_key(question: Question) -> Doubts:
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


def _option_about_others(question: Question) -> Doubts:
    for index, option in enumerate(question.options):
        if question.shuffle and not option.pinned and _OTHERS.fullmatch(_bare(option.text)):
            about = f"Phương án {_letter(index)} nói về các phương án khác"
            remedy = "đề nghị thêm {cố định} ở cuối phương án hoặc ghi “Trộn phương án: không”"
            yield DOUBTFUL, f"{about} nhưng chưa được giữ vị trí; {remedy}."


def _option_names_letters(question: Question) -> Doubts:
    pinned = {_letter(index) for index, option in enumerate(question.options) if option.pinned}
    for index, option in enumerate(question.options):
        named = _LETTERS.fullmatch(squeeze(option.text))
        if not question.shuffle or not named:
            continue
        if not pinned.issuperset(re.findall(r"\b[A-H]\b", named["letters"].upper())):
            about = f"Phương án {_letter(index)} nhắc tới chữ cái của phương án khác"
            remedy = "đề nghị ghi “Trộn phương án: không” hoặc viết rõ nội dung"
            yield DOUBTFUL, f"{about}, chữ cái này đổi khi trộn; {remedy}."


def _quiet_negation(question: Question) -> Doubts:
    asking = re.split(r"[.;!?:]\s+", squeeze(question.stem))[-1]
    negations = [next(filter(None, found.groups())) for found in _NEGATION.finditer(asking)]
    quiet = next((word.upper() for word in negations if not word.isupper()), None)
    if quiet:
        remedy = f"đề nghị viết hoa từ “{quiet}” để người dự thi không đọc sót"
        yield ADVICE, f"Câu hỏi có ý phủ định; {remedy}."


def _unsupported(question: Question) -> Doubts:
    if not question.legal_basis:
        yield ADVICE, "Chưa có căn cứ pháp lý; đề nghị ghi văn bản, điều, khoản."
    if not question.explanation.strip():
        yield ADVICE, "Chưa có giải thích; đề nghị nêu ngắn gọn vì sao đáp án đúng."


# The whole bank.


def _repeated_ids(bank: Bank) -> Iterator[Finding]:
    seen: set[str] = set()
    for question in bank:
        if question.id in seen:
            message = "Mã câu hỏi bị trùng; đề nghị đặt mỗi câu một mã riêng."
            yield _about(question, BLOCKS, message)
        seen.add(question.id)


def _unknown_topics(bank: Bank) -> Iterator[Finding]:
    for question in bank:
        if question.topic not in bank.topic_titles:
            message = (
                f"Chuyên đề “{question.topic}” không có trong ngân hàng; đề nghị chọn chuyên đề đã"
                " khai báo hoặc khai báo thêm."
            )
            yield _about(question, BLOCKS, message)


def _same_stems(bank: Bank) -> Iterator[Finding]:
    asked: dict[str, dict[frozenset[str], Question]] = defaultdict(dict)
    judged: dict[tuple[str, str, bool], Question] = {}
    for question in bank:
        stem, verdicts = _bare(question.stem), _verdicts(question)
        if not stem:
            continue
        keys = frozenset(text for text, right in verdicts.items() if right)
        rival = next((twin for key, twin in islice(asked[stem].items(), 2) if key != keys), None)
        twin = asked[stem].get(keys) or rival
        if _OF_ITS_OPTIONS.search(stem):
            against = ((stem, text, not right) for text, right in verdicts.items())
            rival = next((judged[one] for one in against if one in judged), None)
        if rival:
            message = (
                f"Cùng nội dung hỏi với câu {rival.id} nhưng đáp án khác; đề nghị thống nhất đáp"
                " án hoặc bỏ một câu."
            )
            yield _about(question, BLOCKS, message)
        elif twin:
            message = f"Trùng nội dung hỏi với câu {twin.id}; đề nghị bỏ hoặc viết lại một câu."
            yield _about(question, DOUBTFUL, message)
        asked[stem].setdefault(keys, question)
        for text, right in verdicts.items():
            judged.setdefault((stem, text, right), question)


def _verdicts(question: Question) -> dict[str, bool]:
    """Each option's bare text and whether it is of the key."""
    return {_bare(option.text): at in question.key for at, option in enumerate(question.options)}


def _near_stems(bank: Bank) -> Iterator[Finding]:
    """Prefix filtering finds what is alike without comparing all with all: two sets that share
    enough share one of each other's rarest pairs. Long postings are cut to keep time linear.
    """
    firsts: dict[str, Question] = {}
    for question in bank:
        firsts.setdefault(_bare(question.stem), question)
    stems = {stem: _word_pairs(stem) for stem in firsts if stem}
    frequency = Counter(pair for pairs in stems.values() for pair in pairs)
    postings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for stem, pairs in stems.items():
        rarest = sorted(pairs, key=lambda pair: (frequency[pair], pair))
        rarest = rarest[: len(pairs) - math.ceil(ALIKE * len(pairs)) + 1]
        places = [(_decisive(stem), pair) for pair in rarest]
        near = {other: None for place in places for other in postings[place][-_LONGEST_POSTING:]}
        for other in near:
            common = len(pairs & stems[other])
            if common >= ALIKE * (len(pairs) + len(stems[other]) - common):
                twin = firsts[other].id
                message = f"Nội dung hỏi gần giống câu {twin}; đề nghị kiểm tra để tránh trùng."
                yield _about(firsts[stem], DOUBTFUL, message)
                break
        for place in places:
            postings[place].append(stem)


def _word_pairs(stem: str) -> frozenset[str]:
    padded = ["", *_WORD.findall(stem), ""]
    return frozenset(f"{one} {two}" for one, two in pairwise(padded))


def _decisive(stem: str) -> str:
    """The words of which one alone makes another question: numbers and negations."""
    words = _WORD.findall(stem)
    return " ".join(sorted(w for w in words if w in _DECISIVE or not w.isalpha()))


def _uneven_keys(bank: Bank) -> Iterator[Finding]:
    single = [q for q in bank if len(q.options) == 4 and len(q.key) == 1]
    places = Counter(index for question in single for index in question.key)
    counts, even = [places[index] for index in range(4)], len(single) / 4
    if len(single) < ENOUGH_KEYS or sum((n - even) ** 2 for n in counts) / even <= UNEVEN:
        return
    spread = ", ".join(f"{_letter(index)}: {count}" for index, count in enumerate(counts))
    message = f"Vị trí đáp án không đều ({spread}); đề nghị đổi chỗ phương án ở một số câu."
    yield Finding(ADVICE, _WHOLE_BANK, message)


_OF_QUESTION = (
    _texts_missing,
    _key_at_fault,
    _number_of_options,
    _equal_options,
    _telling_key,
    _option_about_others,
    _option_names_letters,
    _quiet_negation,
    _unsupported,
)
_OF_BANK = (_repeated_ids, _unknown_topics, _same_stems, _near_stems, _uneven_keys)
