"""What is kept of people, why, and how long: the one table that the notice and docs/privacy.md
print and that the purge follows. Pure.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ERASED_NAME = "Thí sinh đã xóa dữ liệu"
"""Stands where a name stood."""


class Until(StrEnum):
    """When something goes."""

    PURGE = "purge"
    """With the names, after the retention or by an administrator's decision."""
    SESSION = "session"
    """By itself when the session ends."""
    RESULT = "result"
    """With the contest's own files: it names nobody once the names are gone."""
    ALWAYS = "always"
    """The audit log: it names no contestant."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the table. `fields` are columns as `table.column`."""

    what: str
    fields: tuple[str, ...]
    why: str
    until: Until


UNTIL_TEXTS = {
    Until.PURGE: "đến hết {months} tháng sau vòng thi cuối cùng của đơn vị, hoặc sớm hơn theo "
    "quyết định của quản trị viên",
    Until.SESSION: "đến khi đăng xuất hoặc phiên hết hạn (7 ngày, hoặc 1 giờ sau khi vòng thi cuối "
    "đóng nếu muộn hơn)",
    Until.RESULT: "cùng hồ sơ hội thi, không kèm họ tên sau khi họ tên được xóa",
    Until.ALWAYS: "không xóa; không ghi họ tên thí sinh",
}

TABLE = (
    Kept(
        "Họ tên",
        ("person.name", "person.name_fold", "person.sort_key"),
        "để nhận ra thí sinh, công nhận kết quả và cử đội tuyển",
        Until.PURGE,
    ),
    Kept(
        "Năm sinh, giới tính, chức vụ, mã cán bộ (nếu danh sách có)",
        ("person.birth_year", "person.gender", "person.position", "person.staff_code"),
        "để phân biệt người trùng họ tên và xét điều kiện của đội tuyển",
        Until.PURGE,
    ),
    Kept(
        "Số điện thoại (nếu danh sách có)",
        ("person.phone",),
        "để gửi thẻ dự thi, hoặc nhận ra thí sinh khi vào thi bằng tài khoản cơ quan",
        Until.PURGE,
    ),
    Kept(
        "Nhiệm vụ trong hội thi, tài khoản Ban Tổ chức của chính người đó",
        ("person.duty", "staff_person.person_id"),
        "để biết ai được dự thi ở vòng nào",
        Until.PURGE,
    ),
    Kept(
        "Số báo danh, đơn vị, đối tượng dự thi",
        (
            "person.number",
            "person.unit_id",
            "person.district_id",
            "past_unit.unit_id",
            "past_unit.district_id",
            "past_unit.audience",
            "person.audience",
        ),
        "để vào thi, xếp hạng đơn vị và tính lại kết quả",
        Until.RESULT,
    ),
    Kept(
        "Lúc được ghi vào danh sách",
        ("person.entered_at",),
        "để biết khi nào hết hạn lưu",
        Until.PURGE,
    ),
    Kept(
        "Lần xác nhận đã đọc thông báo",
        ("person.notice", "person.notice_at"),
        "để chứng minh thông báo đã được đọc trước khi vào thi",
        Until.PURGE,
    ),
    Kept(
        "Phiên đăng nhập (không lưu mật khẩu, không lưu địa chỉ máy)",
        ("session.digest", "session.created_at", "session.expires_at"),
        "để thí sinh không phải vào lại khi đổi trang",
        Until.SESSION,
    ),
    Kept(
        "Trình duyệt mà thí sinh đã vào thi, phiếu tự đăng ký (chỉ lưu mã băm)",
        ("known_device.digest", "registration.once", "registration.form"),
        "để việc người khác nhập sai mã không làm thí sinh bị chặn, và để gửi hai lần không thành "
        "hai người",
        Until.PURGE,
    ),
    Kept(
        "Bài làm: đề, các câu trả lời, thời điểm trả lời, dự đoán",
        ("attempt.paper", "attempt.started_at", "attempt.ended_at", "entry.choice", "entry.at"),
        "để chấm, xếp hạng và tính lại khi có kiến nghị",
        Until.RESULT,
    ),
    Kept(
        "Kết quả, thứ hạng, chỗ trong đội tuyển, giải",
        (
            "result.rank_key",
            "frozen_result.rank_key",
            "board_entry.place",
            "team_member.seat",
            "side_prize.prize",
        ),
        "để công bố và lưu hồ sơ hội thi",
        Until.RESULT,
    ),
    Kept(
        "Lời viết về thí sinh: kiến nghị, lý do quyết định, gia hạn, trao giải, thay người",
        (
            "appeal.words",
            "decision.reason",
            "extension.reason",
            "side_prize.reason",
            "team_skip.reason",
            "team_change.reason",
            "team.eased_reason",
            "team_lock.reason",
            "advance_unit.reason",
            "advance_lock.reason",
            "rules_change.reason",
            "entry_words.words",
            "unit_move.reason",
        ),
        "để giải trình quyết định về kết quả",
        Until.PURGE,
    ),
    Kept(
        "Đề nghị về dữ liệu và câu trả lời",
        ("data_request.words", "data_request.answer"),
        "để trả lời đúng hạn và chứng minh đã trả lời",
        Until.PURGE,
    ),
    Kept(
        "Nhật ký thao tác của Ban Tổ chức",
        ("audit_log.actor", "audit_log.action", "audit_log.subject", "audit_log.detail"),
        "để biết ai đã làm gì với dữ liệu và kết quả",
        Until.ALWAYS,
    ),
)


def kept_texts(months: int) -> tuple[str, ...]:
    """A sentence for each row: what, why, how long."""
    return tuple(
        f"{one.what}: {one.why}; lưu {UNTIL_TEXTS[one.until].format(months=months)}."
        for one in TABLE
    )


def fields_until(until: Until) -> tuple[str, ...]:
    """The columns of the rows that go then."""
    return tuple(field for one in TABLE if one.until is until for field in one.fields)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the month's last where it has no such day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
