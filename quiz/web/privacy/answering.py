"""The committee sees requests about data with their due dates, and answers them."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.rules.data_requests import (
    KIND_TEXTS,
    LONGEST,
    OUTCOME_TEXTS,
    Outcome,
    RequestKind,
)
from quiz.rules.reasons import PrivacyReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_count, say_end, say_moment
from quiz.stages import data_requests, purging
from quiz.stages.data_requests import Request as DataRequest
from quiz.web.forms import Input, NothingInput, read_form
from quiz.web.guard import (
    Admitted,
    Id,
    PageNumber,
    SiteDep,
    in_reach,
    render,
    render_refused,
    see_other,
)
from quiz.web.pages.common import Link, make_pager
from quiz.web.pages.privacy import RequestPage, RequestsPage

router = APIRouter(prefix="/staff/requests")

URL = "/staff/requests"
LIST = Link("Đề nghị về dữ liệu", URL)
_SHOWN = frozenset(
    {
        PrivacyReason.REQUEST_NEEDS_ANSWER,
        PrivacyReason.REQUEST_ANSWERED,
        PrivacyReason.STILL_SITTING,
    }
)
_HINTS = {
    RequestKind.CORRECT: "Đề nghị sửa danh sách trước (trang Thí sinh, nhập lại từ Excel), rồi trả "
    "lời “Đã thực hiện”.",
    RequestKind.DELETE: "Người đang có kết quả được xóa họ tên khi hết hạn lưu, hoặc ngay khi quản "
    "trị viên quyết định. “Đã thực hiện” ở đây nghĩa là đã nhận và sẽ xóa khi hết hạn lưu; đề nghị "
    "nêu rõ thời hạn trong câu trả lời.",
}


class AnswerInput(Input):
    """How a request is answered."""

    outcome: Annotated[str, Field(pattern=r"^(done|refused)$", title="Kết quả")]
    answer: Annotated[str, Field(max_length=4 * LONGEST, title="Câu trả lời")]


@router.get("", name="requests")
async def get_requests(
    request: Request, site: SiteDep, viewer: Admitted, page: PageNumber = 1
) -> Response:
    """Those within reach: overdue, then by due date, then the answered ones."""
    now = site.clock()
    anywhere = scope_of(viewer.role, Action.REQUEST_READ) is Scope.ANY
    within = None if anywhere else viewer.districts
    found = await site.database.read(lambda one: data_requests.due(one, within, now, page))
    kept = ""
    if scope_of(viewer.role, Action.PERSON_ERASE) is not None:
        months = site.settings.retention_months
        kept = await site.database.read(lambda one: purging.overdue(one, now, months))
    shown = RequestsPage(
        title="Đề nghị về dữ liệu cá nhân",
        lead=f"{say_count(found.open_)} đề nghị đang chờ trả lời.",
        overdue_text=f"{say_count(found.overdue)} đề nghị đã quá hạn trả lời."
        if found.overdue
        else "",
        kept_text=kept,
        rows=tuple(
            (
                Link(KIND_TEXTS[one.kind], f"{URL}/{one.id}"),
                f"{one.name} ({one.number})",
                one.unit,
                say_moment(one.asked_at),
                say_end(one.due_at),
                _state(one, now),
            )
            for one in found.requests
        ),
        pager=make_pager(URL, found.page, found.pages, found.total, ""),
    )
    return await render(request, shown)


@router.get("/{request_id}", name="request")
async def get_request(
    request: Request, site: SiteDep, viewer: Admitted, request_id: Id
) -> Response:
    """One request of a district within reach."""
    found = await site.database.read(
        lambda one: _within(one, viewer, Action.REQUEST_READ, request_id)
    )
    return await render(request, _page(viewer, found, site.clock()))


@router.post("/{request_id}/answer", name="request.answer")
async def post_answer(
    request: Request, site: SiteDep, viewer: Admitted, request_id: Id
) -> Response:
    """Answer it. The same answer again changes nothing."""
    found = await site.database.read(
        lambda one: _within(one, viewer, Action.REQUEST_ANSWER, request_id)
    )
    given, now = await read_form(request, AnswerInput), site.clock()
    try:
        await run_in_threadpool(
            data_requests.answer,
            site.writer,
            request_id,
            Outcome(given.outcome),
            given.answer,
            viewer.actor,
            now,
        )
    except Refusal as refusal:
        return await _again(request, viewer, found, refusal, given)
    return see_other(f"{URL}/{request_id}")


@router.post("/{request_id}/erase", name="request.erase")
async def post_erase(request: Request, site: SiteDep, viewer: Admitted, request_id: Id) -> Response:
    """Take the person's names out now, which answers the request."""
    found = await site.database.read(
        lambda one: _within(one, viewer, Action.PERSON_ERASE, request_id)
    )
    await read_form(request, NothingInput)
    try:
        await run_in_threadpool(
            data_requests.erase, site.writer, site.database, request_id, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        return await _again(request, viewer, found, refusal)
    return see_other(f"{URL}/{request_id}")


async def _again(
    request: Request,
    viewer: Viewer,
    found: DataRequest,
    refusal: Refusal,
    given: AnswerInput | None = None,
) -> Response:
    if refusal.reason not in _SHOWN:
        raise refusal
    now = request.app.state.site.clock()
    page = _page(viewer, found, now, given, refusal.sentence)
    return await render_refused(request, page, refusal)


def _within(connection: Connection, viewer: Viewer, action: Action, request_id: int) -> DataRequest:
    found = data_requests.read(connection, request_id)
    in_reach(viewer, action, found.district_id)
    return found


def _page(
    viewer: Viewer,
    found: DataRequest,
    now: int,
    given: AnswerInput | None = None,
    problem: str = "",
) -> RequestPage:
    url = f"{URL}/{found.id}"
    answers = found.open_ and scope_of(viewer.role, Action.REQUEST_ANSWER) is not None
    erases = (
        found.kind is RequestKind.DELETE
        and (found.open_ or (found.outcome is Outcome.DONE and not found.erased))
        and scope_of(viewer.role, Action.PERSON_ERASE) is not None
    )
    facts: list[tuple[str, str | Link]] = [
        ("Loại", KIND_TEXTS[found.kind]),
        (
            "Thí sinh",
            Link(found.name, f"/staff/people/{found.person_id}") if found.active else found.name,
        ),
        ("Số báo danh", found.number),
        ("Đơn vị", found.unit),
        ("Gửi lúc", say_moment(found.asked_at)),
        ("Hạn trả lời", say_end(found.due_at)),
        ("Tình trạng", _state(found, now)),
    ]
    if found.answered_by:
        facts.append(("Người trả lời", say_actor(found.answered_by)))
    if found.answer:
        facts.append(("Câu trả lời", found.answer))
    return RequestPage(
        title=f"Đề nghị số {found.id}",
        crumbs=(LIST, Link(f"Đề nghị số {found.id}", "")),
        facts=tuple(facts),
        words=found.words,
        answer_url=f"{url}/answer" if answers else "",
        outcomes=tuple((one.value, said) for one, said in OUTCOME_TEXTS.items()),
        outcome=given.outcome if given else "",
        answer=given.answer if given else "",
        longest=LONGEST,
        hint=_HINTS[found.kind],
        erase_url=f"{url}/erase" if erases else "",
        problem=problem,
    )


def _state(one: DataRequest, now: int) -> str:
    if one.outcome is not None:
        return f"{OUTCOME_TEXTS[one.outcome]} lúc {say_moment(one.answered_at or 0)}"
    return "Đã quá hạn" if one.due_at <= now else "Đang chờ trả lời"
