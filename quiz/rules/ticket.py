"""Tickets and typed codes: derived from the server's secret key, so that nothing in the database
can be used to enter, and a sheet can be printed again.

A ticket is `<candidate number>.<26 letters>` (130 bits); a typed code is ten letters (48 bits, and
guesses are limited). Both change when the person's ticket version is raised.
"""

import base64
import hmac
import re

from question_bank.vietnamese import squeeze

ALPHABET = "ABCDEFGHJKMNPQRSTWXYZ23456789"
"""29 letters that nobody confuses on paper."""
CODE_LENGTH = 10
"""Letters of a typed code."""

_TICKET = re.compile(r"([A-Z0-9-]{1,20})\.([A-Z2-7]{26})")


def ticket(secret: bytes, number: str, version: int) -> str:
    """The ticket of a candidate number."""
    mac = hmac.new(secret, f"ticket\0{number}\0{version}".encode(), "sha256").digest()
    return f"{number}.{base64.b32encode(mac).decode()[:26]}"


def number_in(token: str) -> str | None:
    """The candidate number that a ticket claims, or None where it is no ticket."""
    found = _TICKET.fullmatch(token.strip())
    return found[1] if found else None


def typed_code(secret: bytes, number: str, version: int) -> str:
    """The code of a candidate number, as printed: `ABCDE-FGHJK`. The alphabet leaves out what is
    easily confused (0 and O, 1, I and L, U and V).
    """
    mac = hmac.new(secret, f"code\0{number}\0{version}".encode(), "sha256").digest()
    word = int.from_bytes(mac, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        word, index = divmod(word, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters[:5]) + "-" + "".join(letters[5:])


def same_ticket(secret: bytes, token: str, number: str, version: int) -> bool:
    """Whether `token` is this person's ticket, in constant time."""
    return hmac.compare_digest(token.strip().encode(), ticket(secret, number, version).encode())


def same_code(secret: bytes, code: str, number: str, version: int) -> bool:
    """Whether `code`, as somebody typed it, is this person's code, in constant time."""
    typed = re.sub(r"[\s-]", "", code).upper().encode()
    return hmac.compare_digest(typed, typed_code(secret, number, version).replace("-", "").encode())


def clean_number(number: str) -> str:
    """A candidate number as it is stored, from what somebody typed."""
    return squeeze(number).replace(" ", "").upper()
