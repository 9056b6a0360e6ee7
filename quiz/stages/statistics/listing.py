"""Which rounds have closed, so that there are statistics of them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

_LINES = (
    "SELECT c.id AS contest_id, c.name AS contest, r.id, u.full_name AS district, r.label,"
    " r.series,"
    " CASE WHEN r.published_at IS NOT NULL OR r.closes_at <= :now THEN 1 ELSE 0 END AS closed,"
    " (SELECT COUNT(*) FROM result s WHERE s.round_id = r.id) AS counted"
    " FROM round r JOIN contest c ON c.id = r.contest_id JOIN unit u ON u.id = r.district_id"
    " WHERE c.opened_at IS NOT NULL AND NOT c.rehearsal AND r.kind = 'official'"
)
_ORDER = " ORDER BY c.created_at DESC, c.id DESC, r.series, u.code"
_ALL = text(_LINES + _ORDER)
_OF_DISTRICTS = text(f"{_LINES} AND r.district_id IN :districts{_ORDER}").bindparams(
    bindparam("districts", expanding=True)
)


@dataclass(frozen=True, slots=True)
class Line:
    """An official round; `counted` attempts."""

    id: int
    place: str
    series: int
    label: str
    closed: bool
    counted: int


@dataclass(frozen=True, slots=True)
class ContestRounds:
    """A contest with its rounds within reach."""

    id: int
    name: str
    rounds: tuple[Line, ...]

    @property
    def closed(self) -> bool:
        """Whether every round has closed."""
        return all(line.closed for line in self.rounds)

    @property
    def series(self) -> tuple[tuple[int, str], ...]:
        """(number, label) of the series that have closed in every district."""
        labels: dict[int, str] = {}
        for line in self.rounds:
            labels.setdefault(line.series, line.label)
        return tuple(
            (number, label)
            for number, label in labels.items()
            if all(line.closed for line in self.rounds if line.series == number)
        )


def contests(
    connection: Connection, now: int, districts: Collection[int] | None
) -> tuple[ContestRounds, ...]:
    """The opened contests with the rounds of these districts, or of all where none are named."""
    if districts is None:
        found = connection.execute(_ALL, {"now": now})
    else:
        found = connection.execute(_OF_DISTRICTS, {"now": now, "districts": list(districts)})
    grouped: dict[tuple[int, str], list[Line]] = {}
    for row in found:
        place = f"{row.district}, {row.label}" if row.label else row.district
        line = Line(
            row.id,
            place,
            row.series,
            row.label,
            bool(row.closed),
            row.counted,
        )
        grouped.setdefault((row.contest_id, row.contest), []).append(line)
    return tuple(ContestRounds(*key, tuple(lines)) for key, lines in grouped.items())
