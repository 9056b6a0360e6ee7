"""To the provider and back: the way there keeps its secrets in a sealed cookie of this browser, the
way back is a page with one button, because only a POST may sign somebody in.
"""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.phones import canonical_phone
from quiz.rules.reasons import EntryReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import entering
from quiz.stages.entering import Browser, Entered
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    SiteDep,
    check_form_token,
    neighbour_of,
    render,
    render_refused,
    see_other,
    session_of,
)
from quiz.web.known import browser_of, device_name, entered_cookies
from quiz.web.onward import HOME
from quiz.web.pages.contestant import SsoPage
from quiz.web.provider import Pending, Provider
from quiz.web.site import Site

router = APIRouter()
PENDING_SECONDS = 600
CodeText = Annotated[str, Query(max_length=4_000, title="Mã xác nhận")]
StateText = Annotated[str, Query(max_length=200, title="Trạng thái")]
_TITLE = "Vào thi bằng tài khoản cơ quan"


class BackInput(Input):
    """What the provider sent the browser back with."""

    code: Annotated[str, Field(max_length=4_000, title="Mã xác nhận")] = ""
    state: Annotated[str, Field(max_length=200, title="Trạng thái")] = ""


@router.get("/sso", name="sso")
async def get_sso(request: Request, site: SiteDep) -> Response:
    """Send the browser to the provider."""
    provider = _provider(site)
    _take(request, site, "there")
    back = site.settings.base_url.rstrip("/") + "/sso/back"
    state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
    url = await provider.way_there(Pending(state, nonce, verifier, back))
    response = see_other(url)
    content = json.dumps([state, nonce, verifier, site.clock() // 1000]).encode()
    response.set_cookie(
        _cookie(site),
        _sealed(site, content),
        max_age=PENDING_SECONDS,
        secure=site.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/sso/back", name="sso.back")
async def get_back(
    request: Request, site: SiteDep, code: CodeText = "", state: StateText = ""
) -> Response:
    """The way back: a button that signs in, or why there is none."""
    _provider(site)
    if not (code and state):
        return await _refused(request, Refusal(EntryReason.SSO_FAILED))
    return await render(request, SsoPage(_TITLE, "/sso/enter", code, state))


@router.post("/sso/enter", name="sso.enter")
async def post_enter(request: Request, site: SiteDep) -> Response:
    """A new session for whoever the provider says it is, if they are on the roster."""
    provider = _provider(site)
    await check_form_token(request)
    given = await read_form(request, BackInput)
    _take(request, site, "back")
    browser = browser_of(session_of(request), request.cookies.get(device_name(site), ""))
    try:
        claims = await provider.claims(given.code, _pending(site, request, given.state))
        entered = await _entered(site, claims, browser)
    except Refusal as refusal:
        return await _refused(request, refusal)
    response = see_other(HOME)
    for cookie in entered_cookies(site, entered, browser):
        response.headers.append("set-cookie", cookie)
    response.delete_cookie(_cookie(site), secure=site.settings.secure, httponly=True)
    return response


async def _entered(site: Site, claims: dict[str, object], browser: Browser) -> Entered:
    settings = site.settings
    value = str(claims.get(settings.sso_claim) or "").strip()
    column = settings.sso_matches
    if column == "phone":
        unproved = claims.get(f"{settings.sso_claim}_verified") is False
        value = "" if unproved else canonical_phone(value)
    if not value:
        raise Refusal(EntryReason.SSO_NOBODY)
    return await entering.enter_as(site.database, site.writer, column, value, site.clock(), browser)


async def _refused(request: Request, refusal: Refusal) -> Response:
    page = SsoPage(_TITLE, "/sso/enter", problem=refusal.sentence)
    return await render_refused(request, page, refusal)


def _take(request: Request, site: Site, way: str) -> None:
    """One of the ways that this address has, there or back."""
    site.provider_ways.take(f"{way} {neighbour_of(request)}", site.clock())


def _provider(site: Site) -> Provider:
    """The provider; without one these pages are not there."""
    if site.sso is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return site.sso


def _cookie(site: Site) -> str:
    return "__Host-sso" if site.settings.secure else "sso"


def _pending(site: Site, request: Request, state: str) -> Pending:
    """What this browser set out with. Refuses another's way back, and one that took too long."""
    content = _unsealed(site, request.cookies.get(_cookie(site), ""))
    if content is None:
        raise Refusal(EntryReason.SSO_FAILED)
    kept, nonce, verifier, at = json.loads(content)
    late = site.clock() // 1000 - at > PENDING_SECONDS
    if late or not hmac.compare_digest(kept.encode(), state.encode()):
        raise Refusal(EntryReason.SSO_FAILED)
    back = site.settings.base_url.rstrip("/") + "/sso/back"
    return Pending(kept, nonce, verifier, back)


def _sealed(site: Site, content: bytes) -> str:
    return base64.urlsafe_b64encode(_mac(site, content) + content).decode()


def _unsealed(site: Site, cookie: str) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(cookie)
    except ValueError:
        return None
    mac, content = raw[:32], raw[32:]
    return content if hmac.compare_digest(mac, _mac(site, content)) else None


def _mac(site: Site, content: bytes) -> bytes:
    return hashlib.blake2b(b"sso\0" + content, key=site.secret, digest_size=32).digest()
