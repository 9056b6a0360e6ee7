"""Guesses at the passwords and codes of staff, and browsers that are known: whoever signed in here
before keeps guesses of their own, so that nobody can lock an owner out by guessing wrong.

The cookie says nothing that could be used elsewhere: until when, a random text, and a MAC of both
with the user name under the server's key.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.reasons import EntryReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import canonical_username
from quiz.web.guard import address_of, neighbour_of
from quiz.web.site import Site

DEVICE_MS = 90 * 24 * 3_600_000

log = logging.getLogger(__name__)


@contextmanager
def guess(site: Site, request: Request, username: str, step: str = "") -> Iterator[None]:
    """A guess at the account's password, or at another step of it: taken from the account and from
    the address, from the browser alone where it is known. Refuses where too many are taken."""
    now, canonical = site.clock(), canonical_username(username)
    device = known_device(site, request, canonical, now)
    try:
        if device:
            with site.staff_guesses.guess(f"device{step}:{device}", now):
                yield
            return
        with (
            site.staff_guesses.guess(f"staff{step}:{canonical}", now),
            site.address_guesses.guess(neighbour_of(request), now),
        ):
            yield
    except Refusal as refusal:
        if refusal.reason is EntryReason.TOO_MANY_GUESSES:
            log.warning(
                "too many guesses", extra={"action": "sign_in", "address": address_of(request)}
            )
        raise


def known_device(site: Site, request: Request, username: str, now: int) -> str:
    """The random text of this browser where this account signed in before, or nothing."""
    until, _, rest = request.cookies.get(_name(site), "").partition(".")
    nonce, _, mac = rest.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) < 16 and int(until) > now):
        return ""
    right = _mac(site, username, until, nonce)
    return nonce if hmac.compare_digest(mac.encode(), right.encode()) else ""


def remember_device(site: Site, response: Response, username: str) -> None:
    """Let the browser be known from now on. Only after the account was wholly signed in."""
    until, nonce = str(site.clock() + DEVICE_MS), secrets.token_urlsafe(16)
    value = f"{until}.{nonce}.{_mac(site, username, until, nonce)}"
    response.set_cookie(
        _name(site),
        value,
        max_age=DEVICE_MS // 1000,
        path="/",
        secure=site.settings.secure,
        httponly=True,
        samesite="lax",
    )


def _name(site: Site) -> str:
    return "__Host-staff-device" if site.settings.secure else "staff-device"


def _mac(site: Site, username: str, until: str, nonce: str) -> str:
    message = f"device\0{username}\0{until}\0{nonce}".encode()
    return hmac.new(site.secret, message, hashlib.sha256).hexdigest()
