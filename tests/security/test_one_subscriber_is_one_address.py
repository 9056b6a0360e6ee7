"""A whole network of IPv6 is one address to every limit, and the next network is another."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quiz.rules.ways import EntryRules
from quiz.web import guard
from quiz.web.limits import ADDRESS_GUESSES, EXPORT_BURST, REGISTRATION_BURST, SEARCH_BURST
from tests.cast import RULES, Stage, Visitor
from tests.ways import opened

ALL_WAYS = replace(RULES, entry=EntryRules(by_name=True, open_entry=True))


class Roaming:
    """The application as a subscriber reaches it who takes another address for each request."""

    def __init__(self, app: Any, network: str = "2001:db8:1:2::") -> None:
        self._app, self._network, self._number = app, network, 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._number += 1
        address = f"{self._network}{self._number:x}"
        await self._app({**scope, "client": (address, 1)}, receive, send)


def subscriber(stage: Stage, network: str = "2001:db8:1:2::") -> Visitor:
    visitor = Visitor(Roaming(stage.app, network), stage.loop)  # type: ignore[arg-type]
    visitor.get("/enter")
    return visitor


@pytest.fixture
def open_stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    """The contest whose rules open every way."""
    with opened(tmp_path, sqlite_url, ALL_WAYS) as stage:
        yield stage


def register(stage: Stage, visitor: Visitor, number: int) -> int:
    unit = str(stage.world.districts["Thành phố Vị Thanh"])
    form = {"once": f"{number:032x}", "district": unit, "unit": unit, "birth_year": "1969"}
    name = f"Lê Văn {chr(97 + number % 26) * (2 + number // 26)}"
    return visitor.post("/enter/register", **form, name=name).status_code


def search_names(stage: Stage, visitor: Visitor, number: int) -> int:
    district = stage.world.districts["Thành phố Vị Thanh"]
    return visitor.get(f"/enter/by-name?district={district}&q=an{number}").status_code


def search_board(stage: Stage, visitor: Visitor, number: int) -> int:
    return visitor.get(f"/rounds/{stage.world.vi_thanh}/board?q=an{number}").status_code


def take_file(stage: Stage, visitor: Visitor, number: int) -> int:
    return visitor.get(f"/rounds/{stage.world.vi_thanh}/board.csv").status_code


def guess_code(stage: Stage, visitor: Visitor, number: int) -> int:
    return visitor.post("/enter", number=f"X{number}", code="AAAAA-AAAAA").status_code


def guess_year(stage: Stage, visitor: Visitor, number: int) -> int:
    form = {"person": str(9_000 + number), "birth_year": "1970", "code": "AAAAA-AAAAA"}
    return visitor.post("/enter/by-name", **form).status_code


LIMITS = {
    register: REGISTRATION_BURST,
    search_names: SEARCH_BURST,
    search_board: SEARCH_BURST,
    take_file: EXPORT_BURST,
    guess_code: ADDRESS_GUESSES,
    guess_year: ADDRESS_GUESSES,
}


@pytest.mark.parametrize("ask", LIMITS, ids=lambda one: one.__name__)
def test_all_addresses_of_a_network_share_a_limit_and_the_next_network_has_its_own(
    open_stage: Stage, ask: Any
) -> None:
    roaming, most = subscriber(open_stage), LIMITS[ask]
    told = Counter(ask(open_stage, roaming, number) == 429 for number in range(most + 5))
    assert told == {False: most, True: 5}
    assert ask(open_stage, subscriber(open_stage, "2001:db8:1:3::"), most + 5) != 429


@pytest.mark.parametrize(
    "ask", [register, search_names, search_board, take_file], ids=lambda one: one.__name__
)
def test_a_build_that_counts_single_addresses_is_caught(
    open_stage: Stage, monkeypatch: pytest.MonkeyPatch, ask: Any
) -> None:
    """The mutant: every address of the network has a limit of its own."""
    monkeypatch.setattr(guard, "neighbourhood", lambda address: address)
    roaming = subscriber(open_stage)
    told = {ask(open_stage, roaming, number) for number in range(LIMITS[ask] + 5)}
    assert 429 not in told
