"""What a contest is made of: the published banks and the districts that exist."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from question_bank.bank import Bank
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import at_vietnam
from quiz.store import library

_BANKS = text(
    "SELECT id, title, question_count, digest, published_at, approved FROM bank_version"
    " WHERE NOT rehearsal ORDER BY published_at DESC, id DESC"
)
_BANK = text("SELECT digest FROM bank_version WHERE id = :bank_version_id AND NOT rehearsal")
_DISTRICTS = text(
    "SELECT id, full_name FROM unit WHERE id = district_id AND NOT rehearsal"
    " AND (valid_from = '' OR valid_from <= :day) AND (valid_to = '' OR valid_to >= :day)"
    " ORDER BY code"
)


@dataclass(frozen=True, slots=True)
class BankLine:
    """A published bank; `approved`: by others than who wrote it."""

    id: int
    title: str
    question_count: int
    digest: str
    published_at: int
    approved: bool


@dataclass(frozen=True, slots=True)
class District:
    """A district that exists today."""

    id: int
    name: str


def banks(connection: Connection) -> tuple[BankLine, ...]:
    """The published banks, the newest first."""
    return tuple(BankLine(*row) for row in connection.execute(_BANKS))


def bank(connection: Connection, bank_version_id: int) -> Bank:
    """A published bank. Refuses an unknown one."""
    digest = connection.execute(_BANK, {"bank_version_id": bank_version_id}).scalar_one_or_none()
    if digest is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return library.bank(connection, digest)


def districts(connection: Connection, now: int) -> tuple[District, ...]:
    """The districts that exist today, by code."""
    day = f"{at_vietnam(now):%Y-%m-%d}"
    return tuple(
        District(row.id, row.full_name) for row in connection.execute(_DISTRICTS, {"day": day})
    )
