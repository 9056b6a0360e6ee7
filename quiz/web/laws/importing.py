"""Take a legal text in, in two steps: a file is read and shown, nothing stored; then it is kept."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.finding import UnreadableFile
from question_bank.vietnamese import squeeze
from quiz.rules.refusal import Refusal
from quiz.stages import laws
from quiz.stages.laws import FORCE, UNTIL, About, LawReading
from quiz.web.forms import Input, read_form, read_source
from quiz.web.guard import Admitted, SiteDep, render, see_other
from quiz.web.laws.clauses import LAWS_URL
from quiz.web.laws.views import UPLOAD_URL, preview_page
from quiz.web.pages.laws import LawPreviewPage, LawUploadPage
from quiz.web.site import Site

router = APIRouter()

TEXT_NAME = "Văn bản"
"""What findings call a text that was mended on the page."""
_NOTHING = "Chưa có tệp nào. Đề nghị chọn tệp văn bản .docx, .html hoặc .txt."
_CHANGED = (
    "Văn bản đã được sửa sau lần xem trước, chưa lưu gì. Đề nghị xem lại rồi bấm “Đưa vào thư "
    "viện” lần nữa."
)
Short = Annotated[str, Field(max_length=1000)]


class AboutInput(Input):
    """How an edition is cited and when it is in force."""

    number: Annotated[str, Field(max_length=1000, title="Số, ký hiệu")] = ""
    also: Annotated[str, Field(max_length=1000, title="Số được dẫn khác")] = ""
    name: Annotated[str, Field(max_length=1000, title="Tên bản")] = ""
    since: Annotated[str, Field(max_length=1000, title=FORCE)] = ""
    until: Annotated[str, Field(max_length=1000, title=UNTIL)] = ""

    def about(self) -> About:
        """The same for the library."""
        return About(self.number, self.also, self.name, self.since, self.until)


class ReviseInput(AboutInput):
    """The same of an edition that is there, and the revision that the change began from."""

    revision: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,8}$", title="Bản đang sửa")]


class LawInput(AboutInput):
    """A text, where no file comes with the form, and the digest of what was shown of it."""

    text: Annotated[str, Field(title="Văn bản đã đọc")] = ""
    seen: Annotated[str, Field(max_length=64, title="Lần xem trước")] = ""


@router.get("/laws/upload", name="law.upload")
async def get_upload(request: Request, _viewer: Admitted) -> Response:
    """Where a file is chosen."""
    return await render(request, _upload_page())


@router.post("/laws/upload", name="law.upload.post")
async def post_upload(request: Request, site: SiteDep, _viewer: Admitted) -> Response:
    """Read the file, or the text that was mended, and show what was understood. Stores nothing."""
    file_name, content, given = await read_source(request, LawInput)
    name, data, about = TEXT_NAME, given.text.encode(), given.about()
    if file_name:
        name = squeeze(file_name.replace("\\", "/").rpartition("/")[2])[-100:] or "tệp"
        data = content
    if not data.strip():
        return await render(request, _upload_page(_NOTHING), 422)
    try:
        reading = await run_in_threadpool(laws.read, data, name)
    except UnreadableFile as error:
        return await render(request, _upload_page(str(error)), 422)
    if file_name:
        about = laws.told_by(reading, name)
    return await render(request, await run_in_threadpool(_preview, site, reading, name, about))


@router.post("/laws/confirm", name="law.confirm")
async def post_confirm(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Read again what comes back from the preview, then keep it."""
    given = await read_form(request, LawInput)
    about = given.about()
    try:
        reading = await run_in_threadpool(laws.read, given.text.encode(), TEXT_NAME)
    except UnreadableFile as error:
        return await render(request, _upload_page(str(error)), 422)
    if given.seen != reading.text.digest:
        page = await run_in_threadpool(_preview, site, reading, TEXT_NAME, about, _CHANGED)
        return await render(request, page, 409)
    try:
        law_id = await run_in_threadpool(
            laws.keep, site.database, reading, about, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        said = refusal.sentence
        page = await run_in_threadpool(_preview, site, reading, TEXT_NAME, about, said)
        return await render(request, page, refusal.reason.status)
    return see_other(f"{LAWS_URL}/{law_id}/affected")


def _preview(
    site: Site, reading: LawReading, name: str, about: About, problem: str = ""
) -> LawPreviewPage:
    known = laws.known(site.database, reading, about)
    compared = None if known else laws.compare(site.database, reading, about, site.clock())
    return preview_page(reading, name, about, known, compared, reading.text.digest, problem)


def _upload_page(problem: str = "") -> LawUploadPage:
    return LawUploadPage("Nhập văn bản pháp luật", LAWS_URL, UPLOAD_URL, problem)
