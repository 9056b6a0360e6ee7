"""The list, one person, and the tickets to print."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import squeeze
from quiz.rules.access import Action
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import GENDER_TEXTS
from quiz.rules.wording import say_count
from quiz.stages import enrol, haste, history, people
from quiz.stages.haste import FastAttempt
from quiz.stages.history import PastPlace
from quiz.stages.people import Listing, UnitCount
from quiz.stages.taking_part import Part, read_part
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    MAX_ID,
    Admitted,
    Id,
    PageNumber,
    SearchText,
    SiteDep,
    in_reach,
    render,
    see_other,
)
from quiz.web.pages.common import Link, Pager
from quiz.web.pages.people import (
    Choice,
    PeoplePage,
    PersonPage,
    PersonRow,
)
from quiz.web.people.part import DONE, facts_of, fast_rows, form_of
from quiz.web.people.reach import LIST, LIST_URL, may_move, may_write, reach_of

router = APIRouter()

_REISSUED = (
    "Đã cấp lại thẻ dự thi. Thẻ, mã và phiên đăng nhập cũ không dùng được nữa; đề nghị in thẻ mới "
    "và trao tận tay thí sinh."
)

Chosen = Annotated[str, Query(max_length=12, title="Đơn vị hoặc thí sinh")]
"""An id from a select, empty where nothing was chosen."""
Done = Annotated[int, Query(ge=-1, le=1_000_000, title="Kết quả vừa thực hiện")]


class NothingInput(Input):
    """A form with a button only."""


@router.get("/staff/people", name="people")
async def get_people(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    district: Chosen = "",
    unit: Chosen = "",
    q: SearchText = "",
    page: PageNumber = 1,
    added: Done = -1,
    off: Done = 0,
    changed: Done = -1,
) -> Response:
    """The people within reach, by district, unit and name."""
    reach = reach_of(viewer, Action.PEOPLE_READ)
    chosen, part = _chosen(district), _chosen(unit)

    def read(connection: Connection) -> tuple[Listing, tuple[UnitCount, ...]]:
        for one in filter(None, (chosen, part)):
            in_reach(viewer, Action.PEOPLE_READ, people.read_unit(connection, one)[1])
        within = frozenset({chosen}) if chosen else reach
        listing = people.list_people(connection, within, unit_id=part, query=q, page=page)
        return listing, people.count_by_unit(connection, reach)

    listing, units = await run_in_threadpool(site.database.read_now, read)
    kept = {"district": district, "unit": unit, "q": squeeze(q)}
    shown = _people_page(listing, units, kept, chosen)
    done = "" if min(added, changed) < 0 else _done_text(added, changed, off)
    writes = may_write(viewer)
    shown = replace(shown, moves_url=f"{LIST_URL}/moves" if may_move(viewer) else "")
    return await render(request, _offer(shown, writes=writes, done=done))


@router.get("/staff/people/{person_id}", name="person")
async def get_person(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    person_id: Id,
    reissued: Done = -1,
    part: Done = -1,
) -> Response:
    """One person of a district within reach."""

    def read(
        connection: Connection,
    ) -> tuple[people.Member, str, Part, tuple[PastPlace, ...], tuple[FastAttempt, ...]]:
        member = people.read_member(connection, person_id)
        in_reach(viewer, Action.PEOPLE_READ, member.district_id)
        district = people.read_unit(connection, member.district_id)[0]
        known = read_part(connection, person_id)
        # whoever came from another district brings no results along that are not theirs to see
        reach = reach_of(viewer, Action.BOARD_READ)
        places = history.all_places(connection, person_id, reach)
        return member, district, known, places, haste.of_person(connection, person_id, reach)

    member, district, known, places, fast = await site.database.read(read)
    writes = may_write(viewer)
    page = PersonPage(
        title=member.name,
        crumbs=(LIST, Link(member.name, "")),
        facts=(
            ("Số báo danh", member.number),
            ("Đơn vị", member.unit),
            ("Huyện/Thị xã/Thành phố", district),
            ("Chức vụ", member.position),
            ("Năm sinh", str(member.birth_year or "")),
            ("Giới tính", GENDER_TEXTS.get(member.gender, "")),
            ("Mã cán bộ", member.staff_code),
            ("Số điện thoại", member.phone),
            *facts_of(known),
        ),
        places=tuple(
            (one.contest, one.round_text, one.place_text, one.kind_text) for one in places
        ),
        fast=fast_rows(fast),
        tickets_url=f"{LIST_URL}/tickets?person={person_id}" if writes else "",
        unit_url=f"{LIST_URL}/{person_id}/unit" if may_move(viewer) else "",
        reissue_url=f"{LIST_URL}/{person_id}/reissue" if writes else "",
        part=form_of(known, person_id) if writes else None,
        done_text=_REISSUED if reissued > 0 else DONE[part > 0] if part >= 0 else "",
    )
    return await render(request, page)


@router.post("/staff/people/{person_id}/reissue", name="person.reissue")
async def post_reissue(
    request: Request, site: SiteDep, viewer: Admitted, person_id: Id
) -> Response:
    """Revoke the ticket and make another one possible."""
    await read_form(request, NothingInput)
    member = await site.database.read(lambda connection: people.read_member(connection, person_id))
    in_reach(viewer, Action.PEOPLE_WRITE, member.district_id)
    await run_in_threadpool(
        enrol.reissue_ticket, site.database, person_id, viewer.actor, site.clock()
    )
    return see_other(f"{LIST_URL}/{person_id}?reissued=1")


def _chosen(text: str) -> int | None:
    """The id that a select sent. Anything else is as unknown as an id that is not there."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MAX_ID):
        raise Refusal(RequestReason.NOT_FOUND)
    return int(text)


