"""Everything that is kept of one person, for that person: one table of questions, so that the page
and the file say the same."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from quiz.rules.window import Phase, phase_at
from quiz.store import rows
from quiz.store.plain import Reader, fetch_all

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """`key` for programs: what ends in `_at` is UTC milliseconds, in `_ms` a duration."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One kind of data: its rows in the order of its columns."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


_PLACE = "c.name || ' – ' || u.full_name || CASE WHEN r.label = '' THEN '' ELSE ', ' || r.label END"
_OF_ROUND = (
    " JOIN round r ON r.id = {}.round_id JOIN contest c ON c.id = r.contest_id"
    " JOIN unit u ON u.id = r.district_id"
)
_ROUND = ("round", "Vòng thi")


def _of(name: str) -> str:
    return _OF_ROUND.format(name)


QUESTIONS: tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...] = (
    (
        "person",
        "Thông tin trong danh sách",
        (
            ("number", "Số báo danh"),
            ("name", "Họ và tên"),
            ("birth_year", "Năm sinh"),
            ("gender", "Giới tính"),
            ("position", "Chức vụ"),
            ("staff_code", "Mã cán bộ"),
            ("phone", "Số điện thoại"),
            ("unit", "Đơn vị"),
            ("district", "Huyện/Thị xã/Thành phố"),
            ("audience", "Đối tượng"),
            ("duty", "Nhiệm vụ trong hội thi"),
            ("ticket_version", "Lần cấp thẻ"),
            ("notice", "Bản thông báo đã đọc"),
            ("notice_at", "Đã đọc lúc"),
            ("entered_at", "Được ghi vào danh sách lúc"),
        ),
        "SELECT p.number, p.name, p.birth_year, p.gender, p.position, p.staff_code, p.phone,"
        " o.full_name, d.full_name, p.audience, p.duty, p.ticket_version, p.notice, p.notice_at,"
        " p.entered_at FROM person p JOIN unit o ON o.id = p.unit_id"
        " JOIN unit d ON d.id = p.district_id WHERE p.id = ?",
    ),
    (
        "accounts",
        "Tài khoản Ban Tổ chức của chính người này",
        (("username", "Tên đăng nhập"), ("role", "Vai trò")),
        "SELECT s.username, s.role FROM staff_person sp JOIN staff s ON s.id = sp.staff_id"
        " WHERE sp.person_id = ?",
    ),
    (
        "attempts",
        "Lượt thi",
        (
            _ROUND,
            ("attempt", "Mã lượt thi"),
            ("number", "Lượt"),
            ("started_at", "Bắt đầu"),
            ("deadline_at", "Hạn nộp"),
            ("ended_at", "Kết thúc"),
            ("submitted", "Tự nộp"),
            ("voided", "Đã hủy"),
        ),
        f"SELECT {_PLACE}, a.id, a.number, a.started_at, a.deadline_at, a.ended_at, a.submitted,"  # noqa: S608
        f" a.voided FROM attempt a{_of('a')} WHERE a.person_id = ? ORDER BY a.id",
    ),
    (
        "entries",
        "Từng thao tác trong nhật ký vòng thi",
        (
            ("attempt", "Mã lượt thi"),
            ("number", "Số trong nhật ký"),
            ("kind", "Loại"),
            ("at", "Lúc"),
            ("question", "Câu"),
            ("choice", "Vị trí phương án chọn"),
            ("guess", "Dự đoán"),
        ),
        "SELECT e.attempt_id, e.number, e.kind, e.at, e.question, e.choice,"
        " CASE WHEN e.kind = 'start' THEN e.body END FROM entry e"
        " JOIN attempt a ON a.id = e.attempt_id WHERE a.person_id = ?"
        " ORDER BY e.round_id, e.number",
    ),
    (
        "official",
        "Bảng xếp hạng chính thức",
        (
            _ROUND,
            ("board", "Lần công bố"),
            ("place", "Hạng"),
            ("correct_count", "Số câu đúng"),
            ("duration_ms", "Thời gian làm bài"),
        ),
        f"SELECT {_PLACE}, b.version, e.place, e.correct_count, e.duration_ms FROM board_entry e"  # noqa: S608
        f" JOIN board b ON b.id = e.board_id{_of('b')} WHERE e.person_id = ? ORDER BY b.id",
    ),
    (
        "team",
        "Đội tuyển",
        (_ROUND, ("team", "Lần xác nhận"), ("seat", "Vị trí"), ("captain", "Đội trưởng")),
        f"SELECT {_PLACE}, t.version, m.seat, m.captain FROM team_member m"  # noqa: S608
        f" JOIN team t ON t.id = m.team_id{_of('t')} WHERE m.person_id = ? ORDER BY t.id",
    ),
    (
        "passed_over",
        "Không chọn vào đội tuyển, có lý do",
        (_ROUND, ("team", "Lần xác nhận"), ("reason", "Lý do")),
        f"SELECT {_PLACE}, t.version, s.reason FROM team_skip s"  # noqa: S608
        f" JOIN team t ON t.id = s.team_id{_of('t')} WHERE s.person_id = ? ORDER BY t.id",
    ),
    (
        "substitutions",
        "Thay người trong đội tuyển",
        (_ROUND, ("left", "Ra khỏi đội"), ("reason", "Lý do")),
        f"SELECT {_PLACE}, x.left_id = p.id, x.reason FROM team_change x"  # noqa: S608
        f" JOIN team t ON t.id = x.team_id{_of('t')}"
        " JOIN person p ON p.id IN (x.left_id, x.came_id) WHERE p.id = ? ORDER BY t.id",
    ),
    (
        "prizes",
        "Giải phụ",
        (("contest", "Cuộc thi"), ("prize", "Giải số"), ("reason", "Lý do"), ("given_at", "Lúc")),
        "SELECT c.name, g.prize + 1, g.reason, g.given_at FROM side_prize g"
        " JOIN contest c ON c.id = g.contest_id WHERE g.person_id = ? ORDER BY g.id",
    ),
    (
        "appeals",
        "Kiến nghị",
        (
            _ROUND,
            ("subject", "Về"),
            ("question", "Câu"),
            ("words", "Nội dung"),
            ("filed_at", "Gửi lúc"),
        ),
        f"SELECT {_PLACE}, f.subject, f.number, f.words, f.filed_at FROM appeal f"  # noqa: S608
        f"{_of('f')} WHERE f.person_id = ? ORDER BY f.id",
    ),
    (
        "decisions",
        "Quyết định về lượt thi",
        (_ROUND, ("ruling", "Quyết định"), ("reason", "Lý do"), ("signed_at", "Ký lúc")),
        f"SELECT {_PLACE}, q.ruling, q.reason, q.signed_at FROM decision q{_of('q')}"  # noqa: S608
        " JOIN attempt a ON a.id = q.attempt_id WHERE a.person_id = ? AND q.signed_at IS NOT NULL"
        " ORDER BY q.id",
    ),
    (
        "extensions",
        "Gia hạn lượt thi",
        (_ROUND, ("minutes", "Số phút"), ("reason", "Lý do"), ("applied_at", "Lúc")),
        f"SELECT {_PLACE}, x.minutes, x.reason, x.applied_at FROM extension x{_of('x')}"  # noqa: S608
        " JOIN attempt a ON a.id = x.attempt_id WHERE a.person_id = ? ORDER BY x.id",
    ),
    (
        "moves",
        "Chuyển đơn vị",
        (("from", "Từ"), ("to", "Đến"), ("reason", "Lý do"), ("outcome", "Kết quả"), ("at", "Lúc")),
        "SELECT f.full_name, t.full_name, m.reason, m.outcome, m.asked_at FROM unit_move m"
        " JOIN unit f ON f.id = m.from_unit_id JOIN unit t ON t.id = m.to_unit_id"
        " WHERE m.person_id = ? ORDER BY m.id",
    ),
    (
        "past_units",
        "Đơn vị trong các cuộc thi đã xong",
        (
            ("contest", "Cuộc thi"),
            ("unit", "Đơn vị"),
            ("district", "Huyện/Thị xã/Thành phố"),
            ("audience", "Đối tượng"),
        ),
        "SELECT c.name, u.full_name, d.full_name, f.audience FROM past_unit f"
        " JOIN contest c ON c.id = f.contest_id JOIN unit u ON u.id = f.unit_id"
        " JOIN unit d ON d.id = f.district_id WHERE f.person_id = ? ORDER BY f.contest_id",
    ),
    (
        "sessions",
        "Phiên đăng nhập đang lưu",
        (("created_at", "Vào lúc"), ("expires_at", "Hết hạn lúc")),
        "SELECT created_at, expires_at FROM session WHERE person_id = ? ORDER BY created_at",
    ),
    (
        "devices",
        "Trình duyệt đã vào thi",
        (("expires_at", "Nhớ đến"),),
        "SELECT k.expires_at FROM known_device k WHERE k.person_id = ? ORDER BY k.expires_at",
    ),
    (
        "registration",
        "Phiếu tự đăng ký",
        (("at", "Lúc"),),
        "SELECT g.at FROM registration g WHERE g.person_id = ?",
    ),
    (
        "requests",
        "Đề nghị về dữ liệu",
        (
            ("kind", "Loại"),
            ("words", "Nội dung"),
            ("asked_at", "Gửi lúc"),
            ("due_at", "Hạn trả lời"),
            ("outcome", "Kết quả"),
            ("answer", "Trả lời"),
            ("answered_at", "Trả lời lúc"),
        ),
        "SELECT kind, words, asked_at, due_at, outcome, answer, answered_at FROM data_request"
        " WHERE person_id = ? ORDER BY id",
    ),
)
_RESULTS = (
    "SELECT round_id, correct_count, answered, duration_ms, ended_at, 'result' FROM result"
    " WHERE person_id = ? UNION ALL"
    " SELECT round_id, correct_count, answered, duration_ms, ended_at, 'frozen' FROM frozen_result"
    " WHERE person_id = ? ORDER BY 1, 6 DESC"
)
_RESULT_COLUMNS = (
    _ROUND,
    ("kind", "Bản"),
    ("correct_count", "Số câu đúng"),
    ("answered", "Số câu trả lời"),
    ("duration_ms", "Thời gian làm bài"),
    ("ended_at", "Nộp lúc"),
)
_FLAGS = frozenset({"submitted", "voided", "captain", "left"})


