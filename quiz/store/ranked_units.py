# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""The units of a round or of a whole contest, ranked by its rules: from the official boards of the
rounds that have one and from the results of the others. Rounds that are not ranked (practice,
rehearsals) never count. Nothing of it is stored: who rescored or signed something finds it right
the next time.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quiz.rules.combining import combine_all
from quiz.rules.criteria import Across
from quiz.rules.draft import outer_days
from quiz.rules.freezing import freezes_at, is_frozen
from quiz.rules.headcounts import Headcount, in_force
from quiz.rules.ranking import points_of
from quiz.rules.reasons import RequestReason, UnitReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.unit_ranking import Entrant, UnitFacts, UnitLine, rank_units
from quiz.rules.wording import at_vietnam
from quiz.store import frozen, headcounts, library, past_groups, rows
from quiz.store.past_units import DISTRICT_THEN, PERSON_THEN, UNIT_THEN
from quiz.store.plain import Reader, Row, fetch_all, fetch_one
from quiz.store.rows import OfficialBoard, SatRound

_CONTEST = (
    "SELECT name, rules FROM contest WHERE id = ? AND opened_at IS NOT NULL AND NOT rehearsal"
)
_ROUNDS = (
    "SELECT r.id FROM round r JOIN unit u ON u.id = r.district_id"
    " WHERE r.contest_id = ? AND r.kind = 'official' ORDER BY u.code, r.series"
)
_RESULTS = {
    table: "SELECT s.person_id, p.unit_id, p.district_id, s.rank_key, s.duration_ms"
    f" FROM {table} s JOIN person p ON p.id = s.person_id WHERE s.round_id = ?"
    for table in ("result", "frozen_result")
}
_ENTRIES = (
    f"SELECT s.person_id, {UNIT_THEN}, {DISTRICT_THEN}, s.rank_key, s.duration_ms"
    f" FROM board_entry s {PERSON_THEN} WHERE s.board_id = ?"
)
_ATTEMPTS = (
    f"SELECT {UNIT_THEN}, {DISTRICT_THEN}, COUNT(*) FROM attempt s {PERSON_THEN}"
    " WHERE s.round_id = ? AND s.started_at <= ? AND NOT s.voided GROUP BY 1, 2"
)


ResultRow = tuple[int, int, int, str, int]
"""Person, unit, district, rank key and duration (ms) of a result."""


class Level(StrEnum):
    """What counts as a unit: communes and offices, or districts as a whole."""

    UNIT = "unit"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class UnitRanking:
    """The ranked units of a round (`round_id`) or of a whole contest. `place` is the district, or
    words for the whole contest; `digests` are those of the official boards that count, `rounds` how
    many rounds there are. `headcounts` are the signed numbers that count, by unit."""

    contest_id: int
    round_id: int | None
    contest: str
    place: str
    level: Level
    rules: Rules
    digests: tuple[str, ...]
    rounds: int
    lines: tuple[UnitLine, ...]
    headcounts: Mapping[int, Headcount]
    stray_count: int
    """People who stand directly under a district and so in none of its units."""
    still: tuple[str, ...]
    """The districts whose public board stands still now."""
    audience: str = ""
    """The title of the one audience whose rounds these are; empty where they are for more."""
    published_at: int = 0
    """When the newest of the official boards that count was published; 0 before there is one."""

    @property
    def beside_rules(self) -> bool:
        """Whether it ranks what the contest's rules do not: offices where these rank districts, or
        the other way round."""
        return self.round_id is None and self.level is not _level_of(self.rules)

    @property
    def official(self) -> bool:
        """Whether every round has an official board."""
        return bool(self.rounds) and len(self.digests) == self.rounds

    @property
    def in_order(self) -> tuple[UnitLine, ...]:
        """The units with a place among all, the best first."""
        placed = [line for line in self.lines if line.whole_place is not None]
        return tuple(sorted(placed, key=lambda line: (line.whole_place or 0, line.unit.id)))


