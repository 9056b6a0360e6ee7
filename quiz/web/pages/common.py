"""What every page may hold."""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address on this site."""

    label: str
    url: str
    current: bool = False


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


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a reader stands in a paged list. Empty addresses where there is no such page."""

    page: int
    pages: int
    total: int
    previous_url: str = ""
    next_url: str = ""


def make_pager(url: str, page: int, pages: int, total: int, query: str) -> Pager:
    """Links to the pages before and after, keeping the search."""

    def link(number: int) -> str:
        values = {"page": str(number)} | ({"q": query} if query else {})
        return f"{url}?{urlencode(values)}" if 1 <= number <= pages else ""

    return Pager(page, pages, total, link(page - 1), link(page + 1))