def everything(connection: Reader, person_id: int, now: int) -> tuple[Piece, ...]:
    """All pieces, also the empty ones. Results are told when everybody is told them: before, they
    would say which answers are right."""
    found = [
        Piece(key, title, columns, tuple(_row(columns, row) for row in rows_))
        for key, title, labels, statement in QUESTIONS
        for columns in (tuple(Column(*one) for one in labels),)
        for rows_ in (fetch_all(connection, statement, (person_id,)),)
    ]
    columns = tuple(Column(*one) for one in _RESULT_COLUMNS)
    results = tuple(_results(connection, person_id, now))
    found.insert(4, Piece("results", "Kết quả đã tính", columns, results))
    return tuple(found)


def _row(columns: tuple[Column, ...], row: Iterable[Any]) -> tuple[Value, ...]:
    """SQLite tells true and false as numbers; a prediction is a part of the entry that began."""
    pairs = zip(columns, row, strict=True)
    return tuple(_value(one.key, value) for one, value in pairs)


def _value(key: str, value: Any) -> Value:
    if key == "guess":
        guess: int | None = json.loads(value).get("guess") if value else None
        return guess
    return bool(value) if key in _FLAGS else value


def _results(connection: Reader, person_id: int, now: int) -> Iterable[tuple[Value, ...]]:
    for round_id, *counted, kind in fetch_all(connection, _RESULTS, (person_id, person_id)):
        sat = rows.read_round(connection, round_id)
        over = phase_at(sat.window, now) in {Phase.CLOSED, Phase.PUBLISHED}
        place = f"{sat.contest} – {sat.place}"
        if over or sat.rules.tells_at_once:
            yield (place, kind, *counted)
        else:
            yield (place, "hidden", None, None, None, counted[-1])
