"""Addresses of accounts, and who may change them."""

from quiz.rules.access import Action, Viewer, scope_of
from quiz.web.pages.common import Link

LIST_URL = "/admin/staff"
LIST = Link("Tài khoản quản lý", LIST_URL)


def may_write(viewer: Viewer) -> bool:
    """Whether the viewer may change accounts, not only look at them."""
    return scope_of(viewer.role, Action.STAFF_WRITE) is not None
