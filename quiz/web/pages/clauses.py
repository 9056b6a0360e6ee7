"""What a legal basis says, beside a question and on a page of its own."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A legal basis with its words, line by line. `url` leads to its article; it, `lines` and
    `force_text` are empty where the library has no such place. `problem` says so, or that the place
    was repealed.
    """

    basis: str
    title: str
    lines: tuple[str, ...]
    force_text: str
    url: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ClausePage:
    """Where a basis is looked up, and what was found."""

    template: ClassVar[str] = "laws/clause.html"
    title: str
    laws_url: str
    clause_url: str
    basis: str
    day: str
    clauses: tuple[ClauseView, ...]


@dataclass(frozen=True, slots=True)
class ClausePart:
    """The same without the site's frame, for a script to put beside a question."""

    template: ClassVar[str] = "laws/clause_part.html"
    title: str
    clauses: tuple[ClauseView, ...]
