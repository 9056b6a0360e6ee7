"""Why a round is not closed, and a board, statistics or a prize are not there."""

from quiz.rules.refusal import Reason


class BoardReason(Reason):
    """See `Reason`."""

    OUTCOME_UNKNOWN = (
        "outcome_unknown",
        409,
        "Chưa biết kết quả của câu hỏi dự đoán vì còn vòng thi cùng tên chưa đóng hoặc còn bài "
        "đang tính. Đề nghị công bố sau khi các vòng thi đó kết thúc.",
    )
    PRACTICE_ROUND = (
        "practice_round",
        409,
        "Vòng thi thử không xếp hạng và không công bố kết quả. Đề nghị chọn vòng thi chính thức.",
    )
    STILL_OPEN = (
        "still_open",
        409,
        "Vòng thi còn mở đến {closes}, chưa công bố được kết quả. Đề nghị chờ vòng thi kết thúc.",
    )
    STATISTICS_LATER = (
        "statistics_later",
        409,
        "Thống kê có sau khi vòng thi đóng, muộn nhất {closes}. Đề nghị mở lại trang sau thời điểm "
        "đó.",
    )
    TOO_FEW_ATTEMPTS = (
        "too_few_attempts",
        409,
        "Thống kê cần ít nhất {fewest} lượt thi được tính để không cho biết bài làm của riêng ai. "
        "Đề nghị xem thống kê của cả cuộc thi.",
    )
    ATTEMPTS_RUNNING = (
        "attempts_running",
        409,
        "Còn {count} lượt thi chưa kết thúc. Đề nghị chờ hệ thống nộp bài hết giờ rồi thử lại.",
    )
    RECOUNT_DIFFERS = (
        "recount_differs",
        409,
        "Kết quả tính lại từ nhật ký khác kết quả đang lưu ở {count} lượt thi. Chưa công bố; đề "
        "nghị báo quản trị viên kiểm tra.",
    )
    NOT_OFFICIAL = (
        "not_official",
        409,
        "Chưa có bảng xếp hạng chính thức. Đề nghị công bố kết quả trước khi chọn đội tuyển.",
    )
    BOARD_CHANGED = (
        "board_changed",
        409,
        "Bảng xếp hạng đã thay đổi so với lúc mở trang. Đề nghị xem lại danh sách rồi xác nhận.",
    )
    BOARD_TOO_LARGE = (
        "board_too_large",
        409,
        "Bảng xếp hạng cả cuộc thi có hơn {most} kết quả nên chỉ xem được theo từng đơn vị. Đề "
        "nghị chọn bảng xếp hạng của một đơn vị.",
    )
    PRIZES_ELSEWHERE = (
        "prizes_elsewhere",
        409,
        "Theo thể lệ, bảng giải áp dụng cho {scope}. Đề nghị mở trang giải thưởng của {where}.",
    )
    NO_SUCH_PRIZE = (
        "no_such_prize",
        409,
        "Thể lệ không có giải phụ này. Đề nghị tải lại trang và chọn giải trong danh sách.",
    )
    NOT_ON_BOARD = (
        "not_on_board",
        422,
        "Không có số báo danh {number} trên bảng xếp hạng chính thức này. Đề nghị kiểm tra lại số "
        "báo danh.",
    )
    PRIZE_NEEDS_REASON = (
        "prize_needs_reason",
        422,
        "Chưa nêu lý do trao giải {title}. Đề nghị ghi lý do; lý do được in trong danh sách.",
    )
    PRIZES_ALL_GIVEN = (
        "prizes_all_given",
        409,
        "Giải {title} chỉ có {count} giải và đã trao hết. Đề nghị bỏ một lần trao trước khi trao "
        "cho người khác.",
    )
