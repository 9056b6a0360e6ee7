"""Boards keep the unit of their day: whoever moves after a contest is over leaves its results where
they were made, and next year's contest finds the person in the new unit."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from quiz.rules.deciding import Ruling
from quiz.rules.reasons import PeopleReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.scopes import BoardScope
from quiz.stages import (
    board,
    count,
    enrol,
)
from quiz.store import own_rounds, rows
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, make_world
from tests.committee import ADMINISTRATOR, Committee
from tests.contents import contents
from tests.published import (
    FAR,
    NOW,
    OFFICE,
    OTHER,
    OVER_RULES,
    PHUNG_HIEP,
    VI_THANH,
    WAYS,
    YEAR,
    Over,
    by_a_roster,
    by_own_choice,
    by_the_organiser,
    holds,
    over,
    participants,
    ranking,
    roster_of,
    sat,
    told,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def made(database: Database, writer: Writer) -> Over:
    return over(database, writer, make_world(database, OVER_RULES))


@pytest.fixture
def running(database: Database, writer: Writer) -> Over:
    """Vị Thanh is published, the contest is not over."""
    return sat(database, writer, make_world(database, OVER_RULES))


@pytest.mark.parametrize("unit", [OTHER, FAR])
@pytest.mark.parametrize("way", WAYS)
def test_whoever_moves_leaves_the_results_where_they_were_made(
    made: Over, way: Callable[[Over, str], None], unit: str
) -> None:
    before = told(made)
    way(made, unit)
    assert made.unit_of() == made.units[unit]
    old = made.units[OFFICE], made.world.districts[VI_THANH]
    assert made.remembered() == [(made.world.contest_id, made.an, *old)]
    assert told(made) == before
    assert holds(made)
    way(made, unit)
    assert len(made.remembered()) == 1


def test_every_reader_without_what_is_remembered_would_tell_the_new_unit(made: Over) -> None:
    """The mutant: as if each of them asked where An is today."""
    before = told(made)
    made.move(FAR)
    with made.database.write_engine.begin() as connection:
        connection.execute(text("DELETE FROM past_unit"))
    after = told(made)
    assert {name for name in before if before[name] == after[name]} == {
        "board of other",
        "kept board of other",
        "file of other True",
        "file of other False",
        "more time",  # nobody: all handed in
        "choices",  # units and groups, whoever is in them
    }


TODAY = {
    "stages/board.py": "provisional boards: their contests are not over",
    "stages/data_requests.py": "who answers for the person today",
    "stages/entering.py": "who enters today",
    "stages/finding.py": "who enters today",
    "stages/haste.py": "whose page may be opened today",
    "stages/listing.py": "provisional boards",
    "stages/oversee.py": "the roster of today, with those who stood there then",
    "stages/own_data.py": "where the person is today; past_unit is told beside it",
    "stages/registering.py": "who registers today",
    "stages/rehearsal/looking.py": "nobody of a rehearsal moves",
    "stages/rehearsal/removing.py": "nobody of a rehearsal moves",
    "stages/signin.py": "who is signed in today",
    "store/past_units.py": "here is the choice made",
    "store/ranked_units.py": "results that are not official yet",
    "store/rows.py": "who sits today; own_rounds puts the old unit in its place",
    "store/scopes.py": "provisional boards",
    "store/starting.py": "who starts today",
    "store/whereabouts.py": "where people are today",
}
"""Whoever asks for the unit or the district that a person has, and why not for the one of then."""


def test_whoever_asks_for_the_unit_of_a_person_has_decided_of_which_day() -> None:
    found = {
        str(path.relative_to(ROOT / "quiz"))
        for path in (ROOT / "quiz").rglob("*.py")
        if "migrations" not in path.parts
        and re.search(r"\bp\.(unit|district)_id\b", path.read_text())
    }
    assert found == set(TODAY)


def test_nothing_is_written_for_whoever_sat_nothing(made: Over) -> None:
    with made.database.writing() as session:
        session.get_one(Person, made.people["Hà"]).number = "VT0099"
    with made.database.write_engine.begin() as connection:
        connection.execute(text("UPDATE person SET active = active"))
    newcomer = enrol.enrol(
        made.database, roster_of(OTHER, number="VT0777", name="Lê Văn Tám"), None, "quan", NOW
    )
    assert len(newcomer.new) == 1
    moved = roster_of(FAR, number="VT0777", name="Lê Văn Tám")
    assert len(enrol.enrol(made.database, moved, None, "quan", NOW).changed) == 1
    assert made.remembered() == []


def test_a_second_move_does_not_overwrite_what_the_first_one_noted(made: Over) -> None:
    before = told(made)
    for unit in (OTHER, FAR, OFFICE, FAR):
        made.move(unit)
    assert [one[2] for one in made.remembered()] == [made.units[OFFICE]]
    assert told(made) == before


@pytest.mark.parametrize("way", [by_own_choice, by_the_organiser, by_a_roster])
@pytest.mark.parametrize(("unit", "reason"), [(OTHER, "published"), (FAR, "sat")])
def test_a_contest_with_a_round_to_come_keeps_whoever_sat_it(
    running: Over, way: Callable[[Over, str], None], unit: str, reason: str
) -> None:
    before = contents(running.database)
    with pytest.raises(Refusal) as refused:
        way(running, unit)
    expected: dict[Any, Reason] = {
        by_own_choice: PeopleReason.UNIT_FIXED,
        by_a_roster: PeopleReason.ROSTER_BLOCKED,
        by_the_organiser: PeopleReason.UNIT_PUBLISHED
        if reason == "published"
        else PeopleReason.DISTRICT_FIXED,
    }
    assert refused.value.reason is expected[way]
    if way is by_the_organiser:
        assert "đến khi mọi vòng thi của cuộc thi đó được công bố" in refused.value.sentence
    assert contents(running.database) == before
    running.publish_rest()  # the remedy that the sentence names
    way(running, unit)
    assert running.unit_of() == running.units[unit]
    assert len(running.remembered()) == 1


@pytest.mark.parametrize("unit", [OTHER, FAR])
def test_a_decision_after_the_move_counts_for_the_old_unit(made: Over, unit: str) -> None:
    committee = Committee(made.database, made.writer, made.world)
    before = participants(ranking(made))
    made.move(unit)
    attempt = committee.attempt_of(made.people["Bình"])
    question = committee.question_of(attempt, 6)
    decision = committee.ask(Ruling.CREDIT_ALL, question, now=NOW + 5 * MINUTE)
    preview = committee.preview(decision, NOW + 5 * MINUTE)
    committee.sign(decision, ADMINISTRATOR, preview.digest, NOW + 5 * MINUTE)
    assert len(committee.digests()) == 2
    assert participants(ranking(made)) == before
    office = BoardScope(unit_id=made.units[OFFICE])
    for version in (1, 2):
        read = partial(
            board.read_board, round_id=made.world.vi_thanh, version=version, scope=office
        )
        lines = made.database.read_now(read).lines
        assert {line.unit for line in lines} == {OFFICE}
        assert made.an in {line.person_id for line in lines}
    assert holds(made)


def test_what_is_voided_after_the_move_leaves_the_old_unit(made: Over) -> None:
    committee = Committee(made.database, made.writer, made.world)
    made.move(FAR)
    attempt, at = committee.attempt_of(made.an), NOW + 5 * MINUTE
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt, now=at)
    (part,) = committee.preview(decision, at).parts
    committee.sign(decision, ADMINISTRATOR, "", at)
    assert participants(ranking(made))[OFFICE] == 1
    assert [(one.name, one.before, one.after) for one in part.unit_moves] == [
        (OTHER, "", "Giải Tập thể"),
        (OFFICE, "Giải Tập thể", ""),
    ]
    assert holds(made)


def test_next_years_contest_ranks_an_in_the_new_unit_and_last_years_in_the_old_one(
    made: Over,
) -> None:
    before = told(made)
    by_a_roster(made, FAR)
    rounds = made.next_year()
    there = rounds[made.world.districts[PHUNG_HIEP]]
    contestant = made.database.read_now(
        lambda one: own_rounds.read_contestant(one, rows.read_round(one, there), made.an)
    )
    assert contestant.unit == FAR
    with pytest.raises(Refusal):
        made.sits_next_year(rounds[made.world.districts[VI_THANH]])
    made.sits_next_year(there)
    assert participants(ranking(made, there))[FAR] == 1
    with pytest.raises(Refusal) as refused:
        made.move(OTHER, NOW + YEAR)
    assert refused.value.reason is PeopleReason.DISTRICT_FIXED
    for one in rounds.values():
        count.publish(made.database, made.writer, one, "quan", CLOSES + YEAR + MINUTE)
    made.move(OTHER, NOW + YEAR)
    assert [one[2] for one in made.remembered()] == [made.units[OFFICE], made.units[FAR]]
    assert participants(ranking(made, there))[FAR] == 1
    assert told(made) == before


def test_the_own_rounds_are_those_of_then_and_of_today(made: Over) -> None:
    by_a_roster(made, FAR)
    rounds = made.next_year()

    def read(one: Any) -> tuple[int, ...]:
        return own_rounds.rounds_of(one, rows.read_contestant(one, made.an))

    own = made.world.vi_thanh, rounds[made.world.districts[PHUNG_HIEP]]
    assert made.database.read_now(read) == own
    foreign = made.world.phung_hiep, rounds[made.world.districts[VI_THANH]]
    for round_id in (*own, *foreign):

        def look(one: Any, round_id: int = round_id) -> str:
            return own_rounds.own_round(one, round_id, made.an)[1].unit

        if round_id in foreign:
            with pytest.raises(Refusal) as refused:
                made.database.read_now(look)
            assert refused.value.reason is RequestReason.NOT_FOUND
        else:
            assert made.database.read_now(look) == (OFFICE if round_id == own[0] else FAR)
