"""Every row that the contest keeps, without methods.

Table classes do not validate: inputs are checked at the doors, and the CHECK and UNIQUE constraints
here are the last word. Times are UTC milliseconds in BIGINT. States are short texts.
"""

from quiz.store.tables.amending import RulesChange
from quiz.store.tables.appeals import Appeal, Decision, DecisionRound
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
    StaffPerson,
    Unit,
)
from quiz.store.tables.results import (
    Board,
    BoardEntry,
    Result,
    Tally,
    Team,
    TeamChange,
    TeamLock,
    TeamMember,
    TeamSkip,
)
from quiz.store.tables.statistics import FacilitySet, ItemResult, NotedRound
from quiz.store.tables.timing import Extension, TimeAnchor
from quiz.store.tables.units import Headcount

__all__ = [
    "Appeal",
    "Attempt",
    "AuditLog",
    "BankImport",
    "BankOpening",
    "BankOrigin",
    "BankVersion",
    "Board",
    "BoardEntry",
    "Contest",
    "Decision",
    "DecisionRound",
    "Extension",
    "FacilitySet",
    "FrozenBoard",
    "FrozenResult",
    "Headcount",
    "ItemResult",
    "LawAmendment",
    "LawText",
    "LedgerEntry",
    "NotedRound",
    "Person",
    "QuestionRevision",
    "Result",
    "Revocation",
    "Round",
    "RulesChange",
    "Session",
    "SidePrize",
    "Staff",
    "StaffDistrict",
    "StaffPerson",
    "Tally",
    "Team",
    "TeamChange",
    "TeamLock",
    "TeamMember",
    "TeamSkip",
    "TimeAnchor",
    "Unit",
    "WorkingBank",
    "WorkingQuestion",
]
