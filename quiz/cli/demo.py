"""`quiz demo`: a contest of its own to walk through: the shipped bank, Hậu Giang's units in 2021, a
made-up roster, a round in each district, finished attempts, and a link for each kind of user.
"""

from dataclasses import dataclass
from pathlib import Path

from question_bank.question import Level
from quiz.rules.access import Role

CONTEST = "Hội thi tìm hiểu cải cách hành chính và pháp luật về bầu cử (dữ liệu thử)"
BANK = Path(__file__).resolve().parent.parent.parent / "question_bank" / "banks" / "cchc-2021"
PEOPLE = 400
FINISHED = 140
HOUR = 3_600_000
CLOSED_DISTRICTS = ("931", "932")
"""Codes of two districts whose rounds have ended, so that a team can be chosen at once."""
ORGANIZER_DISTRICTS = ("930", "931")
STAFF = (
    ("tac-gia", "Nguyễn Thị Biên Soạn", Role.AUTHOR),
    ("to-chuc", "Trần Văn Tổ Chức", Role.ORGANIZER),
    ("so-noi-vu", "Lê Thị Sở Nội Vụ", Role.PROVINCE),
    ("quan-tri", "Phạm Văn Quản Trị", Role.ADMINISTRATOR),
)
SKILLS = {Level.EASY: 90, Level.MEDIUM: 70, Level.HARD: 50}
"""How many of a hundred answers of the made-up contestants are right."""


@dataclass(frozen=True, slots=True)
class Login:
    """A made-up member of staff and the password that the demo made."""

    username: str
    password: str
