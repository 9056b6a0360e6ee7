"""A rehearsal stands beside the real contest, nobody else sees it, and its removal leaves the
database as it was.
"""

import asyncio
import re
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from quiz.rules.reasons import ContestReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import (
    announce,
    author,
    choices,
    count,
    entering,
    oversee,
    people,
    prepare,
    rehearsal,
    signin,
    sit,
    units,
)
from quiz.stages.rehearsal import removing
from quiz.store import rows
from quiz.store.database import Database
from quiz.store.roll import fingerprint, read_roll
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, World, add_person
from tests.contents import contents
from tests.finished import Sat, hand_in

SECRET = b"0123456789abcdef0123456789abcdef"
KEY, OTHER_KEY = "0" * 16, "1" * 16
HOUR = 60 * MINUTE
AUTHORS = {
    "working_bank", "working_question", "question_revision", "bank_import", "bank_origin",
    "bank_opening", "law_text", "law_amendment",
}  # fmt: skip
"""What authors write on: none of them is shown a rehearsal's version, so nothing refers to one."""
NOTED = {"noted_round", "item_result", "facility_set"}
"""What published contests showed of their questions: a rehearsal is never noted."""
STILL = {"frozen_board", "frozen_result", "side_prize"}
ADVANCING = {"advance_list", "advance_unit", "advance_lock"}
"""Which units go on: a rehearsal ranks none of a whole contest."""
UNTOUCHED = {"alembic_version", "staff", "staff_district", "time_anchor"} | AUTHORS | ADVANCING
UNTOUCHED |= (
    NOTED | STILL | {"staff_person", "rules_change", "headcount", "staff_link", "recovery_code"}
)
_EXTENSION = text(
    "INSERT INTO extension (round_id, attempt_id, once, minutes, reason, asked_by, asked_at)"
    " VALUES (:round, :attempt, :once, 5, 'Mất điện', 'quan', 0)"
)
_SEATS = (
    "INSERT INTO registration (once, person_id, at) VALUES ('', :first, 0)",
    "INSERT INTO unit_move (person_id, from_unit_id, to_unit_id, reason, asked_by, asked_at,"
    " outcome, ended_by)"
    " SELECT id, unit_id, unit_id, '', '', 0, '', '' FROM person WHERE id = :first",
    "INSERT INTO past_unit (contest_id, person_id, unit_id, district_id, audience)"
    " SELECT r.contest_id, p.id, p.unit_id, p.district_id, p.audience FROM person p, round r"
    " WHERE p.id = :first AND r.id = :round",
    "INSERT INTO past_group (contest_id, unit_id, district_id, unit_group, cluster)"
    " SELECT contest_id, district_id, district_id, '', '' FROM round WHERE id = :round",
    "INSERT INTO team_member (team_id, position, person_id, seat, place)"
    " VALUES (:team, 1, :first, 'member', 1)",
    "INSERT INTO team_skip (team_id, person_id, place, reason) VALUES (:team, :second, 2, '')",
    "INSERT INTO team_change (team_id, left_id, came_id, reason)"
    " VALUES (:team, :second, :first, '')",
    "INSERT INTO team_lock (round_id, team_id, locked, at, actor, reason)"
    " VALUES (:round, :team, TRUE, 0, 'so', '')",
    "INSERT INTO entry_words (round_id, digest, salt, words) VALUES (:round, 'a', 'b', 'c')",
    "INSERT INTO entry_words (round_id, digest, salt, words, attempt_id) SELECT round_id, 'd', 'b',"
    " 'c', id FROM attempt WHERE person_id = :first",
    "INSERT INTO data_request (person_id, kind, words, asked_at, due_at, answer)"
    " VALUES (:first, 'delete', 'a', 0, 0, '')",
)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removing, "FORGETTING_SECONDS", 0)


def make(
    database: Database, writer: Writer, *, key: str = KEY, now: int = OPENS, force: bool = True
) -> rehearsal.Made:
    return asyncio.run(rehearsal.make(database, writer, SECRET, key, 5, "quan", now, force=force))


def remove(database: Database, writer: Writer, **options: Any) -> int:
    return asyncio.run(rehearsal.remove(database, writer, OPENS + HOUR, **options))


def without_revocations(database: Database) -> dict[str, str]:
    """Every row of every table, but for the notes to other processes, which age by themselves, and
    the audit log, from which nothing can be removed."""
    kept = {"revocation", "audit_log", "audit_seal"}
    return {name: rows for name, rows in contents(database).items() if name not in kept}


