"""Load a bank in two steps: a file is read and shown, nothing stored; then it is published."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import LIMITS
from question_bank.formats.template import write_template
from question_bank.law_review import with_laws
from question_bank.legacy import ENCODINGS, Proposal
from question_bank.vietnamese import squeeze
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.wording import say_count
from quiz.stages import author, laws
from quiz.stages.author import Checked
from quiz.web.banks.views import BANKS_URL, TEMPLATE_URL, UPLOAD_URL, preview_page
from quiz.web.downloads import attachment
from quiz.web.forms import Input, read_form, read_source
from quiz.web.guard import BankWriter, Site, SiteDep, render, see_other
from quiz.web.pages.banks import Conversion, PreviewPage, UploadPage

router = APIRouter()

TEXT_NAME = "Văn bản"
"""What findings call a text that was pasted or mended on the page."""
_NOTHING = "Chưa có tệp hoặc văn bản nào. Đề nghị chọn tệp câu hỏi, hoặc dán câu hỏi vào ô văn bản."
_BOTH = "Đề nghị chọn tệp hoặc dán văn bản, không gửi cả hai cùng lúc."
_CHANGED = (
    "Văn bản đã được sửa sau lần xem trước, chưa lưu gì. Đề nghị xem lại các câu hỏi dưới đây rồi "
    "bấm “Công bố” lần nữa."
)
_TOO_LONG = (
    "Ngân hàng dài quá {bytes} MB hoặc {lines} dòng văn bản; đề nghị chia thành nhiều tệp rồi tải "
    "lên từng tệp."
)


_ENCODING = Field(title="Bảng mã")


class SourceInput(Input):
    """A text, where no file comes with the form; the bank's title, where its author gives one."""

    text: Annotated[str, Field(title="Văn bản câu hỏi")] = ""
    title: Annotated[str, Field(max_length=1000, title="Tên ngân hàng")] = ""
    seen: Annotated[str, Field(max_length=64, title="Lần xem trước")] = ""
    legacy: Annotated[Literal["", "tcvn3", "vni", "viqr", "cp1258", "mojibake"], _ENCODING] = ""


class ConfirmInput(Input):
    """The bank as text, and the digest of the preview that its author saw."""

    text: Annotated[str, Field(title="Văn bản câu hỏi")]
    title: Annotated[str, Field(max_length=1000, title="Tên ngân hàng")] = ""
    seen: Annotated[str, Field(max_length=64, title="Lần xem trước")] = ""


@router.get("/banks/upload", name="upload")
async def get_upload(request: Request, _viewer: BankWriter) -> Response:
    """Where a file is chosen."""
    return await render(request, _upload_page())


@router.get("/banks/template.xlsx", name="upload.template")
async def get_template(_viewer: BankWriter) -> Response:
    """The workbook to fill in."""
    return attachment("Mẫu câu hỏi.xlsx", await run_in_threadpool(write_template))


@router.post("/banks/upload", name="upload.post")
async def post_upload(request: Request, site: SiteDep, _viewer: BankWriter) -> Response:
    """Read the file or the text and show what was understood. Stores nothing."""
    file_name, content, given = await read_source(request, SourceInput)
    pasted = given.text if given.text.strip() else ""
    if file_name and pasted:
        return await render(request, _upload_page(_BOTH, given.text, given.title), 422)
    if not file_name and not pasted:
        return await render(request, _upload_page(_NOTHING, "", given.title), 422)
    name, data = TEXT_NAME, pasted.encode()
    if file_name:
        name, data = _clean_name(file_name), content
    try:
        page = await run_in_threadpool(_preview, site, data, name, given.title, given.legacy)
    except UnreadableFile as error:
        return await render(request, _upload_page(str(error), pasted, given.title), 422)
    return await render(request, page)


@router.post("/banks/confirm", name="confirm")
async def post_confirm(request: Request, site: SiteDep, viewer: BankWriter) -> Response:
    """Read and check again what comes back from the preview, then publish it."""
    given = await read_form(request, ConfirmInput)
    try:
        checked = await run_in_threadpool(author.check, given.text.encode(), TEXT_NAME, given.title)
        page, status = await run_in_threadpool(_objection, site, checked, given.seen)
    except UnreadableFile as error:
        return await render(request, _upload_page(str(error), given.text, given.title), 422)
    if page:
        return await render(request, page, status)
    version_id = await run_in_threadpool(
        author.publish, site.database, checked.bank, viewer.actor, site.clock()
    )
    return see_other(f"{BANKS_URL}/{version_id}")


def _preview(site: Site, data: bytes, name: str, title: str, legacy: str) -> PreviewPage:
    """The page of what was read. UnreadableFile for a bank that is too long to come back."""
    checked = author.check(data, name, title, legacy)
    size = len(checked.text.encode()) + checked.text.count("\n")  # browsers send \r\n
    if size > LIMITS.file_bytes or checked.text.count("\n") >= LIMITS.lines:
        sentence = _TOO_LONG.format(bytes=LIMITS.file_bytes // 1_000_000, lines=LIMITS.lines)
        raise UnreadableFile(sentence)
    page = preview_page(_by_the_law(site, checked), name)
    if checked.proposal is None:
        return page
    return replace(page, conversion=_conversion(checked.proposal, data, name, title))


def _conversion(proposal: Proposal, data: bytes, name: str, title: str) -> Conversion:
    """The bank as it reads in the proposed encoding goes with the page: nothing is stored that a
    second request could ask for.
    """
    try:
        text = author.check(data, name, title, proposal.encoding).text
    except UnreadableFile:
        text = ""
    return Conversion(
        proposal.name,
        tuple(zip(proposal.before, proposal.after, strict=True)),
        say_count(len(proposal.places)),
        text if len(text.encode()) <= LIMITS.file_bytes else "",
    )


def _objection(site: Site, checked: Checked, seen: str) -> tuple[PreviewPage | None, int]:
    """Why the bank is not published yet, as a page and a status; None where nothing stands in the
    way.
    """
    if checked.blocked:
        refusal = Refusal(Reason.BANK_BLOCKED, count=checked.count(Severity.BLOCKS))
        page = preview_page(_by_the_law(site, checked), TEXT_NAME, refusal.sentence)
        return page, refusal.reason.status
    if seen and seen != checked.seen:
        return preview_page(_by_the_law(site, checked), TEXT_NAME, _CHANGED), 409
    return None, 0


def _by_the_law(site: Site, checked: Checked) -> Checked:
    """With the doubts of the law library, where there is one; they never block."""
    library = laws.library(site.database)
    return with_laws(checked, library) if library.editions else checked


def _upload_page(problem: str = "", text: str = "", bank_title: str = "") -> UploadPage:
    return UploadPage(
        title="Nhập ngân hàng câu hỏi",
        upload_url=UPLOAD_URL,
        banks_url=BANKS_URL,
        problem=problem,
        text=text,
        bank_title=bank_title,
        encodings=tuple(ENCODINGS.items()),
        template_url=TEMPLATE_URL,
    )


def _clean_name(name: str) -> str:
    """A file's name without folders and signs that cannot be seen; its end, where it is long."""
    return squeeze(name.replace("\\", "/").rpartition("/")[2])[-100:] or "tệp"
