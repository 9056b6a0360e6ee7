"""What happens in a small contest by one value of its rules: each function asserts it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from question_bank.question import Level
from quiz.rules.combining import combine
from quiz.rules.draft import Series
from quiz.rules.ranking import lot, places, points_of
from quiz.rules.reasons import AttemptReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules
from quiz.rules.starting import DAY_MS, registration_opens
from quiz.rules.window import Window
from quiz.stages import count, desk
from quiz.store import rows
from quiz.store.tables import Person
from tests.cast import CLOSES, MINUTE, OPENS, small_bank
from tests.stages.rounds_cast import WEEK, Contest

BANK = small_bank()


def paper(contest: Contest, attempt: int) -> desk.Sitting:
    return asyncio.run(desk.sitting(contest.database, attempt, contest.world.people["An"]))


def refused(act: Callable[[], object]) -> Reason:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.reason


# paper


def nine_questions_in_ten_minutes(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    found = paper(contest, contest.start("An"))
    assert len(found.attempt.paper.items) == 9
    assert found.attempt.deadline_at == OPENS + 10 * MINUTE


def two_easy_one_hard(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    found = paper(contest, contest.start("An"))
    asked = [contest.world.bank.by_id[item.question_id] for item in found.attempt.paper.items]
    assert Counter((one.topic, one.level) for one in asked) == {
        ("bau-cu", Level.EASY): 2,
        ("mot-cua", Level.HARD): 1,
    }


def as_in_the_bank(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    papers = [paper(contest, contest.start("An")).attempt.paper]
    for item in papers[0].items:
        assert item.order == tuple(range(len(item.order)))


def marked(partial: str, points: int) -> Callable[[Contest, Rules], None]:
    """Of three right options among four An ticks all in the first question, two in the second, two
    and the wrong one in the third, and nothing in the others: so many hundredths together."""

    def effect(contest: Contest, rules: Rules) -> None:
        assert rules.marking.partial == partial
        several = tuple(replace(one, key=frozenset({0, 1, 2})) for one in BANK.questions)
        bank = replace(BANK, questions=several)
        version = contest.publish_bank(bank)
        contest.world = replace(contest.world, bank=bank, bank_version_id=version)
        contest.open(rules)
        attempt = contest.start("An")
        items = paper(contest, attempt).attempt.paper.items
        for number, ticked in enumerate(((0, 1, 2), (0, 1), (0, 1, 3)), 1):
            places = tuple(items[number - 1].order.index(option) for option in ticked)
            contest.answer("An", attempt, number, places, OPENS)
        contest.hand_in("An", attempt, OPENS + 5 * MINUTE)
        (counted,) = contest.database.read_now(
            lambda one: count.recount(one, contest.round())
        ).results
        assert counted.score.correct_count == 1
        assert points_of(counted.rank_key, rules) == points

    return effect


def points_by_level(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    contest.sit("An")
    contest.fix(CLOSES + MINUTE)
    (counted,) = contest.database.read_now(lambda one: count.recount(one, contest.round())).results
    assert int(counted.rank_key[:6], 16) == 0xFFFFFF - (2 * 100 + 2 * 150 + 2 * 200)


# attempts and rounds


def attempts(many: int) -> Callable[[Contest, Rules], None]:
    def effect(contest: Contest, rules: Rules) -> None:
        contest.open(rules)
        for number in range(many or 8):
            contest.sit("An", now=OPENS + 10 * number * MINUTE)
        if many:
            at = OPENS + 10 * many * MINUTE
            assert refused(lambda: contest.start("An", now=at)) is AttemptReason.NO_ATTEMPT_LEFT

    return effect


def counts(right: int) -> Callable[[Contest, Rules], None]:
    """Of three attempts with 3, 5 and 4 right answers the one with `right` counts."""

    def effect(contest: Contest, rules: Rules) -> None:
        contest.open(rules)
        for number, one in enumerate((3, 5, 4)):
            contest.sit("An", now=OPENS + 10 * number * MINUTE, right=one)
        (counted,) = contest.database.read_now(
            lambda connection: count.recount(connection, contest.round())
        ).results
        assert counted.score.correct_count == right

    return effect


def weeks(points: int) -> Callable[[Contest, Rules], None]:
    """Three weeks with 3, 5 and 4 right answers give so many together."""

    def effect(contest: Contest, rules: Rules) -> None:
        more = [Series(f"Tuần {n}", OPENS + n * WEEK, CLOSES + n * WEEK) for n in (2, 3)]
        contest.open(rules, *more)
        keys = []
        for label, now, right in (
            ("Tuần 1", OPENS, 3),
            ("Tuần 2", OPENS + 2 * WEEK, 5),
            ("Tuần 3", OPENS + 3 * WEEK, 4),
        ):
            contest.sit("An", label, now, right=right)
            (counted,) = contest.database.read_now(
                lambda one, label=label: count.recount(one, contest.round(label))  # type: ignore[misc]
            ).results
            keys.append(counted.rank_key)
        assert combine(keys, rules).points == 100 * points

    return effect


def registration_begins(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    begins = registration_opens(rules, Window(OPENS, CLOSES))
    assert begins == OPENS - 3 * DAY_MS
    person = contest.world.people["An"]

    def look(now: int) -> desk.Lobby:
        return asyncio.run(desk.lobby(contest.database, contest.round(), person, now))

    assert refused(lambda: look(begins - 1)) is AttemptReason.NOT_YET_ENTERING
    assert look(begins).contestant.name


# prediction and ranking


def first(name: str, **how: Mapping[str, object]) -> Callable[[Contest, Rules], None]:
    """With An and Bình sitting so, the first place is this one's."""

    def effect(contest: Contest, rules: Rules) -> None:
        contest.open(rules)
        for one in ("An", "Bình"):
            contest.sit(one, **dict(how.get(one, {})))  # type: ignore[arg-type]
        contest.fix(CLOSES + MINUTE)
        assert contest.order()[0] == name

    return effect


