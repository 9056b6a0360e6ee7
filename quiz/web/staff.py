"""Staff sign in with a password; anybody signs out."""

import asyncio
import logging
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.refusal import Reason, Refusal
from quiz.rules.staffing import canonical_username
from quiz.stages import signin
from quiz.web.chrome import home_of
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    AnyViewer,
    Site,
    SiteDep,
    address_of,
    check_form_token,
    render,
    render_refused,
    see_other,
    set_session,
)
from quiz.web.pages.staff import SignInPage

router = APIRouter()
log = logging.getLogger(__name__)


class SignInInput(Input):
    """A user name and a password, as typed."""

    username: Annotated[str, Field(min_length=1, max_length=100, title="Tên đăng nhập")]
    password: Annotated[str, Field(min_length=1, max_length=512, title="Mật khẩu")]


@router.get("/sign-in", name="sign_in")
async def get_sign_in(request: Request) -> Response:
    """The form for staff."""
    return await render(request, SignInPage("Đăng nhập", "/sign-in"))


@router.post("/sign-in", name="sign_in.post")
async def post_sign_in(request: Request, site: SiteDep) -> Response:
    """A new session for the right password, whoever was signed in before."""
    await check_form_token(request)
    given = await read_form(request, SignInInput)
    now = site.clock()
    try:
        session = await _sign_in(site, address_of(request), given, now)
    except Refusal as refusal:
        page = SignInPage("Đăng nhập", "/sign-in", given.username, refusal.sentence)
        return await render_refused(request, page, refusal)
    if before := request.cookies.get(site.cookie):
        await signin.sign_out(site.database, site.writer, before, now)
    viewer = await signin.viewer(site.database, session, now)
    response = see_other(home_of(viewer.role) if viewer else "/")
    set_session(site, response, session, signin.STAFF_SESSION_MS)
    return response


async def _sign_in(site: Site, address: str, given: SignInInput, now: int) -> str:
    """A new session's secret. A guess is taken from the account and from the address first."""
    account = "staff:" + canonical_username(given.username)
    try:
        with site.guesses.guess(account, now), site.address_guesses.guess(address, now):
            known = await asyncio.get_running_loop().run_in_executor(
                site.hashing,
                signin.verify_password,
                site.database,
                given.username,
                given.password,
            )
            return await signin.open_staff_session(site.writer, known, now)
    except Refusal as refusal:
        if refusal.reason is Reason.TOO_MANY_GUESSES:
            log.warning("too many guesses", extra={"action": "sign_in", "address": address})
        raise


@router.post("/sign-out", name="sign_out")
async def post_sign_out(request: Request, site: SiteDep, viewer: AnyViewer) -> Response:
    """End the session and wipe what this browser keeps of it."""
    await check_form_token(request)
    if viewer:
        session = request.cookies[site.cookie]
        await signin.sign_out(site.database, site.writer, session, site.clock())
    response = see_other("/")
    response.delete_cookie(site.cookie, path="/", secure=site.settings.secure, httponly=True)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
