"""Weeks, practice, audiences, limits of attempts, duties, predictions: what the rules say takes
effect in a round."""

import asyncio
from dataclasses import replace
from json import loads

import pytest
from sqlmodel import select

from quiz.rules.criteria import AttemptsPer, TieBreak, chain
from quiz.rules.draft import Series
from quiz.rules.eligibility import Audience, Duty, RoundKind
from quiz.rules.entries import Kind
from quiz.rules.extending import Wanted
from quiz.rules.prediction import Target
from quiz.rules.reasons import AppealReason, AttemptReason, BoardReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import UNLIMITED
from quiz.rules.starting import DAY_MS
from quiz.stages import appeals, author, count, desk, extend, sit
from quiz.store.database import Database
from quiz.store.tables import LedgerEntry, Person, Result, Staff, StaffPerson
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, make_world, small_bank
from tests.stages.rounds_cast import WEEK, Contest


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    return Contest(database, writer, make_world(database))


def refused(act: object, reason: Reason) -> str:
    """The sentence with which it was refused."""
    with pytest.raises(Refusal) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.reason is reason
    return refusal.value.sentence


def week(number: int) -> Series:
    return Series(f"Tuần {number}", OPENS + (number - 1) * WEEK, CLOSES + (number - 1) * WEEK)


def test_a_week_is_a_round_of_its_own_with_its_own_attempt(contest: Contest) -> None:
    contest.open(RULES, week(2), Series("Tháng 4", OPENS, CLOSES + WEEK))
    contest.sit("An")
    contest.sit("An", "Tháng 4")
    refused(lambda: contest.start("An", "Tuần 2"), AttemptReason.NOT_YET_OPEN)
    contest.sit("An", "Tuần 2", OPENS + WEEK)
    assert contest.order() == contest.order("Tháng 4") == contest.order("Tuần 2") == ["An"]
    refused(lambda: contest.start("An", "Tháng 4", OPENS + WEEK), AttemptReason.NO_ATTEMPT_LEFT)


def test_attempts_may_be_counted_by_the_day(contest: Contest) -> None:
    rules = replace(RULES, attempts=2, attempts_per=AttemptsPer.DAY)
    contest.open(rules, Series("Tháng 4", OPENS, CLOSES + WEEK))
    contest.sit("An", "Tháng 4")
    contest.sit("An", "Tháng 4", OPENS + 10 * MINUTE)
    later = OPENS + 20 * MINUTE
    said = refused(lambda: contest.start("An", "Tháng 4", later), AttemptReason.NO_ATTEMPT_LEFT)
    assert "ngày hôm nay" in said
    contest.sit("An", "Tháng 4", OPENS + DAY_MS)


def test_attempts_may_be_counted_over_the_contest(contest: Contest) -> None:
    rules = replace(RULES, attempts=1, attempts_per=AttemptsPer.CONTEST)
    contest.open(rules, week(2), Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE))
    contest.sit("An", "Thi thử")
    contest.sit("An")
    said = refused(
        lambda: contest.start("An", "Tuần 2", OPENS + WEEK), AttemptReason.NO_ATTEMPT_LEFT
    )
    assert "cả cuộc thi" in said


def test_two_rounds_at_once_do_not_give_the_contests_last_attempt_twice(contest: Contest) -> None:
    rules = replace(RULES, attempts=1, attempts_per=AttemptsPer.CONTEST)
    contest.open(rules, Series("Tháng 4", OPENS, CLOSES))
    person = contest.world.people["An"]

    async def both() -> list[object]:
        return await asyncio.gather(
            *(
                sit.start(contest.database, contest.writer, contest.round(label), person, OPENS)
                for label in ("Tuần 1", "Tháng 4")
            ),
            return_exceptions=True,
        )

    told = asyncio.run(both())
    assert sorted(type(one).__name__ for one in told) == ["Refusal", "int"]


def test_attempts_without_a_limit_go_on(contest: Contest) -> None:
    contest.open(replace(RULES, attempts=UNLIMITED))
    for number in range(4):
        contest.sit("An", now=OPENS + 10 * number * MINUTE, right=number)
    assert contest.order() == ["An"]


