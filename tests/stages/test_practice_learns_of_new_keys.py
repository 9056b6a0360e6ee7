"""Practice with a question whose key was corrected for the rounds that rank shows the key in force,
on the own paper and in the score of the receipt.
"""

import asyncio
from dataclasses import replace

import pytest

from quiz.rules.deciding import Ruling
from quiz.rules.draft import Series
from quiz.rules.eligibility import RoundKind
from quiz.stages import appeals, count, desk
from quiz.stages.appeals import OwnPaper
from quiz.store import rows
from quiz.store.database import Database
from quiz.store.writer import Writer
from quiz.web.contestant.views import receipt_page
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World
from tests.committee import AFTER, Committee
from tests.stages.rounds_cast import WEEK, Contest

WHOLE_BANK = replace(RULES, blueprint=tuple(replace(cell, count=4) for cell in RULES.blueprint))


class Practised:
    """An practised and Bình sat, both asked all 24 questions; `question` is one of them."""

    def __init__(self, contest: Contest) -> None:
        practice = Series("Thi thử", OPENS - 180 * MINUTE, OPENS - 60 * MINUTE, RoundKind.PRACTICE)
        contest.open(WHOLE_BANK, practice)
        self.database, self.an = contest.database, contest.world.people["An"]
        self.attempt = contest.sit("An", "Thi thử", OPENS - 120 * MINUTE, right=24)
        contest.sit("Bình", right=24)
        self.question = self.questions(self.attempt)[0]
        contest.fix(CLOSES + MINUTE)
        count.publish(contest.database, contest.writer, contest.round(), "lan", CLOSES + MINUTE)
        world = replace(contest.world, rounds={"Thành phố Vị Thanh": contest.round()})
        self.committee = Committee(contest.database, contest.writer, world)

    def questions(self, attempt: int) -> list[str]:
        found = self.database.read_now(lambda one: rows.read_attempt(one, attempt))
        return [item.question_id for item in found.paper.items]

    def paper(self) -> OwnPaper:
        now = AFTER + WEEK
        return asyncio.run(appeals.own_paper(self.database, self.attempt, self.an, now))

    def receipt(self) -> str:
        sitting = asyncio.run(desk.sitting(self.database, self.attempt, self.an))
        return receipt_page(sitting, None, AFTER + WEEK).score_text


@pytest.fixture
def practised(database: Database, writer: Writer, world: World) -> Practised:
    with database.writing() as session:
        # the world's own rounds are still open with the same questions
        session.connection().exec_driver_sql(f"UPDATE round SET closes_at = {OPENS + 1}")
    return Practised(Contest(database, writer, world))


def test_the_paper_of_practice_names_the_new_key(practised: Practised) -> None:
    assert practised.receipt() == "24/24"
    practised.committee.decide(Ruling.NEW_KEY, practised.question, key=frozenset({0}))
    (told,) = (one for one in practised.paper().questions if one.question.id == practised.question)
    assert (told.key, told.right) == (frozenset({0}), False)
    assert told.correction is not None
    assert practised.receipt() == "23/24"


def test_a_voided_question_is_no_part_of_what_practice_could_give(practised: Practised) -> None:
    practised.committee.decide(Ruling.VOID_QUESTION, practised.question)
    assert practised.receipt() == "23/23"
