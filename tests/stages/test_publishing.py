"""The official board: only after closing, only when the recount holds, once."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from quiz.rules.reasons import AttemptReason, BoardReason
from quiz.rules.refusal import Refusal
from quiz.stages import board, count, sit
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Board, BoardEntry, LedgerEntry, Round
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, World, add_person
from tests.finished import five_of_vi_thanh


@pytest.fixture
def people(database: Database, writer: Writer, world: World) -> dict[str, int]:
    """Five finished attempts in Vị Thanh."""
    return five_of_vi_thanh(database, writer, world)


def refused(database: Database, writer: Writer, round_id: int, now: int = CLOSES) -> Refusal:
    with pytest.raises(Refusal) as found:
        count.publish(database, writer, round_id, "lan", now)
    with database.reading() as session:
        assert session.exec(select(Board)).all() == []
    return found.value


def change(database: Database, statement: str, **values: object) -> None:
    with database.writing() as session:
        session.connection().execute(text(statement), values)


def test_the_board_is_frozen_in_the_order_of_the_results(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    published = count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    with database.reading() as session:
        lines = session.exec(select(BoardEntry).order_by(col(BoardEntry.position))).all()
        round_ = session.get_one(Round, world.vi_thanh)
        entry = session.exec(
            select(LedgerEntry).where(
                LedgerEntry.round_id == world.vi_thanh, LedgerEntry.kind == "publish"
            )
        ).one()
    assert [line.person_id for line in lines] == list(people.values())
    assert [line.place for line in lines] == [1, 2, 3, 4, 5]
    assert round_.published_at == CLOSES
    assert entry.body is not None
    assert published.digest in entry.body
    assert round_.seed in entry.body
    view = database.read_now(lambda connection: board.read_board(connection, world.vi_thanh))
    assert (view.official, view.digest) == (True, published.digest)


def test_publishing_is_noted_once_and_only_when_it_happened(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    refused(database, writer, world.vi_thanh, CLOSES - 1)
    published = count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    count.publish(database, writer, world.vi_thanh, "quan", CLOSES + 5000)
    with database.reading() as session:
        noted = session.exec(select(AuditLog).where(AuditLog.action == "board.publish")).one()
    assert (noted.at, noted.actor, noted.subject) == (CLOSES, "lan", f"round:{world.vi_thanh}")
    assert noted.detail == f"board={published.digest} people=5"


def test_publishing_twice_is_publishing_once(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    first = count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    second = count.publish(database, writer, world.vi_thanh, "quan", CLOSES + 5000)
    assert first == second
    with database.reading() as session:
        assert len(session.exec(select(Board)).all()) == 1
        assert (
            len(session.exec(select(LedgerEntry).where(LedgerEntry.kind == "publish")).all()) == 1
        )


def test_a_round_that_is_still_open_is_refused_until_its_last_millisecond(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    assert refused(database, writer, world.vi_thanh, CLOSES - 1).reason is BoardReason.STILL_OPEN
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES)


def test_a_running_attempt_holds_the_publication_back(
    database: Database, writer: Writer, world: World
) -> None:
    asyncio.run(sit.start(database, writer, world.phung_hiep, world.people["Chi"], OPENS))
    refusal = refused(database, writer, world.phung_hiep)
    assert refusal.reason is BoardReason.ATTEMPTS_RUNNING
    assert refusal.details == {"count": 1}


def test_a_round_that_nobody_sat_has_an_empty_official_board(
    database: Database, writer: Writer, world: World
) -> None:
    count.publish(database, writer, world.phung_hiep, "quan", CLOSES)
    view = database.read_now(lambda connection: board.read_board(connection, world.phung_hiep))
    assert (view.official, view.total) == (True, 0)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE result SET correct_count = 6 WHERE person_id = :person",
        "UPDATE result SET rank_key = '00' WHERE person_id = :person",
        "DELETE FROM result WHERE person_id = :person",
        "UPDATE result SET duration_ms = duration_ms - 1 WHERE person_id = :person",
        "UPDATE attempt SET paper = REPLACE(paper, 'bau-cu', 'mot-cua') WHERE person_id = :person",
    ],
)
def test_a_result_that_was_changed_makes_the_recount_refuse(
    database: Database,
    writer: Writer,
    world: World,
    people: dict[str, int],
    tampering: str,
) -> None:
    change(database, tampering, person=people["Hà"])
    refusal = refused(database, writer, world.vi_thanh)
    assert refusal.reason is BoardReason.RECOUNT_DIFFERS
    assert refusal.details == {"count": 1}


def test_an_entry_that_was_changed_breaks_the_chain_and_is_named(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    with database.reading() as session:
        changed = session.exec(
            select(LedgerEntry.number).where(
                LedgerEntry.round_id == world.vi_thanh, LedgerEntry.kind == "answer"
            )
        ).first()
    change(
        database,
        "UPDATE entry SET at = at + 1 WHERE round_id = :round AND number = :number",
        round=world.vi_thanh,
        number=changed,
    )
    assert refused(database, writer, world.vi_thanh).reason is BoardReason.RECOUNT_DIFFERS
    found = database.read_now(lambda connection: count.recount(connection, world.vi_thanh))
    assert (found.broken_link, found.differences) == (changed, ())


def test_a_changed_entry_of_another_round_does_not_matter(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    statement = "UPDATE entry SET at = at + 1 WHERE round_id = :round"
    change(database, statement, round=world.phung_hiep)
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES)


def test_what_somebody_sends_after_the_end_does_not_keep_the_board_from_being_published(
    database: Database,
    writer: Writer,
    world: World,
    people: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dung = sit_and_let_time_pass(database, writer, world)
    real = count._countable

    def countable(*values: Any) -> Any:
        counted = real(*values)
        too_late(database, writer, dung)
        return counted

    monkeypatch.setattr(count, "_countable", countable)
    published = count.publish(database, writer, world.vi_thanh, "lan", CLOSES + MINUTE)
    assert published.version == 1
    assert entries(database, world.vi_thanh)[-2:] == ["late", "publish"]
    too_late(database, writer, dung, seq=2)
    assert entries(database, world.vi_thanh)[-1] == "publish"


def sit_and_let_time_pass(database: Database, writer: Writer, world: World) -> tuple[int, int]:
    """(attempt, person) of somebody who was closed by time."""
    person = add_person(database, "Lê Văn Khoa", "VT0077", world.districts["Thành phố Vị Thanh"])

    async def act() -> int:
        attempt = await sit.start(database, writer, world.vi_thanh, person, OPENS)
        await sit.expire(database, writer, CLOSES)
        await count.settle_all(database, writer)
        return attempt

    return asyncio.run(act()), person


def too_late(database: Database, writer: Writer, who: tuple[int, int], seq: int = 1) -> None:
    """A tap after the end."""
    tap = sit.answer(
        database, writer, *who, question=1, choice=(0,), seq=seq, arrived=CLOSES + MINUTE
    )
    with pytest.raises(Refusal) as told:
        asyncio.run(tap)
    assert told.value.reason is AttemptReason.TIME_OVER


def entries(database: Database, round_id: int) -> list[str]:
    """The kinds of the round's entries, in order."""
    statement = text("SELECT kind FROM entry WHERE round_id = :round ORDER BY number")
    return database.read_now(
        lambda connection: list(connection.execute(statement, {"round": round_id}).scalars())
    )
