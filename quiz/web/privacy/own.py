"""The notice; everything that is kept of the reader, and asking for a correction or deletion."""

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules import notice
from quiz.rules.access import ROLE_TITLES, Role
from quiz.rules.data_requests import KIND_TEXTS, LONGEST, OUTCOME_TEXTS, RequestKind
from quiz.rules.eligibility import DUTY_NAMES
from quiz.rules.reasons import PrivacyReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import GENDER_TEXTS
from quiz.rules.wording import say_duration, say_end, say_moment, say_moment_seconds
from quiz.stages import data_requests, own_data
from quiz.stages.data_requests import Request as DataRequest
from quiz.stages.own_data import Column, Piece, Value
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    Admitted,
    AnyViewer,
    SiteDep,
    person_of,
    render,
    render_refused,
    see_other,
)
from quiz.web.pages.privacy import NoticePage, OwnDataPage, OwnRequest, PieceView
from quiz.web.site import Site

router = APIRouter()
log = logging.getLogger(__name__)

_SHOWN = frozenset({PrivacyReason.REQUEST_TEXT, PrivacyReason.REQUEST_OPEN})
_HIDDEN = "Hiện sau khi vòng thi kết thúc"
_WORDS: dict[str, dict[str, str]] = {
    "gender": dict(GENDER_TEXTS),
    "duty": {one.value: name for one, name in DUTY_NAMES.items()},
    "role": {one.value: title for one, title in ROLE_TITLES.items()},
    "kind": {
        **{one.value: said for one, said in KIND_TEXTS.items()},
        "result": "Đang tính",
        "frozen": "Khi bảng dừng cập nhật",
        "hidden": _HIDDEN,
        "start": "Bắt đầu",
        "answer": "Trả lời",
        "late": "Trả lời sau giờ",
        "stale": "Trả lời đến muộn",
        "take_over": "Đổi thiết bị",
        "submit": "Nộp bài",
        "expire": "Hết giờ",
        "extend": "Gia hạn",
        "void": "Hủy kết quả",
        "unvoid": "Khôi phục kết quả",
    },
    "outcome": {
        **{one.value: said for one, said in OUTCOME_TEXTS.items()},
        "signed": "Đã chuyển",
        "declined": "Không chuyển",
    },
    "seat": {"member": "Thành viên", "reserve": "Dự bị"},
    "subject": {"question": "Câu hỏi", "score": "Điểm số", "identity": "Nhân thân"},
    "ruling": {
        "keep": "Giữ nguyên",
        "void_attempt": "Hủy kết quả",
        "unvoid_attempt": "Khôi phục kết quả",
    },
}
"""What our own short words mean to people, by the column that holds them."""


class RequestInput(Input):
    """What is asked for."""

    kind: Annotated[str, Field(pattern=r"^(correct|delete)$", title="Loại đề nghị")]
    words: Annotated[str, Field(max_length=4 * LONGEST, title="Nội dung đề nghị")]


@router.get("/privacy", name="privacy")
async def get_notice(request: Request, site: SiteDep, viewer: AnyViewer) -> Response:
    """The notice in force."""
    page = NoticePage(
        title="Thông báo về xử lý dữ liệu cá nhân",
        version_text=f"Bản {site.controller.version}. Căn cứ: {notice.LAW}.",
        sections=notice.sections(site.controller),
        own_url="/me" if viewer and viewer.role is Role.CONTESTANT else "",
    )
    return await render(request, page)


@router.get("/me", name="own.data")
async def get_own(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    sent: Annotated[int, Query(ge=0, le=1, title="Kết quả vừa thực hiện")] = 0,
) -> Response:
    """Everything, readable."""
    done = "Đã gửi đề nghị. Tình trạng và câu trả lời hiện ở trang này." if sent else ""
    return await render(request, await _page(site, person_of(viewer), done=done))


