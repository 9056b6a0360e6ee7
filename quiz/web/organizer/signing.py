"""A decision: what it would change, the second signature, or nobody's."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.rules.deciding import Ruling, void_hint
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import appeals
from quiz.stages.appeals import Signer
from quiz.store import decisions, rows, sealing
from quiz.store.decisions import Decided
from quiz.store.rows import SatRound
from quiz.web.forms import Input, NothingInput, read_form
from quiz.web.guard import Admitted, Id, PageNumber, SiteDep, render
from quiz.web.organizer.decision_view import PAGE_SIZE, Seen, decision_page
from quiz.web.organizer.effect import foreseen, happened
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.deciding import DecisionPage
from quiz.web.refused import done_or_shown
from quiz.web.site import Site

router = APIRouter(prefix="/staff/rounds/{round_id}/decisions/{decision_id}")


class SignInput(Input):
    """The digest of the preview that was seen."""

    preview: Annotated[str, Field(max_length=64, title="Thay đổi đã xem")] = ""


@router.get("", name="work.decision")
async def get_decision(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    round_id: Id,
    decision_id: Id,
    page: PageNumber = 1,
) -> Response:
    """The decision, with everybody who would move within reach."""
    sat = await round_in_reach(site, viewer, Action.APPEAL_READ, round_id)
    return await render(request, await _page(site, viewer, sat, decision_id, page))


@router.post("/sign", name="work.decision.sign")
async def post_sign(
    request: Request, site: SiteDep, viewer: Admitted, round_id: Id, decision_id: Id
) -> Response:
    """Sign it and score again. Signing again changes nothing."""
    sat = await round_in_reach(site, viewer, Action.APPEAL_DECIDE, round_id)
    given = await read_form(request, SignInput)
    await run_in_threadpool(_belongs, site, sat, decision_id)
    of_contest = scope_of(viewer.role, Action.KEY_CORRECT) is Scope.ANY
    about = (decision_id, given.preview, Signer(viewer.actor, of_contest), site.clock())
    act = partial(appeals.sign, site.database, site.writer, *about)
    page = partial(_told, site, viewer, sat, decision_id)
    url = f"/staff/rounds/{round_id}/decisions/{decision_id}"
    return await done_or_shown(request, act, url, page)


@router.post("/decline", name="work.decision.decline")
async def post_decline(
    request: Request, site: SiteDep, viewer: Admitted, round_id: Id, decision_id: Id
) -> Response:
    """Nobody will sign it."""
    await read_form(request, NothingInput)
    sat = await round_in_reach(site, viewer, Action.APPEAL_DECIDE, round_id)
    await run_in_threadpool(_belongs, site, sat, decision_id)
    act = partial(appeals.decline, site.writer, decision_id, viewer.actor, site.clock())
    page = partial(_told, site, viewer, sat, decision_id)
    return await done_or_shown(request, act, f"/staff/rounds/{round_id}/appeals", page)


async def _told(
    site: Site, viewer: Viewer, sat: SatRound, decision_id: int, refusal: Refusal
) -> DecisionPage:
    page = await _page(site, viewer, sat, decision_id, 1)
    return replace(page, problem=refusal.sentence)


def _belongs(site: Site, sat: SatRound, decision_id: int) -> None:
    site.database.read_now(lambda connection: _decision(connection, sat, decision_id))


def _decision(connection: Connection, sat: SatRound, decision_id: int) -> Decided:
    """The decision as it reads in one of its rounds. Refuses another's as a missing one."""
    found = decisions.read(connection, decision_id)
    if found.round_id != sat.id and all(
        one.round_id != sat.id for one in decisions.reached(connection, decision_id)
    ):
        raise Refusal(RequestReason.NOT_FOUND)
    return decisions.as_in(connection, found, sat.id)


async def _page(
    site: Site, viewer: Viewer, sat: SatRound, decision_id: int, page: int
) -> DecisionPage:
    now = site.clock()

    def read(connection: Connection) -> Seen:
        found = _decision(connection, sat, decision_id)
        question = None
        if found.question_id:
            reader = sealing.Reader(viewer.actor, now)
            question = appeals.question_in(connection, sat, found.question_id, reader)
        preview, why = None, ""
        if found.pending:
            try:
                preview = appeals.preview(connection, decision_id, now)
            except Refusal as refusal:
                why = refusal.sentence
        effect = foreseen(preview) if preview else happened(connection, found)
        shown = effect.within(viewer).moves[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        people = (move.person_id for _, move in shown)
        names = appeals.names(connection, sat.contest_id, people)
        about = appeals.say(connection, found, sat.id)
        reached = decisions.reached(connection, decision_id)
        beside = tuple(
            f"{rows.read_round(connection, one).place} (câu {there})"
            for one, there in decisions.beside(connection, decisions.read(connection, decision_id))
        )
        hint = ""
        if found.pending and found.ruling is Ruling.VOID_QUESTION:
            hint = void_hint(*decisions.papers_with(connection, sat.id, found.question_id))
        return Seen(found, about, question, preview, why, reached, effect, names, beside, hint)

    seen = await run_in_threadpool(site.database.read_now, read)
    return decision_page(viewer, sat, seen, page)
