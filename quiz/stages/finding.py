"""Somebody finds the own name: district, unit, name. Strangers see names as public boards do."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from question_bank.vietnamese import mask
from quiz.rules.search import holds, looked_for

PAGE_NAMES = 50

_DISTRICTS = text(
    "SELECT id, full_name FROM unit WHERE id IN :districts AND NOT rehearsal ORDER BY code"
).bindparams(bindparam("districts", expanding=True))
_UNITS = text(
    "SELECT u.id, u.full_name FROM unit u WHERE u.district_id = :district AND NOT u.rehearsal"
    " AND EXISTS (SELECT 1 FROM person p WHERE p.unit_id = u.id AND p.active) ORDER BY u.key"
)
_NAMES = text(
    "SELECT id, number, name, name_fold FROM person WHERE unit_id = :unit AND active"
    " ORDER BY sort_key, number"
)
_ONE = text(
    "SELECT p.id, p.number, p.name, p.district_id, p.unit_id, u.full_name,"
    " p.birth_year IS NOT NULL AS dated FROM person p"
    " JOIN unit u ON u.id = p.unit_id AND NOT u.rehearsal WHERE p.id = :person AND p.active"
)


@dataclass(frozen=True, slots=True)
class Names:
    """A page of a unit's people: (person id, name as shown)."""

    people: tuple[tuple[int, str], ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was chosen from the list."""

    person_id: int
    shown: str
    district_id: int
    unit_id: int
    unit: str
    dated: bool
    """Whether the roster knows the year of birth."""


def districts(connection: Connection, among: frozenset[int]) -> tuple[tuple[int, str], ...]:
    """Id and full name of these districts."""
    found = connection.execute(_DISTRICTS, {"districts": list(among)})
    return tuple((row.id, row.full_name) for row in found)


def units(connection: Connection, district_id: int) -> tuple[tuple[int, str], ...]:
    """Id and full name of the district's units that have people on the roster."""
    found = connection.execute(_UNITS, {"district": district_id})
    return tuple((row.id, row.full_name) for row in found)


def names(connection: Connection, unit_id: int, query: str = "", page: int = 1) -> Names:
    """People of the unit in Vietnamese order, whose names hold every word that is looked for,
    without diacritics too. Where names are masked nobody may spell one out, so only whole words are
    found. People whose masks are equal are told apart by the end of their numbers. A page past the
    end is the last one."""
    rows = connection.execute(_NAMES, {"unit": unit_id}).all()
    alike = Counter(mask(row.name) for row in rows)
    wanted = looked_for(query)
    if query.strip():
        rows = [
            row
            for row in rows
            if wanted is not None and holds(row.name_fold, wanted, whole_words=True)
        ]
    pages = max(1, -(-len(rows) // PAGE_NAMES))
    page = min(page, pages)
    some = rows[(page - 1) * PAGE_NAMES : page * PAGE_NAMES]
    people = tuple((row.id, _shown(row.name, row.number, alike)) for row in some)
    return Names(people, len(rows), page, pages)


def one(connection: Connection, person_id: int) -> Found | None:
    """Somebody of the roster, None for nobody."""
    row = connection.execute(_ONE, {"person": person_id}).one_or_none()
    if row is None:
        return None
    same = connection.execute(_NAMES, {"unit": row.unit_id}).all()
    alike = Counter(mask(other.name) for other in same)
    shown = _shown(row.name, row.number, alike)
    return Found(row.id, shown, row.district_id, row.unit_id, row.full_name, bool(row.dated))


def _shown(name: str, number: str, alike: Counter[str]) -> str:
    masked = mask(name)
    return masked if alike[masked] < 2 else f"{masked} (số báo danh …{number[-2:]})"
