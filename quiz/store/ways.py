"""Which ways of entering the opened contests have now, by district."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quiz.rules.starting import registration_opens
from quiz.rules.window import Window
from quiz.store import library
from quiz.store.plain import Reader, fetch_all

_ROUNDS = (
    "SELECT c.rules, r.district_id, r.opens_at, r.closes_at FROM round r"
    " JOIN contest c ON c.id = r.contest_id"
    " WHERE c.opened_at IS NOT NULL AND NOT c.rehearsal AND r.closes_at > ? ORDER BY r.id DESC"
)


@dataclass(frozen=True, slots=True)
class Ways:
    """The districts with a round that people may enter now, and that has not closed, in a contest
    whose rules open the way."""

    names_in: frozenset[int] = frozenset()
    """Where people enter by unit and name."""
    open_in: Mapping[int, str] = field(default_factory=dict)
    """Where citizens register themselves -> the audience that they belong to."""

    @property
    def by_name(self) -> bool:
        """Whether anybody enters by unit and name."""
        return bool(self.names_in)

    @property
    def open_entry(self) -> bool:
        """Whether any citizen registers."""
        return bool(self.open_in)


def read_ways(connection: Reader, now: int) -> Ways:
    """The ways that are open now."""
    names_in: set[int] = set()
    open_in: dict[int, str] = {}
    for dumped, district_id, opens_at, closes_at in fetch_all(connection, _ROUNDS, (now,)):
        rules = library.rules(dumped)
        if now < registration_opens(rules, Window(opens_at, closes_at)):
            continue
        if rules.entry.by_name:
            names_in.add(district_id)
        if rules.entry.open_entry:
            open_in.setdefault(district_id, rules.entry.audience)
    return Ways(frozenset(names_in), open_in)
