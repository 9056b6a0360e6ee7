"""How single values of the rules are written in a form's field and read from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from question_bank.vietnamese import same_key, squeeze
from quiz.rules.marking import say_points
from quiz.rules.prizes import PRIZE_KIND_TEXTS, PrizeKind
from quiz.rules.units import Measure

_DECIMAL = re.compile(r"(\d{1,7})(?:,(\d{1,2}))?")
MEASURES = {
    Measure.RATE: "Tỷ lệ tham gia",
    Measure.COUNT: "Số người dự thi",
    Measure.MEAN: "Điểm bình quân",
    Measure.SUM_TOP: "Tổng điểm của những người cao nhất",
    Measure.MEAN_TOP: "Điểm bình quân của những người cao nhất",
    Measure.WEIGHTED: "Điểm tổng hợp theo tỷ trọng",
}
_BY_NAME = {same_key(text): one.value for one, text in MEASURES.items()}
_KINDS = {same_key(text): one.value for one, text in PRIZE_KIND_TEXTS.items()}


class Wrong(ValueError):
    """What was typed means nothing; the text says what is expected."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is written in its field and read from it. `read` raises Wrong."""

    control: str
    """text, lines, check or choice: what the form shows."""
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _read_number(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", plain := text.strip().replace(".", "")):
        raise Wrong("phải là số nguyên không âm")
    return int(plain)


def _read_hundredths(text: str) -> int:
    found = _DECIMAL.fullmatch(text.strip().removesuffix("%").strip().replace(".", ","))
    if not found:
        raise Wrong("phải là số không âm, có thể có hai chữ số sau dấu phẩy")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _lines(text: str) -> list[str]:
    return [squeeze(line) for line in text.splitlines() if squeeze(line)]


def _parts(line: str, least: int, most: int, shape: str) -> list[str]:
    parts = [squeeze(part) for part in line.split(";")]
    if not least <= len(parts) <= most or not parts[0]:
        raise Wrong(f"mỗi dòng phải có dạng “{shape}”")
    return parts


def _read_audiences(text: str) -> list[dict[str, Any]]:
    pairs = [_parts(line, 2, 2, "mã; tên đối tượng") for line in _lines(text)]
    return [{"id": one, "title": title} for one, title in pairs]


def _read_roles(text: str) -> list[dict[str, Any]]:
    pairs = [_parts(line, 2, 2, "chức danh; số người") for line in _lines(text)]
    return [{"role": role, "count": _read_number(count)} for role, count in pairs]


def _read_prizes(text: str) -> list[dict[str, Any]]:
    found = []
    for line in _lines(text):
        title, *rest = _parts(line, 2, 4, "tên giải; số lượng; cá nhân; giá trị")
        kind = _KINDS.get(same_key(rest[1])) if len(rest) > 1 and rest[1] else "individual"
        if kind is None:
            raise Wrong(f"loại giải phải là một trong: {', '.join(PRIZE_KIND_TEXTS.values())}")
        worth = _read_number(rest[2]) if len(rest) > 2 and rest[2] else 0
        found.append({"title": title, "count": _read_number(rest[0]), "kind": kind, "worth": worth})
    return found


def _read_weights(text: str) -> list[dict[str, Any]]:
    found = []
    for line in _lines(text):
        name, percent = _parts(line, 2, 2, "tiêu chí; tỷ trọng")
        measure = _BY_NAME.get(same_key(name))
        if measure is None:
            raise Wrong(f"tiêu chí phải là một trong: {', '.join(MEASURES.values())}")
        found.append({"measure": measure, "percent": _read_number(percent.removesuffix("%"))})
    return found


def _read_tiers(text: str) -> list[int]:
    return [_read_number(part) for part in re.split(r"[;,\s]+", text.strip()) if part]


def _number_or_none(text: str) -> int | None:
    return _read_number(text) if text.strip() else None


TEXT = Kind("text", str, squeeze)
NUMBER = Kind("text", str, _read_number)
NUMBER_OR_NONE = Kind("text", lambda value: "" if value is None else str(value), _number_or_none)
HUNDREDTHS = Kind("text", say_points, _read_hundredths)
CHECK = Kind("check", lambda value: "1" if value else "", bool)
CHOICE = Kind("choice", lambda value: value or "", lambda text: text or None)
AUDIENCES = Kind(
    "lines", lambda rows: "\n".join(f"{one['id']}; {one['title']}" for one in rows), _read_audiences
)
ROLES = Kind(
    "lines", lambda rows: "\n".join(f"{one['role']}; {one['count']}" for one in rows), _read_roles
)
PRIZES = Kind(
    "lines",
    lambda rows: "\n".join(
        f"{one['title']}; {one['count']}; {PRIZE_KIND_TEXTS[PrizeKind(one['kind'])]}"
        + (f"; {one['worth']:,}".replace(",", ".") if one["worth"] else "")
        for one in rows
    ),
    _read_prizes,
)
WEIGHTS = Kind(
    "lines",
    lambda rows: "\n".join(
        f"{MEASURES[Measure(one['measure'])]}; {one['percent']}" for one in rows
    ),
    _read_weights,
)
TIERS = Kind("text", lambda rows: ", ".join(map(str, rows)), _read_tiers)
