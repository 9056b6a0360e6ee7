"""Whose password was set a moment ago: the browser brings the user name to the form for signing in,
in a cookie of ten minutes, so that it stands in no address, no history and no log.
"""

from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.staffing import is_username
from quiz.web.site import Site

LASTS_SECONDS = 600


def remember_username(site: Site, response: Response, username: str) -> None:
    """Let this browser bring the canonical user name to the next page."""
    response.set_cookie(
        _name(site),
        quote(username, safe=""),
        max_age=LASTS_SECONDS,
        secure=site.settings.secure,
        httponly=True,
        samesite="lax",
    )


def remembered_username(site: Site, request: Request) -> str:
    """The user name that this browser brings, empty for anything else. It only fills a field: who
    plants another has typed a name."""
    username = unquote(request.cookies.get(_name(site), ""))
    return username if is_username(username) else ""


def forget_username(site: Site, request: Request, response: Response) -> None:
    """Whoever has signed in needs it no more."""
    if _name(site) in request.cookies:
        response.delete_cookie(_name(site), secure=site.settings.secure, httponly=True)


def _name(site: Site) -> str:
    return "__Host-password-set" if site.settings.secure else "password-set"
