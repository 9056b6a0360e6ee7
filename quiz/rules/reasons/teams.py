"""Why a team is not chosen or changed."""

from quiz.rules.refusal import Reason


class TeamReason(Reason):
    """See `Reason`."""

    TEAM_CHANGED = (
        "team_changed",
        409,
        "Đội tuyển đã được xác nhận ở nơi khác sau khi mở trang này, hiện là lần {version}. Lựa "
        "chọn vừa gửi chưa được ghi. Đề nghị xem đội tuyển đang có rồi xác nhận lại nếu vẫn cần.",
    )
    SKIP_NEEDS_REASON = (
        "skip_needs_reason",
        422,
        "Chưa nêu lý do không chọn {name} (hạng {place}). Đề nghị ghi lý do bằng văn bản.",
    )
    NOT_ENOUGH_PEOPLE = (
        "not_enough_people",
        409,
        "Không đủ người trên bảng xếp hạng để lập đội: cần {seats}, còn {available}.",
    )
    QUOTAS_UNMET = (
        "quotas_unmet",
        409,
        "Không có đội nào trên bảng xếp hạng bảo đảm đủ các điều kiện của thể lệ. Thay đổi ít nhất "
        "để lập được đội: {change}. Nếu lập đội theo thay đổi này, đề nghị ghi lý do; lý do được "
        "in trong danh sách đội tuyển.",
    )
    CAPTAIN_MISSING = (
        "captain_missing",
        422,
        "Chưa chọn đội trưởng trong số các thành viên. Đề nghị chọn đội trưởng.",
    )
    CHANGE_NEEDS_REASON = (
        "change_needs_reason",
        422,
        "Chưa nêu lý do. Đề nghị ghi lý do bằng văn bản.",
    )
    NOT_IN_TEAM = (
        "not_in_team",
        422,
        "Chưa chọn người rời đội trong danh sách đội tuyển. Đề nghị chọn lại.",
    )
    NOBODY_MOVES_UP = (
        "nobody_moves_up",
        409,
        "Không có dự bị nào thay được mà đội tuyển vẫn bảo đảm các điều kiện của thể lệ. Đề nghị "
        "chọn một dự bị hoặc ghi số báo danh của người thay.",
    )
    CANNOT_REPLACE = (
        "cannot_replace",
        422,
        "Người thay phải có trên bảng xếp hạng chính thức và chưa là thành viên. Đề nghị kiểm tra "
        "lại số báo danh.",
    )
    BREAKS_QUOTAS = (
        "breaks_quotas",
        409,
        "Sau khi thay, đội tuyển không bảo đảm điều kiện: {broken}. Đề nghị chọn người khác, hoặc "
        "ghi lý do chấp nhận; lý do được in trong danh sách đội tuyển.",
    )
    TEAM_DEADLINE = (
        "team_deadline",
        409,
        "Đã hết hạn thay đổi đội tuyển ({until}). Đề nghị liên hệ Sở Nội vụ.",
    )
    TEAM_LOCKED = (
        "team_locked",
        409,
        "Đội tuyển đã được Sở Nội vụ khóa, không thay đổi được nữa. Nếu cần thay đổi, đề nghị Sở "
        "Nội vụ mở khóa.",
    )
    TEAM_OF_OLD_BOARD = (
        "team_of_old_board",
        409,
        "Đội tuyển được chọn từ bảng xếp hạng cũ. Đề nghị chọn lại từ bảng xếp hạng hiện hành.",
    )
    TEAM_NOT_ASKED = (
        "team_not_asked",
        409,
        "Thể lệ của cuộc thi này không có đội tuyển. Nếu cần chọn đội tuyển, đề nghị sửa thể lệ "
        "trước khi công bố kết quả.",
    )
    NO_TEAM = (
        "no_team",
        409,
        "Chưa xác nhận đội tuyển của vòng thi này. Đề nghị xem lại đề xuất và xác nhận trước khi "
        "tải danh sách.",
    )
