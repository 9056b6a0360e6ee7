"""Every error in one shape: a code for programs, a Vietnamese sentence for people, no trace."""

import logging
import re
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from quiz.rules.access import ROUTES
from quiz.rules.reasons import EntryReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.web.forms import OTHER_FIELD
from quiz.web.guard import get_viewer, render, retry_after
from quiz.web.onward import onward
from quiz.web.pages.common import Chrome, Link
from quiz.web.pages.public import ErrorPage
from quiz.web.security import NOT_KEPT, fixed_headers
from quiz.web.site import get_site

log = logging.getLogger(__name__)

_TITLES = {
    400: "Yêu cầu không hợp lệ",
    401: "Cần đăng nhập",
    403: "Không có quyền thực hiện",
    404: "Không tìm thấy",
    405: "Thao tác không được hỗ trợ",
    408: "Nội dung đến quá chậm",
    409: "Chưa thực hiện được",
    413: "Nội dung quá lớn",
    415: "Kiểu nội dung không được hỗ trợ",
    422: "Dữ liệu chưa hợp lệ",
    429: "Thao tác quá nhanh",
    503: "Hệ thống đang bận",
}


def wants_json(request: Request) -> bool:
    """Whether a script asks, not a person."""
    return (
        request.headers.get("content-type", "").startswith("application/json")
        or request.headers.get("accept", "") == "application/json"
    )


_OUR_WORDS = frozenset(
    part for route in ROUTES for part in route.partition(" ")[2].split("/") if "{" not in part
)
_NUMBER = re.compile(r"[0-9]{1,10}")


def _said_path(path: str) -> str:
    """The path where it holds nothing but words of our own routes and numbers, so that it may be
    logged: whoever types an address may type a name."""
    parts = path.split("/")
    ours = all(one in _OUR_WORDS or _NUMBER.fullmatch(one) for one in parts)
    return path if ours and len(parts) < 10 else "other"


async def _log_denial(request: Request, reason: Reason) -> None:
    """Somebody who is signed in asked for what is not theirs, or not there."""
    viewer = await get_viewer(request)
    if viewer is None:
        return
    told = {
        "actor": viewer.actor,
        "action": request.method,
        "object": _said_path(request.scope["path"]),
        "reason": reason.code,
    }
    log.info("refused", extra=told)


async def answer_refusal(request: Request, refusal: Refusal) -> Response:
    """The refusal as a page or as JSON."""
    reason = refusal.reason
    try:
        await get_viewer(request)
    except Refusal:
        request.state.viewer = None  # the database is away: nobody can tell who asks
    if reason.status in {403, 404}:
        await _log_denial(request, reason)
    response: Response
    if wants_json(request):
        body: dict[str, Any] = {"code": reason.code, "message": refusal.sentence}
        body |= {name: value for name, value in refusal.details.items() if isinstance(value, int)}
        response = JSONResponse(body, reason.status)
    else:
        back = (
            Link("Vào thi hoặc đăng nhập lại", _enter_url(request))
            if reason is EntryReason.SIGN_IN_FIRST
            else Link("Trở về trang chủ", "/")
        )
        title = _TITLES.get(reason.status, "Chưa thực hiện được")
        page = ErrorPage(title=title, sentence=refusal.sentence, code=reason.code, back=back)
        response = await render(request, page, reason.status)
    response.headers.update(retry_after(refusal))
    return response


def _enter_url(request: Request) -> str:
    """Where to enter, and from there to the page that was asked for if it is a contestant's."""
    wanted = onward(request.scope["path"]) if request.method == "GET" else ""
    return f"/enter?next={wanted}" if wanted else "/enter"


def refuse_early(refusal: Refusal) -> ASGIApp:
    """An ASGI application that answers the refusal before any route is looked for."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        request.state.viewer = None
        response = await answer_refusal(request, refusal)
        await response(scope, receive, send)

    return app


def install(app: FastAPI) -> None:
    """Register the answers to everything that a route can raise."""

    async def on_refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return await answer_refusal(request, error)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405:
            return await answer_refusal(request, Refusal(RequestReason.WRONG_METHOD))
        if error.status_code == 404:
            return await answer_refusal(request, Refusal(RequestReason.NOT_FOUND))
        return await answer_refusal(request, Refusal(RequestReason.NOT_JSON))

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        place = error.errors()[0]["loc"]
        if place[0] == "path":
            return await answer_refusal(request, Refusal(RequestReason.NOT_FOUND))
        title = _title_of(request, place[-1])
        return await answer_refusal(request, Refusal(RequestReason.BAD_INPUT, field=title))

    async def on_bug(request: Request, error: Exception) -> Response:
        return answer_bug(request, error)

    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(Exception, on_bug)


def _title_of(request: Request, name: object) -> str:
    """What people call the parameter of the query."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    for field in getattr(dependant, "query_params", ()):
        if field.alias == name:
            return field.field_info.title or OTHER_FIELD
    return OTHER_FIELD


def answer_bug(request: Request, error: Exception) -> Response:
    """Says that it is our fault, with as little machinery as possible. Starlette sends it from
    outside every middleware, so that it brings the security headers itself."""
    log.error("unexpected error", exc_info=error)
    sentence = (
        "Hệ thống gặp sự cố. Các câu trả lời đã lưu vẫn được giữ. Đề nghị tải lại trang sau ít "
        "phút."
    )
    site = get_site(request.app)
    headers = {**fixed_headers(site.settings), "Cache-Control": NOT_KEPT}
    if wants_json(request):
        return JSONResponse({"code": "server_error", "message": sentence}, 500, headers)
    page = ErrorPage("Hệ thống gặp sự cố", sentence, "server_error", Link("Trang chủ", "/"))
    html = site.templates.get_template(page.template)
    return HTMLResponse(html.render(page=page, chrome=Chrome()), 500, headers)
