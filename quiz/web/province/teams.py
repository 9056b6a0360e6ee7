"""All teams of a contest on one page, and locking them."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.refusal import Refusal
from quiz.rules.selection import LONGEST_REASON
from quiz.stages import lock_team
from quiz.stages.lock_team import DistrictTeam
from quiz.store import rows
from quiz.store.rows import SatRound
from quiz.web.forms import Input, read_form
from quiz.web.guard import Admitted, Id, SiteDep, in_reach, render
from quiz.web.pages.common import Link
from quiz.web.pages.team import ContestTeamsPage, DistrictTeamCard
from quiz.web.refused import done_or_shown
from quiz.web.site import Site
from quiz.web.team_views import confirmed_team, lock_rows

router = APIRouter(prefix="/province")

Version = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,8}$", title="Đội tuyển đã xem")]


class LockInput(Input):
    """The version that was seen."""

    team: Version


class UnlockInput(Input):
    """The version that was seen, and why it is unlocked."""

    team: Version
    reason: Annotated[str, Field(max_length=LONGEST_REASON, title="Lý do")] = ""


@router.get("/contests/{contest_id}/teams", name="province.teams")
async def get_teams(request: Request, site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """Every district's team, those that are missing too."""
    return await render(request, await _page(site, viewer, contest_id))


@router.post("/teams/{round_id}/lock", name="province.teams.lock")
async def post_lock(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Lock the team that was seen."""
    sat = await _round(site, viewer, round_id)
    given = await read_form(request, LockInput)
    version, now = int(given.team), site.clock()
    act = partial(lock_team.lock, site.writer, round_id, version, viewer.actor, now)
    return await done_or_shown(request, act, _url(sat), partial(_told, site, viewer, sat))


@router.post("/teams/{round_id}/unlock", name="province.teams.unlock")
async def post_unlock(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Let the team be changed again."""
    sat = await _round(site, viewer, round_id)
    given = await read_form(request, UnlockInput)
    about = (round_id, int(given.team), given.reason)
    act = partial(lock_team.unlock, site.writer, *about, viewer.actor, site.clock())
    return await done_or_shown(request, act, _url(sat), partial(_told, site, viewer, sat))


def _url(sat: SatRound) -> str:
    return f"/province/contests/{sat.contest_id}/teams"


async def _round(site: Site, viewer: Viewer, round_id: int) -> SatRound:
    sat = await site.database.read(lambda connection: rows.read_round(connection, round_id))
    rows.refuse_draft(sat)
    rows.refuse_rehearsal(sat)
    in_reach(viewer, Action.TEAM_LOCK, sat.district_id)
    return sat


async def _told(site: Site, viewer: Viewer, sat: SatRound, refusal: Refusal) -> ContestTeamsPage:
    page = await _page(site, viewer, sat.contest_id)
    return replace(page, problem=f"{sat.place}: {refusal.sentence}")


async def _page(site: Site, viewer: Viewer, contest_id: int) -> ContestTeamsPage:
    contest, found = await run_in_threadpool(
        site.database.read_now, lambda connection: lock_team.teams_of(connection, contest_id)
    )
    may_lock = scope_of(viewer.role, Action.TEAM_LOCK) is not None
    chosen, locked = sum(one.team is not None for one in found), sum(one.locked for one in found)
    several = len({one.district_id for one in found}) < len(found)
    what = "vòng thi" if several else "đơn vị"
    return ContestTeamsPage(
        title="Đội tuyển các đơn vị",
        contest=contest,
        back=Link("Toàn tỉnh", "/province"),
        summary_text=f"{chosen}/{len(found)} {what} đã xác nhận đội tuyển, {locked} đội tuyển đã "
        "khóa.",
        teams=tuple(_card(one, may_lock=may_lock) for one in found),
    )


def _card(one: DistrictTeam, *, may_lock: bool) -> DistrictTeamCard:
    text, kind = _state(one)
    url = f"/province/teams/{one.round_id}"
    lockable = one.team is not None and not one.team.of_old_board and not one.locked
    return DistrictTeamCard(
        district=one.place,
        url=f"/staff/rounds/{one.round_id}/team/changes" if one.team else "",
        version=one.team.version if one.team else 0,
        state_text=text,
        state_kind=kind,
        team=confirmed_team(one.team) if one.team else None,
        locks=lock_rows(one.locks),
        lock_url=f"{url}/lock" if may_lock and lockable else "",
        unlock_url=f"{url}/unlock" if may_lock and one.locked else "",
    )


def _state(one: DistrictTeam) -> tuple[str, str]:
    if one.team is None:
        return "Chưa xác nhận" if one.published else "Chưa công bố kết quả", "neutral"
    if one.team.of_old_board:
        return "Chọn từ bảng xếp hạng cũ, cần chọn lại", "warning"
    return ("Đã khóa", "success") if one.locked else ("Đã xác nhận, chưa khóa", "warning")
