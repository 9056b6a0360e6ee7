"""What published rounds showed of questions makes the papers of later contests equally hard, and
anybody can draw those papers again."""

import asyncio
import json

import pytest
from sqlalchemy import Connection, text

from quiz import worker
from quiz.rules import facility
from quiz.rules.facility import Known, asked_as
from quiz.rules.marking import Marking
from quiz.rules.starting import paper_seed
from quiz.stages import count, prepare, sit
from quiz.stages.statistics import fairness, noting
from quiz.store import facilities, ledger, rows
from quiz.store.database import Database
from quiz.store.rows import AttemptState, SatRound
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World
from tests.finished import five_of_vi_thanh
from tests.question_bank.second_drawing import paper_rows

AFTER = CLOSES + MINUTE


def shown_before(database: Database, world: World) -> dict[str, Known]:
    """What Vị Thanh's round showed of all questions but one: some hard, some easy."""
    known = {
        asked_as(question): Known(100, 100 * (2_000 + 1_700 * place % 7_901))
        for place, question in enumerate(world.bank.questions[1:])
    }
    with database.write_engine.begin() as connection:
        facilities.note(connection, world.vi_thanh, "head", known, OPENS)
    return known


def next_contest(database: Database, world: World, *, balanced: bool = True) -> int:
    """Vị Thanh's round of a contest that is opened now."""
    rules = RULES.__class__(RULES.blueprint, seats=2, reserves=1, balanced=balanced)
    windows = {world.districts["Thành phố Vị Thanh"]: (OPENS, CLOSES)}
    contest_id = prepare.make_contest(
        database, f"Vòng hai {balanced}", rules, world.bank_version_id, windows, "so", OPENS
    )
    prepare.open_contest(database, contest_id, "so", OPENS)
    with database.reading() as session:
        statement = text("SELECT id FROM round WHERE contest_id = :contest_id")
        found: int = (
            session.connection().execute(statement, {"contest_id": contest_id}).scalar_one()
        )
        return found


def started(
    database: Database, writer: Writer, round_id: int, person_id: int
) -> tuple[SatRound, AttemptState]:
    attempt_id = asyncio.run(sit.start(database, writer, round_id, person_id, OPENS))
    return database.read_now(
        lambda connection: (
            rows.read_round(connection, round_id),
            rows.read_attempt(connection, attempt_id),
        )
    )


def opening(database: Database, round_id: int) -> dict[str, str | int]:
    def query(connection: Connection) -> dict[str, str | int]:
        _, _, entry = next(ledger.entries_of_round(connection, round_id))
        return dict(entry.body)

    return database.read_now(query)


def frozen(database: Database, round_id: int) -> tuple[str, dict[str, int]] | None:
    return database.read_now(lambda connection: fairness.facilities_of(connection, round_id))


def test_an_outsider_draws_a_balanced_paper_again_from_what_was_published(
    database: Database, writer: Writer, world: World
) -> None:
    shown_before(database, world)
    round_id = next_contest(database, world)
    sat, attempt = started(database, writer, round_id, world.people["An"])
    found = frozen(database, round_id)
    assert found
    digest, content = found
    assert opening(database, round_id)["facilities"] == digest
    assert facility.digest_of(facility.dump(content)) == digest
    seed = paper_seed(sat.seed, world.numbers["An"], 1)  # the seed is revealed when it is published
    again = paper_rows(world.bank, RULES.blueprint, seed, content)
    assert json.loads(attempt.dumped) == again


def test_a_contest_of_unknown_questions_draws_as_ever(
    database: Database, writer: Writer, world: World
) -> None:
    sat, attempt = started(database, writer, world.vi_thanh, world.people["An"])
    seed = paper_seed(sat.seed, world.numbers["An"], 1)
    assert sat.balance is None
    assert "facilities" not in opening(database, world.vi_thanh)
    assert json.loads(attempt.dumped) == paper_rows(world.bank, RULES.blueprint, seed)


def test_a_contest_whose_rules_do_not_balance_draws_by_chance_alone(
    database: Database, writer: Writer, world: World
) -> None:
    shown_before(database, world)
    round_id = next_contest(database, world, balanced=False)
    assert frozen(database, round_id) is None
    sat, attempt = started(database, writer, round_id, world.people["An"])
    seed = paper_seed(sat.seed, world.numbers["An"], 1)
    assert json.loads(attempt.dumped) == paper_rows(world.bank, RULES.blueprint, seed)


