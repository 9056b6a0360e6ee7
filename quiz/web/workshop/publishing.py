"""Make a version of what is approved; set two versions side by side."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.stages.workshop import publishing, questions
from quiz.web.forms import Input, read_form
from quiz.web.guard import MAX_ID, Admitted, Id, SiteDep, render, render_refused, see_other
from quiz.web.pages.workshop import PublishPage
from quiz.web.site import Site
from quiz.web.workshop.bank import reader_of
from quiz.web.workshop.urls import VERSIONS_URL
from quiz.web.workshop.views_versions import compare_page, publish_page

router = APIRouter()

VersionId = Annotated[int | None, Query(ge=1, le=MAX_ID, title="Phiên bản")]
ON_THE_PAGE = frozenset(
    {BankReason.APPROVED_CHANGED, BankReason.NOTHING_APPROVED, BankReason.BANK_BLOCKED}
)


class PublishInput(Input):
    """The digest of what the author looked at."""

    seen: Annotated[str, Field(max_length=64, title="Bản đã xem")]


@router.get("/workshop/compare", name="workshop.compare")
async def get_compare(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    old: VersionId = None,
    new: VersionId = None,
) -> Response:
    """Two versions side by side; without two of them the form in which they are chosen."""
    known = await run_in_threadpool(publishing.known_versions, site.database)
    told = None
    if old is not None and new is not None:
        told = await run_in_threadpool(
            publishing.compare, site.database, old, new, reader_of(site, viewer)
        )
    return await render(request, compare_page(known, old, new, told))


@router.get("/workshop/{bank_id}/publish", name="workshop.publish")
async def get_publish(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """What would become a version."""
    return await render(request, await run_in_threadpool(_page, site, viewer, bank_id))


@router.post("/workshop/{bank_id}/publish", name="workshop.publish.post")
async def post_publish(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """Make the version, if what was looked at is what is approved."""
    given = await read_form(request, PublishInput)
    try:
        version_id = await run_in_threadpool(
            publishing.publish, site.database, bank_id, given.seen, reader_of(site, viewer)
        )
    except Refusal as refusal:
        if refusal.reason not in ON_THE_PAGE:
            raise
        page = await run_in_threadpool(_page, site, viewer, bank_id, refusal.sentence)
        return await render_refused(request, page, refusal)
    return see_other(f"{VERSIONS_URL}/{version_id}")


def _page(site: Site, viewer: Viewer, bank_id: int, problem: str = "") -> PublishPage:
    place = questions.place(site.database, bank_id)
    ready = publishing.ready(site.database, bank_id, reader_of(site, viewer))
    may_write = scope_of(viewer.role, Action.BANK_WRITE) is not None
    return publish_page(place, ready, problem, may_publish=may_write)
