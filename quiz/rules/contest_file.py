"""A contest written down as a TOML file (docs/contest-file.md), read strictly: every key is known,
every value of its type, or a sentence says which is not.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint, Cell, proportional
from question_bank.question import Level
from quiz.rules import presets
from quiz.rules.codec import MOST, WrongShape
from quiz.rules.draft import YEARS, Series, Windows
from quiz.rules.eligibility import RoundKind
from quiz.rules.presets import Preset
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.wording import from_vietnam

QUESTIONS = 30
"""Questions in a paper of a further round with a bank of its own, where the file names none."""
_KEYS = {"name", "bank", "label", "audience", "kind", "preset"} | {
    "rules",
    "window",
    "windows",
    "rounds",
}
_PAPER = {"questions", "blueprint"}
_ROUND = {"label", "opens", "closes", "kind", "audience", "bank", *_PAPER}


@dataclass(frozen=True, slots=True)
class RoundFile:
    """A further round in every district. `bank` is empty for the contest's own."""

    label: str
    window: tuple[int, int]
    kind: RoundKind
    audience: str
    bank: str
    paper: Mapping[str, Any]

    def series(self, bank_version_id: int | None, bank: Bank) -> Series:
        """The series, with a blueprint over its bank where it has a bank or a size of its own."""
        own = bool(self.paper) or bank_version_id is not None
        blueprint = _blueprint(self.paper, bank) if own else None
        return Series(
            self.label, *self.window, self.kind, self.audience, bank_version_id, blueprint
        )


@dataclass(frozen=True, slots=True)
class ContestFile:
    """What the file says. `bank` is a path or the beginning of a published version's digest."""

    name: str
    bank: str
    rules: Mapping[str, Any]
    window: tuple[int, int] | None
    """For every district without its own."""
    windows: Mapping[str, tuple[int, int]]
    """District code -> its own window."""
    label: str = ""
    audience: str = ""
    preset: Preset = Preset.DISTRICT
    rounds: tuple[RoundFile, ...] = ()
    kind: RoundKind = RoundKind.OFFICIAL
    """Of the first round; as the preset has it where the file does not say."""

    def rules_for(self, bank: Bank) -> Rules:
        """The rules, with a blueprint over this bank where the file names only a size; what the
        file does not say is as the preset has it.
        """
        plain = {name: value for name, value in self.rules.items() if name not in _PAPER}
        paper = {name: value for name, value in self.rules.items() if name in _PAPER}
        given = presets.plain(self.preset) | plain
        size = paper or {"questions": presets.QUESTIONS[self.preset]}
        try:
            return Rules.from_plain(given, _blueprint(size, bank), "rules")
        except WrongShape as wrong:
            raise _refused(f"mục “{wrong.path}” {wrong.expected}") from None

    def windows_of(self, districts: Mapping[str, int]) -> Windows:
        """District id -> window, for the districts (code -> id) that exist."""
        if strange := sorted(self.windows.keys() - districts.keys()):
            raise _refused(f"không có huyện, thị xã, thành phố mã {', '.join(strange)}")
        common = dict.fromkeys(districts, self.window) if self.window else {}
        chosen = {code: times for code, times in common.items() if times} | dict(self.windows)
        return {districts[code]: times for code, times in chosen.items()}


def read_contest(content: bytes) -> ContestFile:
    """What the file says. Refuses one that is not TOML, and names the key that is not as it
    should be.
    """
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except RecursionError:
        raise _refused("có quá nhiều mục lồng nhau") from None
    except ValueError as error:  # not UTF-8, not TOML, or a number of thousands of digits
        raise _refused(f"không phải TOML trong UTF-8 ({error})") from None
    _only(data, _KEYS)
    rules = _typed(data, "rules", dict) if "rules" in data else {}
    windows = _typed(data, "windows", dict) if "windows" in data else {}
    rounds = _typed(data, "rounds", list) if "rounds" in data else []
    preset: Preset = _one_of(Preset, data.get("preset", Preset.DISTRICT), "preset")
    return ContestFile(
        name=_typed(data, "name", str),
        bank=_typed(data, "bank", str),
        rules=rules,
        window=_window(_typed(data, "window", dict)) if "window" in data else None,
        windows={code: _window(_typed(windows, code, dict)) for code in windows},
        label=_text(data, "label"),
        audience=_text(data, "audience"),
        preset=preset,
        rounds=tuple(_round(one) for one in rounds),
        kind=_one_of(RoundKind, data.get("kind", presets.kind(preset)), "kind"),
    )


def _round(data: object) -> RoundFile:
    if not isinstance(data, dict):
        raise _refused("mỗi mục rounds phải là một bảng")
    _only(data, _ROUND)
    return RoundFile(
        label=_typed(data, "label", str),
        window=(_moment(data, "opens"), _moment(data, "closes")),
        kind=_one_of(RoundKind, data.get("kind", RoundKind.OFFICIAL), "kind"),
        audience=_text(data, "audience"),
        bank=_text(data, "bank"),
        paper={name: data[name] for name in _PAPER if name in data},
    )


def _blueprint(paper: Mapping[str, Any], bank: Bank) -> Blueprint:
    if "blueprint" not in paper:
        size = _typed(paper, "questions", int) if "questions" in paper else QUESTIONS
        try:
            return proportional(bank, size)
        except ValueError:
            raise _refused(f"ngân hàng có {len(bank)} câu, không đủ {size} câu") from None
    if "questions" in paper:
        raise _refused("chỉ ghi một trong hai mục questions và blueprint")
    cells = []
    for row in _typed(paper, "blueprint", list):
        if not isinstance(row, dict) or row.keys() != {"topic", "level", "count"}:
            raise _refused("mỗi dòng blueprint phải có topic, level và count")
        level = _one_of(Level, row["level"], "level")
        cells.append(Cell(_typed(row, "topic", str), level, _typed(row, "count", int)))
    return tuple(cells)


def _text(data: Mapping[str, Any], key: str) -> str:
    return str(_typed(data, key, str)) if key in data else ""


def _window(data: Mapping[str, Any]) -> tuple[int, int]:
    _only(data, {"opens", "closes"})
    return _moment(data, "opens"), _moment(data, "closes")


def _moment(data: Mapping[str, Any], key: str) -> int:
    """UTC milliseconds. A time without an offset is Vietnamese."""
    moment: datetime = _typed(data, key, datetime)
    if moment.year not in YEARS:
        raise _refused(f"mục “{key}” phải từ năm {YEARS[0]} đến năm {YEARS[-1]}")
    return from_vietnam(moment) if moment.tzinfo is None else int(moment.timestamp() * 1000)


def _typed(data: Mapping[str, Any], key: str, kind: type) -> Any:
    value = data.get(key)
    if type(value) is not kind or (type(value) is int and abs(value) > MOST):
        raise _refused(f"mục “{key}” thiếu hoặc không đúng kiểu")
    return value


def _one_of(kind: Any, value: object, key: str) -> Any:
    if not isinstance(value, str) or value not in set(kind):
        raise _refused(f"mục “{key}” phải là một trong: {', '.join(kind)}")
    return kind(value)


def _only(data: Mapping[str, Any], known: set[str]) -> None:
    if strange := sorted(data.keys() - known):
        raise _refused(f"không có mục “{strange[0][:40]}”")


def _refused(what: str) -> Refusal:
    return Refusal(RequestReason.UNREADABLE_FILE, sentence=f"Tệp cuộc thi: {what}.")
