"""The notice about personal data that everybody reads before the first start. Pure.

It rests on Luật 91/2025/QH15; the words are our own.
"""

from dataclasses import dataclass

from quiz.rules.reasons import PrivacyReason
from quiz.rules.refusal import Refusal
from quiz.rules.retention import kept_texts

TEXT_VERSION = 3
"""Raised with every change of these sentences: then everybody is asked again."""
LAW = "Luật 91/2025/QH15"


@dataclass(frozen=True, slots=True)
class Controller:
    """Who decides about the data and answers for it, as the deployment's settings say. Empty texts
    leave the committee that the thể lệ names."""

    name: str = ""
    contact: str = ""
    request_days: int = 10
    """Working days in which a request is answered."""
    retention_months: int = 12
    """How long names are kept after a person's last round."""
    edition: int = 1
    """Raised when one of these changes, so that everybody is asked again."""

    @property
    def version(self) -> str:
        """The version of the notice as it stands: the words' and the deployment's part."""
        return f"{TEXT_VERSION}.{self.edition}"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


def sections(told: Controller) -> tuple[Section, ...]:
    """The whole notice."""
    name = told.name or "Ban Tổ chức hội thi nêu trong quyết định ban hành thể lệ"
    contact = told.contact or "Ban Tổ chức của đơn vị nơi thí sinh dự thi"
    return (
        Section(
            "Bên kiểm soát dữ liệu",
            (f"{name}.", f"Liên hệ về dữ liệu cá nhân: {contact}."),
        ),
        Section(
            "Dữ liệu được lưu, để làm gì, trong bao lâu",
            (
                *kept_texts(told.retention_months),
                "Hệ thống không thu thập số căn cước, ảnh giấy tờ, vị trí hay hành vi trên thiết "
                "bị; ngoài thời điểm của từng câu trả lời, không có gì khác về cách thí sinh làm "
                "bài được ghi lại.",
            ),
        ),
        Section(
            "Ai xem được",
            (
                "Bảng xếp hạng công khai chỉ hiện họ tên viết tắt và đơn vị. Ban Tổ chức của đơn "
                "vị, Ban Giám khảo, Sở Nội vụ, người giám sát và quản trị viên xem được họ tên đầy "
                "đủ. Nhật ký vòng thi không ghi họ tên.",
            ),
        ),
        Section(
            "Quyền của thí sinh",
            (
                f"Theo Điều 4 {LAW}, thí sinh được biết, được xem, được nhận bản sao, được đề nghị "
                "sửa hoặc xóa dữ liệu của mình, phản đối và khiếu nại việc xử lý. Trang “Dữ liệu "
                "của tôi” hiện mọi dữ liệu đang lưu, có nút tải về và mẫu đề nghị.",
                f"Đề nghị được trả lời trong {told.request_days} ngày làm việc.",
                "Kết quả đã được công nhận được giữ lại không kèm họ tên khi dữ liệu được xóa, để "
                "thứ hạng của những người khác không thay đổi.",
            ),
        ),
    )


def short(told: Controller) -> tuple[str, ...]:
    """The same in three sentences, for the page before the start."""
    return (
        "Hệ thống lưu họ tên, đơn vị, năm sinh nếu danh sách có, số báo danh, các câu trả lời và "
        "thời điểm trả lời của thí sinh, để tổ chức hội thi và chọn đội tuyển.",
        "Bảng xếp hạng công khai chỉ hiện họ tên viết tắt. Họ tên được xóa chậm nhất "
        f"{told.retention_months} tháng sau vòng thi cuối cùng.",
        "Thí sinh được xem, tải về, đề nghị sửa hoặc xóa dữ liệu của mình ở trang “Dữ liệu của "
        "tôi”.",
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """That a start asks for the notice of this `version`; `confirmed` is the version that the start
    itself says to have been read, empty where it says nothing."""

    version: str
    confirmed: str = ""

    def refuse_unread(self, read: str) -> bool:
        """Whether the reading is new, where `read` is the version that the person had confirmed
        before. Refuses whoever has not read the one in force."""
        if read == self.version:
            return False
        if self.confirmed == self.version:
            return True
        raise Refusal(PrivacyReason.OTHER_NOTICE if self.confirmed else PrivacyReason.NOTICE_UNREAD)
