# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""The units of a round or of a whole contest, ranked by its rules: from the official boards of the
rounds that have one and from the results of the others. Rounds that are not ranked (practice,
rehearsals) never count. Nothing of it is stored: who rescored or signed something finds it right
the next time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quiz.rules.headcounts import Headcount, in_force
from quiz.rules.ranking import points_of
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules
from quiz.rules.unit_ranking import Entrant, UnitFacts, UnitLine, points_together, rank_units
from quiz.rules.wording import at_vietnam
from quiz.store import headcounts, library, rows
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import OfficialBoard, SatRound

_CONTEST = (
    "SELECT name, rules FROM contest WHERE id = ? AND opened_at IS NOT NULL AND NOT rehearsal"
)
_ROUNDS = (
    "SELECT r.id FROM round r JOIN unit u ON u.id = r.district_id"
    " WHERE r.contest_id = ? AND r.kind = 'official' ORDER BY u.code, r.series"
)
_PERSON = "JOIN person p ON p.id = s.person_id"
_COLUMNS = "SELECT s.person_id, p.unit_id, p.district_id, s.rank_key, s.duration_ms"
_RESULTS = f"{_COLUMNS} FROM result s {_PERSON} WHERE s.round_id = ?"
_ENTRIES = f"{_COLUMNS} FROM board_entry s {_PERSON} WHERE s.board_id = ?"
_ATTEMPTS = (
    "SELECT p.unit_id, p.district_id, COUNT(*) FROM attempt s"
    f" {_PERSON} WHERE s.round_id = ? AND NOT s.voided GROUP BY p.unit_id, p.district_id"
)


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

    @property
    def official(self) -> bool:
        """Whether every round has an official board."""
        return bool(self.rounds) and len(self.digests) == self.rounds

    @property
    def in_order(self) -> tuple[UnitLine, ...]:
        """The units with a place among all, the best first."""
        placed = [line for line in self.lines if line.whole_place is not None]
        return tuple(sorted(placed, key=lambda line: (line.whole_place or 0, line.unit.id)))


def of_round(connection: Reader, round_id: int, now: int) -> UnitRanking:
    """The units of the round's district, by this round alone. Refuses a round that is not announced
    as a missing one, and one that ranks nobody."""
    sat = rows.read_round(connection, round_id)
    rows.refuse_draft(sat)
    if sat.practice:
        raise Refusal(Reason.UNITS_NOT_RANKED)
    about = (sat.contest_id, round_id, sat.contest, sat.place)
    return _ranking(connection, about, sat.rules, [sat], Level.UNIT, now)


def of_contest(connection: Reader, contest_id: int, level: Level, now: int) -> UnitRanking:
    """The units of all districts, by the contest's rounds together. Refuses a contest that is not
    opened."""
    row = fetch_one(connection, _CONTEST, (contest_id,))
    if row is None:
        raise Refusal(Reason.NOT_FOUND)
    rounds = [
        rows.read_round(connection, round_id)
        for (round_id,) in fetch_all(connection, _ROUNDS, (contest_id,))
    ]
    about = (contest_id, None, str(row[0]), "toàn cuộc thi")
    return _ranking(connection, about, library.rules(row[1]), rounds, level, now)


def _ranking(
    connection: Reader,
    about: tuple[int, int | None, str, str],
    rules: Rules,
    rounds: Sequence[SatRound],
    level: Level,
    now: int,
) -> UnitRanking:
    official = {
        sat.id: board
        for sat in rounds
        if sat.window.published and (board := rows.read_official(connection, sat.id))
    }
    day = max((sat.window.closes_at for sat in rounds), default=now)
    counted, units = _units(connection, {sat.district_id for sat in rounds}, level, day)
    attempts = _attempts(connection, rounds, level)
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
    people = _people(connection, rounds, official, rules, level)
    known = {one.id for one in facts}
    return UnitRanking(
        *about,
        level=level,
        rules=rules,
        digests=tuple(board.digest for board in official.values()),
        rounds=len(rounds),
        lines=rank_units(facts, people, rules.units, rules.limit_ms),
        headcounts=counted,
        stray_count=sum(person.unit_id not in known for person in people),
        still=tuple(sat.place for sat in rounds if _stands_still(sat, now)),
    )


def _units(
    connection: Reader, districts: set[int], level: Level, closes_at: int
) -> tuple[dict[int, Headcount], list[headcounts.UnitRecord]]:
    """(the signed numbers that count, the units that are ranked)."""
    day = f"{at_vietnam(closes_at):%Y-%m-%d}"
    units = [
        one
        for one in headcounts.read_units(connection, districts)
        if (one.id == one.district_id) == (level is Level.DISTRICT)
    ]
    found = ((one.id, in_force(one.headcounts, day)) for one in units)
    return {unit_id: one for unit_id, one in found if one is not None}, units


def _people(
    connection: Reader,
    rounds: Iterable[SatRound],
    official: Mapping[int, OfficialBoard],
    rules: Rules,
    level: Level,
) -> list[Entrant]:
    """Everybody with a result, once, with what their rounds give together."""
    unit_of: dict[int, int] = {}
    points: dict[int, list[int]] = {}
    durations: dict[int, list[tuple[int, int]]] = {}
    for sat in rounds:
        board = official.get(sat.id)
        statement, source = (_ENTRIES, board.id) if board else (_RESULTS, sat.id)
        for person, unit_id, district_id, key, duration in fetch_all(
            connection, statement, (source,)
        ):
            unit_of[person] = unit_id if level is Level.UNIT else district_id
            worth = points_of(key, sat.rules)
            points.setdefault(person, []).append(worth)
            durations.setdefault(person, []).append((-worth, duration))
    return [
        Entrant(unit_of[person], points_together(each, rules), min(durations[person])[1])
        for person, each in points.items()
    ]


def _attempts(connection: Reader, rounds: Iterable[SatRound], level: Level) -> dict[int, int]:
    found: dict[int, int] = {}
    for sat in rounds:
        for unit_id, district_id, count in fetch_all(connection, _ATTEMPTS, (sat.id,)):
            where = unit_id if level is Level.UNIT else district_id
            found[where] = found.get(where, 0) + count
    return found


def _stands_still(sat: SatRound, now: int) -> bool:
    """Whether the rules keep the public board from moving now."""
    froze = sat.window.closes_at - 60_000 * sat.rules.frozen_minutes
    return froze <= now < sat.window.closes_at and not sat.window.published
