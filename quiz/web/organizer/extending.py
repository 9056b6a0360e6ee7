"""Give time to one person or to the whole round, and sign what somebody else asked for."""

import secrets
from dataclasses import replace
from functools import partial
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer
from quiz.rules.extending import LONGEST_REASON, MOST_MINUTES, Wanted
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_clock, say_count, say_moment, say_window
from quiz.stages import extend, extended
from quiz.store.rows import SatRound
from quiz.web.forms import Input, NothingInput, read_form
from quiz.web.guard import Admitted, Id, SearchText, SiteDep, render
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link
from quiz.web.pages.extending import ExtendPage, ExtendPart, WaitingRequest
from quiz.web.refused import done_or_shown
from quiz.web.site import Site

router = APIRouter(prefix="/staff/rounds/{round_id}")

CandidateNumber = Annotated[str, Field(max_length=40, title="Số báo danh")]


class ExtendInput(Input):
    """Time for whom, how much, and why. `once` was chosen by the page."""

    whom: Annotated[Literal["round", "one"], Field(title="Phạm vi gia hạn")]
    once: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", title="Mã biểu mẫu")]
    minutes: Annotated[str, Field(max_length=20, title="Số phút gia hạn")]
    reason: Annotated[str, Field(max_length=2 * LONGEST_REASON, title="Lý do")]
    number: CandidateNumber = ""

    def wanted(self) -> Wanted:
        """What is asked for. Refuses what is not filled in as it must be."""
        plain = self.minutes.strip()
        if self.whom == "one" and not self.number.strip():
            raise Refusal(RequestReason.BAD_INPUT, field="Số báo danh")
        minutes = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else 0
        return Wanted(minutes, self.reason, self.once, self.number if self.whom == "one" else "")


@router.get("/extend", name="work.extend")
async def get_extend(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    round_id: Id,
    q: SearchText = "",
    number: SearchText = "",
) -> Response:
    """Who sits, the forms, what was given. `number` fills the form for one person in."""
    sat = await round_in_reach(site, viewer, Action.TIME_EXTEND, round_id)
    page = await _page(site, viewer, sat, q)
    return await render(request, replace(page, number=number))


@router.post("/extend", name="work.extend.post")
async def post_extend(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Give the time, or ask for a second signature. The same form twice gives it once."""
    sat = await round_in_reach(site, viewer, Action.TIME_EXTEND, round_id)
    given = await read_form(request, ExtendInput)
    now = site.clock()

    def act() -> None:
        extend.ask(site.writer, round_id, given.wanted(), viewer.actor, now)

    page = partial(_told, site, viewer, sat, given)
    return await done_or_shown(request, act, f"/staff/rounds/{round_id}/extend", page)


@router.post("/extensions/{extension_id}/confirm", name="work.extend.confirm")
async def post_confirm(
    request: Request, site: SiteDep, viewer: Admitted, round_id: Id, extension_id: Id
) -> Response:
    """Sign what somebody else asked for."""
    await read_form(request, NothingInput)
    sat = await round_in_reach(site, viewer, Action.TIME_EXTEND, round_id)
    about = (round_id, extension_id, viewer.actor, site.clock())
    act = partial(extend.confirm, site.writer, *about)
    page = partial(_told, site, viewer, sat, None)
    return await done_or_shown(request, act, f"/staff/rounds/{round_id}/extend", page)


def extend_part(
    connection: Connection, round_id: int, viewer: Viewer, now: int
) -> tuple[ExtendPart, tuple[extended.Request, ...]]:
    """The form and what waits; and what was given, the newest first."""
    requests = extended.requests(connection, round_id, now)
    base = f"/staff/rounds/{round_id}"
    waiting = tuple(_waiting(one, base, viewer.actor) for one in requests if one.applied_at is None)
    part = ExtendPart(
        f"{base}/extend", secrets.token_hex(16), waiting, MOST_MINUTES, LONGEST_REASON
    )
    return part, tuple(one for one in requests if one.applied_at is not None)


async def _told(
    site: Site, viewer: Viewer, sat: SatRound, given: ExtendInput | None, refusal: Refusal
) -> ExtendPage:
    """The page again with what was typed and why it was refused."""
    page = replace(await _page(site, viewer, sat, ""), problem=refusal.sentence)
    if given and page.part:
        part = replace(page.part, minutes=given.minutes, reason=given.reason)
        page = replace(page, part=part, number=given.number, whom=given.whom)
    return page


async def _page(site: Site, viewer: Viewer, sat: SatRound, query: str) -> ExtendPage:
    now, base = site.clock(), f"/staff/rounds/{sat.id}"

    def read(
        connection: Connection,
    ) -> tuple[ExtendPart, tuple[extended.Request, ...], tuple[extended.Sitting, ...]]:
        part, given = extend_part(connection, sat.id, viewer, now)
        return part, given, extended.sitting(connection, sat.id, query)

    part, given, sitting = await run_in_threadpool(site.database.read_now, read)
    return ExtendPage(
        title="Gia hạn thời gian làm bài",
        contest=f"{sat.contest} – {sat.place}",
        window_text=say_window(sat.window.opens_at, sat.window.closes_at),
        part=None if sat.window.published else part,
        whom="one",
        number="",
        sitting=tuple(_sitting(one, base, now) for one in sitting),
        query=query,
        given=tuple(_given(one) for one in given),
        back=Link(f"Vòng thi {sat.place}", base),
    )


def _waiting(one: extended.Request, base: str, actor: str) -> WaitingRequest:
    whom = f"thí sinh {one.number}" if one.number else "cả vòng thi"
    return WaitingRequest(
        text=f"Yêu cầu gia hạn {one.minutes} phút cho {whom}, do {say_actor(one.asked_by)} lập lúc "
        f"{say_clock(one.asked_at)}, đang chờ một người khác xác nhận.",
        reason=one.reason,
        confirm_url="" if one.asked_by == actor else f"{base}/extensions/{one.id}/confirm",
    )


def _sitting(one: extended.Sitting, base: str, now: int) -> tuple[str | Link, ...]:
    url = f"{base}/extend?{urlencode({'number': one.number})}#one"
    running = one.ended_at is None and now <= one.deadline_at
    state = "Đang làm bài" if running else "Đã đóng vì hết giờ"
    return Link(one.number, url), one.name, one.unit, say_moment(one.deadline_at), state


def _given(one: extended.Request) -> tuple[str, ...]:
    return (
        say_moment(one.applied_at or 0),
        f"Thí sinh {one.number}" if one.number else "Cả vòng thi",
        str(one.minutes),
        say_count(one.applied_to or 0),
        one.reason,
        say_actor(one.asked_by),
        say_actor(one.confirmed_by or ""),
    )
