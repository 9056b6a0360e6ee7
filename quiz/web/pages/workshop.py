"""Pages on which authors write a bank together. They show keys: only authors and administrators get
them.
"""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.banks import DoubtRow
from quiz.web.pages.common import Link, Pager

Errors = tuple[tuple[str, str], ...]
"""Pairs of a field's name (or nothing) and a sentence."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """A working bank in the list."""

    link: Link
    questions: str
    waiting: str
    approved: str
    made_text: str
    seal_text: str
    """Until when it is sealed, or nothing."""


@dataclass(frozen=True, slots=True)
class WorkshopPage:
    """Every working bank."""

    template: ClassVar[str] = "workshop/list.html"
    title: str
    banks: tuple[BankLine, ...]
    new_url: str
    compare_url: str
    versions_url: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the form; `id` is empty for one that is new."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Title, day and topics of a bank, or of a new one. A POST with what was typed to `save_url`;
    `standing` is what another author has saved since, as terms and values.
    """

    template: ClassVar[str] = "workshop/settings.html"
    title: str
    back: Link
    save_url: str
    revision: int
    name: str
    as_of: str
    topics: tuple[TopicRow, ...]
    errors: Errors = ()
    standing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the list. `choice` is what its box posts: the id and the revision seen."""

    choice: str
    link: Link
    stem: str
    topic: str
    level: str
    state: str
    state_kind: str
    """neutral, warning, success or info: the colour of the state's tag."""
    edited_text: str
    own: bool
    """It waits for a reviewer, who cannot be this reader."""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class CountLine:
    """A topic in the counts: a number for each level and their sum, each leading to its list."""

    topic: str
    cells: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Sealing:
    """The seal of a bank: what holds, and the forms that may be sent."""

    until_text: str
    """Until when it is sealed; nothing while it is not."""
    by_text: str
    opened_text: str
    """Until when this reader reads although it is sealed, or nothing."""
    proposed: str
    """The moment that a seal is proposed to end, as a browser's field writes it."""
    seal_url: str
    open_url: str
    openings: tuple[tuple[str, str, str], ...]
    """Who looked in, when, and why."""
    twins: tuple[tuple[Link, str], ...] = ()
    """Open banks with questions of this one, and how many; a seal does not cover them."""
    along: tuple[tuple[Link, str], ...] = ()
    """Open versions that hold questions of this one and belong to no bank: sealed along."""
    elsewhere: tuple[tuple[Link, str, Link], ...] = ()
    """Those that belong to another open bank, and that bank."""


@dataclass(frozen=True, slots=True)
class BankListing:
    """The questions of a bank that may be read."""

    query: str
    topic: str
    level: str
    state: str
    topics: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    states: tuple[Link, ...]
    counts_title: str
    """What the counts are of: all questions, or those of the state that is looked at."""
    counts: tuple[CountLine, ...]
    count_headers: tuple[str, ...]
    questions: tuple[QuestionLine, ...]
    pager: Pager
    moves: tuple[tuple[str, str], ...]
    """What may be done to the chosen ones: the move and its button's label; the button's address
    says which.
    """


VersionLine = tuple[Link, str, str, str, Link | str]
"""A version, its questions, when, by whom; a link to it beside the one before, or nothing."""


@dataclass(frozen=True, slots=True)
class BankPage:
    """A working bank: its questions where they may be read, its versions, its seal."""

    template: ClassVar[str] = "workshop/bank.html"
    title: str
    workshop_url: str
    bank_url: str
    settings_url: str
    new_url: str
    import_url: str
    """Where files are taken in; nothing while that is not built in."""
    coverage_url: str
    publish_url: str
    move_url: str
    approve_url: str
    about: tuple[tuple[str, str], ...]
    listing: BankListing | None
    sealing: Sealing
    versions: tuple[VersionLine, ...]
    errors: Errors = ()
    done: str = ""
    """What was just done, in a sentence."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A box of the typed blueprint, and how many questions there are for it."""

    field: str
    label: str
    value: str
    approved: int
    every: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A topic of the typed blueprint."""

    topic: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A blueprint and what is short for it: `level` is success, warning or error."""

    name: str
    questions: str
    kind: str
    verdict: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """What the bank can fill of blueprints."""

    template: ClassVar[str] = "workshop/coverage.html"
    title: str
    bank: Link
    workshop_url: str
    plans: tuple[PlanRow, ...]
    typed: PlanRow | None
    url: str
    levels: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What would become a version."""

    template: ClassVar[str] = "workshop/publish.html"
    title: str
    bank: Link
    workshop_url: str
    about: tuple[tuple[str, str], ...]
    blocks: tuple[DoubtRow, ...]
    doubtful: tuple[DoubtRow, ...]
    seen: str
    publish_url: str
    may_publish: bool
    known: Link | None
    problem: str = ""
