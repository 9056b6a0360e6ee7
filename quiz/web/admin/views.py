"""What an account's page says."""

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from quiz.rules.access import ROLE_TITLES, Role, Viewer
from quiz.rules.wording import say_moment
from quiz.stages import staffing
from quiz.stages.staffing import Account
from quiz.store.places import read_places
from quiz.store.staff_sessions import OpenSession
from quiz.web.admin.reach import LIST, LIST_URL, may_write
from quiz.web.pages.account import SessionRow
from quiz.web.pages.admin import StaffFields, StaffPage
from quiz.web.pages.common import Link
from quiz.web.site import Site

ROLES = tuple((role.value, ROLE_TITLES[role]) for role in Role if role is not Role.CONTESTANT)
DONE = {
    "added": "Đã lập tài khoản. Đề nghị tạo đường dẫn ở dưới và trao cho chủ tài khoản để tự đặt "
    "mật khẩu.",
    "changed": "Đã ghi thông tin tài khoản. Vai trò và đơn vị có hiệu lực ngay.",
    "disabled": "Đã khóa tài khoản; các phiên đăng nhập đã kết thúc.",
    "enabled": "Đã mở lại tài khoản. Đề nghị tạo đường dẫn để chủ tài khoản đặt mật khẩu mới.",
    "code-reset": "Đã hủy mã xác thực; chủ tài khoản cài lại ở lần đăng nhập sau.",
    "sessions": "Đã kết thúc các phiên đăng nhập được chọn.",
}
OWN_TEXT = (
    "Đây là tài khoản đang dùng nên không thể tự khóa hoặc tự đổi vai trò. Mật khẩu và các phiên "
    "đăng nhập được quản lý ở trang “Tài khoản của tôi”."
)


async def staff_page(
    site: Site, viewer: Viewer, staff_id: int, problem: str = "", done: str = ""
) -> StaffPage:
    """The page. Refuses an id that nobody has."""
    now = site.clock()

    def work() -> StaffPage:
        account = staffing.account(site.database, staff_id)
        sessions = staffing.sessions_of(site.database, staff_id, site.terms, now)
        places = site.database.read_now(districts_of)
        return _page(site, viewer, account, sessions, places, problem, DONE.get(done, ""))

    return await run_in_threadpool(work)


def districts_of(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Code and name of each district."""
    return tuple((one.code, one.full_name) for one in read_places(connection).districts)


def _page(
    site: Site,
    viewer: Viewer,
    account: Account,
    sessions: tuple[OpenSession, ...],
    places: tuple[tuple[str, str], ...],
    problem: str,
    done_text: str,
) -> StaffPage:
    member, url = account.member, f"{LIST_URL}/{account.id}"
    writes, own = may_write(viewer), viewer.staff_id == account.id
    others, open_ = writes and not own, member.active
    known = dict(places)
    kept = tuple((code, code) for code in member.districts if code not in known)
    return StaffPage(
        title=member.username,
        crumbs=(LIST, Link(member.username, "")),
        facts=_facts(site, account, known),
        fields=StaffFields(
            member.username, member.name, member.role.value, member.districts, member.number
        ),
        roles=ROLES,
        districts=places + kept,
        sessions=tuple(_session_row(one, viewer) for one in sessions),
        change_url=url if writes else "",
        link_url=f"{url}/link" if others and open_ else "",
        link_text="Đường dẫn dùng một lần, trong 10 phút. Mật khẩu cũ vẫn dùng được đến khi chủ "
        "tài khoản đặt mật khẩu mới."
        if account.has_password
        else "Đường dẫn dùng một lần, trong 24 giờ. Chủ tài khoản mở đường dẫn và tự đặt mật khẩu.",
        disable_url=f"{url}/disable" if others and open_ else "",
        enable_url=f"{url}/enable" if others and not open_ else "",
        code_reset_url=f"{url}/code-reset" if others and account.enrolled else "",
        sessions_url=f"{url}/sessions" if others and sessions else "",
        own_text=OWN_TEXT if writes and own else "",
        problem=problem,
        done_text=done_text,
    )


def _facts(site: Site, account: Account, known: dict[str, str]) -> tuple[tuple[str, str], ...]:
    member = account.member
    standing = "Đang hoạt động" if member.active else "Đã khóa"
    code = "Không bắt buộc với vai trò này"
    if site.terms.needs_code(member.role):
        code = "Đã cài ứng dụng" if account.enrolled else "Cài ở lần đăng nhập tới"
    return (
        ("Họ và tên", member.name),
        ("Vai trò", ROLE_TITLES[member.role]),
        ("Đơn vị được giao", ", ".join(known.get(code, code) for code in member.districts)),
        ("Số báo danh", member.number),
        ("Tình trạng", standing),
        ("Mật khẩu", "Đã đặt" if account.has_password else "Chưa đặt"),
        ("Mã xác thực", code),
    )


def _session_row(session: OpenSession, viewer: Viewer) -> SessionRow:
    here = session.tag == viewer.session
    return SessionRow(
        browser=session.browser or "Không rõ",
        since=say_moment(session.created_at),
        seen="Phiên đang dùng" if here else say_moment(session.seen_at),
        end_tag="" if here or not may_write(viewer) else session.tag,
    )
