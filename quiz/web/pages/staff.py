"""Pages that every member of staff meets."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Sign in with a user name and a password."""

    template: ClassVar[str] = "staff/sign_in.html"
    title: str
    sign_in_url: str
    username: str = ""
    problem: str = ""
    done_text: str = ""
