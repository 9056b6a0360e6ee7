"""Bring a roster in: choose a file, look at what it would do, answer what it leaves open, confirm.
Nothing is stored before the confirmation, which checks everything again."""

import json
from collections.abc import Iterable

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import clean
from quiz.rules.access import Action, Viewer
from quiz.rules.eligibility import DUTY_NAMES, Duty
from quiz.rules.enrolling import Entry, Preview
from quiz.rules.mending import Answer, Doubt, doubts, mended, offered
from quiz.rules.places import Places
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.roster import COLUMNS, GENDER_TEXTS, MAX_ROWS, Problem, Roster
from quiz.rules.wording import say_count
from quiz.stages import enrol
from quiz.stages.roster import read_roster, roster_template
from quiz.store.audiences import known_audiences
from quiz.store.places import read_places
from quiz.web.bodies import say_size
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_upload
from quiz.web.guard import PeopleWriter, Site, SiteDep, render, see_other
from quiz.web.packing import pack, unpack
from quiz.web.pages.common import Link
from quiz.web.pages.people import DoubtRow, EntryRow, ImportPage, PreviewPage, ProblemRow
from quiz.web.people.reach import LIST, LIST_URL, reach_of

router = APIRouter()

IMPORT_URL = f"{LIST_URL}/import"
TITLE = "Nhập danh sách thí sinh"
SHOWN_PROBLEMS = 200
SHOWN_DOUBTS = 50
SHOWN_NEW = 20
SHOWN_CHANGED = 100
SHOWN_UNITS = 50


class NothingInput(Input):
    """A file alone."""


@router.get("/staff/people/template.xlsx", name="people.template")
async def get_template(site: SiteDep, viewer: PeopleWriter) -> Response:
    """The workbook to fill in."""

    def make() -> bytes:
        places = site.database.read_now(read_places)
        audiences = site.database.read_now(known_audiences)
        return roster_template(places, reach_of(viewer, Action.PEOPLE_WRITE), audiences)

    return attachment("Mẫu danh sách thí sinh.xlsx", await run_in_threadpool(make))


@router.get("/staff/people/import", name="people.import")
async def get_import(request: Request, site: SiteDep, viewer: PeopleWriter) -> Response:
    """Choose a file."""
    return await render(request, await _import_page(site, viewer))


@router.post("/staff/people/import", name="people.import.post")
async def post_import(request: Request, site: SiteDep, viewer: PeopleWriter) -> Response:
    """What the file would do. Writes nothing."""
    name, data, _ = await read_upload(request, NothingInput)
    try:
        roster = await run_in_threadpool(read_roster, data, name)
    except Refusal as refusal:
        page = await _import_page(site, viewer, refusal.sentence)
        return await render(request, page, refusal.reason.status)
    return await _show(request, site, viewer, roster)


@router.post("/staff/people/import/fix", name="people.import.fix")
async def post_fix(request: Request, site: SiteDep, viewer: PeopleWriter) -> Response:
    """The rows with the doubts answered, looked at again. Writes nothing."""
    packed, answers = await _read_back(request)
    allowed = reach_of(viewer, Action.PEOPLE_WRITE)

    def mend() -> Roster:
        roster = unpack(packed, site.secret, viewer.actor)
        problems = enrol.preview(site.database, roster, allowed).problems
        if not offered(doubts(roster, problems)[:SHOWN_DOUBTS]).issuperset(answers):
            raise Refusal(Reason.BAD_INPUT, field="Tên đơn vị")
        return mended(roster, answers)

    roster = await run_in_threadpool(mend)
    return await _show(request, site, viewer, roster)


