"""The review of questions against each other: asked twice, asked alike, and told by another."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from question_bank.bank import Bank
from question_bank.finding import Finding
from question_bank.numerals import in_digits
from question_bank.question import Question
from question_bank.review_stems import Asked, asked_by
from question_bank.review_terms import (
    ADVICE,
    BLOCKS,
    DOUBTFUL,
    WORD,
    about,
    bare,
    pairs_of,
    spelt,
)

ALIKE = 0.8
"""Stems are near duplicates from this share of common word pairs (Jaccard)."""
TOLD = 0.6
"""A stem speaks of what another asks from this share of the other's word pairs."""
FEWEST_TOLD_WORDS, FEWEST_TOLD_PAIRS = 2, 4
"""A key of one word, or a stem of a few, is met by chance."""
FEWEST_HELD_PAIRS = 4
"""So is a stem of a few words inside another one."""

_LONGEST_POSTING = 32
_RAREST = 8
_COMPARED, _MOST_COMPARED = 1_000, 16
"""Characters of a stem, and how many others it is laid beside: those that share the most."""
_MOST_KEYS = 8
"""Keys of one stem that a further question's key is held against."""
_TONE = re.compile(r"\^\d")
"""How a spelt text writes a tone."""
_DECISIVE = frozenset({"khong", "chua", "tru", "dung", "sai"})
"""Words of which one alone, as any number, makes another question."""


def same_stems(bank: Bank) -> Iterator[Finding]:
    """One stem twice, in whatever topics and behind whatever lead-in: a doubt with one key, a fault
    with two. A stem about its options may stand over different ones: there only an option judged
    both ways contradicts.
    """
    asked: dict[str, dict[frozenset[str], Question]] = defaultdict(dict)
    judged: dict[tuple[str, str, bool], Question] = {}
    often = Counter(asked_by(question.stem).frame for question in bank)
    for question in bank:
        stem = asked_by(question.stem)
        frame = stem.frame
        if not frame or often[frame] < 2:
            continue
        verdicts = _verdicts(question)
        keys = frozenset(text for text, right in verdicts.items() if right)
        others = [one for key, one in islice(asked[frame].items(), _MOST_KEYS) if key != keys]
        twin = asked[frame].get(keys) or next(iter(others), None)
        firm = (one for one in others if not (stem.open or asked_by(one.stem).open))
        against = ((frame, text, not right) for text, right in verdicts.items())
        rival = next(firm, None) or next((judged[one] for one in against if one in judged), None)
        if rival:
            message = (
                f"Cùng nội dung hỏi với câu {rival.id} nhưng đáp án khác; đề nghị thống nhất đáp"
                " án hoặc bỏ một câu."
            )
            yield about(question, BLOCKS, message)
        elif twin:
            message = f"Trùng nội dung hỏi với câu {twin.id}; đề nghị bỏ hoặc viết lại một câu."
            yield about(question, DOUBTFUL, message)
        asked[frame].setdefault(keys, question)
        for text, right in verdicts.items():
            judged.setdefault((frame, text, right), question)


def _verdicts(question: Question) -> dict[str, bool]:
    """Each option's bare text, its numbers in digits, and whether it is of the key."""
    return {_meant(one.text): at in question.key for at, one in enumerate(question.options)}


def _meant(text: str) -> str:
    said = spelt(text)
    told = in_digits(said)
    return bare(text if told == said else _TONE.sub("", told))


def near_stems(bank: Bank) -> Iterator[Finding]:
    """Stems that are alike, and those that stand in another one, word for word, which has another
    key. A stem by one law is not like a stem by another.
    """
    firsts: dict[str, Question] = {}
    for question in bank:
        firsts.setdefault(asked_by(question.stem).frame, question)
    stems = [_stem_of(place, one) for place, one in enumerate(firsts.values())]
    told: set[tuple[int, int]] = set()
    for one, other in chain(_alike(stems), _held(stems)):
        first, last = sorted((one, other), key=lambda stem: stem.place)
        leads = {one.asked.lead, other.asked.lead} - {""}
        if (first.place, last.place) not in told and len(leads) < 2:
            told.add((first.place, last.place))
            yield _near(last.question, first.question)


def _near(question: Question, twin: Question) -> Finding:
    said, remedy = f"Nội dung hỏi gần giống câu {twin.id}", "kiểm tra để tránh trùng"
    if _right(question) != _right(twin):
        said += " nhưng đáp án khác"
        remedy = "thống nhất đáp án, hoặc viết lại để thấy rõ hai câu hỏi khác nhau"
    return about(question, DOUBTFUL, f"{said}; đề nghị {remedy}.")


def _right(question: Question) -> frozenset[str]:
    return frozenset(text for text, right in _verdicts(question).items() if right)


@dataclass(frozen=True, slots=True)
class _Stem:
    """A stem as it is compared: its `place` among the others, its bare text and that text's pairs
    of words; `decisive` are the words of which one alone makes another question.
    """

    place: int
    question: Question
    asked: Asked
    text: str
    pairs: frozenset[str]
    decisive: str


