"""Which units go on to the next round: the ranking's proposal, departing from it in writing,
confirming, locking, and the annex."""

import logging
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.reasons import BoardReason, RequestReason, TeamReason, UnitReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import LONGEST_REASON
from quiz.stages import advancing, unit_files
from quiz.stages.advancing import Proposal, Seen
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.pages.units import AdvancingPage
from quiz.web.refused import done_or_shown, refusal_of
from quiz.web.site import Site
from quiz.web.skips import SkipsInput, status_of
from quiz.web.units.advancing_page import Typed, advancing_page, confirmed_text
from quiz.web.units.reach import LevelText, base_of, contest_ranking

router = APIRouter(prefix="/province/contests/{contest_id}")
log = logging.getLogger(__name__)

_Version = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,8})$", title="Danh sách đã xem")]
_SHOWN = frozenset(
    {
        UnitReason.ADVANCE_CHANGED,
        UnitReason.ADVANCE_DEADLINE,
        UnitReason.ADVANCE_LOCKED,
        UnitReason.ADVANCE_NOT_ASKED,
        UnitReason.ADVANCE_NOT_OFFICIAL,
        UnitReason.ADVANCE_OF_OLD_RANKING,
        BoardReason.BOARD_CHANGED,
        TeamReason.CHANGE_NEEDS_REASON,
        RequestReason.SECOND_SIGNATURE,
        TeamReason.SKIP_NEEDS_REASON,
        UnitReason.TOO_FEW_UNIT_SEATS,
    }
)
"""Refusals that the page itself explains."""


class AdvancingInput(SkipsInput):
    """The version of the list that was seen; the ids are units'."""

    version: _Version = "0"


class LockInput(Input):
    """The version that was seen."""

    version: _Version


class UnlockInput(Input):
    """The version that was seen, and why it is unlocked."""

    version: _Version
    reason: Annotated[str, Field(max_length=LONGEST_REASON, title="Lý do")] = ""


@router.get("/advancing", name="units.advancing")
async def get_advancing(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    contest_id: Id,
    level: LevelText = None,
) -> Response:
    """Which units go on and why, and which do not."""
    found = await _proposal(site, contest_id, level)
    page = advancing_page(viewer, found, Typed(found.skips), site.clock())
    return await render(request, page, found.refusal.reason.status if found.refusal else 200)


@router.get("/advancing.{suffix}", name="units.advancing.file")
async def get_annex(
    site: SiteDep, viewer: Admitted, contest_id: Id, suffix: str, level: LevelText = None
) -> Response:
    """The confirmed list as an annex, before there is one the proposal."""
    found = await _proposal(site, contest_id, level)
    standing = found.standing
    if standing is None and found.refusal is not None:
        raise found.refusal
    file = await run_in_threadpool(
        unit_files.advancing_file,
        found.ranking,
        standing.units if standing else found.units,
        confirmed_text(found),
        suffix,
        site.clock(),
    )
    told = {"actor": viewer.actor, "action": "units.advancing", "object": base_of(found.ranking)}
    log.info("exported", extra=told)
    return attachment(file.name, file.content)


@router.post("/advancing", name="units.advancing.post")
async def post_advancing(
    request: Request, site: SiteDep, viewer: Admitted, contest_id: Id
) -> Response:
    """Look at the proposal again, or confirm the one that was shown."""
    given = await read_form(request, AdvancingInput)
    skips, loose = given.skips()
    refusal = None
    if given.do == "confirm":
        about = (contest_id, Seen(given.board, int(given.version)), skips)
        act = partial(advancing.confirm, site.database, *about, viewer.actor, site.clock())
        refusal = await refusal_of(act, _SHOWN)
        if refusal is None:
            return see_other(_url(contest_id))
    found = await _proposal(site, contest_id, None, skips)
    page = advancing_page(viewer, found, Typed(found.skips, loose), site.clock(), refusal)
    return await render(request, page, status_of(page.errors, refusal, found.refusal))


@router.post("/advancing/lock", name="units.advancing.lock")
async def post_lock(request: Request, site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """Lock the list that was seen."""
    version = int((await read_form(request, LockInput)).version)
    now = site.clock()
    act = partial(advancing.lock, site.database, contest_id, version, viewer.actor, now)
    page = partial(_page, site, viewer, contest_id)
    return await done_or_shown(request, act, _url(contest_id), page, _SHOWN)


@router.post("/advancing/unlock", name="units.advancing.unlock")
async def post_unlock(
    request: Request, site: SiteDep, viewer: Admitted, contest_id: Id
) -> Response:
    """Let the list be changed again."""
    given = await read_form(request, UnlockInput)
    about = (contest_id, int(given.version), given.reason)
    act = partial(advancing.unlock, site.database, *about, viewer.actor, site.clock())
    page = partial(_page, site, viewer, contest_id)
    return await done_or_shown(request, act, _url(contest_id), page, _SHOWN)


def _url(contest_id: int) -> str:
    return f"/province/contests/{contest_id}/advancing"


async def _page(site: Site, viewer: Admitted, contest_id: int, refusal: Refusal) -> AdvancingPage:
    found = await _proposal(site, contest_id, None)
    return advancing_page(viewer, found, Typed(found.skips), site.clock(), refusal)


async def _proposal(
    site: Site, contest_id: int, level: LevelText, skips: dict[int, str] | None = None
) -> Proposal:
    ranking = await contest_ranking(site, contest_id, level)
    return await run_in_threadpool(
        site.database.read_now, lambda one: advancing.propose(one, ranking, skips)
    )
