"""The ways of entering that the rules open beside the ticket: by unit and name, and for citizens
who are on no roster. Both are off unless the committee opens them.
"""

from dataclasses import dataclass

BY_NAME = (
    "Thí sinh vào thi bằng thẻ dự thi, hoặc chọn đơn vị và họ tên của mình trong danh sách rồi "
    "nhập năm sinh và mã dự thi."
)
OPEN_ENTRY = (
    "Người dân chưa có trong danh sách được tự đăng ký dự thi bằng họ tên, năm sinh và xã, phường, "
    "thị trấn nơi cư trú; mỗi người đăng ký một lần."
)


@dataclass(frozen=True, slots=True)
class EntryRules:
    """`audience` is the one that those who register themselves belong to; empty where the contest
    has none."""

    by_name: bool = False
    open_entry: bool = False
    audience: str = ""

    def problems(self, audiences: frozenset[str]) -> tuple[str, ...]:
        """What is wrong with it beside the ids of the contest's audiences."""
        if self.open_entry and self.audience not in (audiences or {""}):
            return (
                "Đối tượng của người tự đăng ký phải là mã của một đối tượng dự thi, để trống khi "
                "cuộc thi không chia đối tượng.",
            )
        if self.audience and not self.open_entry:
            return ("Không cho người dân tự đăng ký thì không ghi đối tượng của người tự đăng ký.",)
        return ()

    def sentences(self) -> list[str]:
        """As the thể lệ prints it; nothing where people enter by ticket alone."""
        said = [BY_NAME] if self.by_name else []
        return [*said, OPEN_ENTRY] if self.open_entry else said
