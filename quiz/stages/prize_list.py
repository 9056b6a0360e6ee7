"""Who gets which prize, as files that offices edit."""

import io
from datetime import UTC, datetime

from question_bank.vietnamese import squeeze
from quiz.documents import decree
from quiz.documents.exports import File
from quiz.documents.workbook import Sheet, workbook
from quiz.rules.wording import say_board
from quiz.store.prizes import PrizeView


def prize_workbook(view: PrizeView) -> File:
    """Who gets which prize, and what was decided on the way."""
    sheet = Sheet(
        title="Giải thưởng",
        above=(
            f"DANH SÁCH GIẢI THƯỞNG {view.place.upper()}",
            view.contest,
            say_board(view.digest),
        ),
        headers=_HEADERS,
        rows=_rows(view),
        below=view.decided,
    )
    return File(f"Danh sách giải thưởng {view.place}.xlsx", workbook([sheet]))


def prize_annex(view: PrizeView, now: int) -> File:
    """The same as an annex to a decision, in the layout of Decree 30/2020."""
    document = decree.new_document(landscape=True)
    moment = datetime.fromtimestamp(now / 1000, UTC).replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    properties.author, properties.title = "", "Danh sách giải thưởng"
    properties.comments = ""
    properties.created = properties.modified = moment
    decree.head(document, "Ban Tổ chức", "")
    decree.title(document, "Danh sách giải thưởng", view.place, view.contest)
    decree.body(
        document,
        "(Kèm theo Quyết định số           /QĐ-           ngày       tháng       năm           )",
        italic=True,
        align=decree.CENTRE,
    )
    decree.grid(
        document,
        _HEADERS,
        _rows(view),
        shares=(0.06, 0.16, 0.18, 0.12, 0.2, 0.08, 0.2),
        centred=frozenset({0, 5}),
    )
    for sentence in view.decided:
        decree.body(document, f"- {sentence}")
    decree.body(document, f"Lập theo bảng xếp hạng chính thức, mã kiểm tra {view.digest[:16]}./.")
    decree.signature(document, ("Như trên", "Lưu: VT, NV"))
    output = io.BytesIO()
    document.save(output)
    return File(f"Danh sách giải thưởng {view.place}.docx", output.getvalue())


_HEADERS = (
    "STT",
    "Giải",
    "Người (đơn vị) đạt giải",
    "Số báo danh",
    "Đơn vị",
    "Điểm",
    "Ghi chú",
)


def _rows(view: PrizeView) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for order, one in enumerate(view.awards.awarded, 1):
        winner = view.winner(one.prize, one.id)
        title = view.rules.table[one.prize].title
        person = (squeeze(winner.name), winner.number, squeeze(winner.unit), winner.score_text)
        lines.append((str(order), title, *person, one.why))
    return lines
