"""Which units go on to the next round, by the ranking of all units, and the annex."""

import logging
from dataclasses import replace

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.advancing import Decided
from quiz.rules.refusal import Refusal
from quiz.stages import unit_files
from quiz.store.ranked_units import UnitRanking
from quiz.web.downloads import attachment
from quiz.web.guard import BoardReader, Id, SiteDep, render
from quiz.web.pages.units import AdvancingPage
from quiz.web.units.reach import LevelText, base_of, contest_ranking, crumbs_of, query_of, tabs_of

router = APIRouter(prefix="/province/contests/{contest_id}")
log = logging.getLogger(__name__)

TITLE = "Đơn vị vào vòng sau"


@router.get("/advancing", name="units.advancing")
async def get_advancing(
    request: Request,
    site: SiteDep,
    viewer: BoardReader,
    contest_id: Id,
    level: LevelText = None,
) -> Response:
    """Which units go on and why, and which do not."""
    found = await contest_ranking(site, viewer, contest_id, level)
    try:
        every = unit_files.decided(found)
    except Refusal as refusal:
        page = replace(_page(found, ()), problem=refusal.sentence, file_url="")
        return await render(request, page, refusal.reason.status)
    return await render(request, _page(found, every))


@router.get("/advancing.xlsx", name="units.advancing.file")
async def get_annex(
    site: SiteDep, viewer: BoardReader, contest_id: Id, level: LevelText = None
) -> Response:
    """The same as an annex."""
    found = await contest_ranking(site, viewer, contest_id, level)
    file = await run_in_threadpool(unit_files.advancing_workbook, found, site.clock())
    told = {"actor": viewer.actor, "action": "units.advancing", "object": base_of(found)}
    log.info("exported", extra=told)
    return attachment(file.name, file.content)


def _page(found: UnitRanking, every: tuple[Decided, ...]) -> AdvancingPage:
    rules = found.rules.advancing.sentences()
    return AdvancingPage(
        title=TITLE,
        contest=found.contest,
        crumbs=crumbs_of(found, TITLE),
        status_text=unit_files.status_text(found),
        official=found.official,
        rules=rules or ("Thể lệ không chọn đơn vị vào vòng sau.",),
        tabs=tabs_of(found, "advancing"),
        going=tuple(_row(one) for one in every if one.way is not None),
        others=tuple(_row(one) for one in every if one.way is None) if rules else (),
        unplaced=tuple(
            (line.unit.name, line.said) for line in found.lines if line.whole_place is None
        ),
        file_url=f"{base_of(found)}/advancing.xlsx{query_of(found)}" if rules else "",
    )


def _row(one: Decided) -> tuple[str, ...]:
    note = "Cùng hạng ở ranh giới, Ban Tổ chức xem xét." if one.tied else ""
    return str(one.unit.place), one.unit.name, one.unit.cluster, one.reason, note
