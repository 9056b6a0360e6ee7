"""The paper: open it, save taps, hand in, read the receipt."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from quiz.rules.access import Action
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.tapping import is_elsewhere
from quiz.rules.wording import say_clock
from quiz.stages import board, count, desk, hold, sit
from quiz.stages.desk import Sitting
from quiz.web.contestant.views import attempt_page, elsewhere_page, receipt_page
from quiz.web.errors import wants_json
from quiz.web.forms import MAX_FIELDS, Input, NothingInput, read_json, refuse_other_than_form
from quiz.web.guard import person_of, render, see_other
from quiz.web.lane import Call, Stop


class AnswerInput(Input):
    """One tap."""

    seq: Annotated[int, Field(ge=1, le=sit.MAX_SEQ, title="Thứ tự thao tác")]
    question: Annotated[int, Field(ge=1, le=1000, title="Câu hỏi")]
    choice: Annotated[
        list[Annotated[int, Field(ge=0, le=99)]], Field(max_length=8, title="Phương án chọn")
    ]


async def get_attempt(call: Call) -> Response:
    """The paper; the receipt once it is over; a way to take over while another device sits it.
    `?saved=true` after a save without script."""
    site = call.site
    sitting = await desk.sitting(site.database, call.object_id, person_of(call.viewer))
    if sitting.attempt.ended_at is not None:
        return see_other(f"/attempts/{call.object_id}/receipt")
    if is_elsewhere(sitting.attempt.holder, call.viewer.session):
        return await render(call.request, elsewhere_page(sitting))
    saved = call.request.query_params.get("saved") == "true"
    return await render(
        call.request, attempt_page(site.templates, sitting, site.clock(), saved=saved)
    )


async def post_answer(call: Call) -> Response:
    """One tap, answered when it is on the disk. The same tap gets the same body; the server's time
    comes in headers.
    """
    site, person_id = call.site, person_of(call.viewer)
    site.answers.take(person_id, site.clock())
    tap = await read_json(call.request, AnswerInput)
    saved = await sit.answer(
        site.database,
        site.writer,
        call.object_id,
        person_id,
        question=tap.question,
        choice=tuple(tap.choice),
        seq=tap.seq,
        arrived=site.clock(),
        holder=call.viewer.session,
    )
    body = {"state": saved.state, "seq": saved.seq, "saved_at": say_clock(saved.saved_at)}
    headers = {"Server-Now": str(site.clock()), "Server-Deadline": str(saved.deadline_at)}
    return JSONResponse(body, headers=headers)


async def post_save(call: Call) -> Response:
    """The whole form, for browsers without script: save what changed, then perhaps submit."""
    site, attempt_id, person_id = call.site, call.object_id, person_of(call.viewer)
    arrived = site.clock()
    sitting = await desk.sitting(site.database, attempt_id, person_id)
    form = await _read_sheet(call.request, sitting)
    try:
        over = not await _save(call, sitting, form, arrived)
        if over or form.do == "submit":
            then, holder = count.settlement(attempt_id), call.viewer.session
            await sit.submit(
                site.database, site.writer, attempt_id, person_id, arrived, then, holder
            )
            return see_other(f"/attempts/{attempt_id}/receipt")
    except Refusal as refusal:
        if refusal.reason is not Reason.ELSEWHERE:
            raise
        page = elsewhere_page(sitting, form.wanted, form.seq)
        return await render(call.request, page, refusal.reason.status)
    return see_other(f"/attempts/{attempt_id}?saved=true#end-title")


async def post_take_over(call: Call) -> Response:
    """From now on this device sits the attempt. A form that was refused because another one did
    comes along and is saved."""
    site, attempt_id, person_id = call.site, call.object_id, person_of(call.viewer)
    arrived = site.clock()
    site.answers.take(person_id, arrived)
    by_script = wants_json(call.request)
    if by_script:
        await read_json(call.request, NothingInput)
    sitting = await desk.sitting(site.database, attempt_id, person_id)
    form = None if by_script else await _read_sheet(call.request, sitting)
    await hold.take_over(
        site.database, site.writer, attempt_id, person_id, call.viewer.session, arrived
    )
    if form and form.wanted:
        await _save(call, sitting, form, arrived)
    return JSONResponse({"state": "here"}) if by_script else see_other(f"/attempts/{attempt_id}")


async def post_submit(call: Call) -> Response:
    """Hand in. Repeating it gives the same receipt."""
    await read_json(call.request, NothingInput)
    site, attempt_id = call.site, call.object_id
    person_id, then = person_of(call.viewer), count.settlement(attempt_id)
    holder = call.viewer.session
    await sit.submit(site.database, site.writer, attempt_id, person_id, site.clock(), then, holder)
    return JSONResponse({"receipt_url": f"/attempts/{attempt_id}/receipt"})


async def get_receipt(call: Call) -> Response:
    """The receipt; the paper while it is not over."""
    site, attempt_id = call.site, call.object_id
    sitting = await desk.sitting(site.database, attempt_id, person_of(call.viewer))
    if sitting.receipt is None:
        return see_other(f"/attempts/{attempt_id}")
    standing = await site.database.read(
        lambda connection: board.standing_of(connection, attempt_id)
    )
    return await render(call.request, receipt_page(sitting, standing, site.clock()))


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of a whole paper: question number -> positions, what to do with it, and the sequence
    number that the page had, so that what another device answered since is newer."""

    wanted: dict[int, tuple[int, ...]]
    do: Literal["save", "submit"]
    seq: int


