"""Rankings keep the units of their day: an office that next year's roster makes, or a khối or cụm
that a unit comes to, changes nothing of a contest that is over, and counts in the next one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.rules.starting import DAY_MS
from quiz.rules.unit_table import UnitRow as Typed
from quiz.stages import count, enrol, headcounts, units
from quiz.store import ranked_units, rows, scopes, whole
from quiz.store.database import Database
from quiz.store.headcounts import read_units
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, make_world
from tests.published import (
    NOW,
    OFFICE,
    OVER_RULES,
    PHUNG_HIEP,
    VI_THANH,
    YEAR,
    Over,
    over,
    participants,
    ranking,
    roster_of,
    sat,
    told,
)

ROOT = Path(__file__).parents[2]
LATER = NOW + 61 * DAY_MS
NEW = "Phòng Dân tộc"


@pytest.fixture
def made(database: Database, writer: Writer) -> Over:
    return over(database, writer, make_world(database, OVER_RULES))


@pytest.fixture
def running(database: Database, writer: Writer) -> Over:
    """Vị Thanh is published, the contest is not over."""
    return sat(database, writer, make_world(database, OVER_RULES))


def a_roster_makes_an_office(made: Over) -> None:
    enrol.enrol(made.database, roster_of(NEW, "VT0777", "Lê Văn Tám"), None, "quan", LATER)


def a_table_brings_a_commune(made: Over) -> None:
    rows_ = (
        units.UnitRow("93", "Hậu Giang", "Tỉnh", "", "Tỉnh Hậu Giang"),
        units.UnitRow("930", "Vị Thanh", "Thành phố", "93", VI_THANH),
        units.UnitRow("99999", "Mới", "Phường", "930", "Phường Mới"),
    )
    units.load_units(made.database, rows_, LATER)


def by_hand(made: Over) -> None:
    headcounts.put_in(made.database, made.units[OFFICE], "Khối Mới", "Cụm 2", "so", LATER)


def by_a_table(made: Over) -> None:
    row = Typed(2, OFFICE, VI_THANH, group="Khối Mới", cluster="Cụm 2")
    headcounts.take_in(made.database, [row], None, "so", LATER)


def an_office_gets_a_group(made: Over) -> None:
    a_roster_makes_an_office(made)
    found = made.database.read_now(lambda one: read_units(one, None))
    (office,) = (one.id for one in found if one.name == NEW)
    headcounts.put_in(made.database, office, "Khối Mới", "Cụm 2", "so", LATER)


def a_table_moves_an_office(made: Over) -> None:
    """To another district."""
    rows_ = (
        units.UnitRow("93", "Hậu Giang", "Tỉnh", "", "Tỉnh Hậu Giang"),
        units.UnitRow("934", "Phụng Hiệp", "Huyện", "93", PHUNG_HIEP),
        units.UnitRow(f"{made.world.districts[VI_THANH]}-0", OFFICE, "Cơ quan", "934", OFFICE),
    )
    assert units.load_units(made.database, rows_, LATER) <= 1


WAYS: tuple[Callable[[Over], None], ...] = (
    a_roster_makes_an_office,
    a_table_brings_a_commune,
    by_hand,
    by_a_table,
    an_office_gets_a_group,
    a_table_moves_an_office,
)


def ranked(made: Over) -> dict[str, object]:
    """Whatever belongs to the results; the turnout is of the roster of today."""
    found = told(made)
    del found["turnout"]
    return found


def groups_told(made: Over) -> list[set[str]]:
    """The khối of An's office in the district's ranking, in the contest's and on its board."""

    def read(one: Any) -> list[set[str]]:
        contest = made.world.contest_id
        rankings = (
            ranked_units.of_round(one, made.world.vi_thanh, NOW),
            ranked_units.of_contest(one, contest, ranked_units.Level.UNIT, NOW),
        )
        lines = whole.read_whole(one, contest, NOW, public=False).lines
        return [
            *({line.unit.group for line in x.lines if line.unit.name == OFFICE} for x in rankings),
            {line.group for line in lines if line.unit == OFFICE},
        ]

    return made.database.read_now(read)


def forget(made: Over) -> None:
    with made.database.write_engine.begin() as connection:
        connection.execute(text("DELETE FROM past_group"))


def noted(made: Over) -> list[tuple[int, str, str, str]]:
    """(contest, unit, khối, cụm) of what is noted."""
    statement = (
        "SELECT g.contest_id, u.full_name, g.unit_group, g.cluster FROM past_group g"
        " JOIN unit u ON u.id = g.unit_id ORDER BY 1, u.code"
    )
    with made.database.write_engine.connect() as connection:
        return [(a, b, c, d) for a, b, c, d in connection.execute(text(statement))]


