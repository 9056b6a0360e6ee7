"""How many people a unit has (số CBCCVC hiện có): typed by one, signed by another, by day.

Only a signed number counts. Every number that was typed is kept as a version of its unit; typing a
new one takes the place of one that waits for its signature.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quiz.rules.reasons import RequestReason, UnitReason
from quiz.rules.refusal import Refusal

MOST = 1_000_000
LONGEST_NAME = 60
"""Letters of a khối's or a cluster's name."""
NUMBER_FIELD, DAY_FIELD = "Số người hiện có", "Tính đến ngày"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class Headcount:
    """A unit's number of people on a day (ISO). `signed_by` is None while nobody has signed it."""

    id: int
    unit_id: int
    version: int
    day: str
    number: int
    typed_by: str
    typed_at: int
    signed_by: str | None = None
    signed_at: int | None = None


def in_force(headcounts: Iterable[Headcount], day: str) -> Headcount | None:
    """The signed number that counts for a contest whose last round closes on `day` (ISO): the
    latest of that day or before; where there is none, the earliest after it, so that what is typed
    late still counts and next year's number does not. Of one day the newest version.
    """
    signed = [one for one in headcounts if one.signed_by is not None]
    before = [one for one in signed if one.day <= day]
    if before:
        return max(before, key=lambda one: (one.day, one.version))
    return min(signed, key=lambda one: (one.day, -one.version), default=None)


def waiting(headcounts: Iterable[Headcount]) -> Headcount | None:
    """The number that may be signed: the newest version, while nobody has."""
    newest = max(headcounts, key=lambda one: one.version, default=None)
    return newest if newest is not None and newest.signed_by is None else None


def refuse_signature(headcount: Headcount, newest: int, actor: str) -> None:
    """Refuse a number that another one (version `newest`) has taken the place of, and whoever
    typed it."""
    if headcount.version != newest:
        raise Refusal(UnitReason.HEADCOUNT_CHANGED)
    if headcount.typed_by == actor:
        raise Refusal(RequestReason.SECOND_SIGNATURE)


def read_number(text: str) -> int | None:
    """A whole number from 1 to a million as offices write it, `1.234`; None for anything else."""
    plain = text.strip().replace(".", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 7):
        return None
    return int(plain) if 1 <= int(plain) <= MOST else None


def read_day(text: str) -> str | None:
    """A day as `2021-04-01` or `01/4/2021`, as ISO; None for anything else."""
    iso, local = _ISO.fullmatch(text.strip()), _LOCAL.fullmatch(text.strip())
    if iso:
        year, month, day = map(int, iso.groups())
    elif local:
        day, month, year = map(int, local.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat() if 1945 <= year <= 2200 else None
    except ValueError:
        return None


def say_iso_day(day: str) -> str:
    """`01/4/2021`, as Decree 30/2020 writes days."""
    year, month, number = day.split("-")
    said = month if int(month) < 3 else str(int(month))
    return f"{number}/{said}/{year}"
