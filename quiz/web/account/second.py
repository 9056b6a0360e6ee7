"""The second step of signing in. Before it a session opens nothing but these pages."""

import logging
from typing import Annotated

import segno
from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules import totp
from quiz.rules.refusal import Refusal
from quiz.stages import signin, staffing
from quiz.stages.signin import Half
from quiz.store.staff_sessions import STAFF_SESSION_MS
from quiz.web.chrome import home_of
from quiz.web.devices import guess, remember_device
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    Page,
    SiteDep,
    check_form_token,
    render,
    render_refused,
    see_other,
    session_of,
    set_session,
)
from quiz.web.pages.account import CodePage, CodesPage, EnrolPage
from quiz.web.pages.common import Link
from quiz.web.site import Site

router = APIRouter()
log = logging.getLogger(__name__)

CODE_URL = "/sign-in/code"
SIGN_IN_URL = "/sign-in"


class CodeInput(Input):
    """A code as typed: six digits, or a recovery code."""

    code: Annotated[str, Field(min_length=1, max_length=40, title="Mã xác thực")]


@router.get("/sign-in/code", name="sign_in.code")
async def get_code(request: Request, site: SiteDep) -> Response:
    """Where the code is typed, or an app is tied to the account first."""
    half = await _half(request, site)
    if half is None:
        return see_other(SIGN_IN_URL)
    return await render(request, await _page(site, half))


@router.post("/sign-in/code", name="sign_in.code.post")
async def post_code(request: Request, site: SiteDep) -> Response:
    """Another session for a right code."""
    await check_form_token(request)
    half = await _half(request, site)
    if half is None:
        await read_form(request, CodeInput)
        return see_other(SIGN_IN_URL)
    before = session_of(request)
    try:
        given = await read_form(request, CodeInput)
        with guess(site, request, half.username, step=".code"):
            passed = await run_in_threadpool(
                staffing.pass_code, site.database, site.secret, before, given.code, site.clock()
            )
    except Refusal as refusal:
        log.info("sign-in failed", extra={"actor": half.username, "action": "sign_in.code"})
        return await render_refused(request, await _page(site, half, refusal.sentence), refusal)
    log.info("signed in", extra={"actor": half.username, "action": "sign_in.code"})
    viewer = await signin.viewer(site.database, passed.session, site.clock(), site.terms)
    home = home_of(viewer.role) if viewer else "/"
    response: Response = see_other(home)
    if passed.codes:
        onward = Link("Đã cất giữ các mã, vào hệ thống", home)
        page = CodesPage("Mã dự phòng", half.username, passed.codes, onward)
        response = await render(request, page)
    remember_device(site, response, half.username)
    set_session(site, response, passed.session, STAFF_SESSION_MS)
    return response


async def _half(request: Request, site: Site) -> Half | None:
    session = session_of(request)
    if not session:
        return None
    return await signin.half_signed_in(site.database, session, site.clock(), site.terms)


async def _page(site: Site, half: Half, problem: str = "") -> Page:
    if half.enrolled:
        return CodePage("Nhập mã xác thực", CODE_URL, half.username, problem)
    key = await run_in_threadpool(staffing.key_of, site.database, site.secret, half.staff_id)
    app_url = totp.key_uri(key, half.username)
    code = segno.make_qr(app_url, error="m")
    image = code.svg_data_uri(border=4, scale=1, omitsize=True, svgclass=None, lineclass=None)
    return EnrolPage(
        title="Cài mã xác thực",
        code_url=CODE_URL,
        username=half.username,
        qr=image,
        app_url=app_url,
        key_text=totp.key_text(key),
        problem=problem,
    )
