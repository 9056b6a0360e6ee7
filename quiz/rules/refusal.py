"""Why something is refused: one table of reasons, and the only exception that a rule raises."""

from enum import Enum


class Reason(Enum):
    """(code for programs, HTTP status, Vietnamese sentence that names the place and the remedy).

    The sentence is a format string; `Refusal` fills it.
    """

    # entering
    UNKNOWN_TICKET = (
        "unknown_ticket",
        404,
        "Không tìm thấy thẻ dự thi này. Đề nghị thí sinh kiểm tra lại số báo danh và mã dự thi, "
        "hoặc liên hệ Ban Tổ chức của đơn vị để được cấp lại thẻ.",
    )
    TOO_MANY_GUESSES = (
        "too_many_guesses",
        429,
        "Đã nhập sai quá nhiều lần. Đề nghị chờ {minutes} phút rồi thử lại, hoặc liên hệ Ban Tổ "
        "chức của đơn vị.",
    )
    WRONG_PASSWORD = (
        "wrong_password",
        401,
        "Tên đăng nhập hoặc mật khẩu không đúng. Đề nghị kiểm tra lại bộ gõ và phím Caps Lock.",
    )
    SIGN_IN_FIRST = (
        "sign_in_first",
        401,
        "Phiên làm việc đã hết hoặc chưa đăng nhập. Đề nghị đăng nhập lại; các câu trả lời đã lưu "
        "vẫn được giữ.",
    )
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
    # input
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
    TOO_SLOW = (
        "too_slow",
        408,
        "Nội dung gửi lên không đến đủ trong {seconds} giây. Đề nghị gửi lại khi mạng ổn định.",
    )
    UNREADABLE_FILE = ("unreadable_file", 422, "{sentence}")
    BANK_BLOCKED = (
        "bank_blocked",
        422,
        "Ngân hàng câu hỏi còn {count} lỗi phải sửa trước khi công bố. Đề nghị sửa các dòng được "
        "nêu rồi tải lên lại.",
    )
    ROSTER_BLOCKED = (
        "roster_blocked",
        422,
        "Danh sách còn {count} dòng có lỗi, chưa ghi dòng nào. Đề nghị sửa các dòng được nêu rồi "
        "tải lên lại.",
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
    # rounds
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
    # answers
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
    # giving time and taking attempts out
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
    SECOND_SIGNATURE = (
        "second_signature",
        409,
        "Yêu cầu này phải do một người khác xác nhận. Đề nghị một tài khoản khác của Ban "
        "Tổ chức, Sở Nội vụ hoặc quản trị viên mở trang này và xác nhận.",
    )
    EXTENSION_LAPSED = (
        "extension_lapsed",
        409,
        "Yêu cầu gia hạn đã quá {minutes} phút mà chưa được xác nhận nên không còn hiệu lực. Đề "
        "nghị lập yêu cầu mới nếu vẫn cần.",
    )
    # boards and teams
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
    BOARD_TOO_LARGE = (
        "board_too_large",
        409,
        "Bảng xếp hạng cả cuộc thi có hơn {most} kết quả nên chỉ xem được theo từng đơn vị. Đề "
        "nghị chọn bảng xếp hạng của một đơn vị.",
    )
    # prizes
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

    # units
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
    NOTHING_TO_SIGN = (
        "nothing_to_sign",
        422,
        "Chưa chọn số người hiện có nào để duyệt. Đề nghị chọn ít nhất một đơn vị.",
    )

    # appeals and decisions
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
        "Câu hỏi này chỉ cho chọn một phương án nên đáp án mới phải là đúng một phương án. Nếu có "
        "nhiều phương án đúng, đề nghị cho điểm câu này với mọi thí sinh hoặc hủy câu hỏi.",
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

    # writing questions
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
    # rehearsals
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
    # staff
    BAD_USERNAME = (
        "bad_username",
        422,
        "Tên đăng nhập chưa hợp lệ. Đề nghị dùng từ 1 đến 64 chữ cái, chữ số và các dấu . _ @ - ở "
        "giữa, không có dấu cách.",
    )
    BAD_PASSWORD = (
        "bad_password",
        422,
        "Mật khẩu phải có từ 12 đến 128 ký tự, ký tự nào cũng được. Đề nghị đặt mật khẩu khác.",
    )
    STAFF_EXISTS = (
        "staff_exists",
        409,
        "Đã có tài khoản “{username}”. Đề nghị chọn tên đăng nhập khác, hoặc sửa tài khoản đã có.",
    )
    UNKNOWN_STAFF = (
        "unknown_staff",
        404,
        "Không có tài khoản này. Đề nghị xem lại tên đăng nhập trong danh sách tài khoản.",
    )
    UNKNOWN_DISTRICT = (
        "unknown_district",
        422,
        "Không có đơn vị cấp huyện mang mã {codes}. Đề nghị nạp danh mục đơn vị trước, hoặc kiểm "
        "tra lại mã.",
    )
    ORGANIZER_WITHOUT_DISTRICT = (
        "organizer_without_district",
        422,
        "Tài khoản của Ban Tổ chức đơn vị cần ít nhất một đơn vị cấp huyện. Đề nghị nêu mã đơn vị.",
    )
    VOID_BY_DECISION = (
        "void_by_decision",
        409,
        "Kết quả của vòng thi đã được xếp hạng xong nên chỉ hủy bằng quyết định. Đề nghị lập quyết "
        "định ở trang “Kiến nghị và quyết định”, xem trước thay đổi rồi nhờ người thứ hai ký.",
    )
    UNKNOWN_NUMBER = (
        "unknown_number",
        422,
        "Không có ai trong danh sách thí sinh mang số báo danh “{number}”. Đề nghị nhập danh sách "
        "trước, hoặc kiểm tra lại số.",
    )
    DISTRICT_WITHOUT_ORGANIZER = (
        "district_without_organizer",
        422,
        "Chỉ tài khoản của Ban Tổ chức đơn vị mới gắn với đơn vị cấp huyện. Đề nghị bỏ mã đơn vị "
        "hoặc chọn vai trò khác.",
    )

    @property
    def code(self) -> str:
        """What a program reads."""
        return self.value[0]

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value[1]

    @property
    def sentence(self) -> str:
        """What a person reads, before it is filled."""
        return self.value[2]


class Refusal(Exception):
    """Something may not be done. `reason` says why; the keywords fill its sentence and go to
    programs as they are.
    """

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.details = details

    @property
    def sentence(self) -> str:
        """The Vietnamese sentence, filled."""
        return self.reason.sentence.format(**self.details)
