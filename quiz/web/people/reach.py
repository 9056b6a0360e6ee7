"""Whose people somebody reaches."""

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.web.pages.common import Link

LIST_URL = "/staff/people"
LIST = Link("Thí sinh", LIST_URL)


def reach_of(viewer: Viewer, action: Action) -> frozenset[int] | None:
    """The districts within reach, None for all."""
    if scope_of(viewer.role, action) is Scope.ANY:
        return None
    return viewer.districts


def may_write(viewer: Viewer) -> bool:
    """Whether the viewer may write the people of some district."""
    return scope_of(viewer.role, Action.PEOPLE_WRITE) is not None
