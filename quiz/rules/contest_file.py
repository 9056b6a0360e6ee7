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
from quiz.rules.codec import WrongShape
from quiz.rules.draft import Windows
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules
from quiz.rules.wording import from_vietnam

QUESTIONS = 30
"""Questions in a paper where the file names none."""
_KEYS = {"name", "bank", "rules", "window", "windows"}


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

    def rules_for(self, bank: Bank) -> Rules:
        """The rules, with a blueprint over this bank where the file names only a size."""
        own = {"questions", "blueprint"}
        plain = {name: value for name, value in self.rules.items() if name not in own}
        try:
            return Rules.from_plain(plain, self._blueprint(bank), "rules")
        except WrongShape as wrong:
            raise _refused(f"mục “{wrong.path}” {wrong.expected}") from None

    def _blueprint(self, bank: Bank) -> Blueprint:
        if "blueprint" not in self.rules:
            size = _typed(self.rules, "questions", int) if "questions" in self.rules else QUESTIONS
            try:
                return proportional(bank, size)
            except ValueError:
                raise _refused(f"ngân hàng có {len(bank)} câu, không đủ {size} câu") from None
        if "questions" in self.rules:
            raise _refused("chỉ ghi một trong hai mục questions và blueprint")
        cells = []
        for row in _typed(self.rules, "blueprint", list):
            if not isinstance(row, dict) or row.keys() != {"topic", "level", "count"}:
                raise _refused("mỗi dòng blueprint phải có topic, level và count")
            level = _one_of(Level, row["level"], "level")
            cells.append(Cell(_typed(row, "topic", str), level, _typed(row, "count", int)))
        return tuple(cells)

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
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused(f"không phải TOML trong UTF-8 ({error})") from None
    _only(data, _KEYS)
    rules = _typed(data, "rules", dict) if "rules" in data else {}
    windows = _typed(data, "windows", dict) if "windows" in data else {}
    return ContestFile(
        name=_typed(data, "name", str),
        bank=_typed(data, "bank", str),
        rules=rules,
        window=_window(_typed(data, "window", dict)) if "window" in data else None,
        windows={code: _window(_typed(windows, code, dict)) for code in windows},
    )


def _window(data: Mapping[str, Any]) -> tuple[int, int]:
    _only(data, {"opens", "closes"})
    return _moment(data, "opens"), _moment(data, "closes")


def _moment(data: Mapping[str, Any], key: str) -> int:
    """UTC milliseconds. A time without an offset is Vietnamese."""
    moment: datetime = _typed(data, key, datetime)
    return from_vietnam(moment) if moment.tzinfo is None else int(moment.timestamp() * 1000)


def _typed(data: Mapping[str, Any], key: str, kind: type) -> Any:
    if type(data.get(key)) is not kind:
        raise _refused(f"mục “{key}” thiếu hoặc không đúng kiểu")
    return data[key]


def _one_of(kind: Any, value: object, key: str) -> Any:
    if not isinstance(value, str) or value not in set(kind):
        raise _refused(f"mục “{key}” phải là một trong: {', '.join(kind)}")
    return kind(value)


def _only(data: Mapping[str, Any], known: set[str]) -> None:
    if strange := sorted(data.keys() - known):
        raise _refused(f"không có mục “{strange[0][:40]}”")


def _refused(what: str) -> Refusal:
    return Refusal(Reason.UNREADABLE_FILE, sentence=f"Tệp cuộc thi: {what}.")
