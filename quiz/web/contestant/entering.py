"""Enter by ticket or code; the rounds of the own district; start."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules import ticket
from quiz.rules.access import Action
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.window import Phase
from quiz.stages import desk, signin, sit, standing
from quiz.web.contestant.views import round_page, tells
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    Site,
    SiteDep,
    check_form_token,
    person_of,
    render,
    see_other,
    set_session,
)
from quiz.web.lane import Call, Stop
from quiz.web.pages.contestant import EnterPage

router = APIRouter()


class EnterInput(Input):
    """A ticket from a link, or a candidate number with its typed code."""

    ticket: Annotated[str, Field(max_length=100, title="Thẻ dự thi")] = ""
    number: Annotated[str, Field(max_length=40, title="Số báo danh")] = ""
    code: Annotated[str, Field(max_length=40, title="Mã dự thi")] = ""


@router.get("/enter", name="enter")
async def get_enter(request: Request) -> Response:
    """Where a ticket's link leads."""
    return await render(request, EnterPage("Vào thi", "/enter"))


@router.post("/enter", name="enter.post")
async def post_enter(request: Request, site: SiteDep) -> Response:
    """Enter by ticket or by number and code."""
    await check_form_token(request)
    given = await read_form(request, EnterInput)
    now = site.clock()
    try:
        session = await _enter(site, given, now)
    except Refusal as refusal:
        page = EnterPage("Vào thi", "/enter", given.number, refusal.sentence)
        return await render(request, page, refusal.reason.status)
    response = see_other("/rounds")
    set_session(site, response, session, signin.CONTESTANT_SESSION_MS)
    return response


async def _enter(site: Site, given: EnterInput, now: int) -> str:
    """A new session's secret. A typed code is a guess, a ticket is too long to be guessed."""
    if given.ticket:
        return await signin.enter_by_ticket(
            site.database, site.writer, site.secret, given.ticket, now
        )
    number = ticket.clean_number(given.number)
    with site.guesses.guess(number, now):
        return await signin.enter_by_code(
            site.database, site.writer, site.secret, number, given.code, now
        )


async def get_rounds(call: Call) -> Response:
    """Straight to the round to sit: the running or next one, else the newest."""
    site, person_id = call.site, person_of(call.viewer)
    rounds = await desk.rounds_of(site.database, person_id)
    if not rounds:
        raise Refusal(Reason.NO_ROUND)
    now = site.clock()
    for round_id in rounds:
        lobby = await desk.lobby(site.database, round_id, person_id, now)
        if lobby.phase in {Phase.BEFORE, Phase.OPEN}:
            return see_other(f"/rounds/{round_id}")
    return see_other(f"/rounds/{rounds[-1]}")


async def get_round(call: Call) -> Response:
    """The rules, the notice, and the way to the paper."""
    site, person_id, now = call.site, person_of(call.viewer), call.site.clock()
    lobby = await desk.lobby(site.database, call.object_id, person_id, now)
    places = None
    if lobby.ended and tells(lobby.round, now):
        places = await site.database.read(
            lambda connection: standing.places_of(connection, lobby.round, person_id)
        )
    return await render(call.request, round_page(lobby, places, now))


async def post_start(call: Call) -> Response:
    """Start, or go on with the attempt that runs."""
    site = call.site
    attempt_id = await sit.start(
        site.database, site.writer, call.object_id, person_of(call.viewer), site.clock()
    )
    return see_other(f"/attempts/{attempt_id}")


STOPS = (
    Stop("GET", "/rounds", Action.SIT, get_rounds),
    Stop("GET", "/rounds/{round_id}", Action.SIT, get_round),
    Stop("POST", "/rounds/{round_id}/start", Action.SIT, post_start),
)
