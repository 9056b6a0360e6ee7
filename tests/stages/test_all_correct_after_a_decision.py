"""Whoever has everything right that the paper still offers is all correct: a voided question takes
nobody out of what a prediction asked for, neither in a preview nor when the worker counts.
"""

from dataclasses import replace

import pytest

from quiz.rules.criteria import TieBreak, chain
from quiz.rules.deciding import Ruling
from quiz.rules.prediction import Target
from quiz.rules.round import Rules
from quiz.stages import count
from quiz.store import counting, rows
from quiz.store.database import Database
from quiz.store.tables import Round
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, RULES, make_world
from tests.committee import AFTER, Committee
from tests.stages.rounds_cast import Contest

PREDICTED = replace(
    RULES,
    prediction=Target.ALL_CORRECT,
    tie_breaks=chain(TieBreak.PREDICTION, TieBreak.DURATION),
)


class Case(Committee):
    """An said 2 and Bình 0; An has all six right, and Bình as many as `right`."""

    def __init__(
        self, database: Database, writer: Writer, rules: Rules = PREDICTED, right: int = 6
    ) -> None:
        self.contest = Contest(database, writer, make_world(database))
        self.contest.open(rules)
        super().__init__(database, writer, self.contest.world)
        self.an = self.contest.sit("An", guess="2")
        self.binh = self.contest.sit("Bình", guess="0", right=right)
        self.contest.fix(CLOSES + MINUTE)

    @property
    def round_id(self) -> int:
        return self.contest.round()

    def outcome(self) -> int | None:
        """What the round knows."""
        return self.database.read_now(lambda one: rows.read_round(one, self.round_id)).outcome

    def forget_outcome(self) -> None:
        """Let the worker find it again."""
        with self.database.writing() as session:
            session.get_one(Round, self.round_id).outcome = None
        self.contest.fix(AFTER + MINUTE)


@pytest.mark.parametrize("ruling", [Ruling.VOID_QUESTION, Ruling.CREDIT_ALL])
def test_a_question_that_all_had_right_is_decided_about_and_the_outcome_stays(
    database: Database, writer: Writer, ruling: Ruling
) -> None:
    case = Case(database, writer)
    case.publish(case.round_id)
    assert (case.outcome(), case.contest.order()) == (2, ["An", "Bình"])
    found = case.decide(ruling, case.question_of(case.an, 1))
    assert [part.outcome for part in found.parts] == [None]
    assert case.outcome() == 2
    assert case.holds()


def test_another_key_leaves_nobody_all_correct_who_holds_the_question(
    database: Database, writer: Writer
) -> None:
    case = Case(database, writer)
    question = case.question_of(case.an, 1)
    papers = [{case.question_of(one, n) for n in range(1, 7)} for one in (case.an, case.binh)]
    case.decide(Ruling.NEW_KEY, question, key=frozenset({0}))
    assert case.outcome() == sum(question not in paper for paper in papers)
    assert case.holds()


def test_who_missed_only_the_voided_question_is_all_correct_then(
    database: Database, writer: Writer
) -> None:
    case = Case(database, writer, right=5)
    assert case.outcome() == 1
    found = case.decide(Ruling.VOID_QUESTION, case.question_of(case.binh, 6))
    assert [part.outcome for part in found.parts] == [2]
    assert case.outcome() == 2
    case.forget_outcome()
    assert case.outcome() == 2
    assert case.holds()


def test_a_share_is_taken_of_those_who_have_all_that_is_left(
    database: Database, writer: Writer
) -> None:
    case = Case(database, writer, replace(PREDICTED, prediction=Target.PERCENT), right=5)
    assert case.outcome() == 5_000
    case.decide(Ruling.VOID_QUESTION, case.question_of(case.binh, 6))
    assert case.outcome() == 10_000


def test_the_worker_and_the_preview_find_the_same_after_a_question_is_voided(
    database: Database, writer: Writer
) -> None:
    case = Case(database, writer)
    case.decide(Ruling.VOID_QUESTION, case.question_of(case.an, 1))
    case.forget_outcome()
    assert case.outcome() == 2
    assert count.publish(database, writer, case.round_id, "lan", AFTER + 2 * MINUTE).digest


def test_a_build_that_asks_for_every_printed_question_is_caught(
    database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: no question of a paper is known to be voided."""
    monkeypatch.setattr(counting, "voided_by", lambda _corrections: ())
    case = Case(database, writer)
    case.decide(Ruling.VOID_QUESTION, case.question_of(case.an, 1))
    assert case.outcome() != 2
