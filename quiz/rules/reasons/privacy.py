"""Why something about personal data is refused."""

from quiz.rules.refusal import Reason


class PrivacyReason(Reason):
    """See `Reason`."""

    NOTICE_UNREAD = (
        "notice_unread",
        409,
        "Thí sinh chưa xác nhận đã đọc thông báo về xử lý dữ liệu cá nhân. Đề nghị tải lại trang "
        "vòng thi, đọc thông báo rồi chọn “Đã đọc thông báo và vào thi”.",
    )
    OTHER_NOTICE = (
        "other_notice",
        409,
        "Thông báo về xử lý dữ liệu cá nhân vừa được thay bằng bản mới. Đề nghị tải lại trang, đọc "
        "thông báo rồi xác nhận lại.",
    )
    REQUEST_TEXT = (
        "request_text",
        422,
        "Nội dung đề nghị cần từ {least} đến {most} ký tự. Đề nghị nêu rõ dữ liệu nào và cần sửa "
        "hoặc xóa thế nào.",
    )
    REQUEST_OPEN = (
        "request_open",
        409,
        "Thí sinh đã có một đề nghị loại này đang chờ trả lời. Đề nghị chờ trả lời rồi gửi đề nghị "
        "khác, hoặc liên hệ Ban Tổ chức của đơn vị.",
    )
    REQUEST_ANSWERED = (
        "request_answered",
        409,
        "Đề nghị này đã được {by} trả lời lúc {at}. Đề nghị tải lại trang để xem câu trả lời.",
    )
    REQUEST_NEEDS_ANSWER = (
        "request_needs_answer",
        422,
        "Câu trả lời cần từ 5 đến 1.000 ký tự; khi từ chối, đề nghị nêu rõ lý do.",
    )
    STILL_SITTING = (
        "still_sitting",
        409,
        "Thí sinh còn vòng thi chưa kết thúc nên chưa xóa được họ tên. Đề nghị chờ vòng thi kết "
        "thúc, hoặc từ chối đề nghị kèm lý do.",
    )
    PURGE_TOO_EARLY = (
        "purge_too_early",
        409,
        "Cuộc thi này còn vòng thi chưa kết thúc nên chưa xóa được dữ liệu cá nhân. Đề nghị chờ "
        "đến khi mọi vòng thi đã kết thúc.",
    )
    NO_SUCH_DAY = (
        "no_such_day",
        422,
        "Ngày chưa đúng. Đề nghị nhập ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2027-01-31.",
    )
