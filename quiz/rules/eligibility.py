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


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of contestants (officials, citizens, group A) with its own rounds, and so with its
    own bank and board. `id` is what rounds and the roster name it by."""

    id: str
    title: str
