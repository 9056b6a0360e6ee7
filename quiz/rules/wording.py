"""Moments, durations and numbers as Vietnamese offices write them. Pure; all times are UTC
milliseconds.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam keeps one offset all year, so no time zone data is needed."""
_OFFSET_MS, _DAY_MS = 7 * 3_600_000, 86_400_000
_FIRST_DAY = date(1970, 1, 1).toordinal()


def at_vietnam(ms: int) -> datetime:
    """The moment as a local date and time in Vietnam."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(VIETNAM)


def from_vietnam(local: datetime) -> int:
    """UTC milliseconds of a local date and time in Vietnam (time zone ignored if given)."""
    return int(local.replace(tzinfo=VIETNAM).timestamp() * 1000)


def day_begins(ms: int) -> int:
    """The first moment (UTC milliseconds) of the day in Vietnam that holds this one."""
    return from_vietnam(at_vietnam(ms).replace(hour=0, minute=0, second=0, microsecond=0))


def say_moment(ms: int) -> str:
    """`07:30 ngày 05/4/2021`, as Vietnamese offices write it (single-digit months above 2 bare)."""
    moment = at_vietnam(ms)
    return f"{moment:%H:%M} ngày {say_day(ms)}"


def say_end(ms: int) -> str:
    """The moment at which something ends: midnight is `24 giờ 00 ngày 10/4/2021`, the end of the
    day before, as people write it."""
    if (ms + _OFFSET_MS) % _DAY_MS:
        return say_moment(ms)
    return f"24 giờ 00 ngày {say_day(ms - _DAY_MS)}"


def say_clock(ms: int) -> str:
    """`07:30:05`, for what happened today."""
    minutes, seconds = divmod((ms + _OFFSET_MS) % _DAY_MS // 1000, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def say_moment_seconds(ms: int) -> str:
    """`07:30:05,123 ngày 05/4/2021`: to the millisecond, for lists that are defended."""
    # A board says fifty of them: numbers instead of a date, which takes four times as long.
    day, rest = divmod(ms + _OFFSET_MS, _DAY_MS)
    seconds, thousandths = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d},{thousandths:03d} ngày {_day_text(day)}"


def say_day(ms: int) -> str:
    """`05/4/2021`: months 1 and 2 carry a zero, as Decree 30/2020 writes dates."""
    return _day_text((ms + _OFFSET_MS) // _DAY_MS)


@lru_cache(maxsize=1_000)
def _day_text(day: int) -> str:
    """A day of Vietnam, counted from 1 January 1970."""
    moment = date.fromordinal(_FIRST_DAY + day)
    month = f"{moment.month:02d}" if moment.month < 3 else str(moment.month)
    return f"{moment.day:02d}/{month}/{moment.year}"


def say_duration(ms: int) -> str:
    """`12 phút 05,123 giây`."""
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes} phút {rest // 1000:02d},{rest % 1000:03d} giây"


def say_count(number: int) -> str:
    """`20.000`."""
    return f"{number:,}".replace(",", ".")


def say_board(digest: str, froze_at: int | None = None) -> str:
    """What kind of board this is, in a sentence; only an official one has a digest, and one that
    stands still the moment since when."""
    if digest:
        return f"Kết quả chính thức, đã được Ban Tổ chức công nhận. Mã kiểm tra: {digest[:16]}."
    if froze_at is not None:
        return (
            f"Kết quả tạm thời, dừng cập nhật từ {say_moment(froze_at)}; cập nhật lại khi vòng thi "
            "đóng."
        )
    return "Kết quả tạm thời, chưa được Ban Tổ chức công nhận."


def say_whole(digest: str, still: Sequence[str] = ()) -> str:
    """The same for the board of a whole contest; `still` are the districts that stand still."""
    if not digest and still:
        return (
            "Kết quả tạm thời, chưa được Ban Tổ chức công nhận. Đang dừng cập nhật: "
            f"{'; '.join(still)}."
        )
    return say_board(digest)


def say_version(version: int, published_at: int, digest: str) -> str:
    """Which official board this is."""
    return (
        f"Bảng xếp hạng chính thức lần {version}, công bố lúc {say_moment(published_at)}. Mã kiểm "
        f"tra: {digest[:16]}."
    )


OLD_TEAM = (
    "Đội tuyển đã xác nhận được chọn từ lần công bố trước của bảng xếp hạng. Đề nghị xem lại đề "
    "xuất theo bảng đang có hiệu lực và xác nhận lại đội tuyển."
)


def say_window(opens_at: int, closes_at: int) -> str:
    """`07:30 ngày 05/4/2021 đến 24 giờ 00 ngày 06/4/2021`."""
    return f"{say_moment(opens_at)} đến {say_end(closes_at)}"


UNAPPROVED = "Chưa có người thứ hai duyệt"
"""Said of a bank's version whose questions nobody approved but who wrote them."""


def say_actor(actor: str) -> str:
    """Who did something: a user name as it is, words for a door that is nobody's account."""
    return {"cli": "Quản trị máy chủ", "demo": "Dữ liệu thử"}.get(actor, actor)


def say_percent(part: int, whole: int) -> str:
    """`22,88 %`, rounded half up; a dash where there is nothing to be a part of."""
    if whole <= 0:
        return "–"
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{say_count(hundredths // 100)},{hundredths % 100:02d} %"


def say_decimal(value: float | None, places: int = 2) -> str:
    """`−0,21`; nothing where there is no figure."""
    if value is None:
        return ""
    rounded = f"{value:.{places}f}"
    if float(rounded) == 0:
        rounded = rounded.removeprefix("-")
    return rounded.replace(".", ",").replace("-", "−")


def say_share(share: float | None) -> str:
    """`62,5 %` of a share from 0 to 1; nothing where there is no figure."""
    return "" if share is None else f"{say_decimal(100 * share, 1)} %"
