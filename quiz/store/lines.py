"""A line of a board as it is read and as it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from quiz.rules.ranking import say_score
from quiz.rules.round import Rules
from quiz.rules.scoring import Score


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One person's place. `note` explains a tie with the next line."""

    place: int
    person_id: int
    name: str
    number: str
    unit: str
    score: Score
    score_text: str
    note: str
    attempt_id: int


class Row(NamedTuple):
    """A row of a page: of a result, `place` is 0."""

    rank_key: str
    correct_count: int
    hard_count: int
    answered: int
    duration_ms: int
    ended_at: int
    person_id: int
    attempt_id: int
    place: int
    name: str
    number: str
    unit: str

    def line(self, place: int, note: str, rules: Rules, gone: Mapping[int, int]) -> BoardLine:
        """As it is shown; `gone` is what papers lost to voided questions."""
        score = Score(
            self.correct_count, self.hard_count, self.answered, self.duration_ms, self.ended_at
        )
        said = say_score(self.correct_count, self.rank_key, rules, gone.get(self.attempt_id, 0))
        person = self.person_id, self.name, self.number, self.unit
        return BoardLine(place, *person, score, said, note, self.attempt_id)
