"""Rules to begin with: kinds of contest as they are really held."""

from enum import StrEnum
from typing import Any


class Preset(StrEnum):
    """A district's preliminary round; a weekly prize contest with a prediction; everybody in one
    morning with sums of the five best (Đồng Tháp 2021); practice."""

    DISTRICT = "district"
    WEEKLY = "weekly"
    ONE_MORNING = "one_morning"
    PRACTICE = "practice"


PRESET_TEXTS = {
    Preset.DISTRICT: "Vòng sơ khảo của đơn vị",
    Preset.WEEKLY: "Cuộc thi tuần có giải và câu hỏi dự đoán",
    Preset.ONE_MORNING: "Hội thi một buổi sáng, tính điểm đơn vị theo 5 người cao nhất",
    Preset.PRACTICE: "Thi thử",
}

QUESTIONS = {
    Preset.DISTRICT: 30,
    Preset.WEEKLY: 15,
    Preset.ONE_MORNING: 30,
    Preset.PRACTICE: 20,
}
"""Questions in a paper."""

_PRIZES = (("Giải Nhất", 1, 3_000_000), ("Giải Nhì", 2, 2_000_000), ("Giải Ba", 3, 1_000_000))
_PLAIN: dict[Preset, dict[str, Any]] = {
    Preset.DISTRICT: {},
    Preset.WEEKLY: {
        "minutes": 15,
        "attempts": 3,
        "counting": "best",
        "prediction": "all_correct",
        "tie_breaks": ["prediction", "submitted_at", "lots"],
        "floor_seconds": 2,
        "frozen_minutes": 30,
        "seats": 3,
        "reserves": 0,
        "prizes": {
            "table": [
                *(
                    {"title": title, "count": many, "worth": worth}
                    for title, many, worth in _PRIZES
                ),
                {"title": "Giải Khuyến khích", "count": 5, "worth": 500_000},
                {"title": "Giải Tập thể", "count": 3, "kind": "collective", "worth": 1_000_000},
            ]
        },
        "units": {"measure": "rate", "least_rate": 0},
    },
    Preset.ONE_MORNING: {
        "minutes": 30,
        "attempts": 1,
        "tie_breaks": ["hard_score", "duration", "submitted_at", "lots"],
        "units": {"measure": "sum_top", "top": 5},
        "advancing": {"seats": 15},
        "prizes": {
            "per": "contest",
            "table": [
                {"title": "Giải Nhất đơn vị", "kind": "collective"},
                {"title": "Giải Nhì đơn vị", "kind": "collective", "count": 2},
                {"title": "Giải Ba đơn vị", "kind": "collective", "count": 3},
            ],
        },
    },
    Preset.PRACTICE: {
        "minutes": 30,
        "attempts": 0,
        "tie_breaks": ["duration", "submitted_at"],
        "reserves": 0,
        "seats": 1,
        "team": {"substitute_days": 0},
        "appeals": {"days": 0},
        "excluded": [],
        "registration_days": 30,
    },
}


def plain(preset: Preset) -> dict[str, Any]:
    """The rules as plain data without a blueprint, for `Rules.from_plain`; what is not there is as
    `Rules` has it.
    """
    return dict(_PLAIN[preset])
