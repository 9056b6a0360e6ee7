"""Enter by unit and name: choose the district and the unit, then the name, then confirm."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import squeeze
from quiz.rules.reasons import EntryReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import entering, finding
from quiz.stages.finding import Found
from quiz.store.ways import Ways
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    MAX_ID,
    PageNumber,
    SearchText,
    SiteDep,
    address_of,
    check_form_token,
    neighbour_of,
    render,
    render_refused,
    see_other,
)
from quiz.web.known import browser_of, device_name, entered_cookies, guess
from quiz.web.onward import HOME
from quiz.web.pages.common import Link, make_pager
from quiz.web.pages.entering import ByNamePage, ConfirmNamePage
from quiz.web.site import Site

router = APIRouter()

URL = "/enter/by-name"
TITLE = "Tìm tên theo đơn vị"
Chosen = Annotated[str, Query(max_length=12, title="Đơn vị hoặc thí sinh")]


class ConfirmInput(Input):
    """Who it is, and what only that person knows."""

    person: Annotated[str, Field(max_length=12, title="Thí sinh")] = ""
    birth_year: Annotated[str, Field(max_length=10, title="Năm sinh")] = ""
    code: Annotated[str, Field(max_length=40, title="Mã dự thi")] = ""


@router.get(URL, name="enter.by_name")
async def get_by_name(
    request: Request,
    site: SiteDep,
    district: Chosen = "",
    unit: Chosen = "",
    person: Chosen = "",
    q: SearchText = "",
    page: PageNumber = 1,
) -> Response:
    """What is left to choose."""
    now = site.clock()
    ways = await site.ways.get(site.database, now)
    if q:
        site.searches.take(neighbour_of(request), now)
    if person:
        found = await _found(site, ways, number_in(person))
        if found is None:
            raise Refusal(RequestReason.NOT_FOUND)
        return await render(request, _confirm(found))
    where, part = number_in(district), number_in(unit)

    def read(connection: Connection) -> ByNamePage:
        districts = finding.districts(connection, ways.names_in)
        inside = where if where in ways.names_in else districts[0][0] if len(districts) == 1 else 0
        units = finding.units(connection, inside) if inside else ()
        chosen = ByNamePage(
            title=TITLE,
            url=URL,
            open=ways.by_name,
            districts=_choices(districts),
            district=str(inside or ""),
            units=_choices(units),
        )
        if part not in dict(units):
            return chosen
        return _with_names(connection, chosen, part, squeeze(q), page)

    return await render(request, await site.database.read(read))


def _with_names(
    connection: Connection, chosen: ByNamePage, unit_id: int, query: str, page: int
) -> ByNamePage:
    listed = finding.names(connection, unit_id, query, page)
    kept = {"district": chosen.district, "unit": str(unit_id)}
    return ByNamePage(
        title=TITLE,
        url=URL,
        open=True,
        districts=chosen.districts,
        district=chosen.district,
        units=chosen.units,
        unit=str(unit_id),
        names=tuple(Link(shown, f"{URL}?person={one}") for one, shown in listed.people),
        query=query,
        pager=make_pager(URL, listed.page, listed.pages, listed.total, query, kept),
    )


@router.post(URL, name="enter.by_name.post")
async def post_by_name(request: Request, site: SiteDep) -> Response:
    """A new session for whoever knows year and code of the person. A wrong year and a wrong code
    are told the same, and are guesses."""
    await check_form_token(request)
    given = await read_form(request, ConfirmInput)
    ways = await site.ways.get(site.database, site.clock())
    if not ways.by_name:
        raise Refusal(EntryReason.WAY_CLOSED)
    person_id = number_in(given.person)
    found = await _found(site, ways, person_id)
    number = await entering.number_of(site.database, person_id) if found else ""
    browser = browser_of(
        request.cookies.get(site.cookie, ""), request.cookies.get(device_name(site), "")
    )
    parts, now = (site.database, site.writer, site.secret), site.clock()
    year = number_in(given.birth_year.strip())
    try:
        entered = await guess(
            site,
            number or f"nobody:{person_id}",
            address_of(request),
            browser,
            lambda: entering.enter_by_name(
                *parts, person_id if found else 0, year, given.code, now, browser
            ),
        )
    except Refusal as refusal:
        page = _confirm(found, given, refusal.sentence)
        return await render_refused(request, page, refusal)
    response = see_other(HOME)
    for cookie in entered_cookies(site, entered, browser):
        response.headers.append("set-cookie", cookie)
    return response


async def _found(site: Site, ways: Ways, person_id: int) -> Found | None:
    """The person, where people of that district enter by name."""
    found = await site.database.read(lambda connection: finding.one(connection, person_id))
    return found if found and found.district_id in ways.names_in else None


def _confirm(
    found: Found | None, given: ConfirmInput | None = None, problem: str = ""
) -> ConfirmNamePage:
    back = {"district": found.district_id, "unit": found.unit_id} if found else {}
    return ConfirmNamePage(
        title="Xác nhận họ tên",
        crumbs=(Link(TITLE, f"{URL}?{urlencode(back)}" if back else URL), Link("Xác nhận", "")),
        url=URL,
        person=given.person if given else str(found.person_id if found else ""),
        name=found.shown if found else "",
        unit=found.unit if found else "",
        dated=found is None or found.dated,
        birth_year=given.birth_year if given else "",
        problem=problem,
    )


def _choices(units: tuple[tuple[int, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), name) for one, name in units)


def number_in(text: str) -> int:
    """The number that a form sent, 0 for anything else."""
    plain = text.isascii() and text.isdigit() and len(text) <= 10
    return int(text) if plain and int(text) <= MAX_ID else 0
