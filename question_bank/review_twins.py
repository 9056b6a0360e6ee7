"""The review of questions against each other: asked twice, asked alike, and told by another."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice

from question_bank.bank import Bank
from question_bank.finding import Finding
from question_bank.question import Question
from question_bank.review_terms import ADVICE, BLOCKS, DOUBTFUL, WORD, about, bare, pairs_of

ALIKE = 0.8
"""Stems are near duplicates from this share of common word pairs (Jaccard)."""
TOLD = 0.6
"""A stem speaks of what another asks from this share of the other's word pairs."""
FEWEST_TOLD_WORDS, FEWEST_TOLD_PAIRS = 2, 4
"""A key of one word, or a stem of a few, is met by chance."""

_LONGEST_POSTING = 32
_RAREST = 8
_COMPARED, _MOST_COMPARED = 1_000, 16
"""Characters of a stem, and how many others it is laid beside: those that share the most."""
_OF_ITS_OPTIONS = re.compile(r"\b(?:sau|duoi) day\b")
"""Such a stem may stand over different options: only an option judged both ways contradicts."""
_DECISIVE = frozenset({"khong", "chua", "tru", "dung", "sai"})


def same_stems(bank: Bank) -> Iterator[Finding]:
    """One stem twice, in whatever topics: a doubt with one key, a fault with two."""
    asked: dict[str, dict[frozenset[str], Question]] = defaultdict(dict)
    judged: dict[tuple[str, str, bool], Question] = {}
    for question in bank:
        stem, verdicts = bare(question.stem), _verdicts(question)
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
            yield about(question, BLOCKS, message)
        elif twin:
            message = f"Trùng nội dung hỏi với câu {twin.id}; đề nghị bỏ hoặc viết lại một câu."
            yield about(question, DOUBTFUL, message)
        asked[stem].setdefault(keys, question)
        for text, right in verdicts.items():
            judged.setdefault((stem, text, right), question)


def _verdicts(question: Question) -> dict[str, bool]:
    """Each option's bare text and whether it is of the key."""
    return {bare(option.text): at in question.key for at, option in enumerate(question.options)}


def near_stems(bank: Bank) -> Iterator[Finding]:
    """Prefix filtering finds what is alike without comparing all with all: two sets that share
    enough share one of each other's rarest pairs. Long postings are cut to keep time linear.
    """
    firsts: dict[str, Question] = {}
    for question in bank:
        firsts.setdefault(bare(question.stem), question)
    stems = {stem: pairs_of(stem[:_COMPARED]) for stem in firsts if stem}
    frequency = Counter(pair for pairs in stems.values() for pair in pairs)
    postings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for stem, pairs in stems.items():
        rarest = sorted(pairs, key=lambda pair: (frequency[pair], pair))
        rarest = rarest[: len(pairs) - math.ceil(ALIKE * len(pairs)) + 1]
        decisive = _decisive(stem)
        places = [(decisive, pair) for pair in rarest]
        near = Counter(o for place in places for o in postings[place][-_LONGEST_POSTING:])
        for other, _ in near.most_common(_MOST_COMPARED):
            common = len(pairs & stems[other])
            if common >= ALIKE * (len(pairs) + len(stems[other]) - common):
                twin = firsts[other].id
                message = f"Nội dung hỏi gần giống câu {twin}; đề nghị kiểm tra để tránh trùng."
                yield about(firsts[stem], DOUBTFUL, message)
                break
        for place in places:
            postings[place].append(stem)


def _decisive(stem: str) -> str:
    """The words of which one alone makes another question: numbers and negations."""
    words = WORD.findall(stem)
    return " ".join(sorted(w for w in words if w in _DECISIVE or not w.isalpha()))


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
