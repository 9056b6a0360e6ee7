"""A contest that is over: An and Dũng sat in an office of their own, everything is published, a
team, prizes and an appeal hang on it; and the ways in which An may move afterwards."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlmodel import select

from question_bank.vietnamese import same_key
from quiz.rules.appealing import Filing, Subject
from quiz.rules.criteria import TieBreak, chain
from quiz.rules.prizes import AtTheCut, Prize, PrizeKind, PrizeRules
from quiz.rules.roster import Roster, RosterRow
from quiz.rules.scopes import BoardScope
from quiz.rules.units import Measure, UnitRules
from quiz.stages import (
    appeals,
    award,
    board,
    choose,
    count,
    enrol,
    extended,
    haste,
    listing,
    oversee,
    prepare,
    relocate,
)
from quiz.stages.appeals import filing
from quiz.store import prizes, ranked_units, rows, scopes, teams, whole
from quiz.store.candidates import about_people, read_field
from quiz.store.database import Database
from quiz.store.ranked_units import Level, UnitRanking
from quiz.store.tables import PastUnit, Person, Round, Unit, UnitMove
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World
from tests.committee import Committee
from tests.finished import Sat, five_of_vi_thanh, hand_in

VI_THANH, PHUNG_HIEP = "Thành phố Vị Thanh", "Huyện Phụng Hiệp"
OFFICE, OTHER, FAR = "Phòng Tư pháp", "Phòng Nội vụ", "Phòng Y tế Phụng Hiệp"
NOW = CLOSES + 5 * MINUTE
YEAR = 365 * 24 * 60 * MINUTE
OVER_RULES = replace(
    RULES,
    tie_breaks=chain(TieBreak.HARD_SCORE, TieBreak.DURATION),
    floor_seconds=55,
    units=UnitRules(Measure.SUM_TOP),
    prizes=PrizeRules(
        (
            Prize("Giải Nhất", 1),
            Prize("Giải Tập thể", 1, PrizeKind.COLLECTIVE),
            Prize("Giải Cao tuổi", 1, PrizeKind.SIDE),
        ),
        True,
        AtTheCut.LOTS,
    ),
)


@dataclass(frozen=True)
class Over:
    """The contest that is over. `units` are ids by full name."""

    database: Database
    writer: Writer
    world: World
    people: dict[str, int]
    units: dict[str, int]

    @property
    def an(self) -> int:
        """An's id."""
        return self.people["An"]

    def remembered(self) -> list[tuple[int, int, int, int]]:
        """(contest, person, unit, district) of what is noted."""
        with self.database.reading() as session:
            rows = session.exec(select(PastUnit)).all()
            return sorted((x.contest_id, x.person_id, x.unit_id, x.district_id) for x in rows)

    def unit_of(self, name: str = "An") -> int:
        """Where the person is today."""
        with self.database.reading() as session:
            return session.get_one(Person, self.people[name]).unit_id

    def move(self, unit: str, now: int = NOW) -> None:
        """The province moves An."""
        relocate.put(self.database, self.an, self.units[unit], "Điều động", None, "so", now)

    def publish_rest(self) -> None:
        """Every round that is not published yet."""
        with self.database.reading() as session:
            left = session.exec(select(Round.id).where(Round.published_at == None)).all()  # noqa: E711
        for one in left:
            count.publish(self.database, self.writer, one or 0, "quan", CLOSES + MINUTE)

    def next_year(self, contest: str = "Hội thi năm sau") -> dict[int, int]:
        """A contest in all districts a year later: district -> round."""
        windows = dict.fromkeys(self.world.districts.values(), (OPENS + YEAR, CLOSES + YEAR))
        version = self.world.bank_version_id
        made = prepare.make_contest(
            self.database, contest, OVER_RULES, version, windows, "so", OPENS + YEAR - 2
        )
        prepare.open_contest(self.database, made, "so", OPENS + YEAR - 1)
        with self.database.reading() as session:
            found = session.exec(select(Round).where(Round.contest_id == made)).all()
            return {one.district_id: one.id or 0 for one in found}

    def sits_next_year(self, round_id: int, name: str = "An") -> None:
        """Hands in everything right."""
        late = [Sat(self.people[name], 6, 15, starts=YEAR / MINUTE)]
        hand_in(self.database, self.writer, round_id, late)


def offices(database: Database, world: World) -> dict[str, int]:
    """The offices that are moved between, made here; full name -> id."""
    found: dict[str, int] = {}
    with database.writing() as session:
        for name, district in ((OFFICE, VI_THANH), (OTHER, VI_THANH), (FAR, PHUNG_HIEP)):
            above = world.districts[district]
            unit = Unit(
                code=f"{above}-{len(found)}", name=name, type="Cơ quan", full_name=name,
                key=same_key(name), parent_id=above, district_id=above, unit_group=f"Khối {name}",
            )  # fmt: skip
            session.add(unit)
            session.flush()
            found[name] = unit.id or 0
    return found


def sat(database: Database, writer: Writer, world: World) -> Over:
    """Everybody has sat, Vị Thanh is published, the other rounds are not."""
    units = offices(database, world)
    with database.writing() as session:
        session.get_one(Person, world.people["An"]).unit_id = units[OFFICE]
        session.get_one(Person, world.people["Chi"]).unit_id = units[FAR]
    people = five_of_vi_thanh(database, writer, world) | {"Chi": world.people["Chi"]}
    with database.writing() as session:
        session.get_one(Person, people["Dũng"]).unit_id = units[OFFICE]
        for name in ("Bình", "Giang"):
            session.get_one(Person, people[name]).unit_id = units[OTHER]
    hand_in(database, writer, world.phung_hiep, [Sat(people["Chi"], 5, 20)])
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES + MINUTE)
    return Over(database, writer, world, people, units)


