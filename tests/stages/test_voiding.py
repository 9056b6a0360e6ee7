"""An attempt that is taken out of the contest ends, is told so, and leaves the board; a recount
agrees.
"""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from quiz.rules.reasons import AppealReason, AttemptReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import board, count, sit, void
from quiz.store import ledger, tally
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Result, Round
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, World
from tests.contents import said_of
from tests.finished import Sat, five_of_vi_thanh, hand_in
from tests.stages.test_extending import Hall, refused

REASON = "Làm bài hộ, theo biên bản số 3"


@pytest.fixture
def hall(database: Database, writer: Writer, world: World) -> Hall:
    return Hall(database, writer, world)


def take_out(hall: Hall, attempt: int, now: int = OPENS + 10 * MINUTE) -> None:
    void.void(hall.database, hall.writer, attempt, REASON, ("lan", "quan"), now)


def names_on_the_board(hall: Hall) -> list[str]:
    view = hall.database.read_now(lambda one: board.read_board(one, hall.world.vi_thanh))
    return [line.name.split()[-1] for line in view.lines]


def test_a_running_attempt_that_is_voided_takes_no_more_taps_and_cannot_be_handed_in(
    hall: Hall,
) -> None:
    an = hall.start("An")
    assert hall.answer("An", an, 1, OPENS + MINUTE) == "saved"
    take_out(hall, an)
    assert hall.answer("An", an, 2, OPENS + 11 * MINUTE) == "attempt_void"
    assert hall.answer("An", an, 1, OPENS + 11 * MINUTE) == "saved"  # the same tap, told the same
    assert refused(hall.submit, "An", an, OPENS + 11 * MINUTE).reason is AttemptReason.ATTEMPT_VOID
    hall.tick(CLOSES)
    assert hall.kinds(an) == ["start", "answer", "void"]
    assert hall.results() == {}
    assert hall.holds()


def test_a_voided_result_leaves_the_board_and_the_recount_agrees(hall: Hall) -> None:
    people = five_of_vi_thanh(hall.database, hall.writer, hall.world)
    with hall.database.reading() as session:
        wanted = select(Result.attempt_id).where(Result.person_id == people["Bình"])
        binh = session.exec(wanted).one()
    take_out(hall, binh)
    assert names_on_the_board(hall) == ["An", "Dũng", "Giang", "Hà"]
    hall.tick(OPENS + 11 * MINUTE)
    assert names_on_the_board(hall) == ["An", "Dũng", "Giang", "Hà"]
    assert hall.holds()
    count.publish(hall.database, hall.writer, hall.world.vi_thanh, "lan", CLOSES)
    assert names_on_the_board(hall) == ["An", "Dũng", "Giang", "Hà"]


