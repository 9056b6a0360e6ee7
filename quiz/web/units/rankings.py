"""The ranked units of a round or of a whole contest, for staff, and as files."""

import logging
from itertools import groupby

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Viewer
from quiz.rules.unit_ranking import class_title
from quiz.rules.wording import say_count
from quiz.stages import unit_files
from quiz.store.ranked_units import UnitRanking
from quiz.web.downloads import attachment
from quiz.web.guard import Admitted, Id, SiteDep, render
from quiz.web.pages.common import Link
from quiz.web.pages.units import RankingSection, UnitRankingPage
from quiz.web.site import Site
from quiz.web.units.reach import (
    LevelText,
    base_of,
    contest_ranking,
    crumbs_of,
    query_of,
    round_ranking,
    tabs_of,
)

router = APIRouter()
log = logging.getLogger(__name__)

OVER = "Số người dự thi nhiều hơn số người hiện có: {names}. Đề nghị rà soát số đã duyệt."
VISITS = (
    "Người dự thi là người có kết quả được tính, mỗi người một lần; lượt thi là số lần làm bài. Hệ "
    "thống không đếm lượt truy cập."
)


@router.get("/staff/rounds/{round_id}/units", name="units.round")
async def get_round(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The units of the round's district."""
    found = await round_ranking(site, viewer, round_id)
    return await render(request, staff_page(found))


@router.get("/staff/rounds/{round_id}/units.{suffix}", name="units.round.file")
async def get_round_file(site: SiteDep, viewer: Admitted, round_id: Id, suffix: str) -> Response:
    """The same as .xlsx, .csv or .json."""
    return await _file(site, viewer, await round_ranking(site, viewer, round_id), suffix)


@router.get("/province/contests/{contest_id}/units", name="units.contest")
async def get_contest(
    request: Request,
    site: SiteDep,
    _viewer: Admitted,
    contest_id: Id,
    level: LevelText = None,
) -> Response:
    """The units of the whole province."""
    found = await contest_ranking(site, contest_id, level)
    return await render(request, staff_page(found))


@router.get("/province/contests/{contest_id}/units.{suffix}", name="units.contest.file")
async def get_contest_file(
    site: SiteDep,
    viewer: Admitted,
    contest_id: Id,
    suffix: str,
    level: LevelText = None,
) -> Response:
    """The same as .xlsx, .csv or .json."""
    found = await contest_ranking(site, contest_id, level)
    return await _file(site, viewer, found, suffix)


async def _file(site: Site, viewer: Viewer, found: UnitRanking, suffix: str) -> Response:
    file = await run_in_threadpool(unit_files.ranking_file, found, suffix, site.clock())
    told = {"actor": viewer.actor, "action": "units.export", "object": base_of(found)}
    log.info("exported", extra=told)
    return attachment(file.name, file.content)


def staff_page(found: UnitRanking) -> UnitRankingPage:
    """The ranking with the ways on."""
    base, query = base_of(found), query_of(found)
    advances = found.round_id is None and found.rules.advancing.seats
    public = f"/rounds/{found.round_id}" if found.round_id else f"/contests/{found.contest_id}"
    links = (
        Link("Tỷ lệ tham gia và đôn đốc", f"{base}/participation{query}"),
        *([Link("Đơn vị vào vòng sau", f"{base}/advancing{query}")] if advances else ()),
        Link("Trang công khai", f"{public}/units{query}"),
        *(
            Link(f"Tải .{suffix}", f"{base}/units.{suffix}{query}")
            for suffix in unit_files.SUFFIXES
        ),
    )
    title = f"Xếp hạng đơn vị {found.place}"
    return ranking_page(found, title, crumbs_of(found, title), tabs_of(found, "units"), links)


def ranking_page(
    found: UnitRanking,
    title: str,
    crumbs: tuple[Link, ...],
    tabs: tuple[Link, ...],
    links: tuple[Link, ...] = (),
    still_text: str = "",
) -> UnitRankingPage:
    """The ranking; `still_text` says that it does not move now."""
    lines = found.lines
    rules = found.rules.units
    sections = tuple(
        RankingSection(name, tuple(unit_files.cells(line, rules.measure) for line in group))
        for name, group in groupby(lines, lambda line: class_title(line, rules))
    )
    over = [line.unit.name for line in lines if line.over]
    notes = (
        *([OVER.format(names=", ".join(over))] if over else ()),
        *(
            [
                f"{say_count(found.stray_count)} người ghi thẳng vào đơn vị cấp huyện, không thuộc "
                "đơn vị nào trong bảng."
            ]
            if found.stray_count
            else ()
        ),
        VISITS,
    )
    return UnitRankingPage(
        title=title,
        contest=found.contest,
        crumbs=crumbs,
        official=found.official,
        status_text=unit_files.status_text(found),
        still_text=still_text,
        tiles=_tiles(found),
        rules=rules.sentences(),
        tabs=tabs,
        headers=unit_files.HEADERS,
        sections=sections,
        notes=notes,
        links=links,
    )


def _tiles(found: UnitRanking) -> tuple[tuple[str, str], ...]:
    lines = found.lines
    taking_part = sum(bool(line.participant_count) for line in lines)
    return (
        ("Đơn vị có người dự thi", f"{say_count(taking_part)}/{say_count(len(lines))}"),
        ("Người dự thi", say_count(sum(line.participant_count for line in lines))),
        ("Lượt thi", say_count(sum(line.unit.attempt_count for line in lines))),
    )