def over(database: Database, writer: Writer, world: World) -> Over:
    """Everything is published, and what hangs on it is done."""
    made = sat(database, writer, world)
    made.publish_rest()
    board = database.read_now(lambda one: choose.choice(one, world.vi_thanh, choose.Wanted()))
    seen = choose.Seen(board.board.digest, 0)
    choose.confirm(writer, world.vi_thanh, seen, choose.Wanted(), "lan", NOW)
    award.give(database, world.contest_id, world.vi_thanh, 2, "VT0001", "Sinh năm 1950", "lan", NOW)
    an_appeals(made, Subject.SCORE, "Đề nghị xem lại thời gian làm bài.")
    return made


def an_appeals(made: Over, subject: Subject, words: str, now: int = NOW) -> int:
    """An files an appeal; its id."""
    attempt = Committee(made.database, made.writer, made.world).attempt_of(made.an)
    said = Filing(subject, 0, words)
    return asyncio.run(filing.file(made.database, made.writer, attempt, made.an, said, now))


def by_own_choice(made: Over, unit: str) -> None:
    """An chooses a unit in which somebody is."""
    relocate.choose_own(made.database, made.an, made.units[unit], NOW)


def by_the_organiser(made: Over, unit: str) -> None:
    """Whoever reaches both districts moves An."""
    made.move(unit)


def by_two_sides(made: Over, unit: str) -> None:
    """The old district asks, the new one signs."""
    old = frozenset({made.world.districts[VI_THANH]})
    new = frozenset({made.world.districts[PHUNG_HIEP]})
    reason = "Điều động"
    if relocate.put(made.database, made.an, made.units[unit], reason, old, "lan", NOW):
        return
    with made.database.reading() as session:
        waits = session.exec(select(UnitMove).where(UnitMove.outcome == "")).one()
    relocate.end(made.database, waits.id or 0, sign=True, reach=new, actor="mai", now=NOW)


def roster_of(unit: str, number: str = "VT0001", name: str = "Nguyễn Văn An") -> Roster:
    """A roster with An alone, by the candidate number."""
    district = PHUNG_HIEP if unit == FAR else VI_THANH
    return Roster((RosterRow(2, name, unit, district, number=number),))


def by_a_roster(made: Over, unit: str) -> None:
    """The administrator brings next year's roster."""
    enrol.enrol(made.database, roster_of(unit), None, "quan", NOW)


WAYS: tuple[Callable[[Over, str], None], ...] = (
    by_own_choice,
    by_the_organiser,
    by_two_sides,
    by_a_roster,
)


def ranking(made: Over, round_id: int | None = None) -> UnitRanking:
    """The units of a round, Vị Thanh's where none is said."""
    asked = round_id or made.world.vi_thanh
    return made.database.read_now(lambda one: ranked_units.of_round(one, asked, NOW))


def participants(found: UnitRanking) -> dict[str, int]:
    """How many took part, by the unit's name."""
    return {line.unit.name: line.participant_count for line in found.lines}


def holds(made: Over) -> bool:
    """Whether a recount of every round finds what is stored."""
    found = [
        made.database.read_now(partial(count.recount, round_id=id_))
        for id_ in made.world.rounds.values()
    ]
    return all(not one.differences and one.broken_link is None for one in found)


def told(made: Over) -> dict[str, object]:
    """Whatever belongs to the results of the contest."""
    world = made.world
    found: dict[str, object] = {}
    narrowed = {
        "everybody": BoardScope(),
        "office": BoardScope(unit_id=made.units[OFFICE]),
        "other": BoardScope(unit_id=made.units[OTHER]),
        "group": BoardScope(group=f"Khối {OFFICE}"),
    }

    def read(one: Any) -> None:
        team = teams.read_team(one, world.vi_thanh)
        assert team is not None
        found["search"] = board.read_board(one, world.vi_thanh, query="an").lines
        for name, scope in narrowed.items():
            now = board.read_board(one, world.vi_thanh, scope=scope)
            kept = board.read_board(one, world.vi_thanh, scope=scope, version=1)
            found[f"board of {name}"], found[f"kept board of {name}"] = now.lines, kept.lines
            for public in (True, False):
                file = listing.round_file(one, world.vi_thanh, scope, "csv", NOW, public=public)
                found[f"file of {name} {public}"] = file.content
        found["whole"] = whole.read_whole(one, world.contest_id, NOW, public=False).lines
        found["choices"] = scopes.of_round(one, rows.read_round(one, world.vi_thanh))
        found["units"] = ranked_units.of_round(one, world.vi_thanh, NOW).lines
        for level in Level:
            ranked = ranked_units.of_contest(one, world.contest_id, level, NOW)
            found[f"contest's {level}s"] = ranked.lines
        found["prizes"] = prizes.of_round(one, world.vi_thanh)
        found["team"], found["quotas"] = team.members, read_field(one, world.vi_thanh).lines
        found["previews"] = about_people(one, world.vi_thanh)
        found["appeals"] = appeals.appeals_of(one, world.vi_thanh)
        found["attempts"] = appeals.attempts_by_number(one, world.vi_thanh, "VT0001")
        found["names"] = appeals.names(one, world.contest_id, [made.an])
        found["haste"] = [
            (fast.name, fast.unit) for fast in haste.of_round(one, world.vi_thanh).attempts
        ]
        found["more time"] = extended.sitting(one, world.vi_thanh, "VT")
        line = oversee.one_round(one, world.vi_thanh, NOW)
        (contest,) = (c for c in oversee.contests(one, NOW) if c.id == world.contest_id)
        found["turnout"] = line, contest

    made.database.read_now(read)
    return found
