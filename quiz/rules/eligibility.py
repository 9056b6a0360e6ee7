"""Who takes part: audiences with their own bank and board, and those who may not compete."""

from dataclasses import dataclass
from enum import StrEnum


class Duty(StrEnum):
    """A part in running the contest."""

    ORGANIZER = "organizer"
    AUTHOR = "author"
    JUROR = "juror"
    TECHNICIAN = "technician"


DUTY_TEXTS = {
    Duty.ORGANIZER: "thành viên Ban Tổ chức, Tổ Thư ký",
    Duty.AUTHOR: "thành viên Ban Đề thi",
    Duty.JUROR: "thành viên Ban Giám khảo",
    Duty.TECHNICIAN: "người phụ trách kỹ thuật của phần mềm",
}


class RoundKind(StrEnum):
    """What a round is for: PRACTICE can be sat any number of times and ranks nobody."""

    OFFICIAL = "official"
    PRACTICE = "practice"


ROUND_KIND_TEXTS = {RoundKind.OFFICIAL: "Thi chính thức", RoundKind.PRACTICE: "Thi thử"}

DUTY_OF_ROLE = {
    "author": Duty.AUTHOR,
    "organizer": Duty.ORGANIZER,
    "province": Duty.ORGANIZER,
    "administrator": Duty.TECHNICIAN,
}
"""What an account of the staff makes of the person whose it is."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of contestants (officials, citizens, group A) with its own rounds, and so with its
    own bank and board. `id` is what rounds and the roster name it by."""

    id: str
    title: str
