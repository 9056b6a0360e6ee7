"""The prizes of a whole contest."""

import logging
from functools import partial

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Viewer
from quiz.rules.prizes import PrizeScope
from quiz.rules.reasons import BoardReason
from quiz.rules.refusal import Refusal
from quiz.stages import award, oversee, prize_list
from quiz.stages.oversee import ContestView
from quiz.store import prizes
from quiz.store.prizes import PrizeView
from quiz.web.downloads import attachment
from quiz.web.forms import NothingInput, read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.prizes import PrizesPage
from quiz.web.prize_pages import SHOWN, Door, GiftInput, page_of
from quiz.web.refused import done_or_shown
from quiz.web.site import Site

router = APIRouter(prefix="/province/contests/{contest_id}")
log = logging.getLogger(__name__)


@router.get("/prizes", name="province.prizes")
async def get_prizes(request: Request, site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """Who gets which prize by the contest's official board."""
    return await render(request, await _page(site, viewer, contest_id))


@router.post("/prizes", name="province.prizes.give")
async def post_prize(request: Request, site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """Give a side prize."""
    given = await read_form(request, GiftInput)
    about = (contest_id, None, int(given.prize), given.number, given.reason)
    act = partial(award.give, site.database, *about, viewer.actor, site.clock())
    page = partial(_page, site, viewer, contest_id, given)
    return await done_or_shown(request, act, f"/province/contests/{contest_id}/prizes", page, SHOWN)


@router.post("/prizes/{gift_id}/take-back", name="province.prizes.take_back")
async def post_take_back(
    request: Request, site: SiteDep, viewer: Admitted, contest_id: Id, gift_id: Id
) -> Response:
    """Take a side prize back."""
    await read_form(request, NothingInput)
    await run_in_threadpool(
        award.take_back,
        site.database,
        contest_id,
        None,
        gift_id,
        viewer.actor,
        site.clock(),
    )
    return see_other(f"/province/contests/{contest_id}/prizes")


@router.get("/prizes.xlsx", name="province.prizes.xlsx")
async def get_workbook(site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """The list as a workbook. Refuses before every round has an official board."""
    now = site.clock()
    file = await run_in_threadpool(
        site.database.read_now,
        lambda connection: prize_list.prize_workbook(
            prizes.of_contest(connection, contest_id, now)
        ),
    )
    _log(viewer, contest_id)
    return attachment(file.name, file.content)


@router.get("/prizes.docx", name="province.prizes.docx")
async def get_annex(site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """The list as an annex to a decision. Refuses before every round has an official board."""
    now = site.clock()
    file = await run_in_threadpool(
        site.database.read_now,
        lambda connection: prize_list.prize_annex(
            prizes.of_contest(connection, contest_id, now), now
        ),
    )
    _log(viewer, contest_id)
    return attachment(file.name, file.content)


def _log(viewer: Viewer, contest_id: int) -> None:
    told = {"actor": viewer.actor, "action": "prizes.export", "object": f"contest:{contest_id}"}
    log.info("exported", extra=told)


async def _page(
    site: Site,
    viewer: Viewer,
    contest_id: int,
    given: GiftInput | None = None,
    refusal: Refusal | None = None,
) -> PrizesPage:
    now = site.clock()

    def read(connection: Connection) -> tuple[ContestView, PrizeView | Refusal, tuple[str, ...]]:
        contest = oversee.contest(connection, contest_id, now)
        rules = contest.rules.prizes
        together = rules.per is PrizeScope.CONTEST or not rules.table
        waiting = prizes.unpublished(connection, contest_id) if together else ()
        if waiting or not contest.opened:
            return contest, Refusal(BoardReason.NOT_OFFICIAL), waiting
        try:
            return contest, prizes.of_contest(connection, contest_id, now), waiting
        except Refusal as refused:
            if refused.reason not in {BoardReason.NOT_OFFICIAL, BoardReason.PRIZES_ELSEWHERE}:
                raise
            return contest, refused, waiting

    contest, view, waiting = await run_in_threadpool(site.database.read_now, read)
    url = f"/province/contests/{contest_id}"
    door = Door(
        f"{url}/prizes",
        "Giải thưởng toàn cuộc thi",
        contest.name,
        (Link("Toàn tỉnh", "/province"), Link(contest.name, url)),
    )
    return page_of(door, contest.rules.prizes, viewer, view, waiting, given, refusal)
