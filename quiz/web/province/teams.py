"""All teams of a contest on one page, and locking them."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import LONGEST_REASON
from quiz.stages import lock_team
from quiz.stages.lock_team import DistrictTeam
from quiz.store import rows
from quiz.store.rows import SatRound
from quiz.web.forms import Input, read_form
from quiz.web.guard import Id, Site, SiteDep, TeamLocker, TeamReader, in_reach, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.team import ContestTeamsPage, DistrictTeamCard
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
async def get_teams(
    request: Request, site: SiteDep, viewer: TeamReader, contest_id: Id
) -> Response:
    """Every district's team, those that are missing too."""
    if scope_of(viewer.role, Action.TEAM_READ) is not Scope.ANY:
        raise Refusal(Reason.NOT_ALLOWED)
    return await render(request, await _page(site, viewer, contest_id))


@router.post("/teams/{round_id}/lock", name="province.teams.lock")
async def post_lock(request: Request, site: SiteDep, viewer: TeamLocker, round_id: Id) -> Response:
    """Lock the team that was seen."""
    sat = await _round(site, viewer, round_id)
    given = await read_form(request, LockInput)
    try:
        await run_in_threadpool(
            lock_team.lock, site.writer, round_id, int(given.team), viewer.actor, site.clock()
        )
    except Refusal as refusal:
        return await _refused(request, site, viewer, sat, refusal)
    return see_other(f"/province/contests/{sat.contest_id}/teams")


@router.post("/teams/{round_id}/unlock", name="province.teams.unlock")
async def post_unlock(
    request: Request, site: SiteDep, viewer: TeamLocker, round_id: Id
) -> Response:
    """Let the team be changed again."""
    sat = await _round(site, viewer, round_id)
    given = await read_form(request, UnlockInput)
    try:
        await run_in_threadpool(
            lock_team.unlock,
            site.writer,
            round_id,
            int(given.team),
            given.reason,
            viewer.actor,
            site.clock(),
        )
    except Refusal as refusal:
        return await _refused(request, site, viewer, sat, refusal)
    return see_other(f"/province/contests/{sat.contest_id}/teams")


async def _round(site: Site, viewer: Viewer, round_id: int) -> SatRound:
    sat = await site.database.read(lambda connection: rows.read_round(connection, round_id))
    rows.refuse_draft(sat)
    rows.refuse_rehearsal(sat)
    in_reach(viewer, Action.TEAM_LOCK, sat.district_id)
    return sat


async def _refused(
    request: Request, site: Site, viewer: Viewer, sat: SatRound, refusal: Refusal
) -> Response:
    if refusal.reason in {Reason.NOT_FOUND, Reason.BUSY}:
        raise refusal
    page = await _page(site, viewer, sat.contest_id)
    page = replace(page, problem=f"{sat.district}: {refusal.sentence}")
    return await render(request, page, refusal.reason.status)


async def _page(site: Site, viewer: Viewer, contest_id: int) -> ContestTeamsPage:
    contest, found = await run_in_threadpool(
        site.database.read_now, lambda connection: lock_team.teams_of(connection, contest_id)
    )
    may_lock = scope_of(viewer.role, Action.TEAM_LOCK) is not None
    chosen, locked = sum(one.team is not None for one in found), sum(one.locked for one in found)
    return ContestTeamsPage(
        title="Đội tuyển các đơn vị",
        contest=contest,
        back=Link("Toàn tỉnh", "/province"),
        summary_text=f"{chosen}/{len(found)} đơn vị đã xác nhận đội tuyển, {locked} đội tuyển đã "
        "khóa.",
        teams=tuple(_card(one, may_lock=may_lock) for one in found),
    )


def _card(one: DistrictTeam, *, may_lock: bool) -> DistrictTeamCard:
    text, kind = _state(one)
    url = f"/province/teams/{one.round_id}"
    lockable = one.team is not None and not one.team.of_old_board and not one.locked
    return DistrictTeamCard(
        district=one.district,
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