@router.get("/me/data.json", name="own.data.file")
async def get_own_file(site: SiteDep, viewer: Admitted) -> Response:
    """Everything, for a program."""
    person_id, now = person_of(viewer), site.clock()
    site.exports.take(f"person {person_id} own data", now)
    pieces = await site.database.read(lambda one: own_data.everything(one, person_id, now))
    told = {"actor": viewer.actor, "action": "own.data", "object": viewer.actor}
    log.info("exported", extra=told)
    data = {"made_at": _iso(now)} | {one.key: _records(one) for one in pieces}
    content = json.dumps(data, ensure_ascii=False, indent=1).encode()
    return attachment("Dữ liệu của tôi.json", content)


@router.post("/me/requests", name="own.requests")
async def post_request(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Ask for a correction or for deletion. The same again is one request."""
    given, person_id = await read_form(request, RequestInput), person_of(viewer)
    days, now = site.settings.request_days, site.clock()
    try:
        await data_requests.ask(
            site.writer, person_id, RequestKind(given.kind), given.words, days, now
        )
    except Refusal as refusal:
        if refusal.reason not in _SHOWN:
            raise
        page = await _page(site, person_id, given.kind, given.words, refusal.sentence)
        return await render_refused(request, page, refusal)
    return see_other("/me?sent=1#requests")


async def _page(
    site: Site,
    person_id: int,
    kind: str = "",
    words: str = "",
    problem: str = "",
    done: str = "",
) -> OwnDataPage:
    now = site.clock()
    pieces = await site.database.read(lambda one: own_data.everything(one, person_id, now))
    requests = await data_requests.own(site.database, person_id)
    person, *others = pieces
    nothing = "; ".join(f"“{one.title}”" for one in others if not one.rows)
    facts = zip(person.columns, person.rows[0], strict=True)
    return OwnDataPage(
        title="Dữ liệu của tôi",
        facts=tuple((column.label, _say(column, value)) for column, value in facts),
        pieces=tuple(map(_view, (one for one in others if one.rows and one.key != "requests"))),
        nothing_text=f"Hệ thống không lưu gì ở các mục: {nothing}." if nothing else "",
        file_url="/me/data.json",
        requests=tuple(_own_request(one, now) for one in requests),
        ask_url="/me/requests",
        kinds=tuple((one.value, said) for one, said in KIND_TEXTS.items()),
        kind=kind,
        words=words,
        longest=LONGEST,
        days_text=f"Đề nghị được trả lời trong {site.settings.request_days} ngày làm việc.",
        problem=problem,
        done_text=done,
    )


def _view(piece: Piece) -> PieceView:
    return PieceView(
        piece.title,
        tuple(column.label for column in piece.columns),
        tuple(
            tuple(_say(column, value) for column, value in zip(piece.columns, row, strict=True))
            for row in piece.rows
        ),
    )


def _say(column: Column, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int):
        if column.key == "at":
            return say_moment_seconds(value)
        if column.key.endswith("_at"):
            return say_moment(value)
        return say_duration(value) if column.key.endswith("_ms") else str(value)
    return _WORDS.get(column.key, {}).get(value, value)


def _records(piece: Piece) -> Sequence[dict[str, Value]]:
    """The rows by their columns' keys; moments in UTC as ISO 8601 writes them."""
    return [
        {
            column.key: _iso(value)
            if isinstance(value, int) and (column.key == "at" or column.key.endswith("_at"))
            else value
            for column, value in zip(piece.columns, row, strict=True)
        }
        for row in piece.rows
    ]


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")


def _own_request(one: DataRequest, now: int) -> OwnRequest:
    if one.outcome is None:
        late = " (đã quá hạn; đề nghị liên hệ Ban Tổ chức của đơn vị)" if one.due_at <= now else ""
        state = f"đang chờ trả lời, hạn {say_end(one.due_at)}{late}"
    else:
        state = f"{OUTCOME_TEXTS[one.outcome].lower()} lúc {say_moment(one.answered_at or 0)}"
    asked = f"Gửi lúc {say_moment(one.asked_at)}."
    return OwnRequest(KIND_TEXTS[one.kind], one.words, asked, state, one.answer)
