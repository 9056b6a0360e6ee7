"""The units within reach, one unit, typing a number and signing numbers."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.headcounts import LONGEST_NAME, Headcount, say_iso_day
from quiz.rules.reasons import RequestReason, UnitReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_count, say_moment
from quiz.stages import headcount_file, headcounts
from quiz.store.headcounts import UnitRecord, read_units
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_form
from quiz.web.guard import MAX_ID, Admitted, Id, SiteDep, in_reach, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.units import UnitPage, UnitRow, UnitsPage
from quiz.web.site import Site
from quiz.web.units.reach import UNITS, UNITS_URL, reach_of

router = APIRouter(prefix=UNITS_URL)

SIGN_URL = f"{UNITS_URL}/sign"
_SHOWN = frozenset(
    {UnitReason.HEADCOUNT_CHANGED, RequestReason.SECOND_SIGNATURE, UnitReason.NOTHING_TO_SIGN}
)
_Number = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,9}$", title="Số người hiện có")]

Chosen = Annotated[str, Query(max_length=10, pattern=r"^[0-9]*$", title="Đơn vị cấp huyện")]
Signed = Annotated[int, Query(ge=0, le=1_000_000, title="Kết quả vừa thực hiện")]


class SignInput(Input):
    """The numbers that are signed."""

    headcount: Annotated[
        list[_Number], Field(default_factory=list, max_length=1_000, title="Số người hiện có")
    ]


class HeadcountInput(Input):
    """A number of people on a day."""

    number: Annotated[str, Field(max_length=20, title="Số người hiện có")]
    day: Annotated[str, Field(max_length=20, title="Tính đến ngày")]


class PlaceInput(Input):
    """In which khối and cluster a unit is ranked."""

    group: Annotated[str, Field(max_length=2 * LONGEST_NAME, title="Khối")] = ""
    cluster: Annotated[str, Field(max_length=2 * LONGEST_NAME, title="Cụm")] = ""


@router.get("", name="units")
async def get_units(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    district: Chosen = "",
    signed: Signed = 0,
) -> Response:
    """The units with their numbers, of one district or of all within reach."""
    page = await _units_page(site, viewer, district)
    done = f"Đã duyệt số người hiện có của {say_count(signed)} đơn vị." if signed else ""
    return await render(request, replace(page, done_text=done))


@router.get("/table.xlsx", name="units.table")
async def get_table(site: SiteDep, viewer: Admitted) -> Response:
    """The same as a workbook, which an import reads."""
    reach = reach_of(viewer, Action.UNIT_READ)
    file = await run_in_threadpool(
        site.database.read_now,
        lambda connection: headcount_file.units_workbook(read_units(connection, reach)),
    )
    return attachment(file.name, file.content)


@router.post("/sign", name="units.sign")
async def post_sign(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Sign the numbers that somebody else typed."""
    given = await read_form(request, SignInput)
    ids = [int(one) for one in given.headcount if int(one) <= MAX_ID]
    districts = await run_in_threadpool(
        site.database.read_now, lambda connection: headcounts.districts_of(connection, ids)
    )
    for district in districts:
        in_reach(viewer, Action.HEADCOUNT_SIGN, district)
    try:
        signed = await run_in_threadpool(
            headcounts.sign, site.database, ids, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        if refusal.reason not in _SHOWN:
            raise
        page = await _units_page(site, viewer, "")
        page = replace(page, problem=refusal.sentence)
        return await render(request, page, refusal.reason.status)
    return see_other(f"{UNITS_URL}?signed={signed}")


@router.get("/{unit_id}", name="unit")
async def get_unit(request: Request, site: SiteDep, viewer: Admitted, unit_id: Id) -> Response:
    """One unit with every number that was typed."""
    unit = await _unit(site, viewer, Action.UNIT_READ, unit_id)
    return await render(request, _unit_page(viewer, unit))


@router.post("/{unit_id}/headcount", name="unit.headcount")
async def post_headcount(
    request: Request, site: SiteDep, viewer: Admitted, unit_id: Id
) -> Response:
    """Type a number, which somebody else signs."""
    unit = await _unit(site, viewer, Action.UNIT_WRITE, unit_id)
    given = await read_form(request, HeadcountInput)
    try:
        await run_in_threadpool(
            headcounts.type_in,
            site.database,
            unit_id,
            given.number,
            given.day,
            viewer.actor,
            site.clock(),
        )
    except Refusal as refusal:
        if refusal.reason is not RequestReason.BAD_INPUT:
            raise
        page = _unit_page(viewer, unit)
        page = replace(page, number=given.number, day=given.day, problem=refusal.sentence)
        return await render(request, page, refusal.reason.status)
    return see_other(f"{UNITS_URL}/{unit_id}")


@router.post("/{unit_id}/place", name="unit.place")
async def post_place(request: Request, site: SiteDep, viewer: Admitted, unit_id: Id) -> Response:
    """Say in which khối and cluster the unit is."""
    await _unit(site, viewer, Action.UNIT_WRITE, unit_id)
    given = await read_form(request, PlaceInput)
    await run_in_threadpool(
        headcounts.put_in,
        site.database,
        unit_id,
        given.group,
        given.cluster,
        viewer.actor,
        site.clock(),
    )
    return see_other(f"{UNITS_URL}/{unit_id}")


async def _unit(site: Site, viewer: Viewer, action: Action, unit_id: int) -> UnitRecord:
    unit = await run_in_threadpool(
        site.database.read_now, lambda connection: headcounts.read_unit(connection, unit_id)
    )
    in_reach(viewer, action, unit.district_id)
    return unit


async def _units_page(site: Site, viewer: Viewer, district: str) -> UnitsPage:
    reach = reach_of(viewer, Action.UNIT_READ)
    every = await run_in_threadpool(
        site.database.read_now, lambda connection: read_units(connection, reach)
    )
    districts = tuple((str(one.id), one.name) for one in every if one.id == one.district_id)
    if district and district not in dict(districts):
        raise Refusal(RequestReason.NOT_FOUND)
    shown = [one for one in every if district in {"", str(one.district_id)}]
    rows = tuple(_row(viewer, one) for one in shown)
    writes = scope_of(viewer.role, Action.UNIT_WRITE) is not None
    signed = sum(one.signed is not None for one in shown)
    return UnitsPage(
        title="Đơn vị và số người hiện có",
        list_url=UNITS_URL,
        districts=districts if len(districts) > 1 else (),
        district=district,
        tiles=(
            ("Đơn vị", say_count(len(shown))),
            ("Đã có số được duyệt", say_count(signed)),
            ("Số chờ duyệt", say_count(sum(one.waiting is not None for one in shown))),
        ),
        rows=rows,
        sign_url=SIGN_URL,
        signable=any(row.sign_id for row in rows),
        import_url=f"{UNITS_URL}/import" if writes else "",
        export_url=f"{UNITS_URL}/table.xlsx",
    )


def _row(viewer: Viewer, unit: UnitRecord) -> UnitRow:
    waits = unit.waiting
    return UnitRow(
        unit=Link(unit.name, f"{UNITS_URL}/{unit.id}"),
        district="" if unit.id == unit.district_id else unit.district,
        group=unit.group,
        cluster=unit.cluster,
        signed_text=_said(unit.signed) if unit.signed else "",
        waiting_text=f"{_said(waits)}, do {say_actor(waits.typed_by)} nhập" if waits else "",
        sign_id=str(waits.id) if waits and _may_sign(viewer, waits) else "",
    )


def _may_sign(viewer: Viewer, waits: Headcount) -> bool:
    may = scope_of(viewer.role, Action.HEADCOUNT_SIGN) is not None
    return may and waits.typed_by != viewer.actor


def _said(one: Headcount) -> str:
    return f"{say_count(one.number)} người, tính đến {say_iso_day(one.day)}"


def _unit_page(viewer: Viewer, unit: UnitRecord) -> UnitPage:
    writes = scope_of(viewer.role, Action.UNIT_WRITE) is not None
    url = f"{UNITS_URL}/{unit.id}"
    waits = unit.waiting
    signs = waits is not None and _may_sign(viewer, waits)
    return UnitPage(
        title=unit.name,
        crumbs=(UNITS, Link(unit.name, "")),
        facts=(
            ("Huyện, thị xã, thành phố", unit.district),
            ("Số người hiện có được tính", _said(unit.signed) if unit.signed else ""),
            ("Số chờ duyệt, chưa được tính", _said(waits) if waits else ""),
            ("Khối", unit.group),
            ("Cụm", unit.cluster),
        ),
        versions=tuple(_version(unit, one) for one in reversed(unit.headcounts)),
        headcount_url=f"{url}/headcount" if writes else "",
        place_url=f"{url}/place" if writes else "",
        sign_url=SIGN_URL if signs else "",
        sign_id=str(waits.id) if waits and signs else "",
        sign_label=f"Duyệt {say_count(waits.number)} người" if waits and signs else "",
        number="",
        day="",
        group=unit.group,
        cluster=unit.cluster,
    )


def _version(unit: UnitRecord, one: Headcount) -> tuple[str, ...]:
    typed = f"{say_actor(one.typed_by)}, {say_moment(one.typed_at)}"
    if one.signed_by is not None:
        state = f"{say_actor(one.signed_by)} duyệt, {say_moment(one.signed_at or 0)}"
    elif one == unit.waiting:
        state = "Chưa duyệt, chưa được tính"
    else:
        state = "Được thay bằng số nhập sau"
    return (f"Lần {one.version}", say_count(one.number), say_iso_day(one.day), typed, state)
