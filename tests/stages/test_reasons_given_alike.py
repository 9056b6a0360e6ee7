"""Two decisions that give the same reason in the same words: whoever's erasure takes the one away
leaves the other, which is somebody else's, or everybody's."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from quiz.rules.appealing import AppealRules, Filing, Subject
from quiz.rules.deciding import Proposed, Ruling, facts_of
from quiz.rules.retention import ERASED_NAME
from quiz.stages import appeals
from quiz.stages.appeals import signing
from quiz.store import entry_words, erasing
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from tests.cast import RULES, World, make_world
from tests.committee import AFTER, REASON, Committee
from tests.finished import five_of_vi_thanh

_TOLD = text(
    "SELECT d.id, w.words FROM decision d JOIN decision_round s ON s.decision_id = d.id"
    " JOIN entry e ON e.round_id = s.round_id AND e.number = s.entry LEFT JOIN entry_words w"
    " ON w.round_id = e.round_id AND e.body LIKE '%' || w.digest || '%' ORDER BY d.id, s.round_id"
)


@pytest.fixture
def world(database: Database) -> World:
    """The contest that takes appeals."""
    return make_world(database, replace(RULES, appeals=AppealRules(days=2)))


def appealed(database: Database, writer: Writer, world: World) -> tuple[Committee, int, int]:
    """The committee, An, who appealed against question 6, and the decision that would answer."""
    people = five_of_vi_thanh(database, writer, world)
    committee, an = Committee(database, writer, world), people["An"]
    committee.publish()
    attempt = committee.attempt_of(an)
    filing = Filing(Subject.QUESTION, 6, "Đề nghị xem lại đáp án của câu này")
    appeal = asyncio.run(appeals.file(database, writer, attempt, an, filing, AFTER))
    question = committee.question_of(attempt, 6)
    proposed = Proposed(Ruling.CREDIT_ALL, REASON, "a" * 32, question, appeal_id=appeal)
    return committee, an, appeals.ask(writer, committee.round_id, proposed, "so", AFTER)


def test_an_erasure_takes_the_words_of_the_answer_and_leaves_the_same_words_of_another_decision(
    database: Database, writer: Writer, world: World
) -> None:
    committee, an, answer = appealed(database, writer, world)
    committee.sign(answer)
    committee.decide(Ruling.CREDIT_ALL, committee.question_of(committee.attempt_of(an), 5))
    with database.read_engine.connect() as connection:
        told = connection.execute(_TOLD).all()
    assert {(one.id == answer, one.words) for one in told} == {(True, REASON), (False, REASON)}
    with database.writing() as session:
        erasing.erase(session.connection(), [an], "quan", AFTER)
    with database.read_engine.connect() as connection:
        left = connection.execute(_TOLD).all()
    assert {(one.id == answer, one.words) for one in left} == {(True, None), (False, REASON)}
    assert len(left) == len(told)


def test_an_answer_from_before_words_stood_apart_does_not_stop_an_erasure(
    database: Database, writer: Writer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As decisions were entered then: the entry holds its reason itself."""
    committee, an, answer = appealed(database, writer, world)

    def of_before(*of: Any) -> tuple[tuple[str, str | int], ...]:
        kept = (fact for fact in facts_of(*of) if fact[0] != entry_words.FACT)
        return (*kept, ("reason", REASON))

    monkeypatch.setattr(signing, "facts_of", of_before)
    committee.sign(answer)
    with database.writing() as session:
        erasing.erase(session.connection(), [an], "quan", AFTER)
    with database.reading() as session:
        assert session.get_one(Person, an).name == ERASED_NAME
