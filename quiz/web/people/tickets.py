"""Tickets to print and to send: choose whose and how; each making is logged, so it is a POST."""

import logging
from typing import Annotated, Literal
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.documents import tickets as printing
from quiz.documents.tickets import Card, Kind
from quiz.rules.access import Action, Viewer
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.stages import people
from quiz.stages.people import Issue, UnitCount
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_form
from quiz.web.guard import MAX_ID, Admitted, SiteDep, in_reach, render
from quiz.web.pages.common import Link
from quiz.web.pages.tickets import TicketCard, TicketChoicePage, TicketsPage
from quiz.web.people.reach import LIST, LIST_URL, reach_of
from quiz.web.site import Site

router = APIRouter()
log = logging.getLogger(__name__)

URL = f"{LIST_URL}/tickets"
KIND_TEXTS: dict[Kind, str] = {
    "sheet": "Mỗi thí sinh một tờ",
    "cards": "Thẻ cắt rời, hai cột",
    "labels": "Nhãn dán A4, 3 × 8 nhãn một trang",
    "list": "Danh sách theo đơn vị để ký nhận",
}
Chosen = Annotated[str, Query(max_length=12, title="Đơn vị hoặc thí sinh")]


class TicketsInput(Input):
    """Whose tickets and how."""

    unit: Annotated[str, Field(max_length=12, title="Đơn vị")] = ""
    person: Annotated[str, Field(max_length=12, title="Thí sinh")] = ""
    kind: Annotated[Kind, Field(title="Cách trình bày")] = "cards"
    format: Annotated[Literal["page", "docx", "xlsx"], Field(title="Loại tệp")] = "page"
    plain: Annotated[Literal["", "1"], Field(title="Tin nhắn không dấu")] = ""
    part: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,5}$", title="Phần")] = "1"


@router.get(URL, name="people.tickets")
async def get_tickets(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    district: Chosen = "",
    unit: Chosen = "",
    person: Chosen = "",
) -> Response:
    """Choose whose tickets and how. Whoever holds one can sit, so only those who write the roll."""

    def read(connection: Connection) -> TicketChoicePage:
        if person:
            return _page(*_person(connection, viewer, chosen(person)), str(chosen(person)), (), "")
        reach = reach_of(viewer, Action.PEOPLE_WRITE)
        part = chosen(unit or district) if unit or district else 0
        inside = _district(connection, viewer, part) if part else 0
        return _choice(people.count_by_unit(connection, reach), inside, part)

    return await render(request, await run_in_threadpool(site.database.read_now, read))


