"""What a round for one audience offers, counts and compares is that audience's alone."""

from dataclasses import replace

import pytest

from quiz.rules.draft import Series
from quiz.rules.eligibility import Audience
from quiz.rules.progress import ContestLines, RoundLine
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.stages import board, listing, oversee, unit_files
from quiz.store import ranked_units, rows, scopes
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from tests.cast import CLOSES, OPENS, RULES, add_person, make_world
from tests.stages.rounds_cast import Contest

TWO = (Audience("can-bo", "Cán bộ"), Audience("nguoi-dan", "Người dân"))


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    """An is an official, Bình and Dũng are citizens; An and Bình have sat."""
    found = Contest(database, writer, make_world(database))
    citizens = Series("Tuần 1", OPENS, CLOSES, audience="nguoi-dan")
    found.open(replace(RULES, audiences=TWO), citizens, audience="can-bo")
    district = found.world.districts["Thành phố Vị Thanh"]
    dung = add_person(database, "Phạm Văn Dũng", "VT0003", district)
    belong = {"can-bo": ["An"], "nguoi-dan": ["Bình"]}
    with database.writing() as session:
        for audience, names in belong.items():
            for name in names:
                session.get_one(Person, found.world.people[name]).audience = audience
        session.get_one(Person, dung).audience = "nguoi-dan"
    for audience, names in belong.items():
        found.rounds["Của", ""] = found.round("Tuần 1", audience)
        for name in names:
            found.sit(name, "Của")
    return found


def lines(contest: Contest) -> ContestLines:
    found = contest.database.read_now(lambda one: oversee.contests(one, OPENS))
    return next(one for one in found if one.id == contest.contest_id)


def test_a_round_for_one_audience_offers_no_other_and_refuses_it(contest: Contest) -> None:
    database, round_id = contest.database, contest.round("Tuần 1", "can-bo")

    def read(audience: str) -> list[str]:
        scope = BoardScope(audience=audience)
        shown = database.read_now(lambda one: board.read_board(one, round_id, scope=scope))
        return [line.name for line in shown.lines]

    choices = database.read_now(
        lambda one: scopes.of_round(one, rows.read_round(one, round_id)).audiences
    )
    assert choices == ()
    assert read("") == read("can-bo") == ["Nguyễn Văn An"]
    with pytest.raises(Refusal) as refusal:
        read("nguoi-dan")
    assert refusal.value.reason is RequestReason.NOT_FOUND
    other = BoardScope(audience="nguoi-dan")
    with pytest.raises(Refusal):
        database.read_now(
            lambda one: listing.round_file(one, round_id, other, "csv", OPENS, public=True)
        )


def test_a_round_for_everybody_still_offers_every_audience(
    database: Database, writer: Writer
) -> None:
    found = Contest(database, writer, make_world(database))
    found.open(replace(RULES, audiences=TWO))
    choices = database.read_now(
        lambda one: scopes.of_round(one, rows.read_round(one, found.round())).audiences
    )
    assert choices == (("can-bo", "Cán bộ"), ("nguoi-dan", "Người dân"))


def test_people_of_another_audience_are_in_no_rate(contest: Contest) -> None:
    told = lines(contest)
    assert (told.roster, told.sat) == (3, 2)
    assert told.turnout("can-bo").roster == 1
    citizens = told.turnout("nguoi-dan")
    assert (citizens.roster, citizens.sat) == (2, 1)

    def lag(audience: str) -> str:
        line: RoundLine = next(
            one
            for one in told.rounds
            if one.audience == audience and one.district.startswith("Thành phố Vị Thanh")
        )
        return line.lag(told)

    assert lag("can-bo") == lag("nguoi-dan") == ""


def test_who_belongs_to_no_audience_of_the_contest_is_not_on_its_roster(contest: Contest) -> None:
    district = contest.world.districts["Thành phố Vị Thanh"]
    add_person(contest.database, "Võ Thị Giang", "VT0004", district)
    assert lines(contest).roster == 3


def test_the_units_of_such_a_round_say_whose_rate_it_is(contest: Contest) -> None:
    round_id = contest.round("Tuần 1", "nguoi-dan")
    found = contest.database.read_now(lambda one: ranked_units.of_round(one, round_id, OPENS))
    assert found.audience == "Người dân"
    assert "Chỉ tính người dự thi thuộc đối tượng Người dân" in unit_files.status_text(found)
    whole = contest.database.read_now(
        lambda one: ranked_units.of_contest(one, contest.contest_id, None, OPENS)
    )
    assert whole.audience == ""
    assert "đối tượng" not in unit_files.status_text(whole)