def test_what_later_rounds_show_changes_no_opened_contest(database: Database, world: World) -> None:
    known = shown_before(database, world)
    round_id = next_contest(database, world)
    before = frozen(database, round_id)
    with database.write_engine.begin() as connection:
        later = {question: Known(100, 1) for question in known}
        facilities.note(connection, world.phung_hiep, "head", later, AFTER)
    assert frozen(database, round_id) == before
    assert frozen(database, next_contest(database, world, balanced=False)) is None


def test_other_points_for_a_level_change_no_paper(
    database: Database, writer: Writer, world: World
) -> None:
    shown_before(database, world)
    round_id = next_contest(database, world)
    before, _ = started(database, writer, round_id, world.people["An"])
    dearer = RULES.__class__(RULES.blueprint, marking=Marking(hard=300))
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE contest SET rules = :rules"), {"rules": dearer.dump()})
    after, _ = started(database, writer, round_id, world.people["Bình"])
    assert after.rules != before.rules
    assert after.balance == before.balance is not None


def test_facilities_are_what_all_rounds_showed_and_the_level_where_none_did(
    database: Database, world: World
) -> None:
    first, second, third, fourth, *_ = world.bank.questions  # one cell: easy questions
    with database.write_engine.begin() as connection:
        for round_id, attempts, earned in (
            (world.vi_thanh, 10, 90_000),
            (world.phung_hiep, 30, 210_000),
        ):
            known = {asked_as(first): Known(attempts, earned), asked_as(second): Known(5, 0)}
            facilities.note(connection, round_id, "head", known, OPENS)
    found = frozen(database, next_contest(database, world))
    assert found
    assert found[1][first.id] == 7_500
    assert {found[1][one.id] for one in (second, third, fourth)} == {7_500}
    assert set(found[1]) == set(world.bank.by_id)


@pytest.fixture
def published(database: Database, writer: Writer, world: World) -> World:
    """Vị Thanh with five finished attempts, published."""
    five_of_vi_thanh(database, writer, world)
    count.publish(database, writer, world.vi_thanh, "lan", AFTER)
    return world


def test_the_worker_notes_each_published_round_once_and_again_when_its_ledger_moves(
    database: Database, writer: Writer, published: World
) -> None:
    assert asyncio.run(noting.note(database, writer, AFTER)) == 1
    assert asyncio.run(noting.note(database, writer, AFTER)) == 0
    known = database.read_now(facilities.shown)
    assert sum(one.attempts for one in known.values()) == 30
    assert sum(one.earned for one in known.values()) == 20 * facility.WHOLE  # 6 + 5 + 4 + 3 + 2
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE round SET head_hash = 'moved' WHERE published_at > 0"))
    assert asyncio.run(noting.note(database, writer, AFTER)) == 1
    assert database.read_now(facilities.shown) == known


def test_the_clocks_hand_notes_and_an_unpublished_round_is_left_alone(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    asyncio.run(worker.tidy(database, writer, AFTER))
    assert database.read_now(facilities.shown) == {}
    count.publish(database, writer, world.vi_thanh, "lan", AFTER)
    asyncio.run(worker.tidy(database, writer, AFTER))
    assert len(database.read_now(facilities.shown)) >= 6


def test_the_spread_of_papers_is_told_before_the_opening_and_by_the_frozen_after_it(
    database: Database, world: World
) -> None:
    def drawn(contest_id: int) -> list[tuple[str, fairness.Drawn]]:
        return list(database.read_now(lambda one: fairness.drawn(one, contest_id)))

    ((_, unknown),) = drawn(world.contest_id)
    assert (unknown.known, unknown.balanced) == (0, None)
    shown_before(database, world)
    windows = {world.districts["Thành phố Vị Thanh"]: (OPENS, CLOSES)}
    contest_id = prepare.make_contest(
        database, "Vòng hai", RULES, world.bank_version_id, windows, "so", OPENS
    )
    ((_, before),) = drawn(contest_id)
    assert (before.known, before.questions) == (23, 24)
    assert before.balanced
    assert before.balanced.deviation < before.plain.deviation / 2
    prepare.open_contest(database, contest_id, "so", OPENS)
    ((_, after),) = drawn(contest_id)
    assert (after.plain, after.balanced) == (before.plain, before.balanced)
    ((_, opened_without),) = drawn(world.contest_id)
    assert opened_without.balanced is None
