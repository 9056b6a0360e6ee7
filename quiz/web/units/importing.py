"""Take headcounts, khối and clusters in from a table: choose, look, confirm. Nothing is stored
before the confirmation, which checks everything again."""

import json
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import clean, squeeze
from quiz.rules.access import Action, Viewer
from quiz.rules.headcounts import say_iso_day
from quiz.rules.reasons import RequestReason, UnitReason
from quiz.rules.refusal import Refusal
from quiz.rules.unit_table import COLUMNS, MAX_ROWS, UnitChange, UnitPlan, UnitRow
from quiz.rules.wording import say_count
from quiz.stages import headcounts
from quiz.stages.roster import read_unit_table
from quiz.web.bodies import say_size
from quiz.web.forms import Input, NothingInput, read_form, read_upload
from quiz.web.guard import Admitted, SiteDep, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.units import UnitImportPage, UnitPreviewPage
from quiz.web.site import Site
from quiz.web.units.reach import UNITS, UNITS_URL, reach_of

router = APIRouter(prefix=f"{UNITS_URL}/import")

IMPORT_URL = f"{UNITS_URL}/import"
TITLE = "Nhập số người hiện có từ Excel"
SHOWN = 200
_MOST_LETTERS = 300


class ConfirmInput(Input):
    """The rows of the preview as JSON; they are checked again like a file's."""

    rows: Annotated[str, Field(max_length=4_000_000, title="Bảng đơn vị")]


@router.get("", name="units.import")
async def get_import(request: Request, site: SiteDep, _viewer: Admitted) -> Response:
    """Choose a file."""
    return await render(request, _page(site))


@router.post("", name="units.import.post")
async def post_import(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """What the table would do. Writes nothing."""
    name, data, _ = await read_upload(request, NothingInput)
    try:
        rows = await run_in_threadpool(read_unit_table, data, name)
    except Refusal as refusal:
        return await render(request, _page(site, refusal.sentence), refusal.reason.status)
    return await _show(request, site, viewer, rows)


@router.post("/confirm", name="units.import.confirm")
async def post_confirm(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Write the rows, checked again; the numbers wait for somebody else's signature."""
    given = await read_form(request, ConfirmInput)
    rows = _unpacked(given.rows)
    allowed = reach_of(viewer, Action.UNIT_WRITE)
    try:
        await run_in_threadpool(
            headcounts.take_in, site.database, rows, allowed, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        if refusal.reason is not UnitReason.UNIT_TABLE_BLOCKED:
            raise
        return await _show(request, site, viewer, rows, refusal.reason.status)
    return see_other(UNITS_URL)


async def _show(
    request: Request, site: Site, viewer: Viewer, rows: tuple[UnitRow, ...], status: int = 200
) -> Response:
    allowed = reach_of(viewer, Action.UNIT_WRITE)
    planned = await run_in_threadpool(headcounts.preview, site.database, rows, allowed)
    return await render(request, _preview(rows, planned), status)


def _page(site: Site, problem: str = "") -> UnitImportPage:
    return UnitImportPage(
        title=TITLE,
        crumbs=(UNITS, Link(TITLE, "")),
        import_url=IMPORT_URL,
        export_url=f"{UNITS_URL}/table.xlsx",
        limits_text=f"Tệp .xlsx hoặc .csv, không quá {say_size(site.settings.upload_bytes)} và "
        f"{say_count(MAX_ROWS)} dòng.",
        problem=problem,
    )


def _preview(rows: tuple[UnitRow, ...], planned: UnitPlan) -> UnitPreviewPage:
    ready = bool(planned.changes) and not planned.problems
    faulty = {problem.row for problem in planned.problems}
    return UnitPreviewPage(
        title="Xem trước bảng đơn vị",
        crumbs=(UNITS, Link(TITLE, IMPORT_URL), Link("Xem trước", "")),
        tiles=(
            ("Đơn vị thay đổi", say_count(len(planned.changes))),
            ("Không thay đổi", say_count(planned.unchanged)),
            ("Dòng có lỗi", say_count(len(faulty))),
        ),
        problems=tuple(
            (f"Dòng {one.row}", one.column, one.message) for one in planned.problems[:SHOWN]
        ),
        changes=tuple(_change(one) for one in planned.changes[:SHOWN]),
        more_text=f"Và {say_count(len(planned.changes) - SHOWN)} đơn vị khác."
        if len(planned.changes) > SHOWN
        else "",
        packed=_packed(rows) if ready else "",
        confirm_url=f"{IMPORT_URL}/confirm" if ready else "",
        import_url=IMPORT_URL,
    )


def _change(one: UnitChange) -> tuple[str, ...]:
    number = day = ""
    if one.headcount:
        number, day = say_count(one.headcount[0]), say_iso_day(one.headcount[1])
    return one.label, number, day, one.group or "", one.cluster or ""


def _packed(rows: tuple[UnitRow, ...]) -> str:
    texts = [[row.line, *(getattr(row, field) for field in COLUMNS)] for row in rows]
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def _unpacked(text: str) -> tuple[UnitRow, ...]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, list) or not 0 < len(data) <= MAX_ROWS:
        raise Refusal(RequestReason.BAD_INPUT, field="Bảng đơn vị")
    return tuple(_row(one) for one in data)


def _row(one: Any) -> UnitRow:
    fits = isinstance(one, list) and len(one) == len(COLUMNS) + 1 and type(one[0]) is int
    if not fits or not all(_plain(text) for text in one[1:]):
        raise Refusal(RequestReason.BAD_INPUT, field="Bảng đơn vị")
    return UnitRow(one[0], *(squeeze(text) for text in one[1:]))


def _plain(text: object) -> bool:
    return type(text) is str and len(text) <= _MOST_LETTERS and clean(text) == (text, ())
