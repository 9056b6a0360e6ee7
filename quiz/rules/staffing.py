"""Who may be staff: how a user name is spelt, how long a password is, who needs districts."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from question_bank.vietnamese import fold
from quiz.rules.access import Role
from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal

PASSWORD_LENGTHS = range(12, 129)
"""Any characters at all: no rules of composition, only what anybody would try first is refused."""

TOTP_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROVINCE, Role.ORGANIZER})
"""Who signs in with a code of an app beside the password."""
IDLE_MS = 30 * 60_000

_USUAL_WORDS = (
    "cchc",
    "cai cach hanh chinh",
    "bau cu",
    "mat khau",
    "password",
    "admin",
    "quan tri",
)
"""Words that anybody tries first here."""
_DIGITS = "0123456789" * 14


@dataclass(frozen=True, slots=True)
class Terms:
    """What a deployment asks of staff's sessions. `idle_ms`: the longest time between requests."""

    totp: bool = True
    idle_ms: int = IDLE_MS

    def needs_code(self, role: Role) -> bool:
        """Whether somebody of this role is let in by password and code only."""
        return self.totp and role in TOTP_ROLES


_USERNAME = re.compile(r"[^\W_](?:[\w.@-]{0,62}[^\W_])?")


def canonical_username(username: str) -> str:
    """One spelling of a user name: NFC, folded case, no outer spaces."""
    return unicodedata.normalize("NFC", username).casefold().strip()


def canonical_password(password: str) -> str:
    """NFC, because Vietnamese keyboards write the same letters in two ways."""
    return unicodedata.normalize("NFC", password)


def is_username(username: str) -> bool:
    """Whether a canonical user name may exist."""
    return _USERNAME.fullmatch(username) is not None


def refuse_username(username: str) -> str:
    """The canonical spelling; refuses what cannot be a user name."""
    canonical = canonical_username(username)
    if not is_username(canonical):
        raise Refusal(StaffReason.BAD_USERNAME)
    return canonical


def refuse_password(password: str) -> None:
    """Refuse a password that is too short, too long, or no text."""
    try:
        password.encode()
    except UnicodeEncodeError:
        raise Refusal(StaffReason.BAD_PASSWORD) from None
    if len(canonical_password(password)) not in PASSWORD_LENGTHS:
        raise Refusal(StaffReason.BAD_PASSWORD)


def refuse_obvious(password: str, username: str, places: Iterable[str]) -> None:
    """Refuse a password that says nothing but the own user name, names of places here, usual words
    and digits, or counts. `places` are names of districts and provinces."""
    if len(password) and (password in _DIGITS or password in _DIGITS[::-1]):
        raise Refusal(StaffReason.OBVIOUS_PASSWORD)
    left = whole = _letters(password)
    words = {_letters(word) for word in (username, *places, *_USUAL_WORDS)} - {""}
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    if left != whole and not re.sub(r"\d", "", left):
        raise Refusal(StaffReason.OBVIOUS_PASSWORD)


def _letters(text: str) -> str:
    """Letters and digits, without diacritics."""
    return re.sub(r"[\W_]", "", fold(text))


def refuse_districts(role: Role, districts: Collection[str]) -> None:
    """An organiser works for districts, nobody else does."""
    if role is Role.ORGANIZER and not districts:
        raise Refusal(StaffReason.ORGANIZER_WITHOUT_DISTRICT)
    if role is not Role.ORGANIZER and districts:
        raise Refusal(StaffReason.DISTRICT_WITHOUT_ORGANIZER)
