"""What is posted is exactly what a form or a script may post: nothing more is taken, nothing is
taken for something else, and nothing that the server decides can be said."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from pydantic import BaseModel

import quiz.web
from quiz.rules.access import ROUTES, may
from quiz.web.forms import Input
from tests.contents import contents
from tests.house.test_access import ASKED, ROLES, peopled

DECIDED = {
    "score": "30",
    "started_at": "0",
    "district_id": "1",
    "is_key": "1",
    "role": "administrator",
    "person_id": "1",
}
"""What only the server says."""
ENDS_THE_SESSION = {"POST /sign-out", "POST /sign-in", "POST /enter"}


def models() -> set[type[BaseModel]]:
    """Every model of pydantic in the web door."""
    found = set()
    for module in pkgutil.walk_packages(quiz.web.__path__, "quiz.web."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, BaseModel):
                found.add(value)
    return found - {BaseModel}


def test_everything_that_may_be_posted_is_strict_and_closed() -> None:
    found = {one for one in models() if one.__module__.startswith("quiz.web")}
    assert len(found) > 30
    for model in found:
        assert issubclass(model, Input), model
        assert model.model_config["strict"], model
        assert model.model_config["extra"] == "forbid" or model.__name__ in OPEN, model


OPEN = {
    "ContestInput", "AmendInput", "DecideInput", "PreviewInput", "MeetingInput", "SkipsInput",
    "TeamInput", "AdvancingInput",
}  # fmt: skip
"""Fields for each topic, district, option or place: their names are looked at one by one, which the
test below tries."""


@pytest.mark.parametrize("name", ["An", "lan", "phuc", "quan"])
def test_a_field_that_only_the_server_decides_is_refused_by_every_form(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    with peopled(tmp_path, sqlite_url) as everybody:
        visitor = everybody.visitors[name]
        before = contents(everybody.stage.database)
        taken = set()
        for route in ROUTES:
            method, path = ASKED.get(route, route).split(" ")
            if method != "POST" or route in ENDS_THE_SESSION or not may(ROLES[name], route):
                continue
            for key, value in everybody.own.items():
                path = path.replace(key, value)
            by_script = route.endswith(("/answers", "/submit"))
            answer = (
                visitor.post_json(path, {"seq": 1, "question": 1, "choice": [0], **DECIDED})
                if by_script
                else visitor.post(path, **DECIDED)
            )
            if not 400 <= answer.status_code < 500:
                taken.add((route, answer.status_code))
        assert taken == set()
        assert contents(everybody.stage.database) == before
