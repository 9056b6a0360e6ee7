"""Whole offices and districts change after a contest: they move, end or become something else, and
next year's roster follows them. What was ranked stays; what may be decided still is not settled."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlmodel import SQLModel

from quiz.rules.advancing import AdvancingRules
from quiz.rules.roster import Roster, RosterRow
from quiz.rules.starting import DAY_MS
from quiz.stages import advancing, enrol, headcounts, units
from quiz.store import prizes, ranked_units
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, make_world
from tests.published import (
    FAR,
    OFFICE,
    OTHER,
    OVER_RULES,
    PHUNG_HIEP,
    VI_THANH,
    Over,
    over,
    participants,
    ranking,
    roster_of,
)
from tests.stages.test_groups_of_their_day import (
    LATER,
    NEW,
    a_table_moves_an_office,
    by_hand,
    noted,
    ranked,
)

PROVINCE = units.UnitRow("93", "Hậu Giang", "Tỉnh", "", "Tỉnh Hậu Giang")
AN = ("Nguyễn Văn An", OFFICE)


@pytest.fixture
def made(database: Database, writer: Writer) -> Over:
    return over(database, writer, make_world(database, OVER_RULES))


def every_ranking(made: Over) -> dict[object, object]:
    """Each level's ranking of the whole contest, each round's, and the prizes of a round."""

    def read(one: Any) -> dict[object, object]:
        contest, rounds = made.world.contest_id, made.world.rounds
        found: dict[object, object] = {
            level: ranked_units.of_contest(one, contest, level, LATER).lines
            for level in ranked_units.Level
        }
        for name, id_ in rounds.items():
            found[name] = ranked_units.of_round(one, id_, LATER).lines
        found["prizes"] = prizes.of_round(one, made.world.vi_thanh)
        return found

    return made.database.read_now(read)


def code_of(made: Over, number: int) -> str:
    return f"{made.world.districts[VI_THANH]}-{number}"


def district_becomes_a_province(made: Over) -> None:
    root = units.UnitRow("930", "Vị Thanh", "Thành phố", "", VI_THANH)
    units.load_units(made.database, (PROVINCE, root), LATER)


def an_office_becomes_a_province(made: Over) -> None:
    root = units.UnitRow(code_of(made, 1), OTHER, "Cơ quan", "", OTHER)
    units.load_units(made.database, (PROVINCE, root), LATER)


def offices_become_districts(made: Over) -> None:
    """As in the reform of 2025: nothing between the province and the ward."""
    wards = (
        units.UnitRow(code_of(made, 0), OFFICE, "Phường", "93", OFFICE),
        units.UnitRow(code_of(made, 1), OTHER, "Phường", "93", OTHER),
    )
    units.load_units(made.database, (PROVINCE, *wards), LATER)


def units_cease(made: Over) -> None:
    by_hand(made)
    with made.database.write_engine.begin() as connection:
        ids = (made.units[OTHER], made.world.districts[PHUNG_HIEP])
        for id_ in ids:
            connection.execute(text(f"UPDATE unit SET valid_to = '2027-01-01' WHERE id = {id_}"))


@pytest.mark.parametrize(
    "change",
    [
        district_becomes_a_province,
        an_office_becomes_a_province,
        offices_become_districts,
        units_cease,
    ],
)
def test_units_that_end_or_become_others_stay_in_the_rankings_of_their_day(
    made: Over, change: Callable[[Over], None]
) -> None:
    before = every_ranking(made)
    change(made)
    assert every_ranking(made) == before


@pytest.mark.parametrize(
    ("moved", "district"),
    [(a_table_moves_an_office, PHUNG_HIEP), (offices_become_districts, OFFICE)],
)
def test_next_years_roster_follows_a_unit_that_was_moved_and_takes_no_result_along(
    made: Over, moved: Callable[[Over], None], district: str
) -> None:
    before = every_ranking(made), ranked(made)
    moved(made)
    roster = Roster((RosterRow(2, *AN, district, number="VT0001"),))
    planned = enrol.enrol(made.database, roster, None, "quan", LATER)
    assert len(planned.changed) == 1
    assert made.remembered()
    assert (every_ranking(made), ranked(made)) == before


def test_a_roster_that_puts_known_people_into_a_new_office_has_the_units_noted(made: Over) -> None:
    before = ranked(made)
    enrol.enrol(made.database, roster_of(NEW, "VT0001", AN[0]), None, "quan", LATER)
    assert noted(made)
    assert ranked(made) == before


def test_a_practice_round_that_nobody_publishes_keeps_no_contest_from_settling(made: Over) -> None:
    table = SQLModel.metadata.tables["round"]
    with made.database.write_engine.begin() as connection:
        one = select(table).where(table.c.id == made.world.vi_thanh)
        row = dict(connection.execute(one).mappings().one())
        del row["id"]
        practice = {"kind": "practice", "series": 9, "label": "thử", "published_at": None}
        connection.execute(insert(table).values({**row, **practice}))
    before = ranked(made)
    by_hand(made)
    assert noted(made)
    assert ranked(made) == before


def test_a_cluster_is_put_right_as_long_as_the_units_that_go_on_may_be_replaced(
    database: Database, writer: Writer
) -> None:
    terms = AdvancingRules(seats=2, of_each_cluster=1, substitute_days=90)
    made = over(database, writer, make_world(database, replace(OVER_RULES, advancing=terms)))
    for name in (OFFICE, OTHER, FAR):
        headcounts.put_in(database, made.units[name], "", "Cụm sai", "so", CLOSES + 20 * DAY_MS)

    def clusters(now: int) -> tuple[bool, set[str]]:
        def read(one: Any) -> tuple[bool, set[str]]:
            contest = made.world.contest_id
            found = ranked_units.of_contest(one, contest, None, now)
            proposed = advancing.propose(one, found, None)
            return proposed.until > now, {line.unit.cluster for line in found.lines} - {""}

        return database.read_now(read)

    for name, day, cluster in ((OFFICE, 61, "Cụm 1"), (OTHER, 91, "Cụm 2")):
        headcounts.put_in(database, made.units[name], "", cluster, "so", CLOSES + day * DAY_MS)
    open_, found = clusters(CLOSES + 61 * DAY_MS)
    assert open_
    assert "Cụm 1" in found
    assert not clusters(CLOSES + 91 * DAY_MS)[0]
    assert "Cụm 2" not in found
    assert noted(made)
    assert participants(ranking(made))