@router.post("/staff/people/import/confirm", name="people.import.confirm")
async def post_confirm(request: Request, site: SiteDep, viewer: PeopleWriter) -> Response:
    """Write the rows, checked again. Confirming twice adds nobody."""
    packed, _ = await _read_back(request)
    roster = await run_in_threadpool(unpack, packed, site.secret, viewer.actor)
    allowed = reach_of(viewer, Action.PEOPLE_WRITE)
    try:
        done = await run_in_threadpool(
            enrol.enrol, site.database, roster, allowed, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        if refusal.reason is not Reason.ROSTER_BLOCKED:
            raise
        return await _show(request, site, viewer, roster, refusal.reason.status)
    return see_other(f"{LIST_URL}?added={len(done.new)}&changed={len(done.changed)}")


async def _read_back(request: Request) -> tuple[str, tuple[Answer, ...]]:
    """The hidden rows and the answers, `fix0` and so on. Form and sizes are the guard's, which has
    read the form for its token."""
    form = await request.form()
    packed, answers = "", []
    for name, value in form.multi_items():
        if name == "rows" and isinstance(value, str) and not packed:
            packed = value
        elif name.startswith("fix") and isinstance(value, str):
            answers += [_answer(value)] if value else []
        elif name != "form_token":
            raise Refusal(Reason.BAD_INPUT, field="khác")
    if not packed:
        raise Refusal(Reason.BAD_INPUT, field="Danh sách")
    return packed, tuple(answers)


def _answer(value: str) -> Answer:
    try:
        data = json.loads(value)
    except (ValueError, RecursionError):
        data = None
    texts = isinstance(data, list) and all(type(text) is str for text in data)
    fits = texts and len(data) == 4 and max(map(len, data)) <= 500
    if not fits or any(clean(text) != (text, ()) for text in data):
        raise Refusal(Reason.BAD_INPUT, field="Tên đơn vị")
    return Answer(*data)


async def _show(
    request: Request, site: Site, viewer: Viewer, roster: Roster, status: int = 200
) -> Response:
    allowed = reach_of(viewer, Action.PEOPLE_WRITE)

    def work() -> PreviewPage:
        preview = enrol.preview(site.database, roster, allowed)
        return _preview_page(roster, preview, pack(roster.rows, site.secret, viewer.actor))

    return await render(request, await run_in_threadpool(work), status)


async def _import_page(site: Site, viewer: Viewer, problem: str = "") -> ImportPage:
    allowed = reach_of(viewer, Action.PEOPLE_WRITE)

    def names(connection: Connection) -> list[str]:
        places: Places = read_places(connection)
        return [place.full_name for place in places.districts if place.id in (allowed or ())]

    own = await site.database.read(names) if allowed is not None else ["mọi đơn vị trong tỉnh"]
    return ImportPage(
        title=TITLE,
        crumbs=(LIST, Link(TITLE, "")),
        import_url=IMPORT_URL,
        template_url=f"{LIST_URL}/template.xlsx",
        reach_text=f"Danh sách được nhận cho: {', '.join(own) or 'chưa được giao đơn vị nào'}.",
        limits_text=f"Tệp .xlsx hoặc .csv, không quá {say_size(site.settings.upload_bytes)} và "
        f"{say_count(MAX_ROWS)} dòng.",
        problem=problem,
    )


def _preview_page(roster: Roster, preview: Preview, packed: str) -> PreviewPage:
    writes = len(preview.new) + len(preview.changed)
    ready = writes and not preview.problems
    open_doubts = () if roster.unreadable else doubts(roster, preview.problems)[:SHOWN_DOUBTS]
    decided = {row for doubt in open_doubts for row in doubt.rows}
    plain = [
        problem
        for problem in preview.problems
        if not (problem.row in decided and (problem.choices or problem.may_be_new))
    ]
    shown = Preview() if preview.problems else preview
    return PreviewPage(
        title="Xem trước danh sách",
        crumbs=(LIST, Link(TITLE, IMPORT_URL), Link("Xem trước", "")),
        file=f"{say_count(len(roster.rows))} dòng",
        tiles=(
            ("Thêm mới", say_count(len(preview.new))),
            ("Cập nhật", say_count(len(preview.changed))),
            ("Không thay đổi", say_count(preview.unchanged)),
            ("Dòng có lỗi", say_count(preview.problem_rows)),
        ),
        notices=roster.notices,
        problems=tuple(map(_problem_row, plain[:SHOWN_PROBLEMS])),
        problems_text=_problems_text(preview, len(plain)),
        doubts=tuple(_doubt_row(number, doubt) for number, doubt in enumerate(open_doubts)),
        new_units=_some(shown.new_units, SHOWN_UNITS),
        new=tuple(map(_entry_row, shown.new[:SHOWN_NEW])),
        new_text=_shown_text(len(shown.new), SHOWN_NEW),
        changed=tuple(map(_entry_row, shown.changed[:SHOWN_CHANGED])),
        changed_text=_shown_text(len(shown.changed), SHOWN_CHANGED),
        packed=packed if ready or open_doubts else "",
        confirm_url=f"{IMPORT_URL}/confirm" if ready else "",
        confirm_label=f"Ghi {say_count(writes)} thí sinh vào danh sách",
        fix_url=f"{IMPORT_URL}/fix",
        import_url=IMPORT_URL,
    )


def _problems_text(preview: Preview, listed: int) -> str:
    if not preview.problems:
        return ""
    remedy = (
        "sửa các dòng được nêu trong tệp rồi tải lên lại"
        if listed
        else "chọn đúng đơn vị ở dưới rồi kiểm tra lại"
    )
    text = (
        f"Danh sách còn {say_count(preview.problem_rows)} dòng có lỗi, chưa ghi dòng nào. Đề nghị "
        f"{remedy}."
    )
    if listed > SHOWN_PROBLEMS:
        text += f" Dưới đây là {SHOWN_PROBLEMS} trên {say_count(listed)} lỗi."
    return text


def _problem_row(problem: Problem) -> ProblemRow:
    row = f"Dòng {problem.row}" if problem.row else "Cả danh sách"
    return ProblemRow(row, problem.column, problem.message)


def _doubt_row(number: int, doubt: Doubt) -> DoubtRow:
    column = COLUMNS[doubt.field]
    lines = ", ".join(map(str, doubt.rows[:8])) + (", …" if len(doubt.rows) > 8 else "")

    def option(chosen: str, label: str) -> tuple[str, str]:
        data = [doubt.field, doubt.given, doubt.district, chosen]
        return json.dumps(data, ensure_ascii=False), label

    named = doubt.field == "unit" and doubt.district
    options = [option(choice, choice) for choice in doubt.choices]
    if doubt.may_be_new:
        options.append(option("", f"Đơn vị mới, tên là “{doubt.given}”"))
    options.append(("", "Chưa rõ, sẽ sửa trong tệp"))
    return DoubtRow(
        name=f"fix{number}",
        legend=f"{column} “{doubt.given}” là đơn vị nào?",
        hint=f"Dòng {lines}." + (f" {doubt.district}." if named else ""),
        options=tuple(options),
    )


def _entry_row(entry: Entry) -> EntryRow:
    person = entry.person
    facts = [
        person.position,
        f"sinh năm {person.birth_year}" if person.birth_year else "",
        GENDER_TEXTS[person.gender].lower(),
        entry.audience,
        DUTY_NAMES[Duty(person.duty)] if person.duty else "",
    ]
    note = "; ".join(entry.changes) if person.id else ", ".join(filter(None, facts))
    named = entry.district.casefold() in entry.unit.casefold()
    unit = entry.unit if named else f"{entry.unit}, {entry.district}"
    return EntryRow(person.name, person.number, unit, note)


def _shown_text(count: int, shown: int) -> str:
    return f"Và {say_count(count - shown)} người khác." if count > shown else ""


def _some(texts: tuple[str, ...], shown: int) -> tuple[str, ...]:
    if len(texts) <= shown:
        return texts
    rest: Iterable[str] = (f"và {say_count(len(texts) - shown)} đơn vị khác",)
    return (*texts[:shown], *rest)
