"""Who asks, what they may, and how a page is answered: the parts that every route uses."""

import base64
import hashlib
import hmac
import secrets
from typing import Annotated, Protocol

from fastapi import Depends, Path, Query
from pydantic import BeforeValidator
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from quiz.rules.access import ROUTES, Action, Scope, Viewer, reach, scope_of
from quiz.rules.reasons import EntryReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import signin
from quiz.web.chrome import chrome_of
from quiz.web.forms import form_of
from quiz.web.limits import neighbourhood
from quiz.web.site import Site, get_site

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


async def ask_site(connection: HTTPConnection) -> Site:
    """`get_site` as a dependency; a coroutine, because FastAPI sends plain functions to threads."""
    return get_site(connection.app)


def address_of(request: Request) -> str:
    """Where the request comes from, empty if unknown: for a log. Limits count `neighbour_of`."""
    return request.client.host if request.client else ""


def neighbour_of(request: Request) -> str:
    """What every limit by address counts the request as: the address, of IPv6 its /64."""
    return neighbourhood(address_of(request))


def session_in(cookies: bytes, name: bytes) -> str:
    """The session's secret in a Cookie header; nothing where two claim to be it: one of them was
    planted, and nobody can tell which."""
    found = [
        part[len(name) + 1 :]
        for part in map(bytes.strip, cookies.split(b";"))
        if part.startswith(name) and part[len(name) : len(name) + 1] == b"="
    ]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def session_of(request: Request) -> str:
    """The session's secret that came with the request, or nothing."""
    cookies = request.headers.get("cookie", "").encode("latin-1")
    return session_in(cookies, get_site(request.app).cookie_bytes)


async def get_viewer(request: Request) -> Viewer | None:
    """Who asks; None for a stranger. Read once a request."""
    if not hasattr(request.state, "viewer"):
        site = get_site(request.app)
        session = session_of(request)
        request.state.viewer = (
            await signin.viewer(site.database, session, site.clock(), site.terms)
            if session
            else None
        )
    viewer: Viewer | None = request.state.viewer
    return viewer


async def admit(request: Request) -> Viewer | None:
    """Who asks, where they may do what the route is for to some object; a POST also needs this
    session's form token. None where anybody may go. Refuses a stranger, a role that may not, and a
    route that is not in the table, which is as if it were not there; whether an object is theirs is
    `in_reach`'s question.
    """
    method = "GET" if request.method == "HEAD" else request.method
    route = f"{method} {request.scope['route'].path}"
    if route not in ROUTES:
        raise Refusal(RequestReason.NOT_FOUND)
    if ROUTES[route] is None:
        return None
    viewer = await get_viewer(request)
    refuse_outsider(viewer, route)
    if method == "POST":
        await check_form_token(request)
    return viewer


def refuse_outsider(viewer: Viewer | None, route: str) -> None:
    """Refuse a stranger and a role that may not go by this route."""
    if viewer is None:
        raise Refusal(EntryReason.SIGN_IN_FIRST)
    if reach(viewer.role, route) is None:
        raise Refusal(RequestReason.NOT_ALLOWED)


async def admitted(viewer: Annotated[Viewer | None, Depends(admit)]) -> Viewer:
    """Somebody who may do what the route is for."""
    if viewer is None:
        raise Refusal(EntryReason.SIGN_IN_FIRST)
    return viewer


def reaches(viewer: Viewer, action: Action, district_id: int) -> bool:
    """Whether the viewer may do `action` to what belongs to the district."""
    scope = scope_of(viewer.role, action)
    return scope is Scope.ANY or (scope is Scope.OWN and district_id in viewer.districts)


def in_reach(viewer: Viewer, action: Action, district_id: int) -> None:
    """Refuse an object of a foreign district exactly like a missing one."""
    if not reaches(viewer, action, district_id):
        raise Refusal(RequestReason.NOT_FOUND)


def looks_late(viewer: Viewer) -> bool:
    """Whether somebody looks at banks without working on them: only at what has been asked."""
    return scope_of(viewer.role, Action.BANK_READ) is None


def staff_of(viewer: Viewer) -> int:
    """The id of the account of somebody on the staff."""
    if viewer.staff_id is None:
        raise Refusal(RequestReason.NOT_ALLOWED)
    return viewer.staff_id


def person_of(viewer: Viewer) -> int:
    """The contestant's person id."""
    if viewer.person_id is None:
        raise Refusal(RequestReason.NOT_ALLOWED)
    return viewer.person_id


SiteDep = Annotated[Site, Depends(ask_site)]
AnyViewer = Annotated[Viewer | None, Depends(get_viewer)]
Admitted = Annotated[Viewer, Depends(admitted)]


def _plain_digits(value: object) -> object:
    """Refuse other ways to write a number (`1.0`, `+1`, `1_0`): an object has one address."""
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        raise ValueError("not a plain number")
    return value


Id = Annotated[int, BeforeValidator(_plain_digits), Path(ge=1, le=MAX_ID)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, title="Trang")]
DoneText = Annotated[str, Query(max_length=20, title="Việc vừa làm")]
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
            token = str((await form_of(request)).get("form_token", ""))
    if not holds_token(site, session_of(request), token or ""):
        await request.close()
        raise Refusal(RequestReason.STALE_FORM)


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
    session = session_of(request)
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
