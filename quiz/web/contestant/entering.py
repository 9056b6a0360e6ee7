"""Enter by ticket or code; the rounds of the own district; start."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from quiz.rules import ticket
from quiz.rules.access import Action
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import appeals, desk, history, signin, sit, standing
from quiz.stages.appeals import Change
from quiz.stages.history import PastPlace
from quiz.stages.standing import OwnPlaces
from quiz.web.contestant.own_paper import change_texts
from quiz.web.contestant.views import round_page, tells
from quiz.web.forms import Input, checked_form
from quiz.web.guard import Site, retry_after, session_cookie
from quiz.web.lane import FORM, Call, Stop
from quiz.web.pages.contestant import EnterPage
from quiz.web.replies import Reply, json_reply, see_other


class EnterInput(Input):
    """A ticket from a link, or a candidate number with its typed code."""

    ticket: Annotated[str, Field(max_length=100, title="Thẻ dự thi")] = ""
    number: Annotated[str, Field(max_length=40, title="Số báo danh")] = ""
    code: Annotated[str, Field(max_length=40, title="Mã dự thi")] = ""


class StartInput(Input):
    """The prediction, where the rules ask for one."""

    guess: Annotated[str, Field(max_length=40, title="Câu hỏi dự đoán")] = ""


async def get_enter(call: Call) -> Reply:
    """Where a ticket's link leads."""
    call.viewer = await call.whoever()
    return call.page(EnterPage("Vào thi", "/enter"))


async def post_enter(call: Call) -> Reply:
    """Enter by ticket or by number and code."""
    site = call.site
    if call.content_type != FORM:
        raise Refusal(Reason.WRONG_TYPE)
    given = checked_form(call.form, EnterInput)
    try:
        session = await _enter(site, given, site.clock(), call.session)
    except Refusal as refusal:
        page = EnterPage("Vào thi", "/enter", given.number, refusal.sentence)
        later = [(name.encode(), value.encode()) for name, value in retry_after(refusal).items()]
        return call.page(page, refusal.reason.status, tuple(later))
    cookie = session_cookie(site, session, signin.CONTESTANT_SESSION_MS)
    return see_other("/rounds", (b"set-cookie", cookie.encode()))


async def _enter(site: Site, given: EnterInput, now: int, before: str) -> str:
    """A new session's secret. A typed code is a guess, a ticket is too long to be guessed. `before`
    is the secret that this browser had."""
    if given.ticket:
        return await signin.enter_by_ticket(
            site.database, site.writer, site.secret, given.ticket, now, before
        )
    number = ticket.clean_number(given.number)
    with site.guesses.guess(number, now):
        return await signin.enter_by_code(
            site.database, site.writer, site.secret, number, given.code, now, before
        )


async def get_rounds(call: Call) -> Reply:
    """Straight to the round to sit: the running or next one, else the newest."""
    site, person_id = call.site, call.person_id
    rounds = await desk.rounds_of(site.database, person_id)
    if not rounds:
        raise Refusal(Reason.NO_ROUND)
    return see_other(f"/rounds/{await desk.next_round(site.database, rounds, site.clock())}")


async def get_round(call: Call) -> Reply:
    """The rules, the notice, and the way to the paper."""
    site, person_id, now = call.site, call.person_id, call.site.clock()
    lobby = await desk.lobby(site.database, call.object_id, person_id, now)
    places: OwnPlaces | None = None
    changes: tuple[Change, ...] = ()
    if lobby.ended and tells(lobby.round, now):
        places, changes = await site.database.look(
            lambda connection: (
                standing.places_of(connection, lobby.round, person_id, now),
                appeals.changes_of(connection, lobby.round, person_id),
            )
        )
    past: tuple[PastPlace, ...] = ()
    if lobby.ended:
        past = await site.database.look(
            lambda connection: history.official_places(connection, person_id)
        )
    if places and places.several:
        places = await _placed(site, places, lobby.round.contest_id, person_id, now)
    told = change_texts(changes, lobby.round.rules)
    return call.page(round_page(lobby, places, past, now, told))


async def _placed(
    site: Site, places: OwnPlaces, contest_id: int, person_id: int, now: int
) -> OwnPlaces:
    """With the place on the board of the whole contest, where there is one."""
    try:
        found = await site.wholes.get(site.database, contest_id, now, public=True)
    except Refusal:
        return places
    own = next((line.place for line in found.lines if line.person_id == person_id), 0)
    return replace(places, in_contest=own, of_contest=len(found.lines))


async def post_start(call: Call) -> Reply:
    """Start, or go on with the attempt that runs. A script is told where that is."""
    site = call.site
    given = call.json(StartInput) if call.by_script else checked_form(call.form, StartInput)
    attempt_id = await sit.start(
        site.database,
        site.writer,
        call.object_id,
        call.person_id,
        site.clock(),
        call.tag,
        given.guess,
    )
    url = f"/attempts/{attempt_id}"
    return json_reply({"url": url}) if call.by_script else see_other(url)


STOPS = (
    Stop("GET", "/enter", None, get_enter),
    Stop("POST", "/enter", None, post_enter),
    Stop("GET", "/rounds", Action.SIT, get_rounds),
    Stop("GET", "/rounds/{round_id}", Action.SIT, get_round),
    Stop("POST", "/rounds/{round_id}/start", Action.SIT, post_start),
)
