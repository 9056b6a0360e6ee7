"""The audit log's chain: each seal holds the hash of the one before it and of a row, so that a row
that is changed, added between or taken away is seen; and what its actions are called. Pure.
"""

import hashlib
import json
from dataclasses import dataclass

GENESIS = "0" * 64

ACTION_TEXTS = {
    "attempt.void": "Hủy lượt thi",
    "bank.open": "Mở xem ngân hàng đã niêm phong",
    "bank.publish": "Lập phiên bản ngân hàng câu hỏi",
    "bank.seal": "Niêm phong ngân hàng câu hỏi",
    "board.publish": "Công bố bảng xếp hạng",
    "clock.jump": "Đồng hồ máy chủ bị lệch",
    "clock.set": "Đặt lại đồng hồ máy chủ",
    "contest.make": "Tạo cuộc thi",
    "contest.open": "Mở cuộc thi",
    "data.answer": "Trả lời đề nghị về dữ liệu",
    "data.erase": "Xóa họ tên theo đề nghị",
    "decision.apply": "Áp dụng quyết định",
    "decision.ask": "Đề xuất quyết định",
    "decision.decline": "Không đồng ý quyết định",
    "decision.sign": "Ký quyết định",
    "extension.apply": "Gia hạn giờ làm bài",
    "extension.ask": "Đề nghị gia hạn giờ làm bài",
    "headcount.sign": "Duyệt số người hiện có",
    "headcount.type": "Nhập số người hiện có",
    "law.import": "Nhập văn bản pháp luật",
    "law.revise": "Sửa thông tin văn bản pháp luật",
    "people.import": "Nhập danh sách thí sinh",
    "people.part": "Sửa đối tượng, nhiệm vụ của thí sinh",
    "people.register": "Thí sinh tự đăng ký",
    "people.reissue": "Cấp lại thẻ dự thi",
    "people.unit": "Chuyển đơn vị của thí sinh",
    "people.unit.ask": "Đề nghị chuyển đơn vị của thí sinh",
    "people.unit.decline": "Không đồng ý chuyển đơn vị",
    "privacy.purge": "Xóa họ tên khi hết hạn lưu",
    "prize.give": "Trao giải phụ",
    "prize.take_back": "Thu hồi giải phụ",
    "rules.ask": "Đề nghị sửa thể lệ",
    "rules.change": "Sửa thể lệ",
    "sign_in": "Đăng nhập",
    "sign_in.password": "Nhập đúng mật khẩu, chờ mã xác thực",
    "sign_out": "Đăng xuất",
    "staff.add": "Thêm tài khoản quản lý",
    "staff.change": "Sửa tài khoản quản lý",
    "staff.disable": "Khóa tài khoản quản lý",
    "staff.enable": "Mở lại tài khoản quản lý",
    "staff.first": "Tạo tài khoản quản trị viên đầu tiên",
    "staff.link": "Tạo liên kết đặt mật khẩu",
    "staff.password": "Đặt mật khẩu",
    "staff.recovery_codes": "Tạo mã dự phòng mới",
    "staff.recovery_used": "Dùng mã dự phòng",
    "staff.session_ended": "Đăng xuất một phiên",
    "staff.sessions_ended": "Đăng xuất mọi phiên",
    "staff.totp": "Cài ứng dụng tạo mã xác thực",
    "staff.totp_reset": "Gỡ ứng dụng tạo mã xác thực",
    "team.confirm": "Xác nhận đội tuyển",
    "team.lock": "Khóa đội tuyển",
    "team.substitute": "Thay người trong đội tuyển",
    "team.unlock": "Mở khóa đội tuyển",
    "tickets.print": "In hoặc tải thẻ dự thi",
    "unit.advance": "Xác nhận đơn vị vào vòng sau",
    "unit.advance.lock": "Khóa danh sách đơn vị vào vòng sau",
    "unit.advance.unlock": "Mở khóa danh sách đơn vị vào vòng sau",
    "unit.group": "Xếp khối, cụm của đơn vị",
    "workshop.edit": "Sửa thông tin ngân hàng đang soạn",
    "workshop.import": "Nhập câu hỏi vào ngân hàng đang soạn",
    "workshop.undo": "Hoàn tác lần nhập câu hỏi",
}
"""What each action of a row is called on the page and in files."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """What somebody of the staff did. `at` is UTC milliseconds."""

    id: int
    at: int
    actor: str
    action: str
    subject: str
    detail: str


def say_action(action: str) -> str:
    """What an action is called; one of an older release that is called nothing now, as it is."""
    return ACTION_TEXTS.get(action, action)


def seal(previous: str, row: AuditRow) -> str:
    """SHA-256, in hex, of the hash before and the row's canonical JSON."""
    data = [previous, row.id, row.at, row.actor, row.action, row.subject, row.detail]
    line = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()
