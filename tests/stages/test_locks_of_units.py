"""Whoever changes a unit waits for it before units are noted as they were ranked: in the other
order each of two would wait for the other, and PostgreSQL would end one of them."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from quiz.rules.unit_table import UnitRow as Typed
from quiz.stages import headcounts, units
from quiz.store import past_groups
from quiz.store.database import Database
from quiz.store.headcounts import lock_units
from quiz.store.writer import Writer
from tests.cast import CLOSES, make_world
from tests.locks import waited_for
from tests.published import OFFICE, OVER_RULES, VI_THANH, YEAR, Over, over

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
LATER = CLOSES + YEAR


def by_hand(made: Over) -> None:
    headcounts.put_in(made.database, made.units[OFFICE], "Khối Mới", "", "so", LATER)


def by_a_table(made: Over) -> None:
    row = Typed(2, OFFICE, VI_THANH, group="Khối Mới")
    headcounts.take_in(made.database, [row], None, "so", LATER)


def by_a_table_of_the_state(made: Over) -> None:
    code = f"{made.world.districts[VI_THANH]}-0"
    rows = (
        units.UnitRow("93", "Hậu Giang", "Tỉnh", "", "Tỉnh Hậu Giang"),
        units.UnitRow("930", "Vị Thanh", "Thành phố", "93", VI_THANH),
        units.UnitRow(code, "Tư pháp", "Cơ quan", "930", OFFICE),
    )
    units.load_units(made.database, rows, LATER)


@pytest.mark.parametrize("change", [by_hand, by_a_table, by_a_table_of_the_state])
def test_whoever_waits_for_a_unit_has_noted_nothing(
    database: Database, writer: Writer, change: Callable[[Over], None]
) -> None:
    made = over(database, writer, make_world(database, OVER_RULES))
    unit = made.units[OFFICE]
    with (
        database.write_engine.connect() as holding,
        waited_for(
            database,
            holding,
            lambda: lock_units(holding, [unit], postgres=True),
            lambda: change(made),
        ),
    ):
        past_groups.remember(holding, LATER)
    with database.read_engine.connect() as reading:
        noted = reading.execute(text("SELECT COUNT(*) FROM past_group")).scalar_one()
    assert noted > 0
