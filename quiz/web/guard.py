"""Who asks, what they may, and how a page is answered: the parts that every route uses."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Protocol

from fastapi import Depends, Path, Query
from jinja2 import Environment
from pydantic import BeforeValidator
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from quiz.clock import Clock
from quiz.documents.exports import File, Kind
from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.scopes import BoardScope
from quiz.settings import Settings
from quiz.stages import signin
from quiz.stages.statistics import looking
from quiz.store.database import Database
from quiz.store.kept import Kept
from quiz.store.writer import Writer
from quiz.web.assets import Assets
from quiz.web.chrome import chrome_of
from quiz.web.forms import MAX_FIELDS, MAX_FILES, refuse_other_than_form
from quiz.web.limits import Guesses, Rate
from quiz.web.moment import KeptBoard, Moments
from quiz.web.moulds import Moulds
from quiz.web.security import Gate
from quiz.web.turnstile import Turnstile
from quiz.web.unit_rankings import Rankings
from quiz.web.wholes import Wholes

MAX_ID = 2**31 - 1


class Page(Protocol):
    """What a template prints."""

    @property
    def template(self) -> str:
        """The template's name."""
        ...

    @property
    def title(self) -> str:
        """The page's heading."""
        ...


@dataclass(frozen=True)
class Site:
    """What the routes of one application share."""

    settings: Settings
    database: Database
    writer: Writer
    clock: Clock
    secret: bytes
    gate: Gate
    templates: Environment
    moulds: Moulds
    turnstile: Turnstile
    assets: Assets
    guesses: Guesses
    address_guesses: Guesses
    hashing: ThreadPoolExecutor
    """Two threads that verify passwords, so that hashing never starves saving."""
    answers: Rate
    exports: Rate
    searches: Rate
    boards: Moments[tuple[str, int, int, BoardScope], KeptBoard] = field(default_factory=Moments)
    """By kind of board, its round or contest, page and scope."""
    wholes: Wholes = field(default_factory=Wholes)
    files: Kept[tuple[str, int, BoardScope, Kind, int], File] = field(
        default_factory=lambda: Kept(16)
    )
    """What anybody may take away, made once a minute."""
    statistics: looking.KeptFound = field(default_factory=lambda: Kept(16))
    """What was worked out of rounds that have closed."""
    unit_rankings: Rankings = field(default_factory=Rankings)

    @property
    def cookie(self) -> str:
        """The session cookie's name. `__Host-` binds it to https and to this very host."""
        return "__Host-session" if self.settings.secure else "session"

    @cached_property
    def cookie_bytes(self) -> bytes:
        """The same as it comes over the line."""
        return self.cookie.encode()


def get_site(app: Any) -> Site:
    """The application's shared parts."""
    site: Site = app.state.site
    return site


async def ask_site(connection: HTTPConnection) -> Site:
    """`get_site` as a dependency; a coroutine, because FastAPI sends plain functions to threads."""
    return get_site(connection.app)


def address_of(request: Request) -> str:
    """Where the request comes from, empty if unknown."""
    return request.client.host if request.client else ""


async def get_viewer(request: Request) -> Viewer | None:
    """Who asks; None for a stranger. Read once a request."""
    if not hasattr(request.state, "viewer"):
        site = get_site(request.app)
        session = request.cookies.get(site.cookie)
        request.state.viewer = (
            await signin.viewer(site.database, session, site.clock()) if session else None
        )
    viewer: Viewer | None = request.state.viewer
    return viewer


async def admit(request: Request, action: Action) -> Viewer:
    """The viewer, who may do `action` to some object; a POST also needs this session's form token.
    Refuses a stranger and a role that may not; whether this object is theirs is `in_reach`'s
    question.
    """
    viewer = await get_viewer(request)
    if viewer is None:
        raise Refusal(Reason.SIGN_IN_FIRST)
    if scope_of(viewer.role, action) is None:
        raise Refusal(Reason.NOT_ALLOWED)
    if request.method == "POST":
        await check_form_token(request)
    return viewer


def may(action: Action) -> Callable[[Request], Awaitable[Viewer]]:
    """`admit` as a dependency."""

    async def check(request: Request) -> Viewer:
        return await admit(request, action)

    check.action = action  # type: ignore[attr-defined]  # read by the access test
    return check


def in_reach(viewer: Viewer, action: Action, district_id: int) -> None:
    """Refuse an object of a foreign district exactly like a missing one."""
    scope = scope_of(viewer.role, action)
    if scope is Scope.ANY or (scope is Scope.OWN and district_id in viewer.districts):
        return
    raise Refusal(Reason.NOT_FOUND)


def person_of(viewer: Viewer) -> int:
    """The contestant's person id."""
    if viewer.person_id is None:
        raise Refusal(Reason.NOT_ALLOWED)
    return viewer.person_id


