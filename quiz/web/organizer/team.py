"""The team of a round: the proposal, departing from it in writing, confirming, taking it away."""

import logging
import re
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import squeeze
from quiz.rules.access import Action, Viewer
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import LONGEST_REASON
from quiz.stages import choose, report
from quiz.stages.choose import Choice, Seen, Wanted
from quiz.store import teams
from quiz.store.teams import TeamView
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_form
from quiz.web.guard import MAX_ID, Id, Site, SiteDep, TeamChooser, TeamReader, render, see_other
from quiz.web.organizer.reach import round_in_reach
from quiz.web.organizer.team_page import Typed, team_page

router = APIRouter(prefix="/staff/rounds/{round_id}")
log = logging.getLogger(__name__)

_FIELD = re.compile(r"(skip|reason)_([1-9][0-9]{0,9})")
_SHOWN = frozenset(
    {
        Reason.BOARD_CHANGED,
        Reason.TEAM_CHANGED,
        Reason.SKIP_NEEDS_REASON,
        Reason.NOT_ENOUGH_PEOPLE,
        Reason.QUOTAS_UNMET,
        Reason.CAPTAIN_MISSING,
        Reason.TEAM_LOCKED,
        Reason.TEAM_DEADLINE,
    }
)
"""Refusals that the page itself explains."""


class TeamInput(Input):
    """What is asked, the board and the version of the team that were seen, and `skip_<person id>`
    with `reason_<person id>`.
    """

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Annotated[str, Field(max_length=LONGEST_REASON)]]

    do: Annotated[Literal["preview", "confirm"], Field(title="Thao tác")]
    board: Annotated[str, Field(max_length=64, title="Bảng xếp hạng đã xem")] = ""
    team: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,8})$", title="Đội tuyển đã xem")] = "0"

    captain: Annotated[str, Field(pattern=r"^([1-9][0-9]{0,9})?$", title="Đội trưởng")] = ""
    eased_reason: Annotated[str, Field(max_length=LONGEST_REASON, title="Lý do")] = ""

    def typed(self) -> tuple[Wanted, dict[int, str]]:
        """(what is wanted, person id -> reason of those who are not ticked)."""
        ticked: set[int] = set()
        reasons: dict[int, str] = {}
        for name, value in self.__pydantic_extra__.items():
            found = _FIELD.fullmatch(name)
            if found is None or int(found[2]) > MAX_ID:
                raise Refusal(Reason.BAD_INPUT, field="Lý do không chọn")
            if found[1] == "skip":
                ticked.add(int(found[2]))
            else:
                reasons[int(found[2])] = value
        skips = {person: reasons.get(person, "") for person in sorted(ticked)}
        others = {person: text for person, text in reasons.items() if person not in ticked}
        wanted = Wanted(skips, int(self.captain) if self.captain else None, self.eased_reason)
        return wanted, {person: text for person, text in others.items() if squeeze(text)}


@router.get("/team", name="work.team")
async def get_team(request: Request, site: SiteDep, viewer: TeamReader, round_id: Id) -> Response:
    """The confirmed team, and the proposal with what the confirmed team departs from it in."""
    await round_in_reach(site, viewer, Action.TEAM_READ, round_id)
    team, locked = await _standing(site, round_id)
    wanted = Wanted() if team and team.of_old_board else _kept(team)
    found = await _choice(site, round_id, wanted)
    return await render(request, team_page(viewer, found, team, Typed(wanted), locked=locked))


@router.post("/team", name="work.team.post")
async def post_team(request: Request, site: SiteDep, viewer: TeamChooser, round_id: Id) -> Response:
    """Look at the proposal again, or confirm the one that was shown."""
    await round_in_reach(site, viewer, Action.TEAM_CHOOSE, round_id)
    given = await read_form(request, TeamInput)
    wanted, loose = given.typed()
    refusal = None
    if given.do == "confirm":
        try:
            await run_in_threadpool(
                choose.confirm,
                site.writer,
                round_id,
                Seen(given.board, int(given.team)),
                wanted,
                viewer.actor,
                site.clock(),
            )
            return see_other(f"/staff/rounds/{round_id}/team")
        except Refusal as found_refusal:
            if found_refusal.reason not in _SHOWN:
                raise
            refusal = found_refusal
    found = await _choice(site, round_id, wanted)
    team, locked = await _standing(site, round_id)
    typed = Typed(wanted, loose)
    page = team_page(viewer, found, team, typed, locked=locked, refusal=refusal)
    faulty = any(candidate.error for candidate in page.candidates)
    status = (refusal or found.refusal or Refusal(Reason.SKIP_NEEDS_REASON)).reason.status
    return await render(request, page, status if refusal or found.refusal or faulty else 200)


@router.get("/team.xlsx", name="work.team_workbook")
async def get_team_workbook(site: SiteDep, viewer: TeamReader, round_id: Id) -> Response:
    """The confirmed team as a workbook."""
    await round_in_reach(site, viewer, Action.TEAM_READ, round_id)
    file = await run_in_threadpool(
        site.database.read_now, lambda connection: report.team_workbook(connection, round_id)
    )
    _log_export(viewer, round_id)
    return attachment(file.name, file.content)


@router.get("/team.docx", name="work.team_annex")
async def get_team_annex(site: SiteDep, viewer: TeamReader, round_id: Id) -> Response:
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


def _kept(team: TeamView | None) -> Wanted:
    """What somebody decided when the team was confirmed."""
    if team is None:
        return Wanted()
    skips = {skip.person_id: skip.reason for skip in team.skips}
    return Wanted(skips, team.captain_id, team.eased_reason if team.act == "choose" else "")
