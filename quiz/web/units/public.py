"""The ranked units as anybody may read them."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quiz.store import ranked_units, rows
from quiz.store.ranked_units import Level, UnitRanking
from quiz.web.guard import Id, SiteDep, render
from quiz.web.pages.common import Link
from quiz.web.pages.units import UnitRankingPage
from quiz.web.units.rankings import ranking_page
from quiz.web.units.reach import LevelText

router = APIRouter()


@router.get("/rounds/{round_id}/units", name="public.units.round")
async def get_round(request: Request, site: SiteDep, round_id: Id) -> Response:
    """The units of the round's district."""
    now = site.clock()

    def read(connection: Connection) -> UnitRanking:
        sat = rows.read_round(connection, round_id)
        rows.refuse_draft(sat)
        rows.refuse_rehearsal(sat)
        return ranked_units.of_round(connection, round_id, now, public=True)

    found = await site.unit_rankings.get(site.database, ("round", round_id, ""), now, read)
    board = Link(f"Bảng xếp hạng {found.place}", f"/rounds/{round_id}/board")
    return await render(request, _page(found, f"Xếp hạng đơn vị {found.place}", board, ()))


@router.get("/contests/{contest_id}/units", name="public.units.contest")
async def get_contest(
    request: Request, site: SiteDep, contest_id: Id, level: LevelText = None
) -> Response:
    """The units of the whole province."""
    now = site.clock()
    found = await site.unit_rankings.get(
        site.database,
        ("contest", contest_id, level.value if level else ""),
        now,
        lambda connection: ranked_units.of_contest(connection, contest_id, level, now, public=True),
    )
    url = f"/contests/{contest_id}/units"
    district = found.level is Level.DISTRICT
    tabs = (
        Link("Xã, phường, thị trấn, cơ quan", f"{url}?level=unit", not district),
        Link("Huyện, thị xã, thành phố", f"{url}?level=district", district),
    )
    title = f"Xếp hạng đơn vị {found.place}"
    return await render(request, _page(found, title, Link("Các hội thi", "/"), tabs))


def _page(found: UnitRanking, title: str, above: Link, tabs: tuple[Link, ...]) -> UnitRankingPage:
    still = ""
    if found.still:
        still = (
            f"Bảng xếp hạng đơn vị đứng yên đến khi vòng thi đóng: {', '.join(found.still)}. Kết "
            "quả mới được cập nhật sau giờ đóng."
        )
    return ranking_page(found, title, (above, Link(title, "")), tabs, still_text=still)
