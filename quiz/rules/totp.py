"""Time-based one-time codes (RFC 6238: SHA-1, six digits, 30 seconds) and recovery codes.

Keys are derived from the server's secret key and never stored; twenty lines of our own need no
package, and the RFC's vectors are a test. SHA-1, because the apps on people's phones know no other.
"""

import base64
import hashlib
import hmac
import re
import secrets
from urllib.parse import quote, urlencode

STEP_MS = 30_000
DIGITS = 6
ISSUER = "Hội thi trực tuyến"
RECOVERY_CODES = 10
_RECOVERY_LETTERS = "ABCDEFGHJKMNPQRSTWXYZ23456789"
"""Letters that nobody confuses on paper, as on tickets."""
_RECOVERY_LENGTH = 12
"""58 bits, and guesses are limited."""


def totp_key(secret: bytes, staff_id: int, version: int) -> bytes:
    """The 20-byte key of an account; raising the version makes another one."""
    return hmac.new(secret, f"totp\0{staff_id}\0{version}".encode(), "sha256").digest()[:20]


def key_text(key: bytes) -> str:
    """The key as people type it into an app, in groups of four."""
    plain = base64.b32encode(key).decode()
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def key_uri(key: bytes, username: str) -> str:
    """What a QR code says to an app."""
    label = quote(f"{ISSUER}:{username}")
    asked = {"secret": base64.b32encode(key).decode(), "issuer": ISSUER}
    return f"otpauth://totp/{label}?{urlencode(asked, quote_via=quote)}"


def code_of(key: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step, which is the time divided by 30 seconds."""
    mac = hmac.new(key, step.to_bytes(8, "big"), "sha1").digest()
    place = mac[-1] & 15
    number = int.from_bytes(mac[place : place + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def passed_step(key: bytes, typed: str, now: int, last: int) -> int | None:
    """The step whose code was typed: that of `now` (UTC milliseconds), the one before or after.
    None where it is none of them, or not later than `last`, the step that was used before."""
    digits = re.sub(r"\s", "", typed)
    found = None
    for step in (now // STEP_MS + shift for shift in (-1, 0, 1)):
        same = hmac.compare_digest(digits.encode(errors="replace"), code_of(key, step).encode())
        if same and step > last:
            found = step
    return found


def is_code(typed: str) -> bool:
    """Whether somebody typed digits, and so no recovery code."""
    return re.fullmatch(r"[\s0-9]*", typed) is not None


def make_recovery_codes() -> tuple[str, ...]:
    """New ones, as printed: `ABCD-EFGH-JKMN`."""
    words = (
        "".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(_RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    )
    return tuple(f"{word[:4]}-{word[4:8]}-{word[8:]}" for word in words)


def recovery_digest(secret: bytes, staff_id: int, typed: str) -> str:
    """What is kept of a recovery code: under the server's key, so that a stolen database does not
    tell which one it was."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    return hmac.new(
        secret, f"recovery\0{staff_id}\0{plain}".encode(errors="replace"), hashlib.sha256
    ).hexdigest()
