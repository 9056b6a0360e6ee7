"""The paper: open it, save taps, hand in, read the receipt."""

import re
from typing import Annotated, Literal

from pydantic import Field

from quiz.rules.access import Action
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.wording import say_clock
from quiz.stages import board, count, desk, sit
from quiz.web.contestant.views import attempt_page, receipt_page
from quiz.web.forms import Input, checked_json
from quiz.web.lane import FORM, JSON, Call, Reply, Stop, see_other


class AnswerInput(Input):
    """One tap."""

    seq: Annotated[int, Field(ge=1, le=sit.MAX_SEQ, title="Thứ tự thao tác")]
    question: Annotated[int, Field(ge=1, le=1000, title="Câu hỏi")]
    choice: Annotated[
        list[Annotated[int, Field(ge=0, le=99)]], Field(max_length=8, title="Phương án chọn")
    ]


class NothingInput(Input):
    """A script's POST without content."""


async def get_attempt(call: Call) -> Reply:
    """The paper; the receipt once it is over. `?saved=true` after a save without script."""
    site = call.site
    sitting = await desk.sitting(site.database, call.object_id, call.person_id)
    if sitting.attempt.ended_at is not None:
        return see_other(f"/attempts/{call.object_id}/receipt")
    saved = call.scope["query_string"] == b"saved=true"
    return call.page(attempt_page(site.templates, sitting, site.clock(), saved=saved))


async def post_answer(call: Call) -> Reply:
    """One tap, answered when it is on the disk. The same tap gets the same body; the server's time
    comes in headers.
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
    )
    body = f'{{"state":"{saved.state}","seq":{seq},"saved_at":"{say_clock(saved.saved_at)}"}}'
    headers = (
        JSON,
        (b"server-now", b"%d" % site.clock()),
        (b"server-deadline", b"%d" % saved.deadline_at),
    )
    return Reply(body.encode(), headers=headers)


_PLAIN_TAP = re.compile(
    rb'\{"seq":([1-9][0-9]{0,14}),"question":([1-9][0-9]{0,2}),"choice":\[([0-7]?(?:,[0-7]){0,7})\]\}'
)
"""A tap as our own script writes it; everything else goes the long way."""


def _tap(call: Call) -> tuple[int, int, tuple[int, ...]]:
    """Seq, question and choice."""
    found = _PLAIN_TAP.fullmatch(call.body)
    if found is not None and call.content_type == JSON[1] and not found[3].startswith(b","):
        choice = found[3]
        return int(found[1]), int(found[2]), tuple(map(int, choice.split(b","))) if choice else ()
    tap = checked_json(call.content_type.decode("latin-1"), call.body, AnswerInput)
    return tap.seq, tap.question, tuple(tap.choice)


async def post_save(call: Call) -> Reply:
    """The whole form, for browsers without script: save what changed, then perhaps submit."""
    site, attempt_id, person_id = call.site, call.object_id, call.person_id
    arrived = site.clock()
    sitting = await desk.sitting(site.database, attempt_id, person_id)
    wanted, do = _read_sheet(call, len(sitting.attempt.paper.items))
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


async def post_submit(call: Call) -> Reply:
    """Hand in. Repeating it gives the same receipt."""
    checked_json(call.content_type.decode("latin-1"), call.body, NothingInput)
    site, attempt_id = call.site, call.object_id
    person_id, then = call.person_id, count.settlement(attempt_id)
    await sit.submit(site.database, site.writer, attempt_id, person_id, site.clock(), then)
    return Reply(b'{"receipt_url":"/attempts/%d/receipt"}' % attempt_id, headers=(JSON,))


async def get_receipt(call: Call) -> Reply:
    """The receipt; the paper while it is not over."""
    site, attempt_id = call.site, call.object_id
    sitting = await desk.sitting(site.database, attempt_id, call.person_id)
    if sitting.receipt is None:
        return see_other(f"/attempts/{attempt_id}")
    standing = await site.database.read(
        lambda connection: board.standing_of(connection, attempt_id)
    )
    return call.page(receipt_page(sitting, standing, site.clock()))


def _read_sheet(
    call: Call, questions: int
) -> tuple[dict[int, tuple[int, ...]], Literal["save", "submit"]]:
    """The form of a whole paper: question number -> positions, and what to do with it."""
    if call.content_type != FORM:
        raise Refusal(Reason.WRONG_TYPE)
    wanted: dict[int, tuple[int, ...]] = {}
    for name, given in call.form.items():
        if name == "do":
            continue
        values = [value for value in given if value != ""]
        number = name.removeprefix("q")
        known = name.startswith("q") and number.isascii() and number.isdigit() and len(number) < 4
        if not known or not all(len(value) == 1 and value in "01234567" for value in values):
            raise Refusal(Reason.BAD_INPUT, field="Câu trả lời")
        if not 1 <= int(number) <= questions:
            raise Refusal(Reason.NOT_IN_PAPER, question=int(number))
        wanted[int(number)] = tuple(sorted({int(value) for value in values}))
    return wanted, "submit" if call.form.get("do", [""])[0] == "submit" else "save"


STOPS = (
    Stop("GET", "/attempts/{attempt_id}", Action.SIT, get_attempt),
    Stop("POST", "/attempts/{attempt_id}/answers", Action.SIT, post_answer),
    Stop("POST", "/attempts/{attempt_id}/save", Action.SIT, post_save),
    Stop("POST", "/attempts/{attempt_id}/submit", Action.SIT, post_submit),
    Stop("GET", "/attempts/{attempt_id}/receipt", Action.SIT, get_receipt),
)
