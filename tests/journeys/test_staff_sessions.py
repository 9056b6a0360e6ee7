"""Sessions of staff: how they end, and how owners and administrators see and end them."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from quiz import worker
from quiz.stages import signin
from quiz.store.tables import Session
from quiz.web.browsers import OTHER, family_of
from tests.cast import PASSWORD, Stage, Visitor, staged
from tests.journeys.test_staff_accounts import id_of

ANOTHER = "thuyền giấy mưa chiều"


@pytest.fixture
def idling(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The contest where staff are idle after half an hour."""
    with staged(tmp_path, database_url, staff_idle_minutes=30) as found:
        yield found


def tags(visitor: Visitor) -> list[str]:
    """The sessions that the account's page offers to end."""
    return re.findall(r'name="session" value="([0-9a-f]{16})"', visitor.get("/account").text)


def test_row_33_a_session_ends_after_half_an_hour_without_a_request(idling: Stage) -> None:
    phuc = idling.staff("phuc")
    for minutes in (29.9, 29.9, 29.9):
        idling.clock.pass_minutes(minutes)
        assert phuc.get("/account").status_code == 200
    idling.clock.pass_minutes(30)
    assert phuc.get("/account").status_code == 401
    assert phuc.get("/account").status_code == 401


def test_row_33_a_busy_session_ends_after_twelve_hours(idling: Stage) -> None:
    phuc = idling.staff("phuc")
    for _ in range(12 * 3 - 1):
        idling.clock.pass_minutes(20)
        assert phuc.get("/account").status_code == 200
    idling.clock.pass_minutes(20)
    assert phuc.get("/account").status_code == 401


def test_when_a_session_was_seen_is_written_by_the_worker_not_by_looking(idling: Stage) -> None:
    phuc, opened = idling.staff("phuc"), idling.clock.now

    def written() -> int:
        with idling.database.reading() as session:
            return session.exec(select(Session.seen_at)).one()

    idling.clock.pass_minutes(20)
    phuc.get("/account")
    assert written() == opened
    asyncio.run(worker.tidy(idling.database, idling.writer, idling.clock.now))
    assert written() == idling.clock.now
    asyncio.run(signin.note_seen(idling.database, idling.writer))
    idling.clock.pass_minutes(20)
    assert phuc.get("/account").status_code == 200


def test_an_attempt_goes_on_although_its_contestant_was_idle(idling: Stage) -> None:
    an = idling.contestant("An")
    idling.clock.pass_minutes(90)
    assert an.get("/rounds").status_code == 303


def test_an_owner_sees_the_sessions_and_ends_one_or_all_others(idling: Stage) -> None:
    first, second, third = (idling.staff("phuc") for _ in range(3))
    offered = tags(first)
    assert len(offered) == 2
    assert first.post("/account/sessions", session=offered[0]).status_code == 303
    assert first.post("/account/sessions", session=offered[0]).status_code == 303
    alive = [one.get("/account").status_code for one in (first, second, third)]
    assert sorted(alive) == [200, 200, 401]
    assert first.post("/account/sessions").status_code == 303
    alive = [one.get("/account").status_code for one in (first, second, third)]
    assert alive == [200, 401, 401]


def test_nobody_ends_a_session_of_somebody_else_by_its_tag(idling: Stage) -> None:
    phuc, thu = idling.staff("phuc"), idling.staff("thu")
    with idling.database.reading() as session:
        staff_id = id_of(idling, "thu")
        digest = session.exec(select(Session.digest).where(Session.staff_id == staff_id)).one()
    assert phuc.post("/account/sessions", session=digest[:16]).status_code == 303
    assert thu.get("/account").status_code == 200
    for bad in ("%", "_" * 16, "0" * 15, "g" * 16):
        assert phuc.post("/account/sessions", session=bad).status_code == 422


def test_an_administrator_ends_anybodys_sessions(idling: Stage) -> None:
    quan, phuc, again = idling.staff("quan"), idling.staff("phuc"), idling.staff("phuc")
    url = f"/admin/staff/{id_of(idling, 'phuc')}"
    page = quan.get(url).text
    found = re.findall(r'name="session" value="([0-9a-f]{16})"', page)
    assert len(found) == 2
    quan.post(f"{url}/sessions", session=found[0])
    assert sorted(one.get("/account").status_code for one in (phuc, again)) == [200, 401]
    quan.post(f"{url}/sessions")
    assert [one.get("/account").status_code for one in (phuc, again)] == [401, 401]
    assert quan.get(url).status_code == 200


def test_row_33_changing_the_password_asks_the_old_one_and_ends_the_other_sessions(
    idling: Stage,
) -> None:
    here, there = idling.staff("phuc"), idling.staff("phuc")
    here.get("/account")

    def change(old: str, new: str, again: str) -> int:
        return here.post("/account/password", old=old, password=new, again=again).status_code

    assert change("không phải mật khẩu", ANOTHER, ANOTHER) == 422
    assert change(PASSWORD, ANOTHER, ANOTHER + "x") == 422
    assert change(PASSWORD, "ngắn", "ngắn") == 422
    assert there.get("/account").status_code == 200
    assert change(PASSWORD, ANOTHER, ANOTHER) == 303
    assert [one.get("/account").status_code for one in (here, there)] == [200, 401]


def test_a_wrong_old_password_is_a_guess(idling: Stage) -> None:
    phuc = idling.staff("phuc")
    phuc.get("/account")
    form = {"old": "không phải mật khẩu", "password": ANOTHER, "again": ANOTHER}
    statuses = [phuc.post("/account/password", **form).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_two_cookies_of_the_session_are_no_session(idling: Stage) -> None:
    phuc = idling.staff("phuc")
    value = phuc.client.cookies["session"]
    phuc.client.cookies.clear()
    twice = phuc.client.get("/account", headers={"Cookie": f"session={value}; session=planted"})
    assert twice.status_code == 401


@pytest.mark.parametrize(
    ("said", "family"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/120 Safari/537",
            "Chrome, Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 9) Chrome/90 Mobile Safari Zalo android/1", "Zalo, Android"),
        ("<script>alert(1)</script>", OTHER),
        ("", OTHER),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(said: str, family: str) -> None:
    assert family_of(said) == family
