"""Ask for other rules of a contest that is open, and sign what somebody else asked for."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.amending import said, with_frozen_part
from quiz.rules.criteria import COUNTING_TEXTS
from quiz.rules.extending import LONGEST_REASON
from quiz.rules.reasons import ContestReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_moment
from quiz.stages import amend, oversee
from quiz.stages.oversee import ContestView
from quiz.web.forms import NothingInput, read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.rules import AmendPage, RulesChange
from quiz.web.province import parameters
from quiz.web.province.drafting import (
    TIE_FIELDS,
    ContestInput,
    Errors,
    Long,
    form_of,
    understood_rules,
)
from quiz.web.province.form_view import criteria, sections
from quiz.web.site import Site

router = APIRouter(prefix="/province/contests/{contest_id}")

_SHOWN = frozenset(
    {
        ContestReason.RULES_FROZEN,
        ContestReason.RULES_INVALID,
        ContestReason.RULES_UNCHANGED,
        RequestReason.BAD_INPUT,
    }
)
_FIELDS = ("minutes", "attempts", "counting", "seats", "reserves", *TIE_FIELDS)


class AmendInput(ContestInput):
    """The rules' fields of a contest's form, why, and which form it was."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Long]

    once: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", title="Mã biểu mẫu")]
    reason: Annotated[str, Field(max_length=2 * LONGEST_REASON, title="Lý do")] = ""


@router.get("/amend", name="contest.amend")
async def get_amend(request: Request, site: SiteDep, _viewer: Admitted, contest_id: Id) -> Response:
    """The rules in force, to be changed."""
    contest = await _opened(site, contest_id)
    return await render(request, _page(contest, form_of(contest), secrets.token_hex(16)))


@router.post("/amend", name="contest.amend.ask")
async def post_amend(request: Request, site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """Ask for the change; somebody else signs it on the contest's page."""
    given = await read_form(request, AmendInput)
    given.refuse_strange()
    contest = await _opened(site, contest_id)
    errors: Errors = []
    wanted = understood_rules(given, errors, contest.rules.blueprint)
    if not errors:
        try:
            await run_in_threadpool(
                amend.ask,
                site.writer,
                contest_id,
                with_frozen_part(contest.rules, wanted),
                given.reason,
                given.once,
                viewer.actor,
                site.clock(),
            )
        except Refusal as refusal:
            if refusal.reason not in _SHOWN:
                raise
            field = "reason" if refusal.reason is RequestReason.BAD_INPUT else ""
            errors.append((field, refusal.sentence))
        else:
            return see_other(f"/province/contests/{contest_id}")
    page = _page(contest, given, given.once, given.reason, tuple(errors))
    return await render(request, page, 422)


@router.post("/amend/{change_id}/confirm", name="contest.amend.confirm")
async def post_confirm(
    request: Request, site: SiteDep, viewer: Admitted, contest_id: Id, change_id: Id
) -> Response:
    """Sign what somebody else asked for."""
    await read_form(request, NothingInput)
    await run_in_threadpool(
        amend.confirm, site.writer, contest_id, change_id, viewer.actor, site.clock()
    )
    return see_other(f"/province/contests/{contest_id}")


def change_row(one: amend.Change, contest: ContestView, actor: str) -> RulesChange:
    """A change as the contest's page shows it to `actor`."""
    words = said(one.before, one.after, contest.bank.topic_titles, contest.kind)
    asked = f"{say_actor(one.asked_by)} lập lúc {say_moment(one.asked_at)}"
    waits = one.applied_at is None
    title = f"Yêu cầu sửa thể lệ do {asked}, đang chờ một người khác xác nhận"
    if one.version is not None:
        title = (
            f"Thể lệ sửa đổi lần {one.version - 1}, do {asked}, "
            f"{say_actor(one.confirmed_by or '')} xác nhận lúc {say_moment(one.applied_at or 0)}"
        )
    stale = waits and one.before != contest.rules
    if stale:
        title = f"Yêu cầu sửa thể lệ do {asked}, không còn hiệu lực vì thể lệ đã đổi"
    may_sign = waits and not stale and one.asked_by != actor
    base = f"/province/contests/{contest.id}/amend"
    return RulesChange(
        title=title,
        reason=one.reason,
        gone=words.gone,
        come=words.come,
        confirm_url=f"{base}/{one.id}/confirm" if may_sign else "",
        waits=waits and not stale,
    )


async def _opened(site: Site, contest_id: int) -> ContestView:
    now = site.clock()
    contest = await site.database.read(
        lambda connection: oversee.contest(connection, contest_id, now)
    )
    if not contest.opened:
        raise Refusal(ContestReason.NOT_OPENED)
    return contest


def _page(
    contest: ContestView,
    given: ContestInput,
    once: str,
    reason: str = "",
    errors: tuple[tuple[str, str], ...] = (),
) -> AmendPage:
    typed: dict[str, Any] = {field: getattr(given, field) for field in _FIELDS}
    fixed = {"prediction", "audiences"}
    return AmendPage(
        title="Sửa thể lệ",
        contest=contest.name,
        save_url=f"/province/contests/{contest.id}/amend",
        back=Link(contest.name, f"/province/contests/{contest.id}"),
        once=once,
        minutes=typed["minutes"],
        attempts=typed["attempts"],
        counting=typed["counting"],
        countings=tuple((one.value, text) for one, text in COUNTING_TEXTS.items()),
        tie_breaks=given.ties(),
        tie_break_options=tuple(criteria(contest.bank)),
        seats=typed["seats"],
        reserves=typed["reserves"],
        sections=sections(given, dict(reversed(errors)), fixed),
        mark=parameters.MARK,
        reason=reason,
        errors=errors,
    )