@pytest.mark.parametrize("way", WAYS)
def test_units_that_change_leave_what_was_ranked_as_it_was(
    made: Over, way: Callable[[Over], None]
) -> None:
    before = ranked(made)
    assert noted(made) == []
    way(made)
    first = noted(made)
    assert (made.world.contest_id, OFFICE, f"Khối {OFFICE}", "") in first
    assert ranked(made) == before
    way(made)
    by_hand(made)
    assert noted(made) == first
    assert ranked(made) == before


@pytest.mark.parametrize("way", [a_roster_makes_an_office, a_table_brings_a_commune])
def test_without_what_is_noted_a_new_unit_would_stand_in_old_rankings(
    made: Over, way: Callable[[Over], None]
) -> None:
    """The mutant: as if nothing had been noted."""
    before = ranked(made)
    way(made)
    forget(made)
    after = ranked(made)
    differ = {name for name in before if before[name] != after[name]}
    assert differ == {"units", "contest's units", "choices"}


def test_without_what_is_noted_an_office_that_was_moved_would_be_missing(made: Over) -> None:
    """The mutant: as if nothing had been noted."""
    before = participants(ranking(made))
    a_table_moves_an_office(made)
    assert participants(ranking(made)) == before
    assert ranking(made).stray_count == 0
    forget(made)
    assert before.keys() - participants(ranking(made)).keys() == {OFFICE}


@pytest.mark.parametrize("way", [by_hand, by_a_table])
def test_without_what_is_noted_old_boards_would_have_the_groups_of_today(
    made: Over, way: Callable[[Over], None]
) -> None:
    """The mutant: as if nothing had been noted."""
    way(made)
    kept = groups_told(made)
    forget(made)
    assert kept == [{f"Khối {OFFICE}"}] * 3
    assert groups_told(made) == [{"Khối Mới"}] * 3
    with pytest.raises(Refusal):
        ranked(made)  # asks for the board of the old khối


def test_a_contest_that_is_not_over_ranks_the_units_of_today(running: Over) -> None:
    a_roster_makes_an_office(running)
    by_hand(running)
    assert noted(running) == []
    (office,) = (one for one in ranking(running).lines if one.unit.name == OFFICE)
    assert (office.unit.group, office.unit.cluster) == ("Khối Mới", "Cụm 2")
    assert NEW in participants(ranking(running))


def test_what_is_put_right_soon_after_publication_counts(made: Over) -> None:
    soon = CLOSES + 59 * DAY_MS
    headcounts.put_in(made.database, made.units[OFFICE], "Khối Đúng", "Cụm 1", "so", soon)
    assert noted(made) == []
    assert groups_told(made) == [{"Khối Đúng"}] * 3
    by_hand(made)
    assert groups_told(made) == [{"Khối Đúng"}] * 3


def test_the_next_contest_ranks_the_units_of_its_own_day(made: Over) -> None:
    before = ranked(made)
    a_roster_makes_an_office(made)
    by_hand(made)
    rounds = made.next_year()
    there = rounds[made.world.districts[VI_THANH]]
    made.sits_next_year(there)
    for one in rounds.values():
        count.publish(made.database, made.writer, one, "quan", CLOSES + YEAR + MINUTE)
    headcounts.put_in(made.database, made.units[OFFICE], "Khối Sau", "", "so", LATER + YEAR)
    (office,) = (one for one in ranking(made, there).lines if one.unit.name == OFFICE)
    assert (office.unit.group, office.unit.cluster) == ("Khối Mới", "Cụm 2")
    assert NEW in participants(ranking(made, there))
    assert ranked(made) == before


def test_an_old_board_is_asked_for_the_groups_that_it_had(made: Over) -> None:
    by_hand(made)

    def title(group: str) -> str:
        def read(one: Any) -> str:
            sat_ = rows.read_round(one, made.world.vi_thanh)
            return scopes.title_in_round(one, BoardScope(group=group), sat_)

        return made.database.read_now(read)

    assert title(f"Khối {OFFICE}") == f"khối Khối {OFFICE}"
    with pytest.raises(Refusal) as refused:
        title("Khối Mới")
    assert refused.value.reason is RequestReason.NOT_FOUND


TODAY = {
    "stages/headcounts.py": "writes them, and has them noted before",
    "store/headcounts.py": "the list of units of today, which ranked_units puts right",
    "store/past_groups.py": "here they are noted",
    "store/scopes.py": "provisional boards",
    "store/tables/people.py": "declares them",
    "store/tables/units.py": "declares those of then",
    "store/whole.py": "those of then first",
}
"""Whatever names the column of a unit's khối, and of which day it is."""


def test_whoever_asks_for_the_group_of_a_unit_has_decided_of_which_day() -> None:
    found = {
        str(path.relative_to(ROOT / "quiz"))
        for path in (ROOT / "quiz").rglob("*.py")
        if "migrations" not in path.parts and "unit_group" in path.read_text()
    }
    assert found == set(TODAY)
