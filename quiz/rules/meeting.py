"""What becomes of each question of a file when it meets a bank that has questions already."""

import hashlib
import re
from collections import defaultdict
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
    """It is there word for word, or under another name with the same stem, options and key, and
    nothing that the file says beside them is said otherwise."""
    CHANGED = "changed"
    """The same identifier, or the same stem, with other words, another key, topic, level, legal
    basis or explanation."""


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
    second one of the file that would meet it meets another one of the same stem, else it is added.
    """
    by_code = {one.question.id: one for one in standing}
    by_stem: dict[str, list[Standing]] = defaultdict(list)
    for one in standing:
        if not one.removed:
            by_stem[_stem(one.question)].append(one)
    taken: set[str] = set()
    meetings = []
    for question in questions:
        theirs = by_code.get(question.id)
        if theirs is None or theirs.question.id in taken:
            twins = by_stem.get(_stem(question), ())
            free = [one for one in twins if one.question.id not in taken]
            alike = (one for one in free if _answers(one.question) == _answers(question))
            theirs = next(alike, next(iter(free), None))
        if theirs is None:
            question = _named(question, by_code.keys() | taken)
            meetings.append(Meeting(Fate.ADDED, question))
        else:
            meetings.append(_met(question, theirs))
        taken.add(meetings[-1].mine.id)
    return tuple(meetings)


def _met(question: Question, theirs: Standing) -> Meeting:
    mine = replace(question, id=theirs.question.id)
    if question.id == mine.id:
        same = mine == theirs.question
    elif same := _same(mine, theirs.question):
        mine = _filled(mine, theirs.question)
        same = _says_nothing_else(mine, theirs.question)
    fate = Fate.SAME if same and not theirs.removed else Fate.CHANGED
    return Meeting(fate, mine, theirs)


def _filled(one: Question, other: Question) -> Question:
    """The first one with what it leaves unsaid: a file without a basis takes none away."""
    return replace(
        one,
        legal_basis=one.legal_basis or other.legal_basis,
        explanation=one.explanation or other.explanation,
    )


def _says_nothing_else(mine: Question, theirs: Question) -> bool:
    """Whether what stands beside stem, options and key differs by what `theirs` lacks only."""
    return _filled(theirs, mine) == replace(
        theirs,
        topic=mine.topic,
        level=mine.level,
        legal_basis=mine.legal_basis,
        explanation=mine.explanation,
    )


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
    merged = _filled(theirs, meeting.mine)
    return merged if choice.merge and merged != theirs else None


def settled(meetings: Iterable[Meeting], choice: Choice) -> bool:
    """Whether taking the file in with this choice would change nothing."""
    return all(outcome(one, choice) is None for one in meetings)


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
