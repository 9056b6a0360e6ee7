"""Take a file into a working bank: read and mended first, then it meets what stands there."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.formats.fields import invalid_identifier
from question_bank.mending import Mended
from quiz.rules.access import Viewer
from quiz.rules.authoring import Move
from quiz.rules.meeting import Choice, Fate
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import taking_in
from quiz.stages.taking_in import Plan
from quiz.stages.workshop import banks, reviewing
from quiz.stages.workshop.banks import Settings
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.web.forms import NothingInput, read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.taking_in import MeetingPage
from quiz.web.site import Site
from quiz.web.taking_in.meetings import PRINTED, import_row, meeting_page, taken_page
from quiz.web.taking_in.previews import Way, way_into
from quiz.web.taking_in.reading import confirmed, show_mended, show_source, upload_page
from quiz.web.taking_in.typed import PreviewInput
from quiz.web.workshop.bank import reader_of
from quiz.web.workshop.urls import bank_url

router = APIRouter()

DONE = {
    "taken": "Đã nhập vào ngân hàng. Các câu mới và các câu được sửa ở trạng thái nháp.",
    "undone": "Đã hoàn tác lần nhập.",
    "submitted": "Đã gửi duyệt tất cả các câu của lần nhập này.",
}
Done = Annotated[Literal["", "taken", "undone", "submitted"], Query(title="Việc vừa làm")]
_PICK = re.compile(r"(?P<what>pick|met)-(?P<place>\d{1,3})")
_PICKS = frozenset({"file", "bank", "both"})


class MeetingInput(PreviewInput):
    """The form of the comparison: besides what a preview sends, the plan that was seen, `pick-N`
    (file, bank or both) for each question that is other with its identifier in `met-N`, and one
    choice for those that are not printed. A second click names the same choice by the identifiers,
    where the first one has left fewer questions that are other.
    """

    plan: Annotated[str, Field(pattern="^[0-9a-f]{0,64}$", title="Lần đối chiếu")] = ""
    rest: Annotated[Literal["file", "bank"], Field(title="Các câu còn lại")] = "file"
    merge: Annotated[str, Field(pattern="^1?$", title="Bổ sung căn cứ và giải thích")] = ""

    @property
    def picks(self) -> dict[str, str]:
        """Identifier of a printed question -> file, bank or both."""
        said: dict[str, dict[str, str]] = {"pick": {}, "met": {}}
        for name, value in (self.model_extra or {}).items():
            if match := _PICK.fullmatch(name):
                said[match["what"]][match["place"]] = str(value)
        found = {name: said["pick"].get(place, "file") for place, name in said["met"].items()}
        if set(found.values()) - _PICKS or any(map(invalid_identifier, found)):
            raise Refusal(RequestReason.BAD_INPUT, field="Lựa chọn")
        return found

    def preview(self) -> PreviewInput:
        """What a preview would have sent."""
        own = {"plan", "rest", "merge"}
        data = self.model_dump()
        return PreviewInput.model_validate(
            {name: data[name] for name in data if name not in own and not _PICK.fullmatch(name)}
        )


@router.get("/workshop/{bank_id}/import", name="workshop.import")
async def get_import(request: Request, site: SiteDep, _viewer: Admitted, bank_id: Id) -> Response:
    """Where a file is chosen, and the files that were taken in before."""
    way = await run_in_threadpool(_way, site, bank_id)
    found = await run_in_threadpool(taking_in.imports, site.database, bank_id)
    return await render(request, upload_page(way, imports=tuple(map(import_row, found))))


@router.post("/workshop/{bank_id}/import", name="workshop.import.post")
async def post_import(request: Request, site: SiteDep, _viewer: Admitted, bank_id: Id) -> Response:
    """Read the file or the text and show what was understood. Stores nothing."""
    way = await run_in_threadpool(_way, site, bank_id)
    return await show_source(request, site, way)


@router.post("/workshop/{bank_id}/import/mend", name="workshop.import.mend")
async def post_mend(request: Request, site: SiteDep, _viewer: Admitted, bank_id: Id) -> Response:
    """Judge what was mended in the preview. Stores nothing."""
    given = await read_form(request, PreviewInput)
    way = await run_in_threadpool(_way, site, bank_id)
    return await show_mended(request, site, way, given)


@router.post("/workshop/{bank_id}/import/confirm", name="workshop.import.confirm")
async def post_confirm(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """Take in what comes back; first show what it meets, where it is other than what stands."""
    given = await read_form(request, MeetingInput)
    way = await run_in_threadpool(_way, site, bank_id)
    return await _confirm(request, site, viewer, bank_id, way, given)


@router.post("/workshop/import", name="workshop.import.any")
async def post_any(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """The same from a preview that leads to no bank yet: into the chosen one, or a new one."""
    given = await read_form(request, PreviewInput)

    def begin(found: Mended) -> Response:
        bank_id = int(given.target) if given.target else _new(site, viewer, found)
        way = _way(site, bank_id)
        moved = MeetingInput(text=found.checked.text, carried=found.carried.dump())
        answer = _take(site, viewer, bank_id, way, moved, found)
        if isinstance(answer, MeetingPage):
            raise _Meets(answer)
        return answer

    try:
        return await confirmed(request, site, Way(), given, begin)
    except _Meets as meets:
        return await render(request, meets.page)


class _Meets(Exception):
    """There is something to be chosen first."""

    def __init__(self, page: MeetingPage, status: int = 200) -> None:
        super().__init__()
        self.page, self.status = page, status


def _new(site: Site, viewer: Viewer, found: Mended) -> int:
    bank = found.checked.bank
    wanted = Settings(bank.title, bank.as_of, bank.topics)
    return banks.make(site.database, wanted, viewer.actor, site.clock())


async def _confirm(
    request: Request, site: Site, viewer: Viewer, bank_id: int, way: Way, given: MeetingInput
) -> Response:
    def work(found: Mended) -> Response:
        answer = _take(site, viewer, bank_id, way, given, found)
        if isinstance(answer, MeetingPage):
            raise _Meets(answer, 409 if answer.problem else 200)
        return answer

    try:
        return await confirmed(request, site, way, given.preview(), work)
    except _Meets as meets:
        return await render(request, meets.page, meets.status)


def _take(
    site: Site, viewer: Viewer, bank_id: int, way: Way, given: MeetingInput, found: Mended
) -> Response | MeetingPage:
    """Take the file in; the page of the comparison where something has to be chosen first, or was
    chosen on a page that is no longer true.
    """
    bank, reader = found.checked.bank, reader_of(site, viewer)
    plan = taking_in.plan(site.database, bank_id, bank, reader)
    choice = _choice(given, plan)
    link = Link(plan.title, bank_url(bank_id))
    before = taking_in.known(site.database, bank_id, bank, choice)
    if before is not None:
        return see_other(f"{bank_url(bank_id)}/import/{before}?done=taken")
    undecided = plan.count(Fate.CHANGED) or plan.count(Fate.SAME)
    if undecided and not given.plan:
        return meeting_page(plan, found, way, link, choice, given.rest)
    seen = given.plan or plan.seen
    name = found.carried.name
    try:
        import_id = taking_in.take_in(site.database, bank_id, bank, name, choice, seen, reader)
    except Refusal as refusal:
        if refusal.reason is not BankReason.IMPORT_MEETS_OTHERS:
            raise
        plan = taking_in.plan(site.database, bank_id, bank, reader)
        return meeting_page(plan, found, way, link, Choice(), "file", refusal.sentence)
    return see_other(f"{bank_url(bank_id)}/import/{import_id}?done=taken")


def _choice(given: MeetingInput, plan: Plan) -> Choice:
    met = [one.mine.id for one in plan.meetings if one.fate is Fate.CHANGED]
    picks = dict.fromkeys(met, given.rest) | given.picks
    kept, both = (
        frozenset(name for name, pick in picks.items() if pick == wanted)
        for wanted in ("bank", "both")
    )
    return Choice(kept, bool(given.merge), both)


def _way(site: Site, bank_id: int) -> Way:
    return way_into(bank_id, banks.settings(site.database, bank_id).settings.title)


@router.get("/workshop/{bank_id}/import/{import_id}", name="workshop.taken")
async def get_taken(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    bank_id: Id,
    import_id: Id,
    done: Done = "",
) -> Response:
    """What an import brought, and the ways on."""
    reader = reader_of(site, viewer)
    taken = await run_in_threadpool(taking_in.taken, site.database, bank_id, import_id, reader)
    return await render(request, taken_page(taken, DONE.get(done, "")))


@router.post("/workshop/{bank_id}/import/{import_id}/undo", name="workshop.taken.undo")
async def post_undo(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, import_id: Id
) -> Response:
    """Everything is again as it was before the import, but for what somebody has changed since."""
    await read_form(request, NothingInput)
    reader = reader_of(site, viewer)
    await run_in_threadpool(taking_in.undo, site.database, bank_id, import_id, reader)
    return see_other(f"{bank_url(bank_id)}/import/{import_id}?done=undone")


@router.post("/workshop/{bank_id}/import/{import_id}/submit", name="workshop.taken.submit")
async def post_submit(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, import_id: Id
) -> Response:
    """Send every question that the import brought to review."""
    await read_form(request, NothingInput)
    reader = reader_of(site, viewer)

    def submit() -> tuple[Refusal, ...]:
        taken = taking_in.taken(site.database, bank_id, import_id, reader)
        chosen = [Chosen(*one) for one in taken.waiting]
        outcome = reviewing.move_many(site.database, bank_id, chosen, Wish(Move.SUBMIT), reader)
        return tuple(refusal for _, refusal in outcome.refused)

    refused = await run_in_threadpool(submit)
    if not refused:
        return see_other(f"{bank_url(bank_id)}/import/{import_id}?done=submitted")
    taken = await run_in_threadpool(taking_in.taken, site.database, bank_id, import_id, reader)
    problems = tuple(("", one.sentence) for one in refused[:PRINTED])
    return await render(request, taken_page(taken, problems=problems), 409)
