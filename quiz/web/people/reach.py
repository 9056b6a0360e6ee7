"""Whose people somebody reaches."""

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.web.pages.common import Link

LIST_URL = "/staff/people"
IMPORT_URL = f"{LIST_URL}/import"
IMPORT_TITLE = "Nhập danh sách thí sinh"
LIST = Link("Thí sinh", LIST_URL)


def reach_of(viewer: Viewer, action: Action) -> frozenset[int] | None:
    """The districts within reach, None for all."""
    if scope_of(viewer.role, action) is Scope.ANY:
        return None
    return viewer.districts


def may_move(viewer: Viewer) -> bool:
    """Whether the viewer may put the unit of people of some district right."""
    return scope_of(viewer.role, Action.PEOPLE_MOVE) is not None


def may_write(viewer: Viewer) -> bool:
    """Whether the viewer may write the people of some district."""
    return scope_of(viewer.role, Action.PEOPLE_WRITE) is not None
