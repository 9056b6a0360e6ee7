"""Units of a round and of a whole contest: which results and which headcounts count."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text

from quiz.rules.advancing import AdvancingRules, Way
from quiz.rules.combining import combine
from quiz.rules.criteria import Across
from quiz.rules.draft import Series
from quiz.rules.eligibility import Audience
from quiz.rules.ranking import points_of
from quiz.rules.reasons import UnitReason
from quiz.rules.refusal import Refusal
from quiz.rules.scoring import Score
from quiz.rules.unit_ranking import UnitLine
from quiz.rules.units import Measure, UnitRules
from quiz.rules.wording import VIETNAM, from_vietnam
from quiz.stages import advancing, count, headcounts, unit_files
from quiz.store import ranked_units
from quiz.store.database import Database
from quiz.store.headcounts import read_units
from quiz.store.ranked_units import Level, UnitRanking
from quiz.store.tables import Person, Round
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World, make_world, ranked
from tests.finished import Sat, five_of_vi_thanh, hand_in
from tests.stages.rounds_cast import Contest

OFFICE = "UBND Thành phố Vị Thanh"
RATE = replace(RULES, units=UnitRules(Measure.RATE), frozen_minutes=30)


def of_round(
    database: Database, world: World, *, now: int = CLOSES, public: bool = False
) -> UnitRanking:
    return database.read_now(
        lambda one: ranked_units.of_round(one, world.vi_thanh, now, public=public)
    )


def of_contest(database: Database, world: World, level: Level | None = None) -> UnitRanking:
    return database.read_now(
        lambda one: ranked_units.of_contest(one, world.contest_id, level, CLOSES)
    )


def line(found: UnitRanking, name: str = OFFICE) -> UnitLine:
    return next(one for one in found.lines if one.unit.name == name)


def signed(database: Database, name: str, number: int, day: str = "01/4/2021") -> None:
    units = database.read_now(lambda connection: read_units(connection, None))
    unit = next(one for one in units if one.name == name)
    headcounts.type_in(database, unit.id, str(number), day, "lan", OPENS)
    units = database.read_now(lambda connection: read_units(connection, None))
    newest = next(one for one in units if one.id == unit.id).headcounts[-1]
    headcounts.sign(database, [newest.id], "hoa", OPENS)


def test_the_best_of_a_unit_are_added_and_attempts_are_not_people(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    found = line(of_round(database, world))
    assert (found.participant_count, found.unit.attempt_count, found.value) == (5, 5, 2_000)
    assert (found.rate, found.place) == (None, 1)


def test_only_a_signed_headcount_makes_a_rate(database: Database, writer: Writer) -> None:
    world = make_world(database, RATE)
    five_of_vi_thanh(database, writer, world)
    assert line(of_round(database, world)).place is None
    signed(database, OFFICE, 40)
    found = line(of_round(database, world))
    assert (found.rate, found.place, found.unit.headcount) == (1_250, 1, 40)
    signed(database, OFFICE, 50, "01/4/2022")
    assert line(of_round(database, world)).unit.headcount == 40


def test_a_number_of_the_day_after_midnight_is_not_of_the_rounds_last_day(
    database: Database, writer: Writer
) -> None:
    """The round ends at midnight of 5 April, 24 giờ 00 as it is printed."""
    world = make_world(database, RATE)
    midnight = from_vietnam(datetime(2021, 4, 6, tzinfo=VIETNAM))
    with database.writing() as session:
        session.get_one(Round, world.vi_thanh).closes_at = midnight
    five_of_vi_thanh(database, writer, world)
    signed(database, OFFICE, 40, "05/4/2021")
    signed(database, OFFICE, 50, "06/4/2021")
    assert line(of_round(database, world, now=midnight)).unit.headcount == 40


def test_results_are_provisional_until_every_round_is_published(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    assert unit_files.status_text(of_round(database, world)).startswith("Tính từ kết quả tạm thời")
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES + MINUTE)
    found = of_round(database, world)
    assert found.official
    assert line(found).value == 2_000
    whole = of_contest(database, world)
    assert not whole.official
    assert "1/4 vòng thi" in unit_files.status_text(whole)


def test_after_publication_the_official_board_counts_and_not_the_results(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES + MINUTE)
    with database.writing() as session:
        session.connection().execute(text("DELETE FROM result"))
    assert line(of_round(database, world)).participant_count == 5


def test_a_contest_ranks_offices_or_districts(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 6, 5)])
    units = of_contest(database, world)
    assert {(one.unit.name, one.place) for one in units.lines if one.place} == {
        (OFFICE, 1),
        ("UBND Huyện Phụng Hiệp", 2),
    }
    districts = of_contest(database, world, Level.DISTRICT)
    assert [one.unit.name for one in districts.in_order] == [
        "Thành phố Vị Thanh",
        "Huyện Phụng Hiệp",
    ]
    assert all(one.unit.district == "" for one in districts.lines)


def test_the_rules_say_which_level_a_contest_ranks(database: Database) -> None:
    world = make_world(database, replace(RULES, units=UnitRules(districts=True)))
    assert of_contest(database, world).level is Level.DISTRICT


def test_practice_ranks_nobody(database: Database, writer: Writer, world: World) -> None:
    five_of_vi_thanh(database, writer, world)
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE round SET kind = 'practice' WHERE id = :id"), {"id": world.vi_thanh}
        )
    with pytest.raises(Refusal) as refused:
        of_round(database, world)
    assert refused.value.reason is UnitReason.UNITS_NOT_RANKED
    assert of_contest(database, world).in_order == ()


def test_people_directly_under_a_district_are_said_and_in_no_unit(
    database: Database, writer: Writer, world: World
) -> None:
    people = five_of_vi_thanh(database, writer, world)
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE person SET unit_id = district_id WHERE id = :id"), {"id": people["An"]}
        )
    found = of_round(database, world)
    assert (found.stray_count, line(found).participant_count) == (1, 4)


def test_a_public_ranking_stands_still_with_the_boards(database: Database, writer: Writer) -> None:
    world = make_world(database, RATE)
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 6, 5)])
    late = CLOSES - 10 * MINUTE
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["Bình"], 6, 25)])
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE attempt SET started_at = :late WHERE person_id = :id"),
            {"late": late - MINUTE, "id": world.people["Bình"]},
        )
    still = of_round(database, world, now=late, public=True)
    assert still.still == ("Thành phố Vị Thanh",)
    assert line(still).unit.attempt_count == 1
    assert of_round(database, world, now=late).still == ()
    assert line(of_round(database, world, now=late)).unit.attempt_count == 2


@pytest.mark.parametrize("across", Across)
def test_one_round_gives_its_points_however_rounds_are_put_together(across: Across) -> None:
    rules = replace(RULES, across=across)
    key = ranked(Score(5, 1, 6, 60_000, OPENS), rules)
    assert combine([key], rules).points == points_of(key, rules) == 500


def test_units_go_on_by_their_places_and_clusters(database: Database, writer: Writer) -> None:
    seats = AdvancingRules(seats=1, of_each_cluster=1)
    world = make_world(database, replace(RULES, advancing=seats))
    five_of_vi_thanh(database, writer, world)
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 6, 5)])
    found = of_contest(database, world)
    assert [(one.unit.name, one.way) for one in advancing.decided(found)] == [
        (OFFICE, Way.REST),
        ("UBND Huyện Phụng Hiệp", None),
    ]
    weaker = line(found, "UBND Huyện Phụng Hiệp").unit.id
    headcounts.put_in(database, weaker, "", "Cụm 2", "so", OPENS)
    assert [one.way for one in advancing.decided(of_contest(database, world))] == [
        None,
        Way.CLUSTER,
    ]
    headcounts.put_in(database, line(found).unit.id, "", "Cụm 1", "so", OPENS)
    with pytest.raises(Refusal) as refused:
        advancing.decided(of_contest(database, world))
    assert refused.value.reason is UnitReason.TOO_FEW_UNIT_SEATS


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        ((Series("Tuần 1", OPENS, CLOSES, audience="b"),), (5 + 30) / 2),
        ((Series("Chung", OPENS, CLOSES), Series("Tuần 1", OPENS, CLOSES, audience="b")), 32.5),
    ],
)
def test_who_is_missing_takes_the_time_of_the_rounds_that_one_person_can_sit(
    database: Database, writer: Writer, more: tuple[Series, ...], minutes: float
) -> None:
    """An sits one round for five minutes; the unit counts its two best, and has one."""
    contest = Contest(database, writer, make_world(database))
    units = UnitRules(Measure.SUM_TOP, top=2, by_duration=True)
    audiences = (Audience("a", "Nhóm A"), Audience("b", "Nhóm B"))
    rules = replace(RULES, across=Across.SUM, audiences=audiences, units=units)
    contest.open(rules, *more, label="Tuần 1", audience="a")
    with database.writing() as session:
        person = session.get_one(Person, contest.world.people["An"])
        person.audience = "a"
    contest.rounds["Tuần 1", ""] = contest.round("Tuần 1", "a")
    contest.sit("An", minutes=5)
    found = database.read_now(
        lambda one: ranked_units.of_contest(one, contest.contest_id, None, CLOSES)
    )
    assert line(found).duration_ms == minutes * MINUTE


def test_a_unit_gains_nothing_by_people_below_the_floor(database: Database, writer: Writer) -> None:
    measured = UnitRules(Measure.MEAN, by_duration=True)
    world = make_world(database, replace(RULES, units=measured, floor_seconds=30))
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 6, 1)])
    assert line(of_round(database, world)).duration_ms == 6 * 30_000
