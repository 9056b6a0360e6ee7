"""Requests made from the server's description by a tester that knows nothing else (schemathesis),
as four roles: whatever comes, no fault of the server, and no answer that is not described. Every
route is asked, first with the role's own objects; the session has to live from the first request
to the last, so that no stranger's refusals pass for a role's answers.
"""

import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from quiz.rules.access import ROUTES, may
from quiz.web.chrome import home_of
from tests.cast import Visitor
from tests.house.test_access import ROLES as ROLE_OF
from tests.house.test_access import Everybody, peopled
from tests.security.described import described

FULL = os.environ.get("QUIZ_FAULTS") == "full"
EACH = 4 if FULL else 2
"""Requests a route and role. `make faults` sends the full number: more than `EXAMPLES` a role."""
EXAMPLES = 500
ROLES = {"An": "contestant", "lan": "organiser", "phuc": "author", "quan": "administrator"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
LEFT_OUT = {
    "POST /sign-out": "ends the session that the others need",
    "POST /province/rehearsal": "makes as many people as it is asked for",
}


@contextmanager
def listening(everybody: Everybody) -> Iterator[str]:
    """The address of the application on a real socket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(
        everybody.stage.app, host="127.0.0.1", port=port, lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def schema_for(everybody: Everybody) -> Any:
    """The description, with the world's objects, without what is left out."""
    ids = {
        name.strip("{}"): sorted({everybody.own[name], everybody.foreign[name]})
        for name in everybody.own
    }
    told = described(everybody.stage.app, ids)
    for name in LEFT_OUT:
        method, path = name.split(" ")
        del told["paths"][path][method.lower()]
    return schemathesis.openapi.from_dict(told)


@dataclass
class Walk:
    """What the routes answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    """Route -> what it answered about the own objects."""


def headers_of(visitor: Visitor, cookie: str = "session") -> dict[str, str]:
    """What a signed-in browser sends."""
    return {
        "Host": "testserver",
        "Sec-Fetch-Site": "same-origin",
        "X-Form-Token": visitor.token,
        "Cookie": f"{cookie}={visitor.client.cookies['session']}",
    }


def walked(everybody: Everybody, url: str, headers: dict[str, str], only: str = "") -> Walk:
    """Ask every route (every one whose name begins with `only`), first about the own objects."""
    own = {name.strip("{}"): value for name, value in everybody.own.items()}
    session, walk = requests.Session(), Walk()
    for found in schema_for(everybody).get_all_operations():
        operation = found.ok()
        if operation.label.startswith(only):
            _ask(
                operation,
                everybody,
                own,
                walk,
                lambda case: case.call(
                    url, session=session, headers=headers, allow_redirects=False
                ),
            )
    return walk


def _ask(
    operation: Any,
    everybody: Everybody,
    own: dict[str, str],
    walk: Walk,
    call: Callable[[Any], Any],
) -> None:
    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        derandomize=not FULL,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        everybody.stage.clock.now += 1_000
        if operation.label not in walk.first:
            known = own.keys() & case.path_parameters.keys()
            case.path_parameters.update({name: own[name] for name in known})
        answer = call(case)
        walk.first.setdefault(operation.label, answer.status_code)
        walk.statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    ask()


def refuse_a_stranger(url: str, headers: dict[str, str], name: str) -> None:
    """Fail unless the session opens the role's first page."""
    role = ROLE_OF[name]
    assert role
    answer = requests.get(url + home_of(role), headers=headers, allow_redirects=False, timeout=60)
    assert answer.status_code in {200, 303}, (name, answer.status_code)
    assert "/sign-in" not in answer.headers.get("location", "")


def is_own(route: str, name: str) -> bool:
    """Whether a route of the description asks who it is, and is open to this one's role."""
    known = route.replace("/{name}", "/{name:path}")
    return ROUTES[known] is not None and may(ROLE_OF[name], known)


def refused_wrongly(walk: Walk, name: str) -> dict[str, int]:
    """The routes that are the role's and were not reached with the own objects."""
    return {
        route: status
        for route, status in walk.first.items()
        if status in {401, 403, 404} and is_own(route, name)
    }


@pytest.mark.parametrize("name", ROLES, ids=ROLES.values())
def test_whatever_is_asked_is_answered_as_described(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    with peopled(tmp_path, sqlite_url) as everybody, listening(everybody) as url:
        headers = headers_of(everybody.visitors[name])
        refuse_a_stranger(url, headers, name)
        walk = walked(everybody, url, headers)
        refuse_a_stranger(url, headers, name)
    print(f"{name}: {walk.statuses.total()} requests to {len(walk.first)} routes: {walk.statuses}")
    assert len(walk.first) == len(ROUTES) - len(LEFT_OUT)
    assert not FULL or walk.statuses.total() >= EXAMPLES
    assert refused_wrongly(walk, name) == {}
    seen = [route for route in walk.first if route.startswith("GET ") and is_own(route, name)]
    done = [route for route in seen if walk.first[route] < 400]
    assert len(done) >= 0.75 * len(seen), sorted({*seen} - {*done})


def test_a_dead_session_and_a_door_that_is_shut_are_caught(sqlite_url: str, tmp_path: Path) -> None:
    with peopled(tmp_path, sqlite_url) as everybody, listening(everybody) as url:
        dead = headers_of(everybody.visitors["quan"], "nosession")
        with pytest.raises(AssertionError):
            refuse_a_stranger(url, dead, "quan")
        walk = walked(everybody, url, dead, "GET /staff/people")
        assert refused_wrongly(walk, "quan")
        foreign = headers_of(everybody.visitors["hoa"])
        assert refused_wrongly(walked(everybody, url, foreign, "GET /staff/people/{"), "lan")
