"""The list of accounts, one account, adding and changing one."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import ROLE_TITLES, Role, Viewer
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.stages import staffing
from quiz.stages.staffing import Account, Member
from quiz.web.admin.reach import LIST, LIST_URL, may_write
from quiz.web.admin.views import ROLES, districts_of, staff_page
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    Admitted,
    DoneText,
    Id,
    SiteDep,
    render,
    render_refused,
    see_other,
    staff_of,
)
from quiz.web.pages.admin import StaffFields, StaffListPage, StaffNewPage, StaffRow
from quiz.web.pages.common import Link
from quiz.web.site import Site

router = APIRouter()

NEW_TITLE = "Thêm tài khoản"


class ChangeInput(Input):
    """What an account is given."""

    name: Annotated[str, Field(max_length=200, title="Họ và tên")]
    role: Annotated[str, Field(max_length=20, title="Vai trò")]
    districts: Annotated[
        list[str], Field(max_length=50, title="Đơn vị được giao", default_factory=list)
    ]
    number: Annotated[str, Field(max_length=40, title="Số báo danh")] = ""


class NewInput(ChangeInput):
    """The same with a user name."""

    username: Annotated[str, Field(max_length=100, title="Tên đăng nhập")]


@router.get("/admin/staff", name="staff.list")
async def get_list(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Everybody, disabled accounts too."""
    found = await run_in_threadpool(staffing.accounts, site.database)
    page = StaffListPage(
        title=LIST.label,
        rows=tuple(map(_row, found)),
        total_text=f"{say_count(len(found))} tài khoản, "
        f"{say_count(sum(one.member.active for one in found))} đang hoạt động.",
        new_url=f"{LIST_URL}/new" if may_write(viewer) else "",
    )
    return await render(request, page)


@router.get("/admin/staff/new", name="staff.new")
async def get_new(request: Request, site: SiteDep, _viewer: Admitted) -> Response:
    """The form."""
    return await render(request, await _new_page(site, StaffFields()))


@router.post("/admin/staff", name="staff.add")
async def post_new(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Add the account; its page has the link by which the owner sets the password. Sent twice it is
    added once."""
    given = await read_form(request, NewInput)
    fields = StaffFields(
        given.username, given.name, given.role, tuple(given.districts), given.number
    )
    try:
        member = Member(
            given.username,
            given.name,
            _role(given.role),
            tuple(given.districts),
            active=True,
            number=given.number,
        )
        staff_id = await run_in_threadpool(
            staffing.invite, site.database, member, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        page = await _new_page(site, fields, refusal.sentence)
        return await render_refused(request, page, refusal)
    return see_other(f"{LIST_URL}/{staff_id}?done=added")


@router.get("/admin/staff/{staff_id}", name="staff")
async def get_staff(
    request: Request, site: SiteDep, viewer: Admitted, staff_id: Id, done: DoneText = ""
) -> Response:
    """One account with its sessions."""
    return await render(request, await staff_page(site, viewer, staff_id, done=done))


@router.post("/admin/staff/{staff_id}", name="staff.change")
async def post_staff(request: Request, site: SiteDep, viewer: Admitted, staff_id: Id) -> Response:
    """Another name, role, districts or candidate number."""
    account = await run_in_threadpool(staffing.account, site.database, staff_id)
    given = await read_form(request, ChangeInput)
    try:
        role = _role(given.role)
        await run_in_threadpool(_change, site, viewer, account, given, role)
    except Refusal as refusal:
        page = await staff_page(site, viewer, staff_id, problem=refusal.sentence)
        return await render_refused(request, page, refusal)
    return see_other(f"{LIST_URL}/{staff_id}?done=changed")


def _change(site: Site, viewer: Viewer, account: Account, given: ChangeInput, role: Role) -> None:
    staffing.change(
        site.database,
        account.member.username,
        name=given.name,
        role=role,
        districts=tuple(given.districts),
        number=given.number,
        actor=viewer.actor,
        now=site.clock(),
        by=staff_of(viewer),
    )


def _role(value: str) -> Role:
    if value not in dict(ROLES):
        raise Refusal(RequestReason.BAD_INPUT, field="Vai trò")
    return Role(value)


def _row(account: Account) -> StaffRow:
    member = account.member
    standing = "Đang hoạt động"
    if not member.active:
        standing = "Đã khóa"
    elif not account.has_password:
        standing = "Chưa đặt mật khẩu"
    return StaffRow(
        link=Link(member.username, f"{LIST_URL}/{account.id}"),
        name=member.name,
        role=ROLE_TITLES[member.role],
        districts=", ".join(member.districts),
        standing=standing,
    )


async def _new_page(site: Site, fields: StaffFields, problem: str = "") -> StaffNewPage:
    return StaffNewPage(
        title=NEW_TITLE,
        crumbs=(LIST, Link(NEW_TITLE, "")),
        staff_url=LIST_URL,
        fields=fields,
        roles=ROLES,
        districts=await site.database.read(districts_of),
        problem=problem,
    )
