"""The rules that the contest's form asks for one field each: their labels, how they are written in
the field and read from it. One table; what is not in it has a place of its own in the form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from quiz.rules.codec import as_data
from quiz.rules.criteria import Across, AttemptsPer
from quiz.rules.eligibility import DUTY_TEXTS, Duty
from quiz.rules.marking import Partial
from quiz.rules.prediction import TARGET_TEXTS
from quiz.rules.prizes import AT_THE_CUT_TEXTS, PRIZE_SCOPE_TEXTS, AtTheCut, PrizeScope
from quiz.rules.round import Rules
from quiz.web.province.values import (
    AUDIENCES,
    CHECK,
    CHOICE,
    HUNDREDTHS,
    MEASURES,
    NUMBER,
    NUMBER_OR_NONE,
    PRIZES,
    ROLES,
    TEXT,
    TIERS,
    WEIGHTS,
    Kind,
    Wrong,
)

MARK = "p_given"
"""Sent with the form, so that a box that is not ticked differs from one that was not there."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One field: `path` is the value's place in the rules' plain data (`team.captain`)."""

    path: str
    label: str
    kind: Kind
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> str:
        """The name of the form's field."""
        return "p_" + self.path.replace(".", "__")


class Section(NamedTuple):
    """Parameters that stand together."""

    title: str
    parameters: tuple[Parameter, ...]


def _options(texts: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), text) for one, text in texts.items())


_PER = {
    AttemptsPer.ROUND: "Mỗi vòng thi",
    AttemptsPer.DAY: "Mỗi ngày",
    AttemptsPer.CONTEST: "Cả cuộc thi",
}
_ACROSS = {
    Across.BEST: "Vòng thi cao nhất",
    Across.SUM: "Tổng các vòng thi",
    Across.BEST_ROUNDS: "Tổng của một số vòng thi cao nhất",
}
_PARTIAL = {
    Partial.NONE: "Đúng và đủ mới được điểm",
    Partial.RIGHT_MINUS_WRONG: "Đúng trừ sai, chia cho số phương án đúng (1EdTech)",
    Partial.FRACTIONS: "Cộng phần đúng, trừ phần sai (Moodle)",
}
_TARGETS = {"": "Không dùng"} | {str(one): text for one, text in TARGET_TEXTS.items()}