def test_practice_ranks_nobody_and_can_be_sat_again(contest: Contest) -> None:
    contest.open(RULES, Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE))
    for number in range(3):
        contest.sit("An", "Thi thử", OPENS + 10 * number * MINUTE)
    contest.fix(CLOSES + 60 * MINUTE)
    assert contest.order("Thi thử") == []
    round_id = contest.round("Thi thử")
    refused(
        lambda: count.publish(contest.database, contest.writer, round_id, "lan", CLOSES + WEEK),
        BoardReason.PRACTICE_ROUND,
    )


def test_a_practice_round_may_draw_from_a_bank_of_its_own(contest: Contest) -> None:
    own = RULES.blueprint[:2]
    version = contest.world.bank_version_id
    practice = Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE, "", version, own)
    contest.open(RULES, practice)
    attempt = contest.start("An", "Thi thử")
    found = asyncio.run(desk.sitting(contest.database, attempt, contest.world.people["An"]))
    assert len(found.attempt.paper.items) == 2


@pytest.mark.parametrize("duty", ["organizer", "author", "juror", "technician"])
def test_whoever_runs_the_contest_may_practise_but_not_compete(contest: Contest, duty: str) -> None:
    contest.open(RULES, Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE))
    with contest.database.writing() as session:
        session.get_one(Person, contest.world.people["An"]).duty = duty
    refused(lambda: contest.start("An"), AttemptReason.MAY_NOT_COMPETE)
    contest.start("An", "Thi thử")
    contest.start("Bình")


def test_an_account_of_the_staff_keeps_its_person_from_competing(contest: Contest) -> None:
    contest.open(RULES)
    with contest.database.writing() as session:
        lan = session.exec(select(Staff).where(Staff.username == "lan")).one()
        assert lan.id is not None
        session.add(StaffPerson(staff_id=lan.id, person_id=contest.world.people["An"]))
    assert "Ban Tổ chức" in refused(lambda: contest.start("An"), AttemptReason.MAY_NOT_COMPETE)


@pytest.mark.parametrize(
    ("duty", "accounts"),
    [("juror", ("phuc",)), ("", ("quan", "phuc")), ("", ("phuc", "yen")), ("author", ("quan",))],
)
def test_no_duty_and_no_second_account_hides_the_one_that_the_rules_exclude(
    contest: Contest, duty: str, accounts: tuple[str, ...]
) -> None:
    practice = Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE)
    contest.open(replace(RULES, excluded=(Duty.AUTHOR,)), practice)
    an = contest.world.people["An"]
    with contest.database.writing() as session:
        session.get_one(Person, an).duty = duty
        for username in accounts:
            staff = session.exec(select(Staff).where(Staff.username == username)).one()
            session.add(StaffPerson(staff_id=staff.id or 0, person_id=an))
    said = refused(lambda: contest.start("An"), AttemptReason.MAY_NOT_COMPETE)
    assert "không cho phép thành viên Ban Đề thi dự thi" in said
    contest.start("An", "Thi thử")


def test_whoever_has_several_duties_that_exclude_is_told_all_of_them(contest: Contest) -> None:
    contest.open(RULES)
    an = contest.world.people["An"]
    with contest.database.writing() as session:
        session.get_one(Person, an).duty = "juror"
        staff = session.exec(select(Staff).where(Staff.username == "phuc")).one()
        session.add(StaffPerson(staff_id=staff.id or 0, person_id=an))
    said = refused(lambda: contest.start("An"), AttemptReason.MAY_NOT_COMPETE)
    assert "thành viên Ban Đề thi và thành viên Ban Giám khảo" in said


def test_an_account_that_is_switched_off_keeps_nobody_from_competing(contest: Contest) -> None:
    contest.open(RULES)
    with contest.database.writing() as session:
        staff = session.exec(select(Staff).where(Staff.username == "phuc")).one()
        staff.active = False
        session.add(staff)
        session.add(StaffPerson(staff_id=staff.id or 0, person_id=contest.world.people["An"]))
    contest.start("An")


def test_rules_that_exclude_nobody_let_everybody_compete(contest: Contest) -> None:
    contest.open(replace(RULES, excluded=()))
    with contest.database.writing() as session:
        session.get_one(Person, contest.world.people["An"]).duty = "author"
    contest.start("An")


