"""Nobody guesses a password of the staff, finds out who has an account, or locks an owner out; user
names have one spelling; passwords that anybody would try first are refused."""

import asyncio
import re
import statistics
import time
from collections import Counter
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from quiz.rules.access import Role
from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.staffing import canonical_username, refuse_obvious
from quiz.stages import signin, staffing
from quiz.stages.staffing import Member
from quiz.store import passwords
from quiz.store.database import Database
from quiz.store.passwords import common_passwords, refuse_weak
from quiz.web.limits import ADDRESS_GUESSES, GUESS_WINDOW_MS, Guesses
from tests.cast import OPENS, PASSWORD, Stage, Visitor, World

WRONG = "khong-phai-mat-khau"
PLACES = ("Vị Thanh", "Thành phố Vị Thanh", "Hậu Giang")


@pytest.fixture
def cheap(quick_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The contest where verifying a password costs nothing: how often is the question here."""
    monkeypatch.setattr(signin, "is_password", lambda kept, typed: bool(kept) and typed == PASSWORD)
    return quick_stage


def guess_from_everywhere(stage: Stage, forms: list[dict[str, str]], each: int) -> Counter[int]:
    """How often each status came for the forms, sent to the staff's door by `statuses`."""
    return Counter(statuses(stage, "/sign-in", forms, each))


def statuses(stage: Stage, path: str, forms: list[dict[str, str]], each: int = 1) -> list[int]:
    """What the forms are answered in turn, each `each` of them sent from another address with a
    forged one in its headers."""
    token, found = stage.stranger().token, list[int]()

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    async def send_all() -> None:
        for place, form in enumerate(forms):
            number = place // each
            body = urlencode({"form_token": token, **form}).encode()
            headers = {
                "host": "testserver",
                "sec-fetch-site": "same-origin",
                "x-forwarded-for": f"1.2.3.{number & 255}",
                "content-type": "application/x-www-form-urlencoded",
                "content-length": str(len(body)),
            }

            async def receive(body: bytes = body) -> MutableMapping[str, Any]:
                return {"type": "http.request", "body": body}

            scope = {
                "type": "http",
                "method": "POST",
                "path": path,
                "query_string": b"",
                "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
                "client": (f"10.{number >> 8}.{number & 255}.9", 1),
            }
            await stage.app(scope, receive, send)

    asyncio.run(send_all())
    return found


def test_row_28_of_ten_thousand_passwords_on_one_account_ten_are_looked_at(cheap: Stage) -> None:
    forms = [{"username": "lan", "password": f"{WRONG}{number}"} for number in range(10_000)]
    assert guess_from_everywhere(cheap, forms, each=50) == {401: 10, 429: 9_990}


def test_row_28_one_password_on_ten_thousand_accounts_stops_at_the_address(cheap: Stage) -> None:
    forms = [{"username": f"u{number}", "password": WRONG} for number in range(10_000)]
    looked = guess_from_everywhere(cheap, forms, each=10_000)
    assert looked == {401: ADDRESS_GUESSES, 429: 10_000 - ADDRESS_GUESSES}


def test_row_28_the_owner_on_a_known_device_is_not_locked_out(cheap: Stage) -> None:
    owner = cheap.staff("lan")
    owner.post("/sign-out")
    forms = [{"username": "lan", "password": WRONG}] * 20
    assert guess_from_everywhere(cheap, forms, each=20) == {401: 10, 429: 10}
    elsewhere = cheap.stranger()
    assert elsewhere.post("/sign-in", username="lan", password=PASSWORD).status_code == 429
    owner.get("/sign-in")
    assert owner.post("/sign-in", username="lan", password=PASSWORD).status_code == 303


def test_a_known_device_has_ten_guesses_too_and_is_known_to_its_own_account(cheap: Stage) -> None:
    device = cheap.staff("lan").client.cookies["staff-device"]
    for username, expected in (("so", [401] * 10 + [429]), ("lan", [401] * 10 + [429])):
        thief = Visitor(cheap.app)
        thief.client.cookies.set("staff-device", device)
        thief.get("/sign-in")
        tries = [thief.post("/sign-in", username=username, password=WRONG) for _ in range(11)]
        assert [one.status_code for one in tries] == expected
        clean = cheap.stranger().post("/sign-in", username=username, password=PASSWORD)
        assert clean.status_code == (429 if username == "so" else 303)


@pytest.mark.parametrize(
    "forged", ["", "x", "9" * 20, "9999999999999.nonce.", "9999999999999.n.\xe9"]
)
def test_a_forged_device_is_none(cheap: Stage, forged: str) -> None:
    visitor = Visitor(cheap.app)
    visitor.get("/sign-in")
    headers = {"Cookie": f"staff-device={forged}".encode("latin-1")}
    form = {"form_token": visitor.token, "username": "lan", "password": WRONG}
    answer = visitor.client.post("/sign-in", data=form, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert "staff:lan" in cheap.app.state.site.staff_guesses._taken


def test_row_28_waiting_doubles_each_time_all_guesses_are_used_up() -> None:
    guesses, now, waits = Guesses(2, doubles=True), 0, []
    for _ in range(7):
        for _ in range(2):
            with pytest.raises(Refusal), guesses.guess("lan", now):
                raise Refusal(StaffReason.WRONG_PASSWORD)
        with pytest.raises(Refusal) as found, guesses.guess("lan", now):
            pass
        waits.append(int(found.value.details["minutes"]))
        now += waits[-1] * 60_000
    assert waits == [5, 10, 20, 40, 80, 80, 80]
    with guesses.guess("lan", now):  # right: all is forgiven
        pass
    for _ in range(2):
        with pytest.raises(Refusal), guesses.guess("lan", now):
            raise Refusal(StaffReason.WRONG_PASSWORD)
    with guesses.guess("lan", now + GUESS_WINDOW_MS):
        pass


def test_row_28_an_account_waits_twice_as_long_the_second_time(cheap: Stage) -> None:
    waits = []
    for _ in range(3):
        visitor = cheap.stranger()
        for _ in range(10):
            assert visitor.post("/sign-in", username="lan", password=WRONG).status_code == 401
        refused = visitor.post("/sign-in", username="lan", password=PASSWORD)
        assert refused.status_code == 429
        waits.append(int(refused.headers["retry-after"]) // 60)
        cheap.clock.pass_minutes(waits[-1])
    assert waits == [5, 10, 20]


def test_row_28_known_and_unknown_names_are_told_the_same(stage: Stage) -> None:
    for number in range(5):
        member = Member(f"biet{number}", "B", Role.AUTHOR, (), active=True)
        staffing.add(stage.database, member, PASSWORD, "cli", OPENS)
    staffing.disable(stage.database, "biet0", "cli", OPENS)
    staffing.invite(
        stage.database, Member("biet5", "B", Role.AUTHOR, (), active=True), "cli", OPENS
    )
    told = set()
    for kind in ("biet", "chua"):
        for number in range(6):
            answer = stage.stranger().post("/sign-in", username=f"{kind}{number}", password=WRONG)
            body = re.sub(r'name="(form_token|username)"[^>]*', "", answer.text)
            told.add((answer.status_code, body, tuple(sorted(answer.headers))))
    assert len(told) == 1


def test_row_28_an_unknown_name_costs_as_much_hashing_as_a_known_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    staffing.set_password(stage.database, "lan", PASSWORD, "cli", OPENS)  # at the full cost
    verified: list[str] = []
    real = passwords._HASHER

    class Counting:
        def verify(self, kept: str, typed: str) -> bool:
            verified.append(kept)
            return real.verify(kept, typed)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for username in ("lan", "lin", "l\x00n", "x" * 100):
        stage.stranger().post("/sign-in", username=username, password=WRONG)
    assert len(verified) == 4
    assert len({kept.rsplit("$", 2)[0] for kept in verified}) == 1


def test_row_36_passwords_are_argon2id_of_19_mib_two_passes_one_lane() -> None:
    assert passwords.hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_row_36_hashing_does_not_keep_the_loop_from_answering(quick_stage: Stage) -> None:
    async def measure() -> float:
        transport = httpx.ASGITransport(app=quick_stage.app)
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://testserver",
            headers={"Sec-Fetch-Site": "same-origin"},
        ) as client:
            token = re.search(r'form_token" value="([^"]*)', (await client.get("/enter")).text)
            assert token
            forms = [
                {"form_token": token[1], "username": f"u{number}", "password": WRONG}
                for number in range(40)
            ]
            signing = [asyncio.ensure_future(client.post("/sign-in", data=form)) for form in forms]
            await asyncio.sleep(0)
            took, pending = [], True
            while pending:
                began = time.monotonic()
                assert (await client.get("/healthz")).status_code == 200
                took.append(time.monotonic() - began)
                pending = not all(one.done() for one in signing)
                await asyncio.sleep(0.001)
            whole = sum(took)
            assert len(took) > 2
            return statistics.median(took) / whole

    assert asyncio.run(measure()) < 0.5


@pytest.mark.parametrize(
    "typed", ["LAN", " lan ", "Ｌan", "la\u0301n", "lаn", "lan\u200b", "lan\u00ad", "l\x00an"]
)
def test_a_user_name_has_one_spelling_and_look_alikes_are_others(
    database: Database, world: World, typed: str
) -> None:
    """`lаn` has a Cyrillic letter."""
    same = canonical_username(typed) == "lan"
    assert same is (typed in {"LAN", " lan "})
    member = Member(typed, "Giả", Role.AUTHOR, (), active=True)
    before = next(one for one in staffing.list_staff(database) if one.username == "lan")
    if same:
        with pytest.raises(Refusal, match="staff_exists"):
            staffing.add(database, member, PASSWORD, "cli", OPENS)
    else:
        with pytest.raises(Refusal, match="unknown_staff"):
            staffing.set_password(database, typed, "mật khẩu của người khác", "cli", OPENS)
    after = next(one for one in staffing.list_staff(database) if one.username == "lan")
    assert before == after


def test_row_27_the_shipped_list_is_zxcvbns_from_twelve_characters_on() -> None:
    theirs = {one for one in FREQUENCY_LISTS["passwords"] if len(one) >= 12}
    assert common_passwords() == theirs
    assert len(theirs) > 200


@pytest.mark.parametrize("password", ["1qaz2wsx3edc4rfv", "1QAZ2wsx3edc4RFV", "leavemealone"])
def test_row_27_a_password_that_many_people_have_is_refused(
    database: Database, world: World, password: str
) -> None:
    with pytest.raises(Refusal) as found:
        database.read_now(lambda connection: refuse_weak(connection, "lan", password))
    assert found.value.reason is StaffReason.OBVIOUS_PASSWORD


@pytest.mark.parametrize(
    "password",
    [
        "Vị Thanh 2021",
        "thanhphovithanh",
        "HauGiang@2021!",
        "cchc-cchc-cchc",
        "hiếu.phường1",
        "Mật khẩu 123456",
        "cải cách hành chính 2021",
        "012345678901",
        "987654321098",
    ],
)
def test_row_27_the_own_name_names_of_places_and_digits_alone_are_refused(password: str) -> None:
    with pytest.raises(Refusal, match="obvious_password"):
        refuse_obvious(password, "hiếu.phường", PLACES)


@given(st.text(min_size=12, max_size=128))
def test_row_27_any_other_characters_make_a_password(password: str) -> None:
    try:
        refuse_obvious(password, "lan", PLACES)
    except Refusal:
        folded = password.lower()
        assert re.search(r"\d|lan|cchc|bau|admin|mat|quan|pass|thanh|giang|cai", folded)


def test_row_27_a_password_keeps_its_spaces_and_never_expires(
    database: Database, world: World, tmp_path: Path
) -> None:
    spaced = "  hai dấu cách ở đầu"
    staffing.set_password(database, "lan", spaced, "cli", OPENS)
    assert signin.verify_password(database, "lan", spaced).username == "lan"
    with pytest.raises(Refusal):
        signin.verify_password(database, "lan", spaced.strip())
