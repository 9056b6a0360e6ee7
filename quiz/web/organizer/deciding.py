"""Ask for a decision about a question, an attempt or an appeal."""

import re
import secrets
from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.question import OPTION_LETTERS
from quiz.rules.access import Action, Viewer
from quiz.rules.correcting import Remedy
from quiz.rules.deciding import (
    OF_KEYS,
    RULING_TEXTS,
    TAKEN_BACK,
    Proposed,
    Ruling,
    rulings_of,
    void_hint,
)
from quiz.rules.extending import LONGEST_REASON
from quiz.rules.reasons import AppealReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import appeals
from quiz.stages.appeals import KeyedQuestion, SatAttempt
from quiz.store import decisions, sealing
from quiz.store.rows import SatRound
from quiz.web.forms import Input, read_form
from quiz.web.guard import MAX_ID, Admitted, Id, SearchText, SiteDep, render, see_other
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link
from quiz.web.pages.deciding import DecideOption, DecidePage
from quiz.web.site import Site

router = APIRouter(prefix="/staff/rounds/{round_id}")

_SHOWN = frozenset(
    {
        RequestReason.BAD_INPUT,
        AppealReason.NEW_KEY_MISSING,
        AppealReason.KEY_OF_ONE,
        AppealReason.KEY_AS_PRINTED,
        AppealReason.NOT_TO_VOID,
        AppealReason.SINCE_MOVED,
    }
)
"""Refusals that the form itself explains."""
_STANDING = {
    Remedy.CREDIT_ALL: "Câu này đang được tính đúng cho mọi thí sinh theo một quyết định trước.",
    Remedy.NEW_KEY: "Đáp án của câu này đã được thay theo một quyết định trước.",
    Remedy.EITHER_KEY: "Theo một quyết định trước, chọn một trong các đáp án hiện tại của câu này "
    "đều được tính đúng.",
    Remedy.VOID: "Câu này đã bị hủy theo một quyết định trước.",
}
_KEY = re.compile(r"key_([0-7])")

Chosen = Annotated[str, Query(max_length=12, title="Kiến nghị hoặc lượt thi")]
QuestionCode = Annotated[str, Query(max_length=200, title="Câu hỏi")]
CandidateNumber = Annotated[str, Query(max_length=40, title="Số báo danh")]
FormId = Annotated[str, Field(pattern=r"^([1-9][0-9]{0,9})?$", title="Lượt thi hoặc kiến nghị")]


