"""The figures of a round, of a contest; their files; the list of what there are figures of."""

import logging
from collections.abc import Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules import facility
from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.stages.statistics import fairness, files, listing, looking
from quiz.stages.statistics.looking import Look, Who
from quiz.store.rows import SatRound
from quiz.store.sealing import Reader
from quiz.web.downloads import attachment
from quiz.web.guard import Admitted, Id, PageNumber, SiteDep, in_reach, render
from quiz.web.pages.common import Link
from quiz.web.pages.statistics import StatisticsListPage
from quiz.web.site import Site
from quiz.web.statistics.views import URL, contest_card, report_page

router = APIRouter(prefix=URL)
log = logging.getLogger(__name__)

SeriesNumber = Annotated[int | None, Query(ge=0, le=1_000, title="Đợt thi")]


@router.get("", name="statistics")
async def get_list(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """The contests with the rounds within reach."""
    whole = scope_of(viewer.role, Action.STATISTICS_READ) is Scope.ANY
    districts = None if whole else viewer.districts
    now = site.clock()
    found = await run_in_threadpool(
        site.database.read_now, lambda connection: listing.contests(connection, now, districts)
    )
    cards = tuple(contest_card(contest, whole=whole) for contest in found)
    return await render(request, StatisticsListPage("Thống kê câu hỏi và đề thi", cards))


@router.get("/rounds/{round_id}", name="statistics.round")
async def get_round(
    request: Request, site: SiteDep, viewer: Admitted, round_id: Id, page: PageNumber = 1
) -> Response:
    """The figures of one round."""
    look = await _round(site, viewer, round_id)
    frozen = await site.database.read(
        lambda connection: fairness.facilities_of(connection, round_id)
    )
    shown = report_page(
        look,
        _title(look),
        f"{URL}/rounds/{round_id}",
        page,
        banks=_reads_banks(viewer),
        drawn_by=Link(frozen[0], f"{URL}/rounds/{round_id}/facilities.json") if frozen else None,
    )
    return await render(request, shown)


@router.get("/rounds/{round_id}/questions.xlsx", name="statistics.round.xlsx")
async def get_round_workbook(site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The same as a workbook; six times an hour."""
    look = await _exported(site, viewer, f"round:{round_id}", _round(site, viewer, round_id))
    return await _workbook(site, look, _title(look))


@router.get("/rounds/{round_id}/questions.csv", name="statistics.round.csv")
async def get_round_csv(site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The table of questions; six times an hour."""
    look = await _exported(site, viewer, f"round:{round_id}", _round(site, viewer, round_id))
    return attachment(f"{_title(look)}.csv", await run_in_threadpool(files.as_csv, look))


@router.get("/rounds/{round_id}/facilities.json", name="statistics.facilities")
async def get_facilities(site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The facilities by which the round's papers were drawn, so that anybody can draw them again;
    byte for byte what the digest in the round's `open` entry names."""

    def read(connection: Connection) -> str:
        _within(viewer, looking.one_round(connection, round_id))
        found = fairness.facilities_of(connection, round_id)
        return "{}" if found is None else facility.dump(found[1])

    content = await run_in_threadpool(site.database.read_now, read)
    return attachment(f"Độ dễ vòng {round_id}.json", content.encode())


@router.get("/contests/{contest_id}", name="statistics.contest")
async def get_contest(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    contest_id: Id,
    series: SeriesNumber = None,
    page: PageNumber = 1,
) -> Response:
    """The figures of all districts together: of the whole contest, or of one series."""
    look = await _contest(site, viewer, contest_id, series)
    tail = "" if series is None else f"?series={series}"
    url = f"{URL}/contests/{contest_id}{tail}"
    shown = report_page(look, _title(look, series), url, page, banks=_reads_banks(viewer))
    return await render(request, shown)


@router.get("/contests/{contest_id}/questions.xlsx", name="statistics.contest.xlsx")
async def get_contest_workbook(
    site: SiteDep, viewer: Admitted, contest_id: Id, series: SeriesNumber = None
) -> Response:
    """The same as a workbook; six times an hour."""
    asked = _contest(site, viewer, contest_id, series)
    look = await _exported(site, viewer, f"contest:{contest_id}", asked)
    return await _workbook(site, look, _title(look, series))


@router.get("/contests/{contest_id}/questions.csv", name="statistics.contest.csv")
async def get_contest_csv(
    site: SiteDep, viewer: Admitted, contest_id: Id, series: SeriesNumber = None
) -> Response:
    """The table of questions; six times an hour."""
    asked = _contest(site, viewer, contest_id, series)
    look = await _exported(site, viewer, f"contest:{contest_id}", asked)
    return attachment(f"{_title(look, series)}.csv", await run_in_threadpool(files.as_csv, look))


async def _round(site: Site, viewer: Viewer, round_id: int) -> Look:
    def subject(connection: Connection) -> tuple[SatRound, ...]:
        return _within(viewer, looking.one_round(connection, round_id))

    return await run_in_threadpool(
        looking.look, site.database, site.statistics, subject, _who(site, viewer)
    )


async def _contest(site: Site, viewer: Viewer, contest_id: int, series: int | None) -> Look:

    def subject(connection: Connection) -> tuple[SatRound, ...]:
        return looking.whole_contest(connection, contest_id, series)

    return await run_in_threadpool(
        looking.look, site.database, site.statistics, subject, _who(site, viewer)
    )


async def _workbook(site: Site, look: Look, title: str) -> Response:
    content = await run_in_threadpool(files.as_workbook, look, title, site.clock())
    return attachment(f"{title}.xlsx", content)


def _within(viewer: Viewer, rounds: tuple[SatRound, ...]) -> tuple[SatRound, ...]:
    for sat in rounds:
        in_reach(viewer, Action.STATISTICS_READ, sat.district_id)
    return rounds


def _who(site: Site, viewer: Viewer) -> Who:
    return Who(Reader(viewer.actor, site.clock()), _reads_banks(viewer))


def _reads_banks(viewer: Viewer) -> bool:
    return scope_of(viewer.role, Action.BANK_READ) is not None


async def _exported(
    site: Site, viewer: Viewer, what: str, asked: Coroutine[Any, Any, Look]
) -> Look:
    """What was asked for, to be taken away."""
    look = await asked
    site.exports.take(f"statistics:{what}:{viewer.staff_id}", site.clock())
    told = {"actor": viewer.actor, "action": "statistics.export", "object": what}
    log.info("exported", extra=told)
    return look


def _title(look: Look, series: int | None = None) -> str:
    first = look.rounds[0]
    if len(look.rounds) == 1:
        return f"Thống kê {first.place}"
    label = first.label if series is not None else ""
    return f"Thống kê {label or 'cả cuộc thi'}"
