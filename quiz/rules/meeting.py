"""What becomes of each question of a file when it meets a bank that has questions already."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from question_bank.bank import Bank, Topic
from question_bank.formats.topics import Names
from question_bank.identifiers import was_typed
from question_bank.question import Question
from question_bank.vietnamese import same_key
from quiz.rules.authoring import State
from quiz.rules.pairing import answers, pairs, stem_key


class Fate(StrEnum):
    """How a question of the file stands to the bank."""

    ADDED = "added"
    """Nothing like it is there."""
    SAME = "same"
    """It is there word for word, or under another name with the same stem, options and key, and
    nothing that the file says beside them is said otherwise."""
    CHANGED = "changed"
    """The same identifier, or the same stem and some of the options, with other words, another key,
    topic, level, legal basis or explanation."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A question of the bank, and the revision of it that is met. A removed one keeps its name."""

    question: Question
    revision: int = 1
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """`mine` is the file's question, with the bank's identifier where it meets `theirs`; `apart` is
    it under a free one, where it is other and both may stand.
    """

    fate: Fate
    mine: Question
    theirs: Standing | None = None
    apart: Question | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What an author chose: identifiers of questions that stay as they stand in the bank, `kept`
    instead of the file's and `both` beside the file's, and whether what is the same gives it the
    legal basis and the explanation that it lacks.
    """

    kept: frozenset[str] = frozenset()
    merge: bool = False
    both: frozenset[str] = frozenset()


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
    second one of the file that would meet it meets another one that is near, else it is added.
    """
    file = list(questions)
    by_code = {one.question.id: one for one in standing}
    removed = {one.question.id for one in standing if one.removed}
    found = pairs(file, [one.question for one in standing], removed)
    names = Names(by_code)
    meetings = [
        _met(question, by_code[theirs.id])
        if theirs
        else Meeting(Fate.ADDED, replace(question, id=names.free(question.id)))
        for question, theirs in zip(file, found, strict=True)
    ]
    return tuple(
        replace(met, apart=replace(question, id=names.free(question.id)))
        if met.fate is Fate.CHANGED and _may_stand_apart(question, met)
        else met
        for question, met in zip(file, meetings, strict=True)
    )


def _may_stand_apart(question: Question, met: Meeting) -> bool:
    """A typed identifier says that the two are one question; what was removed stands in no way."""
    if met.theirs is None or met.theirs.removed:
        return False
    return question.id != met.mine.id or not was_typed(question)


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


def _same(one: Question, other: Question) -> bool:
    """The same stem, options in whatever order, and key."""
    return stem_key(one) == stem_key(other) and answers(one) == answers(other)


def outcome(meeting: Meeting, choice: Choice) -> Question | None:
    """The words that the question gets, under the identifier that it gets; None where nothing
    changes.
    """
    if meeting.theirs is None:
        return meeting.mine
    if meeting.fate is Fate.CHANGED:
        if meeting.apart and meeting.mine.id in choice.both:
            return meeting.apart
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
    both = [f"both {name}" for name in sorted(choice.both)]
    said = (*sorted(choice.kept), *both, str(choice.merge))
    text = "\n".join((replace(bank, title="").digest, *said))
    return hashlib.sha256(text.encode()).hexdigest()


def before_import(earlier: State | None) -> State:
    """The state of a question whose import is undone: it had none before, or goes back. An approval
    went with the words; who approved has to look once more.
    """
    if earlier is None:
        return State.REMOVED
    return State.REVIEW if earlier is State.APPROVED else earlier