SiteDep = Annotated[Site, Depends(ask_site)]
AnyViewer = Annotated[Viewer | None, Depends(get_viewer)]
BankReader = Annotated[Viewer, Depends(may(Action.BANK_READ))]
BankWriter = Annotated[Viewer, Depends(may(Action.BANK_WRITE))]
BankApprover = Annotated[Viewer, Depends(may(Action.BANK_APPROVE))]
PeopleReader = Annotated[Viewer, Depends(may(Action.PEOPLE_READ))]
PeopleWriter = Annotated[Viewer, Depends(may(Action.PEOPLE_WRITE))]
ContestReader = Annotated[Viewer, Depends(may(Action.CONTEST_READ))]
ContestWriter = Annotated[Viewer, Depends(may(Action.CONTEST_WRITE))]
UnitReader = Annotated[Viewer, Depends(may(Action.UNIT_READ))]
UnitWriter = Annotated[Viewer, Depends(may(Action.UNIT_WRITE))]
HeadcountSigner = Annotated[Viewer, Depends(may(Action.HEADCOUNT_SIGN))]
BoardReader = Annotated[Viewer, Depends(may(Action.BOARD_READ))]
BoardPublisher = Annotated[Viewer, Depends(may(Action.BOARD_PUBLISH))]
PrizeAwarder = Annotated[Viewer, Depends(may(Action.PRIZE_AWARD))]
TeamReader = Annotated[Viewer, Depends(may(Action.TEAM_READ))]
TimeExtender = Annotated[Viewer, Depends(may(Action.TIME_EXTEND))]
TeamChooser = Annotated[Viewer, Depends(may(Action.TEAM_CHOOSE))]
AppealReader = Annotated[Viewer, Depends(may(Action.APPEAL_READ))]
AppealDecider = Annotated[Viewer, Depends(may(Action.APPEAL_DECIDE))]
TeamLocker = Annotated[Viewer, Depends(may(Action.TEAM_LOCK))]
StatisticsReader = Annotated[Viewer, Depends(may(Action.STATISTICS_READ))]
Rehearser = Annotated[Viewer, Depends(may(Action.REHEARSE))]


def _plain_digits(value: object) -> object:
    """Refuse other ways to write a number (`1.0`, `+1`, `1_0`): an object has one address."""
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        raise ValueError("not a plain number")
    return value


Id = Annotated[int, BeforeValidator(_plain_digits), Path(ge=1, le=MAX_ID)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, title="Trang")]
SearchText = Annotated[str, Query(max_length=100, title="Tìm kiếm")]


def form_token(site: Site, session: str) -> str:
    """A token for the forms of one session, another one each time so that a compressed page does
    not give it away.
    """
    nonce = secrets.token_bytes(12)
    return base64.urlsafe_b64encode(nonce + _form_mac(site, session, nonce)).decode()


def _form_mac(site: Site, session: str, nonce: bytes) -> bytes:
    # BLAKE2's keyed mode is a MAC. HMAC through OpenSSL gives the interpreter's lock away for each
    # call, and while the writer works it takes fifty times as long to get it back.
    message = b"form\0" + nonce + session.encode()
    return hashlib.blake2b(message, key=site.secret, digest_size=15).digest()


async def check_form_token(request: Request) -> None:
    """Refuse a form or a script's request without this session's token."""
    site = get_site(request.app)
    token = request.headers.get("x-form-token")
    if token is None:
        content_type = request.headers.get("content-type", "")
        if content_type.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
            refuse_other_than_form(request)
            size = site.settings.upload_bytes
            form = await request.form(
                max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=size
            )
            token = str(form.get("form_token", ""))
    if not holds_token(site, request.cookies.get(site.cookie, ""), token or ""):
        await request.close()
        raise Refusal(Reason.STALE_FORM)


def holds_token(site: Site, session: str, token: str) -> bool:
    """Whether this is a form token of the session."""
    try:
        raw = base64.urlsafe_b64decode(token)
    except ValueError:
        return False
    return hmac.compare_digest(raw[12:], _form_mac(site, session, raw[:12]))


async def render(request: Request, page: Page, status: int = 200) -> HTMLResponse:
    """The page in the site's frame."""
    site = get_site(request.app)
    viewer = await get_viewer(request)
    session = request.cookies.get(site.cookie, "")
    chrome = chrome_of(viewer, request.scope["path"], form_token(site, session))
    html = site.templates.get_template(page.template).render(page=page, chrome=chrome)
    return HTMLResponse(html, status)


def retry_after(refusal: Refusal) -> dict[str, str]:
    """The header that says when to come back, where the refusal is about time."""
    if refusal.reason.status not in {429, 503}:
        return {}
    seconds = int(refusal.details.get("seconds", 0)) + 60 * int(refusal.details.get("minutes", 0))
    return {"Retry-After": str(max(1, seconds))}


async def render_refused(request: Request, page: Page, refusal: Refusal) -> HTMLResponse:
    """The form once more, with the refusal's sentence on it."""
    response = await render(request, page, refusal.reason.status)
    response.headers.update(retry_after(refusal))
    return response


def see_other(url: str) -> RedirectResponse:
    """After a POST: look there."""
    return RedirectResponse(url, 303)


def session_cookie(site: Site, session: str, lasts_ms: int) -> str:
    """The header that puts the session's secret into the browser."""
    secure = "; Secure" if site.settings.secure else ""
    return (
        f"{site.cookie}={session}; HttpOnly; Max-Age={lasts_ms // 1000}; Path=/; SameSite=lax"
        f"{secure}"
    )


def set_session(site: Site, response: Response, session: str, lasts_ms: int) -> None:
    """Put the session's secret into the browser."""
    response.headers.append("set-cookie", session_cookie(site, session, lasts_ms))
