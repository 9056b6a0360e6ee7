"""The tally is what the results say, after whatever happened; places and pages come from it."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, text

from quiz.rules.criteria import Counting
from quiz.rules.ranking import place_key
from quiz.rules.scoring import Score
from quiz.stages import count
from quiz.store import rows, tally
from quiz.store.database import Database
from quiz.store.rows import SatRound
from quiz.store.tables import Attempt, Person
from quiz.store.writer import Writer
from tests.cast import MINUTE, OPENS, RULES, World, make_world, ranked
from tests.finished import Sat, hand_in

PEOPLE = 12
_PUT = text(
    "INSERT INTO result (round_id, person_id, contest_id, attempt_id, rank_key, correct_count,"
    " hard_count, answered, duration_ms, ended_at) VALUES (:round_id, :person_id, :contest_id,"
    " :person_id, :key, 0, 0, 0, 0, 0) ON CONFLICT (round_id, person_id)"
    " DO UPDATE SET rank_key = excluded.rank_key"
)
_REMOVE = text("DELETE FROM result WHERE round_id = :round_id AND person_id = :person_id")
_KEYS = text("SELECT s.rank_key FROM result s JOIN round r ON r.id = s.round_id WHERE r.id = :id")
_ALL_KEYS = text(
    "SELECT s.rank_key FROM result s JOIN round r ON r.id = s.round_id WHERE r.contest_id = :id"
)

scores = st.builds(
    Score,
    correct_count=st.integers(4, 6),
    hard_count=st.integers(1, 2),
    answered=st.just(6),
    duration_ms=st.integers(0, 30 * MINUTE) | st.integers(300_000, 300_300),
    ended_at=st.integers(OPENS, OPENS + 3),
)
steps = st.lists(st.tuples(st.integers(1, PEOPLE), st.none() | scores), min_size=1, max_size=30)


def put(connection: Connection, sat: SatRound, person_id: int, score: Score | None) -> None:
    """A result as settling puts it, or takes it away."""
    old = tally.key_of(connection, sat.id, person_id)
    new = None if score is None else ranked(score, sat.rules, person_id)
    values = {"round_id": sat.id, "person_id": person_id, "key": new, "contest_id": sat.contest_id}
    connection.execute(_REMOVE if score is None else _PUT, values)
    tally.move(connection, sat, old, new)


def people(database: Database, world: World) -> None:
    """Somebody with an attempt for each number."""
    with database.write_engine.begin() as connection:
        for number in range(1, PEOPLE + 1):
            district = world.districts["Thành phố Vị Thanh"]
            person_id = 100 + number
            connection.execute(
                insert(Person).values(
                    id=person_id, number=f"T{number}", name="", name_fold="", sort_key="",
                    position="", unit_id=district, district_id=district, ticket_version=1,
                    active=True,
                )
            )  # fmt: skip
            connection.execute(
                insert(Attempt).values(
                    id=person_id, round_id=world.vi_thanh, person_id=person_id, number=1,
                    paper="[]", started_at=OPENS, deadline_at=OPENS, ended_at=OPENS,
                    submitted=True, settled=True,
                )
            )  # fmt: skip


def assert_places(connection: Connection, sat: SatRound) -> None:
    """Every place in the round and in the contest is the one by counting."""
    for statement, id_, place in (
        (_KEYS, sat.id, tally.place_in_round),
        (_ALL_KEYS, sat.contest_id, tally.place_in_contest),
    ):
        keys = list(connection.execute(statement, {"id": id_}).scalars())
        for key in keys:
            counted = sum(other < place_key(key, sat.rules) for other in keys) + 1
            assert place(connection, sat, key) == (counted, len(keys))


def assert_seeks(connection: Connection, sat: SatRound) -> None:
    """Every position is found where the index has it."""
    keys = sorted(connection.execute(_KEYS, {"id": sat.id}).scalars())
    for position, key in enumerate(keys):
        begin, left = tally.seek(connection, sat, position)
        assert [other for other in keys if other >= begin][left] == key


def test_the_tally_and_its_places_are_the_results_after_any_history(
    database: Database, world: World
) -> None:
    people(database, world)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def any_history(history: list[tuple[int, Score | None]]) -> None:
        with database.write_engine.connect() as connection, connection.begin() as transaction:
            rounds = [
                rows.read_round(connection, one) for one in (world.vi_thanh, world.phung_hiep)
            ]
            for number, score in history:
                put(connection, rounds[number % 2], 100 + number, score)
            for sat in rounds:
                assert tally.wrong(connection, sat) == 0
                assert_places(connection, sat)
                assert_seeks(connection, sat)
            transaction.rollback()

    any_history()


@pytest.mark.parametrize("counting", Counting)
def test_when_another_attempt_counts_the_old_key_is_taken_out(
    database: Database, writer: Writer, counting: Counting
) -> None:
    world = make_world(database, replace(RULES, attempts=3, counting=counting))
    an, binh = world.people["An"], world.people["Bình"]
    for right in (2, 6, 4):
        hand_in(database, writer, world.vi_thanh, [Sat(an, right, 5), Sat(binh, 3, 5)])
    with database.read_engine.connect() as connection:
        sat = rows.read_round(connection, world.vi_thanh)
        assert tally.wrong(connection, sat) == 0
        assert_places(connection, sat)
        assert tally.total_in_round(connection, sat.id) == 2


def test_a_tally_that_only_adds_is_seen_and_mended(
    database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(database, replace(RULES, attempts=2))
    monkeypatch.setattr(tally, "key_of", lambda *_: None)
    for right in (2, 6):
        hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], right, 5)])
    monkeypatch.undo()

    def wrong() -> int:
        return database.read_now(
            lambda connection: count.recount(connection, world.vi_thanh)
        ).wrong_tallies

    assert wrong() == 6
    count.mend_tally(writer, world.vi_thanh)
    assert wrong() == 0


def test_settling_again_changes_nothing(database: Database, writer: Writer, world: World) -> None:
    attempts = hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 5, 5)])
    for _ in range(2):
        writer.run_now(count.settlement(attempts[0]))
    with database.read_engine.connect() as connection:
        sat = rows.read_round(connection, world.vi_thanh)
        assert tally.wrong(connection, sat) == 0
        assert tally.total_in_round(connection, sat.id) == 1


def meet(database: Database, world: World) -> None:
    """Two transactions of two rounds of one contest, each open while the other moves."""
    with database.write_engine.connect() as first, database.write_engine.connect() as second:
        for connection, round_id in ((first, world.vi_thanh), (second, world.phung_hiep)):
            connection.execute(text("SET lock_timeout = 300"))
            sat = rows.read_round(connection, round_id)
            tally.move(connection, sat, None, ranked(Score(6, 2, 6, 1, 1), sat.rules, 1))
        second.commit()
        first.commit()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_rounds_of_a_contest_never_wait_for_each_other(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(database, world)
    with database.read_engine.connect() as connection:
        sat = rows.read_round(connection, world.vi_thanh)
        key = ranked(Score(5, 2, 6, 1, 1), sat.rules, 1)
        assert tally.place_in_contest(connection, sat, key) == (3, 2)
    everybody = tally._ADD_POSTGRES.replace(
        "pg_try_advisory_xact_lock(%s, shard)", "%s::int IS NOT NULL"
    )
    monkeypatch.setattr(tally, "_ADD_POSTGRES", everybody)
    with pytest.raises(database.driver_errors, match="lock timeout"):
        meet(database, world)