class DecideInput(Input):
    """What is decided about what, and why; `key_<index>` for each right option of a new key."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Annotated[str, Field(max_length=1)]]

    ruling: Annotated[
        Literal[
            "keep",
            "credit_all",
            "new_key",
            "either_key",
            "void_question",
            "void_attempt",
            "unvoid_attempt",
            "",
        ],
        Field(title="Quyết định"),
    ] = ""
    reason: Annotated[str, Field(max_length=2 * LONGEST_REASON, title="Lý do")]
    once: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", title="Mã biểu mẫu")]
    question: Annotated[str, Field(max_length=200, title="Câu hỏi")] = ""
    attempt: FormId = ""
    appeal: FormId = ""

    @property
    def key(self) -> frozenset[int]:
        """The ticked options."""
        found = [_KEY.fullmatch(name) for name in self.__pydantic_extra__]
        if not all(found):
            raise Refusal(RequestReason.BAD_INPUT, field="Đáp án mới")
        return frozenset(int(one[1]) for one in found if one)

    def proposed(self) -> Proposed:
        """As a decision to ask for. Ticked options count for a new key only."""
        if not self.ruling:
            raise Refusal(RequestReason.BAD_INPUT, field="Quyết định")
        ruling = Ruling(self.ruling)
        key = self.key if ruling in OF_KEYS else frozenset()
        about_attempt = ruling in {Ruling.VOID_ATTEMPT, Ruling.UNVOID_ATTEMPT}
        return Proposed(
            ruling,
            self.reason,
            self.once,
            "" if about_attempt else self.question,
            key,
            _id(self.attempt) if about_attempt else None,
            _id(self.appeal),
        )


def _id(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > MAX_ID:
        raise Refusal(RequestReason.NOT_FOUND)
    return int(text)


@router.get("/decide", name="work.decide")
async def get_decide(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    round_id: Id,
    q: SearchText = "",
    number: CandidateNumber = "",
    question: QuestionCode = "",
    attempt: Chosen = "",
    appeal: Chosen = "",
) -> Response:
    """The form about what was chosen, or what a search found to choose from."""
    sat = await round_in_reach(site, viewer, Action.APPEAL_DECIDE, round_id)
    page = await _page(site, viewer, sat, _About(question, _id(attempt), _id(appeal), q, number))
    return await render(request, page)


@router.post("/decisions", name="work.decide.post")
async def post_decide(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """Ask for the decision. The same form twice asks once."""
    sat = await round_in_reach(site, viewer, Action.APPEAL_DECIDE, round_id)
    given = await read_form(request, DecideInput)
    try:
        decision_id = await run_in_threadpool(
            appeals.ask, site.writer, round_id, given.proposed(), viewer.actor, site.clock()
        )
    except Refusal as refusal:
        if refusal.reason not in _SHOWN:
            raise
        about = _About(given.question, _id(given.attempt), _id(given.appeal))
        page = await _page(site, viewer, sat, about)
        page = replace(
            page,
            ruling=given.ruling,
            reason=given.reason,
            problem=refusal.sentence,
            options=tuple(replace(one, chosen=one.index in given.key) for one in page.options),
        )
        return await render(request, page, refusal.reason.status)
    return see_other(f"/staff/rounds/{round_id}/decisions/{decision_id}")


class _About:
    """What was chosen or searched for on the page."""

    def __init__(
        self,
        question: str,
        attempt: int | None,
        appeal: int | None,
        query: str = "",
        number: str = "",
    ) -> None:
        self.question, self.attempt, self.appeal = question, attempt, appeal
        self.query, self.number = query, number


async def _page(site: Site, viewer: Viewer, sat: SatRound, about: _About) -> DecidePage:
    base = f"/staff/rounds/{sat.id}"
    reader = sealing.Reader(viewer.actor, site.clock())
    blank = DecidePage(
        title="Lập đề nghị quyết định",
        contest=f"{sat.contest} – {sat.place}",
        about="",
        appeal_words="",
        options=(),
        standing_text="",
        hint_text="",
        rulings=(),
        hidden=(("once", secrets.token_hex(16)),),
        url=f"{base}/decisions",
        search_url=f"{base}/decide",
        query=about.query,
        number=about.number,
        found=(),
        searched=bool(about.query or about.number),
        longest_reason=LONGEST_REASON,
        back=Link("Kiến nghị và quyết định", f"{base}/appeals"),
    )

    def read(connection: Connection) -> DecidePage:
        page, question, attempt = blank, about.question, about.attempt
        if about.appeal is not None:
            line = appeals.appeal_in(connection, sat.id, about.appeal)
            question = question or line.question_id
            attempt = attempt or (None if line.question_id else line.attempt_id)
            page = _with(page, "appeal", str(line.id))
            page = replace(page, appeal_words=line.words)
        if question:
            page = _of_question(page, appeals.question_in(connection, sat, question, reader))
            holding = decisions.papers_with(connection, sat.id, question)
            return replace(page, hint_text=void_hint(*holding))
        if attempt is not None:
            found = appeals.attempt_in(connection, sat.id, attempt)
            return _of_attempt(page, found, answers=about.appeal is not None)
        return replace(page, found=_found(connection, sat, about, reader))

    return await run_in_threadpool(site.database.read_now, read)


def _with(page: DecidePage, name: str, value: str) -> DecidePage:
    return replace(page, hidden=(*page.hidden, (name, value)))


def _of_question(page: DecidePage, found: KeyedQuestion) -> DecidePage:
    question, correction = found.question, found.correction
    texts = dict(RULING_TEXTS)
    if correction:
        texts[Ruling.KEEP] = TAKEN_BACK
    return replace(
        _with(page, "question", question.id),
        about=f"Câu {question.id}: {question.stem}",
        options=question_options(found),
        standing_text=_STANDING.get(correction.remedy, "") if correction else "",
        rulings=tuple((one.value, texts[one]) for one in rulings_of(question)),
    )


def _of_attempt(page: DecidePage, found: SatAttempt, *, answers: bool) -> DecidePage:
    ruling = Ruling.UNVOID_ATTEMPT if found.voided else Ruling.VOID_ATTEMPT
    kept = [(Ruling.KEEP.value, "Giữ nguyên kết quả, trả lời kiến nghị")] if answers else []
    return replace(
        _with(page, "attempt", str(found.id)),
        about=f"Lượt thi {found.number} của {found.name}, số báo danh {found.candidate}, "
        f"{found.unit}",
        standing_text="Lượt thi này đã bị hủy." if found.voided else "",
        rulings=(*kept, (ruling.value, RULING_TEXTS[ruling])),
    )


def _found(
    connection: Connection, sat: SatRound, about: _About, reader: sealing.Reader
) -> tuple[Link, ...]:
    url = f"/staff/rounds/{sat.id}/decide"
    questions = appeals.search(connection, sat, about.query, reader) if about.query else ()
    sat_by = appeals.attempts_by_number(connection, sat.id, about.number) if about.number else ()
    return (
        *(
            Link(f"{one.id}: {one.stem}", f"{url}?{urlencode({'question': one.id})}")
            for one in questions
        ),
        *(
            Link(f"{one.candidate} – {one.name}, lượt {one.number}", f"{url}?attempt={one.id}")
            for one in sat_by
        ),
    )


def question_options(
    found: KeyedQuestion, new: frozenset[int] = frozenset()
) -> tuple[DecideOption, ...]:
    """The question's options with what is right now; those of `new` are ticked."""
    return tuple(
        DecideOption(
            *(index, OPTION_LETTERS[index], one.text, index in found.key, index in new),
            printed=index in found.question.key,
        )
        for index, one in enumerate(found.question.options)
    )
