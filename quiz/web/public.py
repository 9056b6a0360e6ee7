"""What anybody may read: the contests and their rules; boards are in quiz.web.public_boards."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.window import PHASE_TEXTS
from quiz.rules.wording import say_window
from quiz.stages import announce
from quiz.web.guard import Id, SiteDep, render
from quiz.web.pages.public import (
    ComponentsPage,
    ContestCard,
    HomePage,
    RoundRow,
    RulesPage,
)

router = APIRouter()


@router.get("/", name="home")
async def home(request: Request, site: SiteDep) -> Response:
    """The announced contests."""
    now = site.clock()
    contests = await site.database.read(lambda connection: announce.announced(connection, now))
    cards = tuple(
        ContestCard(
            name=contest.name,
            rules_url=f"/rounds/{contest.rounds[0].id}/rules",
            units_url="" if contest.practice else f"/contests/{contest.id}/units",
            board_url="" if contest.practice else f"/contests/{contest.id}/board",
            rounds=tuple(
                RoundRow(
                    district=one.district,
                    phase=one.phase.value,
                    phase_text=PHASE_TEXTS[one.phase],
                    window_text=say_window(one.window.opens_at, one.window.closes_at),
                    board_url="" if one.practice else f"/rounds/{one.id}/board",
                )
                for one in contest.rounds
            ),
        )
        for contest in contests
    )
    return await render(request, HomePage("Các hội thi đang tổ chức", cards))


@router.get("/components", name="components")
async def components(request: Request, site: SiteDep) -> Response:
    """Every component in all its states; part of the demo only."""
    if not site.settings.demo:
        raise Refusal(RequestReason.NOT_FOUND)
    return await render(request, ComponentsPage("Các thành phần giao diện"))


@router.get("/rounds/{round_id}/rules", name="rules")
async def rules(request: Request, site: SiteDep, round_id: Id) -> Response:
    """The printed rules."""
    contest, sentences = await site.database.read(
        lambda connection: announce.printed_rules(connection, round_id)
    )
    return await render(request, RulesPage(f"Thể lệ {contest}", sentences))
