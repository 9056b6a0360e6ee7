"""Enter by ticket or code; the rounds of the own district; start."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qs

from pydantic import Field

from quiz.rules import ticket
from quiz.rules.notice import Asked
from quiz.rules.reasons import AttemptReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.stages import appeals, desk, entering, history, sit, standing
from quiz.stages.appeals import Change, Voided
from quiz.stages.entering import Browser, Entered
from quiz.stages.history import PastPlace
from quiz.stages.standing import OwnPlaces
from quiz.store import whole
from quiz.web.contestant.own_paper import change_texts, void_texts
from quiz.web.contestant.views import round_page, tells
from quiz.web.forms import Input, checked_form
from quiz.web.guard import retry_after
from quiz.web.known import browser_of, device_name, entered_cookies, guess
from quiz.web.lane import FORM, Call, Stop
from quiz.web.onward import HOME, onward
from quiz.web.pages.contestant import EnterPage
from quiz.web.replies import Reply, json_reply, see_other
from quiz.web.site import Site


class EnterInput(Input):
    """A ticket from a link, or a candidate number with its typed code."""

    ticket: Annotated[str, Field(max_length=100, title="Thẻ dự thi")] = ""
    number: Annotated[str, Field(max_length=40, title="Số báo danh")] = ""
    code: Annotated[str, Field(max_length=40, title="Mã dự thi")] = ""
    next: Annotated[str, Field(max_length=100, title="Trang cần đến")] = ""


class StartInput(Input):
    """The prediction, where the rules ask for one; the version of the notice that is confirmed with
    the start."""

    guess: Annotated[str, Field(max_length=40, title="Câu hỏi dự đoán")] = ""
    notice: Annotated[str, Field(max_length=40, title="Thông báo")] = ""


class NoticeInput(Input):
    """The version of the notice that was read."""

    notice: Annotated[str, Field(max_length=40, title="Thông báo")]


async def get_enter(call: Call) -> Reply:
    """Where a ticket's link leads, and whoever asked for a page without being signed in."""
    call.viewer = await call.whoever()
    asked = (
        parse_qs(call.scope["query_string"].decode("latin-1")) if call.scope["query_string"] else {}
    )
    return call.page(await _page(call, wanted=onward(asked.get("next", [""])[-1])))


async def _page(call: Call, number: str = "", problem: str = "", wanted: str = "") -> EnterPage:
    site = call.site
    ways = await site.ways.get(site.database, site.clock())
    return EnterPage(
        "Vào thi",
        "/enter",
        number,
        problem,
        wanted,
        by_name=ways.by_name,
        register=ways.open_entry,
        sso_title=site.settings.sso_title if site.sso else "",
    )


async def post_enter(call: Call) -> Reply:
    """Enter by ticket or by number and code."""
    site = call.site
    if call.content_type != FORM:
        raise Refusal(RequestReason.WRONG_TYPE)
    given = checked_form(call.form, EnterInput)
    browser = browser_of(call.session, call.cookie(device_name(site).encode()))
    wanted = onward(given.next)
    try:
        entered = await _enter(call, given, browser)
    except Refusal as refusal:
        page = await _page(call, given.number, refusal.sentence, wanted)
        later = [(name.encode(), value.encode()) for name, value in retry_after(refusal).items()]
        return call.page(page, refusal.reason.status, tuple(later))
    cookies = entered_cookies(site, entered, browser)
    return see_other(wanted or HOME, *((b"set-cookie", one.encode()) for one in cookies))


async def _enter(call: Call, given: EnterInput, browser: Browser) -> Entered:
    """A new session. A typed code is a guess, a ticket is too long to be guessed."""
    site = call.site
    parts, now = (site.database, site.writer, site.secret), site.clock()
    if given.ticket:
        return await entering.enter_by_ticket(*parts, given.ticket, now, browser)
    number = ticket.clean_number(given.number)
    return await guess(
        site,
        number,
        call.address,
        browser,
        lambda: entering.enter_by_code(*parts, number, given.code, now, browser),
    )


async def get_rounds(call: Call) -> Reply:
    """Straight to the round to sit: the running or next one, else the newest."""
    site, person_id = call.site, call.person_id
    rounds = await desk.rounds_of(site.database, person_id)
    if not rounds:
        raise Refusal(AttemptReason.NO_ROUND)
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
    voided: tuple[Voided, ...] = ()
    if lobby.ended:
        past, voided = await site.database.look(
            lambda connection: (
                history.official_places(connection, person_id),
                appeals.voided_of(connection, lobby.round.id, person_id),
            )
        )
    if places and places.several:
        places = await _placed(site, places, lobby.round.contest_id, person_id, now)
    told = change_texts(changes, lobby.round.rules)
    gone = void_texts(one for one in voided if not one.on_board)
    return call.page(round_page(lobby, site.controller, places, past, now, (*gone, *told)))


async def post_notice(call: Call) -> Reply:
    """The notice about personal data was read. Reading it again changes nothing."""
    site = call.site
    await desk.lobby(site.database, call.object_id, call.person_id, site.clock())
    if call.content_type != FORM:
        raise Refusal(RequestReason.WRONG_TYPE)
    given = checked_form(call.form, NoticeInput)
    asked = Asked(site.controller.version, given.notice)
    await desk.confirm_notice(site.database, site.writer, call.person_id, asked, site.clock())
    return see_other(f"/rounds/{call.object_id}")


async def _placed(
    site: Site, places: OwnPlaces, contest_id: int, person_id: int, now: int
) -> OwnPlaces:
    """With the place on the board of the whole contest, where there is one: among those of the own
    audience, since audiences have questions and rounds of their own."""
    try:
        found = await site.wholes.get(site.database, contest_id, now, public=True)
    except Refusal:
        return places
    official = found.official
    own = next((line for line in found.lines if line.person_id == person_id), None)
    if own is None:
        return replace(places, in_contest=0, of_contest=len(found.lines), contest_official=official)
    titles = {one.id: one.title for one in found.rules.audiences}
    peers = found.lines
    if own.audience in titles:
        peers = whole.only(found, BoardScope(audience=own.audience))
    above = sum(line.place < own.place for line in peers)
    return replace(
        places,
        in_contest=above + 1,
        of_contest=len(peers),
        audience=titles.get(own.audience, ""),
        contest_official=official,
    )


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
        Asked(site.controller.version, given.notice),
    )
    url = f"/attempts/{attempt_id}"
    return json_reply({"url": url}) if call.by_script else see_other(url)


STOPS = (
    Stop("GET", "/enter", get_enter),
    Stop("POST", "/enter", post_enter),
    Stop("GET", "/rounds", get_rounds),
    Stop("GET", "/rounds/{round_id}", get_round),
    Stop("POST", "/rounds/{round_id}/notice", post_notice),
    Stop("POST", "/rounds/{round_id}/start", post_start),
)
