"""Guesses at typed codes: 10,000 from everywhere open nothing and lock nobody out of
the own phone."""

import hashlib
from http.cookies import SimpleCookie

from sqlmodel import select

from quiz.rules import ticket
from quiz.store.tables import KnownDevice
from quiz.web.limits import ADDRESS_GUESSES
from tests.cast import Stage, Visitor
from tests.security.test_guessing_at_staff import statuses
from tests.ways import code_of

WRONG = "AAAAA-AAAAA"


def from_address(visitor: Visitor, address: str) -> Visitor:
    visitor.client._transport.client = (address, 1)  # type: ignore[attr-defined]
    return visitor


def test_of_10000_guesses_from_rotating_addresses_ten_are_looked_at_and_the_owner_gets_in(
    quick_stage: Stage,
) -> None:
    an = quick_stage.contestant("An")
    assert an.client.cookies.get("device")
    an.post("/sign-out")
    an.get("/enter")
    thief = quick_stage.stranger()
    guesses = [{"number": "VT0001", "code": WRONG}] * 10_000
    assert statuses(quick_stage, "/enter", guesses) == [404] * 10 + [429] * 9_990
    right = code_of(quick_stage, "VT0001")
    assert thief.post("/enter", number="VT0001", code=right).status_code == 429
    assert an.post("/enter", number="VT0001", code=right).status_code == 303


def test_without_known_devices_the_owner_would_be_locked_out(quick_stage: Stage) -> None:
    """The mutant: the same owner whose browser is not told again."""
    an = quick_stage.contestant("An")
    an.post("/sign-out")
    an.client.cookies.delete("device")
    an.get("/enter")
    for _ in range(10):
        quick_stage.stranger().post("/enter", number="VT0001", code=WRONG)
    right = code_of(quick_stage, "VT0001")
    assert an.post("/enter", number="VT0001", code=right).status_code == 429


def test_a_known_device_has_ten_guesses_too_and_only_for_its_own_person(quick_stage: Stage) -> None:
    an = quick_stage.contestant("An")
    for _ in range(10):
        assert an.post("/enter", number="VT0001", code=WRONG).status_code == 404
    assert an.post("/enter", number="VT0001", code=WRONG).status_code == 429
    for _ in range(10):
        assert an.post("/enter", number="VT0002", code=WRONG).status_code == 404
    binh = quick_stage.stranger()
    right = code_of(quick_stage, "VT0002")
    assert binh.post("/enter", number="VT0002", code=right).status_code == 429


def test_a_device_that_somebody_made_up_is_not_known(quick_stage: Stage) -> None:
    thief = quick_stage.stranger()
    thief.client.cookies.set("device", "A" * 43)
    for _ in range(10):
        thief.post("/enter", number="VT0001", code=WRONG)
    assert thief.post("/enter", number="VT0001", code=WRONG).status_code == 429
    right = code_of(quick_stage, "VT0001")
    assert quick_stage.stranger().post("/enter", number="VT0001", code=right).status_code == 429


def test_an_address_has_a_hundred_wrong_codes_and_ticket_links_still_open(
    quick_stage: Stage,
) -> None:
    thief = from_address(quick_stage.stranger(), "198.51.100.7")
    answered = [
        thief.post("/enter", number=f"ZZ{one:04d}", code=WRONG).status_code
        for one in range(ADDRESS_GUESSES + 5)
    ]
    assert answered == [404] * ADDRESS_GUESSES + [429] * 5
    token = ticket.ticket(quick_stage.app.state.site.secret, "VT0002", 1)
    assert thief.post("/enter", ticket=token).status_code == 303


def test_only_the_digest_of_a_device_is_kept_and_its_cookie_is_kept_from_scripts(
    stage: Stage,
) -> None:
    visitor = stage.stranger()
    token = ticket.ticket(stage.app.state.site.secret, "VT0001", 1)
    answer = visitor.post("/enter", ticket=token)
    (header,) = (one for one in answer.headers.get_list("set-cookie") if one.startswith("device="))
    cookie = SimpleCookie(header)["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert int(cookie["max-age"]) == 365 * 86_400
    with stage.database.reading() as session:
        (row,) = session.exec(select(KnownDevice))
    assert row.digest == hashlib.sha256(cookie.value.encode()).hexdigest()
    visitor.get("/enter")
    assert visitor.post("/enter", ticket=token).status_code == 303
    with stage.database.reading() as session:
        assert len(list(session.exec(select(KnownDevice)))) == 1


def test_a_reissued_ticket_forgets_the_devices(stage: Stage) -> None:
    an, lan = stage.contestant("An"), stage.staff("lan")
    person = stage.world.people["An"]
    lan.get(f"/staff/people/{person}")
    assert lan.post(f"/staff/people/{person}/reissue").status_code == 303
    with stage.database.reading() as session:
        assert list(session.exec(select(KnownDevice))) == []
    assert an.get("/rounds").status_code == 401