def test_an_audience_has_its_own_round_and_sees_no_other(contest: Contest) -> None:
    audiences = (Audience("can-bo", "Cán bộ"), Audience("nguoi-dan", "Người dân"))
    people = Series("Tuần 1", OPENS, CLOSES, audience="nguoi-dan")
    contest.open(replace(RULES, audiences=audiences), people, audience="can-bo")
    with contest.database.writing() as session:
        session.get_one(Person, contest.world.people["An"]).audience = "can-bo"
        session.get_one(Person, contest.world.people["Bình"]).audience = "nguoi-dan"

    def start(name: str, audience: str) -> int:
        round_id, person = contest.round("Tuần 1", audience), contest.world.people[name]
        return asyncio.run(sit.start(contest.database, contest.writer, round_id, person, OPENS))

    start("An", "can-bo")
    start("Bình", "nguoi-dan")
    refused(lambda: start("An", "nguoi-dan"), RequestReason.NOT_FOUND)
    refused(lambda: start("Bình", "can-bo"), RequestReason.NOT_FOUND)
    rounds = asyncio.run(desk.rounds_of(contest.database, contest.world.people["An"]))
    assert contest.round("Tuần 1", "can-bo") in rounds
    assert contest.round("Tuần 1", "nguoi-dan") not in rounds


def test_nobody_enters_before_the_registration_days(contest: Contest) -> None:
    contest.open(replace(RULES, registration_days=2))
    an, round_id = contest.world.people["An"], contest.round()

    def look(now: int) -> desk.Lobby:
        return asyncio.run(desk.lobby(contest.database, round_id, an, now))

    said = refused(lambda: look(OPENS - 2 * DAY_MS - 1), AttemptReason.NOT_YET_ENTERING)
    assert "03/4/2021" in said
    assert not look(OPENS - 2 * DAY_MS).may_start


PREDICTED = replace(
    RULES,
    prediction=Target.PARTICIPANTS,
    tie_breaks=chain(TieBreak.PREDICTION, TieBreak.DURATION),
)


def test_the_nearest_prediction_wins_once_the_outcome_is_known(contest: Contest) -> None:
    contest.open(PREDICTED)
    contest.sit("An", guess="100", minutes=5)
    contest.sit("Bình", guess="3", minutes=9)
    assert contest.order() == ["An", "Bình"]  # nobody knows yet
    contest.fix(CLOSES - 1)
    assert contest.order() == ["An", "Bình"]
    contest.fix(CLOSES)
    assert contest.order() == ["Bình", "An"]
    with contest.database.reading() as session:
        told = select(LedgerEntry.body).where(LedgerEntry.kind == Kind.OUTCOME)
        assert [loads(body or "") for body in session.exec(told)] == [{"value": 2}]
    board = count.publish(contest.database, contest.writer, contest.round(), "lan", CLOSES + 1)
    assert board.version == 1


def test_a_round_with_a_prediction_is_not_published_before_the_outcome(contest: Contest) -> None:
    contest.open(PREDICTED)
    contest.sit("An", guess="1")
    refused(
        lambda: count.publish(contest.database, contest.writer, contest.round(), "lan", CLOSES + 1),
        BoardReason.OUTCOME_UNKNOWN,
    )


@pytest.mark.parametrize("typed", ["", "nhiều", "-1", "1e3", "999999999"])
def test_a_start_without_a_prediction_is_asked_for_one(contest: Contest, typed: str) -> None:
    contest.open(PREDICTED)
    refused(lambda: contest.start("An", guess=typed), AttemptReason.NO_GUESS)


def test_the_earlier_weeks_points_can_break_a_tie(contest: Contest) -> None:
    rules = replace(RULES, tie_breaks=chain(TieBreak.EARLIER_ROUND, TieBreak.DURATION))
    contest.open(rules, week(2))
    contest.sit("An", right=2)
    contest.sit("Bình", right=5)
    contest.sit("An", "Tuần 2", OPENS + WEEK, minutes=1)
    contest.sit("Bình", "Tuần 2", OPENS + WEEK, minutes=20)
    assert contest.order("Tuần 2") == ["Bình", "An"]


