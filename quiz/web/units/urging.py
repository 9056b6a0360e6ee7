"""Rates of participation against the target, the slow units first, and the letter to them."""

import logging

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Viewer
from quiz.rules.participation import Participation, urging_text
from quiz.rules.unit_ranking import FULL_RATE, UnitLine
from quiz.rules.wording import say_count, say_percent
from quiz.stages import unit_files
from quiz.store.ranked_units import UnitRanking
from quiz.web.downloads import attachment
from quiz.web.guard import Admitted, Id, SiteDep, render
from quiz.web.pages.units import ParticipationPage, RateRow
from quiz.web.site import Site
from quiz.web.units.reach import (
    UNITS_URL,
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


@router.get("/staff/rounds/{round_id}/participation", name="units.round.participation")
async def get_round(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Who has to be urged in the round."""
    found = await round_ranking(site, viewer, round_id)
    return await render(request, _page(found, site.clock()))


@router.get("/staff/rounds/{round_id}/participation.docx", name="units.round.letter")
async def get_round_letter(site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The letter to the slow units."""
    return await _letter(site, viewer, await round_ranking(site, viewer, round_id))


@router.get("/province/contests/{contest_id}/participation", name="units.contest.participation")
async def get_contest(
    request: Request,
    site: SiteDep,
    _viewer: Admitted,
    contest_id: Id,
    level: LevelText = None,
) -> Response:
    """Who has to be urged in the whole contest."""
    found = await contest_ranking(site, contest_id, level)
    return await render(request, _page(found, site.clock()))


@router.get("/province/contests/{contest_id}/participation.docx", name="units.contest.letter")
async def get_contest_letter(
    site: SiteDep, viewer: Admitted, contest_id: Id, level: LevelText = None
) -> Response:
    """The letter to the slow units."""
    return await _letter(site, viewer, await contest_ranking(site, contest_id, level))


async def _letter(site: Site, viewer: Viewer, found: UnitRanking) -> Response:
    file = await run_in_threadpool(unit_files.dispatch, found, site.clock())
    told = {"actor": viewer.actor, "action": "units.letter", "object": base_of(found)}
    log.info("exported", extra=told)
    return attachment(file.name, file.content)


def _page(found: UnitRanking, now: int) -> ParticipationPage:
    who = unit_files.urging(found)
    place = found.place if found.round_id else "các đơn vị trong tỉnh"
    title = f"Tỷ lệ tham gia {found.place}"
    missing = {one.line.unit.id: one.missing for one in who.slow}
    return ParticipationPage(
        title=title,
        contest=found.contest,
        crumbs=crumbs_of(found, title),
        status_text=unit_files.status_text(found),
        target_text=_target(who),
        tiles=(
            ("Người dự thi", say_count(who.everybody)),
            ("Số người hiện có được duyệt", say_count(who.headcount)),
            (_rate_title(who), say_percent(who.participant_count, who.headcount)),
            ("Đơn vị cần đôn đốc", say_count(len(who.slow))),
        ),
        tabs=tabs_of(found, "participation"),
        slow=tuple(_row(one.line, missing) for one in who.slow),
        others=tuple(_row(line, missing) for line in who.known if line.unit.id not in missing),
        uncounted=tuple((_name(line), say_count(line.participant_count)) for line in who.uncounted),
        text=urging_text(who, found.contest, place, now),
        letter_url=f"{base_of(found)}/participation.docx{query_of(found)}",
        units_url=UNITS_URL,
    )


def _rate_title(who: Participation) -> str:
    if who.whole:
        return "Tỷ lệ tham gia"
    return "Tỷ lệ tham gia ở đơn vị đã có số được duyệt"


def _target(who: Participation) -> str:
    rate = say_percent(who.target, FULL_RATE)
    if who.by_target:
        return f"Chỉ tiêu của thể lệ: {rate} số người hiện có."
    if not who.known:
        return "Thể lệ không đặt chỉ tiêu; chưa đơn vị nào có số người hiện có được duyệt."
    return f"Thể lệ không đặt chỉ tiêu; đơn vị cần đôn đốc là đơn vị dưới mức chung {rate}."


def _name(line: UnitLine) -> str:
    return f"{line.unit.name}, {line.unit.district}" if line.unit.district else line.unit.name


def _row(line: UnitLine, missing: dict[int, int]) -> RateRow:
    rate = line.rate or 0
    return RateRow(
        unit=_name(line),
        participants=say_count(line.participant_count),
        headcount=say_count(line.unit.headcount or 0),
        rate_text=say_percent(rate, FULL_RATE) + (", cần rà soát" if line.over else ""),
        hundredths=min(rate, FULL_RATE),
        missing=say_count(missing[line.unit.id]) if line.unit.id in missing else "",
    )
