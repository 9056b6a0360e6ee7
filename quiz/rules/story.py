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


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision did in a round: how many people it moved, the version of the official board
    that it made (None where it made none), whether there was one at all, and what the prediction
    came to since, in a sentence, empty where nothing was predicted."""

    moved: int
    version: int | None
    official: bool
    outcome: str = ""


def say_board_after(effect: Effect) -> str:
    """What became of the official board, in a sentence."""
    if effect.version:
        return f"Công bố bảng xếp hạng chính thức lần {effect.version}."
    if effect.official:
        return "Bảng xếp hạng chính thức không thay đổi."
    return "Khi đó chưa có bảng xếp hạng chính thức."


def applied(at: int, entry: int | None, number: int, effect: Effect) -> Event:
    """The round was scored again by it."""
    moved = say_count(effect.moved)
    detail = (
        f"{moved} người thay đổi điểm, thứ hạng, vị trí hoặc giải. {say_board_after(effect)}"
        + (f" {effect.outcome}" if effect.outcome else "")
    )
    return Event(at, f"Tính lại kết quả theo quyết định số {number}", detail, (), entry)


def amended(at: int, entry: int, version: int, reason: str, by: Iterable[str]) -> Event:
    """The contest's rules were changed while it was open."""
    detail = f"Bản thể lệ lần {version} có hiệu lực, mọi kết quả được xếp hạng lại. Lý do: {reason}"
    return Event(at, "Sửa thể lệ", detail, tuple(by), entry)


def predicted(at: int, entry: int, outcome: str) -> Event:
    """What the prediction asked for is known; `outcome` is a sentence."""
    detail = f"{outcome} Các lượt thi được xếp hạng lại theo dự đoán."
    return Event(at, "Xác định kết quả của câu hỏi dự đoán", detail, (), entry)


def given(
    at: int, entry: int | None, minutes: int, candidate: str, reason: str, by: Iterable[str]
) -> Event:
    """One person was given time."""
    detail = f"Thêm {minutes} phút cho số báo danh {candidate}. Lý do: {reason}"
    return Event(at, "Gia hạn một lượt thi", detail, tuple(by), entry)


def locked(at: int, version: int, reason: str, by: str, *, locked: bool) -> Event:
    """The province locked the team or let it be changed again."""
    what = "Khóa" if locked else "Mở khóa"
    return Event(at, f"{what} đội tuyển lần {version}", f"Lý do: {reason}" if reason else "", (by,))


def voided(at: int, entry: int, number: str, reason: str, by: tuple[str, ...]) -> Event:
    """An attempt was taken out while no board was official."""
    detail = f"Lượt thi của số báo danh {number}. Lý do: {reason}"
    return Event(at, "Hủy kết quả một lượt thi", detail, by, entry)


@dataclass(frozen=True, slots=True)
class NewTeam:
    """A version of a team. `left` and `came` are candidate numbers of a substitution, empty where
    nobody was replaced or nobody came; `eased` are the quotas that it does not keep."""

    version: int
    board_version: int
    digest: str
    left: str = ""
    came: str = ""
    reason: str = ""
    eased: tuple[str, ...] = ()
    eased_reason: str = ""


def team(at: int, by: str, new: NewTeam) -> Event:
    """A team was confirmed, or somebody in it was replaced."""
    what = f"Xác nhận đội tuyển lần {new.version}"
    parts = [f"Từ bảng xếp hạng lần {new.board_version}."]
    if new.left:
        what = f"Thay người trong đội tuyển, thành lần {new.version}"
        came = f"số báo danh {new.came} vào" if new.came else "không ai vào thay"
        parts = [f"Số báo danh {new.left} ra, {came}. Lý do: {new.reason}."]
    if new.eased:
        eased = "; ".join(new.eased)
        parts.append(f"Không bảo đảm điều kiện: {eased}. Lý do chấp nhận: {new.eased_reason}.")
    parts.append(f"Mã kiểm tra: {new.digest[:16]}.")
    return Event(at, what, " ".join(parts), (by,))


def about(
    ruling: Ruling, key: frozenset[int], question: str, attempt: str, *, taken_back: bool = False
) -> str:
    """What a decision is about: the ruling, with the question's code or the candidate number."""
    where = f" (câu {question})" if question else f" (số báo danh {attempt})" if attempt else ""
    return f"{say_ruling(ruling, key, taken_back=taken_back)}{where}"


def closed(at: int) -> Event:
    """The round's time was over."""
    return Event(at, "Vòng thi đóng", f"Hết giờ lúc {say_end(at)}.")
