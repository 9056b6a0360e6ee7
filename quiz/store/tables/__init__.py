"""Every row that the contest keeps, without methods.

Table classes do not validate: inputs are checked at the doors, and the CHECK and UNIQUE constraints
here are the last word. Times are UTC milliseconds in BIGINT. States are short texts.
"""

from quiz.store.tables.amending import RulesChange
from quiz.store.tables.appeals import (
    Appeal,
    Decision,
    DecisionMove,
    DecisionRound,
    DecisionUnit,
)
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
from quiz.store.tables.entering import KnownDevice, PastUnit, Registration, UnitMove
from quiz.store.tables.laws import LawAmendment, LawText
from quiz.store.tables.people import (
    AuditLog,
    Person,
    RecoveryCode,
    Revocation,
    Session,
    Staff,
    StaffDistrict,
    StaffLink,
    StaffPerson,
    Unit,
)
from quiz.store.tables.privacy import AuditSeal, DataRequest, EntryWords
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
from quiz.store.tables.units import AdvanceList, AdvanceLock, AdvanceUnit, Headcount

__all__ = [
    "AdvanceList",
    "AdvanceLock",
    "AdvanceUnit",
    "Appeal",
    "Attempt",
    "AuditLog",
    "AuditSeal",
    "BankImport",
    "BankOpening",
    "BankOrigin",
    "BankVersion",
    "Board",
    "BoardEntry",
    "Contest",
    "DataRequest",
    "Decision",
    "DecisionMove",
    "DecisionRound",
    "DecisionUnit",
    "EntryWords",
    "Extension",
    "FacilitySet",
    "FrozenBoard",
    "FrozenResult",
    "Headcount",
    "ItemResult",
    "KnownDevice",
    "LawAmendment",
    "LawText",
    "LedgerEntry",
    "NotedRound",
    "PastUnit",
    "Person",
    "QuestionRevision",
    "RecoveryCode",
    "Registration",
    "Result",
    "Revocation",
    "Round",
    "RulesChange",
    "Session",
    "SidePrize",
    "Staff",
    "StaffDistrict",
    "StaffLink",
    "StaffPerson",
    "Tally",
    "Team",
    "TeamChange",
    "TeamLock",
    "TeamMember",
    "TeamSkip",
    "TimeAnchor",
    "Unit",
    "UnitMove",
    "WorkingBank",
    "WorkingQuestion",
]
