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
from quiz.rules.draft import Series
from quiz.rules.extending import Wanted
from quiz.rules.reasons import AppealReason
from quiz.rules.refusal import Refusal
from quiz.stages import appeals, extend, void
from quiz.stages.appeals import previewing, signing
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World, make_world
from tests.committee import AFTER, Committee
from tests.finished import five_of_vi_thanh
from tests.stages.rounds_cast import WEEK, Contest

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
    """A decision was signed, then an entry of its round's ledger was changed, so that nothing can
    be counted by it any more."""
    world = make_world(database)
    people = five_of_vi_thanh(database, writer, world)
    committee = Committee(database, writer, world)
    committee.publish()
    decision = credit(committee, people)
    with stopping():
        committee.sign(decision)
    broken = text("UPDATE entry SET at = at + 1 WHERE number = 2 AND round_id = :round_id")
    with database.writing() as session:
        session.connection().execute(broken, {"round_id": committee.round_id})
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
            assert refused.value.reason is AppealReason.DECISION_APPLYING
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
    assert refused.value.reason is AppealReason.DECISION_APPLYING


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
        assert refused.value.reason is AppealReason.DECISION_APPLYING
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


def test_a_week_that_is_ranked_by_an_earlier_one_waits_until_that_is_done(
    database: Database, writer: Writer, world: World
) -> None:
    contest, when = Contest(database, writer, world), CLOSES + WEEK + MINUTE
    rules = replace(RULES, tie_breaks=chain(TieBreak.EARLIER_ROUND, TieBreak.LOTS))
    contest.open(rules, Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK))
    attempt = contest.sit("An")
    contest.sit("Bình", right=3)
    for name in ("An", "Bình"):
        contest.sit(name, "Tuần 2", OPENS + WEEK)
    contest.fix(when)
    rounds = {"Thành phố Vị Thanh": contest.round()}
    committee = Committee(database, writer, replace(world, rounds=rounds))
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt, now=when)
    with stopping():
        committee.sign(decision, seen=committee.preview(decision, when).digest, now=when)
    change = text("UPDATE entry SET at = at + :by WHERE number = 2 AND round_id = :round_id")
    for by, done in ((1, 0), (-1, 2)):
        with database.writing() as session:
            session.connection().execute(change, {"by": by, "round_id": contest.round()})
        assert appeals.apply_signed(database, writer, when) == done
    assert contest.order("Tuần 2") == ["Bình", "An"]
