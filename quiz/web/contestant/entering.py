"""Enter by ticket or code; the rounds of the own district; start."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules import ticket
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.window import Phase
from quiz.stages import desk, signin, sit
from quiz.web.contestant.views import round_page
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    Id,
    SiteDep,
    Sitter,
    check_form_token,
    person_of,
    render,
    see_other,
    set_session,
)
from quiz.web.pages.contestant import EnterPage

router = APIRouter()


class EnterInput(Input):
    """A ticket from a link, or a candidate number with its typed code."""

    ticket: Annotated[str, Field(max_length=100)] = ""
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
    number = ticket.clean_number(given.number)
    try:
        if given.ticket:
            session = await signin.enter_by_ticket(
                site.database, site.writer, site.secret, given.ticket, now
            )
        else:
            site.guesses.refuse_too_many(number, now)
            session = await signin.enter_by_code(
                site.database, site.writer, site.secret, number, given.code, now
            )
    except Refusal as refusal:
        if refusal.reason is Reason.UNKNOWN_TICKET and not given.ticket:
            site.guesses.wrong(number, now)
        page = EnterPage("Vào thi", "/enter", given.number, refusal.sentence)
        return await render(request, page, refusal.reason.status)
    site.guesses.right(number)
    response = see_other("/rounds")
    set_session(site, response, session, signin.CONTESTANT_SESSION_MS)
    return response


@router.get("/rounds", name="rounds")
async def get_rounds(site: SiteDep, viewer: Sitter) -> Response:
    """Straight to the round to sit: the running or next one, else the newest."""
    rounds = await desk.rounds_of(site.database, person_of(viewer))
    if not rounds:
        raise Refusal(Reason.NO_ROUND)
    now = site.clock()
    for round_id in rounds:
        lobby = await desk.lobby(site.database, round_id, person_of(viewer), now)
        if lobby.phase in {Phase.BEFORE, Phase.OPEN}:
            return see_other(f"/rounds/{round_id}")
    return see_other(f"/rounds/{rounds[-1]}")


@router.get("/rounds/{round_id}", name="round")
async def get_round(request: Request, site: SiteDep, viewer: Sitter, round_id: Id) -> Response:
    """The rules, the notice, and the way to the paper."""
    now = site.clock()
    lobby = await desk.lobby(site.database, round_id, person_of(viewer), now)
    return await render(request, round_page(lobby, now))


@router.post("/rounds/{round_id}/start", name="start")
async def post_start(site: SiteDep, viewer: Sitter, round_id: Id) -> Response:
    """Start, or go on with the attempt that runs."""
    attempt_id = await sit.start(
        site.database, site.writer, round_id, person_of(viewer), site.clock()
    )
    return see_other(f"/attempts/{attempt_id}")
