"""Why a change to questions, banks or the law library is refused."""

from quiz.rules.refusal import Reason


class BankReason(Reason):
    """See `Reason`."""

    BANK_BLOCKED = (
        "bank_blocked",
        422,
        "Ngân hàng câu hỏi còn {count} lỗi phải sửa trước khi công bố. Đề nghị sửa các dòng được "
        "nêu rồi tải lên lại.",
    )
    LAW_WITHOUT_NUMBER = (
        "law_without_number",
        422,
        "Văn bản chưa có số, ký hiệu. Đề nghị ghi vào ô “Số, ký hiệu”, ví dụ “Luật số "
        "85/2015/QH13”.",
    )
    LAW_CHANGED = (
        "law_changed",
        409,
        "Văn bản này đã được sửa ở nơi khác sau khi mở trang này, chưa ghi gì. Đề nghị so với "
        "thông tin đang có ở đầu trang rồi lưu lại nếu vẫn cần.",
    )
    LAW_DAYS = (
        "law_days",
        422,
        "Ngày “{day}” ở ô “{field}” không đúng. Đề nghị ghi năm-tháng-ngày, ví dụ 2025-07-01; ngày "
        "hết hiệu lực phải sau ngày có hiệu lực.",
    )
    BANK_TITLE_TAKEN = (
        "bank_title_taken",
        409,
        "Đã có ngân hàng đang soạn tên “{title}”. Đề nghị đặt tên khác, hoặc mở ngân hàng đã có.",
    )
    BANK_CHANGED = (
        "bank_changed",
        409,
        "Thông tin ngân hàng đã được sửa ở nơi khác sau khi mở trang này. Nội dung vừa nhập chưa "
        "được ghi. Đề nghị so với nội dung đang có rồi lưu lại nếu vẫn cần.",
    )
    IMPORT_MEETS_OTHERS = (
        "import_meets_others",
        409,
        "Ngân hàng “{title}” đã có thay đổi sau khi mở trang đối chiếu, chưa nhập gì. Đề nghị xem "
        "lại các câu dưới đây rồi bấm “Nhập vào ngân hàng” lần nữa.",
    )
    TOPIC_IN_USE = (
        "topic_in_use",
        409,
        "Chuyên đề “{topic}” còn {count} câu hỏi nên không bỏ được. Đề nghị chuyển các câu sang "
        "chuyên đề khác trước.",
    )
    WRONG_STATE = (
        "wrong_state",
        409,
        "Câu {code} đang ở trạng thái “{state}” nên không thực hiện được. Đề nghị tải lại trang "
        "để xem trạng thái hiện tại.",
    )
    QUESTION_BLOCKED = (
        "question_blocked",
        409,
        "Câu {code} còn {count} lỗi phải sửa. Đề nghị mở câu này, sửa các chỗ “Phải sửa” rồi gửi "
        "lại.",
    )
    QUESTION_CHANGED = (
        "question_changed",
        409,
        "Câu {code} đã được sửa sau khi mở trang này. Đề nghị tải lại trang, xem lại nội dung rồi "
        "thực hiện lại.",
    )
    OWN_WORDS = (
        "own_words",
        409,
        "Câu {code} có phần do chính Ông/Bà viết. Đề nghị một người khác của Ban Đề thi duyệt câu "
        "này.",
    )
    BASIS_NOT_TICKED = (
        "basis_not_ticked",
        409,
        "Câu {code} còn căn cứ chưa đối chiếu: {bases}. Đề nghị đối chiếu rồi đánh dấu từng căn "
        "cứ, hoặc ghi chú lý do duyệt khi chưa đối chiếu.",
    )
    CLAUSE_CHANGED = (
        "clause_changed",
        409,
        "Câu {code}: nội dung căn cứ {bases} đã khác với nội dung ở trang vừa gửi, chưa ghi nhận "
        "đánh dấu nào. Đề nghị đọc lại nội dung hiện có ở dưới rồi đánh dấu lại.",
    )
    RETURN_NEEDS_REASON = (
        "return_needs_reason",
        422,
        "Chưa nêu lý do trả lại câu {code}. Đề nghị ghi lý do để người soạn biết chỗ cần sửa.",
    )
    CODE_TAKEN = (
        "code_taken",
        409,
        "Mã câu {code} vừa được dùng cho một câu khác. Nội dung vừa nhập chưa được ghi; đề nghị "
        "lưu lần nữa để nhận mã mới.",
    )
    NOTHING_APPROVED = (
        "nothing_approved",
        409,
        "Ngân hàng chưa có câu nào được duyệt. Đề nghị duyệt câu hỏi trước khi công bố.",
    )
    APPROVED_CHANGED = (
        "approved_changed",
        409,
        "Các câu đã duyệt có thay đổi sau khi mở trang này, chưa công bố gì. Đề nghị xem lại rồi "
        "công bố lần nữa.",
    )
    BANK_LATER = (
        "bank_later",
        409,
        "Câu hỏi và đáp án của phiên bản này chưa xem được: Người giám sát xem được khi mọi câu "
        "hỏi trong đó đã được hỏi và mọi vòng thi dùng các câu hỏi đó đã công bố kết quả chính "
        "thức.",
    )
    BANK_SEALED = (
        "bank_sealed",
        403,
        "Ngân hàng “{title}” đã niêm phong đến {until}. Nếu cần xem trước thời điểm đó, đề nghị "
        "mở trang của ngân hàng ở mục “Soạn câu hỏi” và ghi lý do; việc mở được ghi nhật ký.",
    )
    SEAL_TOO_EARLY = (
        "seal_too_early",
        422,
        "Thời điểm hết niêm phong phải sau hiện tại và không sớm hơn thời điểm đã niêm phong. Đề "
        "nghị chọn thời điểm muộn hơn.",
    )
    OPENING_NEEDS_REASON = (
        "opening_needs_reason",
        422,
        "Chưa nêu lý do mở niêm phong. Đề nghị ghi lý do; lý do được lưu cùng tên người mở.",
    )