def sit_and_publish(database: Database, writer: Writer, made: rehearsal.Made) -> None:
    """Everything that can hang on a rehearsal: sessions, attempts, results, a board, a team."""

    async def everybody() -> None:
        for token in made.tickets:
            browser = entering.Browser(device=token)
            await entering.enter_by_ticket(database, writer, SECRET, token, OPENS, browser)
        for person in members(database):
            attempt = await sit.start(database, writer, made.round_id, person, OPENS)
            await sit.answer(
                database, writer, attempt, person, question=1, choice=(0,), seq=1, arrived=OPENS
            )
            await sit.submit(
                database, writer, attempt, person, OPENS + MINUTE, count.settlement(attempt)
            )

    asyncio.run(everybody())
    count.publish(database, writer, made.round_id, "quan", OPENS + 4 * HOUR)
    with database.write_engine.begin() as connection:
        board = connection.execute(text("SELECT id, digest FROM board")).one()
        team = connection.execute(
            text(
                "INSERT INTO team (round_id, version, board_id, board_digest, digest, confirmed_at,"
                " confirmed_by) VALUES (:round, 1, :board, :digest, '', 0, '') RETURNING id"
            ),
            {"round": made.round_id, "board": board.id, "digest": board.digest},
        ).scalar_one()
        first, second, *_ = members(database)
        of_first = text("SELECT MIN(id) FROM attempt WHERE person_id = :first")
        for attempt in (connection.execute(of_first, {"first": first}).scalar_one(), None):
            asked = {"round": made.round_id, "attempt": attempt, "once": str(attempt)}
            connection.execute(_EXTENSION, asked)
        _decide(connection, made.round_id, connection.execute(of_first, {"first": first}).scalar())
        seat = {"team": team, "first": first, "second": second}
        for statement in _SEATS:
            connection.execute(text(statement), seat | {"round": made.round_id})


def _decide(connection: Connection, round_id: int, attempt: int | None) -> None:
    """An appeal that a decision about the attempt answers, and a decision about a question."""
    for about, question in ((attempt, ""), (None, "x-1")):
        connection.execute(
            text(
                "INSERT INTO decision (contest_id, round_id, once, ruling, question_id,"
                " question_key, attempt_id, reason, asked_by, asked_at, preview)"
                " SELECT contest_id, id, :question, 'keep', :question, '', :about, '', 'quan', 0,"
                " '' FROM round WHERE id = :round_id"
            ),
            {"question": question, "about": about, "round_id": round_id},
        )
    for statement in (
        "INSERT INTO decision_round (decision_id, round_id) SELECT id, round_id FROM decision",
        "INSERT INTO decision_move (decision_id, round_id, position, person_id, before, after)"
        " SELECT d.id, d.round_id, 0, a.person_id, '', '' FROM decision d JOIN attempt a"
        " ON a.id = (SELECT MIN(id) FROM attempt o WHERE o.round_id = d.round_id)",
        "INSERT INTO decision_unit (decision_id, round_id, position, unit_id, before, after)"
        " SELECT d.id, d.round_id, 0, r.district_id, '', '' FROM decision d JOIN round r"
        " ON r.id = d.round_id",
        "INSERT INTO appeal (round_id, attempt_id, person_id, subject, number, question_id, words,"
        " filed_at, decision_id) SELECT a.round_id, a.id, a.person_id, 'score', 0, '', '', 0, d.id"
        " FROM attempt a JOIN decision d ON d.attempt_id = a.id",
    ):
        connection.execute(text(statement))


def members(database: Database) -> list[int]:
    """The made-up people."""
    statement = text("SELECT id FROM person WHERE number LIKE 'DIENTAP-%' ORDER BY id")
    return database.read_now(lambda connection: list(connection.execute(statement).scalars()))


def test_making_sitting_and_removing_leave_every_other_row_as_it_was(
    database: Database, writer: Writer, world: World
) -> None:
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 6, 5)])
    before = without_revocations(database)
    made = make(database, writer)
    sit_and_publish(database, writer, made)
    changed = {name for name, rows in without_revocations(database).items() if rows != before[name]}
    assert changed == set(before) - UNTOUCHED
    assert remove(database, writer) == 0
    assert without_revocations(database) == before


