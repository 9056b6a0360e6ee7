"""The paper: open it, save taps, hand in, read the receipt."""

from typing import Annotated, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from quiz.rules.access import Action
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.wording import say_clock
from quiz.stages import count, desk, sit, standing
from quiz.web.contestant.views import attempt_page, receipt_page
from quiz.web.forms import MAX_FIELDS, Input, read_json, refuse_other_than_form
from quiz.web.guard import person_of, render, see_other
from quiz.web.lane import Call, Stop


class AnswerInput(Input):
    """One tap."""

    seq: Annotated[int, Field(ge=1, le=sit.MAX_SEQ, title="Thứ tự thao tác")]
    question: Annotated[int, Field(ge=1, le=1000, title="Câu hỏi")]
    choice: Annotated[
        list[Annotated[int, Field(ge=0, le=99)]], Field(max_length=8, title="Phương án chọn")
    ]


class NothingInput(Input):
    """A script's POST without content."""


async def get_attempt(call: Call) -> Response:
    """The paper; the receipt once it is over. `?saved=true` after a save without script."""
    site = call.site
    sitting = await desk.sitting(site.database, call.object_id, person_of(call.viewer))
    if sitting.attempt.ended_at is not None:
        return see_other(f"/attempts/{call.object_id}/receipt")
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
    )
    body = {"state": saved.state, "seq": saved.seq, "saved_at": say_clock(saved.saved_at)}
    headers = {"Server-Now": str(site.clock()), "Server-Deadline": str(saved.deadline_at)}
    return JSONResponse(body, headers=headers)


async def post_save(call: Call) -> Response:
    """The whole form, for browsers without script: save what changed, then perhaps submit."""
    site, attempt_id, person_id = call.site, call.object_id, person_of(call.viewer)
    arrived = site.clock()
    sitting = await desk.sitting(site.database, attempt_id, person_id)
    wanted, do = await _read_sheet(call.request, len(sitting.attempt.paper.items))
    changed = {
        number: choice
        for number, choice in wanted.items()
        if choice != sitting.sheet.answers.get(number, ())
    }
    over = sitting.attempt.ended_at is not None
    if not over:
        over = not await sit.answer_all(
            site.database, site.writer, sitting.attempt, changed, sitting.sheet.next_seq, arrived
        )
    if over or do == "submit":
        then = count.settlement(attempt_id)
        await sit.submit(site.database, site.writer, attempt_id, person_id, arrived, then)
        return see_other(f"/attempts/{attempt_id}/receipt")
    return see_other(f"/attempts/{attempt_id}?saved=true#end-title")


async def post_submit(call: Call) -> Response:
    """Hand in. Repeating it gives the same receipt."""
    await read_json(call.request, NothingInput)
    site, attempt_id = call.site, call.object_id
    person_id, then = person_of(call.viewer), count.settlement(attempt_id)
    await sit.submit(site.database, site.writer, attempt_id, person_id, site.clock(), then)
    return JSONResponse({"receipt_url": f"/attempts/{attempt_id}/receipt"})


async def get_receipt(call: Call) -> Response:
    """The receipt; the paper while it is not over."""
    site, attempt_id = call.site, call.object_id
    sitting = await desk.sitting(site.database, attempt_id, person_of(call.viewer))
    if sitting.receipt is None:
        return see_other(f"/attempts/{attempt_id}")
    own = await site.database.read(
        lambda connection: standing.standing_of(
            connection, sitting.round, sitting.attempt.person_id, attempt_id
        )
    )
    return await render(call.request, receipt_page(sitting, own, site.clock()))


async def _read_sheet(
    request: Request, questions: int
) -> tuple[dict[int, tuple[int, ...]], Literal["save", "submit"]]:
    """The form of a whole paper: question number -> positions, and what to do with it."""
    refuse_other_than_form(request)
    form = await request.form(max_fields=MAX_FIELDS, max_files=0)
    wanted: dict[int, tuple[int, ...]] = {}
    for name in form:
        if name in {"form_token", "do"}:
            continue
        values = [str(value) for value in form.getlist(name) if value != ""]
        number = name.removeprefix("q")
        known = name.startswith("q") and number.isascii() and number.isdigit() and len(number) < 4
        if not known or not all(len(value) == 1 and value in "01234567" for value in values):
            raise Refusal(Reason.BAD_INPUT, field="Câu trả lời")
        if not 1 <= int(number) <= questions:
            raise Refusal(Reason.NOT_IN_PAPER, question=int(number))
        wanted[int(number)] = tuple(sorted({int(value) for value in values}))
    do = form.get("do", "save")
    if do == "submit":
        return wanted, "submit"
    return wanted, "save"


STOPS = (
    Stop("GET", "/attempts/{attempt_id}", Action.SIT, get_attempt),
    Stop("POST", "/attempts/{attempt_id}/answers", Action.SIT, post_answer),
    Stop("POST", "/attempts/{attempt_id}/save", Action.SIT, post_save),
    Stop("POST", "/attempts/{attempt_id}/submit", Action.SIT, post_submit),
    Stop("GET", "/attempts/{attempt_id}/receipt", Action.SIT, get_receipt),
)
