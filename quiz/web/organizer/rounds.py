"""The rounds within reach, how far one is, and its publication."""

import logging

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.rules.progress import RoundLine
from quiz.rules.refusal import Refusal
from quiz.rules.window import PHASE_TEXTS, Phase
from quiz.rules.wording import (
    OLD_TEAM,
    say_count,
    say_percent,
    say_window,
)
from quiz.stages import count, haste, oversee
from quiz.store import teams
from quiz.web.forms import NothingInput, read_form
from quiz.web.guard import (
    Admitted,
    Id,
    SiteDep,
    in_reach,
    render,
    see_other,
)
from quiz.web.organizer.extending import extend_part
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link
from quiz.web.pages.extending import ExtendPart
from quiz.web.pages.organizer import (
    RoundCard,
    RoundsPage,
    WorkRoundPage,
)

router = APIRouter(prefix="/staff/rounds")
log = logging.getLogger(__name__)


@router.get("", name="work.rounds")
async def get_rounds(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """The rounds of opened contests within reach."""
    anywhere = scope_of(viewer.role, Action.CONTEST_READ) is Scope.ANY
    districts = None if anywhere else viewer.districts
    now = site.clock()
    lines = await run_in_threadpool(
        site.database.read_now, lambda connection: oversee.rounds(connection, now, districts)
    )
    return await render(request, RoundsPage("Vòng thi", tuple(_card(line) for line in lines)))


@router.get("/{round_id}", name="work.round")
async def get_round(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """How far the round is."""
    return await _round_page(request, site, viewer, round_id)


@router.post("/{round_id}/publish", name="work.publish")
async def post_publish(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Freeze the official board."""
    await read_form(request, NothingInput)
    await round_in_reach(site, viewer, Action.BOARD_PUBLISH, round_id)
    try:
        await run_in_threadpool(
            count.publish, site.database, site.writer, round_id, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        return await _round_page(request, site, viewer, round_id, refusal)
    return see_other(f"/staff/rounds/{round_id}")


async def _round_page(
    request: Request,
    site: SiteDep,
    viewer: Viewer,
    round_id: int,
    refusal: Refusal | None = None,
) -> Response:
    now = site.clock()

    def read(connection: Connection) -> tuple[RoundLine, ExtendPart, bool, int]:
        line = oversee.one_round(connection, round_id, now)
        in_reach(viewer, Action.CONTEST_READ, line.district_id)
        part = extend_part(connection, round_id, viewer, now)[0]
        fast = haste.count_in_round(connection, round_id)
        return line, part, teams.is_from_old_board(connection, round_id), fast

    line, extension, old_team, fast = await run_in_threadpool(site.database.read_now, read)
    extends = scope_of(viewer.role, Action.TIME_EXTEND) and line.phase is not Phase.PUBLISHED
    url = f"/staff/rounds/{round_id}"
    team = _team_link(viewer, line, url)
    publishes = (
        scope_of(viewer.role, Action.BOARD_PUBLISH)
        and line.phase is Phase.CLOSED
        and not line.practice
    )
    shown = WorkRoundPage(
        title=f"Vòng thi {line.district}",
        contest=line.contest,
        phase=line.phase.value,
        phase_text=PHASE_TEXTS[line.phase],
        window_text=_window_text(line),
        roster=say_count(line.roster),
        sat=say_count(line.sat),
        rate_text=say_percent(line.sat, line.roster),
        finished=say_count(line.finished),
        running=say_count(line.running),
        steps=_steps(line, next(iter(team), None)),
        links=(
            Link("Bảng xếp hạng có họ tên đầy đủ", f"{url}/board"),
            Link("Bảng xếp hạng công khai", f"/rounds/{round_id}/board"),
            Link("Thể lệ", f"/rounds/{round_id}/rules"),
            *(() if line.practice else _of_units(url)),
            *(() if line.practice else [Link("Giải thưởng", f"{url}/prizes")]),
            *([Link(_fast_text(fast), f"{url}/fast")] if fast else ()),
            *team,
            *_after(viewer, line, url),
        ),
        publish_url=f"{url}/publish" if publishes else "",
        extend=extension if extends else None,
        problem=refusal.sentence if refusal else "",
        old_team_text=OLD_TEAM if old_team else "",
    )
    return await render(request, shown, refusal.reason.status if refusal else 200)


def _fast_text(fast: int) -> str:
    return f"Bài làm nhanh hơn mức của thể lệ ({say_count(fast)})"


def _team_link(viewer: Viewer, line: RoundLine, url: str) -> tuple[Link, ...]:
    reads = scope_of(viewer.role, Action.TEAM_READ) is not None
    there = line.has_team and line.phase is Phase.PUBLISHED
    return (Link("Đội tuyển", f"{url}/team"),) if reads and there else ()


def _of_units(url: str) -> tuple[Link, ...]:
    return (
        Link("Xếp hạng đơn vị", f"{url}/units"),
        Link("Tỷ lệ tham gia và đôn đốc", f"{url}/participation"),
    )


def _after(viewer: Viewer, line: RoundLine, url: str) -> tuple[Link, ...]:
    """Where to go once nobody sits any more."""
    over = line.phase in {Phase.CLOSED, Phase.PUBLISHED}
    if not over or scope_of(viewer.role, Action.APPEAL_READ) is None:
        return ()
    statistics = Link("Thống kê câu hỏi và đề thi", f"/statistics/rounds/{line.id}")
    return (
        # nothing of practice is counted
        *(() if line.practice else (statistics,)),
        Link("Kiến nghị và quyết định", f"{url}/appeals"),
        Link("Nhật ký quyết định", f"{url}/log"),
    )


def _steps(line: RoundLine, team_link: Link | None) -> tuple[tuple[str, str, Link | None], ...]:
    """What has happened and what comes next."""
    team = bool(line.team_version) and not line.team_stale
    states: list[tuple[str, bool, Link | None]] = [
        ("Vòng thi mở", line.phase is not Phase.BEFORE, None),
        ("Vòng thi đóng", line.phase in {Phase.CLOSED, Phase.PUBLISHED}, None),
    ]
    if not line.practice:
        states.append(("Công bố kết quả chính thức", line.phase is Phase.PUBLISHED, None))
    if line.has_team:
        states.append(("Xác nhận đội tuyển", team, team_link))
    steps = []
    current = False
    for label, done, link in states:
        state = "done" if done else "todo" if current else "current"
        current = current or not done
        steps.append((label, state, link))
    return tuple(steps)


def _card(line: RoundLine) -> RoundCard:
    return RoundCard(
        contest=line.contest,
        district=line.district,
        phase=line.phase.value,
        phase_text=PHASE_TEXTS[line.phase],
        window_text=_window_text(line),
        roster=say_count(line.roster),
        sat=say_count(line.sat),
        finished=say_count(line.finished),
        url=f"/staff/rounds/{line.id}",
    )


def _window_text(line: RoundLine) -> str:
    return say_window(line.window.opens_at, line.window.closes_at)
