"""The server described as OpenAPI, for a tester that only knows that: what FastAPI knows of its
routes, the fields that their handlers read from forms, and the lane's stops. In production no such
description is served.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel

from quiz.rules.access import ROUTES
from quiz.web.contestant import STOPS
from quiz.web.contestant.entering import EnterInput, StartInput
from quiz.web.contestant.own_paper import AppealInput
from quiz.web.contestant.paper import AnswerInput
from quiz.web.forms import Input, NothingInput
from quiz.web.guard import MAX_ID
from quiz.web.taking_in.reading import SourceInput
from tests.house.test_access import MISSING, _flat

FORM, FILES, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
Readers = Literal["read_form", "read_upload", "read_source", "read_sources", "read_json"]
KINDS: dict[str, str] = {
    "read_form": FORM,
    "read_upload": FILES,
    "read_source": FILES,
    "read_sources": FILES,
    "read_json": JSON,
}
STATUSES = (200, 303, 304, 400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429)
"""What a request may be answered with. A 503 would be told as a server's fault, and none is due
here: nobody else asks."""
BY_ROUTE: dict[str, tuple[str, type[Input]]] = {
    "POST /enter": (FORM, EnterInput),
    "POST /rounds/{round_id}/start": (JSON, StartInput),
    "POST /attempts/{attempt_id}/answers": (JSON, AnswerInput),
    "POST /attempts/{attempt_id}/submit": (JSON, NothingInput),
    "POST /attempts/{attempt_id}/take-over": (JSON, NothingInput),
    "POST /attempts/{attempt_id}/appeals": (FORM, AppealInput),
    "POST /banks/upload": (FILES, SourceInput),
    "POST /workshop/{bank_id}/import": (FILES, SourceInput),
}
"""What the lane's stops read, and what is read for a handler by another module."""
REFUSED = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
}
REPLIES: dict[str, dict[str, Any]] = {
    "POST /attempts/{attempt_id}/answers": {
        "type": "object",
        "required": ["state", "seq", "saved_at"],
        "additionalProperties": False,
        "properties": {
            "state": {"enum": ["saved", "stale"]},
            "seq": {"type": "integer"},
            "saved_at": {"type": "string"},
        },
    },
    "POST /attempts/{attempt_id}/submit": {
        "type": "object",
        "required": ["receipt_url"],
        "additionalProperties": False,
        "properties": {"receipt_url": {"type": "string"}},
    },
    "POST /rounds/{round_id}/start": {
        "type": "object",
        "required": ["url"],
        "additionalProperties": False,
        "properties": {"url": {"type": "string"}},
    },
}
"""What a script is told where all is well."""


def described(app: FastAPI, ids: dict[str, list[str]]) -> dict[str, Any]:
    """The whole server. `ids` holds real objects by the name that they have in paths."""
    found: dict[str, Any] = {}
    for route in _flat(app.routes):
        for method in sorted(route.methods - {"HEAD", "OPTIONS"}):
            name = f"{method} {route.path}"
            kind, model = BY_ROUTE.get(name) or next(_read_by(route.endpoint), ("", None))
            query = [
                {"name": one.alias, "in": "query", "schema": {"type": "string"}}
                for one in route.dependant.query_params
            ]
            _put(found, name, ids, query, kind, model)
    for stop in STOPS:
        kind, model = BY_ROUTE.get(stop.route, ("", None))
        _put(found, stop.route, ids, [], kind, model)
    assert {f"{way.upper()} {path}" for path, ways in found.items() for way in ways} == {
        name.replace(":path", "") for name in ROUTES
    }
    return {"openapi": "3.1.0", "info": {"title": "quiz", "version": "1"}, "paths": found}


def _put(
    found: dict[str, Any],
    name: str,
    ids: dict[str, list[str]],
    query: list[dict[str, Any]],
    kind: str,
    model: type[BaseModel] | None,
) -> None:
    method, path = name.replace(":path", "").split(" ")
    operation: dict[str, Any] = {
        "operationId": name,
        "parameters": [*_in_path(path, ids), *query],
        "responses": {str(status): _answer(name, status) for status in STATUSES},
    }
    if method == "POST":
        kind = kind or FORM
        schema: dict[str, Any] = model.model_json_schema() if model else {"type": "object"}
        if kind == FILES:
            files = {one: {"type": "string", "format": "binary"} for one in ("file", "keys")}
            schema["properties"] = {**schema.get("properties", {}), **files}
        operation["requestBody"] = {"content": {kind: {"schema": schema}}, "required": True}
    found.setdefault(path, {})[method.lower()] = operation


def _answer(name: str, status: int) -> dict[str, Any]:
    if status >= 400:
        content = {JSON: {"schema": REFUSED}, "text/html": {}}
    elif status == 200 and name in REPLIES:
        content = {JSON: {"schema": REPLIES[name]}}
    else:
        content = {}
    return {"description": str(status)} | ({"content": content} if content else {})


def _in_path(path: str, ids: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    for part in path.split("{")[1:]:
        name = part.split("}")[0]
        anything: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
        if name not in ids:
            anything = {"type": "string", "minLength": 1, "maxLength": 30}
        known = [int(one) if one.isdigit() else one for one in ids.get(name, [])]
        schema = {"enum": [*known, int(MISSING), MAX_ID]} if known else anything
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _read_by(endpoint: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    """How a handler, or a function of its module that it calls, reads what was posted."""
    module: Any = inspect.getmodule(endpoint)
    waiting, met = [endpoint], set()
    while waiting:
        function = waiting.pop(0)
        if function in met:
            continue
        met.add(function)
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            name = node.func.id
            if name in KINDS:
                model = getattr(module, ast.unparse(node.args[1]))
                yield KINDS[name], model
            else:
                called = getattr(module, name, None)
                if inspect.isfunction(called) and called.__module__ == module.__name__:
                    waiting.append(called)
