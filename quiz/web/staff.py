"""Staff sign in with a password, most of them with a code after it; anybody signs out."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.refusal import Refusal
from quiz.stages import signin
from quiz.store.staff_sessions import HALF_SESSION_MS, STAFF_SESSION_MS
from quiz.web.browsers import family_of
from quiz.web.chrome import home_of
from quiz.web.devices import guess, remember_device
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    AnyViewer,
    SiteDep,
    check_form_token,
    render,
    render_refused,
    see_other,
    session_of,
    set_session,
)
from quiz.web.just_set import forget_username, remembered_username
from quiz.web.pages.staff import SignInPage
from quiz.web.site import Site

router = APIRouter()

DoneText = Annotated[str, Query(max_length=20, title="Việc vừa xong")]
_SET_BY_LINK = "Mật khẩu đã được đặt. Đề nghị đăng nhập bằng tên đăng nhập và mật khẩu mới."


class SignInInput(Input):
    """A user name and a password, as typed."""

    username: Annotated[str, Field(min_length=1, max_length=100, title="Tên đăng nhập")]
    password: Annotated[str, Field(min_length=1, max_length=512, title="Mật khẩu")]


@router.get("/sign-in", name="sign_in")
async def get_sign_in(request: Request, site: SiteDep, done: DoneText = "") -> Response:
    """The form for staff; `done` is `password` for whoever has just set one by a link."""
    done_text, username = "", ""
    if done == "password":
        done_text, username = _SET_BY_LINK, remembered_username(site, request)
    return await render(request, SignInPage("Đăng nhập", "/sign-in", username, done_text=done_text))


@router.post("/sign-in", name="sign_in.post")
async def post_sign_in(request: Request, site: SiteDep) -> Response:
    """A new session for the right password, whoever was signed in before."""
    await check_form_token(request)
    given = await read_form(request, SignInInput)
    now = site.clock()
    try:
        known, session = await _sign_in(site, request, given)
    except Refusal as refusal:
        page = SignInPage("Đăng nhập", "/sign-in", given.username, refusal.sentence)
        return await render_refused(request, page, refusal)
    if before := session_of(request):
        await signin.sign_out(site.database, site.writer, before, now)
    if site.terms.needs_code(known.role):
        response: Response = see_other("/sign-in/code")
        forget_username(site, request, response)
        set_session(site, response, session, HALF_SESSION_MS)
        return response
    response = see_other(home_of(known.role))
    remember_device(site, response, known.username)
    forget_username(site, request, response)
    set_session(site, response, session, STAFF_SESSION_MS)
    return response


async def _sign_in(site: Site, request: Request, given: SignInInput) -> tuple[signin.Known, str]:
    """Who it is, and a new session's secret."""
    with guess(site, request, given.username):
        known = await asyncio.get_running_loop().run_in_executor(
            site.hashing,
            signin.verify_password,
            site.database,
            given.username,
            given.password,
        )
        session = await signin.open_staff_session(
            site.writer,
            known,
            site.clock(),
            family_of(request.headers.get("user-agent", "")),
            half=site.terms.needs_code(known.role),
        )
        return known, session


@router.post("/sign-out", name="sign_out")
async def post_sign_out(request: Request, site: SiteDep, viewer: AnyViewer) -> Response:
    """End the session and wipe what this browser keeps of it."""
    await check_form_token(request)
    session, now = session_of(request), site.clock()
    if viewer or await signin.half_signed_in(site.database, session, now, site.terms):
        await signin.sign_out(site.database, site.writer, session, now)
    response = see_other("/")
    response.delete_cookie(site.cookie, path="/", secure=site.settings.secure, httponly=True)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
