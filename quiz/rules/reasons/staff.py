"""Why an account of staff is not made, opened or changed."""

from quiz.rules.refusal import Reason


class StaffReason(Reason):
    """See `Reason`."""

    WRONG_PASSWORD = (
        "wrong_password",
        401,
        "Tên đăng nhập hoặc mật khẩu không đúng. Đề nghị kiểm tra lại bộ gõ và phím Caps Lock.",
    )
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
    OBVIOUS_PASSWORD = (
        "obvious_password",
        422,
        "Mật khẩu này thuộc loại thường gặp hoặc chỉ gồm tên đăng nhập, tên địa phương, tên cuộc "
        "thi và chữ số. Đề nghị đặt mật khẩu khác, ví dụ ghép bốn từ không liên quan.",
    )
    PASSWORDS_DIFFER = (
        "passwords_differ",
        422,
        "Hai lần nhập mật khẩu mới không giống nhau. Đề nghị nhập lại cả hai ô.",
    )
    WRONG_OLD_PASSWORD = (
        "wrong_old_password",
        422,
        "Mật khẩu hiện tại không đúng. Đề nghị kiểm tra lại bộ gõ và phím Caps Lock.",
    )
    WRONG_CODE = (
        "wrong_code",
        401,
        "Mã xác thực không đúng hoặc đã được dùng. Đề nghị chờ ứng dụng đổi sang mã mới rồi nhập "
        "lại; nếu vẫn không được, đề nghị kiểm tra giờ của điện thoại.",
    )
    LINK_SPENT = (
        "link_spent",
        410,
        "Đường dẫn này đã được dùng hoặc đã hết hạn. Đề nghị quản trị viên tạo đường dẫn mới.",
    )
    OWN_ACCOUNT = (
        "own_account",
        409,
        "Không thể tự khóa hoặc tự đổi vai trò của tài khoản đang dùng. Đề nghị nhờ một quản trị "
        "viên khác thực hiện.",
    )
    LAST_ADMINISTRATOR = (
        "last_administrator",
        409,
        "Đây là quản trị viên cuối cùng còn hoạt động. Đề nghị lập thêm một quản trị viên trước.",
    )
    ADMINISTRATOR_EXISTS = (
        "administrator_exists",
        409,
        "Hệ thống đã có quản trị viên đang hoạt động. Đề nghị quản trị viên đó lập tài khoản ở "
        "trang “Tài khoản quản lý”.",
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
