"""Why somebody does not enter by ticket, name or account."""

from quiz.rules.refusal import Reason


class EntryReason(Reason):
    """See `Reason`."""

    UNKNOWN_TICKET = (
        "unknown_ticket",
        404,
        "Không tìm thấy thẻ dự thi này. Đề nghị thí sinh kiểm tra lại số báo danh và mã dự thi, "
        "hoặc liên hệ Ban Tổ chức của đơn vị để được cấp lại thẻ.",
    )
    SSO_AWAY = (
        "sso_away",
        503,
        "Chưa kết nối được với {title}. Đề nghị thí sinh thử lại sau ít phút, hoặc vào thi bằng "
        "thẻ dự thi.",
    )
    SSO_FAILED = (
        "sso_failed",
        403,
        "Việc đăng nhập chưa được xác nhận hoặc đã quá 10 phút. Đề nghị thí sinh bấm đăng nhập "
        "lại, hoặc vào thi bằng thẻ dự thi.",
    )
    SSO_NOBODY = (
        "sso_nobody",
        403,
        "Tài khoản này không khớp với thí sinh nào trong danh sách. Đề nghị thí sinh liên hệ Ban "
        "Tổ chức của đơn vị để được đối chiếu, hoặc vào thi bằng thẻ dự thi.",
    )
    WRONG_YEAR_OR_CODE = (
        "wrong_year_or_code",
        404,
        "Năm sinh hoặc mã dự thi không đúng. Đề nghị thí sinh kiểm tra lại với thẻ dự thi, hoặc "
        "liên hệ Ban Tổ chức của đơn vị.",
    )
    WAY_CLOSED = (
        "way_closed",
        409,
        "Thể lệ của các vòng thi hiện nay không mở cách vào này. Đề nghị thí sinh vào bằng đường "
        "dẫn trên thẻ dự thi, hoặc bằng số báo danh và mã dự thi.",
    )
    ALREADY_REGISTERED = (
        "already_registered",
        409,
        "Phiếu đăng ký này đã được dùng. Đề nghị vào thi bằng số báo danh và mã dự thi đã được "
        "cấp; nếu không còn giữ, đề nghị liên hệ Ban Tổ chức của đơn vị để được cấp lại.",
    )
    TOO_MANY_GUESSES = (
        "too_many_guesses",
        429,
        "Đã nhập sai quá nhiều lần. Đề nghị chờ {minutes} phút rồi thử lại, hoặc liên hệ Ban Tổ "
        "chức của đơn vị.",
    )
    SIGN_IN_FIRST = (
        "sign_in_first",
        401,
        "Phiên làm việc đã hết hoặc chưa đăng nhập. Đề nghị đăng nhập lại; các câu trả lời đã lưu "
        "vẫn được giữ.",
    )
