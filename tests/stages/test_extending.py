"""Giving time: who goes on, until when, what the ledger and the results say, and who signs."""

import asyncio
from collections.abc import Sequence
from threading import Thread

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from quiz.rules.extending import LAPSE_MS, Wanted
from quiz.rules.paper import fold
from quiz.rules.reasons import AttemptReason, BoardReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import count, extend, sit
from quiz.stages.extend import Asked
from quiz.store import ledger, rows
from quiz.store.database import Database
from quiz.store.rows import AttemptState
from quiz.store.tables import AuditLog, Extension, LedgerEntry, Result, Round
from quiz.store.writer import Writer
from quiz.worker import tick
from tests.cast import CLOSES, MINUTE, OPENS, World, add_person
from tests.contents import said_of

LIMIT = OPENS + 30 * MINUTE
ONCE = "0" * 32


class Hall:
    """Vị Thanh's round while people sit."""

    def __init__(self, database: Database, writer: Writer, world: World) -> None:
        self.database, self.writer, self.world = database, writer, world
        self.people = dict(world.people)

    def start(self, name: str, now: int = OPENS) -> int:
        person = self.people[name]
        return asyncio.run(sit.start(self.database, self.writer, self.world.vi_thanh, person, now))

    def crowd(self, size: int, now: int = OPENS) -> list[int]:
        """So many people, started."""
        district = self.world.districts["Thành phố Vị Thanh"]
        for number in range(size):
            name = f"Người {number}"
            self.people[name] = add_person(self.database, name, f"VT1{number:03d}", district)
        return [self.start(f"Người {number}", now) for number in range(size)]

    def answer(self, name: str, attempt: int, seq: int, arrived: int) -> str:
        """What becomes of a tap on the first question."""
        try:
            saved = asyncio.run(
                sit.answer(
                    self.database,
                    self.writer,
                    attempt,
                    self.people[name],
                    question=1,
                    choice=(seq % 4,),
                    seq=seq,
                    arrived=arrived,
                )
            )
        except Refusal as refusal:
            return refusal.reason.code
        return saved.state

    def submit(self, name: str, attempt: int, arrived: int) -> AttemptState:
        then = count.settlement(attempt)
        return asyncio.run(
            sit.submit(self.database, self.writer, attempt, self.people[name], arrived, then)
        )

    def tick(self, now: int) -> None:
        asyncio.run(tick(self.database, self.writer, now))

    def give(
        self, minutes: int, now: int, number: str = "", once: str = ONCE, actor: str = "lan"
    ) -> Asked:
        wanted = Wanted(minutes, "Mất điện ở điểm thi", once, number)
        return extend.ask(self.writer, self.world.vi_thanh, wanted, actor, now)

    def confirm(self, asked: Asked, actor: str, now: int) -> Asked:
        return extend.confirm(self.writer, self.world.vi_thanh, asked.id, actor, now)

    def attempt(self, attempt: int) -> AttemptState:
        return self.database.read_now(lambda connection: rows.read_attempt(connection, attempt))

    def closes_at(self) -> int:
        with self.database.reading() as session:
            return session.get_one(Round, self.world.vi_thanh).closes_at

    def results(self) -> dict[int, int]:
        """Attempt -> milliseconds it took."""
        with self.database.reading() as session:
            return {one.attempt_id: one.duration_ms for one in session.exec(select(Result))}

    def kinds(self, attempt: int | None = None) -> list[str]:
        """The kinds of the round's entries since the opening, or of one attempt's."""
        wanted = select(LedgerEntry.kind).where(LedgerEntry.round_id == self.world.vi_thanh)
        if attempt is not None:
            wanted = wanted.where(LedgerEntry.attempt_id == attempt)
        with self.database.reading() as session:
            return list(session.exec(wanted.order_by(col(LedgerEntry.number))))

    def audit(self) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            noted = session.exec(select(AuditLog).order_by(col(AuditLog.id))).all()
        return [(one.actor, one.action) for one in noted if one.action.startswith("extension.")]

    def holds(self) -> bool:
        """Whether counting everything again equals what is stored, on an unbroken chain."""
        found = self.database.read_now(
            lambda connection: count.recount(connection, self.world.vi_thanh)
        )
        return not found.differences and found.broken_link is None


@pytest.fixture
def hall(database: Database, writer: Writer, world: World) -> Hall:
    return Hall(database, writer, world)


def refused(work: object, *arguments: object, **named: object) -> Refusal:
    assert callable(work)
    with pytest.raises(Refusal) as found:
        work(*arguments, **named)
    return found.value


