"""Until when appeals are filed in a small contest, by one value of its rules."""

import asyncio
from collections.abc import Callable

import pytest

from quiz.rules.appealing import Filing, Subject
from quiz.rules.reasons import AppealReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.starting import DAY_MS
from quiz.stages import appeals
from quiz.stages.appeals import OwnPaper
from tests.cast import MINUTE, OPENS
from tests.stages.contest_effects import LATER, publish
from tests.stages.rounds_cast import Contest

MIDNIGHT = OPENS + 16 * 60 * MINUTE
"""The end of the day of publication."""


def appeals_until(days: int, said: str = "") -> Callable[[Contest, Rules], None]:
    """An files an appeal in the last millisecond of so many days after the day of publication, and
    is refused the next one at their end, which the sentence names. 0 days: none is ever filed."""
    end = MIDNIGHT + days * DAY_MS

    def effect(contest: Contest, rules: Rules) -> None:
        contest.open(rules)
        attempt, person = contest.sit("An"), contest.world.people["An"]
        publish(contest)

        def look(now: int) -> OwnPaper:
            return asyncio.run(appeals.own_paper(contest.database, attempt, person, now))

        def file(number: int, now: int) -> int:
            filing = Filing(Subject.QUESTION, number, "Có hai phương án cùng đúng")
            given = (contest.database, contest.writer, attempt, person, filing)
            return asyncio.run(appeals.file(*given, now))

        def told(number: int, now: int) -> str:
            assert not look(now).may_appeal
            with pytest.raises(Refusal) as refusal:
                file(number, now)
            assert refusal.value.reason is AppealReason.APPEALS_CLOSED
            return refusal.value.sentence

        if not days:
            told(1, LATER + MINUTE)
            return
        assert look(end - 1).may_appeal
        filed = file(1, end - 1)
        assert said in told(2, end)
        assert [one.id for one in look(end).appeals] == [filed]

    return effect