def test_a_removal_that_does_not_look_at_the_mark_is_caught(
    database: Database, writer: Writer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 6, 5)])
    before = without_revocations(database)
    make(database, writer)
    monkeypatch.setattr(removing, "_PEOPLE", text("SELECT id FROM person LIMIT :most"))
    remove(database, writer)
    assert without_revocations(database) == before
    make(database, writer)
    unmarked = removing._of("SELECT id FROM person WHERE id IN :some", "some")
    monkeypatch.setattr(removing, "_STILL_OURS", unmarked)
    remove(database, writer)
    assert without_revocations(database) != before


def test_every_table_that_can_hold_something_of_a_rehearsal_is_emptied() -> None:
    statements = [
        *removing._OF_PEOPLE,
        removing._ENTRIES,
        removing._EXTENSIONS,
        removing._ENDED_ATTEMPTS,
        removing._GONE_PEOPLE,
        *removing._LEFT_OVER,
    ]
    emptied = [re.match(r"DELETE FROM (\w+)", str(one)) for one in statements]
    reached = {table.name for table in SQLModel.metadata.sorted_tables if "rehearsal" in table.c}
    while (
        more := {
            table.name
            for table in SQLModel.metadata.sorted_tables
            if table.name not in AUTHORS
            and any(key.column.table.name in reached for key in table.foreign_keys)
        }
        - reached
    ):
        reached |= more
    assert {"attempt", "entry", "session", "team_skip"} <= reached
    assert {found[1] for found in emptied if found} == reached | {"tally"}  # it refers by numbers


def test_nobody_else_sees_a_rehearsal(database: Database, writer: Writer, world: World) -> None:
    def looks(connection: Connection) -> list[Any]:
        return [
            announce.announced(connection, OPENS),
            oversee.contests(connection, OPENS),
            oversee.rounds(connection, OPENS, None),
            choices.banks(connection),
            choices.districts(connection, OPENS),
            people.list_people(connection, None),
            people.list_people(connection, None, query="diễn tập"),
            people.count_by_unit(connection, None),
            people.find_units(connection, "Diễn tập"),
            sorted(read_roll(connection).by_number),
            fingerprint(connection),
        ]

    def everything() -> list[Any]:
        return [
            *database.read_now(looks),
            author.versions(database),
            tuple(units.places(database).all),
        ]

    before = everything()
    made = make(database, writer)
    assert everything() == before
    assert len(members(database)) == 5
    (member, *_), marked = members(database), _marked(database)
    for hidden in (
        lambda one: oversee.one_round(one, made.round_id, OPENS),
        lambda one: oversee.contest(one, marked["contest"], OPENS),
        lambda one: choices.bank(one, marked["bank_version"]),
        lambda one: announce.printed_rules(one, made.round_id),
        lambda one: people.read_member(one, member),
        lambda one: people.read_unit(one, marked["unit"]),
        lambda one: rows.refuse_rehearsal(rows.read_round(one, made.round_id)),
    ):
        with pytest.raises(Refusal) as refused:
            database.read_now(hidden)
        assert refused.value.reason is RequestReason.NOT_FOUND
    with pytest.raises(Refusal):
        prepare.open_contest(database, marked["contest"], "so", OPENS)


def _marked(database: Database) -> dict[str, int]:
    def query(connection: Connection) -> dict[str, int]:
        return {
            table: connection.execute(
                text(f"SELECT id FROM {table} WHERE rehearsal")  # one of three names above
            ).scalar_one()
            for table in ("contest", "unit", "bank_version")
        }

    return database.read_now(query)


def test_a_rehearsals_board_is_empty_of_real_people_and_theirs_of_made_up_ones(
    database: Database, writer: Writer, world: World
) -> None:
    made = make(database, writer)
    sit_and_publish(database, writer, made)
    statement = text("SELECT COUNT(*) FROM result WHERE round_id <> :round")
    others = database.read_now(
        lambda connection: connection.execute(statement, {"round": made.round_id}).scalar_one()
    )
    assert others == 0


def test_the_same_key_is_the_same_rehearsal_and_another_one_is_refused(
    database: Database, writer: Writer, world: World
) -> None:
    first = make(database, writer)
    assert make(database, writer) == first
    with pytest.raises(Refusal) as refused:
        make(database, writer, key=OTHER_KEY)
    assert refused.value.reason is ContestReason.REHEARSAL_RUNS
    assert len(members(database)) == 5
    assert remove(database, writer, key=OTHER_KEY) == 0
    assert len(members(database)) == 5
    assert remove(database, writer, key=KEY) == 0
    assert members(database) == []


