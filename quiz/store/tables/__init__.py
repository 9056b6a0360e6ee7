"""Every row that the contest keeps, without methods.

Table classes do not validate: inputs are checked at the doors, and the CHECK and UNIQUE constraints
here are the last word. Times are UTC milliseconds in BIGINT. States are short texts.
"""

from quiz.store.tables.authoring import (
    BankImport,
    BankOpening,
    BankOrigin,
    QuestionRevision,
    WorkingBank,
    WorkingQuestion,
)
from quiz.store.tables.boards import FrozenBoard, FrozenResult, SidePrize
from quiz.store.tables.contests import Attempt, BankVersion, Contest, LedgerEntry, Round
from quiz.store.tables.laws import LawAmendment, LawText
from quiz.store.tables.people import (
    AuditLog,
    Person,
    Revocation,
    Session,
    Staff,
    StaffDistrict,
    Unit,
)
from quiz.store.tables.results import (
    Board,
    BoardEntry,
    Result,
    Tally,
    Team,
    TeamMember,
    TeamSkip,
)
from quiz.store.tables.timing import Extension, TimeAnchor

__all__ = [
    "Attempt",
    "AuditLog",
    "BankImport",
    "BankOpening",
    "BankOrigin",
    "BankVersion",
    "Board",
    "BoardEntry",
    "Contest",
    "Extension",
    "FrozenBoard",
    "FrozenResult",
    "LawAmendment",
    "LawText",
    "LedgerEntry",
    "Person",
    "QuestionRevision",
    "Result",
    "Revocation",
    "Round",
    "Session",
    "SidePrize",
    "Staff",
    "StaffDistrict",
    "Tally",
    "Team",
    "TeamMember",
    "TeamSkip",
    "TimeAnchor",
    "Unit",
    "WorkingBank",
    "WorkingQuestion",
]
