"""What every page may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address on this site."""

    label: str
    url: str
    current: bool = False


def _nothing(_route: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Chrome:
    """What the layout prints around every page."""

    viewer: str = ""
    """The signed-in person's name, or nothing."""
    role: str = ""
    navigation: tuple[Link, ...] = ()
    form_token: str = ""
    """Goes into every form as the hidden field `form_token`."""
    sign_out_url: str = ""
    may: Callable[[str], bool] = _nothing
    """Whether this reader may go by a route of the table of access: what a page offers besides."""
    account_url: str = ""
    """Where staff see the own account."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a reader stands in a paged list. Empty addresses where there is no such page."""

    page: int
    pages: int
    total: int
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A form that narrows a board; options are pairs (value, label), no options no select."""

    url: str
    units: tuple[tuple[str, str], ...] = ()
    units_label: str = ""
    unit: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    group: str = ""
    audiences: tuple[tuple[str, str], ...] = ()
    audience: str = ""

    @property
    def offered(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.units or self.groups or self.audiences)

    @property
    def chosen(self) -> bool:
        """Whether something is chosen."""
        return bool(self.unit or self.group or self.audience)


def make_pager(
    url: str, page: int, pages: int, total: int, query: str, kept: Mapping[str, str] | None = None
) -> Pager:
    """Links to the pages before and after, keeping the search and what else is chosen."""

    def link(number: int) -> str:
        values = {**(kept or {}), "page": str(number)} | ({"q": query} if query else {})
        return f"{url}?{urlencode(values)}" if 1 <= number <= pages else ""

    return Pager(page, pages, total, link(page - 1), link(page + 1))