def test_two_who_begin_in_the_same_instant_make_one_rehearsal(
    database: Database, writer: Writer, world: World
) -> None:
    async def both() -> list[Any]:
        wanted = (
            rehearsal.make(database, writer, SECRET, key, 3, "quan", OPENS, force=True)
            for key in (KEY, OTHER_KEY)
        )
        return await asyncio.gather(*wanted, return_exceptions=True)

    told = asyncio.run(both())
    assert sorted(type(one).__name__ for one in told) == ["Made", "Refusal"]
    assert len(members(database)) == 3


@pytest.mark.parametrize(
    ("now", "refused"),
    [(OPENS - 1, False), (OPENS, True), (CLOSES - 1, True), (CLOSES, False)],
)
def test_a_rehearsal_is_refused_while_a_real_round_is_open_unless_it_is_forced(
    database: Database, writer: Writer, world: World, now: int, refused: bool
) -> None:
    if refused:
        with pytest.raises(Refusal) as said:
            make(database, writer, now=now, force=False)
        assert said.value.reason is ContestReason.REAL_ROUND_OPEN
        assert members(database) == []
    made = make(database, writer, now=now, force=refused)
    assert len(made.tickets) == 5


def test_a_removal_goes_piece_by_piece_and_goes_on_where_it_was_ended(
    database: Database, writer: Writer, world: World
) -> None:
    before = without_revocations(database)
    made = make(database, writer)
    sit_and_publish(database, writer, made)
    left = [remove(database, writer, most=2) for _ in range(4)]
    assert left == [3, 1, 0, 0]
    assert without_revocations(database) == before


def test_whoever_rehearsed_is_out_as_soon_as_the_removal_begins(
    database: Database, writer: Writer, world: World
) -> None:
    made = make(database, writer)
    ticket = made.tickets[0]
    entered = asyncio.run(entering.enter_by_ticket(database, writer, SECRET, ticket, OPENS))
    session = entered.session
    assert asyncio.run(signin.viewer(database, session, OPENS)) is not None
    remove(database, writer, most=1)
    assert asyncio.run(signin.viewer(database, session, OPENS)) is None
    with pytest.raises(Refusal):
        asyncio.run(entering.enter_by_ticket(database, writer, SECRET, made.tickets[4], OPENS))


def test_what_was_remembered_of_a_removed_attempt_is_not_found_under_a_real_ones_id(
    database: Database, database_url: str, writer: Writer, world: World
) -> None:
    made = make(database, writer)
    other = Database(database_url)
    person = members(database)[0]

    async def rehearsed() -> int:
        attempt = await sit.start(database, writer, made.round_id, person, OPENS)
        for memory in (database, other):
            await sit.answer(
                memory, writer, attempt, person, question=1, choice=(0,), seq=1, arrived=OPENS
            )
        return attempt

    async def real() -> tuple[int, str]:
        an = world.people["An"]
        attempt = await sit.start(database, writer, world.vi_thanh, an, OPENS)
        await signin.forget_revoked(other)
        told = await sit.answer(
            other, writer, attempt, an, question=1, choice=(0,), seq=1, arrived=OPENS
        )
        return attempt, told.state

    removed = asyncio.run(rehearsed())
    remove(database, writer)
    attempt, state = asyncio.run(real())
    assert state == "saved"
    assert (attempt == removed) == database.is_sqlite
    other.close()


@pytest.fixture
def made_at_opening(database: Database, writer: Writer, world: World) -> Database:
    make(database, writer)
    return database


@pytest.mark.parametrize(("hours", "left"), [(23, 5), (24, 0)])
def test_a_rehearsal_that_was_left_behind_goes_after_a_day(
    made_at_opening: Database, writer: Writer, hours: int, left: int
) -> None:
    asyncio.run(rehearsal.remove_old(made_at_opening, writer, OPENS + hours * HOUR))
    assert len(members(made_at_opening)) == left


def test_a_real_persons_ticket_is_never_handed_out(
    database: Database, writer: Writer, world: World
) -> None:
    add_person(database, "Trần Văn Tập", "DIENTAP-00003", world.districts["Thành phố Vị Thanh"])
    with pytest.raises(Refusal) as refused:
        make(database, writer)
    assert refused.value.reason is ContestReason.REHEARSAL_NUMBERS
