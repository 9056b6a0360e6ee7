"""The contestant's way: enter, the rounds of the own district, the paper, taps, the receipt."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from quiz.rules import ticket
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import printed
from quiz.rules.window import PHASE_TEXTS, Phase
from quiz.rules.wording import say_clock, say_duration, say_moment, say_moment_seconds
from quiz.stages import board, count, signin, sit
from quiz.stages.sit import Lobby, Sitting
from quiz.web.forms import Input, read_form, read_json
from quiz.web.guard import (
    Id,
    SiteDep,
    Sitter,
    check_form_token,
    person_of,
    render,
    see_other,
    set_session,
)
from quiz.web.pages.common import Link
from quiz.web.pages.contestant import (
    AttemptPage,
    EnterPage,
    PaperOption,
    PaperQuestion,
    ReceiptPage,
    RoundPage,
)

router = APIRouter()

LETTERS = "ABCDEFGH"

NOTICE = (
    "Hệ thống chỉ xử lý họ tên, đơn vị công tác, số báo danh, các câu trả lời và thời điểm trả lời "
    "của thí sinh, để tổ chức hội thi và chọn đội tuyển.",
    "Bảng xếp hạng công khai chỉ hiện họ tên viết tắt. Ban Tổ chức của đơn vị và Sở Nội vụ xem được "
    "họ tên đầy đủ.",
    "Thí sinh có quyền xem, đề nghị sửa hoặc xóa dữ liệu của mình bằng cách liên hệ Ban Tổ chức của "
    "đơn vị.",
)


class EnterInput(Input):
    """A ticket from a link, or a candidate number with its typed code."""

    ticket: Annotated[str, Field(max_length=100)] = ""
    number: Annotated[str, Field(max_length=40, title="Số báo danh")] = ""
    code: Annotated[str, Field(max_length=40, title="Mã dự thi")] = ""


class AnswerInput(Input):
    """One tap."""

    seq: Annotated[int, Field(ge=1, le=sit.MAX_SEQ)]
    question: Annotated[int, Field(ge=1, le=1000)]
    choice: Annotated[list[Annotated[int, Field(ge=0, le=99)]], Field(max_length=8)]


class NothingInput(Input):
    """A script's POST without content."""


@router.get("/enter", name="enter")
async def get_enter(request: Request) -> Response:
    """Where a ticket's link leads."""
    return await render(request, EnterPage("Vào thi", "/enter"))


@router.post("/enter", name="enter.post")
async def post_enter(request: Request, site: SiteDep) -> Response:
    """Enter by ticket or by number and code."""
    await check_form_token(request)
    given = await read_form(request, EnterInput)
    now = site.clock()
    number = ticket.clean_number(given.number)
    try:
        if given.ticket:
            session = await signin.enter_by_ticket(
                site.database, site.writer, site.secret, given.ticket, now
            )
        else:
            site.guesses.refuse_too_many(number, now)
            session = await signin.enter_by_code(
                site.database, site.writer, site.secret, number, given.code, now
            )
    except Refusal as refusal:
        if refusal.reason is Reason.UNKNOWN_TICKET and not given.ticket:
            site.guesses.wrong(number, now)
        page = EnterPage("Vào thi", "/enter", given.number, refusal.sentence)
        return await render(request, page, refusal.reason.status)
    site.guesses.right(number)
    response = see_other("/rounds")
    set_session(site, response, session, signin.CONTESTANT_SESSION_MS)
    return response


@router.get("/rounds", name="rounds")
async def get_rounds(request: Request, site: SiteDep, viewer: Sitter) -> Response:
    """Straight to the round to sit: the running or next one, else the newest."""
    rounds = await sit.rounds_of(site.database, person_of(viewer))
    if not rounds:
        raise Refusal(Reason.NO_ROUND)
    now = site.clock()
    for round_id in rounds:
        lobby = await sit.lobby(site.database, round_id, person_of(viewer), now)
        if lobby.phase in {Phase.BEFORE, Phase.OPEN}:
            return see_other(f"/rounds/{round_id}")
    return see_other(f"/rounds/{rounds[-1]}")


@router.get("/rounds/{round_id}", name="round")
async def get_round(request: Request, site: SiteDep, viewer: Sitter, round_id: Id) -> Response:
    """The rules, the notice, and the way to the paper."""
    now = site.clock()
    lobby = await sit.lobby(site.database, round_id, person_of(viewer), now)
    return await render(request, _round_page(lobby, now))


