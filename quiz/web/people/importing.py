"""Bring a roster in: choose a file, look at what it would do, answer what it leaves open, confirm.
Nothing is stored before the confirmation, which checks everything again."""

import json
from dataclasses import dataclass, replace

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import clean
from quiz.rules.access import Action, Viewer
from quiz.rules.mending import Answer, doubts, mended, offered
from quiz.rules.places import Places
from quiz.rules.reasons import PeopleReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import MAX_ROWS, Roster
from quiz.rules.wording import say_count
from quiz.stages import enrol
from quiz.stages.roster import read_roster, roster_template
from quiz.store.audiences import known_audiences
from quiz.store.places import read_places
from quiz.web.bodies import say_size
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_upload
from quiz.web.guard import Admitted, SiteDep, render, see_other
from quiz.web.packing import pack, unpack
from quiz.web.pages.common import Link
from quiz.web.pages.people import ImportPage, PreviewPage
from quiz.web.people.preview_view import SHOWN_DOUBTS, preview_page
from quiz.web.people.reach import IMPORT_TITLE, IMPORT_URL, LIST, LIST_URL, reach_of
from quiz.web.site import Site

router = APIRouter()

_MOVED = (PeopleReason.ROSTER_MOVED, PeopleReason.ROSTER_CHANGED)
"""The roll is another than the preview showed: it is shown again."""


class NothingInput(Input):
    """A file alone."""


@router.get("/staff/people/template.xlsx", name="people.template")
async def get_template(site: SiteDep, viewer: Admitted) -> Response:
    """The workbook to fill in."""

    def make() -> bytes:
        places = site.database.read_now(read_places)
        audiences = site.database.read_now(known_audiences)
        return roster_template(places, reach_of(viewer, Action.PEOPLE_WRITE), audiences)

    return attachment("Mẫu danh sách thí sinh.xlsx", await run_in_threadpool(make))


@router.get("/staff/people/import", name="people.import")
async def get_import(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Choose a file."""
    return await render(request, await _import_page(site, viewer))


@router.post("/staff/people/import", name="people.import.post")
async def post_import(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """What the file would do. Writes nothing."""
    name, data, _ = await read_upload(request, NothingInput)
    try:
        roster = await run_in_threadpool(read_roster, data, name)
    except Refusal as refusal:
        page = await _import_page(site, viewer, refusal.sentence)
        return await render(request, page, refusal.reason.status)
    return await _show(request, site, viewer, roster)


@router.post("/staff/people/import/fix", name="people.import.fix")
async def post_fix(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """The rows with the doubts answered, looked at again. Writes nothing."""
    sent = await _read_back(request)
    allowed = reach_of(viewer, Action.PEOPLE_WRITE)

    def mend() -> Roster:
        roster = unpack(sent.packed, site.secret, viewer.actor)
        problems = enrol.preview(site.database, roster, allowed).problems
        if not offered(doubts(roster, problems)[:SHOWN_DOUBTS]).issuperset(sent.answers):
            raise Refusal(RequestReason.BAD_INPUT, field="Tên đơn vị")
        return mended(roster, sent.answers)

    roster = await run_in_threadpool(mend)
    return await _show(request, site, viewer, roster)


@router.post("/staff/people/import/confirm", name="people.import.confirm")
async def post_confirm(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Write the rows, checked again, where they still do what the preview showed. Confirming twice
    adds nobody."""
    sent = await _read_back(request)
    roster = await run_in_threadpool(unpack, sent.packed, site.secret, viewer.actor)
    allowed = reach_of(viewer, Action.PEOPLE_WRITE)
    try:
        done = await run_in_threadpool(
            enrol.enrol,
            site.database,
            roster,
            allowed,
            viewer.actor,
            site.clock(),
            sent.taken_off,
            sent.shown,
        )
    except Refusal as refusal:
        if refusal.reason is not PeopleReason.ROSTER_BLOCKED and refusal.reason not in _MOVED:
            raise
        return await _show(request, site, viewer, roster, refusal)
    told = f"added={len(done.new)}&changed={len(done.changed)}"
    if sent.taken_off and done.absent:
        told += f"&off={len(done.absent)}"
    return see_other(f"{LIST_URL}?{told}")


@dataclass(frozen=True, slots=True)
class _Sent:
    """The hidden rows, the answers, `fix0` and so on, and the codes of who is taken off and of what
    the preview showed."""

    packed: str
    answers: tuple[Answer, ...]
    taken_off: str
    shown: str


async def _read_back(request: Request) -> _Sent:
    """Form and sizes are the guard's, which has read the form for its token."""
    form = await request.form()
    packed, answers = "", []
    codes = {"taken_off": "", "shown": ""}
    for name, value in form.multi_items():
        if name == "rows" and isinstance(value, str) and not packed:
            packed = value
        elif name.startswith("fix") and isinstance(value, str):
            answers += [_answer(value)] if value else []
        elif name in codes and isinstance(value, str) and len(value) <= 16:
            codes[name] = value
        elif name != "form_token":
            raise Refusal(RequestReason.BAD_INPUT, field="khác")
    if not packed:
        raise Refusal(RequestReason.BAD_INPUT, field="Danh sách")
    return _Sent(packed, tuple(answers), **codes)


def _answer(value: str) -> Answer:
    try:
        data = json.loads(value)
    except (ValueError, RecursionError):
        data = None
    texts = isinstance(data, list) and all(type(text) is str for text in data)
    fits = texts and len(data) == 4 and max(map(len, data)) <= 500
    if not fits or any(clean(text) != (text, ()) for text in data):
        raise Refusal(RequestReason.BAD_INPUT, field="Tên đơn vị")
    return Answer(*data)


async def _show(
    request: Request, site: Site, viewer: Viewer, roster: Roster, refusal: Refusal | None = None
) -> Response:
    allowed = reach_of(viewer, Action.PEOPLE_WRITE)

    def work() -> PreviewPage:
        preview = enrol.preview(site.database, roster, allowed)
        again = enrol.begins_anew(site.database, preview, site.clock())
        return preview_page(roster, preview, pack(roster.rows, site.secret, viewer.actor), again)

    page = await run_in_threadpool(work)
    if refusal is None:
        return await render(request, page)
    said = refusal.sentence if refusal.reason in _MOVED else ""
    page = replace(page, problems_text=page.problems_text or said)
    return await render(request, page, refusal.reason.status)


async def _import_page(site: Site, viewer: Viewer, problem: str = "") -> ImportPage:
    allowed = reach_of(viewer, Action.PEOPLE_WRITE)

    def names(connection: Connection) -> list[str]:
        places: Places = read_places(connection)
        return [place.full_name for place in places.districts if place.id in (allowed or ())]

    own = await site.database.read(names) if allowed is not None else ["mọi đơn vị trong tỉnh"]
    return ImportPage(
        title=IMPORT_TITLE,
        crumbs=(LIST, Link(IMPORT_TITLE, "")),
        import_url=IMPORT_URL,
        template_url=f"{LIST_URL}/template.xlsx",
        reach_text=f"Danh sách được nhận cho: {', '.join(own) or 'chưa được giao đơn vị nào'}.",
        limits_text=f"Tệp .xlsx hoặc .csv, không quá {say_size(site.settings.upload_bytes)} và "
        f"{say_count(MAX_ROWS)} dòng.",
        problem=problem,
    )
