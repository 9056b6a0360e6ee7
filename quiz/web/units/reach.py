"""Whose units somebody reaches, and which ranking is asked for."""

from typing import Annotated

from fastapi import Query
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.store import ranked_units, rows
from quiz.store.ranked_units import Level, UnitRanking
from quiz.web.guard import in_reach
from quiz.web.pages.common import Link
from quiz.web.site import Site

UNITS_URL = "/staff/units"
UNITS = Link("Đơn vị", UNITS_URL)

LevelText = Annotated[Level | None, Query(title="Cấp đơn vị")]


def reach_of(viewer: Viewer, action: Action) -> frozenset[int] | None:
    """The districts within reach, None for all."""
    return None if scope_of(viewer.role, action) is Scope.ANY else viewer.districts


async def round_ranking(site: Site, viewer: Viewer, round_id: int) -> UnitRanking:
    """The units of a round, when the viewer may read its board."""
    now = site.clock()

    def read(connection: Connection) -> UnitRanking:
        sat = rows.read_round(connection, round_id)
        rows.refuse_draft(sat)
        rows.refuse_rehearsal(sat)
        in_reach(viewer, Action.BOARD_READ, sat.district_id)
        return ranked_units.of_round(connection, round_id, now)

    return await run_in_threadpool(site.database.read_now, read)


async def contest_ranking(site: Site, contest_id: int, level: Level | None) -> UnitRanking:
    """The units of a whole contest, of every district."""
    now = site.clock()
    return await run_in_threadpool(
        site.database.read_now,
        lambda connection: ranked_units.of_contest(connection, contest_id, level, now),
    )


def base_of(found: UnitRanking) -> str:
    """The address under which staff see what belongs to the ranking."""
    if found.round_id is not None:
        return f"/staff/rounds/{found.round_id}"
    return f"/province/contests/{found.contest_id}"


def query_of(found: UnitRanking) -> str:
    """What an address of the same level ends with."""
    return f"?level={found.level.value}" if found.round_id is None else ""


def crumbs_of(found: UnitRanking, title: str) -> tuple[Link, ...]:
    """The way to a page of the ranking."""
    if found.round_id is not None:
        above = Link(f"Vòng thi {found.place}", base_of(found))
    else:
        above = Link(found.contest, base_of(found))
    return above, Link(title, "")


def tabs_of(found: UnitRanking, page: str) -> tuple[Link, ...]:
    """The levels of a whole contest's page; a round has one."""
    if found.round_id is not None:
        return ()
    url = f"{base_of(found)}/{page}"
    district = found.level is Level.DISTRICT
    return (
        Link("Xã, phường, thị trấn, cơ quan", f"{url}?level=unit", not district),
        Link("Huyện, thị xã, thành phố", f"{url}?level=district", district),
    )
