"""When and how a result can be appealed against."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AppealRules:
    """How long after publication an appeal can be filed: `days`, working days where `working`; 0
    days for no appeals."""

    days: int = 3
    working: bool = True

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        if 0 <= self.days <= 60:
            return ()
        return ("Thời hạn kiến nghị phải từ 0 đến 60 ngày.",)

    def sentences(self) -> tuple[str, ...]:
        """As the thể lệ says it."""
        if not self.days:
            return ("Kết quả đã công bố không nhận kiến nghị.",)
        kind = "ngày làm việc" if self.working else "ngày"
        return (
            f"Thí sinh được xem lại bài làm của mình và gửi kiến nghị về câu hỏi, điểm số hoặc "
            f"nhân thân trong {self.days} {kind} kể từ khi kết quả được công bố. Kiến nghị do hai "
            "người của Ban Tổ chức ký quyết định; khi đáp án thay đổi, mọi bài thi được tính lại "
            "điểm và bảng xếp hạng được công bố lại.",
        )
