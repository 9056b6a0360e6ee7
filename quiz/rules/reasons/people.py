"""Why a person's unit or a roster stays as it is."""

from quiz.rules.refusal import Reason


class PeopleReason(Reason):
    """See `Reason`."""

    UNIT_FIXED = (
        "unit_fixed",
        409,
        "Thí sinh đã vào thi nên không tự sửa đơn vị được nữa. Đề nghị liên hệ Ban Tổ chức của đơn "
        "vị để sửa.",
    )
    UNIT_PUBLISHED = (
        "unit_published",
        409,
        "Kết quả của thí sinh ở vòng thi {round} đã công bố mà cuộc thi đó còn vòng thi chưa công "
        "bố; đổi đơn vị bây giờ làm sai bảng xếp hạng đã công bố. Đề nghị giữ đơn vị cũ trong danh "
        "sách đến khi mọi vòng thi của cuộc thi đó được công bố.",
    )
    DISTRICT_FIXED = (
        "district_fixed",
        409,
        "Thí sinh đã vào thi ở vòng thi {round}; kết quả thuộc nơi tổ chức đó nên chưa chuyển đi "
        "được. Đề nghị chờ đến khi mọi vòng thi của cuộc thi đó được công bố; nếu dự thi nhầm nơi, "
        "đề nghị Ban Tổ chức hủy kết quả của lượt thi trước.",
    )
    OTHER_SIDE_SIGNS = (
        "other_side_signs",
        409,
        "Việc chuyển này chờ nơi nhận hoặc Sở Nội vụ đồng ý. Đề nghị liên hệ nơi nhận; nếu không "
        "chuyển nữa, đề nghị bấm Không chuyển.",
    )
    MOVE_STALE = (
        "move_stale",
        409,
        "Thí sinh đã đổi đơn vị sau khi có đề nghị này. Đề nghị bấm Không chuyển rồi đề nghị lại "
        "nếu còn cần.",
    )
    MOVE_ENDED = (
        "move_ended",
        409,
        "Đề nghị chuyển này đã được {who} trả lời “{outcome}” lúc {at}, chưa thay đổi gì thêm. Nếu "
        "câu trả lời đó không đúng, đề nghị chuyển đơn vị lại từ trang của thí sinh.",
    )
    UNIT_CEASED = (
        "unit_ceased",
        409,
        "{unit} không còn trong danh mục đơn vị. Đề nghị bấm Không chuyển, rồi chuyển thí sinh đến "
        "đơn vị thay thế.",
    )
    ROSTER_MOVED = (
        "roster_moved",
        409,
        "Những người không có trong tệp đã khác so với lúc xem trước. Chưa ghi gì; đề nghị xem "
        "lại rồi xác nhận.",
    )
    ROSTER_CHANGED = (
        "roster_changed",
        409,
        "Danh sách trong hệ thống đã khác so với lúc xem trước. Chưa ghi gì; đề nghị xem lại những "
        "thay đổi dưới đây rồi xác nhận.",
    )
    ROSTER_BLOCKED = (
        "roster_blocked",
        422,
        "Danh sách còn {count} dòng có lỗi, chưa ghi dòng nào. Đề nghị sửa các dòng được nêu rồi "
        "tải lên lại.",
    )
