"""Pages about one question: the form, two who write at once, the history, two versions of it."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.banks import DoubtRow
from quiz.web.pages.common import Link
from quiz.web.pages.contestant import PaperQuestion

Errors = tuple[tuple[str, str], ...]
"""Pairs of a field's name (or nothing) and a sentence."""


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option in the form, counted from 0."""

    index: int
    letter: str
    text: str
    right: bool
    pinned: bool


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A question as it is typed; every field is what the author sent, right or wrong."""

    revision: str
    code: str
    copy_of: str
    stem: str
    options: tuple[OptionRow, ...]
    topic: str
    level: str
    bases: str
    explanation: str
    shuffle: bool
    topics: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    more: bool
    """Whether another option may be added."""


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A legal basis that the reviewer compares with the law, with its words line by line where the
    law library has them (`more_lines` are folded), its article's title and the edition's days of
    force; `problem` says why it is no good basis. `clause_url` shows it on a page of its own.
    `read` names these words, so that a tick on others is refused.
    """

    text: str
    ticked: bool
    clause_url: str
    title: str = ""
    lines: tuple[str, ...] = ()
    more_lines: tuple[str, ...] = ()
    force_text: str = ""
    problem: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What may be done to the question as it stands."""

    state: str
    state_kind: str
    about: tuple[tuple[str, str], ...]
    moves: tuple[tuple[str, str], ...]
    """The value posted as `move` and its label; approving is apart."""
    may_approve: bool
    bases: tuple[BasisRow, ...]
    move_url: str
    approve_url: str
    tick_url: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question in the form, how a contestant would see it, and what the review says of it.

    Script: `static/js/question.js` draws the preview anew from the form while somebody types.
    """

    template: ClassVar[str] = "workshop/question.html"
    title: str
    bank: Link
    workshop_url: str
    save_url: str
    form: QuestionForm
    preview: PaperQuestion
    findings: tuple[DoubtRow, ...]
    reviewing: Reviewing | None
    """Nothing for a question that is not stored yet."""
    history_url: str
    copy_url: str
    previous_url: str
    next_url: str
    errors: Errors = ()
    done: str = ""

    def error(self, field: str) -> str:
        """The sentence about a field, or nothing."""
        return next((sentence for name, sentence in self.errors if name == field), "")


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a text; `kind` is kept, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a question, before and after. `pick` is the field that chooses in a conflict."""

    label: str
    words: tuple[Words, ...]
    theirs: str = ""
    mine: str = ""
    pick: str = ""
    picked: str = ""
    """mine or theirs: what is proposed."""


@dataclass(frozen=True, slots=True)
class ClashPage:
    """Somebody else has saved meanwhile: both texts, part by part, and a choice for each. What was
    typed is in `fields`, which the form carries on.
    """

    template: ClassVar[str] = "workshop/clash.html"
    title: str
    bank: Link
    workshop_url: str
    sentence: str
    who_text: str
    save_url: str
    fields: tuple[tuple[str, str], ...]
    parts: tuple[PartRow, ...]
    question_url: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A line of a question's history. `revision` is posted to go back to it; 0 where it stands."""

    revision: int
    label: str
    act: str
    who: str
    when: str
    state: str
    note: str
    parts: tuple[PartRow, ...]
    back: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Every state that a question had, the newest first."""

    template: ClassVar[str] = "workshop/history.html"
    title: str
    bank: Link
    workshop_url: str
    question: Link
    revision: int
    back_url: str
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """A question in a comparison, with the parts that differ; all of them for one that is in one
    version only.
    """

    code: str
    parts: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two versions beside each other; without a choice only the form."""

    template: ClassVar[str] = "workshop/compare.html"
    title: str
    workshop_url: str
    compare_url: str
    versions: tuple[tuple[str, str], ...]
    old: str
    new: str
    chosen: bool
    summary: tuple[tuple[str, str], ...]
    about: tuple[PartRow, ...]
    """What differs in title, day and topics."""
    added: tuple[ComparedQuestion, ...]
    removed: tuple[ComparedQuestion, ...]
    changed: tuple[ComparedQuestion, ...]
    more: int
    """How many questions more there are than are printed."""