def test_one_person_is_given_time_and_nobody_else(hall: Hall) -> None:
    an, binh = hall.start("An"), hall.start("Bình")
    asked = hall.give(10, OPENS + MINUTE, hall.world.numbers["An"].lower())
    assert (asked.minutes, asked.applied_to) == (10, 1)
    assert hall.attempt(an).deadline_at == LIMIT + 10 * MINUTE
    assert hall.attempt(binh).deadline_at == LIMIT
    assert hall.closes_at() == CLOSES
    assert hall.kinds(an) == ["start", "extend"]
    assert hall.kinds(binh) == ["start"]
    grace = LIMIT + 10 * MINUTE + 3_000
    assert hall.answer("An", an, 1, grace) == "saved"
    assert hall.answer("An", an, 2, grace + 1) == "het_gio"
    assert hall.audit() == [("lan", "extension.apply")]


def test_the_ledger_tells_how_much_why_and_who_by_user_name(hall: Hall) -> None:
    an = hall.start("An")
    hall.give(10, OPENS + MINUTE, hall.world.numbers["An"])
    entries = hall.database.read_now(lambda one: ledger.entries_of_attempt(one, an))
    assert dict(entries[-1].body) == {
        "by": "lan",
        "ms": 10 * MINUTE,
        "reason_sha256": said_of(hall.database, "Mất điện ở điểm thi"),
    }


def test_a_round_s_extension_moves_every_running_deadline_and_the_round_s_end(hall: Hall) -> None:
    an, binh = hall.start("An"), hall.start("Bình", CLOSES - 5 * MINUTE)
    chi = hall.start("An", OPENS)
    assert chi == an
    hall.submit("An", an, OPENS + MINUTE)
    hall.give(15, CLOSES - MINUTE)
    assert hall.attempt(an).deadline_at == LIMIT
    assert hall.attempt(binh).deadline_at == CLOSES + 15 * MINUTE
    assert hall.closes_at() == CLOSES + 15 * MINUTE


def test_who_could_not_start_may_still_start_until_the_new_end(hall: Hall) -> None:
    hall.give(20, CLOSES - MINUTE)
    late = hall.start("An", CLOSES + 10 * MINUTE)
    assert hall.attempt(late).deadline_at == CLOSES + 20 * MINUTE
    assert refused(hall.start, "Bình", CLOSES + 20 * MINUTE).reason is AttemptReason.ROUND_CLOSED


def test_what_was_closed_by_time_goes_on_and_its_result_is_taken_back_until_it_ends_again(
    hall: Hall,
) -> None:
    an = hall.start("An")
    assert hall.answer("An", an, 1, OPENS + MINUTE) == "saved"
    hall.tick(LIMIT + MINUTE)
    assert hall.results() == {an: 30 * MINUTE}
    hall.give(10, LIMIT + 2 * MINUTE)
    assert hall.attempt(an).ended_at is None
    assert hall.results() == {}
    assert hall.kinds(an) == ["start", "answer", "expire", "extend"]
    hall.tick(LIMIT + 3 * MINUTE)
    assert hall.results() == {}
    assert hall.answer("An", an, 2, LIMIT + 4 * MINUTE) == "saved"
    hall.submit("An", an, LIMIT + 5 * MINUTE)
    assert hall.results() == {an: 30 * MINUTE}  # the time that ranks is capped at the limit
    sheet = fold(hall.database.read_now(lambda one: ledger.entries_of_attempt(one, an)))
    assert (sheet.answers, sheet.submitted) == ({1: (2,)}, True)
    assert hall.holds()


def test_a_result_that_is_being_settled_while_time_is_given_is_counted_at_the_second_end(
    hall: Hall,
) -> None:
    an = hall.start("An")
    asyncio.run(sit.expire(hall.database, hall.writer, LIMIT + MINUTE))
    settling = count.settlement(an)  # another process has seen it end
    hall.give(10, LIMIT + 2 * MINUTE)
    hall.writer.run_now(settling, hall.world.vi_thanh)
    assert hall.results() == {}
    hall.tick(LIMIT + 11 * MINUTE)
    assert hall.results() == {an: 30 * MINUTE}
    assert hall.holds()