@router.post("/rounds/{round_id}/start", name="start")
async def post_start(request: Request, site: SiteDep, viewer: Sitter, round_id: Id) -> Response:
    """Start, or go on with the attempt that runs."""
    attempt_id = await sit.start(
        site.database, site.writer, round_id, person_of(viewer), site.clock()
    )
    return see_other(f"/attempts/{attempt_id}")


@router.get("/attempts/{attempt_id}", name="attempt")
async def get_attempt(request: Request, site: SiteDep, viewer: Sitter, attempt_id: Id) -> Response:
    """The paper; the receipt once it is over."""
    now = site.clock()
    sitting = await sit.sitting(site.database, attempt_id, person_of(viewer))
    if sitting.attempt.ended_at is not None:
        return see_other(f"/attempts/{attempt_id}/receipt")
    return await render(request, _attempt_page(sitting, now))


@router.post("/attempts/{attempt_id}/answers", name="answer")
async def post_answer(
    request: Request, site: SiteDep, viewer: Sitter, attempt_id: Id
) -> Response:
    """One tap, answered when it is on the disk. The same tap gets the same body; the server's time
    comes in headers."""
    site.answers.take(person_of(viewer), site.clock())
    tap = await read_json(request, AnswerInput)
    saved = await sit.answer(
        site.database,
        site.writer,
        attempt_id,
        person_of(viewer),
        question=tap.question,
        choice=tuple(tap.choice),
        seq=tap.seq,
        arrived=site.clock(),
    )
    body = {"state": saved.state, "seq": saved.seq, "saved_at": say_clock(saved.saved_at)}
    headers = {"Server-Now": str(site.clock()), "Server-Deadline": str(saved.deadline_at)}
    return JSONResponse(body, headers=headers)


@router.post("/attempts/{attempt_id}/save", name="save")
async def post_save(request: Request, site: SiteDep, viewer: Sitter, attempt_id: Id) -> Response:
    """The whole form, for browsers without script: save what changed, then perhaps submit."""
    person_id = person_of(viewer)
    arrived = site.clock()
    sitting = await sit.sitting(site.database, attempt_id, person_id)
    wanted, do = await _read_sheet(request, len(sitting.attempt.paper.items))
    seq = sitting.sheet.next_seq
    if sitting.attempt.ended_at is None:
        for number, choice in wanted.items():
            if choice and choice != sitting.sheet.answers.get(number, ()):
                await sit.answer(
                    site.database,
                    site.writer,
                    attempt_id,
                    person_id,
                    question=number,
                    choice=choice,
                    seq=seq,
                    arrived=arrived,
                )
                seq += 1
    if do == "submit":
        await sit.submit(site.database, site.writer, attempt_id, person_id, arrived)
        await count.settle(site.database, site.writer, attempt_id)
        return see_other(f"/attempts/{attempt_id}/receipt")
    return see_other(f"/attempts/{attempt_id}#end-title")


@router.post("/attempts/{attempt_id}/submit", name="submit")
async def post_submit(
    request: Request, site: SiteDep, viewer: Sitter, attempt_id: Id
) -> Response:
    """Hand in. Repeating it gives the same receipt."""
    await read_json(request, NothingInput)
    await sit.submit(site.database, site.writer, attempt_id, person_of(viewer), site.clock())
    await count.settle(site.database, site.writer, attempt_id)
    return JSONResponse({"receipt_url": f"/attempts/{attempt_id}/receipt"})


@router.get("/attempts/{attempt_id}/receipt", name="receipt")
async def get_receipt(request: Request, site: SiteDep, viewer: Sitter, attempt_id: Id) -> Response:
    """The receipt; the paper while it is not over."""
    sitting = await sit.sitting(site.database, attempt_id, person_of(viewer))
    if sitting.receipt is None:
        return see_other(f"/attempts/{attempt_id}")
    standing = await site.database.read(
        lambda connection: board.standing_of(connection, attempt_id)
    )
    return await render(request, _receipt_page(sitting, standing))


async def _read_sheet(
    request: Request, questions: int
) -> tuple[dict[int, tuple[int, ...]], Literal["save", "submit"]]:
    """The form of a whole paper: question number -> positions, and what to do with it."""
    form = await request.form(max_fields=1000, max_files=0)
    wanted: dict[int, tuple[int, ...]] = {}
    for name in form:
        if name in {"form_token", "do"}:
            continue
        values = [str(value) for value in form.getlist(name)]
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


