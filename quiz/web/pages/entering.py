"""Pages of somebody who enters without a ticket at hand."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link, Pager

Choice = tuple[str, str]
"""Value and label of an option."""


@dataclass(frozen=True, slots=True)
class ByNamePage:
    """Find the own name: choose a district, then a unit, then a name, then say year and code."""

    template: ClassVar[str] = "entering/by_name.html"
    title: str
    url: str
    open: bool
    """Whether the rules of some round allow it now."""
    districts: tuple[Choice, ...] = ()
    district: str = ""
    units: tuple[Choice, ...] = ()
    """Empty until a district is chosen."""
    unit: str = ""
    names: tuple[Link, ...] = ()
    """Empty until a unit is chosen."""
    query: str = ""
    pager: Pager | None = None
    """None until a unit is chosen."""


@dataclass(frozen=True, slots=True)
class ConfirmNamePage:
    """That it is really this person: POST form `url` with `person`, `birth_year`, `code`."""

    template: ClassVar[str] = "entering/confirm.html"
    title: str
    crumbs: tuple[Link, ...]
    url: str
    person: str
    name: str
    """As strangers see it."""
    unit: str
    dated: bool
    """Whether the roster knows the year of birth; else nobody can confirm."""
    birth_year: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Citizens register: choose a district, then POST form `url` with `once`, `district`, `unit`,
    `name`, `birth_year`, `means`, and `other` after somebody of the same name was found."""

    template: ClassVar[str] = "entering/register.html"
    title: str
    url: str
    open: bool
    once: str = ""
    districts: tuple[Choice, ...] = ()
    district: str = ""
    units: tuple[Choice, ...] = ()
    """Empty until a district is chosen."""
    unit: str = ""
    name: str = ""
    birth_year: str = ""
    other: str = ""
    means: str = ""
    """The candidate number of whom the form puts right; `another` for one more person."""
    another: str = ""
    twins: tuple[str, ...] = ()
    """Who may be the same person, as strangers see it."""
    made: tuple[Choice, ...] = ()
    """Whom this form or browser registered just now, as strangers see it, with the candidate number
    where the form may put the person right."""
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RegisteredPage:
    """Number and code, to keep. Entering from here is the POST form `enter_url` with both."""

    template: ClassVar[str] = "entering/registered.html"
    title: str
    name: str
    number: str
    code: str
    enter_url: str
    enter_text: str
    """The address to type, without the scheme."""
    register_url: str
    form: tuple[tuple[str, str], ...]
    """Hidden fields of the POST form `register_url` that puts the person right."""
