"""A bank: questions under topics, with a content digest that is its version."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from question_bank.question import Level, Question


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of the bank: an ASCII identifier and the title that people read."""

    id: str
    title: str


@dataclass(frozen=True)
class Bank:
    """Questions in their printed order. `as_of` is the ISO day whose law the keys follow."""

    title: str
    topics: tuple[Topic, ...]
    questions: tuple[Question, ...]
    as_of: str = ""
    language: str = "vi"

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """Every question under its identifier."""
        return {question.id: question for question in self.questions}

    @cached_property
    def cells(self) -> dict[tuple[str, Level], list[Question]]:
        """The questions of each (topic, level) in the order of their identifiers."""
        cells: dict[tuple[str, Level], list[Question]] = defaultdict(list)
        for question in sorted(self.questions, key=lambda question: question.id):
            cells[question.topic, question.level].append(question)
        return cells

    @cached_property
    def topic_titles(self) -> dict[str, str]:
        """Every topic's title under its identifier."""
        return {topic.id: topic.title for topic in self.topics}

    @property
    def topics_in_order(self) -> bool:
        """Whether the questions alone say all topics in their order: each has one, and the first
        questions of the topics stand as the topics do.
        """
        return list(dict.fromkeys(one.topic for one in self)) == [one.id for one in self.topics]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the content, in hex: the bank's version."""
        return hashlib.sha256(self.dump().encode()).hexdigest()

    def counts(self) -> Counter[tuple[str, Level]]:
        """How many questions each (topic, level) holds."""
        return Counter({cell: len(questions) for cell, questions in self.cells.items()})

    def dump(self) -> str:
        """The bank as canonical JSON text: sorted keys, no spaces, UTF-8."""
        data = {
            "title": self.title,
            "as_of": self.as_of,
            "language": self.language,
            "topics": [{"id": topic.id, "title": topic.title} for topic in self.topics],
            "questions": [question.as_data() for question in self.questions],
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Self:
        """The inverse of `dump`. ValueError or KeyError where the text is another."""
        data = json.loads(text)
        return cls(
            title=data["title"],
            topics=tuple(Topic(topic["id"], topic["title"]) for topic in data["topics"]),
            questions=tuple(Question.from_data(question) for question in data["questions"]),
            as_of=data["as_of"],
            language=data["language"],
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one bank to another: question identifiers in printed order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def difference(old: Bank, new: Bank) -> Difference:
    """The questions that `new` adds, removes and changes against `old`."""
    return Difference(
        added=tuple(q.id for q in new if q.id not in old.by_id),
        removed=tuple(q.id for q in old if q.id not in new.by_id),
        changed=tuple(q.id for q in new if q.id in old.by_id and old.by_id[q.id] != q),
    )
