"""What is done to an account by a button: closed, opened, a link made, the code reset, sessions
ended. All of it is safe to repeat."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_moment
from quiz.stages import staffing
from quiz.store.sessions import TAG
from quiz.web.admin.reach import LIST, LIST_URL
from quiz.web.admin.views import staff_page
from quiz.web.forms import Input, NothingInput, read_form
from quiz.web.guard import (
    Admitted,
    Id,
    SiteDep,
    render,
    render_refused,
    see_other,
    session_of,
    staff_of,
)
from quiz.web.pages.admin import StaffLinkPage
from quiz.web.pages.common import Link

router = APIRouter()


class SessionsInput(Input):
    """The session to end; all of them where it is empty."""

    session: Annotated[
        str, Field(pattern=rf"^([0-9a-f]{{{TAG}}})?$", max_length=TAG, title="Phiên đăng nhập")
    ] = ""


@router.post("/admin/staff/{staff_id}/disable", name="staff.disable")
async def post_disable(request: Request, site: SiteDep, viewer: Admitted, staff_id: Id) -> Response:
    """Close the account; its sessions end."""
    await read_form(request, NothingInput)
    account = await run_in_threadpool(staffing.account, site.database, staff_id)
    try:
        await run_in_threadpool(
            staffing.disable,
            site.database,
            account.member.username,
            viewer.actor,
            site.clock(),
            by=staff_of(viewer),
        )
    except Refusal as refusal:
        page = await staff_page(site, viewer, staff_id, problem=refusal.sentence)
        return await render_refused(request, page, refusal)
    return see_other(f"{LIST_URL}/{staff_id}?done=disabled")


@router.post("/admin/staff/{staff_id}/enable", name="staff.enable")
async def post_enable(request: Request, site: SiteDep, viewer: Admitted, staff_id: Id) -> Response:
    """Open the account again, without a password."""
    await read_form(request, NothingInput)
    account = await run_in_threadpool(staffing.account, site.database, staff_id)
    await run_in_threadpool(
        staffing.enable, site.database, account.member.username, viewer.actor, site.clock()
    )
    return see_other(f"{LIST_URL}/{staff_id}?done=enabled")


@router.post("/admin/staff/{staff_id}/link", name="staff.link")
async def post_link(request: Request, site: SiteDep, viewer: Admitted, staff_id: Id) -> Response:
    """A link by which the owner sets the password. Another one ends the one before."""
    await read_form(request, NothingInput)
    account = await run_in_threadpool(staffing.account, site.database, staff_id)
    secret, until = await run_in_threadpool(
        staffing.make_link, site.database, staff_id, viewer.actor, site.clock()
    )
    page = StaffLinkPage(
        title="Đường dẫn đặt mật khẩu",
        crumbs=(
            LIST,
            Link(account.member.username, f"{LIST_URL}/{staff_id}"),
            Link("Đường dẫn đặt mật khẩu", ""),
        ),
        username=account.member.username,
        address=f"{site.settings.base_url.rstrip('/')}/password-link#{secret}",
        until_text=say_moment(until),
    )
    return await render(request, page)


@router.post("/admin/staff/{staff_id}/code-reset", name="staff.code_reset")
async def post_code_reset(
    request: Request, site: SiteDep, viewer: Admitted, staff_id: Id
) -> Response:
    """Untie the app from the account; its sessions end."""
    await read_form(request, NothingInput)
    account = await run_in_threadpool(staffing.account, site.database, staff_id)
    if account.enrolled:
        await run_in_threadpool(
            staffing.reset_totp, site.database, account.member.username, viewer.actor, site.clock()
        )
    return see_other(f"{LIST_URL}/{staff_id}?done=code-reset")


@router.post("/admin/staff/{staff_id}/sessions", name="staff.sessions")
async def post_sessions(
    request: Request, site: SiteDep, viewer: Admitted, staff_id: Id
) -> Response:
    """End one session of the account, or all."""
    account = await run_in_threadpool(staffing.account, site.database, staff_id)
    given, now = await read_form(request, SessionsInput), site.clock()
    if given.session:
        await run_in_threadpool(
            staffing.end_session, site.database, staff_id, given.session, viewer.actor, now
        )
    else:
        here = session_of(request) if staff_id == viewer.staff_id else ""
        await run_in_threadpool(
            staffing.end_all, site.database, account.member.username, viewer.actor, now, but=here
        )
    return see_other(f"{LIST_URL}/{staff_id}?done=sessions")