def test_a_worker_that_saw_it_overdue_does_not_close_what_was_given_time_meanwhile(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    an = hall.start("An")
    real = hall.writer.run

    async def slow(job: object, order: int = 0) -> object:
        monkeypatch.setattr(hall.writer, "run", real)
        await asyncio.to_thread(hall.give, 10, LIMIT + MINUTE)
        return await real(job, order)  # type: ignore[arg-type]

    monkeypatch.setattr(hall.writer, "run", slow)
    assert asyncio.run(sit.expire(hall.database, hall.writer, LIMIT + MINUTE)) == 0
    assert hall.attempt(an).ended_at is None
    assert hall.kinds(an) == ["start", "extend"]


@pytest.mark.parametrize(("late_ms", "goes_on"), [(-1, True), (0, False), (1, False)])
def test_whether_it_goes_on_is_decided_to_the_millisecond(
    hall: Hall, late_ms: int, goes_on: bool
) -> None:
    an = hall.start("An")
    hall.tick(LIMIT + MINUTE)
    now = LIMIT + 10 * MINUTE + late_ms
    if goes_on:
        assert hall.give(10, now, hall.world.numbers["An"]).applied_to == 1
        assert hall.attempt(an).ended_at is None
    else:
        refusal = refused(hall.give, 10, now, hall.world.numbers["An"])
        assert refusal.reason is AttemptReason.EXTENSION_TOO_SHORT
        assert refusal.details == {"minutes": 10, "least": 11}
        assert hall.give(11, now, hall.world.numbers["An"]).applied_to == 1


def test_whoever_handed_in_did_not_start_or_is_unknown_cannot_be_given_time(hall: Hall) -> None:
    hall.submit("An", hall.start("An"), OPENS + MINUTE)
    for number in (hall.world.numbers["An"], hall.world.numbers["Bình"], "PH0001", "%", "XX"):
        refusal = refused(hall.give, 10, OPENS + 2 * MINUTE, number)
        assert refusal.reason is AttemptReason.NOTHING_TO_EXTEND, number
    assert hall.closes_at() == CLOSES
    assert hall.audit() == []


def test_only_a_person_s_newest_attempt_goes_on(hall: Hall) -> None:
    with hall.database.writing() as session:
        many = text("UPDATE contest SET rules = REPLACE(rules, :one, :three)")
        session.connection().execute(many, {"one": '"attempts":1', "three": '"attempts":3'})
    first = hall.start("An")
    hall.tick(LIMIT + MINUTE)
    second = hall.start("An", LIMIT + 2 * MINUTE)
    hall.tick(LIMIT + 33 * MINUTE)
    assert len(hall.results()) == 1
    hall.give(60, LIMIT + 34 * MINUTE)
    assert hall.attempt(first).ended_at is not None
    assert hall.attempt(second).ended_at is None
    hall.tick(LIMIT + 35 * MINUTE)
    assert list(hall.results()) == [first]  # the other one's result stands again
    assert hall.holds()


def test_a_published_round_is_refused(hall: Hall) -> None:
    asked = hall.give(1, CLOSES)
    assert asked.applied_to is None
    count.publish(hall.database, hall.writer, hall.world.vi_thanh, "lan", CLOSES)
    assert refused(hall.give, 10, CLOSES, once="1" * 32).reason is AttemptReason.ALREADY_PUBLISHED
    assert refused(hall.confirm, asked, "quan", CLOSES).reason is AttemptReason.ALREADY_PUBLISHED
    assert hall.closes_at() == CLOSES


def test_the_same_form_twice_gives_the_time_once(hall: Hall) -> None:
    an = hall.start("An")
    first, second = hall.give(10, OPENS), hall.give(10, OPENS + 5)
    assert first == second
    assert hall.attempt(an).deadline_at == LIMIT + 10 * MINUTE
    hall.give(10, OPENS + 5, once="1" * 32)
    assert hall.attempt(an).deadline_at == LIMIT + 20 * MINUTE


def test_the_same_form_twice_at_the_same_moment_gives_the_time_once(hall: Hall) -> None:
    an = hall.start("An")
    other = Database(hall.database.url)
    other_writer = Writer(other)
    other_writer.start()
    there = Hall(other, other_writer, hall.world)
    told: list[Asked] = []
    threads = [
        Thread(target=lambda side: told.append(side.give(10, OPENS)), args=(side,))
        for side in (hall, there) * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other_writer.close()
    other.close()
    assert len(told) == 8
    assert len(set(told)) == 1
    assert hall.attempt(an).deadline_at == LIMIT + 10 * MINUTE


def deadlines(hall: Hall, attempts: Sequence[int]) -> set[int]:
    return {hall.attempt(attempt).deadline_at for attempt in attempts}


def test_ten_at_once_one_organiser_gives_time_alone(hall: Hall) -> None:
    attempts = hall.crowd(10)
    assert hall.give(10, OPENS + MINUTE).applied_to == 10
    assert deadlines(hall, attempts) == {LIMIT + 10 * MINUTE}


def test_for_eleven_at_once_a_second_member_of_staff_has_to_sign(hall: Hall) -> None:
    attempts = hall.crowd(11)
    asked = hall.give(10, OPENS + MINUTE)
    assert asked.applied_to is None
    assert deadlines(hall, attempts) == {LIMIT}
    assert hall.closes_at() == CLOSES
    assert "extend" not in hall.kinds()
    assert (
        refused(hall.confirm, asked, "lan", OPENS + MINUTE).reason is RequestReason.SECOND_SIGNATURE
    )
    assert deadlines(hall, attempts) == {LIMIT}
    hall.submit("Người 0", attempts[0], OPENS + 2 * MINUTE)
    assert hall.confirm(asked, "so", OPENS + 3 * MINUTE).applied_to == 10
    assert deadlines(hall, attempts[1:]) == {LIMIT + 10 * MINUTE}
    assert deadlines(hall, attempts[:1]) == {LIMIT}
    assert hall.confirm(asked, "quan", OPENS + 4 * MINUTE).applied_to == 10
    assert deadlines(hall, attempts[1:]) == {LIMIT + 10 * MINUTE}
    assert hall.audit() == [("lan", "extension.ask"), ("so", "extension.apply")]
    with hall.database.reading() as session:
        row = session.exec(select(Extension)).one()
    assert (row.asked_by, row.confirmed_by, row.applied_at) == ("lan", "so", OPENS + 3 * MINUTE)
    assert hall.holds()


def test_a_request_takes_effect_for_those_who_would_go_on_when_it_is_signed(hall: Hall) -> None:
    attempts = hall.crowd(11)
    asked = hall.give(10, LIMIT - MINUTE)
    hall.tick(LIMIT + MINUTE)
    assert len(hall.results()) == 11
    assert hall.confirm(asked, "so", LIMIT + 2 * MINUTE).applied_to == 11
    assert hall.results() == {}
    assert deadlines(hall, attempts) == {LIMIT + 10 * MINUTE}
    hall.tick(LIMIT + 11 * MINUTE)
    assert set(hall.results().values()) == {30 * MINUTE}
    assert hall.holds()


def test_a_round_that_has_closed_is_opened_again_by_two(hall: Hall) -> None:
    asked = hall.give(10, CLOSES)
    assert asked.applied_to is None
    assert refused(hall.start, "An", CLOSES + MINUTE).reason is AttemptReason.ROUND_CLOSED
    assert hall.confirm(asked, "quan", CLOSES + MINUTE).applied_to == 0
    assert hall.attempt(hall.start("An", CLOSES + MINUTE)).deadline_at == CLOSES + 10 * MINUTE


def test_a_request_that_nobody_signed_in_half_an_hour_has_lapsed(hall: Hall) -> None:
    hall.crowd(11, CLOSES - MINUTE)
    asked = hall.give(200, CLOSES - MINUTE)
    late = CLOSES - MINUTE + LAPSE_MS + 1
    assert refused(hall.confirm, asked, "so", late).reason is AttemptReason.EXTENSION_LAPSED
    assert hall.confirm(asked, "so", late - 1).applied_to == 11


def test_a_request_of_another_round_is_like_a_missing_one(hall: Hall) -> None:
    asked = hall.give(10, CLOSES)
    foreign = hall.world.phung_hiep
    for round_id, extension_id in ((foreign, asked.id), (hall.world.vi_thanh, asked.id + 1)):
        refusal = refused(extend.confirm, hall.writer, round_id, extension_id, "so", CLOSES)
        assert refusal.reason is RequestReason.NOT_FOUND


def test_a_board_that_was_counted_before_time_was_given_is_not_published(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.submit("An", hall.start("An"), OPENS + MINUTE)
    counted = hall.database.read_now(lambda one: count._countable(one, hall.world.vi_thanh, CLOSES))
    hall.confirm(hall.give(30, CLOSES), "so", CLOSES)
    monkeypatch.setattr(count, "_countable", lambda *_: counted)
    publish = (hall.database, hall.writer, hall.world.vi_thanh, "lan", CLOSES)
    assert refused(count.publish, *publish).reason is BoardReason.BOARD_CHANGED