async def _save(call: Call, sitting: Sitting, form: _Form, arrived: int) -> bool:
    """Save what the form changes. False when the attempt is over."""
    if sitting.attempt.ended_at is not None:
        return False
    standing = sitting.sheet.answers
    changed = {
        number: choice
        for number, choice in form.wanted.items()
        if choice != standing.get(number, ())
    }
    site, holder = call.site, call.viewer.session
    return await sit.answer_all(
        site.database, site.writer, sitting.attempt, changed, form.seq, arrived, holder
    )


async def _read_sheet(request: Request, sitting: Sitting) -> _Form:
    """The form as it was posted. Refuses what is not in the paper."""
    questions, seq = len(sitting.attempt.paper.items), sitting.sheet.next_seq
    refuse_other_than_form(request)
    form = await request.form(max_fields=MAX_FIELDS, max_files=0)
    wanted: dict[int, tuple[int, ...]] = {}
    for name in form:
        if name in {"form_token", "do", "seq"}:
            continue
        values = [str(value) for value in form.getlist(name) if value != ""]
        number = name.removeprefix("q")
        known = name.startswith("q") and number.isascii() and number.isdigit() and len(number) < 4
        if not known or not all(len(value) == 1 and value in "01234567" for value in values):
            raise Refusal(Reason.BAD_INPUT, field="Câu trả lời")
        if not 1 <= int(number) <= questions:
            raise Refusal(Reason.NOT_IN_PAPER, question=int(number))
        wanted[int(number)] = tuple(sorted({int(value) for value in values}))
    given = str(form.get("seq", ""))
    if given.isascii() and given.isdigit() and len(given) < 16:
        seq = max(1, min(int(given), seq))
    return _Form(wanted, "submit" if form.get("do") == "submit" else "save", seq)


STOPS = (
    Stop("GET", "/attempts/{attempt_id}", Action.SIT, get_attempt),
    Stop("POST", "/attempts/{attempt_id}/answers", Action.SIT, post_answer),
    Stop("POST", "/attempts/{attempt_id}/save", Action.SIT, post_save),
    Stop("POST", "/attempts/{attempt_id}/submit", Action.SIT, post_submit),
    Stop("POST", "/attempts/{attempt_id}/take-over", Action.SIT, post_take_over),
    Stop("GET", "/attempts/{attempt_id}/receipt", Action.SIT, get_receipt),
)
