"""Why something is refused: what a reason says, and the only exception that a rule raises. The
reasons themselves stand in quiz.rules.reasons, a table for each part of the contest.
"""

from enum import Enum


class Reason(Enum):
    """(code for programs, HTTP status, Vietnamese sentence that names the place and the remedy).

    The sentence is a format string; `Refusal` fills it.
    """

    _value_: tuple[str, int, str]

    @property
    def code(self) -> str:
        """What a program reads."""
        return self.value[0]

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value[1]

    @property
    def sentence(self) -> str:
        """What a person reads, before it is filled."""
        return self.value[2]


class Refusal(Exception):
    """Something may not be done. `reason` says why; the keywords fill its sentence and go to
    programs as they are.
    """

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.details = details

    @property
    def sentence(self) -> str:
        """The Vietnamese sentence, filled."""
        return self.reason.sentence.format(**self.details)