def _stem_of(place: int, question: Question) -> _Stem:
    asked = asked_by(question.stem)
    text = asked.core[:_COMPARED]
    words = WORD.findall(asked.core)
    decisive = " ".join(sorted(w for w in words if w in _DECISIVE or not w.isalpha()))
    return _Stem(place, question, asked, text, pairs_of(text), decisive)


def _alike(stems: Sequence[_Stem]) -> Iterator[tuple[_Stem, _Stem]]:
    """Prefix filtering finds what is alike without comparing all with all: two sets that share
    enough share one of each other's rarest pairs. Long postings are cut to keep time linear.
    """
    frequency = Counter(pair for stem in stems for pair in stem.pairs)
    postings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for stem in stems:
        pairs = stem.pairs if stem.text else frozenset[str]()
        rarest = sorted(pairs, key=lambda pair: (frequency[pair], pair))
        rarest = rarest[: len(pairs) - math.ceil(ALIKE * len(pairs)) + 1]
        places = [(stem.decisive, pair) for pair in rarest]
        near = Counter(o for place in places for o in postings[place][-_LONGEST_POSTING:])
        for place, _ in near.most_common(_MOST_COMPARED):
            other = stems[place]
            common = len(pairs & other.pairs)
            if common >= ALIKE * (len(pairs) + len(other.pairs) - common):
                yield stem, other
                break
        for key in places:
            postings[key].append(stem.place)


def _held(stems: Sequence[_Stem]) -> Iterator[tuple[_Stem, _Stem]]:
    """Each stem that stands whole in another one, not twice as long, with another key. It is looked
    for where its rarest pair of words stands.
    """
    postings: dict[str, list[int]] = defaultdict(list)
    for stem in stems:
        for pair in stem.pairs:
            postings[pair].append(stem.place)
    for stem in stems:
        inner = [pair for pair in stem.pairs if pair[0] != " " and pair[-1] != " "]
        if len(inner) < FEWEST_HELD_PAIRS:
            continue
        rarest = min((postings[pair] for pair in inner), key=len)
        for place in rarest[:_LONGEST_POSTING]:
            if place != stem.place and _holds(stems[place], stem):
                yield stem, stems[place]
                break


def _holds(long: _Stem, short: _Stem) -> bool:
    if len(long.pairs) > 2 * len(short.pairs) or long.decisive != short.decisive:
        return False
    if f" {short.text} " not in f" {long.text} ":
        return False
    if not (long.asked.open or short.asked.open):
        return _right(long.question) != _right(short.question)
    verdicts = _verdicts(long.question)
    return any(
        verdicts.get(text, right) is not right for text, right in _verdicts(short.question).items()
    )


def told_answers(bank: Bank) -> Iterator[Finding]:
    """A stem that speaks of what another question asks, and says its answer.

    A stem is looked for among those that share one of the asked stem's rarest pairs of words.
    """
    stems = {_framed(question.stem): question for question in reversed(bank.questions)}
    pairs = {stem: pairs_of(stem) for stem in stems}
    postings: dict[str, list[str]] = defaultdict(list)
    for stem, own in pairs.items():
        for pair in own:
            if len(postings[pair]) <= _LONGEST_POSTING:
                postings[pair].append(stem)
    for stem, question in stems.items():
        answer, wrong = _answer(question)
        if not answer or len(pairs[stem]) < FEWEST_TOLD_PAIRS or answer in stem:
            continue
        usable = [pair for pair in pairs[stem] if len(postings[pair]) <= _LONGEST_POSTING]
        usable.sort(key=lambda pair: (len(postings[pair]), pair))
        near = {other: None for pair in usable[:_RAREST] for other in postings[pair]}
        for other in near:
            tells = other != stem and answer in other
            tells = tells and not any(text in other for text in wrong)
            if tells and len(pairs[stem] & pairs[other]) >= TOLD * len(pairs[stem]):
                yield _told(stems[other], question)


def _told(teller: Question, asked: Question) -> Finding:
    said = f"Nội dung hỏi cho biết đáp án của câu {asked.id}"
    remedy = "đề nghị viết lại hoặc không dùng hai câu trong cùng một đề"
    return about(teller, ADVICE, f"{said}; {remedy}.")


def _answer(question: Question) -> tuple[str, list[str]]:
    """The bare text of the only key, where it says enough to be recognised, and the wrong ones."""
    if len(question.key) != 1 or not max(question.key) < len(question.options):
        return "", []
    if min(question.key) < 0:
        return "", []
    texts = [_framed(option.text) for option in question.options]
    answer = texts.pop(min(question.key))
    enough = len(WORD.findall(answer)) >= FEWEST_TOLD_WORDS
    return (answer if enough else ""), [text for text in texts if text.strip()]


def _framed(text: str) -> str:
    """The bare text between blanks, so that whole words are found in it, and no more of it than
    is compared.
    """
    return f" {bare(text)[:_COMPARED]} "
