"""What happened to a round, told to somebody who was not there. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.deciding import Ruling, say_ruling
from quiz.rules.wording import say_count, say_end


@dataclass(frozen=True, slots=True)
class Event:
    """One step. `by` are accounts, `entry` its number in the ledger; both empty or None where there
    is none."""

    at: int
    what: str
    detail: str = ""
    by: tuple[str, ...] = ()
    entry: int | None = None


def in_order(events: Iterable[Event], now: int) -> tuple[Event, ...]:
    """What has happened by now, in its order; what happened at one moment stays as it came."""
    return tuple(sorted((one for one in events if one.at <= now), key=lambda one: one.at))


def opened(at: int, entry: int, people: str = "") -> Event:
    """The contest was opened: rules, bank and sealed seed are fixed."""
    detail = "Thể lệ, ngân hàng câu hỏi và mã ngẫu nhiên để bốc thăm được niêm phong."
    return Event(at, "Cuộc thi được mở", detail, (people,) if people else (), entry)


def extended(at: int, entry: int, minutes: int, reason: str, by: Iterable[str]) -> Event:
    """The round was given time."""
    detail = f"Thêm {minutes} phút cho cả vòng thi. Lý do: {reason}"
    return Event(at, "Gia hạn", detail, tuple(by), entry)


def jumped(at: int, entry: int, ms: int) -> Event:
    """The machine's clock jumped while the round was open."""
    detail = f"Đồng hồ máy chủ lệch {ms // 1000} giây; giờ của vòng thi không bị ảnh hưởng."
    return Event(at, "Đồng hồ máy chủ thay đổi", detail, (), entry)


def published(at: int, entry: int | None, people: int, digest: str, by: str) -> Event:
    """The first official board."""
    detail = f"{say_count(people)} người có kết quả. Mã kiểm tra: {digest[:16]}."
    return Event(at, "Công bố bảng xếp hạng chính thức lần 1", detail, (by,), entry)


def asked(at: int, number: int, what: str, reason: str, by: str) -> Event:
    """A decision was asked for; `what` says what it is about."""
    return Event(at, f"Đề nghị quyết định số {number}", f"{what}. Lý do: {reason}", (by,))


def signed(at: int, number: int, by: str) -> Event:
    """It got its second signature."""
    return Event(at, f"Ký quyết định số {number}", "", (by,))


def declined(at: int, number: int, by: str) -> Event:
    """Nobody will sign it."""
    return Event(at, f"Rút đề nghị quyết định số {number}", "", (by,))


def applied(at: int, entry: int | None, number: int, moved: int, version: int | None) -> Event:
    """The round was scored again by it."""
    board = (
        f"Công bố bảng xếp hạng chính thức lần {version}."
        if version
        else "Bảng xếp hạng không thay đổi."
    )
    detail = f"{say_count(moved)} người thay đổi điểm, thứ hạng, vị trí hoặc giải. {board}"
    return Event(at, f"Tính lại kết quả theo quyết định số {number}", detail, (), entry)


def voided(at: int, entry: int, number: str, reason: str, by: tuple[str, ...]) -> Event:
    """An attempt was taken out while no board was official."""
    detail = f"Lượt thi của số báo danh {number}. Lý do: {reason}"
    return Event(at, "Hủy kết quả một lượt thi", detail, by, entry)


def team(at: int, version: int, board_version: int, digest: str, by: str) -> Event:
    """A team was confirmed."""
    detail = f"Từ bảng xếp hạng lần {board_version}. Mã kiểm tra: {digest[:16]}."
    return Event(at, f"Xác nhận đội tuyển lần {version}", detail, (by,))


def about(ruling: Ruling, key: frozenset[int], question: str, attempt: str) -> str:
    """What a decision is about: the ruling, with the question's code or the candidate number."""
    where = f" (câu {question})" if question else f" (số báo danh {attempt})" if attempt else ""
    return f"{say_ruling(ruling, key)}{where}"


def closed(at: int) -> Event:
    """The round's time was over."""
    return Event(at, "Vòng thi đóng", f"Hết giờ lúc {say_end(at)}.")
