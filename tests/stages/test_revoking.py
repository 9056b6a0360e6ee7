"""Who is signed in is remembered, and what was revoked is forgotten by every process."""

import asyncio
from typing import Any

import pytest

from quiz.rules import ticket
from quiz.stages import enrol, entering, signin
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import OPENS, World

SECRET = b"0123456789abcdef0123456789abcdef"


def enter(database: Database, writer: Writer, world: World, name: str) -> str:
    """A session of An, Bình or Chi."""
    token = ticket.ticket(SECRET, world.numbers[name], 1)
    entered = asyncio.run(entering.enter_by_ticket(database, writer, SECRET, token, OPENS))
    return entered.session


def name_of(database: Database, session: str, now: int = OPENS) -> str | None:
    """Who the process thinks holds the session."""
    viewer = asyncio.run(signin.viewer(database, session, now))
    return viewer.name if viewer else None


def test_a_session_that_another_process_ended_is_forgotten_at_the_next_look(
    database: Database, database_url: str, writer: Writer, world: World
) -> None:
    an, binh = (enter(database, writer, world, name) for name in ("An", "Bình"))
    other = Database(database_url)
    assert (name_of(other, an), name_of(other, binh)) == ("Nguyễn Văn An", "Trần Thị Bình")
    asyncio.run(signin.sign_out(database, writer, an, OPENS))
    assert name_of(database, an) is None
    asyncio.run(signin.forget_revoked(other))
    assert (name_of(other, an), name_of(other, binh)) == (None, "Trần Thị Bình")
    other.close()


def test_a_reissued_ticket_ends_the_sessions_of_the_old_one_everywhere(
    database: Database, database_url: str, writer: Writer, world: World
) -> None:
    an = enter(database, writer, world, "An")
    other = Database(database_url)
    assert name_of(other, an) == "Nguyễn Văn An"
    enrol.reissue_ticket(database, world.people["An"], "lan", OPENS)
    assert name_of(database, an) is None
    asyncio.run(signin.forget_revoked(other))
    assert name_of(other, an) is None
    other.close()


def test_a_remembered_session_ends_when_its_time_is_over(
    database: Database, writer: Writer, world: World
) -> None:
    an = enter(database, writer, world, "An")
    end = OPENS + entering.CONTESTANT_SESSION_MS
    assert name_of(database, an, end - 1) == "Nguyễn Văn An"
    assert name_of(database, an, end) is None


def test_a_ticket_that_is_reissued_while_its_holder_enters_opens_nothing(
    database: Database, writer: Writer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def enter_late() -> str:
        real = writer.run

        async def run_late(*values: Any) -> Any:
            await asyncio.to_thread(
                enrol.reissue_ticket, database, world.people["An"], "lan", OPENS
            )
            await signin.forget_revoked(database)
            return await real(*values)

        monkeypatch.setattr(writer, "run", run_late)
        token = ticket.ticket(SECRET, world.numbers["An"], 1)
        entered = await entering.enter_by_ticket(database, writer, SECRET, token, OPENS)
        return entered.session

    session = asyncio.run(enter_late())
    assert name_of(database, session) is None
