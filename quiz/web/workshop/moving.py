"""Send questions to review, approve, return, remove and restore them: one, or many at once."""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import squeeze
from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.authoring import LONGEST_NOTE, Move
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages.workshop import reviewing
from quiz.stages.workshop.clauses import Ticks
from quiz.stages.workshop.looking import PAGE_SIZE, Filter
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.web.forms import Input, read_form
from quiz.web.guard import Admitted, Id, SiteDep, see_other
from quiz.web.site import Site
from quiz.web.workshop.bank import reader_of, show
from quiz.web.workshop.questions import show_question
from quiz.web.workshop.urls import bank_url, question_url
from quiz.web.workshop.views_list import list_address

router = APIRouter()

_CHOICE = re.compile(r"([1-9][0-9]{0,8})-([1-9][0-9]{0,8})")

Choice = Annotated[str, Field(max_length=20)]
Revision = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,8}$", title="Bản đang xem")]
Note = Annotated[str, Field(max_length=4 * LONGEST_NOTE, title="Ghi chú")]
Short = Annotated[str, Field(max_length=200)]
Read = Annotated[str, Field(max_length=300, pattern=r"^[0-9a-f]{0,64} ")]


class ManyInput(Input):
    """The chosen questions, each as id and revision, and the list they were chosen from."""

    chosen: list[Choice] = Field(default_factory=list, max_length=PAGE_SIZE, title="Câu được chọn")
    note: Note = ""
    q: Annotated[Short, Field(title="Tìm kiếm")] = ""
    topic: Annotated[Short, Field(title="Chuyên đề")] = ""
    level: Annotated[Short, Field(title="Mức độ")] = ""
    state: Annotated[Short, Field(title="Trạng thái")] = ""


class MoveInput(Input):
    """What is to be done with one question, and the revision that was looked at."""

    move: Annotated[Literal["submit", "return", "remove", "restore"], Field(title="Thao tác")]
    revision: Revision
    note: Note = ""


class ApproveInput(Input):
    """The revision that was looked at, and the legal bases that were compared with the law."""

    revision: Revision
    note: Note = ""
    ticked: list[Short] = Field(default_factory=list, max_length=100, title="Căn cứ đã đối chiếu")
    shown: list[Short] = Field(default_factory=list, max_length=100, title="Căn cứ đã đánh dấu")
    """Those of the bases that the page had ticked."""
    read: list[Read] = Field(default_factory=list, max_length=100, title="Nội dung căn cứ")
    """The digest of the clause that stood beside a basis, and the basis."""

    @property
    def ticks(self) -> Ticks:
        """What became of the boxes."""
        read = (said.partition(" ") for said in self.read)
        return Ticks(
            frozenset(self.ticked),
            frozenset(self.shown),
            {basis: digest for digest, _, basis in read},
        )


@router.post("/workshop/{bank_id}/questions/move", name="workshop.move.many")
async def post_many(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """Send the chosen questions to review."""
    return await _many(request, site, viewer, bank_id, Move.SUBMIT)


@router.post("/workshop/{bank_id}/questions/approve", name="workshop.approve.many")
async def approve_many(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """Approve the chosen questions."""
    return await _many(request, site, viewer, bank_id, Move.APPROVE)


async def _many(request: Request, site: Site, viewer: Viewer, bank_id: int, what: Move) -> Response:
    """Back to the list; where some were refused, at once, with the reason for each."""
    given = await read_form(request, ManyInput)
    chosen = [_choice(text) for text in given.chosen]
    wanted = Filter(squeeze(given.q), given.topic, given.level, given.state)
    if not chosen:
        errors: tuple[tuple[str, str], ...] = (
            ("chosen", "Chưa chọn câu nào. Đề nghị đánh dấu các câu cần thực hiện trong bảng."),
        )
        return await show(request, site, viewer, bank_id, wanted, errors=errors, status=422)
    wish, reader = Wish(what, given.note), reader_of(site, viewer)
    outcome = await run_in_threadpool(
        reviewing.move_many, site.database, bank_id, chosen, wish, reader
    )
    if not outcome.refused:
        return see_other(list_address(bank_url(bank_id), wanted, done="moved"))
    moved = (
        f"Đã thực hiện {len(outcome.moved)} câu; {len(outcome.refused)} câu không thực hiện được:"
    )
    errors = (("", moved), *(("", refusal.sentence) for _, refusal in outcome.refused))
    left = frozenset(question_id for question_id, _ in outcome.refused)
    return await show(
        request, site, viewer, bank_id, wanted, errors=errors, chosen=left, status=409
    )


def _choice(text: str) -> Chosen:
    found = _CHOICE.fullmatch(text)
    if not found:
        raise Refusal(RequestReason.BAD_INPUT, field="Câu được chọn")
    return Chosen(int(found[1]), int(found[2]))


@router.post("/workshop/{bank_id}/questions/{question_id}/move", name="workshop.move")
async def post_move(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, question_id: Id
) -> Response:
    """Submit, return, remove or restore one question. Who only reviews may return."""
    given = await read_form(request, MoveInput)
    if given.move != "return" and scope_of(viewer.role, Action.BANK_WRITE) is None:
        raise Refusal(RequestReason.NOT_ALLOWED)
    wish = Wish(Move(given.move), given.note)
    return await _one(
        request, site, viewer, bank_id, Chosen(question_id, int(given.revision)), wish
    )


@router.post("/workshop/{bank_id}/questions/{question_id}/approve", name="workshop.approve")
async def post_approve(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, question_id: Id
) -> Response:
    """Approve one question, with the legal bases that were compared with the law."""
    given = await read_form(request, ApproveInput)
    wish = Wish(Move.APPROVE, given.note, given.ticks)
    return await _one(
        request, site, viewer, bank_id, Chosen(question_id, int(given.revision)), wish
    )


@router.post("/workshop/{bank_id}/questions/{question_id}/tick", name="workshop.tick")
async def post_tick(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, question_id: Id
) -> Response:
    """Keep which legal bases were compared with the law, and approve later."""
    given = await read_form(request, ApproveInput)
    chosen = Chosen(question_id, int(given.revision))
    act = partial(
        reviewing.tick,
        site.database,
        bank_id,
        chosen,
        given.ticks,
        reader_of(site, viewer),
    )
    return await _back(request, site, viewer, bank_id, chosen, act, "tick")


async def _one(
    request: Request, site: Site, viewer: Viewer, bank_id: int, chosen: Chosen, wish: Wish
) -> Response:
    reader = reader_of(site, viewer)
    act = partial(reviewing.move, site.database, bank_id, chosen, wish, reader)
    return await _back(request, site, viewer, bank_id, chosen, act, wish.move.value)


async def _back(
    request: Request,
    site: Site,
    viewer: Viewer,
    bank_id: int,
    chosen: Chosen,
    act: Callable[[], None],
    done: str,
) -> Response:
    """Back to the question; where the act was refused, with the sentence on it."""
    try:
        await run_in_threadpool(act)
    except Refusal as refusal:
        if refusal.reason.status not in {409, 422}:
            raise
        errors, status = (("note", refusal.sentence),), refusal.reason.status
        return await show_question(
            request, site, viewer, bank_id, chosen.id, errors=errors, status=status
        )
    return see_other(f"{question_url(bank_id, chosen.id)}?done={done}")
