"""After a round: the own paper, appeals, decisions by two, and what follows from them."""

from quiz.stages.appeals.asking import ask, decline
from quiz.stages.appeals.filing import file
from quiz.stages.appeals.own import Change, OwnAppeal, OwnPaper, OwnQuestion, changes_of, own_paper
from quiz.stages.appeals.previewing import Part, Preview, preview
from quiz.stages.appeals.signing import Signer, apply_signed, sign

__all__ = [
    "Change",
    "OwnAppeal",
    "OwnPaper",
    "OwnQuestion",
    "Part",
    "Preview",
    "Signer",
    "apply_signed",
    "ask",
    "changes_of",
    "decline",
    "file",
    "own_paper",
    "preview",
    "sign",
]
