"""Whoever was put on the roster for what comes next is no one whose time is over: neither the page
nor the purge touches the new roster of a district whose rounds are long past."""

import re

import pytest
from sqlmodel import col, select

from quiz.rules.retention import ERASED_NAME
from quiz.rules.roster import Roster, RosterRow
from quiz.stages import enrol, purging
from quiz.stages.registering import Citizen, Form, register
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Person
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, Stage, World

DAY = 24 * 60 * MINUTE
LATER = CLOSES + 400 * DAY
MONTHS = 12
SAID = f"quá hạn lưu {MONTHS} tháng"
VI_THANH = "Thành phố Vị Thanh"
NEW = ("Lê Văn Sáu", "Trần Thị Bảy")


def enter(database: Database, now: int, *names: str) -> None:
    """A roster with these people of Vị Thanh."""
    rows = [
        RosterRow(line, name, f"UBND {VI_THANH}", district=VI_THANH, birth="1980")
        for line, name in enumerate(names, 2)
    ]
    assert len(enrol.enrol(database, Roster(tuple(rows)), None, "lan", now).new) == len(names)


def named(database: Database) -> set[str]:
    with database.reading() as session:
        asked = select(Person.name).where(col(Person.active), Person.name != ERASED_NAME)
        return set(session.exec(asked))


def test_neither_the_page_nor_the_purge_touches_the_new_roster_of_a_purged_district(
    stage: Stage,
) -> None:
    before = purging.retained_until(LATER, MONTHS)
    stage.clock.now = LATER
    purging.purge(stage.database, stage.writer, before, "cli", LATER)
    assert named(stage.database) == set()
    enter(stage.database, LATER, *NEW)
    assert SAID not in stage.staff("quan").get("/staff/requests").text
    assert stage.database.read_now(lambda one: purging.plan(one, before)).people == 0
    assert purging.purge(stage.database, stage.writer, before, "cli", LATER).people == 0
    assert named(stage.database) == set(NEW)


def test_a_new_roster_beside_the_old_one_leaves_the_old_one_overdue_and_only_that(
    stage: Stage,
) -> None:
    """Vị Thanh has An and Bình of old, of whom nobody knows when they came."""
    stage.clock.now = LATER
    enter(stage.database, LATER, *NEW)
    page = stage.staff("quan").get("/staff/requests").text
    assert SAID in page
    assert f"{VI_THANH} (2 người)" in page
    before = purging.retained_until(LATER, MONTHS)
    assert purging.purge(stage.database, stage.writer, before, "cli", LATER).people == 3
    assert named(stage.database) == set(NEW)


def test_their_time_comes_too_when_no_round_came(
    database: Database, writer: Writer, world: World
) -> None:
    enter(database, LATER, *NEW)
    purging.purge(database, writer, LATER, "cli", LATER)
    assert named(database) == set(NEW)
    done = purging.purge(database, writer, LATER + 1, "cli", LATER + 1)
    assert (done.people, named(database)) == (2, set())


def test_a_purge_of_one_contest_leaves_whoever_came_after_its_last_round(
    database: Database, writer: Writer, world: World
) -> None:
    enter(database, CLOSES, NEW[0])
    enter(database, CLOSES + 1, NEW[1])
    for people in (4, 0):
        done = purging.purge(database, writer, LATER, "cli", LATER, world.contest_id)
        assert done.people == people
        assert named(database) == {NEW[1]}


def test_everybody_in_the_district_would_be_gone_if_nobody_noted_when_people_come(
    database: Database, writer: Writer, world: World
) -> None:
    """The mutant: as it was."""
    enter(database, LATER, *NEW)
    with database.writing() as session:
        for person in session.exec(select(Person)):
            person.entered_at = None
    assert purging.purge(database, writer, LATER, "cli", LATER).people == 5
    assert named(database) == set()


