"""Pages of tickets: choose whose and how, the sheets to print."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link

Choice = tuple[str, str]
"""Value and label of an option."""


@dataclass(frozen=True, slots=True)
class TicketChoicePage:
    """Whose tickets and how: POST form `url` with `unit` or `person`, `kind`, `format`, `plain`."""

    template: ClassVar[str] = "people/ticket_choice.html"
    title: str
    crumbs: tuple[Link, ...]
    url: str
    districts: tuple[Choice, ...]
    """Empty where there is nothing to choose."""
    district: str
    units: tuple[Choice, ...]
    """Empty for one person, and until a district is chosen."""
    unit: str
    person: str
    """Empty for a unit."""
    kinds: tuple[Choice, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class TicketCard:
    """One ticket on paper. `qr` is an image as a data: address; empty in a list."""

    name: str
    unit: str
    number: str
    code: str
    qr: str


@dataclass(frozen=True, slots=True)
class TicketsPage:
    """Tickets to print. POST form `url` with `fields` gives the next part."""

    template: ClassVar[str] = "people/tickets.html"
    title: str
    crumbs: tuple[Link, ...]
    kind: str
    """sheet, cards, labels or list."""
    foot: str
    """What to do with a ticket."""
    cards: tuple[TicketCard, ...]
    lists: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    """Units with their rows, for a list."""
    headers: tuple[str, ...]
    total_text: str
    url: str
    fields: tuple[Choice, ...]
    next_label: str
    """Empty for the last part."""
