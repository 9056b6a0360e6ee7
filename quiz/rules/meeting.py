"""What becomes of each question of a file when it meets a bank that has questions already."""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from question_bank.bank import Bank, Topic
from question_bank.question import Question
from question_bank.vietnamese import same_key
from quiz.rules.authoring import State


class Fate(StrEnum):
    """How a question of the file stands to the bank."""

    ADDED = "added"
    """Nothing like it is there."""
    SAME = "same"
    """It is there word for word, or with the same stem, options and key under another name."""
    CHANGED = "changed"
    """The same identifier, or the same stem, with other words or another key."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A question of the bank, and the revision of it that is met. A removed one keeps its name."""

    question: Question
    revision: int = 1
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """`mine` is the file's question, with the bank's identifier where it meets `theirs`."""

    fate: Fate
    mine: Question
    theirs: Standing | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What an author chose: identifiers of questions that stay as they stand in the bank, and
    whether what is the same gives it the legal basis and the explanation that it lacks.
    """

    kept: frozenset[str] = frozenset()
    merge: bool = False


def in_topics(bank: Bank, topics: Sequence[Topic]) -> tuple[Bank, tuple[Topic, ...]]:
    """The file's bank under the identifiers of the bank's own topics, and all topics of the two: a
    topic is the same where its title is, and gets a free identifier where it is not.
    """
    by_title = {same_key(topic.title): topic.id for topic in topics}
    known = {topic.id: topic for topic in topics}
    names: dict[str, str] = {}
    for topic in bank.topics:
        found = by_title.get(same_key(topic.title))
        if found is None:
            found, number = topic.id, 1
            while found in known:
                number += 1
                found = f"{topic.id}-{number}"
            known[found] = Topic(found, topic.title)
        names[topic.id] = found
    questions = tuple(replace(one, topic=names[one.topic]) for one in bank)
    used = {one.topic for one in questions} | {topic.id for topic in topics}
    every = tuple(topic for topic in known.values() if topic.id in used)
    return replace(bank, topics=every, questions=questions), every


def meet(questions: Iterable[Question], standing: Sequence[Standing]) -> tuple[Meeting, ...]:
    """The fate of each question, in the file's order. Each question of the bank is met once: a
    second one of the file that would meet it is compared with the first instead, and added unless
    it is the same.
    """
    by_code = {one.question.id: one for one in standing}
    by_stem = {_stem(one.question): one for one in reversed(standing) if not one.removed}
    taken: set[str] = set()
    meetings = []
    for question in questions:
        theirs = by_code.get(question.id)
        if theirs is None or theirs.question.id in taken:
            theirs = by_stem.get(_stem(question))
        if theirs is None or theirs.question.id in taken:
            question = _named(question, by_code.keys() | taken)
            meetings.append(Meeting(Fate.ADDED, question))
        else:
            meetings.append(_met(question, theirs))
        taken.add(meetings[-1].mine.id)
    return tuple(meetings)


def _met(question: Question, theirs: Standing) -> Meeting:
    mine = replace(question, id=theirs.question.id)
    other_name = question.id != mine.id
    same = _same(mine, theirs.question) if other_name else mine == theirs.question
    fate = Fate.SAME if same and not theirs.removed else Fate.CHANGED
    return Meeting(fate, mine, theirs)


def _named(question: Question, taken: Collection[str]) -> Question:
    name, number = question.id, 1
    while name in taken:
        number += 1
        name = f"{question.id}-{number}"
    return replace(question, id=name)


def _stem(question: Question) -> str:
    return " ".join(re.findall(r"\w+", same_key(question.stem)))


def _same(one: Question, other: Question) -> bool:
    """The same stem, options in whatever order, and key."""
    return _stem(one) == _stem(other) and _answers(one) == _answers(other)


def _answers(question: Question) -> list[tuple[str, bool]]:
    return sorted(
        (same_key(option.text), index in question.key)
        for index, option in enumerate(question.options)
    )


def outcome(meeting: Meeting, choice: Choice) -> Question | None:
    """The words that the question gets; None where nothing changes."""
    if meeting.theirs is None:
        return meeting.mine
    if meeting.fate is Fate.CHANGED:
        return None if meeting.mine.id in choice.kept else meeting.mine
    theirs = meeting.theirs.question
    merged = replace(
        theirs,
        legal_basis=theirs.legal_basis or meeting.mine.legal_basis,
        explanation=theirs.explanation or meeting.mine.explanation,
    )
    return merged if choice.merge and merged != theirs else None


def seen(meetings: Iterable[Meeting]) -> str:
    """A digest of what an author looks at: whom the file meets, and in which revision."""
    pairs = (
        f"{one.fate.value} {one.mine.id} {one.theirs.revision if one.theirs else 0}"
        for one in meetings
    )
    return hashlib.sha256("\n".join(pairs).encode()).hexdigest()


def digest(bank: Bank, choice: Choice) -> str:
    """What was confirmed, as one name: the same questions with the same choices have the same,
    whatever the file is called.
    """
    text = "\n".join((replace(bank, title="").digest, *sorted(choice.kept), str(choice.merge)))
    return hashlib.sha256(text.encode()).hexdigest()


def before_import(earlier: State | None) -> State:
    """The state of a question whose import is undone: it had none before, or goes back. An approval
    went with the words; who approved has to look once more.
    """
    if earlier is None:
        return State.REMOVED
    return State.REVIEW if earlier is State.APPROVED else earlier