def _people_page(
    listing: Listing, units: tuple[UnitCount, ...], kept: dict[str, str], chosen: int | None
) -> PeoplePage:
    districts = {unit.id: unit for unit in units if unit.id == unit.district_id}
    several = len(districts) > 1
    whole = chosen or (next(iter(districts)) if len(districts) == 1 else None)
    parts = [unit for unit in units if unit.id not in districts and unit.district_id == whole]
    ticketed = _chosen(kept["unit"]) or whole
    names = {unit.id: unit.full_name for unit in units}
    return PeoplePage(
        title="Thí sinh",
        list_url=LIST_URL,
        rows=tuple(
            PersonRow(
                link=Link(member.name, f"{LIST_URL}/{member.id}"),
                number=member.number,
                unit=member.unit,
                district=names.get(member.district_id, "") if several and not chosen else "",
                position=member.position,
                birth_year=str(member.birth_year or ""),
            )
            for member in listing.people
        ),
        total_text=f"{say_count(listing.total)} thí sinh",
        pager=_pager(LIST_URL, listing, kept),
        query=kept["q"],
        districts=tuple(_option(unit) for unit in districts.values()) if several else (),
        district=kept["district"],
        units=tuple(map(_option, parts)),
        unit=kept["unit"],
        filtered=any(kept.values()),
        several_districts=several and not chosen,
        import_url=f"{LIST_URL}/import",
        template_url=f"{LIST_URL}/template.xlsx",
        tickets=Link(f"Thẻ dự thi {names.get(ticketed, '')}", f"{LIST_URL}/tickets?unit={ticketed}")
        if ticketed and listing.total
        else Link("", ""),
    )


def _offer(page: PeoplePage, *, writes: bool, done: str) -> PeoplePage:
    """The page with what was done, and without the ways of those who only read."""
    if writes:
        return replace(page, done_text=done)
    return replace(page, import_url="", template_url="", tickets=Link("", ""))


def _option(unit: UnitCount) -> Choice:
    return str(unit.id), f"{unit.full_name} ({say_count(unit.people)})"


def _done_text(added: int, changed: int, off: int) -> str:
    if not (added or changed or off):
        return "Danh sách đã có đủ trong hệ thống, không có gì thay đổi."
    told = f"Đã thêm {say_count(added)} thí sinh, cập nhật {say_count(changed)} thí sinh"
    return told + (f", đưa {say_count(off)} thí sinh ra khỏi danh sách." if off else ".")


def _pager(url: str, listing: Listing, kept: dict[str, str]) -> Pager:
    def link(number: int) -> str:
        values = {name: value for name, value in kept.items() if value} | {"page": str(number)}
        return f"{url}?{urlencode(values)}" if 1 <= number <= listing.pages else ""

    page = listing.page
    return Pager(page, listing.pages, listing.total, link(page - 1), link(page + 1))
