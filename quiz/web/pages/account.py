"""Pages about the own account of staff: the second step of signing in, links, sessions."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link


@dataclass(frozen=True, slots=True)
class CodePage:
    """Give the app's code."""

    template: ClassVar[str] = "account/code.html"
    title: str
    code_url: str
    username: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EnrolPage:
    """Tie an app to the account. `qr` is an image as a data: address, `app_url` what it says."""

    template: ClassVar[str] = "account/enrol.html"
    title: str
    code_url: str
    username: str
    qr: str
    app_url: str
    key_text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CodesPage:
    """Recovery codes, shown this once."""

    template: ClassVar[str] = "account/codes.html"
    title: str
    username: str
    codes: tuple[str, ...]
    onward: Link


@dataclass(frozen=True, slots=True)
class PasswordLinkPage:
    """Set the own password by a link."""

    template: ClassVar[str] = "account/link.html"
    title: str
    link_url: str
    token: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """Make the first administrator by a link."""

    template: ClassVar[str] = "account/set_up.html"
    title: str
    set_up_url: str
    token: str = ""
    username: str = ""
    name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session. `end_tag` is empty for the one that looks."""

    browser: str
    since: str
    seen: str
    end_tag: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The own account."""

    template: ClassVar[str] = "account/own.html"
    title: str
    facts: tuple[tuple[str, str], ...]
    sessions: tuple[SessionRow, ...]
    sessions_url: str
    several: bool
    """Whether there are other sessions than this one."""
    password_url: str
    recovery_url: str
    """Empty where no app is tied to the account."""
    recovery_text: str
    problem: str = ""
    done_text: str = ""
