"""Contestants enter: by ticket, by number and typed code, by unit and name with year and code, by
an account that a provider proves."""

import logging
import secrets
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from quiz.rules import ticket
from quiz.rules.reasons import EntryReason
from quiz.rules.refusal import Reason, Refusal
from quiz.store import devices, sessions
from quiz.store.database import Database
from quiz.store.plain import Plain, Row, execute, fetch_all, fetch_one
from quiz.store.writer import Writer

CONTESTANT_SESSION_MS = 7 * 24 * 3_600_000
"""A contestant signs in early and stays signed in for so long, at least until the last of the own
rounds has closed and this much more:"""
AFTER_CLOSING_MS = 3_600_000
LONGEST_SESSION_MS = 400 * 24 * 3_600_000
"""Browsers keep no cookie longer."""

log = logging.getLogger(__name__)

_PERSON = (
    "SELECT p.id, p.number, p.ticket_version, p.name, p.district_id, u.full_name, p.birth_year,"
    " (SELECT MAX(r.closes_at) FROM round r JOIN contest c ON c.id = r.contest_id"
    " WHERE r.district_id = p.district_id AND r.audience IN ('', p.audience)"
    " AND c.opened_at IS NOT NULL)"
    " FROM person p JOIN unit u ON u.id = p.unit_id"
)
_BY_NUMBER = f"{_PERSON} WHERE p.number = ? AND p.active"
_BY_ID = f"{_PERSON} WHERE p.id = ? AND p.active"
_CLAIMED = {
    "staff_code": f"{_PERSON} WHERE p.staff_code = ? AND p.active",
    "phone": f"{_PERSON} WHERE p.phone = ? AND p.active LIMIT 2",
}
_FOLDED_CODE = (
    "SELECT p.staff_code FROM person p WHERE p.active AND LOWER(p.staff_code) LIKE ? ORDER BY p.id"
)
_NUMBER = "SELECT number FROM person WHERE id = ? AND active"
_HAND_OVER = "UPDATE attempt SET holder = ? WHERE person_id = ? AND holder = ? AND NOT submitted"


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody on the roster, as far as entering concerns them."""

    id: int
    number: str
    ticket_version: int
    name: str
    district_id: int
    unit: str
    birth_year: int | None = None
    last_close: int | None = None
    """When the last of the own rounds closes, UTC milliseconds."""
    forgotten: int = 0
    """What `Kept.forgotten` was before this was read."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A contestant's new session: its secret and how long it lasts."""

    session: str
    lasts_ms: int


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody enters: `session` is the secret that this browser had, also of a session that
    has ended, so that the new one sits what it sat; `device` is the browser's own secret, which is
    remembered as known to the person. Either may be empty."""

    session: str = ""
    device: str = ""


async def enter_by_ticket(
    database: Database,
    writer: Writer,
    secret: bytes,
    token: str,
    now: int,
    browser: Browser = Browser(),
) -> Entered:
    """A new session for whoever holds the ticket. Refuses an unknown or revoked one."""
    number = ticket.number_in(token)
    row = await _person(database, _BY_NUMBER, number) if number else None
    if row is None or not ticket.same_ticket(secret, token, row.number, row.ticket_version):
        raise _wrong_entry("enter.ticket", row)
    return await _enter(database, writer, now, "enter.ticket", row, browser)


async def enter_by_code(
    database: Database,
    writer: Writer,
    secret: bytes,
    number: str,
    code: str,
    now: int,
    browser: Browser = Browser(),
) -> Entered:
    """A new session for a candidate number and its typed code."""
    row = await _person(database, _BY_NUMBER, ticket.clean_number(number))
    if row is None or not ticket.same_code(secret, code, row.number, row.ticket_version):
        raise _wrong_entry("enter.code", row)
    return await _enter(database, writer, now, "enter.code", row, browser)


async def enter_by_name(
    database: Database,
    writer: Writer,
    secret: bytes,
    person_id: int,
    birth_year: int | None,
    code: str,
    now: int,
    browser: Browser = Browser(),
) -> Entered:
    """A new session for somebody who was found by unit and name, with the year of birth and the
    typed code. A wrong year, a wrong code, an unknown person and one whose year the roster does not
    know are refused alike."""
    row = await _person(database, _BY_ID, person_id)
    right = row is not None and ticket.same_code(secret, code, row.number, row.ticket_version)
    if row is None or not right or row.birth_year is None or row.birth_year != birth_year:
        raise _wrong_entry("enter.name", row, EntryReason.WRONG_YEAR_OR_CODE)
    return await _enter(database, writer, now, "enter.name", row, browser)


async def enter_as(
    database: Database,
    writer: Writer,
    column: str,
    value: str,
    now: int,
    browser: Browser = Browser(),
) -> Entered:
    """A new session for the one person whose `staff_code` or `phone` is `value`, as a provider
    proved; a staff code in whatever capitals, as rosters compare it. Refuses nobody and several."""
    forgotten = database.sessions.forgotten

    def claimed(connection: Plain) -> list[Row]:
        found = fetch_all(connection, _CLAIMED[column], (value,))
        if found or column != "staff_code":
            return found
        codes = _codes_like(connection, value)
        return fetch_all(connection, _CLAIMED[column], codes) if len(codes) == 1 else []

    rows = await database.look(claimed)
    if len(rows) != 1:
        raise _wrong_entry("enter.sso", None, EntryReason.SSO_NOBODY)
    person = replace(_Person(*rows[0]), forgotten=forgotten)
    return await _enter(database, writer, now, "enter.sso", person, browser)


def _codes_like(connection: Plain, value: str) -> list[str]:
    """The staff codes that say the same in other capitals. A database knows capitals of ASCII only,
    so it finds those that may, and Python decides."""
    may = "".join(one.lower() if one.isascii() and one not in "%\\" else "_" for one in value)
    found = fetch_all(connection, _FOLDED_CODE, (may,))
    return [code for (code,) in found if code.casefold() == value.casefold()]


async def _person(database: Database, statement: str, value: str | int) -> _Person | None:
    """Whom the statement finds."""
    forgotten = database.sessions.forgotten
    row = await database.look(lambda connection: fetch_one(connection, statement, (value,)))
    return None if row is None else replace(_Person(*row), forgotten=forgotten)


def _wrong_entry(
    action: str, person: _Person | None, reason: Reason = EntryReason.UNKNOWN_TICKET
) -> Refusal:
    actor = f"person:{person.id}" if person else "unknown"
    log.info("sign-in failed", extra={"actor": actor, "action": action})
    return Refusal(reason)


async def _enter(
    database: Database, writer: Writer, now: int, action: str, person: _Person, browser: Browser
) -> Entered:
    secret = secrets.token_urlsafe(32)
    lasts_ms = CONTESTANT_SESSION_MS
    if person.last_close is not None:
        lasts_ms = max(lasts_ms, person.last_close + AFTER_CLOSING_MS - now)
    lasts_ms = min(lasts_ms, LONGEST_SESSION_MS)
    digest, until = sessions.digest_of(secret), now + lasts_ms

    def act(connection: Connection) -> None:
        sessions.put(connection, digest, (person.id, None), person.ticket_version, (now, until))
        if browser.device:
            devices.remember(connection, browser.device, person.id, now)
        if browser.session:
            tags = (
                digest[: sessions.TAG],
                person.id,
                sessions.digest_of(browser.session)[: sessions.TAG],
            )
            execute(connection, _HAND_OVER, tags)

    await writer.run(act)
    about = (person.id, person.number, person.name, person.district_id, person.unit)
    found = sessions.contestant(digest, *about, until)
    database.sessions.put_unless(digest, (found, now), person.forgotten)
    log.info("signed in", extra={"actor": f"person:{person.id}", "action": action})
    return Entered(secret, lasts_ms)


async def is_known_device(database: Database, device: str, number: str, now: int) -> bool:
    """Whether whoever has the candidate number has entered in this browser before."""
    return bool(device) and await database.look(
        lambda connection: devices.is_known(connection, device, number, now)
    )


async def number_of(database: Database, person_id: int) -> str:
    """The person's candidate number, empty for nobody."""
    row = await database.look(lambda connection: fetch_one(connection, _NUMBER, (person_id,)))
    return "" if row is None else str(row[0])
