"""Pages of the law library."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.banks import DoubtRow
from quiz.web.pages.common import Link


@dataclass(frozen=True, slots=True)
class LawRow:
    """An edition in the list."""

    link: Link
    title: str
    force_text: str
    articles: str
    imported_text: str


@dataclass(frozen=True, slots=True)
class LawsPage:
    """Every edition. `upload_url` is empty for who may only read."""

    template: ClassVar[str] = "laws/list.html"
    title: str
    laws: tuple[LawRow, ...]
    upload_url: str
    clause_url: str


@dataclass(frozen=True, slots=True)
class LawUploadPage:
    """Where a file is chosen; `problem` says why the last one was not read."""

    template: ClassVar[str] = "laws/upload.html"
    title: str
    laws_url: str
    upload_url: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AboutFields:
    """What people say of an edition: ISO days, as date fields hold them."""

    number: str
    also: str
    name: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A place that is not what it was, with both texts, line by line."""

    place: str
    kind_text: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """A question that stands on changed words; `link` leads to it where it has a page. `note` says
    where the words stand now, or that they are gone.
    """

    link: Link
    stem: str
    basis: str
    note: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AffectedBank:
    """A bank with its questions to be read again; `more` of them are not printed."""

    title: str
    kind_text: str
    sealed: bool
    count: str
    questions: tuple[AffectedRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """An edition against the one before it, or, without `old`, an amending law and the questions
    on what it says that it amends; `more_changes` are not printed.
    """

    old: Link | None
    changes_count: str
    changes: tuple[ChangeRow, ...]
    more_changes: int
    banks: tuple[AffectedBank, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its lines, and the questions that stand on it."""

    anchor: str
    label: str
    title: str
    lines: tuple[str, ...]
    questions: tuple[Link, ...] = ()
    more_questions: int = 0


@dataclass(frozen=True, slots=True)
class LawPreviewPage:
    """What a file was read as. Nothing of it is stored; `text` goes back to be read again."""

    template: ClassVar[str] = "laws/preview.html"
    title: str
    source: str
    problem: str
    known: Link | None
    """The edition with these very words that the library has."""
    tiles: tuple[tuple[str, str], ...]
    doubts: tuple[DoubtRow, ...]
    about: AboutFields
    comparison: ComparisonView | None
    articles: tuple[ArticleView, ...]
    text: str
    seen: str
    laws_url: str
    upload_url: str
    confirm_url: str


@dataclass(frozen=True, slots=True)
class LawPage:
    """One edition. `revise_url` is empty for who may only read."""

    template: ClassVar[str] = "laws/text.html"
    title: str
    kicker: str
    facts: tuple[tuple[str, str], ...]
    others: tuple[Link, ...]
    amendments: tuple[str, ...]
    articles: tuple[ArticleView, ...]
    notes: tuple[tuple[str, str], ...]
    about: AboutFields
    problem: str
    revise_url: str
    revision: str
    affected_url: str
    laws_url: str


@dataclass(frozen=True, slots=True)
class AffectedPage:
    """What an edition changed, and which questions have to be read again."""

    template: ClassVar[str] = "laws/affected.html"
    title: str
    law: Link
    comparison: ComparisonView | None
    laws_url: str
