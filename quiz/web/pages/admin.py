"""Pages for administrators: who is on the staff."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.account import SessionRow
from quiz.web.pages.common import Link

Choice = tuple[str, str]
"""Value and label of an option."""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """An account in the list."""

    link: Link
    name: str
    role: str
    districts: str
    standing: str


@dataclass(frozen=True, slots=True)
class StaffListPage:
    """Everybody on the staff."""

    template: ClassVar[str] = "admin/staff_list.html"
    title: str
    rows: tuple[StaffRow, ...]
    total_text: str
    new_url: str
    """Empty for those who only read."""


@dataclass(frozen=True, slots=True)
class StaffFields:
    """What the form about an account holds."""

    username: str = ""
    name: str = ""
    role: str = ""
    districts: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class StaffNewPage:
    """Add an account."""

    template: ClassVar[str] = "admin/staff_new.html"
    title: str
    crumbs: tuple[Link, ...]
    staff_url: str
    fields: StaffFields
    roles: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StaffPage:
    """One account. The addresses are empty where nothing is to be done or only looked at."""

    template: ClassVar[str] = "admin/staff.html"
    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[tuple[str, str], ...]
    fields: StaffFields
    roles: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    sessions: tuple[SessionRow, ...]
    change_url: str
    link_url: str
    link_text: str
    disable_url: str
    enable_url: str
    code_reset_url: str
    sessions_url: str
    own_text: str
    """Why the own account can be neither closed nor given another role here."""
    problem: str = ""
    done_text: str = ""


@dataclass(frozen=True, slots=True)
class StaffLinkPage:
    """A link to hand over, shown this once."""

    template: ClassVar[str] = "admin/staff_link.html"
    title: str
    crumbs: tuple[Link, ...]
    username: str
    address: str
    until_text: str