def _round_page(lobby: Lobby, now: int) -> RoundPage:
    sat = lobby.round
    opens, closes = say_moment(sat.window.opens_at), say_moment(sat.window.closes_at)
    action = action_url = action_label = ""
    if lobby.running:
        action, action_url = "resume", f"/attempts/{lobby.running}"
        action_label = "Tiếp tục làm bài"
    elif lobby.may_start:
        action, action_url = "start", f"/rounds/{sat.id}/start"
        action_label = "Bắt đầu làm bài"
    return RoundPage(
        title=f"Vòng thi {sat.district}",
        contest=sat.contest,
        district=sat.district,
        contestant=lobby.contestant.name,
        unit=lobby.contestant.unit,
        candidate_number=lobby.contestant.number,
        rules=printed(sat.rules, sat.bank.topic_titles),
        notice=NOTICE,
        phase=lobby.phase.value,
        phase_text=f"{PHASE_TEXTS[lobby.phase]}. Thời gian: từ {opens} đến {closes}.",
        opens_at_ms=sat.window.opens_at,
        now_ms=now,
        action=action,
        action_url=action_url,
        action_label=action_label,
        receipts=tuple(
            Link(f"Phiếu xác nhận nộp bài lượt {number}", f"/attempts/{attempt_id}/receipt")
            for number, attempt_id in enumerate(lobby.ended, 1)
        ),
        board_url=f"/rounds/{sat.id}/board",
    )


def _attempt_page(sitting: Sitting, now: int) -> AttemptPage:
    attempt, sat = sitting.attempt, sitting.round
    questions = []
    for number, item in enumerate(attempt.paper.items, 1):
        question = sat.bank.by_id[item.question_id]
        chosen = sitting.sheet.answers.get(number, ())
        options = tuple(
            PaperOption(
                position, LETTERS[position], question.options[index].text, position in chosen
            )
            for position, index in enumerate(item.order)
        )
        questions.append(PaperQuestion(number, question.stem, question.several, options))
    base = f"/attempts/{attempt.id}"
    return AttemptPage(
        title="Bài làm",
        contest=sat.contest,
        contestant=sitting.contestant.name,
        candidate_number=sitting.contestant.number,
        questions=tuple(questions),
        attempt_id=attempt.id,
        next_seq=sitting.sheet.next_seq,
        now_ms=now,
        deadline_ms=attempt.deadline_at,
        deadline_text=say_clock(attempt.deadline_at),
        answers_url=f"{base}/answers",
        save_url=f"{base}/save",
        submit_url=f"{base}/submit",
        receipt_url=f"{base}/receipt",
    )


def _receipt_page(sitting: Sitting, standing: board.OwnStanding | None) -> ReceiptPage:
    attempt, sat, sheet = sitting.attempt, sitting.round, sitting.sheet
    if sitting.receipt is None or attempt.ended_at is None:
        raise ValueError("the attempt has not ended")
    duration = min(attempt.ended_at - attempt.started_at, sat.rules.limit_ms)
    return ReceiptPage(
        title="Phiếu xác nhận nộp bài",
        contest=sat.contest,
        district=sat.district,
        contestant=sitting.contestant.name,
        candidate_number=sitting.contestant.number,
        unit=sitting.contestant.unit,
        ended_text="Thí sinh đã nộp bài."
        if attempt.submitted
        else "Đã hết thời gian làm bài. Hệ thống đã nộp bài với các câu trả lời đã lưu.",
        submitted_text=say_moment_seconds(attempt.ended_at),
        duration_text=say_duration(duration),
        answered=sheet.answered,
        total=sat.rules.question_count,
        score_text=f"{standing.correct_count}/{sat.rules.question_count}"
        if standing and standing.counts
        else "",
        place_text=_place_text(standing),
        receipt_number=sitting.receipt.number,
        digest=sitting.receipt.hash[:16],
        board_url=f"/rounds/{sat.id}/board",
        round_url=f"/rounds/{sat.id}",
    )


def _place_text(standing: board.OwnStanding | None) -> str:
    if standing is None:
        return "Đang tính kết quả. Đề nghị thí sinh tải lại trang sau ít giây."
    kind = "chính thức" if standing.official else "tạm thời"
    return f"Hạng {standing.place} trên {standing.total} người dự thi ({kind})"
