"""What a district has to be urged to do (đôn đốc)."""

from dataclasses import dataclass

from quiz.rules.window import Phase


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many people are on the roster, and how many of them entered a round."""

    roster: int
    sat: int


def lagging(phase: Phase, turnout: Turnout, whole: Turnout, *, has_team: bool) -> str:
    """What has to be urged, in a few words; nothing where the district keeps up.

    While people sit, a district lags when its rate of participation is below that of the whole
    contest.
    """
    match phase:
        case Phase.DRAFT:
            return ""
        case _ if not turnout.roster:
            return "Chưa có danh sách thí sinh"
        case Phase.OPEN if turnout.sat * whole.roster < whole.sat * turnout.roster:
            return "Tỷ lệ dự thi thấp hơn toàn tỉnh"
        case Phase.CLOSED:
            return "Chưa công bố kết quả"
        case Phase.PUBLISHED if not has_team:
            return "Chưa xác nhận đội tuyển"
        case _:
            return ""
