"""One question in the browser: a new one, a copy, form and preview, two who write at once."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.finding import Finding
from question_bank.question import Question
from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages.workshop import questions
from quiz.stages.workshop.questions import Clashed, Opened, Place
from quiz.store.sealing import Reader
from quiz.web.forms import read_form
from quiz.web.guard import MAX_ID, Admitted, Id, SiteDep, render, see_other
from quiz.web.pages.workshop_question import QuestionPage
from quiz.web.site import Site
from quiz.web.workshop import typed
from quiz.web.workshop.bank import reader_of
from quiz.web.workshop.beside import clause_url
from quiz.web.workshop.typed import Meaning, QuestionInput
from quiz.web.workshop.urls import question_url
from quiz.web.workshop.views_question import clash_page, question_page

router = APIRouter()

DONE = {
    "saved": "Đã lưu câu hỏi ở trạng thái nháp.",
    "submit": "Đã gửi duyệt.",
    "approve": "Đã duyệt câu hỏi.",
    "tick": "Đã lưu các căn cứ đã đối chiếu.",
    "return": "Đã trả lại để sửa.",
    "remove": "Đã bỏ khỏi ngân hàng. Có thể khôi phục bất cứ lúc nào.",
    "restore": "Đã khôi phục ở trạng thái nháp.",
    "back": "Đã trở lại bản cũ, ghi thành một bản mới.",
}
Done = Annotated[
    Literal["", "saved", "submit", "approve", "tick", "return", "remove", "restore", "back"],
    Query(title="Việc vừa làm"),
]
CopyOf = Annotated[int | None, Query(ge=1, le=MAX_ID, title="Câu gốc")]
_NO_CODE = "Mã câu bị thiếu hoặc sai. Đề nghị mở lại trang viết câu hỏi mới."
SAVED_AS_TYPED = frozenset({RequestReason.BAD_INPUT, BankReason.CODE_TAKEN, BankReason.BANK_SEALED})
"""Refusals after which the form comes back as it was typed."""


@router.get("/workshop/{bank_id}/questions/new", name="workshop.question.new")
async def get_new(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, copy_of: CopyOf = None
) -> Response:
    """The form of a new question, empty or with the words of another."""
    reader = reader_of(site, viewer)
    page = await run_in_threadpool(_new_page, site, bank_id, copy_of, reader)
    return await render(request, page)


def _new_page(site: Site, bank_id: int, copy_of: int | None, reader: Reader) -> QuestionPage:
    place = questions.place(site.database, bank_id)
    code = questions.new_code(site.database, bank_id)
    given = typed.empty_form(code, place.topics[0].id if place.topics else "")
    if copy_of is not None:
        found = questions.open_question(site.database, bank_id, copy_of, reader)
        given = typed.form_of(replace(found.question, id=code), 0)
        given = given.model_copy(update={"copy_of": str(copy_of)})
    return question_page(place, given, _meant(given, place).question, ())


@router.post("/workshop/{bank_id}/questions", name="workshop.question.add")
async def post_new(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """Store a new question; or show the form again, previewed, rearranged or with what is wrong."""
    given = await read_form(request, QuestionInput)
    place = await run_in_threadpool(questions.place, site.database, bank_id)
    reader = reader_of(site, viewer)
    if given.do != "save":
        return await _shown(request, site, viewer, place, typed.rearranged(given), None)
    meaning = _meant(given, place)
    if meaning.errors or not typed.IDENTIFIER.fullmatch(meaning.question.id):
        errors = meaning.errors or (("", _NO_CODE),)
        page = question_page(place, given, meaning.question, (), errors=errors)
        return await render(request, page, 422)
    copy_of = int(given.copy_of) if given.copy_of else None
    try:
        question_id = await run_in_threadpool(
            questions.add, site.database, bank_id, meaning.question, reader, copy_of
        )
    except Refusal as refusal:
        if refusal.reason is BankReason.CODE_TAKEN:
            code = await run_in_threadpool(questions.new_code, site.database, bank_id)
            given = given.model_copy(update={"code": code})
        return await _refused(request, place, given, refusal)
    return see_other(f"{question_url(bank_id, question_id)}?done=saved")


@router.get("/workshop/{bank_id}/questions/{question_id}", name="workshop.question")
async def get_question(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    bank_id: Id,
    question_id: Id,
    done: Done = "",
) -> Response:
    """The question in its form."""
    return await show_question(request, site, viewer, bank_id, question_id, done=DONE.get(done, ""))


@router.post("/workshop/{bank_id}/questions/{question_id}", name="workshop.question.post")
async def post_question(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, question_id: Id
) -> Response:
    """Store the question's words; where somebody else has meanwhile, show both. Or show the form
    again, as for a new one.
    """
    given = await read_form(request, QuestionInput)
    place = await run_in_threadpool(questions.place, site.database, bank_id)
    reader = reader_of(site, viewer)
    meaning = _meant(given, place)
    try:
        if given.do != "save":
            opened = await run_in_threadpool(
                questions.open_question, site.database, bank_id, question_id, reader
            )
            given = typed.rearranged(_chosen(given, meaning, opened))
            return await _shown(request, site, viewer, place, given, opened)
        if meaning.errors:
            opened = await run_in_threadpool(
                questions.open_question, site.database, bank_id, question_id, reader
            )
            page = _page(request, viewer, opened, given, opened.findings, meaning.errors)
            return await render(request, _unsaved(page), 422)
        await run_in_threadpool(_write, site, bank_id, question_id, given, meaning, reader)
    except Clashed as clashed:
        both = clash_page(place, given, clashed.clash, clashed.now)
        return await render(request, both, 409)
    except Refusal as refusal:
        return await _refused(request, place, given, refusal, question_id)
    return see_other(f"{question_url(bank_id, question_id)}?done=saved")


def _write(
    site: Site,
    bank_id: int,
    question_id: int,
    given: QuestionInput,
    meaning: Meaning,
    reader: Reader,
) -> None:
    """After a conflict: the parts that were chosen, over what stands, if it still does."""
    question, revision = meaning.question, int(given.revision)
    if given.takes:
        now = questions.open_question(site.database, bank_id, question_id, reader)
        question = _settled(given, meaning, now)
    questions.write(site.database, bank_id, question_id, question, revision, reader)


def _settled(given: QuestionInput, meaning: Meaning, now: Opened) -> Question:
    mine = replace(meaning.question, id=now.question.id)
    if not given.takes or now.revision != int(given.revision):
        return mine
    return typed.settled(given, mine, now.question)


def _chosen(given: QuestionInput, meaning: Meaning, now: Opened) -> QuestionInput:
    """After a conflict the form goes on with the parts that were chosen: my text alone would take
    back what the other author did elsewhere in the question.
    """
    settled = _settled(given, meaning, now)
    if not given.takes or now.revision != int(given.revision):
        return given
    return typed.form_of(settled, now.revision).model_copy(update={"do": given.do})


def _meant(given: QuestionInput, place: Place) -> Meaning:
    return typed.understand(given, tuple(topic.id for topic in place.topics))


async def show_question(
    request: Request,
    site: Site,
    viewer: Viewer,
    bank_id: int,
    question_id: int,
    *,
    errors: tuple[tuple[str, str], ...] = (),
    done: str = "",
    status: int = 200,
) -> Response:
    """The question as it stands."""
    reader = reader_of(site, viewer)
    opened = await run_in_threadpool(
        questions.open_question, site.database, bank_id, question_id, reader
    )
    given = typed.form_of(opened.question, opened.revision)
    page = _page(request, viewer, opened, given, opened.findings, errors, done)
    return await render(request, page, status)


def _page(
    request: Request,
    viewer: Viewer,
    opened: Opened,
    given: QuestionInput,
    found: tuple[Finding, ...],
    errors: tuple[tuple[str, str], ...] = (),
    done: str = "",
) -> QuestionPage:
    place = opened.place
    return question_page(
        place,
        given,
        _meant(given, place).question,
        found,
        opened=opened,
        may_approve=scope_of(viewer.role, Action.BANK_APPROVE) is not None,
        may_write=scope_of(viewer.role, Action.BANK_WRITE) is not None,
        actor=viewer.actor,
        clause_url=lambda basis: clause_url(request, basis, place.as_of),
        errors=errors,
        done=done,
    )


async def _shown(
    request: Request,
    site: Site,
    viewer: Viewer,
    place: Place,
    given: QuestionInput,
    opened: Opened | None,
) -> Response:
    """The form as typed, previewed and judged; nothing is stored."""
    meaning = _meant(given, place)
    found = await run_in_threadpool(
        questions.preview,
        site.database,
        place.bank_id,
        meaning.question,
        reader_of(site, viewer),
    )
    errors = meaning.errors if given.do == "preview" else ()
    if opened is None:
        page = question_page(place, given, meaning.question, found, errors=errors)
    else:
        page = _unsaved(_page(request, viewer, opened, given, found, errors))
    return await render(request, page)


def _unsaved(page: QuestionPage) -> QuestionPage:
    """Without what is done to the stored words: others stand in the form."""
    return replace(page, reviewing=None)


async def _refused(
    request: Request,
    place: Place,
    given: QuestionInput,
    refusal: Refusal,
    question_id: int | None = None,
) -> Response:
    """What the author typed stays on the page, also when the bank was sealed meanwhile: it is their
    own text, and nothing of what is stored stands beside it.
    """
    if refusal.reason not in SAVED_AS_TYPED:
        raise refusal
    page = question_page(
        place, given, _meant(given, place).question, (), errors=(("", refusal.sentence),)
    )
    if question_id is not None:
        url = question_url(place.bank_id, question_id)
        page = replace(page, title="Câu hỏi đang sửa", save_url=url)
    return await render(request, page, refusal.reason.status)
