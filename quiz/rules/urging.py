"""What a district has to be urged to do (đôn đốc)."""

from dataclasses import dataclass
from enum import Enum
from typing import Self

from quiz.rules.window import Phase


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many people are on the roster, and how many of them entered a round."""

    roster: int
    sat: int


class TeamState(Enum):
    """Whether a team stands, and whether it was chosen from the board that is official now; rules
    may ask for none."""

    NONE = "none"
    STALE = "stale"
    STANDS = "stands"
    NOT_ASKED = "not asked"

    @classmethod
    def of(cls, version: int, *, stale: bool) -> Self:
        """From the team's version, 0 for none."""
        if not version:
            return cls(cls.NONE)
        return cls(cls.STALE if stale else cls.STANDS)


def lagging(phase: Phase, turnout: Turnout, whole: Turnout, team: TeamState) -> str:
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
        case Phase.PUBLISHED if team is TeamState.NONE:
            return "Chưa xác nhận đội tuyển"
        case Phase.PUBLISHED if team is TeamState.STALE:
            return "Đội tuyển chọn từ bảng xếp hạng cũ, cần chọn lại"
        case _:
            return ""