def test_a_result_that_stays_on_the_board_although_it_is_voided_is_found_by_the_recount(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant."""
    monkeypatch.setattr(tally, "take_back", lambda *_values: None)
    (an,) = hand_in(hall.database, hall.writer, hall.world.vi_thanh, [Sat(hall.people["An"], 6, 5)])
    take_out(hall, an)
    assert not hall.holds()


def test_another_attempt_of_the_same_person_counts_again(hall: Hall) -> None:
    with hall.database.writing() as session:
        many = text("UPDATE contest SET rules = REPLACE(rules, :one, :three)")
        session.connection().execute(many, {"one": '"attempts":1', "three": '"attempts":3'})
    first = hall.start("An")
    hall.submit("An", first, OPENS + 20 * MINUTE)
    second = hall.start("An", OPENS + 21 * MINUTE)
    hall.submit("An", second, OPENS + 22 * MINUTE)
    assert list(hall.results()) == [second]
    take_out(hall, second, OPENS + 23 * MINUTE)
    hall.tick(OPENS + 24 * MINUTE)
    assert list(hall.results()) == [first]
    assert hall.holds()


def test_voiding_twice_is_voiding_once_and_is_noted_with_its_reason_in_the_ledger(
    hall: Hall,
) -> None:
    an = hall.start("An")
    take_out(hall, an)
    take_out(hall, an, OPENS + 12 * MINUTE)
    entries = hall.database.read_now(lambda one: ledger.entries_of_attempt(one, an))
    assert [entry.kind.value for entry in entries] == ["start", "void"]
    assert dict(entries[-1].body) == {
        "by": "lan",
        "confirmed_by": "quan",
        "reason_sha256": said_of(hall.database, REASON),
    }
    with hall.database.reading() as session:
        noted = session.exec(
            select(AuditLog).where(AuditLog.action == "attempt.void").order_by(col(AuditLog.id))
        ).one()
    told = (noted.actor, noted.subject, noted.detail)
    assert told == ("lan", f"attempt:{an}", "confirmed_by=quan")


@pytest.mark.parametrize(
    ("signers", "reason"),
    [
        (("quan", "quan"), RequestReason.SECOND_SIGNATURE),
        (("quan", " QUAN "), RequestReason.SECOND_SIGNATURE),
        (("quan", "phuc"), RequestReason.NOT_ALLOWED),
        (("quan", "hoa"), RequestReason.NOT_ALLOWED),
        (("cli", "quan"), RequestReason.NOT_ALLOWED),
    ],
)
def test_two_people_sign_who_may_decide_in_the_district(
    hall: Hall, signers: tuple[str, str], reason: Reason
) -> None:
    an = hall.start("An")
    with pytest.raises(Refusal) as found:
        void.void(hall.database, hall.writer, an, REASON, signers, OPENS)
    assert found.value.reason is reason
    assert hall.kinds(an) == ["start"]


def test_once_results_rank_others_only_a_decision_voids(hall: Hall) -> None:
    an = hall.start("An")
    hall.submit("An", an, OPENS + MINUTE)
    with hall.database.writing() as session:
        session.get_one(Round, hall.world.vi_thanh).outcome = 1
    assert refused(take_out, hall, an, CLOSES).reason is AppealReason.VOID_BY_DECISION
    assert hall.kinds(an) == ["start", "submit"]


def test_a_voided_attempt_is_not_given_time_and_does_not_hold_the_publication_back(
    hall: Hall,
) -> None:
    an = hall.start("An")
    take_out(hall, an)
    number = hall.world.numbers["An"]
    assert refused(hall.give, 10, OPENS, number).reason is AttemptReason.NOTHING_TO_EXTEND
    assert hall.give(10, OPENS).applied_to == 0
    count.publish(hall.database, hall.writer, hall.world.vi_thanh, "lan", CLOSES + 10 * MINUTE)


def test_nothing_is_voided_once_the_board_is_official_or_without_a_reason(hall: Hall) -> None:
    an = hall.start("An")
    for reason in ("", "  "):
        with pytest.raises(Refusal) as found:
            void.void(hall.database, hall.writer, an, reason, ("lan", "quan"), OPENS)
        assert found.value.reason is RequestReason.BAD_INPUT
    hall.submit("An", an, OPENS + MINUTE)
    count.publish(hall.database, hall.writer, hall.world.vi_thanh, "lan", CLOSES)
    assert refused(take_out, hall, an, CLOSES).reason is AppealReason.VOID_BY_DECISION
    assert names_on_the_board(hall) == ["An"]


def test_a_settlement_that_meets_a_voided_attempt_brings_nothing_back(hall: Hall) -> None:
    an = hall.start("An")
    asyncio.run(sit.expire(hall.database, hall.writer, CLOSES))
    settling = count.settlement(an)
    take_out(hall, an, CLOSES)
    hall.writer.run_now(settling, hall.world.vi_thanh)
    assert hall.results() == {}
    assert asyncio.run(count.settle_all(hall.database, hall.writer)) == 0
    assert hall.holds()
