"""Pages of those who write questions. They show keys: only authors and administrators get them."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.clauses import ClauseView
from quiz.web.pages.common import Link, Pager


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version in the list."""

    link: Link
    digest: str
    questions: str
    published_text: str
    published_by: str
    unapproved: str
    """That nobody but its authors approved it, else nothing."""


@dataclass(frozen=True, slots=True)
class BanksPage:
    """The published versions, the newest first. `upload_url` is empty for who may only read."""

    template: ClassVar[str] = "banks/list.html"
    title: str
    versions: tuple[VersionRow, ...]
    upload_url: str


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A finding. `level` is blocks, doubtful or advice; `line` the source's line where it is known;
    `questions` lead to the question cards.
    """

    level: str
    level_text: str
    where: str
    message: str
    line: str = ""
    questions: tuple[Link, ...] = ()
    count: int = 1
    accept: str = ""
    """The mark that accepts it, where it can be accepted; `accept_all` accepts all of its kind,
    where there are `alike` of them, more than one."""
    accept_all: str = ""
    alike: int = 1
    choice: bool = False
    """Whether it asks if keys that only formatting shows are to be used."""


@dataclass(frozen=True, slots=True)
class BankOption:
    """An option as it was read; `right` marks the key."""

    letter: str
    text: str
    right: bool
    pinned: bool


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of a version."""

    number: int
    anchor: str
    id: str
    stem: str
    options: tuple[BankOption, ...]
    topic: str
    hardness: str
    """How hard: dễ, trung bình, khó."""
    bases: tuple[str, ...]
    explanation: str
    notes: tuple[str, ...]
    """Several right options; options keep their order."""
    clauses: tuple[ClauseView, ...] = ()
    """The words of the legal bases that the law library has."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Questions by topic and level: the headers and the rows of a table, the last row the sum."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A contest that uses the version, and whether its blueprint can be filled."""

    contest: str
    questions: str
    enough: bool
    text: str


@dataclass(frozen=True, slots=True)
class LawDay:
    """What the law library says against a version on one day: a heading and the doubts."""

    title: str
    doubts: tuple[DoubtRow, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A published version: what it holds, what changed, who uses it, its questions with keys."""

    template: ClassVar[str] = "banks/version.html"
    title: str
    banks_url: str
    facts: tuple[tuple[str, str], ...]
    exports: tuple[Link, ...]
    losses: tuple[str, ...]
    """What a format will not hold, each as a sentence."""
    previous: Link | None
    changes: tuple[tuple[str, str], ...]
    """What was added, removed and changed: a label and the question identifiers."""
    counts: Counts
    coverage: tuple[CoverageRow, ...]
    questions: tuple[BankQuestion, ...]
    pager: Pager
    query: str
    search_url: str
    goes_on_url: str
    """A POST makes a working bank of this version."""
    unapproved: str
    """That nobody but its authors approved it, else nothing."""
    compare_url: str
    """The version beside the one before; where there is none, the form that chooses another."""
    by_law: tuple[LawDay, ...] = ()
    """Empty where the law library is."""
