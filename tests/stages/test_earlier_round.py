"""The earlier round that breaks a tie is the one just before, as the thể lệ prints it: of the own
district and audience, 0 points for who did not sit it, and a preview foresees the same."""

from dataclasses import replace

import pytest

from quiz.rules.criteria import TieBreak, chain
from quiz.rules.deciding import Ruling
from quiz.rules.draft import Series
from quiz.rules.eligibility import Audience
from quiz.rules.printed import printed
from quiz.rules.round import Rules
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, make_world
from tests.stages.rounds_cast import WEEK, Contest
from tests.stages.test_decisions_move_other_rounds import Deciding

BY_EARLIER = replace(RULES, tie_breaks=chain(TieBreak.EARLIER_ROUND, TieBreak.DURATION))
TWO = (Audience("can-bo", "Cán bộ"), Audience("nguoi-dan", "Người dân"))


def week(number: int, audience: str = "") -> Series:
    by = (number - 1) * WEEK
    return Series(f"Tuần {number}", OPENS + by, CLOSES + by, audience=audience)


def sit(contest: Contest, number: int, audience: str = "", **right: int) -> None:
    """Who sits week `number`, each quicker than the one named before; and it closes."""
    for minutes, (name, count) in zip(range(30, 0, -1), right.items(), strict=False):
        at = OPENS + (number - 1) * WEEK
        more = {"right": count, "minutes": minutes, "audience": audience}
        contest.sit(name, f"Tuần {number}", at, **more)
    contest.fix(CLOSES + (number - 1) * WEEK + MINUTE)


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    return Contest(database, writer, make_world(database))


def opened(contest: Contest, *series: Series, rules: Rules = BY_EARLIER) -> Contest:
    contest.open(rules, *series)
    return contest


def test_who_did_not_sit_the_round_just_before_has_nothing_there(contest: Contest) -> None:
    opened(contest, week(2), week(3))
    sit(contest, 1, An=6, Bình=0)
    sit(contest, 2, Bình=1)
    sit(contest, 3, Bình=6, An=6)
    assert contest.order("Tuần 3") == ["Bình", "An"]


def test_where_nobody_sat_the_round_just_before_the_next_criterion_decides(
    contest: Contest,
) -> None:
    opened(contest, week(2), week(3))
    sit(contest, 1, An=6, Bình=0)
    sit(contest, 3, An=6, Bình=6)
    assert contest.order("Tuần 3") == ["Bình", "An"]


def test_the_round_just_before_is_one_of_the_own_audience(contest: Contest) -> None:
    """In the week of all: An's last one was in week 1, because week 2 was for citizens."""
    with contest.database.writing() as session:
        for name, audience in (("An", "can-bo"), ("Bình", "nguoi-dan")):
            session.get_one(Person, contest.world.people[name]).audience = audience
    rules = replace(BY_EARLIER, audiences=TWO)
    opened(contest, week(2, "nguoi-dan"), week(3), rules=rules)
    sit(contest, 1, An=3, Bình=6)
    sit(contest, 2, "nguoi-dan", Bình=2)
    sit(contest, 3, An=6, Bình=6)
    assert contest.order("Tuần 3") == ["An", "Bình"]


def test_a_decision_foresees_the_round_just_before_and_nothing_of_older_ones(
    contest: Contest,
) -> None:
    opened(contest, week(2), week(3))
    sit(contest, 1, An=6, Bình=0)
    sit(contest, 2, An=5, Bình=4)
    sit(contest, 3, An=6, Bình=6)
    committee = Deciding(contest).about("Tuần 2")
    later = CLOSES + 3 * WEEK
    committee.publish_all(later)
    attempt = committee.attempt_of(contest.world.people["An"])
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt, now=later)
    found = committee.preview(decision, later)
    committee.sign(decision, seen=found.digest, now=later)
    assert [part.round.label for part in found.parts] == ["Tuần 2", "Tuần 3"]
    assert contest.order("Tuần 3") == ["Bình", "An"]
    assert committee.about("Tuần 3").digests()[-1] == found.parts[1].after_digest
    assert committee.all_hold()


def test_a_decision_about_an_older_round_moves_no_later_one_but_the_next(
    contest: Contest,
) -> None:
    opened(contest, week(2), week(3))
    sit(contest, 1, An=6, Bình=0)
    sit(contest, 2, An=5, Bình=5)
    sit(contest, 3, An=6, Bình=6)
    committee = Deciding(contest)
    later = CLOSES + 3 * WEEK
    committee.publish_all(later)
    attempt = committee.attempt_of(contest.world.people["An"])
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt, now=later)
    found = committee.preview(decision, later)
    assert [part.round.label for part in found.parts] == ["Tuần 1", "Tuần 2"]
    committee.sign(decision, seen=found.digest, now=later)
    assert contest.order("Tuần 3") == ["Bình", "An"]
    assert committee.all_hold()


def test_the_rules_say_what_counts_where_somebody_did_not_sit_it() -> None:
    said = " ".join(printed(BY_EARLIER, {}))
    assert "kết quả vòng thi liền trước cao hơn (không dự thì tính 0 điểm)" in said
