"""Headcounts are typed by one and signed by another; every number stays; a table takes many."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from quiz.rules.reasons import RequestReason, UnitReason
from quiz.rules.refusal import Refusal
from quiz.rules.unit_table import UnitRow
from quiz.stages import headcount_file, headcounts
from quiz.stages.roster import read_unit_table
from quiz.store.database import Database
from quiz.store.headcounts import UnitRecord, read_units
from tests.cast import OPENS, World

OFFICE = "UBND Thành phố Vị Thanh"


def office(database: Database, name: str = OFFICE) -> UnitRecord:
    units = database.read_now(lambda connection: read_units(connection, None))
    return next(unit for unit in units if unit.name == name)


def typed(database: Database, number: str = "40", day: str = "01/4/2021") -> int:
    headcounts.type_in(database, office(database).id, number, day, "lan", OPENS)
    return office(database).headcounts[-1].id


def audit(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        found = session.connection().execute(
            text(
                "SELECT actor, action, detail FROM audit_log"
                " WHERE action LIKE 'headcount.%' OR action LIKE 'unit.%' ORDER BY id"
            )
        )
        return [(row.actor, row.action, row.detail) for row in found]


@pytest.mark.usefixtures("world")
def test_a_number_counts_once_somebody_else_has_signed_it(database: Database) -> None:
    headcount = typed(database)
    assert office(database).signed is None
    assert headcounts.sign(database, [headcount], "hoa", OPENS + 1) == 1
    signed = office(database).signed
    assert signed is not None
    assert (signed.number, signed.day, signed.signed_by) == (40, "2021-04-01", "hoa")
    assert audit(database) == [
        ("lan", "headcount.type", "number=40 day=2021-04-01"),
        ("hoa", "headcount.sign", "version=1 number=40 day=2021-04-01"),
    ]


@pytest.mark.usefixtures("world")
def test_nobody_signs_the_own_number_and_nothing_is_half_signed(database: Database) -> None:
    own = typed(database)
    other = office(database, "UBND Huyện Phụng Hiệp").id
    headcounts.type_in(database, other, "9", "01/4/2021", "hoa", OPENS)
    others = office(database, "UBND Huyện Phụng Hiệp").headcounts[-1].id
    with pytest.raises(Refusal) as refused:
        headcounts.sign(database, [others, own], "lan", OPENS)
    assert refused.value.reason is RequestReason.SECOND_SIGNATURE
    assert office(database, "UBND Huyện Phụng Hiệp").signed is None


@pytest.mark.usefixtures("world")
def test_the_database_itself_knows_no_signature_of_the_same_person(database: Database) -> None:
    headcount = typed(database)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.connection().execute(
            text("UPDATE headcount SET signed_by = 'lan' WHERE id = :id"), {"id": headcount}
        )


@pytest.mark.usefixtures("world")
def test_repeating_changes_nothing(database: Database) -> None:
    headcount = typed(database)
    assert typed(database) == headcount
    headcounts.sign(database, [headcount], "hoa", OPENS)
    assert headcounts.sign(database, [headcount], "hoa", OPENS) == 0
    assert headcounts.sign(database, [headcount], "lan", OPENS) == 0
    assert len(office(database).headcounts) == 1
    assert len(audit(database)) == 2


@pytest.mark.usefixtures("world")
def test_a_signed_number_counts_until_the_new_one_is_signed(database: Database) -> None:
    headcounts.sign(database, [typed(database)], "hoa", OPENS)
    stale = typed(database, "41")
    new = typed(database, "42")
    signed, waits = office(database).signed, office(database).waiting
    assert signed is not None
    assert waits is not None
    assert (signed.number, waits.number) == (40, 42)
    with pytest.raises(Refusal) as refused:
        headcounts.sign(database, [stale], "hoa", OPENS)
    assert refused.value.reason is UnitReason.HEADCOUNT_CHANGED
    headcounts.sign(database, [new], "hoa", OPENS)
    assert [one.number for one in office(database).headcounts] == [40, 41, 42]


@pytest.mark.usefixtures("world")
def test_what_is_no_number_or_no_day_is_refused_with_its_name(database: Database) -> None:
    for number, day, field in (("0", "01/4/2021", "Số người"), ("5", "hôm nay", "Tính đến ngày")):
        with pytest.raises(Refusal) as refused:
            typed(database, number, day)
        assert field in refused.value.sentence


def test_a_table_is_planned_taken_in_once_and_waits_for_its_signatures(
    database: Database, world: World
) -> None:
    rows = (
        UnitRow(2, OFFICE, "Thành phố Vị Thanh", "40", "01/4/2021", "Ủy ban", "Cụm 1"),
        UnitRow(3, "UBND Huyện Phụng Hiệp", group="Ủy ban"),
    )
    planned = headcounts.preview(database, rows, None)
    assert (len(planned.changes), planned.problems) == (2, ())
    headcounts.take_in(database, rows, None, "quan", OPENS)
    first = office(database)
    assert (first.group, first.cluster) == ("Ủy ban", "Cụm 1")
    assert first.signed is None
    assert first.waiting is not None
    again = headcounts.take_in(database, rows, None, "quan", OPENS)
    assert (again.changes, again.unchanged) == ((), 2)
    assert len(audit(database)) == 3


def test_a_table_with_a_foreign_unit_or_a_wrong_cell_writes_nothing(
    database: Database, world: World
) -> None:
    rows = (
        UnitRow(2, OFFICE, number="40", day="01/4/2021"),
        UnitRow(3, "UBND Huyện Phụng Hiệp", number="9", day="01/4/2021"),
        UnitRow(4, "Xã Không Có"),
        UnitRow(5, OFFICE),
        UnitRow(6, "UBND Huyện Long Mỹ", number="chín"),
    )
    allowed = frozenset({world.districts["Thành phố Vị Thanh"]})
    with pytest.raises(Refusal) as refused:
        headcounts.take_in(database, rows, allowed, "lan", OPENS)
    assert refused.value.reason is UnitReason.UNIT_TABLE_BLOCKED
    problems = headcounts.preview(database, rows, allowed).problems
    assert [problem.row for problem in problems] == [3, 4, 5, 6]
    assert office(database).headcounts == ()


@pytest.mark.usefixtures("world")
def test_the_workbook_that_is_taken_away_is_read_back(database: Database) -> None:
    typed(database)
    headcounts.put_in(database, office(database).id, " Ủy  ban ", "Cụm 1", "lan", OPENS)
    units = database.read_now(lambda connection: read_units(connection, None))
    file = headcount_file.units_workbook(units)
    rows = read_unit_table(file.content, file.name)
    assert {row.unit for row in rows} == {unit.name for unit in units}
    mine = next(row for row in rows if row.unit == OFFICE)
    assert (mine.number, mine.day, mine.group, mine.cluster) == (
        "40", "01/4/2021", "Ủy ban", "Cụm 1",
    )  # fmt: skip
    planned = headcounts.preview(database, rows, None)
    assert (planned.changes, planned.problems) == ((), ())