def of_round(
    connection: Reader,
    round_id: int,
    now: int,
    *,
    public: bool = False,
    instead: Sequence[ResultRow] | None = None,
) -> UnitRanking:
    """The units of the round's district, by this round alone. `public` reads what stands still
    where the round's board does; `instead` are results that would take the place of those that
    stand. Refuses a round that is not announced as a missing one, and one that ranks nobody."""
    sat = rows.read_round(connection, round_id)
    rows.refuse_draft(sat)
    if sat.practice:
        raise Refusal(UnitReason.UNITS_NOT_RANKED)
    about = (sat.contest_id, round_id, sat.contest, sat.place)
    source = _Source(connection, (sat,), sat.rules, Level.UNIT, now, public, instead)
    return source.ranking(about)


def of_contest(
    connection: Reader, contest_id: int, level: Level | None, now: int, *, public: bool = False
) -> UnitRanking:
    """The units of all districts, by the contest's rounds together; the rules say which level where
    none is given. Refuses a contest that is not opened."""
    row = fetch_one(connection, _CONTEST, (contest_id,))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    rules, rounds = library.rules(row[1]), _rounds_of(connection, contest_id)
    level = level or _level_of(rules)
    about = (contest_id, None, str(row[0]), "toàn cuộc thi")
    return _Source(connection, rounds, rules, level, now, public).ranking(about)


def of_district(connection: Reader, contest_id: int, district_id: int, now: int) -> UnitRanking:
    """The units of one district, by all its rounds together. Refuses a contest that is not opened
    or has no round there."""
    rounds = tuple(
        sat for sat in _rounds_of(connection, contest_id) if sat.district_id == district_id
    )
    if not rounds:
        raise Refusal(RequestReason.NOT_FOUND)
    first = rounds[0]
    rows.refuse_draft(first)
    about = (contest_id, None, first.contest, first.district)
    return _Source(connection, rounds, first.rules, Level.UNIT, now, public=False).ranking(about)


def _level_of(rules: Rules) -> Level:
    return Level.DISTRICT if rules.units.districts else Level.UNIT


def _rounds_of(connection: Reader, contest_id: int) -> tuple[SatRound, ...]:
    found = fetch_all(connection, _ROUNDS, (contest_id,))
    return tuple(rows.read_round(connection, round_id) for (round_id,) in found)


