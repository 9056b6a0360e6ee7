"""A round's row as the series that it is one of."""

from collections.abc import Iterable
from json import loads
from typing import Protocol

from sqlalchemy import Connection, text

from question_bank.bank import Bank
from question_bank.blueprint import Shortage, shortages
from quiz.rules.draft import Series
from quiz.rules.eligibility import RoundKind
from quiz.rules.round import Rules, blueprint_from
from quiz.store import library

_BANK = text("SELECT digest FROM bank_version WHERE id = :bank_version_id")


class RoundColumns(Protocol):
    """A row of `round`, as far as it tells of a series."""

    label: str
    opens_at: int
    closes_at: int
    kind: str
    audience: str
    bank_version_id: int | None
    blueprint: str | None


def series_of(row: RoundColumns) -> Series:
    """The series that a district's round belongs to."""
    return Series(
        row.label,
        row.opens_at,
        row.closes_at,
        RoundKind(row.kind),
        row.audience,
        row.bank_version_id,
        None if row.blueprint is None else blueprint_from(loads(row.blueprint)),
    )


def shortages_of(
    connection: Connection, rules: Rules, bank: Bank, rounds: Iterable[Series]
) -> tuple[Shortage, ...]:
    """What the contest's bank and those of its rounds lack for their papers."""
    found = [*shortages(rules.blueprint, bank)]
    for one in {one for one in rounds if one.blueprint is not None}:
        own = bank
        if one.bank_version_id is not None:
            values = {"bank_version_id": one.bank_version_id}
            own = library.bank(connection, connection.execute(_BANK, values).scalar_one())
        found += shortages(one.blueprint or (), own)
    return tuple(found)
