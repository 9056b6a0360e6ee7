"""An organiser puts somebody's unit right; moves to another district wait for the other side."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer
from quiz.rules.extending import LONGEST_REASON
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_moment
from quiz.stages import people, relocate
from quiz.store import whereabouts
from quiz.store.whereabouts import Place, Reach, Waiting
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    MAX_ID,
    Admitted,
    Id,
    SiteDep,
    in_reach,
    render,
    render_refused,
    see_other,
)
from quiz.web.pages.common import Link
from quiz.web.pages.moving import MovePersonPage, MoveRow, MovesPage
from quiz.web.people.reach import LIST, LIST_URL, reach_of
from quiz.web.site import Site

router = APIRouter()

MOVES_URL = f"{LIST_URL}/moves"
_BOTH = (
    "Chuyển sang huyện, thị xã, thành phố khác phải được nơi nhận hoặc Sở Nội vụ đồng ý; đề nghị "
    "được gửi đến nơi nhận và chưa thay đổi gì cho đến khi được đồng ý."
)
_DONE = {
    "sent": "Đã gửi đề nghị chuyển. Thí sinh vẫn ở đơn vị cũ cho đến khi nơi nhận đồng ý.",
    "moved": "Đã chuyển đơn vị và ghi vào nhật ký.",
    "signed": "Đã đồng ý chuyển; thí sinh thuộc đơn vị mới từ bây giờ.",
    "declined": "Đã ghi là không chuyển.",
}
Chosen = Annotated[str, Query(max_length=12, title="Đơn vị")]


class MoveInput(Input):
    """The right unit, and why."""

    unit: Annotated[str, Field(max_length=12, title="Đơn vị mới")] = ""
    reason: Annotated[str, Field(max_length=LONGEST_REASON, title="Lý do")] = ""


class NothingInput(Input):
    """A form with a button only."""


@router.get(MOVES_URL, name="people.moves")
async def get_moves(
    request: Request, site: SiteDep, viewer: Admitted, done: Chosen = ""
) -> Response:
    """What waits for either side."""
    reach = reach_of(viewer, Action.PEOPLE_MOVE)
    found = await site.database.read(lambda connection: whereabouts.waiting(connection, reach))
    page = MovesPage(
        title="Chuyển đơn vị chờ đồng ý",
        crumbs=(LIST, Link("Chuyển đơn vị", "")),
        rows=tuple(_row(one, reach) for one in found),
        done_text=_DONE.get(done, ""),
    )
    return await render(request, page)


@router.get(f"{LIST_URL}/{{person_id}}/unit", name="person.unit")
async def get_unit(
    request: Request, site: SiteDep, viewer: Admitted, person_id: Id, district: Chosen = ""
) -> Response:
    """Choose the right unit."""
    return await render(request, await _page(site, viewer, person_id, _number(district)))


@router.post(f"{LIST_URL}/{{person_id}}/unit", name="person.unit.post")
async def post_unit(request: Request, site: SiteDep, viewer: Admitted, person_id: Id) -> Response:
    """Move, or ask the other side. The same twice is once."""
    given = await read_form(request, MoveInput)
    await site.database.read(lambda connection: _here(connection, viewer, person_id))
    reach, now = reach_of(viewer, Action.PEOPLE_MOVE), site.clock()
    unit_id = _number(given.unit)
    try:
        done = await run_in_threadpool(
            relocate.put, site.database, person_id, unit_id, given.reason, reach, viewer.actor, now
        )
    except Refusal as refusal:
        page = await _page(site, viewer, person_id, 0, given, refusal.sentence)
        return await render_refused(request, page, refusal)
    if not done:
        return see_other(f"{MOVES_URL}?done=sent")
    return see_other(f"{LIST_URL}/{person_id}")


@router.post(f"{MOVES_URL}/{{move_id}}/sign", name="people.moves.sign")
async def post_sign(request: Request, site: SiteDep, viewer: Admitted, move_id: Id) -> Response:
    """The receiving side agrees."""
    return await _end(request, site, viewer, move_id, sign=True)


@router.post(f"{MOVES_URL}/{{move_id}}/decline", name="people.moves.decline")
async def post_decline(request: Request, site: SiteDep, viewer: Admitted, move_id: Id) -> Response:
    """Either side says no."""
    return await _end(request, site, viewer, move_id, sign=False)


async def _end(
    request: Request, site: Site, viewer: Viewer, move_id: int, *, sign: bool
) -> Response:
    await read_form(request, NothingInput)
    reach, now = reach_of(viewer, Action.PEOPLE_MOVE), site.clock()
    await run_in_threadpool(
        lambda: relocate.end(
            site.database, move_id, sign=sign, reach=reach, actor=viewer.actor, now=now
        )
    )
    return see_other(f"{MOVES_URL}?done={'signed' if sign else 'declined'}")


async def _page(
    site: Site,
    viewer: Viewer,
    person_id: int,
    asked: int,
    given: MoveInput | None = None,
    problem: str = "",
) -> MovePersonPage:
    reach = reach_of(viewer, Action.PEOPLE_MOVE)

    def read(connection: Connection) -> MovePersonPage:
        name, here = _here(connection, viewer, person_id)
        inside = asked or _district_of(connection, given) or here.district_id
        districts = whereabouts.districts(connection)
        units = (
            whereabouts.units(connection, inside, empty=True) if inside in dict(districts) else ()
        )
        url = f"{LIST_URL}/{person_id}"
        return MovePersonPage(
            title=f"Chuyển đơn vị: {name}",
            crumbs=(LIST, Link(name, url), Link("Chuyển đơn vị", "")),
            url=f"{url}/unit",
            unit_text=here.name,
            districts=tuple((str(one), text) for one, text in districts),
            district=str(inside),
            units=tuple((str(one), text) for one, text in units),
            unit=given.unit if given else str(here.id),
            both_text="" if reach is None or inside in reach else _BOTH,
            reason=given.reason if given else "",
            problem=problem,
        )

    return await site.database.read(read)


def _here(connection: Connection, viewer: Viewer, person_id: int) -> tuple[str, Place]:
    """Name and place of somebody within reach."""
    member = people.read_member(connection, person_id)
    in_reach(viewer, Action.PEOPLE_MOVE, member.district_id)
    return member.name, whereabouts.place_of(connection, person_id)


def _district_of(connection: Connection, given: MoveInput | None) -> int:
    """The district of the unit that was chosen, 0 for none."""
    try:
        return people.read_unit(connection, _number(given.unit))[1] if given else 0
    except Refusal:
        return 0


def _row(one: Waiting, reach: Reach) -> MoveRow:
    receives = reach is None or one.to_district in reach
    url = f"{MOVES_URL}/{one.id}"
    return MoveRow(
        who=one.name,
        number=one.number,
        from_text=one.from_unit,
        to_text=one.to_unit,
        reason=one.reason,
        asked_text=f"{say_actor(one.asked_by)}, {say_moment(one.asked_at)}",
        sign_url=f"{url}/sign" if receives else "",
        decline_url=f"{url}/decline",
    )


def _number(text: str) -> int:
    """The number that a form sent, 0 for nothing."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_ID):
        raise Refusal(RequestReason.BAD_INPUT, field="Đơn vị")
    return int(text)
