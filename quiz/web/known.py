"""Guesses at typed codes: counted for the person and for the address, but apart for a browser in
which the person has entered before, so that others' guesses lock nobody out of the own phone.
"""

import logging
import re
from collections.abc import Awaitable, Callable

from quiz.rules.reasons import EntryReason
from quiz.rules.refusal import Refusal
from quiz.stages import entering
from quiz.stages.entering import Browser, Entered
from quiz.store.devices import LASTS_MS, new_device
from quiz.web.guard import session_cookie
from quiz.web.limits import neighbourhood
from quiz.web.site import Site

log = logging.getLogger(__name__)

_DEVICE = re.compile(r"[A-Za-z0-9_-]{43}")


def device_name(site: Site) -> str:
    """The name of the cookie that tells a browser again."""
    return "__Host-device" if site.settings.secure else "device"


def browser_of(session: str, device: str) -> Browser:
    """The browser with a secret of its own: the one that it sent, or a new one."""
    return Browser(session, device if _DEVICE.fullmatch(device) else new_device())


def entered_cookies(site: Site, entered: Entered, browser: Browser) -> tuple[str, str]:
    """The headers that put device and session into the browser, the session last: simple clients
    keep only that one."""
    secure = "; Secure" if site.settings.secure else ""
    lasts = LASTS_MS // 1000
    device = (
        f"{device_name(site)}={browser.device}; HttpOnly; Max-Age={lasts}; Path=/; SameSite=lax"
        f"{secure}"
    )
    return device, session_cookie(site, entered.session, entered.lasts_ms)


async def guess(
    site: Site,
    number: str,
    address: str,
    browser: Browser,
    enter: Callable[[], Awaitable[Entered]],
) -> Entered:
    """What `enter` gives, after a guess was taken for the candidate number and for the address, or
    for the known browser alone. Refuses where too many were wrong."""
    now = site.clock()
    try:
        if await entering.is_known_device(site.database, browser.device, number, now):
            with site.guesses.guess(f"device:{browser.device}:{number}", now):
                return await enter()
        with (
            site.guesses.guess(number, now),
            site.address_guesses.guess(neighbourhood(address), now),
        ):
            return await enter()
    except Refusal as refusal:
        if refusal.reason is EntryReason.TOO_MANY_GUESSES:
            log.warning("too many guesses", extra={"action": "enter.code", "address": address})
        raise
