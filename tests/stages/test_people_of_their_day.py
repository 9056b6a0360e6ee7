"""What else hangs on where people stood: names that go, attempts that are voided, the audience."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Connection

from quiz.rules.deciding import Ruling
from quiz.rules.eligibility import Audience
from quiz.rules.reasons import AppealReason, PeopleReason
from quiz.rules.refusal import Refusal
from quiz.rules.retention import ERASED_NAME
from quiz.rules.roster import Roster, RosterRow
from quiz.rules.scopes import BoardScope
from quiz.stages import (
    board,
    enrol,
    own_data,
    purging,
    relocate,
    taking_part,
)
from quiz.store import past_units
from quiz.store.database import Database
from quiz.store.tables import Attempt, Person
from quiz.store.writer import Writer
from tests.cast import MINUTE, make_world
from tests.committee import ADMINISTRATOR, Committee
from tests.published import (
    FAR,
    NOW,
    OFFICE,
    OTHER,
    OVER_RULES,
    VI_THANH,
    YEAR,
    Over,
    by_own_choice,
    holds,
    over,
    participants,
    ranking,
    sat,
)


@pytest.fixture
def made(database: Database, writer: Writer) -> Over:
    return over(database, writer, make_world(database, OVER_RULES))


def test_an_attempt_that_was_voided_is_remembered_too(made: Over) -> None:
    """It may be restored."""
    with made.database.writing() as session:
        attempt = session.get_one(
            Attempt, Committee(made.database, made.writer, made.world).attempt_of(made.an)
        )
        attempt.voided = True
    made.move(FAR)
    assert len(made.remembered()) == 1


def test_names_go_and_what_is_remembered_stays_so_that_the_recount_holds(made: Over) -> None:
    made.move(FAR)
    before = participants(ranking(made))
    later = NOW + 2 * YEAR
    done = purging.purge(made.database, made.writer, later - 1, "cli", later)
    assert done.people == 6
    with made.database.reading() as session:
        assert session.get_one(Person, made.an).name == ERASED_NAME
    assert len(made.remembered()) == 1
    assert participants(ranking(made)) == before
    assert holds(made)


def test_a_purge_of_the_new_district_leaves_whoever_came_since(made: Over) -> None:
    """Its rounds were over long before: An came for those to come."""
    made.move(FAR, NOW + YEAR)
    done = purging.purge(made.database, made.writer, NOW + YEAR, "cli", NOW + YEAR)
    assert done.people == 5
    with made.database.reading() as session:
        assert session.get_one(Person, made.an).name == "Nguyễn Văn An"


def test_own_data_tell_the_unit_of_then_and_of_today(made: Over) -> None:
    made.move(FAR)
    pieces = made.database.read_now(lambda one: own_data.everything(one, made.an, NOW))
    by_key = {piece.key: piece for piece in pieces}
    assert by_key["past_units"].rows == (("Hội thi thử", OFFICE, VI_THANH, ""),)
    assert FAR in by_key["person"].rows[0]


def test_whoever_sat_what_is_over_chooses_the_own_unit_again_until_the_next_start(
    made: Over,
) -> None:

    def begun() -> bool:
        return made.database.read_now(lambda one: past_units.has_begun(one, made.an))

    assert not begun()
    rounds = made.next_year()
    by_own_choice(made, OTHER)
    made.sits_next_year(rounds[made.world.districts[VI_THANH]])
    assert begun()
    with pytest.raises(Refusal) as refused:
        relocate.choose_own(made.database, made.an, made.units[OFFICE], NOW + YEAR)
    assert refused.value.reason is PeopleReason.UNIT_FIXED


def by_a_roster(made: Over) -> None:
    row = RosterRow(2, "Nguyễn Văn An", OFFICE, VI_THANH, number="VT0001", audience="Người dân")
    enrol.enrol(made.database, Roster((row,)), None, "quan", NOW)


def on_the_page(made: Over) -> None:
    taking_part.set_part(made.database, made.an, "dan", None, "quan", NOW)


@pytest.mark.parametrize("change", [by_a_roster, on_the_page])
def test_whoever_comes_to_another_audience_stays_on_the_board_of_the_one_of_then(
    database: Database, writer: Writer, change: Callable[[Over], None]
) -> None:
    audiences = (Audience("cb", "Cán bộ"), Audience("dan", "Người dân"))
    world = make_world(database, replace(OVER_RULES, audiences=audiences))
    with database.writing() as session:
        session.get_one(Person, world.people["An"]).audience = "cb"
    made = over(database, writer, world)

    def on_boards() -> list[list[int]]:
        def query(one: Connection) -> list[list[int]]:
            scopes = [BoardScope(audience=audience.id) for audience in audiences]
            boards = [board.read_board(one, world.vi_thanh, scope=scope) for scope in scopes]
            return [[line.person_id for line in found.lines] for found in boards]

        return database.read_now(query)

    before = on_boards()
    assert before == [[made.an], []]
    change(made)
    with database.reading() as session:
        assert session.get_one(Person, made.an).audience == "dan"
    assert on_boards() == before
    taking_part.set_part(database, made.an, "", None, "quan", NOW)
    assert on_boards() == before
    assert len(made.remembered()) == 1


def test_an_attempt_is_not_restored_to_a_district_that_its_maker_has_left(
    database: Database, writer: Writer
) -> None:
    made = sat(database, writer, make_world(database, OVER_RULES))
    rounds = {**made.world.rounds, VI_THANH: made.world.phung_hiep}
    committee = Committee(database, writer, replace(made.world, rounds=rounds))
    chi = made.people["Chi"]
    attempt = committee.attempt_of(chi)
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt, now=NOW)
    committee.sign(decision, ADMINISTRATOR, committee.preview(decision, NOW).digest, NOW)
    waiting = committee.ask(Ruling.UNVOID_ATTEMPT, attempt_id=attempt, now=NOW)
    seen = committee.preview(waiting, NOW).digest
    back = "Đơn vị cũ"
    relocate.put(database, chi, made.units[OTHER], back, None, "so", NOW + MINUTE)
    for act in (
        partial(committee.ask, Ruling.UNVOID_ATTEMPT, attempt_id=attempt, now=NOW + 2 * MINUTE),
        partial(committee.preview, waiting, NOW + 2 * MINUTE),
        partial(committee.sign, waiting, ADMINISTRATOR, seen, NOW + 2 * MINUTE),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.reason is AppealReason.SINCE_MOVED
