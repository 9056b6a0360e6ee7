"""Lay out how equally hard a contest's papers are, for its page."""

from collections.abc import Iterable

from quiz.rules.papers import Spread
from quiz.rules.wording import say_count, say_decimal
from quiz.stages.statistics.fairness import Drawn
from quiz.web.pages.province import FairPapers


def fair_papers(found: Iterable[tuple[str, Drawn]], *, opened: bool) -> tuple[FairPapers, ...]:
    """One part for each kind of paper."""
    return tuple(_part(label, drawn, opened=opened) for label, drawn in found)


def _part(label: str, drawn: Drawn, *, opened: bool) -> FairPapers:
    if drawn.plain.papers == 1:
        known = "Cuộc thi đã mở khi chưa có" if opened else "Chưa có"
        return FairPapers(
            label,
            f"{known} thống kê của câu hỏi nào trong ngân hàng từ các vòng thi trước. Tính theo "
            f"mức độ, mọi đề có cùng điểm dự kiến {say_decimal(drawn.plain.mean)}; đề được rút "
            "ngẫu nhiên theo ma trận.",
            (),
            (),
        )
    if opened:
        said = "Theo độ dễ đã niêm phong khi mở cuộc thi"
    else:
        said = (
            f"Có thống kê của {say_count(drawn.known)}/{say_count(drawn.questions)} câu hỏi từ các "
            "vòng thi trước, câu khác tính theo mức độ"
        )
    columns = [drawn.plain, *([drawn.balanced] if drawn.balanced else [])]
    return FairPapers(
        label,
        f"{said}; rút thử {say_count(drawn.plain.papers)} đề.",
        ("Điểm dự kiến của đề", "Rút ngẫu nhiên", "Rút cân bằng")[: len(columns) + 1],
        (
            ("Trung bình", *(say_decimal(one.mean) for one in columns)),
            ("Độ lệch chuẩn giữa các đề", *(say_decimal(one.deviation) for one in columns)),
            ("Đề khó nhất, đề dễ nhất", *(_ends(one) for one in columns)),
        ),
    )


def _ends(spread: Spread) -> str:
    return f"{say_decimal(spread.least)} – {say_decimal(spread.most)}"
