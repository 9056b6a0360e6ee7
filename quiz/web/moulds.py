"""Pages that thousands of people open in the same minute: rendered once, with signs where people
differ, and put together from the pieces for each of them.

A page object that says which of its fields are personal is rendered with a sign in each of them.
Whatever else it holds is part of the mould's key. A personal field is only printed by its template:
nothing is decided by it but whether it is empty. Personal texts are escaped as a template would. A
page that says it is not `alike` others is printed for itself and not kept.
"""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Protocol

from jinja2 import Environment
from markupsafe import escape

from quiz.store.kept import Kept
from quiz.web.pages.common import Chrome

_MOST = 256
_SIGNS = 0xE100
"""Private-use characters: readers of question files and rosters refuse or remove them."""
_SIGN = re.compile("([\ue100-\ue1ff])")
_SPECIAL = re.compile("[&<>\"']")
_SIGN_IN_REPR = re.compile(r"\\ue1[0-9a-f]{2}")
"""Somebody's title that holds such a character is printed, not cast."""


class Mouldable(Protocol):
    """A page object: its template, and which of its fields differ from person to person."""

    template: ClassVar[str]
    personal: ClassVar[tuple[str, ...]]


class Moulds:
    """The kept moulds of one application."""

    def __init__(self, templates: Environment) -> None:
        self._templates = templates
        self._kept: Kept[Any, tuple[str | int, ...]] = Kept(_MOST)

    def render(self, page: Any, chrome: Chrome) -> str:
        """What the page's template prints in that frame."""
        kind: Any = type(page)
        if not getattr(page, "alike", True):
            return self._print(page, chrome)
        common, personal = _readers(kind)
        values = (chrome.form_token, chrome.viewer, *personal(page))
        present = tuple([value != "" for value in values])
        key = (page.template, chrome.role, chrome.navigation, present, common(page))
        mould = self._kept.get(key)
        if mould is None:
            if _SIGN_IN_REPR.search(repr(key)):
                return self._print(page, chrome)
            mould = self._kept.put(key, self._cast(page, chrome, present))
        escaped = [_escaped(value) for value in values]
        return "".join([piece if isinstance(piece, str) else escaped[piece] for piece in mould])

    def _cast(self, page: Any, chrome: Chrome, present: tuple[bool, ...]) -> tuple[str | int, ...]:
        signs = [chr(_SIGNS + place) if there else "" for place, there in enumerate(present)]
        signed = dict(zip(page.personal, signs[2:], strict=True))
        html = self._print(
            replace(page, **signed), replace(chrome, form_token=signs[0], viewer=signs[1])
        )
        pieces = _SIGN.split(html)
        return tuple(ord(piece) - _SIGNS if _SIGN.fullmatch(piece) else piece for piece in pieces)

    def _print(self, page: Any, chrome: Chrome) -> str:
        return self._templates.get_template(page.template).render(page=page, chrome=chrome)


def _escaped(value: object) -> str:
    """As a template prints it. Most texts hold nothing to escape, and a look is cheaper."""
    if type(value) is int or (type(value) is str and not _SPECIAL.search(value)):
        return str(value)
    return str(escape(value))


@cache
def _readers(page: Any) -> tuple[Callable[[Any], Any], Callable[[Any], tuple[Any, ...]]]:
    """Of pages of this class: what is common to a mould, and the personal values."""
    common = [field.name for field in fields(page) if field.name not in page.personal]
    personal: tuple[str, ...] = page.personal
    if len(personal) == 1:
        return attrgetter(*common), lambda one: (getattr(one, personal[0]),)
    return attrgetter(*common), attrgetter(*personal)
