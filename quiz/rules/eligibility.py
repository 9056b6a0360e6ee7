"""Who takes part: audiences with their own bank and board, and those who may not compete."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from question_bank.vietnamese import fold


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

DUTY_NAMES = {
    Duty.ORGANIZER: "Ban Tổ chức",
    Duty.AUTHOR: "Ban Đề thi",
    Duty.JUROR: "Ban Giám khảo",
    Duty.TECHNICIAN: "Kỹ thuật",
}
"""As rosters write it and pages offer it."""
NONE_NAME = "Không"
"""Written where a roster takes back what it said: an empty cell leaves what there is."""

_OTHER_NAMES = {
    Duty.ORGANIZER: ("tổ thư ký", "thư ký", "người tổ chức"),
    Duty.AUTHOR: ("người ra đề", "tác giả câu hỏi", "tổ đề thi", "tổ ra đề"),
    Duty.JUROR: ("giám khảo",),
    Duty.TECHNICIAN: ("phụ trách kỹ thuật", "tổ kỹ thuật", "kỹ thuật viên", "quản trị phần mềm"),
}
_NONE_NAMES = {"khong", "khong co", "thi sinh", "nguoi du thi", "du thi"}
_BEFORE = ("thanh vien ", "truong ", "pho truong ", "pho ")


class RoundKind(StrEnum):
    """What a round is for: PRACTICE can be sat any number of times and ranks nobody."""

    OFFICIAL = "official"
    PRACTICE = "practice"


ROUND_KIND_TEXTS = {RoundKind.OFFICIAL: "Thi chính thức", RoundKind.PRACTICE: "Thi thử"}

DUTY_OF_ROLE = {
    "author": Duty.AUTHOR,
    "reviewer": Duty.AUTHOR,
    "organizer": Duty.ORGANIZER,
    "province": Duty.ORGANIZER,
    "auditor": Duty.ORGANIZER,
    "jury": Duty.JUROR,
    "administrator": Duty.TECHNICIAN,
}
"""What an account of the staff makes of the person whose it is: every role has one, since every
role sees more than contestants do."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of contestants (officials, citizens, group A) with its own rounds, and so with its
    own bank and board. `id` is what rounds and the roster name it by."""

    id: str
    title: str


def _folded_duties() -> dict[str, Duty]:
    return {
        fold(name): duty
        for duty in Duty
        for name in (duty.value, DUTY_NAMES[duty], DUTY_TEXTS[duty], *_OTHER_NAMES[duty])
    }


_DUTIES = _folded_duties()


def duty_named(text: str) -> str | None:
    """The duty that a roster's text means, as it is stored: `Thành viên Ban Đề thi` is `author`,
    `Không` is empty. None where it is no duty that we know: nobody is guessed."""
    folded = " ".join(fold(text).split())
    if folded in _NONE_NAMES:
        return ""
    for said in (folded, *(folded.removeprefix(before) for before in _BEFORE)):
        if said in _DUTIES:
            return _DUTIES[said].value
    return None


def audience_named(text: str, known: Iterable[Audience]) -> str | None:
    """The id of the audience that a roster's text means, by id or by title; empty for `Không`. None
    where no contest has it, or where contests use the title for several."""
    known = tuple(known)
    folded = " ".join(fold(text).split())
    said = {folded, folded.removeprefix("bang ")}
    for names in ([(one.id, one.id) for one in known], [(one.title, one.id) for one in known]):
        found = {id_ for name, id_ in names if " ".join(fold(name).split()) in said}
        if len(found) == 1:
            return found.pop()
    return "" if folded in _NONE_NAMES else None
