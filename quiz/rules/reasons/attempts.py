"""Why a start, an answer or more time is refused."""

from quiz.rules.refusal import Reason


class AttemptReason(Reason):
    """See `Reason`."""

    NOT_YET_OPEN = (
        "not_yet_open",
        409,
        "Vòng thi chưa mở. Thời gian bắt đầu: {opens}. Đề nghị thí sinh trở lại vào thời điểm đó.",
    )
    ROUND_CLOSED = (
        "round_closed",
        409,
        "Vòng thi đã kết thúc lúc {closes}. Đề nghị liên hệ Ban Tổ chức của đơn vị nếu cần.",
    )
    NO_ATTEMPT_LEFT = (
        "no_attempt_left",
        409,
        "Thí sinh đã dùng hết {allowed} lượt thi của {of}. Kết quả ở phiếu xác nhận nộp bài.",
    )
    MAY_NOT_COMPETE = (
        "may_not_compete",
        403,
        "Thể lệ không cho phép {duty} dự thi. Nếu thông tin này không đúng, đề nghị liên hệ Ban "
        "Tổ chức của đơn vị trước khi vào thi.",
    )
    NOT_YET_ENTERING = (
        "not_yet_entering",
        409,
        "Chưa đến thời gian vào hệ thống. Đề nghị thí sinh trở lại từ {opens}.",
    )
    NO_GUESS = (
        "no_guess",
        422,
        "Đề nghị thí sinh trả lời câu hỏi dự đoán bằng {kind}, rồi bắt đầu làm bài.",
    )
    NO_ROUND = (
        "no_round",
        404,
        "Chưa có vòng thi nào của đơn vị thí sinh. Đề nghị trở lại khi Ban Tổ chức thông báo, hoặc "
        "kiểm tra lại đơn vị công tác.",
    )
    ATTEMPT_OVER = (
        "attempt_over",
        409,
        "Bài thi đã nộp lúc {ended}, không ghi thêm câu trả lời.",
    )
    TIME_OVER = (
        "het_gio",
        409,
        "Đã hết thời gian làm bài. Hệ thống đã nộp bài với các câu trả lời đã lưu.",
    )
    ATTEMPT_VOID = (
        "attempt_void",
        409,
        "Lượt thi này đã bị hủy theo quyết định của Ban Tổ chức, không ghi thêm câu trả lời và "
        "không tính kết quả. Đề nghị thí sinh liên hệ Ban Tổ chức của đơn vị nếu cần.",
    )
    SEQ_CONFLICT = (
        "seq_conflict",
        409,
        "Câu trả lời trùng thứ tự với một câu trả lời khác, có thể do mở bài ở hai nơi. Hệ thống "
        "sẽ gửi lại.",
    )
    ELSEWHERE = (
        "elsewhere",
        409,
        "Bài thi đang mở ở thiết bị khác nên thao tác ở thiết bị này không được ghi. Đề nghị thí "
        "sinh chọn “Làm bài ở thiết bị này” nếu muốn làm tiếp ở đây.",
    )
    NOT_IN_PAPER = (
        "not_in_paper",
        422,
        "Câu {question} hoặc phương án được chọn không có trong đề thi này. Đề nghị tải lại trang.",
    )
    ALREADY_PUBLISHED = (
        "already_published",
        409,
        "Kết quả của vòng thi đã công bố chính thức, không gia hạn và không hủy lượt thi được nữa.",
    )
    OUTCOME_PUBLISHED = (
        "outcome_published",
        409,
        "Kết quả của một vòng thi cùng tên đã công bố chính thức theo câu hỏi dự đoán, không gia "
        "hạn được nữa. Đề nghị xử lý theo thủ tục kiến nghị.",
    )
    KEYS_SEEN = (
        "keys_seen",
        409,
        "Đáp án của ngân hàng câu hỏi này đã xem được ở vòng thi khác, không gia hạn được nữa. "
        "Đề nghị xử lý theo thủ tục kiến nghị.",
    )
    EXTENSION_TOO_SHORT = (
        "extension_too_short",
        409,
        "Gia hạn {minutes} phút chưa đủ: số phút tính từ hạn cũ, và hạn mới vẫn đã qua với mọi "
        "lượt thi. Muốn làm bài tiếp phải gia hạn ít nhất {least} phút.",
    )
    NOTHING_TO_EXTEND = (
        "nothing_to_extend",
        409,
        "Thí sinh không có lượt thi nào đang làm hoặc bị đóng vì hết giờ trong vòng này. Đề "
        "nghị kiểm tra lại số báo danh; bài đã nộp thì không gia hạn được.",
    )
    EXTENSION_LAPSED = (
        "extension_lapsed",
        409,
        "Yêu cầu gia hạn đã quá {minutes} phút mà chưa được xác nhận nên không còn hiệu lực. Đề "
        "nghị lập yêu cầu mới nếu vẫn cần.",
    )
