"""Why an appeal or a decision of the committee is refused."""

from quiz.rules.refusal import Reason


class AppealReason(Reason):
    """See `Reason`."""

    NOT_PUBLISHED = (
        "not_published",
        409,
        "Kết quả của vòng thi chưa công bố chính thức nên chưa xem lại được bài làm. Đề nghị trở "
        "lại sau khi Ban Tổ chức công bố kết quả.",
    )
    APPEALS_CLOSED = (
        "appeals_closed",
        409,
        "Vòng thi này không nhận kiến nghị nữa. Thời hạn gửi kiến nghị theo thể lệ: {until}. Đề "
        "nghị liên hệ Ban Tổ chức của đơn vị nếu cần.",
    )
    APPEAL_TEXT = (
        "appeal_text",
        422,
        "Nội dung kiến nghị phải có từ {least} đến {most} ký tự. Đề nghị ghi rõ điều kiến nghị và "
        "lý do, rồi gửi lại.",
    )
    ALREADY_APPEALED = (
        "already_appealed",
        409,
        "Đã gửi kiến nghị về nội dung này lúc {at}. Đề nghị theo dõi trả lời ở trang này.",
    )
    KEYS_NOT_OPEN = (
        "keys_not_open",
        409,
        "Còn vòng thi hoặc lượt thi có câu hỏi giống như vậy đến {closes}, đáp án chưa được xem và "
        "chưa quyết định được về câu hỏi. Đề nghị chờ vòng thi hoặc lượt thi đó kết thúc.",
    )
    NEW_KEY_MISSING = (
        "new_key_missing",
        422,
        "Đáp án mới chỉ và phải được chọn khi quyết định là thay đáp án. Đề nghị chọn lại.",
    )
    KEY_OF_ONE = (
        "key_of_one",
        422,
        "Câu hỏi này chỉ cho chọn một phương án. Thay đáp án thì đánh dấu đúng một phương án; nếu "
        "nhiều phương án đều đúng, đề nghị chọn quyết định cho một trong nhiều phương án đều được "
        "tính đúng và đánh dấu từ hai phương án.",
    )
    KEY_AS_PRINTED = (
        "key_as_printed",
        422,
        "Đáp án mới trùng với đáp án của đề thi. Đề nghị chọn phương án khác, hoặc quyết định giữ "
        "nguyên; giữ nguyên cũng bỏ thay đổi đã quyết định trước đó về câu hỏi này.",
    )
    NOT_TO_VOID = (
        "not_to_void",
        409,
        "Lượt thi này đã bị hủy hoặc chưa bị hủy từ trước nên quyết định không còn phù hợp. Đề "
        "nghị tải lại trang để xem tình trạng hiện tại.",
    )
    SINCE_MOVED = (
        "since_moved",
        409,
        "Thí sinh đã chuyển sang huyện, thị xã, thành phố khác nên không khôi phục lượt thi ở đây "
        "được. Đề nghị chuyển thí sinh về nơi cũ trước, rồi quyết định lại.",
    )
    SECOND_SIGNER = (
        "second_signer",
        409,
        "Quyết định này phải do một người khác ký. Đề nghị một tài khoản khác có thẩm quyền mở "
        "trang này, xem trước thay đổi rồi ký.",
    )
    PROVINCE_SIGNS = (
        "province_signs",
        409,
        "Quyết định này tác động đến vòng thi của nhiều đơn vị nên do Sở Nội vụ hoặc quản trị viên "
        "ký. Đề nghị báo Sở Nội vụ mở trang này.",
    )
    PREVIEW_CHANGED = (
        "preview_changed",
        409,
        "Kết quả, đội tuyển hoặc quyết định khác đã thay đổi sau khi mở trang này, chưa ký. Đề "
        "nghị xem lại danh sách thay đổi dưới đây rồi ký.",
    )
    DECISION_APPLYING = (
        "decision_applying",
        409,
        "Một quyết định đã ký đang được tính vào kết quả của vòng thi, chưa ký và chưa thay đổi gì "
        "khác được. Đề nghị chờ một phút rồi tải lại trang; nếu vẫn vậy, đề nghị báo quản trị viên "
        "kiểm tra.",
    )
    DECISION_CLOSED = (
        "decision_closed",
        409,
        "Đề nghị này đã được ký hoặc đã bị rút nên không thực hiện được. Đề nghị tải lại trang, "
        "hoặc lập đề nghị mới nếu vẫn cần.",
    )
    VOID_BY_DECISION = (
        "void_by_decision",
        409,
        "Kết quả của vòng thi đã được xếp hạng xong nên chỉ hủy bằng quyết định. Đề nghị lập quyết "
        "định ở trang “Kiến nghị và quyết định”, xem trước thay đổi rồi nhờ người thứ hai ký.",
    )
