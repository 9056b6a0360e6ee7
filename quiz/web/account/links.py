"""Links by which people set the own password, and the one that makes the first administrator. Their
secret stands behind the # of the address: the page's script, or the person, puts it into the form.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.stages import staffing
from quiz.web.forms import Input, read_form
from quiz.web.guard import SiteDep, check_form_token, render, render_refused, see_other
from quiz.web.just_set import remember_username
from quiz.web.pages.account import PasswordLinkPage, SetUpPage
from quiz.web.site import Site

router = APIRouter()

LINK_TITLE = "Đặt mật khẩu"
LINK_URL = "/password-link"
SET_UP_TITLE = "Lập quản trị viên đầu tiên"
SET_UP_URL = "/set-up"

Token = Annotated[str, Field(max_length=200, title="Mã trong đường dẫn")]
Password = Annotated[str, Field(max_length=512, title="Mật khẩu mới")]
Again = Annotated[str, Field(max_length=512, title="Nhập lại mật khẩu mới")]


class LinkInput(Input):
    """A link's secret and the password, twice."""

    token: Token
    password: Password
    again: Again


class SetUpInput(LinkInput):
    """The same with who it is."""

    username: Annotated[str, Field(max_length=100, title="Tên đăng nhập")]
    name: Annotated[str, Field(max_length=200, title="Họ và tên")]


@router.get("/password-link", name="password_link")
async def get_link(request: Request) -> Response:
    """Where such a link leads."""
    return await render(request, PasswordLinkPage(LINK_TITLE, LINK_URL))


@router.post("/password-link", name="password_link.post")
async def post_link(request: Request, site: SiteDep) -> Response:
    """Set the password; then its owner signs in with it."""
    await check_form_token(request)
    given = await read_form(request, LinkInput)
    try:
        _refuse_different(given)
        username = await asyncio.get_running_loop().run_in_executor(
            site.hashing,
            staffing.use_link,
            site.database,
            _secret_of(given.token),
            given.password,
            site.clock(),
        )
    except Refusal as refusal:
        page = PasswordLinkPage(LINK_TITLE, LINK_URL, given.token, refusal.sentence)
        return await render_refused(request, page, refusal)
    return _to_sign_in(site, username)


@router.get("/set-up", name="set_up")
async def get_set_up(request: Request) -> Response:
    """Where the setup link leads."""
    return await render(request, SetUpPage(SET_UP_TITLE, SET_UP_URL))


@router.post("/set-up", name="set_up.post")
async def post_set_up(request: Request, site: SiteDep) -> Response:
    """Make the first administrator, who then signs in."""
    await check_form_token(request)
    given = await read_form(request, SetUpInput)
    try:
        _refuse_different(given)
        username = await asyncio.get_running_loop().run_in_executor(
            site.hashing,
            staffing.make_first,
            site.database,
            _secret_of(given.token),
            given.username,
            given.name,
            given.password,
            site.clock(),
        )
    except Refusal as refusal:
        page = SetUpPage(
            SET_UP_TITLE, SET_UP_URL, given.token, given.username, given.name, refusal.sentence
        )
        return await render_refused(request, page, refusal)
    return _to_sign_in(site, username)


def _to_sign_in(site: Site, username: str) -> Response:
    response = see_other("/sign-in?done=password")
    remember_username(site, response, username)
    return response


def _refuse_different(given: LinkInput) -> None:
    if given.password != given.again:
        raise Refusal(StaffReason.PASSWORDS_DIFFER)


def _secret_of(token: str) -> str:
    """The secret, also of a whole address that somebody pasted."""
    return token.rpartition("#")[2].strip()