SECTIONS = (
    Section(
        "Điểm và thời gian",
        (
            Parameter("marking.easy", "Điểm một câu mức độ dễ", HUNDREDTHS),
            Parameter("marking.medium", "Điểm một câu mức độ trung bình", HUNDREDTHS),
            Parameter("marking.hard", "Điểm một câu mức độ khó", HUNDREDTHS),
            Parameter(
                "marking.partial", "Câu có nhiều phương án đúng", CHOICE, "", _options(_PARTIAL)
            ),
            Parameter(
                "floor_seconds",
                "Số giây tối thiểu cho mỗi câu",
                NUMBER,
                "Làm nhanh hơn không được lợi khi xếp hạng và được Ban Tổ chức xem xét. 0 là không "
                "dùng.",
            ),
            Parameter(
                "balanced",
                "Cân bằng độ khó của các đề",
                CHECK,
                "Khi câu hỏi đã có thống kê từ các vòng thi trước, các đề được rút sao cho điểm dự "
                "kiến gần nhau.",
            ),
        ),
    ),
    Section(
        "Lượt thi và các vòng thi",
        (
            Parameter(
                "attempts_per",
                "Số lượt thi tính theo",
                CHOICE,
                "Số lượt thi bằng 0 là không giới hạn.",
                _options(_PER),
            ),
            Parameter("across", "Kết quả cả cuộc thi", CHOICE, "", _options(_ACROSS)),
            Parameter("best_rounds", "Số vòng thi được cộng", NUMBER),
            Parameter("prediction", "Câu hỏi dự đoán", CHOICE, "", _options(_TARGETS)),
            Parameter("registration_days", "Vào hệ thống trước khi mở (ngày)", NUMBER),
            Parameter("frozen_minutes", "Dừng bảng xếp hạng trước khi đóng (phút)", NUMBER),
        ),
    ),
    Section(
        "Người dự thi",
        (
            Parameter(
                "audiences",
                "Đối tượng có vòng thi và bảng xếp hạng riêng",
                AUDIENCES,
                "Mỗi dòng một đối tượng: mã; tên. Để trống khi chỉ có một đối tượng.",
            ),
            *(
                Parameter(f"excluded.{duty}", f"Không được dự thi: {DUTY_TEXTS[duty]}", CHECK)
                for duty in Duty
            ),
            Parameter(
                "entry.by_name",
                "Cho vào thi bằng đơn vị và họ tên",
                CHECK,
                "Thí sinh chọn tên mình trong danh sách, rồi nhập năm sinh và mã dự thi.",
            ),
            Parameter(
                "entry.open_entry",
                "Cho người dân tự đăng ký dự thi",
                CHECK,
                "Người chưa có trong danh sách nhập họ tên, năm sinh, xã, phường, thị trấn và được "
                "cấp số báo danh.",
            ),
            Parameter(
                "entry.audience",
                "Người tự đăng ký thuộc đối tượng (mã)",
                TEXT,
                "Để trống khi cuộc thi không chia đối tượng.",
            ),
        ),
    ),
    Section(
        "Điều kiện của đội tuyển",
        (
            Parameter("team.captain", "Có đội trưởng", CHECK),
            Parameter("team.least_points", "Điểm tối thiểu", HUNDREDTHS),
            Parameter(
                "team.most_of_a_unit",
                "Số người tối đa của một đơn vị",
                NUMBER_OR_NONE,
                "Để trống là không giới hạn.",
            ),
            Parameter("team.women", "Số nữ tối thiểu", NUMBER),
            Parameter("team.young", "Số người trẻ tối thiểu", NUMBER),
            Parameter("team.young_under", "Người trẻ là dưới (tuổi)", NUMBER),
            Parameter(
                "team.roles",
                "Chức danh bắt buộc",
                ROLES,
                "Mỗi dòng: chức danh; số người tối thiểu.",
            ),
            Parameter("team.substitute_days", "Thời hạn thay thế sau công bố (ngày)", NUMBER),
        ),
    ),
    Section(
        "Xếp hạng đơn vị",
        (
            Parameter("units.measure", "Xếp hạng theo", CHOICE, "", _options(MEASURES)),
            Parameter("units.top", "Số người tính điểm của một đơn vị", NUMBER),
            Parameter(
                "units.weights",
                "Tỷ trọng của điểm tổng hợp",
                WEIGHTS,
                "Mỗi dòng: tiêu chí; phần trăm. Tổng là 100.",
            ),
            Parameter(
                "units.least_rate", "Tỷ lệ tham gia tối thiểu để được xếp hạng (%)", HUNDREDTHS
            ),
            Parameter("units.target_rate", "Chỉ tiêu tỷ lệ tham gia (%)", HUNDREDTHS),
            Parameter(
                "units.tiers",
                "Các mức quy mô xếp hạng riêng",
                TIERS,
                "Số người hiện có, ví dụ 20, 50. Để trống là xếp chung.",
            ),
            Parameter("units.by_group", "Mỗi khối xếp hạng riêng", CHECK),
            Parameter("units.districts", "Cả cuộc thi xếp hạng các đơn vị cấp huyện", CHECK),
            Parameter(
                "units.by_duration", "Đơn vị bằng nhau xếp theo thời gian làm bài bình quân", CHECK
            ),
            Parameter(
                "advancing.seats", "Số đơn vị vào vòng sau", NUMBER, "0 là không chọn đơn vị."
            ),
            Parameter("advancing.top", "Trong đó số đơn vị dẫn đầu", NUMBER),
            Parameter("advancing.of_each_cluster", "Số đơn vị dẫn đầu mỗi cụm", NUMBER),
            Parameter("advancing.substitute_days", "Số ngày được thay thế đơn vị", NUMBER),
        ),
    ),
    Section(
        "Giải thưởng và kiến nghị",
        (
            Parameter(
                "prizes.table",
                "Bảng giải thưởng",
                PRIZES,
                "Mỗi dòng, giải cao trước: tên giải; số lượng; cá nhân, tập thể hoặc phụ; giá trị "
                "bằng đồng nếu có.",
            ),
            Parameter(
                "prizes.per",
                "Bảng giải áp dụng cho",
                CHOICE,
                "",
                _options({one: PRIZE_SCOPE_TEXTS[one] for one in PrizeScope}),
            ),
            Parameter("prizes.one_each", "Một người chỉ nhận giải cao nhất", CHECK),
            Parameter(
                "prizes.at_the_cut",
                "Khi đồng hạng nhiều hơn số giải",
                CHOICE,
                "",
                _options({one: AT_THE_CUT_TEXTS[one] for one in AtTheCut}),
            ),
            Parameter(
                "appeals.days", "Thời hạn kiến nghị (ngày)", NUMBER, "0 là không nhận kiến nghị."
            ),
            Parameter("appeals.working", "Tính theo ngày làm việc", CHECK),
        ),
    ),
)
PARAMETERS = tuple(one for section in SECTIONS for one in section.parameters)
FIELDS = frozenset({MARK, *(one.field for one in PARAMETERS)})


def written(rules: Rules) -> dict[str, str]:
    """Field -> text, for all parameters of the rules."""
    data = as_data(rules)
    data["excluded"] = {str(duty): duty in rules.excluded for duty in Duty}
    return {MARK: "1"} | {one.field: one.kind.write(_at(data, one.path)) for one in PARAMETERS}


def read(typed: Callable[[str], str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """(the rules' plain data as typed, pairs of a field and what is wrong with it)."""
    data: dict[str, Any] = {}
    errors = []
    for one in PARAMETERS:
        try:
            value = one.kind.read(typed(one.field))
            if one.options and (value or "") not in dict(one.options):
                raise Wrong("đề nghị chọn một mục trong danh sách")
        except Wrong as wrong:
            errors.append((one.field, f"{one.label}: {wrong}."))
            continue
        *way, last = one.path.split(".")
        place = data
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    excluded: Mapping[str, bool] = data.pop("excluded")
    data["excluded"] = [str(duty) for duty in Duty if excluded[duty]]
    return data, errors


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        data = data[step]
    return data
