"""The team of a round: the proposal, departing from it in writing, confirming, taking it away."""

import logging
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer
from quiz.rules.reasons import BoardReason, TeamReason
from quiz.rules.selection import LONGEST_REASON
from quiz.stages import choose, report
from quiz.stages.choose import Choice, Seen, Wanted
from quiz.store import teams
from quiz.store.teams import TeamView
from quiz.web.downloads import attachment
from quiz.web.forms import read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.organizer.reach import round_in_reach
from quiz.web.organizer.team_page import Typed, team_page
from quiz.web.refused import refusal_of
from quiz.web.site import Site
from quiz.web.skips import SkipsInput, status_of

router = APIRouter(prefix="/staff/rounds/{round_id}")
log = logging.getLogger(__name__)

_SHOWN = frozenset(
    {
        BoardReason.BOARD_CHANGED,
        TeamReason.TEAM_CHANGED,
        TeamReason.SKIP_NEEDS_REASON,
        TeamReason.NOT_ENOUGH_PEOPLE,
        TeamReason.QUOTAS_UNMET,
        TeamReason.CAPTAIN_MISSING,
        TeamReason.TEAM_LOCKED,
        TeamReason.TEAM_DEADLINE,
    }
)
"""Refusals that the page itself explains."""


class TeamInput(SkipsInput):
    """The version of the team that was seen, its captain, and why quotas are eased; the ids are
    people's."""

    team: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,8})$", title="Đội tuyển đã xem")] = "0"

    captain: Annotated[str, Field(pattern=r"^([1-9][0-9]{0,9})?$", title="Đội trưởng")] = ""
    eased_reason: Annotated[str, Field(max_length=LONGEST_REASON, title="Lý do")] = ""

    def typed(self) -> tuple[Wanted, dict[int, str]]:
        """(what is wanted, person id -> reason of those who are not ticked)."""
        skips, loose = self.skips()
        captain = int(self.captain) if self.captain else None
        return Wanted(skips, captain, self.eased_reason), loose


@router.get("/team", name="work.team")
async def get_team(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The confirmed team, and the proposal with what the confirmed team departs from it in."""
    await round_in_reach(site, viewer, Action.TEAM_READ, round_id)
    team, locked = await _standing(site, round_id)
    wanted = await run_in_threadpool(
        site.database.read_now, lambda connection: choose.kept(connection, round_id)
    )
    found = await _choice(site, round_id, wanted)
    return await render(request, team_page(viewer, found, team, Typed(wanted), locked=locked))


@router.post("/team", name="work.team.post")
async def post_team(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Look at the proposal again, or confirm the one that was shown."""
    await round_in_reach(site, viewer, Action.TEAM_CHOOSE, round_id)
    given = await read_form(request, TeamInput)
    wanted, loose = given.typed()
    refusal = None
    if given.do == "confirm":
        seen, now = Seen(given.board, int(given.team)), site.clock()
        act = partial(choose.confirm, site.writer, round_id, seen, wanted, viewer.actor, now)
        refusal = await refusal_of(act, _SHOWN)
        if refusal is None:
            return see_other(f"/staff/rounds/{round_id}/team")
    found = await _choice(site, round_id, wanted)
    team, locked = await _standing(site, round_id)
    typed = Typed(wanted, loose)
    page = team_page(viewer, found, team, typed, locked=locked, refusal=refusal)
    return await render(request, page, status_of(page.errors, refusal, found.refusal))


@router.get("/team.xlsx", name="work.team_workbook")
async def get_team_workbook(site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The confirmed team as a workbook."""
    await round_in_reach(site, viewer, Action.TEAM_READ, round_id)
    file = await run_in_threadpool(
        site.database.read_now, lambda connection: report.team_workbook(connection, round_id)
    )
    _log_export(viewer, round_id)
    return attachment(file.name, file.content)


@router.get("/team.docx", name="work.team_annex")
async def get_team_annex(site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The confirmed team as an annex to a decision."""
    await round_in_reach(site, viewer, Action.TEAM_READ, round_id)
    now = site.clock()
    file = await run_in_threadpool(
        site.database.read_now, lambda connection: report.team_annex(connection, round_id, now)
    )
    _log_export(viewer, round_id)
    return attachment(file.name, file.content)


def _log_export(viewer: Viewer, round_id: int) -> None:
    told = {"actor": viewer.actor, "action": "team.export", "object": f"round:{round_id}"}
    log.info("exported", extra=told)


async def _choice(site: Site, round_id: int, wanted: Wanted) -> Choice:
    # off the loop: a large board is read as a whole
    return await run_in_threadpool(
        site.database.read_now, lambda connection: choose.choice(connection, round_id, wanted)
    )


async def _standing(site: Site, round_id: int) -> tuple[TeamView | None, bool]:
    """(the team that stands, whether it is locked)."""

    def read(connection: Connection) -> tuple[TeamView | None, bool]:
        return teams.read_team(connection, round_id), teams.is_locked(connection, round_id)

    return await run_in_threadpool(site.database.read_now, read)
