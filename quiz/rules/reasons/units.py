"""Why headcounts, or the units that go on, stay as they are."""

from quiz.rules.refusal import Reason


class UnitReason(Reason):
    """See `Reason`."""

    HEADCOUNT_CHANGED = (
        "headcount_changed",
        409,
        "Số người hiện có của một đơn vị đã được nhập lại sau khi mở trang này, chưa duyệt số nào. "
        "Đề nghị xem lại số mới rồi duyệt.",
    )
    UNIT_TABLE_BLOCKED = (
        "unit_table_blocked",
        422,
        "Bảng đơn vị còn {count} dòng có lỗi, chưa ghi dòng nào. Đề nghị sửa các dòng được nêu rồi "
        "tải lên lại.",
    )
    UNITS_NOT_RANKED = (
        "units_not_ranked",
        409,
        "Vòng thi thử không xếp hạng đơn vị. Đề nghị mở trang của một vòng thi chính thức.",
    )
    TOO_FEW_UNIT_SEATS = (
        "too_few_unit_seats",
        409,
        "Các đơn vị dẫn đầu toàn bảng và dẫn đầu mỗi cụm là {needed} đơn vị, nhiều hơn {seats} đơn "
        "vị được vào vòng sau. Đề nghị sửa số đơn vị trong thể lệ.",
    )
    ADVANCE_NOT_OFFICIAL = (
        "advance_not_official",
        409,
        "Còn vòng thi chưa công bố kết quả chính thức. Đề nghị công bố kết quả của tất cả các vòng "
        "thi trước khi xác nhận đơn vị vào vòng sau.",
    )
    ADVANCE_NOT_ASKED = (
        "advance_not_asked",
        409,
        "Thể lệ của cuộc thi này không chọn đơn vị vào vòng sau. Nếu cần chọn, đề nghị sửa thể lệ "
        "trước khi công bố kết quả.",
    )
    ADVANCE_CHANGED = (
        "advance_changed",
        409,
        "Danh sách đơn vị vào vòng sau đã được xác nhận ở nơi khác sau khi mở trang này, hiện là "
        "lần {version}. Lựa chọn vừa gửi chưa được ghi. Đề nghị xem danh sách đang có rồi xác nhận "
        "lại nếu vẫn cần.",
    )
    ADVANCE_DEADLINE = (
        "advance_deadline",
        409,
        "Đã hết hạn thay thế đơn vị vào vòng sau ({until}). Danh sách đã xác nhận theo bảng xếp "
        "hạng hiện hành được giữ nguyên; nếu bảng xếp hạng đã đổi, đề nghị xác nhận lại mà không "
        "thêm đơn vị không được chọn.",
    )
    ADVANCE_LOCKED = (
        "advance_locked",
        409,
        "Danh sách đơn vị vào vòng sau đã khóa, không thay đổi được nữa. Nếu cần thay đổi, đề nghị "
        "mở khóa và nêu lý do.",
    )
    ADVANCE_OF_OLD_RANKING = (
        "advance_of_old_ranking",
        409,
        "Danh sách được lập từ bảng xếp hạng đơn vị cũ. Đề nghị xem lại và xác nhận theo bảng xếp "
        "hạng hiện hành trước khi khóa.",
    )
    NO_ADVANCE_LIST = (
        "no_advance_list",
        409,
        "Chưa xác nhận danh sách đơn vị vào vòng sau. Đề nghị xem lại đề xuất và xác nhận trước.",
    )
    NOTHING_TO_SIGN = (
        "nothing_to_sign",
        422,
        "Chưa chọn số người hiện có nào để duyệt. Đề nghị chọn ít nhất một đơn vị.",
    )
