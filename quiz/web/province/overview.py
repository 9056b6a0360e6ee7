"""One page: which district has opened, how many sat, whose board is out, whose team is chosen, and
who has to be urged."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, scope_of
from quiz.rules.progress import ContestLines, RoundLine
from quiz.rules.window import PHASE_TEXTS, Phase
from quiz.rules.wording import say_count, say_percent
from quiz.stages import oversee
from quiz.web.guard import Admitted, SiteDep, render
from quiz.web.pages.province import ContestOverview, DistrictRow, OverviewPage

router = APIRouter(prefix="/province")


@router.get("", name="province")
async def get_overview(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Every contest with every district."""
    now = site.clock()
    contests = await run_in_threadpool(
        site.database.read_now, lambda connection: oversee.contests(connection, now)
    )
    writes = scope_of(viewer.role, Action.CONTEST_WRITE) is not None
    page = OverviewPage(
        "Toàn tỉnh",
        tuple(_contest(contest) for contest in contests),
        "/province/contests/new" if writes else "",
    )
    return await render(request, page)


def _contest(contest: ContestLines) -> ContestOverview:
    ranked = [line for line in contest.rounds if not line.practice]
    published = sum(line.phase is Phase.PUBLISHED for line in ranked)
    teams = sum(bool(line.team_version) for line in contest.rounds)
    asked = sum(line.has_team for line in contest.rounds)
    rows = tuple(_district(line, contest) for line in contest.rounds)
    return ContestOverview(
        name=contest.name,
        url=f"/province/contests/{contest.id}",
        opened=contest.opened,
        roster=say_count(contest.roster),
        sat=say_count(contest.sat),
        rate_text=say_percent(contest.sat, contest.roster),
        finished=say_count(contest.finished),
        published_text=f"{published}/{len(ranked)}",
        by_round=len({line.district_id for line in ranked}) < len(ranked),
        teams_text=f"{teams}/{asked}" if asked else "Không có",
        teams_url=f"/province/contests/{contest.id}/teams" if contest.opened and asked else "",
        units_url=f"/province/contests/{contest.id}/units" if contest.opened else "",
        lagging=tuple(f"{row.district}: {row.lag.lower()}" for row in rows if row.lag),
        rows=rows,
    )


def _district(line: RoundLine, contest: ContestLines) -> DistrictRow:
    return DistrictRow(
        district=line.district,
        url=f"/staff/rounds/{line.id}" if contest.opened else "",
        phase=line.phase.value,
        phase_text=PHASE_TEXTS[line.phase],
        roster=say_count(line.roster),
        sat=say_count(line.sat),
        rate_text=say_percent(line.sat, line.roster),
        rate_hundredths=10_000 * line.sat // line.roster if line.roster else 0,
        finished=say_count(line.finished),
        board_text="Chính thức" if line.phase is Phase.PUBLISHED else "",
        team_text=_team_text(line),
        lag=line.lag(contest),
    )


def _team_text(line: RoundLine) -> str:
    if line.team_stale:
        return "Cần chọn lại"
    return f"Đã xác nhận lần {line.team_version}" if line.team_version else ""
