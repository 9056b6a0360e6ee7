"""The team of a round: the proposal, departing from it in writing, confirming, taking it away."""

import logging
import re
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import clean, squeeze
from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import LONGEST_REASON, SEAT_TEXTS
from quiz.rules.wording import OLD_TEAM, say_moment
from quiz.stages import choose, report
from quiz.stages.choose import Choice, Runner, Seen
from quiz.store import teams
from quiz.store.teams import TeamView
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_form
from quiz.web.guard import MAX_ID, Id, Site, SiteDep, TeamChooser, TeamReader, render, see_other
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link
from quiz.web.pages.organizer import ConfirmedTeam, TeamCandidate, TeamPage

router = APIRouter(prefix="/staff/rounds/{round_id}")
log = logging.getLogger(__name__)

_FIELD = re.compile(r"(skip|reason)_([1-9][0-9]{0,9})")
_SHOWN = frozenset(
    {
        Reason.BOARD_CHANGED,
        Reason.TEAM_CHANGED,
        Reason.SKIP_NEEDS_REASON,
        Reason.NOT_ENOUGH_PEOPLE,
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

    def typed(self) -> tuple[dict[int, str], dict[int, str]]:
        """(person id -> reason of those ticked, person id -> reason of the others)."""
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
        return skips, {person: text for person, text in others.items() if squeeze(text)}


@router.get("/team", name="work.team")
async def get_team(request: Request, site: SiteDep, viewer: TeamReader, round_id: Id) -> Response:
    """The confirmed team, and the proposal with what the confirmed team departs from it in."""
    await round_in_reach(site, viewer, Action.TEAM_READ, round_id)
    team = await _team(site, round_id)
    skips: dict[int, str] = {}
    found = await _choice(site, round_id, skips)
    if team and team.skips and team.board_digest == found.board.digest:
        skips = {skip.person_id: skip.reason for skip in team.skips}
        found = await _choice(site, round_id, skips)
    return await render(request, _page(viewer, found, team, skips, {}))


@router.post("/team", name="work.team.post")
async def post_team(request: Request, site: SiteDep, viewer: TeamChooser, round_id: Id) -> Response:
    """Look at the proposal again, or confirm the one that was shown."""
    await round_in_reach(site, viewer, Action.TEAM_CHOOSE, round_id)
    given = await read_form(request, TeamInput)
    skips, loose = given.typed()
    refusal = None
    if given.do == "confirm":
        try:
            await run_in_threadpool(
                choose.confirm,
                site.writer,
                round_id,
                Seen(given.board, int(given.team)),
                skips,
                viewer.actor,
                site.clock(),
            )
            return see_other(f"/staff/rounds/{round_id}/team")
        except Refusal as found_refusal:
            if found_refusal.reason not in _SHOWN:
                raise
            refusal = found_refusal
    found = await _choice(site, round_id, skips)
    page = _page(viewer, found, await _team(site, round_id), skips, loose, refusal)
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


async def _choice(site: Site, round_id: int, skips: dict[int, str]) -> Choice:
    return await site.database.read(lambda connection: choose.choice(connection, round_id, skips))


async def _team(site: Site, round_id: int) -> TeamView | None:
    return await site.database.read(lambda connection: teams.read_team(connection, round_id))


def _page(
    viewer: Viewer,
    found: Choice,
    team: TeamView | None,
    skips: dict[int, str],
    loose: dict[int, str],
    refusal: Refusal | None = None,
) -> TeamPage:
    """`skips` are ticked, `loose` are reasons typed without a tick."""
    sat = found.round
    url = f"/staff/rounds/{sat.id}/team"
    may_choose = scope_of(viewer.role, Action.TEAM_CHOOSE) is not None
    seats = {}
    skipped: tuple[tuple[int, str], ...] = ()
    if found.proposal:
        chosen = found.proposal.chosen
        seats = {one.candidate.person_id: SEAT_TEXTS[one.seat] for one in chosen}
        skipped = tuple((one.candidate.person_id, one.reason) for one in found.proposal.skipped)
    candidates = tuple(
        _candidate(runner, found, seats.get(runner.candidate.person_id, ""), skips, loose)
        for runner in found.runners
    )
    problem = refusal or found.refusal
    errors = any(candidate.error for candidate in candidates)
    hidden = [(f"skip_{person}", "1") for person, _ in skipped]
    hidden += [(f"reason_{person}", reason) for person, reason in skipped]
    return TeamPage(
        title=f"Đội tuyển {sat.district}",
        contest=sat.contest,
        board_text=f"Bảng xếp hạng chính thức công bố {say_moment(found.board.published_at)}. "
        f"Mã kiểm tra: {found.board.digest[:16]}.",
        seats_text=f"Thể lệ: {sat.rules.seats} thành viên và {sat.rules.reserves} dự bị, lấy từ "
        "trên xuống theo bảng xếp hạng chính thức. Không chọn người có thứ hạng cao hơn thì phải "
        "nêu lý do bằng văn bản.",
        url=url,
        may_choose=may_choose,
        candidates=candidates,
        board_digest=found.board.digest,
        team_version=team.version if team else 0,
        confirmable=may_choose and not errors and problem is None,
        hidden=tuple(hidden),
        confirmed=_confirmed(team, url) if team else None,
        back=Link(f"Vòng thi {sat.district}", f"/staff/rounds/{sat.id}"),
        problem=problem.sentence if problem and not errors else "",
        warning=OLD_TEAM
        if team and team.board_digest != found.board.digest
        else (
            "Có người cùng hạng ở ranh giới giữa thành viên và người còn lại, thể lệ không quy "
            "định bốc thăm. Đề nghị Ban Tổ chức xem xét và nêu lý do khi không chọn."
            if found.tie_at_cut
            else ""
        ),
    )


def _candidate(
    runner: Runner, found: Choice, seat_text: str, skips: dict[int, str], loose: dict[int, str]
) -> TeamCandidate:
    person = runner.candidate.person_id
    reason = skips.get(person, loose.get(person, ""))
    error = ""
    if person in skips and not squeeze(reason):
        error = "Chưa nêu lý do không chọn."
    elif person in loose:
        error = "Đã ghi lý do nhưng chưa đánh dấu “Không chọn”."
    elif refused := clean(reason)[1]:
        error = refused[0]
    count = found.round.rules.question_count
    return TeamCandidate(
        person_id=person,
        place=runner.candidate.place,
        name=runner.candidate.name,
        number=runner.number,
        unit=runner.unit,
        score_text=f"{runner.correct_count}/{count}",
        note=runner.note if runner.on_roster else f"Không còn trong danh sách. {runner.note}",
        seat_text=seat_text,
        skipped=person in skips,
        reason=reason,
        error=error,
    )


def _confirmed(team: TeamView, url: str) -> ConfirmedTeam:
    count = team.round.rules.question_count
    return ConfirmedTeam(
        text=f"Đội tuyển được xác nhận lúc {say_moment(team.confirmed_at)}, lần {team.version}. "
        f"Mã kiểm tra: {team.digest[:16]}.",
        members=tuple(
            (
                str(member.position),
                member.name,
                member.number,
                member.unit,
                f"{member.correct_count}/{count}",
                str(member.place),
                SEAT_TEXTS[member.seat],
            )
            for member in team.members
        ),
        skips=tuple((skip.name, str(skip.place), skip.reason) for skip in team.skips),
        workbook_url=f"{url}.xlsx",
        annex_url=f"{url}.docx",
    )
