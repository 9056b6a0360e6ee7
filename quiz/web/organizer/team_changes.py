"""Every version of a round's team, and replacing somebody in it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.reasons import RequestReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import LONGEST_REASON, SEAT_TEXTS
from quiz.rules.wording import say_end
from quiz.stages import substitute
from quiz.stages.substitute import Story, Wanted
from quiz.web.forms import Input, read_form
from quiz.web.guard import MAX_ID, Admitted, Id, SiteDep, render, see_other
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link
from quiz.web.pages.team import TeamChangesPage
from quiz.web.site import Site
from quiz.web.team_views import confirmed_team, lock_rows

router = APIRouter(prefix="/staff/rounds/{round_id}/team")

Version = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,8}$", title="Đội tuyển đã xem")]
PersonId = Annotated[str, Field(pattern=r"^([1-9][0-9]{0,9})?$", title="Thành viên")]
LongText = Annotated[str, Field(max_length=LONGEST_REASON, title="Lý do")]


class TeamChangeInput(Input):
    """Who leaves, who comes and why, over the version that was seen."""

    team: Version
    left: PersonId = ""
    number: Annotated[str, Field(max_length=40, title="Số báo danh")] = ""
    reason: LongText = ""
    captain: PersonId = ""
    eased_reason: LongText = ""

    def wanted(self) -> Wanted:
        """What is asked for. Refuses numbers that are nobody's."""
        if not self.left or max(int(self.left), int(self.captain or 0)) > MAX_ID:
            raise Refusal(TeamReason.NOT_IN_TEAM)
        captain = int(self.captain) if self.captain else None
        return Wanted(int(self.left), self.number, self.reason, captain, self.eased_reason)


@router.get("/changes", name="work.team.changes")
async def get_changes(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """How the team came about, and the form while it can be changed."""
    await round_in_reach(site, viewer, Action.TEAM_READ, round_id)
    return await render(request, await _page(site, viewer, round_id))


@router.post("/changes", name="work.team.changes.post")
async def post_changes(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Replace somebody. The same form twice is one version."""
    await round_in_reach(site, viewer, Action.TEAM_CHOOSE, round_id)
    given = await read_form(request, TeamChangeInput)
    try:
        await run_in_threadpool(
            substitute.substitute,
            site.writer,
            round_id,
            int(given.team),
            given.wanted(),
            viewer.actor,
            site.clock(),
        )
    except Refusal as refusal:
        if refusal.reason in {RequestReason.NOT_FOUND, RequestReason.BUSY, TeamReason.NO_TEAM}:
            raise
        page = replace(
            await _page(site, viewer, round_id),
            left=given.left,
            number=given.number,
            reason=given.reason,
            captain=given.captain,
            eased_reason=given.eased_reason,
            problem=refusal.sentence,
        )
        return await render(request, page, refusal.reason.status)
    return see_other(f"/staff/rounds/{round_id}/team/changes")


async def _page(site: Site, viewer: Viewer, round_id: int) -> TeamChangesPage:
    story = await run_in_threadpool(
        site.database.read_now, lambda connection: substitute.story(connection, round_id)
    )
    now, team = site.clock(), story.versions[0]
    url = f"/staff/rounds/{round_id}/team"
    may_choose = scope_of(viewer.role, Action.TEAM_CHOOSE) is not None
    changeable = not story.locked and not team.of_old_board and now < story.until
    return TeamChangesPage(
        title=f"Thay đổi đội tuyển {team.round.place}",
        contest=team.round.contest,
        url=f"{url}/changes",
        back=Link(f"Đội tuyển {team.round.place}", url),
        version=team.version,
        may_change=may_choose and changeable,
        status_texts=_status_texts(story, now),
        people=tuple(
            (str(one.person_id), f"{one.name} – {SEAT_TEXTS[one.seat]}") for one in team.members
        ),
        left="",
        number="",
        reason="",
        captain="",
        asks_captain=team.round.rules.team.captain,
        eased_reason="",
        versions=tuple(map(confirmed_team, story.versions)),
        locks=lock_rows(story.locks),
    )


def _status_texts(story: Story, now: int) -> tuple[str, ...]:
    until = say_end(story.until)
    said = []
    if story.locked:
        said.append("Đội tuyển đã được Sở Nội vụ khóa, không thay đổi được nữa.")
    if story.versions[0].of_old_board:
        said.append(
            "Đội tuyển được chọn từ bảng xếp hạng cũ. Đề nghị chọn lại từ bảng xếp hạng hiện hành "
            "trước khi thay thế thành viên."
        )
    said.append(
        f"Đội tuyển thay đổi được đến {until}."
        if now < story.until
        else f"Đã hết hạn thay đổi đội tuyển ({until})."
    )
    return tuple(said)
