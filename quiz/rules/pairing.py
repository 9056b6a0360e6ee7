"""Which question of a bank a question of a file is: by its identifier, or by what it asks."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice

from question_bank.formats.naming import names_all_others, names_letters
from question_bank.identifiers import was_typed
from question_bank.question import Question
from question_bank.vietnamese import same_key

_MOST_BESIDE = 64
"""Questions of one stem with one option in common that are compared with another one."""

Answers = tuple[tuple[str, bool], ...]


def stem_key(question: Question) -> str:
    """The words of the stem, the same however they are spelled."""
    return " ".join(re.findall(r"\w+", same_key(question.stem)))


def answers(question: Question) -> Answers:
    """Each option with its verdict, in an order that is none."""
    return tuple(
        sorted(
            (same_key(option.text), index in question.key)
            for index, option in enumerate(question.options)
        )
    )


def pairs(
    questions: Sequence[Question], standing: Sequence[Question], removed: Collection[str] = ()
) -> list[Question | None]:
    """For each question of the file the one of the bank that it is, None where it is none of them;
    each one of the bank is met once. A typed identifier says which one. Else the stem alone says
    too little (“Phát biểu nào sau đây là đúng?”): at least an option has to be the same. One that
    was `removed` is met under its identifier only.
    """
    by_id = {one.id: one for one in standing}
    free = _Free(standing, removed)
    met: list[Question | None] = [
        free.take(by_id[one.id]) if one.id in by_id and was_typed(one) else None
        for one in questions
    ]
    for place, question in enumerate(questions):
        if met[place] is None:
            named = by_id.get(question.id)
            met[place] = free.nearest(question, named)
    return met


class _Free:
    """The questions of a bank that nothing has met yet, found by what they ask and offer."""

    def __init__(self, standing: Sequence[Question], removed: Collection[str]) -> None:
        self._taken: set[str] = set()
        self._alike: dict[tuple[str, Answers], list[Question]] = defaultdict(list)
        self._offering: dict[tuple[str, str], deque[Question]] = defaultdict(deque)
        for one in standing:
            if one.id in removed:
                continue
            stem = stem_key(one)
            self._alike[stem, answers(one)].append(one)
            for text in _offered(one):
                self._offering[stem, text].append(one)

    def take(self, one: Question) -> Question:
        """Nothing else meets it from now on."""
        self._taken.add(one.id)
        return one

    def nearest(self, question: Question, named: Question | None) -> Question | None:
        """The one that is the same word for word, else the one with the same answers, else `named`
        where it shares an option, else the one that shares the most.
        """
        stem = stem_key(question)
        alike = self._untaken(self._alike.get((stem, answers(question)), ()))
        if alike:
            same = (one for one in alike if replace(one, id=question.id) == question)
            own = (one for one in alike if one.id == question.id)
            return self.take(next(same, None) or next(own, None) or alike[0])
        offered = _offered(question)
        if named and named.id not in self._taken and offered & _offered(named):
            return self.take(named)
        near = [one for text in sorted(offered) for one in self._beside(stem, text)]
        shared = Counter(one.id for one in near)
        return self.take(max(near, key=lambda one: shared[one.id])) if near else None

    def _beside(self, stem: str, text: str) -> list[Question]:
        """The first few that offer this under the stem."""
        found = self._offering.get((stem, text), deque())
        while found and found[0].id in self._taken:
            found.popleft()
        return self._untaken(list(islice(found, _MOST_BESIDE)))

    def _untaken(self, found: Sequence[Question]) -> list[Question]:
        return [one for one in found if one.id not in self._taken]


def _offered(question: Question) -> set[str]:
    """What the question gives to choose from. “Tất cả các phương án trên” and “Cả A và B” are
    options of many questions and tell none from another.
    """
    texts = [option.text for option in question.options]
    own = [text for text in texts if not (names_all_others(text) or names_letters(text))]
    return {same_key(text) for text in own or texts}
