"""The own account: password, sessions, recovery codes."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import ROLE_TITLES, Viewer
from quiz.rules.reasons import StaffReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count, say_moment
from quiz.stages import staffing
from quiz.store.sessions import TAG
from quiz.web.devices import guess
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    Admitted,
    DoneText,
    SiteDep,
    render,
    render_refused,
    see_other,
    session_of,
    staff_of,
)
from quiz.web.pages.account import AccountPage, CodesPage, SessionRow
from quiz.web.pages.common import Link
from quiz.web.site import Site

router = APIRouter()

TITLE = "Tài khoản của tôi"
URL = "/account"
DONE = {
    "password": "Đã đổi mật khẩu; các phiên đăng nhập khác đã kết thúc.",
    "sessions": "Đã kết thúc các phiên đăng nhập được chọn.",
}


class PasswordInput(Input):
    """The old password and the new one, twice."""

    old: Annotated[str, Field(max_length=512, title="Mật khẩu hiện tại")]
    password: Annotated[str, Field(max_length=512, title="Mật khẩu mới")]
    again: Annotated[str, Field(max_length=512, title="Nhập lại mật khẩu mới")]


class SessionsInput(Input):
    """The session to end; every other one where it is empty."""

    session: Annotated[
        str, Field(pattern=rf"^([0-9a-f]{{{TAG}}})?$", max_length=TAG, title="Phiên đăng nhập")
    ] = ""


class RecoveryInput(Input):
    """The password once more."""

    old: Annotated[str, Field(max_length=512, title="Mật khẩu hiện tại")]


@router.get("/account", name="account")
async def get_account(
    request: Request, site: SiteDep, viewer: Admitted, done: DoneText = ""
) -> Response:
    """What there is of the account."""
    return await render(request, await _page(site, viewer, done_text=DONE.get(done, "")))


@router.post("/account/password", name="account.password")
async def post_password(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Change the password; the other sessions end."""
    given = await read_form(request, PasswordInput)
    session = session_of(request)
    try:
        if given.password != given.again:
            raise Refusal(StaffReason.PASSWORDS_DIFFER)
        await _guessed(
            site,
            request,
            viewer,
            staffing.change_password,
            given.old,
            given.password,
            session,
            site.clock(),
        )
    except Refusal as refusal:
        page = await _page(site, viewer, refusal.sentence)
        return await render_refused(request, page, refusal)
    return see_other(f"{URL}?done=password")


@router.post("/account/sessions", name="account.sessions")
async def post_sessions(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """End one of the own sessions, or all but this one."""
    given = await read_form(request, SessionsInput)
    now = site.clock()
    if given.session:
        await run_in_threadpool(
            staffing.end_session, site.database, staff_of(viewer), given.session, viewer.actor, now
        )
    else:
        here = session_of(request)
        await run_in_threadpool(
            staffing.end_all, site.database, viewer.actor, viewer.actor, now, but=here
        )
    return see_other(f"{URL}?done=sessions")


@router.post("/account/recovery", name="account.recovery")
async def post_recovery(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """New recovery codes, shown this once. Sent twice, those of the second page are the ones."""
    given = await read_form(request, RecoveryInput)
    staff_id = staff_of(viewer)
    try:
        await _guessed(site, request, viewer, staffing.check_password, given.old)
        codes = await run_in_threadpool(
            staffing.make_codes, site.database, site.secret, staff_id, site.clock()
        )
    except Refusal as refusal:
        page = await _page(site, viewer, refusal.sentence)
        return await render_refused(request, page, refusal)
    onward = Link("Đã cất giữ các mã, trở về tài khoản", URL)
    return await render(request, CodesPage("Mã dự phòng", viewer.actor, codes, onward))


async def _guessed(
    site: Site, request: Request, viewer: Viewer, verb: Callable[..., Any], *rest: Any
) -> None:
    """Run the slow verb on the account; a wrong old password is a guess."""
    with guess(site, request, viewer.actor):
        await asyncio.get_running_loop().run_in_executor(
            site.hashing, verb, site.database, staff_of(viewer), *rest
        )


async def _page(site: Site, viewer: Viewer, problem: str = "", done_text: str = "") -> AccountPage:
    staff_id, now = staff_of(viewer), site.clock()

    def work() -> AccountPage:
        account = staffing.account(site.database, staff_id)
        found = staffing.sessions_of(site.database, staff_id, site.terms, now)
        left = staffing.codes_left(site.database, staff_id) if account.enrolled else 0
        rows = tuple(
            SessionRow(
                browser=one.browser or "Không rõ",
                since=say_moment(one.created_at),
                seen="Phiên đang dùng" if one.tag == viewer.session else say_moment(one.seen_at),
                end_tag="" if one.tag == viewer.session else one.tag,
            )
            for one in found
        )
        facts = [
            ("Tên đăng nhập", account.member.username),
            ("Họ và tên", account.member.name),
            ("Vai trò", ROLE_TITLES[account.member.role]),
        ]
        if account.member.districts:
            facts.append(("Mã đơn vị", ", ".join(account.member.districts)))
        return AccountPage(
            title=TITLE,
            facts=tuple(facts),
            sessions=rows,
            sessions_url=f"{URL}/sessions",
            several=len(rows) > 1,
            password_url=f"{URL}/password",
            recovery_url=f"{URL}/recovery" if account.enrolled else "",
            recovery_text=f"Còn {say_count(left)} mã dự phòng chưa dùng.",
            problem=problem,
            done_text=done_text,
        )

    return await run_in_threadpool(work)
