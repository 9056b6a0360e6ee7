"""Every reason why something is refused, a table for each part of the contest."""

from quiz.rules.reasons.appeals import AppealReason
from quiz.rules.reasons.attempts import AttemptReason
from quiz.rules.reasons.banks import BankReason
from quiz.rules.reasons.boards import BoardReason
from quiz.rules.reasons.contests import ContestReason
from quiz.rules.reasons.entering import EntryReason
from quiz.rules.reasons.people import PeopleReason
from quiz.rules.reasons.privacy import PrivacyReason
from quiz.rules.reasons.requests import RequestReason
from quiz.rules.reasons.staff import StaffReason
from quiz.rules.reasons.teams import TeamReason
from quiz.rules.reasons.units import UnitReason
from quiz.rules.refusal import Reason

__all__ = (
    "EVERY_REASON",
    "AppealReason",
    "AttemptReason",
    "BankReason",
    "BoardReason",
    "ContestReason",
    "EntryReason",
    "PeopleReason",
    "PrivacyReason",
    "RequestReason",
    "StaffReason",
    "TeamReason",
    "UnitReason",
)

EVERY_REASON: frozenset[Reason] = frozenset(
    reason for table in Reason.__subclasses__() for reason in table
)
