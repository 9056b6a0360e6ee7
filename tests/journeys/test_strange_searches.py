"""Strange searches at every address that searches: nobody is found, nothing breaks, on both kinds
of database."""

import asyncio

import pytest

from quiz.stages import count, sit
from tests.cast import Stage, Visitor
from tests.stages.workshop_cast import filled

STRANGE = {
    "a null": "%00",
    "a null in a name": "Nguy%E1%BB%85n%00",
    "a control character": "An%1F",
    "a right-to-left override": "An%E2%80%AE",
    "a lone surrogate": "%ED%A0%80",
    "half a letter": "%E1%BB",
    "any text": "%25",
    "any letter": "_",
    "a quote": "%27",
    "two quotes and a command": "%27%3B%20DROP%20TABLE%20person%3B%20--",
    "the sign that escapes": "!",
    "a backslash": "%5C",
}
FOUND = "Nguyễn Văn An"
MASKED = "N. V. An"


def addresses(stage: Stage) -> dict[str, Visitor]:
    """Every address that searches, with somebody who may ask it."""
    round_ = stage.world.vi_thanh
    return {
        "/staff/people": stage.staff("so"),
        f"/staff/rounds/{round_}/board": stage.staff("lan"),
        f"/rounds/{round_}/board": stage.stranger(),
        f"/banks/{stage.world.bank_version_id}": stage.staff("phuc"),
    }


def things(page: str) -> int:
    """How many people or questions the page shows."""
    return page.count(FOUND) + page.count(MASKED) + page.count('id="cau-')


async def hand_in(stage: Stage) -> None:
    database, writer, world = stage.database, stage.writer, stage.world
    now = stage.clock()
    attempt = await sit.start(database, writer, world.vi_thanh, world.people["An"], now)
    await sit.submit(database, writer, attempt, world.people["An"], now + 1)
    await count.settle(database, writer, attempt)


def test_a_strange_search_finds_nothing_at_any_address(stage: Stage) -> None:
    asyncio.run(hand_in(stage))
    for address, visitor in addresses(stage).items():
        assert things(visitor.get(address).text), address
        for name, query in STRANGE.items():
            answer = visitor.get(f"{address}?q={query}")
            assert (answer.status_code, things(answer.text)) == (200, 0), (address, name)
            assert "\x00" not in answer.text
        assert things(visitor.get(f"{address}?q=%20%E2%80%8B").text), address


def test_a_strange_page_of_a_strange_search_is_the_first(stage: Stage) -> None:
    for address, visitor in addresses(stage).items():
        answer = visitor.get(f"{address}?q=%00&page=7")
        assert (answer.status_code, things(answer.text)) == (200, 0), address


def test_a_strange_topic_of_a_working_bank_has_no_questions(stage: Stage) -> None:
    bank_id, (first, *_) = filled(stage.database)
    url, phuc = f"/workshop/{bank_id}", stage.staff("phuc")
    stem = "Câu hỏi 1 về bầu cử"
    assert stem in phuc.get(f"{url}?topic=bau-cu").text
    for name, topic in STRANGE.items():
        answer = phuc.get(f"{url}?topic={topic}")
        assert (answer.status_code, stem in answer.text) == (200, False), name
        body = f"form_token={phuc.token}&chosen={first}-9&topic={topic}"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        refused = phuc.client.post(f"{url}/questions/move", content=body, headers=form)
        assert refused.status_code == 409, name


@pytest.mark.parametrize("name", ["%00", "%ED%A0%80", "%27", "%25"])
def test_a_strange_name_signs_nobody_in(stage: Stage, name: str) -> None:
    stranger = stage.stranger()
    form = "application/x-www-form-urlencoded"
    for address, fields in (
        ("/sign-in", f"username={name}&password={name}"),
        ("/enter", f"number={name}&code={name}"),
        ("/enter", f"ticket={name}"),
    ):
        body = f"form_token={stranger.token}&{fields}"
        answer = stranger.client.post(address, content=body, headers={"Content-Type": form})
        assert answer.status_code in {401, 404, 422}, (address, answer.status_code)
