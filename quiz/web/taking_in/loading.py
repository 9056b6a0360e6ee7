"""Load a bank in two steps: a file is read, shown and mended, nothing stored; then published."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.formats.template import write_template
from question_bank.mending import Mended
from quiz.stages import author
from quiz.web.banks.views import BANKS_URL
from quiz.web.downloads import attachment
from quiz.web.forms import read_form
from quiz.web.guard import Admitted, SiteDep, render, see_other
from quiz.web.taking_in.previews import Way
from quiz.web.taking_in.reading import confirmed, show_mended, show_source, upload_page
from quiz.web.taking_in.typed import PreviewInput

router = APIRouter()


@router.get("/banks/upload", name="upload")
async def get_upload(request: Request, _viewer: Admitted) -> Response:
    """Where a file is chosen."""
    return await render(request, upload_page(Way()))


@router.get("/banks/template.xlsx", name="upload.template")
async def get_template(_viewer: Admitted) -> Response:
    """The workbook to fill in."""
    return attachment("Mẫu câu hỏi.xlsx", await run_in_threadpool(write_template))


@router.post("/banks/upload", name="upload.post")
async def post_upload(request: Request, site: SiteDep, _viewer: Admitted) -> Response:
    """Read the file or the text and show what was understood. Stores nothing."""
    return await show_source(request, site, Way())


@router.post("/banks/mend", name="upload.mend")
async def post_mend(request: Request, site: SiteDep, _viewer: Admitted) -> Response:
    """Judge what was mended in the preview. Stores nothing."""
    return await show_mended(request, site, Way(), await read_form(request, PreviewInput))


@router.post("/banks/confirm", name="confirm")
async def post_confirm(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Read and check again what comes back from the preview, then publish it."""
    given = await read_form(request, PreviewInput)

    def publish(found: Mended) -> Response:
        bank = found.checked.bank
        version_id = author.publish(site.database, bank, viewer.actor, site.clock())
        return see_other(f"{BANKS_URL}/{version_id}")

    return await confirmed(request, site, Way(), given, publish)
