"""Why a contest is not made, opened, changed or rehearsed."""

from quiz.rules.refusal import Reason


class ContestReason(Reason):
    """See `Reason`."""

    BLUEPRINT_SHORT = (
        "blueprint_short",
        409,
        "Ngân hàng câu hỏi không đủ cho ma trận đề: {short}. Đề nghị bổ sung câu hỏi hoặc sửa ma "
        "trận đề.",
    )
    LAW_DOUBTS = (
        "law_doubts",
        409,
        "{told} Cuộc thi chưa được mở. Đề nghị Ban Đề thi xem danh sách ở trang phiên bản của ngân "
        "hàng câu hỏi; nếu vẫn mở thì xác nhận đã biết.",
    )
    RULES_INVALID = ("rules_invalid", 422, "Thể lệ chưa hợp lệ: {problems}")
    ALREADY_OPENED = (
        "already_opened",
        409,
        "Cuộc thi đã mở, thể lệ và ngân hàng câu hỏi không sửa được nữa.",
    )
    RULES_FROZEN = (
        "rules_frozen",
        409,
        "Cuộc thi đã mở: ma trận đề, việc trộn đề, đối tượng dự thi và câu hỏi dự đoán không đổi "
        "được nữa. Đề nghị giữ nguyên các mục đó.",
    )
    RULES_UNCHANGED = (
        "rules_unchanged",
        422,
        "Thể lệ vừa nhập giống thể lệ đang áp dụng. Đề nghị sửa mục cần đổi rồi gửi lại.",
    )
    NOT_OPENED = (
        "not_opened",
        409,
        "Cuộc thi chưa mở. Đề nghị sửa trực tiếp cuộc thi, không cần người thứ hai xác nhận.",
    )
    ROUND_PUBLISHED = (
        "round_published",
        409,
        "Đã có vòng thi của cuộc thi công bố kết quả chính thức, thể lệ không đổi được nữa. Sai "
        "sót được xử lý theo thủ tục kiến nghị.",
    )
    NAME_TAKEN = (
        "name_taken",
        409,
        "Đã có cuộc thi tên “{name}”. Đề nghị đặt tên khác, hoặc sửa cuộc thi đã có.",
    )
    CONTEST_CHANGED = (
        "contest_changed",
        409,
        "Cuộc thi đã được sửa ở nơi khác sau khi mở trang này. Nội dung vừa nhập chưa được ghi. Đề "
        "nghị so với nội dung đang có ở dưới rồi lưu lại nếu vẫn cần.",
    )
    NO_BANK = (
        "no_bank",
        409,
        "Chưa có ngân hàng câu hỏi nào được công bố, hoặc ngân hàng đã chọn không còn. Đề nghị Ban "
        "Đề thi công bố ngân hàng câu hỏi trước.",
    )
    REHEARSAL_NUMBERS = (
        "rehearsal_numbers",
        409,
        "Trong danh sách có người mang số báo danh dành cho diễn tập (DIENTAP-…). Đề nghị đổi số "
        "báo danh đó rồi diễn tập lại.",
    )
    REHEARSAL_RUNS = (
        "rehearsal_runs",
        409,
        "Đang có một buổi diễn tập bắt đầu lúc {began}. Đề nghị chờ buổi đó kết thúc, hoặc "
        "xóa bằng lệnh quiz rehearse với --remove.",
    )
    REAL_ROUND_OPEN = (
        "real_round_open",
        409,
        "Đang có {count} vòng thi thật mở cho thí sinh, muộn nhất đến {closes}. Diễn tập lúc này "
        "làm chậm bài của thí sinh. Đề nghị chờ các vòng thi kết thúc, hoặc thêm --yes nếu vẫn "
        "cần.",
    )
