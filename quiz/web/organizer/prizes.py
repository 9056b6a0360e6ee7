"""The prizes of a district's round."""

import logging
from functools import partial

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer
from quiz.rules.reasons import BoardReason
from quiz.rules.refusal import Refusal
from quiz.stages import award, prize_list
from quiz.store import prizes
from quiz.store.prizes import PrizeView
from quiz.store.rows import SatRound
from quiz.web.downloads import attachment
from quiz.web.forms import NothingInput, read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link
from quiz.web.pages.prizes import PrizesPage
from quiz.web.prize_pages import SHOWN, Door, GiftInput, page_of
from quiz.web.refused import done_or_shown
from quiz.web.site import Site

router = APIRouter(prefix="/staff/rounds/{round_id}")
log = logging.getLogger(__name__)


@router.get("/prizes", name="work.prizes")
async def get_prizes(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Who gets which prize by the round's official board."""
    sat = await round_in_reach(site, viewer, Action.BOARD_READ, round_id)
    return await render(request, await _page(site, viewer, sat))


@router.post("/prizes", name="work.prizes.give")
async def post_prize(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Give a side prize."""
    sat = await round_in_reach(site, viewer, Action.PRIZE_AWARD, round_id)
    given = await read_form(request, GiftInput)
    about = (sat.contest_id, round_id, int(given.prize), given.number, given.reason)
    act = partial(award.give, site.database, *about, viewer.actor, site.clock())
    page = partial(_page, site, viewer, sat, given)
    return await done_or_shown(request, act, f"/staff/rounds/{round_id}/prizes", page, SHOWN)


@router.post("/prizes/{gift_id}/take-back", name="work.prizes.take_back")
async def post_take_back(
    request: Request, site: SiteDep, viewer: Admitted, round_id: Id, gift_id: Id
) -> Response:
    """Take a side prize back."""
    sat = await round_in_reach(site, viewer, Action.PRIZE_AWARD, round_id)
    await read_form(request, NothingInput)
    await run_in_threadpool(
        award.take_back,
        site.database,
        sat.contest_id,
        round_id,
        gift_id,
        viewer.actor,
        site.clock(),
    )
    return see_other(f"/staff/rounds/{round_id}/prizes")


@router.get("/prizes.xlsx", name="work.prizes.xlsx")
async def get_workbook(site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The list as a workbook. Refuses before the board is official."""
    await round_in_reach(site, viewer, Action.BOARD_READ, round_id)
    file = await run_in_threadpool(
        site.database.read_now,
        lambda connection: prize_list.prize_workbook(prizes.of_round(connection, round_id)),
    )
    _log(viewer, round_id)
    return attachment(file.name, file.content)


@router.get("/prizes.docx", name="work.prizes.docx")
async def get_annex(site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The list as an annex to a decision. Refuses before the board is official."""
    await round_in_reach(site, viewer, Action.BOARD_READ, round_id)
    now = site.clock()
    file = await run_in_threadpool(
        site.database.read_now,
        lambda connection: prize_list.prize_annex(prizes.of_round(connection, round_id), now),
    )
    _log(viewer, round_id)
    return attachment(file.name, file.content)


def _log(viewer: Viewer, round_id: int) -> None:
    told = {"actor": viewer.actor, "action": "prizes.export", "object": f"round:{round_id}"}
    log.info("exported", extra=told)


async def _page(
    site: Site,
    viewer: Viewer,
    sat: SatRound,
    given: GiftInput | None = None,
    refusal: Refusal | None = None,
) -> PrizesPage:
    def read(connection: Connection) -> PrizeView | Refusal:
        try:
            return prizes.of_round(connection, sat.id)
        except Refusal as found:
            if found.reason not in {BoardReason.NOT_OFFICIAL, BoardReason.PRIZES_ELSEWHERE}:
                raise
            return found

    view = await run_in_threadpool(site.database.read_now, read)
    url = f"/staff/rounds/{sat.id}"
    door = Door(
        f"{url}/prizes",
        f"Giải thưởng {sat.place}",
        sat.contest,
        (Link("Vòng thi", "/staff/rounds"), Link(f"Vòng thi {sat.place}", url)),
    )
    return page_of(door, sat.rules.prizes, viewer, view, (), given, refusal)
