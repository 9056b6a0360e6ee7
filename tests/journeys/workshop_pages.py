"""What the journeys through the workshop share: forms as the pages print them, sent back."""

import html
import re

import httpx2 as httpx

from quiz.store.database import Database
from tests.cast import Stage, Visitor
from tests.stages.workshop_cast import filled


def workshop(stage: Stage, count: int = 3) -> tuple[str, list[int]]:
    """The address of a bank with Phúc's questions, and their ids."""
    bank_id, ids = filled(stage.database, count)
    return f"/workshop/{bank_id}", ids


def form_of(page: str, action: str) -> dict[str, list[str]]:
    """What a browser would send back of the page's form with this address, unless a button says
    more: every field with its values.
    """
    found = re.search(
        rf'<form[^>]* action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL
    )
    assert found, action
    fields: dict[str, list[str]] = {}
    pattern = r"<(input|textarea|select)\b([^>]*)>(?:\n?(.*?)</\1>)?"
    for kind, attributes, body in re.findall(pattern, _without_nested(found[1]), re.DOTALL):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        name = named.get("name")
        if not name or name == "form_token":
            continue
        if kind == "textarea":
            value = html.unescape(body)
        elif kind == "select":
            chosen = re.search(r'<option value="([^"]*)" selected', body)
            value = html.unescape(chosen[1]) if chosen else ""
        else:
            if named.get("type") in {"checkbox", "radio"} and not attributes.endswith(" checked"):
                continue
            value = html.unescape(named.get("value", ""))
        fields.setdefault(name, []).append(value)
    return fields


def _without_nested(text: str) -> str:
    """Inputs have no body: close each where it stands."""
    return re.sub(r"<input\b([^>]*)>", r"<input\1></input>", text)


def send(visitor: Visitor, url: str, fields: dict[str, list[str]], **more: str) -> httpx.Response:
    """The form as a browser sends it, `more` instead of what it held."""
    return visitor.post(url, **{**fields, **more})


def edited(visitor: Visitor, url: str, **more: str) -> httpx.Response:
    """Open the question's page, change some fields, send it."""
    return send(visitor, url, form_of(visitor.get(url).text, url), **more)


def revisions(database: Database) -> int:
    """How many lines all histories have."""
    with database.reading() as session:
        return int(
            session.connection()
            .exec_driver_sql("SELECT COUNT(*) FROM question_revision")
            .scalar_one()
        )