def test_who_registers_is_entered_then_and_anew_by_a_later_roster(
    database: Database, world: World
) -> None:
    district = world.districts[VI_THANH]
    citizen = Citizen("Đỗ Thị Tám", 1980, district, district)
    register(database, citizen, Form("0" * 32), {district: "citizen"}, LATER)
    with database.reading() as session:
        asked = select(Person).where(Person.name == "Đỗ Thị Tám")
        person = session.exec(asked).one()
        assert person.entered_at == LATER
        number = person.number
    row = RosterRow(
        2, "Đỗ Thị Tám", VI_THANH, district=VI_THANH, birth="1980", number=number,
        position="Chuyên viên",
    )  # fmt: skip
    assert enrol.enrol(database, Roster((row,)), None, "lan", LATER + DAY).changed
    with database.reading() as session:
        assert session.exec(asked).one().entered_at == LATER + DAY


OLD = ("Nguyễn Văn An", "Trần Thị Bình")


def listed(*names: str, position: str = "") -> Roster:
    """A roster that names people of Vị Thanh as they stand on the roll."""
    office = f"UBND {VI_THANH}"
    return Roster(
        tuple(
            RosterRow(line, name, office, district=VI_THANH, position=position)
            for line, name in enumerate(names, 2)
        )
    )


def purged(database: Database, writer: Writer, before: int, now: int) -> int:
    return purging.purge(database, writer, before, "cli", now).people


def test_a_new_roster_that_names_people_of_old_begins_their_time_anew(
    database: Database, writer: Writer, world: World
) -> None:
    """Whether or not anything about them changes; whom it does not name goes."""
    before = purging.retained_until(LATER, MONTHS)
    done = enrol.enrol(database, listed(OLD[0]), None, "lan", LATER)
    assert (done.unchanged, done.changed) == (1, ())
    assert purged(database, writer, before, LATER) == 2  # Bình and Chi
    assert named(database) == {OLD[0]}
    assert purged(database, writer, LATER + DAY, LATER + DAY) == 1


def test_a_roster_that_changes_people_begins_their_time_anew(
    database: Database, writer: Writer, world: World
) -> None:
    roster = listed(*OLD, position="Chuyên viên")
    assert len(enrol.enrol(database, roster, None, "lan", LATER).changed) == 2
    purged(database, writer, purging.retained_until(LATER, MONTHS), LATER)
    assert named(database) == set(OLD)


def test_the_build_that_notes_only_the_first_roster_is_caught(
    database: Database, writer: Writer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: as it was."""
    monkeypatch.setattr(enrol, "enter_again", lambda *_given: None)
    enrol.enrol(database, listed(OLD[0]), None, "lan", LATER)
    purged(database, writer, purging.retained_until(LATER, MONTHS), LATER)
    assert named(database) == set()


def test_the_page_offers_it_where_nothing_else_would_change_and_the_log_says_it_once_a_day(
    quick_stage: Stage,
) -> None:
    quick_stage.clock.now = LATER
    lines = "".join(f"{name},UBND {VI_THANH},{VI_THANH}\n" for name in OLD)
    data = f"Họ và tên,Đơn vị,Huyện/Thị xã/Thành phố\n{lines}".encode()
    quan, told = quick_stage.staff("quan"), "thời hạn lưu dữ liệu của 2 người tính lại từ hôm nay"
    quan.get("/staff/people/import")
    page = quan.upload("/staff/people/import", "ds.csv", data).text
    assert told in page
    form = {
        name: re.findall(f'name="{name}" value="([^"]*)"', page)[-1] for name in ("rows", "shown")
    }
    for _ in range(2):
        files = {name: (None, value) for name, value in (form | {"form_token": quan.token}).items()}
        answer = quan.client.post("/staff/people/import/confirm", files=files)
        assert answer.status_code == 303, answer.text
    again = quan.upload("/staff/people/import", "ds.csv", data).text
    assert told not in again
    assert "/staff/people/import/confirm" not in again
    with quick_stage.database.reading() as session:
        logged = [one.detail for one in session.exec(select(AuditLog)) if "import" in one.action]
    assert logged == ["new=0 changed=0 off=0 again=2"]
