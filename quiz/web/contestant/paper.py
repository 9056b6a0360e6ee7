"""The paper: open it, save taps, hand in, read the receipt."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from quiz.rules.reasons import AttemptReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.tapping import is_elsewhere
from quiz.rules.wording import say_clock
from quiz.stages import appeals, count, desk, hold, sit, standing
from quiz.stages.desk import Sitting
from quiz.web.contestant.own_paper import change_texts, void_texts
from quiz.web.contestant.views import attempt_page, elsewhere_page, receipt_page, tells
from quiz.web.forms import Input, NothingInput
from quiz.web.lane import FORM, Call, Stop
from quiz.web.replies import JSON, Reply, json_reply, see_other


class AnswerInput(Input):
    """One tap."""

    seq: Annotated[int, Field(ge=1, le=sit.MAX_SEQ, title="Thứ tự thao tác")]
    question: Annotated[int, Field(ge=1, le=1000, title="Câu hỏi")]
    choice: Annotated[
        list[Annotated[int, Field(ge=0, le=99)]], Field(max_length=8, title="Phương án chọn")
    ]


async def get_attempt(call: Call) -> Reply:
    """The paper; the receipt once it is over; a way to take over while another device sits it.
    `?saved=true` after a save without script."""
    site = call.site
    sitting = await desk.sitting(site.database, call.object_id, call.person_id)
    _refuse_void(sitting)
    if sitting.attempt.ended_at is not None:
        return see_other(f"/attempts/{call.object_id}/receipt")
    if is_elsewhere(sitting.attempt.holder, call.tag):
        return call.page(elsewhere_page(sitting))
    saved = call.scope["query_string"] == b"saved=true"
    return call.page(attempt_page(site.templates, sitting, site.clock(), saved=saved))


async def post_answer(call: Call) -> Reply:
    """One tap, answered when it is on the disk. The same tap gets the same body; the deadline comes
    in a header, as the lane's time does.
    """
    site, person_id = call.site, call.person_id
    arrived = site.clock()
    site.answers.take(person_id, arrived)
    seq, question, choice = _tap(call)
    saved = await sit.answer(
        site.database,
        site.writer,
        call.object_id,
        person_id,
        question=question,
        choice=choice,
        seq=seq,
        arrived=arrived,
        holder=call.tag,
    )
    body = f'{{"state":"{saved.state}","seq":{seq},"saved_at":"{say_clock(saved.saved_at)}"}}'
    return Reply(body.encode(), headers=(JSON, (b"server-deadline", b"%d" % saved.deadline_at)))


PLAIN_TAP = re.compile(
    rb'\{"seq":([1-9][0-9]{0,14}),"question":([1-9][0-9]{0,2}),"choice":\[([0-7]?(?:,[0-7]){0,7})\]\}'
)
"""A tap as our own script writes it; everything else goes the long way."""


def _tap(call: Call) -> tuple[int, int, tuple[int, ...]]:
    """Seq, question and choice."""
    found = PLAIN_TAP.fullmatch(call.body)
    if found is not None and call.content_type == JSON[1] and not found[3].startswith(b","):
        choice = found[3]
        return int(found[1]), int(found[2]), tuple(map(int, choice.split(b","))) if choice else ()
    tap = call.json(AnswerInput)
    return tap.seq, tap.question, tuple(tap.choice)


async def get_clock(call: Call) -> Reply:
    """Until when the attempt runs: what an organiser gave more, and that another device sits it
    now, is seen although nobody taps. `code` and `message` say why it does not run here."""
    site = call.site
    told = await desk.clock(site.database, call.object_id, call.person_id, call.tag)
    now = site.clock()
    body = {"now": now, "deadline": told.deadline_at, "state": told.state}
    if told.why is not None:
        body |= {"code": told.why.reason.code, "message": told.why.sentence}
    times = ((b"server-now", b"%d" % now), (b"server-deadline", b"%d" % told.deadline_at))
    return json_reply(body, *times)


async def post_save(call: Call) -> Reply:
    """The whole form, for browsers without script: save what changed, then perhaps submit."""
    site, attempt_id, person_id = call.site, call.object_id, call.person_id
    arrived = site.clock()
    site.answers.take(person_id, arrived)
    sitting = await desk.sitting(site.database, attempt_id, person_id)
    form = _read_sheet(call, sitting)
    try:
        over = not await _save(call, sitting, form, arrived)
        if over or form.do == "submit":
            then = count.settlement(attempt_id)
            await sit.submit(
                site.database, site.writer, attempt_id, person_id, arrived, then, call.tag
            )
            return see_other(f"/attempts/{attempt_id}/receipt")
    except Refusal as refusal:
        if refusal.reason is not AttemptReason.ELSEWHERE:
            raise
        return call.page(elsewhere_page(sitting, form.wanted, form.seq), refusal.reason.status)
    return see_other(f"/attempts/{attempt_id}?saved=true#end-title")


async def post_take_over(call: Call) -> Reply:
    """From now on this device sits the attempt. A form that was refused because another one did
    comes along and is saved."""
    site, attempt_id, person_id = call.site, call.object_id, call.person_id
    arrived = site.clock()
    site.answers.take(person_id, arrived)
    if call.by_script:
        call.json(NothingInput)
    sitting = await desk.sitting(site.database, attempt_id, person_id)
    form = None if call.by_script else _read_sheet(call, sitting)
    await hold.take_over(site.database, site.writer, attempt_id, person_id, call.tag, arrived)
    if form and form.wanted:
        await _save(call, sitting, form, arrived)
    return json_reply({"state": "here"}) if call.by_script else see_other(f"/attempts/{attempt_id}")


async def post_submit(call: Call) -> Reply:
    """Hand in. Repeating it gives the same receipt."""
    call.json(NothingInput)
    site, attempt_id = call.site, call.object_id
    person_id, then, holder = call.person_id, count.settlement(attempt_id), call.tag
    await sit.submit(site.database, site.writer, attempt_id, person_id, site.clock(), then, holder)
    return json_reply({"receipt_url": f"/attempts/{attempt_id}/receipt"})


async def get_receipt(call: Call) -> Reply:
    """The receipt, also of an attempt that was voided since; the paper while it is not over."""
    site, attempt_id = call.site, call.object_id
    sitting = await desk.sitting(site.database, attempt_id, call.person_id)
    if sitting.receipt is None:
        _refuse_void(sitting)
        return see_other(f"/attempts/{attempt_id}")
    sat, person_id, now = sitting.round, call.person_id, site.clock()
    own, changes, voided = await site.database.look(
        lambda connection: (
            standing.standing_of(connection, sat, person_id, attempt_id, now),
            appeals.changes_of(connection, sat, person_id) if tells(sat, now) else (),
            appeals.voided_of(connection, sat.id, person_id),
        )
    )
    told = void_texts(one for one in voided if one.attempt.id == attempt_id)
    return call.page(receipt_page(sitting, own, now, (*told, *change_texts(changes, sat.rules))))


def _refuse_void(sitting: Sitting) -> None:
    if sitting.attempt.voided:
        raise Refusal(AttemptReason.ATTEMPT_VOID)


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
    site, holder = call.site, call.tag
    return await sit.answer_all(
        site.database, site.writer, sitting.attempt, changed, form.seq, arrived, holder
    )


def _read_sheet(call: Call, sitting: Sitting) -> _Form:
    """The form as it was posted. Refuses what is not in the paper."""
    questions, seq = len(sitting.attempt.paper.items), sitting.sheet.next_seq
    if call.content_type != FORM:
        raise Refusal(RequestReason.WRONG_TYPE)
    wanted: dict[int, tuple[int, ...]] = {}
    for name, posted in call.form.items():
        if name in {"do", "seq"}:
            continue
        values = [value for value in posted if value != ""]
        number = name.removeprefix("q")
        known = name.startswith("q") and number.isascii() and number.isdigit() and len(number) < 4
        if not known or not all(len(value) == 1 and value in "01234567" for value in values):
            raise Refusal(RequestReason.BAD_INPUT, field="Câu trả lời")
        if not 1 <= int(number) <= questions:
            raise Refusal(AttemptReason.NOT_IN_PAPER, question=int(number))
        wanted[int(number)] = tuple(sorted({int(value) for value in values}))
    given = call.form.get("seq", [""])[0]
    if given.isascii() and given.isdigit() and len(given) < 16:
        seq = max(1, min(int(given), seq))
    return _Form(wanted, "submit" if call.form.get("do") == ["submit"] else "save", seq)


STOPS = (
    Stop("GET", "/attempts/{attempt_id}", get_attempt),
    Stop("GET", "/attempts/{attempt_id}/clock", get_clock, waits=False),
    Stop("POST", "/attempts/{attempt_id}/answers", post_answer, waits=False),
    Stop("POST", "/attempts/{attempt_id}/save", post_save, waits=False),
    Stop("POST", "/attempts/{attempt_id}/submit", post_submit, waits=False),
    Stop("POST", "/attempts/{attempt_id}/take-over", post_take_over, waits=False),
    Stop("GET", "/attempts/{attempt_id}/receipt", get_receipt),
)