@pytest.mark.parametrize(
    ("criterion", "first"), [(TieBreak.OLDEST, "Bình"), (TieBreak.YOUNGEST, "An")]
)
def test_age_can_break_a_tie(contest: Contest, criterion: TieBreak, first: str) -> None:
    contest.open(replace(RULES, tie_breaks=chain(criterion, TieBreak.STARTED_AT)))
    with contest.database.writing() as session:
        session.get_one(Person, contest.world.people["An"]).birth_year = 1990
        session.get_one(Person, contest.world.people["Bình"]).birth_year = 1969
    contest.sit("An")
    contest.sit("Bình")
    assert contest.order()[0] == first


def test_fewer_attempts_can_break_a_tie(contest: Contest) -> None:
    rules = replace(RULES, attempts=3, tie_breaks=chain(TieBreak.FEWER_ATTEMPTS))
    contest.open(rules)
    contest.sit("An", right=1)
    contest.sit("An", now=OPENS + 10 * MINUTE)
    contest.sit("Bình", now=OPENS + 20 * MINUTE)
    assert contest.order() == ["Bình", "An"]


def test_nobody_gains_by_being_faster_than_the_floor(contest: Contest) -> None:
    rules = replace(RULES, floor_seconds=20, tie_breaks=chain(TieBreak.DURATION, TieBreak.LOTS))
    contest.open(rules)
    contest.sit("An", minutes=1)
    contest.sit("Bình", minutes=2)
    keys = {}
    with contest.database.reading() as session:
        for row in session.exec(select(Result).where(Result.round_id == contest.round())):
            keys[row.person_id] = row.rank_key[:10]
    assert len(keys) == 2
    assert len(set(keys.values())) == 1


def own_paper(contest: Contest, attempt: int, now: int) -> appeals.OwnPaper:
    return asyncio.run(
        appeals.own_paper(contest.database, attempt, contest.world.people["An"], now)
    )


def another_bank(contest: Contest) -> int:
    """The id of a second published bank with questions of its own."""
    easier = tuple(replace(one, stem=f"{one.stem} Thi thử.") for one in small_bank())
    bank = replace(small_bank(), title="Ngân hàng thi thử", questions=easier)
    return author.publish(contest.database, bank, "phuc", OPENS - WEEK)


def test_practice_with_its_own_bank_shows_the_keys_as_soon_as_it_is_handed_in(
    contest: Contest,
) -> None:
    version = another_bank(contest)
    kind = RoundKind.PRACTICE
    practice = Series("Thi thử", OPENS, CLOSES, kind, "", version, RULES.blueprint)
    contest.open(RULES, practice)
    running = contest.start("An", "Thi thử")
    refused(lambda: own_paper(contest, running, OPENS), AppealReason.NOT_PUBLISHED)
    ended = contest.sit("An", "Thi thử", OPENS + MINUTE)
    paper = own_paper(contest, ended, OPENS + 10 * MINUTE)
    assert paper.keys_open
    assert all(one.right for one in paper.questions)
    assert not paper.may_appeal


def test_practice_over_the_contests_bank_shows_no_key_before_the_contest_has_closed(
    contest: Contest,
) -> None:
    contest.open(RULES, Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE), week(2))
    attempt = contest.sit("An", "Thi thử")
    before = own_paper(contest, attempt, CLOSES + WEEK - 1)
    assert not before.keys_open
    assert {one.key for one in before.questions} == {frozenset()}
    assert own_paper(contest, attempt, CLOSES + WEEK).keys_open


def test_no_time_is_given_once_the_keys_could_be_seen_in_another_round(contest: Contest) -> None:
    contest.open(RULES)
    other = contest.world.vi_thanh
    wanted = Wanted(30, "Mất điện", "0" * 32)
    assert extend.ask(contest.writer, other, wanted, "lan", CLOSES + 1).applied_to is None
    count.publish(contest.database, contest.writer, contest.round(), "lan", CLOSES + 2)
    again = replace(wanted, once="1" * 32)
    refused(
        lambda: extend.ask(contest.writer, other, again, "lan", CLOSES + 3), AttemptReason.KEYS_SEEN
    )