@router.post(URL, name="people.tickets.post")
async def post_tickets(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Make them, as a page to print or as a file."""
    given = await read_form(request, TicketsInput)
    if bool(given.unit) == bool(given.person):
        raise Refusal(RequestReason.BAD_INPUT, field="Đơn vị")
    whose = chosen(given.unit or given.person)
    one = bool(given.person)
    site_of = _person if one else _unit
    await site.database.read(lambda connection: site_of(connection, viewer, whose))
    now = site.clock()
    how = f"kind={'messages' if given.format == 'xlsx' else given.kind} format={given.format}"
    site.exports.take(f"tickets:{viewer.actor}:{one}:{whose}:{how}:{given.part}", now)
    issue = await run_in_threadpool(
        lambda: people.issue_tickets(
            site.database,
            whose,
            one=one,
            how=how,
            page=int(given.part),
            rows=people.MESSAGES if given.format == "xlsx" else people.SHEET_TICKETS,
            secret=site.secret,
            base_url=site.settings.base_url,
            actor=viewer.actor,
            now=now,
        )
    )
    told = f"{'person' if one else 'unit'}:{whose}"
    log.info("exported", extra={"actor": viewer.actor, "action": "tickets.print", "object": told})
    if given.format == "page":
        return await render(request, await run_in_threadpool(_sheet, site, given, issue))
    return await run_in_threadpool(_file, site, given, issue)


def _file(site: Site, given: TicketsInput, issue: Issue) -> Response:
    cards = [_card(one) for one in issue.tickets]
    part = f" phần {issue.page}" if issue.pages > 1 else ""
    if given.format == "xlsx":
        content = printing.messages(cards, plain=bool(given.plain))
        return attachment(f"Tin nhắn thẻ dự thi {issue.title}{part}.xlsx", content)
    content = printing.document(cards, given.kind, issue.title, _address(site))
    return attachment(f"Thẻ dự thi {issue.title}{part}.docx", content)


def _sheet(site: Site, given: TicketsInput, issue: Issue) -> TicketsPage:
    cards = [_card(one) for one in issue.tickets]
    listed = given.kind == "list"
    lists = tuple(
        (unit, tuple((str(n), c.name, c.number, c.code, "") for n, c in enumerate(some, 1)))
        for unit, some in (printing.by_unit(cards) if listed else ())
    )
    left = issue.page < issue.pages
    fields = (("unit", given.unit), ("kind", given.kind), ("part", str(issue.page + 1)))
    part = f", phần {issue.page} trên {issue.pages}" if issue.pages > 1 else ""
    return TicketsPage(
        title=f"Thẻ dự thi {issue.title}",
        crumbs=(LIST, Link("Thẻ dự thi", URL), Link(KIND_TEXTS[given.kind], "")),
        kind=given.kind,
        foot=printing.how(_address(site)),
        cards=() if listed else tuple(map(_printed, cards)),
        lists=lists,
        headers=printing.LIST_HEADERS,
        total_text=f"{say_count(issue.total)} thẻ{part}",
        url=URL,
        fields=fields if left else (),
        next_label=f"Phần {issue.page + 1} trên {issue.pages}" if left else "",
    )


def _choice(units: tuple[UnitCount, ...], inside: int, part: int) -> TicketChoicePage:
    districts = [one for one in units if one.id == one.district_id]
    if not inside and len(districts) == 1:
        inside = districts[0].id
    offered = [one for one in units if one.district_id == inside] if inside else []
    labels = tuple(
        (str(one.id), f"{one.full_name} ({say_count(one.people)})" + _whole(one)) for one in offered
    )
    known = tuple((str(one.id), one.full_name) for one in districts)
    page = _page("Thẻ dự thi", "", "", labels, str(part or inside or ""))
    several = len(districts) > 1
    return TicketChoicePage(
        title=page.title,
        crumbs=page.crumbs,
        url=URL,
        districts=known if several else (),
        district=str(inside or ""),
        units=labels,
        unit=page.unit,
        person="",
        kinds=page.kinds,
        kind="cards",
    )


def _whole(one: UnitCount) -> str:
    return ", toàn đơn vị cấp huyện" if one.id == one.district_id else ""


def _page(
    name: str, number: str, person: str, units: tuple[tuple[str, str], ...], unit: str
) -> TicketChoicePage:
    return TicketChoicePage(
        title=f"Thẻ dự thi {name}" if number else name,
        crumbs=(LIST, Link("Thẻ dự thi", "")),
        url=URL,
        districts=(),
        district="",
        units=units,
        unit=unit,
        person=person,
        kinds=tuple(KIND_TEXTS.items()),
        kind="sheet" if person else "cards",
    )


def _person(connection: Connection, viewer: Viewer, person_id: int) -> tuple[str, str]:
    """Name and number of somebody within reach."""
    member = people.read_member(connection, person_id)
    in_reach(viewer, Action.PEOPLE_WRITE, member.district_id)
    return member.name, member.number


def _unit(connection: Connection, viewer: Viewer, unit_id: int) -> tuple[str, str]:
    """Name of a unit within reach."""
    name, district_id = people.read_unit(connection, unit_id)
    in_reach(viewer, Action.PEOPLE_WRITE, district_id)
    return name, ""


def _district(connection: Connection, viewer: Viewer, unit_id: int) -> int:
    """The district of a unit within reach."""
    _, district_id = people.read_unit(connection, unit_id)
    in_reach(viewer, Action.PEOPLE_WRITE, district_id)
    return district_id


def chosen(text: str) -> int:
    """The id that a select sent. Anything else is as unknown as an id that is not there."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MAX_ID):
        raise Refusal(RequestReason.NOT_FOUND)
    return int(text)


def _address(site: Site) -> str:
    """What is typed to enter, without the scheme."""
    where = urlsplit(site.settings.base_url)
    return f"{where.netloc}{where.path.rstrip('/')}/enter"


def _card(ticket: people.Ticket) -> Card:
    return Card(ticket.name, ticket.unit, ticket.number, ticket.code, ticket.link, ticket.phone)


def _printed(card: Card) -> TicketCard:
    code = segno.make_qr(card.link, error="m")
    image = code.svg_data_uri(border=2, scale=1, omitsize=True, svgclass=None, lineclass=None)
    return TicketCard(card.name, card.unit, card.number, card.code, image)
