"""Read what an author brings, whatever becomes of it: the pages up to the confirmation."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import KeyFile
from question_bank.law_review import with_laws
from question_bank.legacy import ENCODINGS, Proposal
from question_bank.mending import Mended, mend_apart
from question_bank.vietnamese import squeeze
from quiz.rules.authoring import law_day
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_count
from quiz.stages import laws
from quiz.stages.workshop import banks
from quiz.web.banks.views import TEMPLATE_URL
from quiz.web.forms import Input, read_sources
from quiz.web.guard import render
from quiz.web.pages.taking_in import Conversion, ImportRow, PreviewPage, UploadPage
from quiz.web.site import Site
from quiz.web.taking_in.previews import Way, preview_page
from quiz.web.taking_in.typed import PreviewInput, View, understood

TEXT_NAME = "Văn bản"
"""What findings call a text that was pasted or mended on the page."""
_NOTHING = "Chưa có tệp hoặc văn bản nào. Đề nghị chọn tệp câu hỏi, hoặc dán câu hỏi vào ô văn bản."
_BOTH = "Đề nghị chọn tệp hoặc dán văn bản, không gửi cả hai cùng lúc."
_CHANGED = (
    "Nội dung đã được sửa sau lần xem trước, chưa lưu gì. Đề nghị xem lại các câu hỏi dưới đây rồi "
    "bấm lần nữa."
)
_ENCODING = Field(title="Bảng mã")


class SourceInput(Input):
    """A text, where no file comes with the form; the bank's title, where its author gives one."""

    text: Annotated[str, Field(title="Văn bản câu hỏi")] = ""
    title: Annotated[str, Field(max_length=1000, title="Tên ngân hàng")] = ""
    seen: Annotated[str, Field(max_length=64, title="Lần xem trước")] = ""
    legacy: Annotated[Literal["", "tcvn3", "vni", "viqr", "cp1258", "mojibake"], _ENCODING] = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: its bytes, its name, and how; the file of the key, where that stands apart."""

    data: bytes
    name: str
    title: str
    legacy: str
    keys: KeyFile | None = None


def upload_page(
    way: Way,
    problem: str = "",
    text: str = "",
    bank_title: str = "",
    imports: tuple[ImportRow, ...] = (),
) -> UploadPage:
    """Where a file is chosen."""
    return UploadPage(
        title="Nhập câu hỏi từ tệp" if way.bank else "Nhập ngân hàng câu hỏi",
        upload_url=way.upload_url,
        above=way.above,
        problem=problem,
        text=text,
        bank_title=bank_title,
        encodings=tuple(ENCODINGS.items()),
        template_url=TEMPLATE_URL,
        bank=way.bank,
        imports=imports,
    )


async def show_source(request: Request, site: Site, way: Way) -> Response:
    """Read the file or the text and show what was understood. Stores nothing."""
    (file, keys), given = await read_sources(request, SourceInput, "file", "keys")
    file_name, content = file
    pasted = given.text if given.text.strip() else ""
    if file_name and pasted:
        return await render(request, upload_page(way, _BOTH, given.text, given.title), 422)
    if not file_name and not pasted:
        return await render(request, upload_page(way, _NOTHING, "", given.title), 422)
    source = Source(pasted.encode(), TEXT_NAME, given.title, given.legacy)
    if file_name:
        source = replace(source, data=content, name=_clean_name(file_name))
    if keys[0]:
        source = replace(source, keys=KeyFile(_clean_name(keys[0]), keys[1]))
    try:
        page = await run_in_threadpool(_first, site, way, source)
    except UnreadableFile as error:
        return await render(request, upload_page(way, str(error), pasted, given.title), 422)
    return await render(request, page)


def _first(site: Site, way: Way, source: Source) -> PreviewPage:
    found = mend_apart(source.data, source.name, source.title, source.legacy, keys=source.keys)
    page = _page(site, way, found, View())
    if found.checked.proposal is None:
        return page
    return replace(page, conversion=_conversion(found.checked.proposal, source))


def _conversion(proposal: Proposal, source: Source) -> Conversion:
    """The bank as it reads in the proposed encoding goes with the page, and what its text cannot
    say: nothing is stored that a second request could ask for.
    """
    text = carried = ""
    try:
        found = mend_apart(
            source.data, source.name, source.title, proposal.encoding, keys=source.keys
        )
        text, carried = found.checked.text, found.carried.dump()
    except UnreadableFile:
        pass
    return Conversion(
        proposal.name,
        tuple(zip(proposal.before, proposal.after, strict=True)),
        say_count(len(proposal.places)),
        text,
        carried,
    )


async def show_mended(request: Request, site: Site, way: Way, given: PreviewInput) -> Response:
    """What its author did to the preview, judged; stores nothing."""

    def lay_out() -> tuple[PreviewPage, int]:
        found, view = read_again(given)
        return _page(site, way, found, view, target=given.target), 422 if view.wrong else 200

    try:
        page, status = await run_in_threadpool(lay_out)
    except UnreadableFile as error:
        return await render(request, upload_page(way, str(error), given.text, given.title), 422)
    return await render(request, page, status)


def read_again(given: PreviewInput) -> tuple[Mended, View]:
    """The bank that comes back from a preview, mended and judged once more."""
    mend, view = understood(given)
    data = given.text.encode()
    return mend_apart(data, TEXT_NAME, given.title, "", given.carried, mend), view


Act = Callable[[Mended], Response]


async def confirmed(
    request: Request, site: Site, way: Way, given: PreviewInput, act: Act
) -> Response:
    """Do `act` with what comes back, in a thread; the preview once more where something stands in
    the way: a finding that blocks, or words that its author has not seen in a preview.
    """

    def work() -> tuple[PreviewPage | None, int, Response | None]:
        found, view = read_again(given)
        checked = found.open
        if checked.blocked:
            refusal = Refusal(BankReason.BANK_BLOCKED, count=checked.count(Severity.BLOCKS))
            page = _page(site, way, found, view, refusal.sentence, given.target)
            return page, refusal.reason.status, None
        if view.wrong or (given.seen and given.seen != checked.seen):
            page = _page(site, way, found, view, _CHANGED, given.target)
            return page, 422 if view.wrong else 409, None
        try:
            return None, 0, act(found)
        except Refusal as refusal:  # what was read and mended is not lost with it
            if refusal.reason.status not in {403, 409}:
                raise
            page = _page(site, way, found, view, refusal.sentence, given.target)
            return page, refusal.reason.status, None

    try:
        page, status, answer = await run_in_threadpool(work)
    except UnreadableFile as error:
        return await render(request, upload_page(way, str(error), given.text, given.title), 422)
    if answer is not None:
        return answer
    assert page is not None
    return await render(request, page, status)


def _page(
    site: Site, way: Way, found: Mended, view: View, problem: str = "", target: str = ""
) -> PreviewPage:
    """The preview, with the doubts of the law library where there is one; they never block."""
    library = laws.library(site.database)
    if library.editions:
        day = law_day(found.checked.bank.as_of, site.clock())
        found = replace(found, checked=with_laws(found.checked, library, day))
    targets: tuple[tuple[str, str], ...] = ()
    if way.bank is None:
        targets = tuple((str(row.id), row.title) for row in banks.banks(site.database))
    return preview_page(found, view, way, problem, targets, target)


def _clean_name(name: str) -> str:
    """A file's name without folders and signs that cannot be seen; its end, where it is long."""
    return squeeze(name.replace("\\", "/").rpartition("/")[2])[-100:] or "tệp"
