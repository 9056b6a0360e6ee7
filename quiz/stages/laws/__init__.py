"""The law library: take a text in after a look at it, say when it is in force, find a clause, and
name the questions whose law has changed.
"""

from question_bank.law_reading import LawReading
from question_bank.law_reading import read_law_apart as read
from quiz.stages.laws.comparing import BankAffected, Comparison, affected_by, compare, known
from quiz.stages.laws.looking import (
    Clause,
    Law,
    clauses,
    clauses_query,
    find,
    law,
    library,
    texts,
)
from quiz.stages.laws.taking_in import FORCE, UNTIL, About, checked, keep, revise, told_by
from quiz.store.laws import LawFacts

__all__ = [
    "FORCE",
    "UNTIL",
    "About",
    "BankAffected",
    "Clause",
    "Comparison",
    "Law",
    "LawFacts",
    "LawReading",
    "affected_by",
    "checked",
    "clauses",
    "clauses_query",
    "compare",
    "find",
    "keep",
    "known",
    "law",
    "library",
    "read",
    "revise",
    "texts",
    "told_by",
]
