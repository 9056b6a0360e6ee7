"""The audit log: what staff did, filtered, and as a file."""

import logging
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import fold, squeeze
from quiz.documents.exports import Kind
from quiz.rules.auditing import AuditRow, say_action
from quiz.rules.reasons import PrivacyReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_count, say_moment_seconds
from quiz.stages import auditing
from quiz.stages.auditing import Found, Wanted
from quiz.web.downloads import attachment
from quiz.web.guard import Admitted, PageNumber, SiteDep, render, render_refused
from quiz.web.pages.common import Link, make_pager
from quiz.web.pages.privacy import AuditPage

router = APIRouter(prefix="/admin")
log = logging.getLogger(__name__)

URL = "/admin/audit"
_KINDS: dict[str, Kind] = {"xlsx": "xlsx", "csv": "csv"}
_Text = Annotated[str, Query(max_length=100)]


def _wanted(
    actor: _Text = "", action: _Text = "", subject: _Text = "", since: _Text = "", until: _Text = ""
) -> Wanted:
    return Wanted(*(squeeze(one) for one in (actor, action, subject, since, until)))


Asked = Annotated[Wanted, Depends(_wanted)]


@router.get("/audit", name="audit")
async def get_audit(
    request: Request, site: SiteDep, _viewer: Admitted, wanted: Asked, page: PageNumber = 1
) -> Response:
    """A page of the log, the newest first."""
    try:
        found = await site.database.read(lambda one: auditing.look(one, wanted, page))
    except Refusal as refusal:
        if refusal.reason is not PrivacyReason.NO_SUCH_DAY:
            raise
        nothing = Found((), 1, 1, 0, ())
        return await render_refused(request, _page(wanted, nothing, refusal.sentence), refusal)
    return await render(request, _page(wanted, found))


@router.get("/audit.{suffix}", name="audit.file")
async def get_audit_file(site: SiteDep, viewer: Admitted, suffix: str, wanted: Asked) -> Response:
    """The same rows as a file."""
    kind = _KINDS.get(suffix)
    if kind is None:
        raise Refusal(RequestReason.NOT_FOUND)
    site.exports.take(f"{viewer.actor} audit {kind}", site.clock())
    file = await run_in_threadpool(
        site.database.read_now, lambda one: auditing.file(one, wanted, kind)
    )
    told = {"actor": viewer.actor, "action": "audit.export", "object": "audit_log"}
    log.info("exported", extra=told)
    return attachment(file.name, file.content)


def _page(wanted: Wanted, found: Found, problem: str = "") -> AuditPage:
    kept = {name: getattr(wanted, name) for name in Wanted.__slots__ if getattr(wanted, name)}
    query = f"?{urlencode(kept)}" if kept else ""
    return AuditPage(
        title="Nhật ký thao tác",
        url=URL,
        lead=f"{say_count(found.total)} thao tác. Nhật ký chỉ được ghi thêm, không sửa, không xóa.",
        actor=wanted.actor,
        action=wanted.action,
        subject=wanted.subject,
        since=wanted.since,
        until=wanted.until,
        actions=tuple(
            sorted(((one, say_action(one)) for one in found.actions), key=lambda one: fold(one[1]))
        ),
        rows=tuple(map(_row, found.rows)),
        pager=make_pager(URL, found.page, found.pages, found.total, "", kept),
        files=(
            Link("Tải về Excel", f"{URL}.xlsx{query}"),
            Link("Tải về CSV", f"{URL}.csv{query}"),
        ),
        cut=auditing.say_cut(auditing.MOST_ROWS) if found.total > auditing.MOST_ROWS else "",
        problem=problem,
    )


def _row(row: AuditRow) -> tuple[str, ...]:
    return (
        say_moment_seconds(row.at),
        say_actor(row.actor),
        say_action(row.action),
        row.subject,
        row.detail,
    )
