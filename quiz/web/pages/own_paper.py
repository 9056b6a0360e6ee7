"""The own paper after publication, with the own appeals."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.clauses import ClauseView
from quiz.web.pages.common import Link


@dataclass(frozen=True, slots=True)
class OwnOption:
    """An option as it was printed. `right` is False while the key may not be seen."""

    letter: str
    text: str
    chosen: bool
    right: bool


@dataclass(frozen=True, slots=True)
class OwnQuestionCard:
    """A question of the paper. What tells the key is empty while it may not be seen; `good` tells
    whether the answer was right, None where that is not known or does not count. `about_url` fills
    the form in."""

    number: int
    stem: str
    options: tuple[OwnOption, ...]
    result_text: str
    good: bool | None
    correction_text: str
    explanation: str
    bases: tuple[str, ...]
    clauses: tuple[ClauseView, ...]
    about_url: str


@dataclass(frozen=True, slots=True)
class OwnAppealCard:
    """An appeal and what became of it; `answer` is empty while there is none."""

    about: str
    words: str
    filed_text: str
    state_text: str
    answered: bool
    answer: str


@dataclass(frozen=True, slots=True)
class OwnPaperPage:
    """The own paper of a published round.

    Appealing: POST form `appeal_url` with `about` (score, identity, or a question's number) and
    `words`; `appeal_url` is empty once the time for it is over.
    """

    template: ClassVar[str] = "contestant/paper.html"
    personal: ClassVar[tuple[str, ...]] = ()
    title: str
    contest: str
    contestant: str
    candidate_number: str
    score_text: str
    void_text: str
    keys_text: str
    """Why keys cannot be seen yet."""
    changes: tuple[str, ...]
    questions: tuple[OwnQuestionCard, ...]
    appeals: tuple[OwnAppealCard, ...]
    until_text: str
    appeal_url: str
    choices: tuple[tuple[str, str], ...]
    longest: int
    back: Link
    about: str = ""
    words: str = ""
    problem: str = ""
    guess_text: str = ""
    """The own prediction, where there was one to make."""

    @property
    def alike(self) -> bool:
        """Nobody else sees it."""
        return False
