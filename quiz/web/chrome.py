"""What stands around every page: who is signed in, and the ways on."""

from functools import cache, partial

from quiz.rules.access import ROLE_TITLES, Role, Viewer, may
from quiz.web.pages.common import Chrome, Link

NAVIGATION: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.CONTESTANT: (
        ("Vòng thi của tôi", "/rounds"),
        ("Bảng xếp hạng", "/"),
        ("Dữ liệu của tôi", "/me"),
    ),
    Role.AUTHOR: (
        ("Ngân hàng câu hỏi", "/banks"),
        ("Soạn câu hỏi", "/workshop"),
        ("Văn bản pháp luật", "/laws"),
        ("Thống kê", "/statistics"),
    ),
    Role.REVIEWER: (
        ("Soạn câu hỏi", "/workshop"),
        ("Ngân hàng câu hỏi", "/banks"),
        ("Văn bản pháp luật", "/laws"),
    ),
    Role.JURY: (
        ("Kiến nghị", "/staff/appeals"),
        ("Vòng thi", "/staff/rounds"),
        ("Toàn tỉnh", "/province"),
        ("Thống kê", "/statistics"),
    ),
    Role.AUDITOR: (
        ("Toàn tỉnh", "/province"),
        ("Vòng thi", "/staff/rounds"),
        ("Thí sinh", "/staff/people"),
        ("Đơn vị", "/staff/units"),
        ("Kiến nghị", "/staff/appeals"),
        ("Thống kê", "/statistics"),
        ("Ngân hàng câu hỏi", "/banks"),
        ("Đề nghị về dữ liệu", "/staff/requests"),
        ("Nhật ký thao tác", "/admin/audit"),
        ("Tài khoản quản lý", "/admin/staff"),
    ),
    Role.ORGANIZER: (
        ("Vòng thi", "/staff/rounds"),
        ("Thí sinh", "/staff/people"),
        ("Đơn vị", "/staff/units"),
        ("Kiến nghị", "/staff/appeals"),
        ("Thống kê", "/statistics"),
        ("Đề nghị về dữ liệu", "/staff/requests"),
    ),
    Role.PROVINCE: (
        ("Toàn tỉnh", "/province"),
        ("Vòng thi", "/staff/rounds"),
        ("Thí sinh", "/staff/people"),
        ("Đơn vị", "/staff/units"),
        ("Kiến nghị", "/staff/appeals"),
        ("Thống kê", "/statistics"),
        ("Đề nghị về dữ liệu", "/staff/requests"),
        ("Nhật ký thao tác", "/admin/audit"),
    ),
    Role.ADMINISTRATOR: (
        ("Toàn tỉnh", "/province"),
        ("Vòng thi", "/staff/rounds"),
        ("Thí sinh", "/staff/people"),
        ("Đơn vị", "/staff/units"),
        ("Kiến nghị", "/staff/appeals"),
        ("Thống kê", "/statistics"),
        ("Ngân hàng câu hỏi", "/banks"),
        ("Soạn câu hỏi", "/workshop"),
        ("Văn bản pháp luật", "/laws"),
        ("Đề nghị về dữ liệu", "/staff/requests"),
        ("Nhật ký thao tác", "/admin/audit"),
        ("Tài khoản quản lý", "/admin/staff"),
    ),
}


def chrome_of(viewer: Viewer | None, path: str, token: str) -> Chrome:
    """What stands around a page that this viewer sees at `path`; `token` is for its forms."""
    return Chrome(
        viewer=viewer.name if viewer else "",
        role=ROLE_TITLES[viewer.role] if viewer else "",
        navigation=_navigation(viewer.role, path) if viewer else (),
        form_token=token,
        sign_out_url="/sign-out" if viewer else "",
        may=partial(may, viewer.role if viewer else None),
        account_url="/account" if viewer and viewer.role is not Role.CONTESTANT else "",
    )


def _navigation(role: Role, path: str) -> tuple[Link, ...]:
    here = ""
    for _, url in NAVIGATION[role]:
        if path == url or (url != "/" and path.startswith(url + "/")):
            here = url
    return _links(role, here)


@cache
def _links(role: Role, here: str) -> tuple[Link, ...]:
    return tuple(Link(label, url, url == here) for label, url in NAVIGATION[role])


def home_of(role: Role) -> str:
    """Where somebody of this role begins."""
    return NAVIGATION[role][0][1]
