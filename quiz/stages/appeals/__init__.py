"""After a round: the own paper, appeals, decisions by two, and what follows from them."""

from quiz.stages.appeals.asking import ask, decline
from quiz.stages.appeals.changes import Change, Voided, changes_of, voided_of
from quiz.stages.appeals.filing import file
from quiz.stages.appeals.looking import (
    AppealLine,
    Desk,
    KeyedQuestion,
    Named,
    SatAttempt,
    appeal_in,
    appeals_of,
    attempt_in,
    attempts_by_number,
    desks,
    names,
    question_in,
    search,
)
from quiz.stages.appeals.own import OwnAppeal, OwnPaper, OwnQuestion, own_paper
from quiz.stages.appeals.previewing import Part, Preview, preview
from quiz.stages.appeals.signing import Signer, apply_signed, sign
from quiz.stages.appeals.telling import say, story_of

__all__ = [
    "AppealLine",
    "Change",
    "Desk",
    "KeyedQuestion",
    "Named",
    "OwnAppeal",
    "OwnPaper",
    "OwnQuestion",
    "Part",
    "Preview",
    "SatAttempt",
    "Signer",
    "Voided",
    "appeal_in",
    "appeals_of",
    "apply_signed",
    "ask",
    "attempt_in",
    "attempts_by_number",
    "changes_of",
    "decline",
    "desks",
    "file",
    "names",
    "own_paper",
    "preview",
    "question_in",
    "say",
    "search",
    "sign",
    "story_of",
    "voided_of",
]
