"""Read what was posted, strictly: a form, one file, or JSON. `true` is not 1, "1" is not 1, unknown
fields are refused, nothing of the input is echoed.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal

OTHER_FIELD = "khác"
"""What people call a field that has no name for them."""
MAX_FIELDS = 1_000
"""A paper of a hundred questions with eight options each, all ticked, and some more."""
MAX_FILES = 2
"""Questions, and the file of their key."""

_CHARSET = re.compile(r";\s*charset\s*=([^;]*)", re.IGNORECASE)


class Input(BaseModel):
    """The base of everything that may be posted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class NothingInput(Input):
    """A script's POST without content."""


InputT = TypeVar("InputT", bound=Input)


async def read_json(request: Request, model: type[InputT]) -> InputT:
    """The posted JSON as a `model`. Refuses another type of content, text that is not strict JSON
    (NaN, duplicate keys) and data of another shape.
    """
    content_type = _content_type(request)
    if content_type != "application/json":
        raise Refusal(RequestReason.WRONG_TYPE)
    return checked_json(content_type, await request.body(), model)


def checked_json(content_type: str, body: bytes, model: type[InputT]) -> InputT:
    """The same for a body that was read."""
    if content_type != "application/json":
        raise Refusal(RequestReason.WRONG_TYPE)
    try:
        data = json.loads(body, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise Refusal(RequestReason.NOT_JSON) from None
    return _validated(model, data)


async def read_form(request: Request, model: type[InputT]) -> InputT:
    """The posted form as a `model`. Field values are strings; a field that the model types as a
    list may come several times, any other once. `form_token` is not part of the model.
    """
    form = await form_of(request)
    await form.close()
    return _validated(model, _strings(form, model))


def checked_form(fields: Mapping[str, list[str]], model: type[InputT]) -> InputT:
    """The same for a form's fields that were read, each with its values."""
    for name, values in fields.items():
        if len(values) > 1:
            raise Refusal(RequestReason.BAD_INPUT, field=_label(model, name))
    return _validated(model, {name: values[0] for name, values in fields.items()})


async def read_upload(request: Request, model: type[InputT]) -> tuple[str, bytes, InputT]:
    """The file name and content of the form's field `file`, and the other fields as a `model`."""
    if _content_type(request) != "multipart/form-data":
        raise Refusal(RequestReason.WRONG_TYPE)
    name, content, given = await read_source(request, model)
    if not name:
        raise Refusal(RequestReason.BAD_INPUT, field="Tệp tải lên")
    return name, content, given


async def read_source(request: Request, model: type[InputT]) -> tuple[str, bytes, InputT]:
    """The same for a form that may come without a file: its name and content are empty then."""
    (file,), given = await read_sources(request, model, "file")
    return *file, given


async def read_sources(
    request: Request, model: type[InputT], *fields: str
) -> tuple[list[tuple[str, bytes]], InputT]:
    """Name and content of the file in each of these fields, empty where none came, and the other
    fields as a `model`."""
    form = await form_of(request)
    found = []
    for field in fields:
        file = form.get(field)
        if isinstance(file, UploadFile) and file.filename:
            found.append((file.filename, await file.read()))
        else:
            found.append(("", b""))
    await form.close()
    return found, _validated(model, _strings(form, model, fields))


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip()


def refuse_other_than_form(request: Request) -> None:
    """Refuse a body that is not a form's, or not in the letters that our pages ask for."""
    if _content_type(request) not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        raise Refusal(RequestReason.WRONG_TYPE)
    # the parser decodes with any codec of Python: some fail, some make half letters
    letters = _CHARSET.search(request.headers.get("content-type", ""))
    if letters and letters[1].strip().strip('"').lower() not in {"utf-8", "utf8"}:
        raise Refusal(RequestReason.WRONG_TYPE)


async def form_of(request: Request) -> FormData:
    """The posted form, as it stands. Refuses another type of content, and more fields than any form
    of ours needs."""
    refuse_other_than_form(request)
    size = request.app.state.site.settings.upload_bytes
    try:
        return await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=size)
    except HTTPException as error:
        if error.detail.startswith("Too many fields"):
            raise Refusal(RequestReason.TOO_MANY_FIELDS, most=MAX_FIELDS) from None
        raise


def _strings(
    form: FormData, model: type[Input], files: Iterable[str] = ("file",)
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in form:
        if name in {*files, "form_token"}:
            continue
        field = model.model_fields.get(name)
        if field is not None and getattr(field.annotation, "__origin__", None) is list:
            values[name] = [value for value in form.getlist(name) if isinstance(value, str)]
        elif len(form.getlist(name)) == 1:
            values[name] = form[name]
        else:
            raise Refusal(RequestReason.BAD_INPUT, field=_label(model, name))
    return values


def _validated(model: type[InputT], data: Any) -> InputT:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        place = error.errors(include_url=False, include_input=False, include_context=False)[0][
            "loc"
        ]
        name = str(place[0]) if place else ""
        raise Refusal(RequestReason.BAD_INPUT, field=_label(model, name)) from None


def _label(model: type[Input], name: str) -> str:
    field = model.model_fields.get(name)
    return (field.title if field else None) or OTHER_FIELD


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands twice")
    return data