@dataclass(frozen=True, slots=True)
class _Source:
    """Rounds to read from."""

    connection: Reader
    rounds: Sequence[SatRound]
    rules: Rules
    level: Level
    now: int
    public: bool
    instead: Sequence[ResultRow] | None = None
    """Results of its only round that are not those in the tables."""

    def ranking(self, about: tuple[int, int | None, str, str]) -> UnitRanking:
        """The ranked units."""
        official = {
            sat.id: board
            for sat in self.rounds
            if sat.window.published and (board := rows.read_official(self.connection, sat.id))
        }
        attempts = self._attempts()
        counted, units = self._units(attempts)
        facts = [
            UnitFacts(
                id=one.id,
                name=one.name,
                headcount=counted[one.id].number if one.id in counted else None,
                attempt_count=attempts.get(one.id, 0),
                group=one.group,
                cluster=one.cluster,
                district=one.district if one.id != one.district_id else "",
            )
            for one in units
        ]
        people = self._people(official)
        known = {one.id for one in facts}
        return UnitRanking(
            *about,
            level=self.level,
            rules=self.rules,
            digests=tuple(board.digest for board in official.values()),
            rounds=len(self.rounds),
            lines=rank_units(facts, people, self.rules.units, self._limit_ms()),
            headcounts=counted,
            stray_count=sum(person.unit_id not in known for person in people),
            still=tuple(sat.place for sat in self.rounds if self._still(sat)),
            audience=self._audience(),
            published_at=max((board.published_at for board in official.values()), default=0),
        )

    def _audience(self) -> str:
        """The title of the audience where all rounds are for one and the same."""
        named = {sat.audience for sat in self.rounds}
        titles = {one.id: one.title for one in self.rules.audiences}
        return titles.get(named.pop(), "") if len(named) == 1 else ""

    def _units(
        self, attempts: Mapping[int, int]
    ) -> tuple[dict[int, Headcount], list[headcounts.UnitRecord]]:
        """(the signed numbers that count, the units that are ranked)."""
        windows = ((sat.window.opens_at, sat.window.closes_at) for sat in self.rounds)
        days = outer_days(windows)
        day = days[-1] if days else f"{at_vietnam(self.now):%Y-%m-%d}"
        districts = {sat.district_id for sat in self.rounds}
        units = [
            one
            for contest_id in {sat.contest_id for sat in self.rounds}
            for one in past_groups.read_ranked(self.connection, contest_id, districts, attempts)
            if (one.id == one.district_id) == (self.level is Level.DISTRICT)
        ]
        found = ((one.id, in_force(one.headcounts, day)) for one in units)
        return {unit_id: one for unit_id, one in found if one is not None}, units

    def _people(self, official: Mapping[int, OfficialBoard]) -> list[Entrant]:
        """Everybody with a result, once, with what their rounds give together."""
        unit_of: dict[int, int] = {}
        sat_by: dict[int, list[tuple[str, int]]] = {}
        for sat in self.rounds:
            for person, unit_id, district_id, key, duration in self._results(
                sat, official.get(sat.id)
            ):
                unit_of[person] = unit_id if self.level is Level.UNIT else district_id
                # nobody's unit gains by what gains the person nothing
                took = max(duration, sat.rules.floor_ms)
                sat_by.setdefault(person, []).append((key, took))
        people = []
        several = {}
        for person, results in sat_by.items():
            if len(results) > 1:
                several[person] = [key for key, _ in results]
            else:
                ((key, duration),) = results
                people.append(Entrant(unit_of[person], points_of(key, self.rules), duration))
        for person, together in combine_all(several, self.rules).items():
            results = sat_by[person]
            duration = sum([results[at][1] for at in together.taken])
            people.append(Entrant(unit_of[person], together.points, duration))
        return people

    def _results(self, sat: SatRound, board: OfficialBoard | None) -> Sequence[Row]:
        if self.instead is not None:
            return self.instead
        if board is not None:
            return fetch_all(self.connection, _ENTRIES, (sat.contest_id, board.id))
        table = frozen.table_of(self.connection, sat, self.now if self.public else None)
        return fetch_all(self.connection, _RESULTS[table], (sat.id,))

    def _attempts(self) -> dict[int, int]:
        """How many there are by unit; of a board that stands still, those that began before."""
        found: dict[int, int] = {}
        for sat in self.rounds:
            until = freezes_at(sat.window, sat.rules) if self._still(sat) else self.now
            values = (sat.contest_id, sat.id, until)
            for unit_id, district_id, count in fetch_all(self.connection, _ATTEMPTS, values):
                where = unit_id if self.level is Level.UNIT else district_id
                found[where] = found.get(where, 0) + count
        return found

    def _still(self, sat: SatRound) -> bool:
        return self.public and is_frozen(sat.window, sat.rules, self.now)

    def _limit_ms(self) -> int:
        """The time for all papers that count of one person, who sits the rounds of one audience and
        those for everybody.
        """
        many = Counter((sat.district_id, sat.audience) for sat in self.rounds)
        rounds = max(
            (
                number + (many[district, ""] if audience else 0)
                for (district, audience), number in list(many.items())
            ),
            default=1,
        )
        if self.rules.across is Across.BEST:
            rounds = 1
        elif self.rules.across is Across.BEST_ROUNDS:
            rounds = min(rounds, self.rules.best_rounds)
        return self.rules.limit_ms * rounds
