"""A decision that was signed and is not applied yet: what is signed beside it, and what goes on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from quiz import worker
from quiz.rules.criteria import TieBreak, chain
from quiz.rules.deciding import Ruling
from quiz.rules.extending import Wanted
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import appeals, extend, void
from quiz.stages.appeals import previewing, signing
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, RULES, World, make_world
from tests.committee import AFTER, Committee
from tests.finished import five_of_vi_thanh
from tests.stages.rounds_cast import Contest

OUTAGE = Wanted(60, "Mất điện cả huyện", "2" * 32)


@pytest.fixture
def people(database: Database, writer: Writer, world: World) -> dict[str, int]:
    """An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2."""
    return five_of_vi_thanh(database, writer, world)


@pytest.fixture
def committee(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> Committee:
    return Committee(database, writer, world)


@contextmanager
def stopping() -> Iterator[None]:
    """The server stops after each signature, and remembers nothing when it starts again."""
    with pytest.MonkeyPatch.context() as stopped:
        stopped.setattr(signing, "apply_signed", lambda *_values: 0)
        yield
    previewing.forget()


def credit(committee: Committee, people: dict[str, int], name: str = "Hà") -> int:
    """The id of a decision that is asked for about the last question of this person's paper."""
    attempt = committee.attempt_of(people[name])
    return committee.ask(Ruling.CREDIT_ALL, committee.question_of(attempt, 6))


def void_of(committee: Committee, people: dict[str, int], name: str) -> int:
    return committee.ask(Ruling.VOID_ATTEMPT, attempt_id=committee.attempt_of(people[name]))


def make_unappliable(database: Database, writer: Writer) -> Committee:
    """A contest whose chain asks for birth years: a decision of it was signed, then a year was
    typed, so that no recount equals the results any more."""
    oldest = chain(TieBreak.OLDEST, TieBreak.LOTS)
    world = make_world(database, replace(RULES, tie_breaks=oldest))
    people = five_of_vi_thanh(database, writer, world)
    Contest(database, writer, world).fix(CLOSES + MINUTE)
    committee = Committee(database, writer, world)
    committee.publish()
    decision = credit(committee, people)
    with stopping():
        committee.sign(decision)
    born = text("UPDATE person SET birth_year = 1970 WHERE id = :id")
    with database.writing() as session:
        session.connection().execute(born, {"id": people["Hà"]})
    return committee


def test_nothing_is_previewed_or_signed_beside_a_decision_that_is_not_applied_yet(
    committee: Committee, people: dict[str, int], database: Database, writer: Writer
) -> None:
    committee.publish()
    first, second = credit(committee, people), void_of(committee, people, "An")
    seen = committee.preview(second).digest
    with stopping():
        committee.sign(first)
        for act in (
            lambda: committee.preview(second),
            lambda: committee.sign(second, seen=seen),
        ):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.reason is Reason.DECISION_APPLYING
    appeals.apply_signed(database, writer, AFTER)
    promised = committee.preview(second).parts[0].after_digest
    committee.sign(second)
    assert committee.digests()[-1] == promised


def test_a_signature_that_stood_while_another_was_being_put_refuses_it(
    committee: Committee, people: dict[str, int], writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked before either signed."""
    committee.publish()
    first, second = credit(committee, people), void_of(committee, people, "An")
    looked = committee.preview(second)
    with stopping():
        committee.sign(first)
        monkeypatch.setattr(signing, "preview", lambda *_values: looked)
        with pytest.raises(Refusal) as refused:
            committee.sign(second, seen=looked.digest)
    assert refused.value.reason is Reason.DECISION_APPLYING


def test_nobody_is_given_time_or_voided_beside_a_decision_that_is_not_applied_yet(
    committee: Committee, people: dict[str, int], database: Database, writer: Writer
) -> None:
    attempt = committee.attempt_of(people["An"])
    with stopping():
        committee.sign(void_of(committee, people, "Hà"))
    for act in (
        lambda: extend.ask(writer, committee.round_id, OUTAGE, "so", AFTER),
        lambda: void.void(database, writer, attempt, "Thi hộ người khác", ("lan", "quan"), AFTER),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.reason is Reason.DECISION_APPLYING
    assert appeals.apply_signed(database, writer, AFTER) == 1
    assert extend.ask(writer, committee.round_id, OUTAGE, "so", AFTER).applied_to is None


def test_a_decision_that_cannot_be_applied_stops_no_decision_of_another_contest(
    database: Database, writer: Writer
) -> None:
    stuck = make_unappliable(database, writer)
    other = Contest(database, writer, stuck.world)
    other.open(RULES)
    attempt = other.sit("An")
    other.fix(CLOSES + MINUTE)
    rounds = {"Thành phố Vị Thanh": other.round()}
    elsewhere = Committee(database, writer, replace(stuck.world, rounds=rounds))
    elsewhere.publish()
    decision = elsewhere.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    elsewhere.sign(decision)
    left = text("SELECT decision_id FROM decision_round WHERE applied_at IS NULL")
    waiting = database.read_now(lambda one: list(one.execute(left).scalars()))
    assert decision not in waiting
    assert len(waiting) == 1


def test_the_worker_goes_on_although_a_decision_cannot_be_applied(
    database: Database, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    make_unappliable(database, writer)
    asyncio.run(worker.tidy(database, writer, AFTER))
    assert "a signed decision could not be applied" in caplog.text
    noted = text("SELECT COUNT(*) FROM item_result")
    assert database.read_now(lambda one: one.execute(noted).scalar_one()) > 0