def fewer_attempts_first(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    contest.sit("An", right=1)
    contest.sit("An", now=OPENS + 10 * MINUTE)
    contest.sit("Bình", now=OPENS + 20 * MINUTE)
    assert contest.order() == ["Bình", "An"]


def better_earlier_round_first(contest: Contest, rules: Rules) -> None:
    contest.open(rules, Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK))
    contest.sit("An", right=2)
    contest.sit("Bình", right=5)
    contest.sit("An", "Tuần 2", OPENS + WEEK)
    contest.sit("Bình", "Tuần 2", OPENS + WEEK)
    assert contest.order("Tuần 2") == ["Bình", "An"]


def elder_first(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    with contest.database.writing() as session:
        session.get_one(Person, contest.world.people["An"]).birth_year = 1990
        session.get_one(Person, contest.world.people["Bình"]).birth_year = 1969
    contest.sit("An")
    contest.sit("Bình")
    assert contest.order() == ["Bình", "An"]


def by_lot(contest: Contest, rules: Rules) -> None:
    """Equal people share a place and are in the order of the lots that the sealed seed drew."""
    contest.open(rules)
    attempts = {name: contest.sit(name) for name in ("An", "Bình")}
    found = contest.database.read_now(lambda one: count.recount(one, contest.round()))
    keys = [one.rank_key for one in found.results]
    assert places(keys, rules) == [1, 1]
    seed = contest.database.read_now(lambda one: rows.read_round(one, contest.round())).seed
    assert contest.order() == sorted(attempts, key=lambda name: lot(seed, attempts[name]))


SLOW, QUICK = {"minutes": 20}, {"minutes": 5}
LATE = {"now": OPENS + MINUTE, "minutes": 1}


def no_gain_below_the_floor(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    contest.sit("An", minutes=1)
    (counted,) = contest.database.read_now(lambda one: count.recount(one, contest.round())).results
    duration = int(counted.rank_key[2:10], 16)
    assert duration == 6 * 15 * 1000
    assert counted.score.duration_ms == MINUTE
