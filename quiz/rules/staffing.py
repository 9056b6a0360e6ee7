"""Who may be staff: how a user name is spelt, how long a password is, who needs districts."""

import re
import unicodedata
from collections.abc import Collection

from quiz.rules.access import Role
from quiz.rules.refusal import Reason, Refusal

PASSWORD_LENGTHS = range(12, 129)
"""Any characters at all; nothing is asked of a password but its length."""

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
        raise Refusal(Reason.BAD_USERNAME)
    return canonical


def refuse_password(password: str) -> None:
    """Refuse a password that is too short, too long, or no text."""
    try:
        password.encode()
    except UnicodeEncodeError:
        raise Refusal(Reason.BAD_PASSWORD) from None
    if len(canonical_password(password)) not in PASSWORD_LENGTHS:
        raise Refusal(Reason.BAD_PASSWORD)


def refuse_districts(role: Role, districts: Collection[str]) -> None:
    """An organiser works for districts, nobody else does."""
    if role is Role.ORGANIZER and not districts:
        raise Refusal(Reason.ORGANIZER_WITHOUT_DISTRICT)
    if role is not Role.ORGANIZER and districts:
        raise Refusal(Reason.DISTRICT_WITHOUT_ORGANIZER)
