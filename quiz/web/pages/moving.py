"""Pages where somebody's unit is put right."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link

Choice = tuple[str, str]
"""Value and label of an option."""


@dataclass(frozen=True, slots=True)
class OwnUnitPage:
    """The own unit: choose a district, then POST form `url` with `unit`."""

    template: ClassVar[str] = "entering/own_unit.html"
    title: str
    crumbs: tuple[Link, ...]
    url: str
    unit_text: str
    fixed_text: str
    """Why it cannot be changed any more; empty where it can."""
    districts: tuple[Choice, ...] = ()
    district: str = ""
    units: tuple[Choice, ...] = ()
    unit: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class MovePersonPage:
    """A person's unit: choose a district, then POST form `url` with `unit` and `reason`."""

    template: ClassVar[str] = "people/move.html"
    title: str
    crumbs: tuple[Link, ...]
    url: str
    unit_text: str
    districts: tuple[Choice, ...]
    district: str
    units: tuple[Choice, ...]
    unit: str
    both_text: str
    """That the other side has to agree; empty where nobody has to."""
    reason: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move that waits. An empty address where the reader may not do it."""

    who: str
    number: str
    from_text: str
    to_text: str
    reason: str
    asked_text: str
    sign_url: str
    decline_url: str


@dataclass(frozen=True, slots=True)
class MovesPage:
    """Moves between districts that wait for the other side."""

    template: ClassVar[str] = "people/moves.html"
    title: str
    crumbs: tuple[Link, ...]
    rows: tuple[MoveRow, ...]
    done_text: str = ""
