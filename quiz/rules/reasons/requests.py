"""Why a request is refused before its matter is looked at."""

from quiz.rules.refusal import Reason


class RequestReason(Reason):
    """See `Reason`."""

    NOT_FOUND = (
        "not_found",
        404,
        "Không tìm thấy trang hoặc dữ liệu này. Đề nghị kiểm tra lại địa chỉ hoặc trở về trang "
        "chủ.",
    )
    NOT_ALLOWED = (
        "not_allowed",
        403,
        "Tài khoản này không có quyền thực hiện thao tác. Đề nghị liên hệ quản trị viên.",
    )
    CROSS_SITE = (
        "cross_site",
        403,
        "Yêu cầu không đến từ trang của cuộc thi. Đề nghị mở lại trang và thực hiện lại.",
    )
    UNKNOWN_HOST = (
        "unknown_host",
        400,
        "Địa chỉ truy cập không thuộc hệ thống này. Đề nghị dùng địa chỉ in trên thẻ dự thi.",
    )
    STALE_FORM = (
        "stale_form",
        403,
        "Trang đã mở quá lâu hoặc phiên làm việc đã đổi. Đề nghị tải lại trang rồi gửi lại.",
    )
    WRONG_METHOD = (
        "wrong_method",
        405,
        "Địa chỉ này không nhận thao tác vừa gửi. Đề nghị trở về trang chủ và thực hiện lại.",
    )
    TOO_FAST = (
        "too_fast",
        429,
        "Thao tác quá nhanh. Hệ thống sẽ nhận lại sau {seconds} giây.",
    )
    BUSY = (
        "busy",
        503,
        "Hệ thống đang có nhiều người truy cập. Đề nghị chờ {seconds} giây rồi thử lại; dữ liệu đã "
        "lưu vẫn được giữ.",
    )
    BAD_INPUT = (
        "bad_input",
        422,
        "Dữ liệu gửi lên không hợp lệ ở mục “{field}”. Đề nghị kiểm tra lại và gửi lại.",
    )
    NOT_JSON = (
        "not_json",
        400,
        "Nội dung gửi lên không đọc được. Đề nghị tải lại trang và thực hiện lại.",
    )
    WRONG_TYPE = (
        "wrong_content_type",
        415,
        "Kiểu nội dung gửi lên không được hỗ trợ. Đề nghị tải lại trang và thực hiện lại.",
    )
    TOO_LARGE = (
        "too_large",
        413,
        "Nội dung gửi lên lớn hơn mức cho phép ({limit}). Đề nghị chia nhỏ rồi gửi lại.",
    )
    TOO_MANY_FIELDS = (
        "too_many_fields",
        413,
        "Biểu mẫu gửi lên có hơn {most} mục. Đề nghị trở lại trang trước, bỏ bớt mục đã đánh dấu "
        "hoặc đã ghi rồi gửi lại.",
    )
    TOO_SLOW = (
        "too_slow",
        408,
        "Nội dung gửi lên không đến đủ trong {seconds} giây. Đề nghị gửi lại khi mạng ổn định.",
    )
    UNREADABLE_FILE = ("unreadable_file", 422, "{sentence}")
    SECOND_SIGNATURE = (
        "second_signature",
        409,
        "Yêu cầu này phải do một người khác xác nhận. Đề nghị một tài khoản khác của Ban "
        "Tổ chức, Sở Nội vụ hoặc quản trị viên mở trang này và xác nhận.",
    )
