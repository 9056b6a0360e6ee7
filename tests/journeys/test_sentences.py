"""What is refused is said in Vietnamese: no name of a field as the code has it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from quiz.stages import author
from quiz.web.forms import Input
from tests.cast import Stage, Visitor, wide_bank
from tests.house.test_access import _flat
from tests.journeys.test_answers import start
from tests.journeys.workshop_pages import workshop

CODE = re.compile(r"“[a-z_]+(_[0-9]+)?”")
NAMES = ("page", "q", "district", "unit", "person", "added", "format", "skip_1", "opens_0", "zz")
QUERIES = [f"{name}={value}" for name in NAMES for value in ("abc%00", "9" * 200)]


def sentences(page: str) -> str:
    """What a person reads."""
    return re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", page, flags=re.S)


def inputs(kind: type[Input] = Input) -> Iterator[type[Input]]:
    """Every kind of form, and of JSON."""
    for one in kind.__subclasses__():
        yield one
        yield from inputs(one)


def routes(app: FastAPI) -> list[Any]:
    return [route for route in _flat(app.routes) if hasattr(route, "dependant")]


def test_every_field_that_can_be_sent_has_a_name_for_people(quick_stage: Stage) -> None:
    fields = {
        f"{kind.__name__}.{name}": field.title
        for kind in inputs()
        if kind.__module__.startswith("quiz.")
        for name, field in kind.model_fields.items()
    }
    fields |= {
        f"{route.path} {field.alias}": field.field_info.title
        for route in routes(quick_stage.app)
        for field in route.dependant.query_params
    }
    assert len(fields) > 30
    nameless = [name for name, title in fields.items() if not title or CODE.match(f"“{title}”")]
    assert nameless == []


def paths(stage: Stage) -> dict[str, tuple[str, Visitor]]:
    """Addresses whose query or form is read, with somebody who may send it."""
    bank, (question, *_) = workshop(stage)
    world = stage.world
    lan, so, phuc = stage.staff("lan"), stage.staff("so"), stage.staff("phuc")
    stage.clock.pass_minutes(1)
    return {
        f"/rounds/{world.vi_thanh}/board": ("get", stage.stranger()),
        f"/staff/rounds/{world.vi_thanh}/board": ("get", lan),
        "/staff/people": ("get", so),
        "/staff/people/tickets": ("get", lan),
        f"/staff/people/{world.people['An']}": ("get", so),
        f"/banks/{world.bank_version_id}": ("get", phuc),
        f"/banks/{world.bank_version_id}/export": ("get", phuc),
        bank: ("get", phuc),
        f"{bank}/questions/new": ("get", phuc),
        f"{bank}/coverage": ("get", phuc),
        "/workshop/compare": ("get", phuc),
        f"{bank}/settings": ("post", phuc),
        f"{bank}/seal": ("post", phuc),
        f"{bank}/questions": ("post", phuc),
        f"{bank}/questions/move": ("post", phuc),
        f"{bank}/questions/{question}/back": ("post", phuc),
        f"{bank}/questions/{question}/approve": ("post", phuc),
        "/enter": ("post", stage.stranger()),
        "/sign-in": ("post", stage.stranger()),
        f"/staff/rounds/{world.vi_thanh}/team": ("post", lan),
        f"/staff/rounds/{world.vi_thanh}/team/changes": ("post", lan),
        f"/province/teams/{world.vi_thanh}/lock": ("post", so),
        f"/province/teams/{world.vi_thanh}/unlock": ("post", so),
        "/province/contests": ("post", so),
        "/banks/confirm": ("post", phuc),
        "/banks/upload": ("post", phuc),
        "/staff/people/import/fix": ("post", lan),
        "/staff/people/import/confirm": ("post", lan),
        f"/staff/people/{world.people['An']}/reissue": ("post", lan),
    }


def test_nonsense_is_refused_without_the_code_s_names(quick_stage: Stage) -> None:
    refused = 0
    for path, (method, visitor) in paths(quick_stage).items():
        for query in QUERIES:
            if method == "get":
                answer = visitor.client.get(f"{path}?{query}")
            else:
                name, _, value = query.partition("=")
                answer = visitor.post(path, **{name: value})
            assert answer.status_code < 500, (path, query)
            assert not CODE.search(sentences(answer.text)), (path, query, answer.text)
            refused += answer.status_code == 422
    assert refused > 50


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/enter", {"ticket": "x" * 101}),
        ("/enter", {"number": ["1", "2"]}),
        ("/sign-in", {"username": ""}),
        ("/sign-in", {"username": ["a", "b"], "password": "c"}),
        ("/sign-in", {}),
    ],
)
def test_a_strangers_nonsense_names_the_field_in_vietnamese(
    quick_stage: Stage, path: str, fields: dict[str, Any]
) -> None:
    answer = quick_stage.stranger().post(path, **fields)
    assert answer.status_code == 422
    assert re.search(r"ở mục “(Thẻ dự thi|Số báo danh|Tên đăng nhập)”", answer.text)


@pytest.mark.parametrize("field", ["seq", "question", "choice", "score"])
def test_a_taps_nonsense_names_the_field_in_vietnamese(quick_stage: Stage, field: str) -> None:
    an, attempt = start(quick_stage)
    tap = {"seq": 1, "question": 1, "choice": [0], field: "?"}
    message = an.post_json(f"{attempt}/answers", tap).json()["message"]
    assert "ở mục “" in message
    assert not CODE.search(message)


def test_a_strange_page_number_is_called_a_page(quick_stage: Stage) -> None:
    url = f"/rounds/{quick_stage.world.vi_thanh}/board?page=abc"
    assert "ở mục “Trang”" in quick_stage.stranger().get(url).text


def test_a_bank_that_no_account_published_does_not_name_the_door(quick_stage: Stage) -> None:
    version = author.publish(quick_stage.database, wide_bank(), "cli", 1)
    phuc = quick_stage.staff("phuc")
    for address in ("/banks", f"/banks/{version}"):
        page = phuc.get(address).text
        assert "Quản trị máy chủ" in page
        assert not re.search(r">\s*(cli|demo)\s*<", page)
