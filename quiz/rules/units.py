"""How units (communes, offices) are ranked against each other."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from quiz.rules.wording import say_count


class Measure(StrEnum):
    """What a unit is ranked by."""

    RATE = "rate"
    COUNT = "count"
    MEAN = "mean"
    SUM_TOP = "sum_top"
    MEAN_TOP = "mean_top"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class Weight:
    """`percent` of a composite comes from `measure`, each measure as a share of the best unit's."""

    measure: Measure
    percent: int


@dataclass(frozen=True, slots=True)
class UnitRules:
    """`top` people for SUM_TOP and MEAN_TOP; `weights` for WEIGHTED, 100 together. A unit below
    `least_rate` (hundredths of a percent) is listed without a place. `tiers` are the smallest
    headcounts of the size classes that are ranked apart, ascending, without the first; `by_group`
    ranks each khối by itself. `by_duration` puts the unit with the shorter mean duration of those
    who were counted before one that is equal to it, else both share a place. `districts` says that
    districts are the units of the whole contest, else communes and offices are. `target_rate` is
    what units are urged towards.
    """

    measure: Measure = Measure.SUM_TOP
    top: int = 5
    weights: tuple[Weight, ...] = ()
    least_rate: int = 0
    tiers: tuple[int, ...] = ()
    by_group: bool = False
    by_duration: bool = False
    districts: bool = False
    target_rate: int = 0

    @property
    def asks_rate(self) -> bool:
        """Whether a unit without an approved headcount cannot be ranked."""
        kinds = {self.measure, *(weight.measure for weight in self.weights)}
        return Measure.RATE in kinds or bool(self.least_rate or self.tiers)

    @property
    def of_the_first(self) -> bool:
        """Whether `top` people of a unit count, so that some may be missing."""
        kinds = {self.measure, *(weight.measure for weight in self.weights)}
        return bool(kinds & {Measure.SUM_TOP, Measure.MEAN_TOP})

    @property
    def in_classes(self) -> bool:
        """Whether a unit has a place in its class beside the one among all."""
        return bool(self.tiers) or self.by_group

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, a Vietnamese sentence each."""
        weighted = self.measure is Measure.WEIGHTED
        checks = (
            (1 <= self.top <= 1_000, "Số người tính điểm của một đơn vị phải từ 1 đến 1.000."),
            (
                bool(self.weights) == weighted,
                "Tỷ trọng chỉ ghi, và phải ghi, khi xếp hạng đơn vị theo điểm tổng hợp.",
            ),
            (
                not weighted or sum(weight.percent for weight in self.weights) == 100,
                "Các tỷ trọng phải có tổng là 100.",
            ),
            (
                all(
                    weight.percent > 0 and weight.measure is not Measure.WEIGHTED
                    for weight in self.weights
                ),
                "Mỗi tỷ trọng phải lớn hơn 0 và theo một tiêu chí đơn.",
            ),
            (0 <= self.least_rate <= 10_000, "Tỷ lệ tham gia tối thiểu phải từ 0 đến 100 %."),
            (0 <= self.target_rate <= 10_000, "Chỉ tiêu tham gia phải từ 0 đến 100 %."),
            (
                list(self.tiers) == sorted(set(self.tiers)) and all(one > 0 for one in self.tiers),
                "Các mức quy mô đơn vị phải tăng dần.",
            ),
        )
        return tuple(sentence for holds, sentence in checks if not holds)

    def sentences(self) -> tuple[str, ...]:
        """As the thể lệ says it."""
        by = self._said(self.measure)
        if self.measure is Measure.WEIGHTED:
            parts = (f"{one.percent} % {self._said(one.measure)}" for one in self.weights)
            whole = " trong tất cả các đơn vị được xếp hạng" if self.in_classes else ""
            by = f"điểm tổng hợp ({'; '.join(parts)}; mỗi phần tính theo đơn vị cao nhất{whole})"
        said = [f"Đơn vị được xếp hạng theo {by}."]
        if self.districts:
            said.append("Đơn vị được xếp hạng của cả cuộc thi là huyện, thị xã, thành phố.")
        if self.of_the_first:
            said.append(
                f"Đơn vị có ít hơn {self.top} người dự thi: mỗi người còn thiếu tính 0 điểm."
            )
        if self.asks_rate:
            said.append(
                "Tỷ lệ tham gia làm tròn đến hai chữ số thập phân; tỷ lệ trên 100 % được tính là "
                "100 % và số người hiện có của đơn vị phải được rà soát."
            )
        lacking = " hoặc chưa có số người hiện có được duyệt" if self.asks_rate else ""
        said.append(f"Đơn vị chưa có người dự thi{lacking} thì không được xếp hạng.")
        said.append(self._equals())
        if self.least_rate:
            said.append(
                f"Đơn vị có tỷ lệ tham gia dưới {_percent(self.least_rate)} không được xếp hạng."
            )
        if self.tiers:
            low, high = say_count(self.tiers[0]), say_count(self.tiers[-1])
            between = (
                f"; từ {say_count(one)} đến dưới {say_count(other)} người"
                for one, other in pairwise(self.tiers)
            )
            said.append(
                "Đơn vị được xếp hạng riêng theo quy mô số người hiện có: "
                f"dưới {low} người{''.join(between)}; từ {high} người trở lên."
            )
        if self.by_group:
            said.append("Mỗi khối được xếp hạng riêng.")
        if self.in_classes:
            said.append(
                "Giải tập thể và suất vào vòng sau, nếu có, xét theo thứ hạng chung của tất cả các "
                "đơn vị."
            )
        if self.target_rate:
            said.append(
                f"Chỉ tiêu: {_percent(self.target_rate)} số cán bộ, công chức, viên chức và người "
                "lao động hiện có của đơn vị tham gia."
            )
        return tuple(said)

    def _equals(self) -> str:
        """What becomes of equal units."""
        if not self.by_duration:
            return "Đơn vị bằng nhau được xếp đồng hạng."
        said = "Đơn vị bằng nhau được xếp theo thời gian làm bài bình quân, ngắn hơn xếp trên"
        if not self.of_the_first:
            return f"{said}."
        return (
            f"{said}: lấy bình quân của {self.top} người được tính, mỗi người còn thiếu tính bằng "
            "thời gian làm bài tối đa."
        )

    def _said(self, measure: Measure) -> str:
        return {
            Measure.RATE: "tỷ lệ tham gia trên số người hiện có đã được duyệt",
            Measure.COUNT: "số người dự thi",
            Measure.MEAN: "điểm bình quân của người dự thi",
            Measure.SUM_TOP: f"tổng điểm của {self.top} người có kết quả cao nhất",
            Measure.MEAN_TOP: f"điểm bình quân của {self.top} người có kết quả cao nhất",
            Measure.WEIGHTED: "điểm tổng hợp",
        }[measure]


def _percent(hundredths: int) -> str:
    return f"{hundredths / 100:g}".replace(".", ",") + " %"
