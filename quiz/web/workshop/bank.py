"""The page of one bank, as every route shows it that comes back to it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Viewer
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.stages.workshop import looking, seal
from quiz.stages.workshop.looking import Filter, Listing
from quiz.store.sealing import Reader
from quiz.web.guard import looks_late, render
from quiz.web.pages.workshop import BankPage
from quiz.web.site import Site
from quiz.web.workshop.beside import import_url
from quiz.web.workshop.views import bank_page

DONE = {
    "made": "Đã tạo ngân hàng. Có thể viết câu hỏi ngay.",
    "edited": "Đã lưu thông tin ngân hàng.",
    "moved": "Đã thực hiện với tất cả các câu được chọn.",
    "sealed": "Đã niêm phong. Từ lúc này ai xem câu hỏi cũng phải ghi lý do.",
    "opened": "Đã ghi lý do và mở cho Ông/Bà xem trong 15 phút.",
}


def reader_of(site: Site, viewer: Viewer) -> Reader:
    """Who reads, now; late, whoever may look at banks but not work on them."""
    return Reader(viewer.actor, site.clock(), looks_late(viewer))


async def show(
    request: Request,
    site: Site,
    viewer: Viewer,
    bank_id: int,
    wanted: Filter,
    page: int = 1,
    *,
    errors: tuple[tuple[str, str], ...] = (),
    chosen: frozenset[int] = frozenset(),
    done: str = "",
    status: int = 200,
) -> Response:
    """The bank with a page of its questions; without them where they are sealed to this reader."""
    reader = reader_of(site, viewer)

    def lay_out() -> BankPage:
        facts = looking.facts(site.database, bank_id, reader)
        return bank_page(
            facts,
            _readable(site, bank_id, wanted, page, reader),
            wanted,
            seal.proposed(site.database, bank_id, reader.at),
            seal.open_twins(site.database, bank_id, reader),
            seal.open_versions(site.database, bank_id, reader),
            import_url=import_url(request, bank_id),
            errors=errors,
            chosen=chosen,
            done=DONE.get(done, ""),
        )

    return await render(request, await run_in_threadpool(lay_out), status)


def _readable(
    site: Site, bank_id: int, wanted: Filter, page: int, reader: Reader
) -> Listing | None:
    try:
        return looking.listing(site.database, bank_id, wanted, page, reader)
    except Refusal as refusal:
        if refusal.reason is not BankReason.BANK_SEALED:
            raise
        return None
