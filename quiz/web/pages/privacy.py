"""Pages about personal data: the notice, the own data, requests, the audit log."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.rules.notice import Section
from quiz.web.pages.common import Link, Pager


@dataclass(frozen=True, slots=True)
class NoticePage:
    """The whole notice."""

    template: ClassVar[str] = "privacy/notice.html"
    title: str
    version_text: str
    sections: tuple[Section, ...]
    own_url: str
    """Where a contestant sees the own data; empty for others."""


@dataclass(frozen=True, slots=True)
class PieceView:
    """One kind of data as a table."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request and what became of it."""

    kind_text: str
    words: str
    asked_text: str
    state_text: str
    answer: str


@dataclass(frozen=True, slots=True)
class OwnDataPage:
    """Everything that is kept of the reader, and the form to ask for something."""

    template: ClassVar[str] = "privacy/own.html"
    title: str
    facts: tuple[tuple[str, str], ...]
    pieces: tuple[PieceView, ...]
    nothing_text: str
    """What there is nothing of, in a sentence."""
    file_url: str
    requests: tuple[OwnRequest, ...]
    ask_url: str
    kinds: tuple[tuple[str, str], ...]
    kind: str = ""
    words: str = ""
    longest: int = 0
    days_text: str = ""
    problem: str = ""
    done_text: str = ""


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """The requests within reach, the overdue first."""

    template: ClassVar[str] = "privacy/requests.html"
    title: str
    lead: str
    overdue_text: str
    """Empty where none is overdue."""
    kept_text: str
    """Whose names are kept for too long, for who may remove them; empty where there are none."""
    rows: tuple[tuple[Link | str, ...], ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request, and the forms to answer it."""

    template: ClassVar[str] = "privacy/request.html"
    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[tuple[str, str | Link], ...]
    words: str
    answer_url: str
    """Empty where the reader may not answer, or somebody has."""
    outcomes: tuple[tuple[str, str], ...]
    outcome: str
    answer: str
    longest: int
    hint: str
    erase_url: str
    """Empty for who may not decide it."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """What staff did, filtered."""

    template: ClassVar[str] = "privacy/audit.html"
    title: str
    url: str
    lead: str
    actor: str
    action: str
    subject: str
    since: str
    until: str
    actions: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    pager: Pager
    files: tuple[Link, ...]
    cut: str = ""
    """That the files will not hold all of it; empty where they will."""
    problem: str = ""
