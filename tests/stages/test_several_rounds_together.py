"""Several rounds of one person in one contest: sums and best rounds on the contest's board,
practice beside them, audiences on it, and the place that a contestant is told.
"""

from dataclasses import replace

import pytest

from quiz.rules.criteria import Across
from quiz.rules.draft import Series
from quiz.rules.eligibility import Audience, RoundKind
from quiz.rules.round import Rules
from quiz.rules.scopes import BoardScope
from quiz.stages import board, count, history, standing
from quiz.store import prizes, rows, whole
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.whole import Whole
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage, make_world
from tests.stages.rounds_cast import WEEK, Contest

WEEKS = tuple(
    Series(f"Tuần {number}", OPENS + (number - 1) * WEEK, CLOSES + (number - 1) * WEEK)
    for number in (2, 3)
)
PRACTICE = Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE)
AFTER = CLOSES + 3 * WEEK


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    return Contest(database, writer, make_world(database))


def three_weeks(contest: Contest, rules: Rules) -> None:
    """Right answers of the three weeks: An 4, 4, 4; Bình 6, 5 and no third week. Bình practises."""
    contest.open(rules, *WEEKS, PRACTICE)
    for number in range(3):
        contest.sit("An", f"Tuần {number + 1}", OPENS + number * WEEK, right=4)
    contest.sit("Bình", right=6, minutes=7)
    contest.sit("Bình", "Tuần 2", OPENS + WEEK, right=5, minutes=8)
    contest.sit("Bình", "Thi thử", right=6)


def told(contest: Contest) -> Whole:
    return contest.database.read_now(
        lambda one: whole.read_whole(one, contest.contest_id, AFTER, public=True)
    )


def points(contest: Contest) -> list[tuple[str, int, int]]:
    """(name, points, rounds) of each line of the contest's board."""
    return [
        (line.name.split()[-1], line.points // 100, line.rounds) for line in told(contest).lines
    ]


def test_all_rounds_are_added_and_practice_is_not(contest: Contest) -> None:
    three_weeks(contest, replace(RULES, across=Across.SUM))
    assert points(contest) == [("An", 12, 3), ("Bình", 11, 2)]


def test_only_so_many_best_rounds_are_added(contest: Contest) -> None:
    three_weeks(contest, replace(RULES, across=Across.BEST_ROUNDS, best_rounds=2))
    assert points(contest) == [("Bình", 11, 2), ("An", 8, 2)]
    binh = told(contest).lines[0]
    assert (binh.duration_ms, binh.round_id) == (15 * MINUTE, contest.round())


def test_else_the_best_of_the_weeks_counts(contest: Contest) -> None:
    three_weeks(contest, RULES)
    assert points(contest) == [("Bình", 6, 1), ("An", 4, 1)]


def test_a_practice_round_does_not_keep_the_board_from_being_official(contest: Contest) -> None:
    three_weeks(contest, replace(RULES, across=Across.SUM))
    labels = ["Tuần 1", "Tuần 2", "Tuần 3"]
    for left in (3, 2, 1):
        waiting = contest.database.read_now(lambda one: prizes.unpublished(one, contest.contest_id))
        assert (len(waiting), told(contest).official) == (left, False)
        count.publish(contest.database, contest.writer, contest.round(labels.pop()), "lan", AFTER)
    assert told(contest).official
    assert contest.database.read_now(lambda one: prizes.unpublished(one, contest.contest_id)) == ()
    past = contest.database.read_now(
        lambda one: history.official_places(one, contest.world.people["An"])
    )
    assert [one.round_text for one in past] == [
        f"Thành phố Vị Thanh, {label}" for label in ("Tuần 3", "Tuần 2", "Tuần 1")
    ]


def test_who_may_sit_several_rounds_is_not_placed_by_one_of_them(contest: Contest) -> None:
    three_weeks(contest, replace(RULES, across=Across.SUM))

    def places(label: str) -> standing.OwnPlaces | None:
        return contest.database.read_now(
            lambda one: standing.places_of(
                one, rows.read_round(one, contest.round(label)), contest.world.people["Bình"]
            )
        )

    found = places("Tuần 1")
    assert found is not None
    assert (found.in_round.place, found.in_contest, found.several) == (1, 0, True)
    assert places("Thi thử") is None


def test_practice_beside_one_round_makes_no_several_rounds(contest: Contest) -> None:
    contest.open(RULES, PRACTICE)
    contest.sit("An")
    found = contest.database.read_now(
        lambda one: standing.places_of(
            one, rows.read_round(one, contest.round()), contest.world.people["An"]
        )
    )
    assert found is not None
    assert (found.in_contest, found.of_contest, found.several) == (1, 1, False)


def test_boards_are_narrowed_to_an_audience(contest: Contest) -> None:
    audiences = (Audience("can-bo", "Cán bộ"), Audience("nguoi-dan", "Người dân"))
    contest.open(replace(RULES, audiences=audiences))
    with contest.database.writing() as session:
        session.get_one(Person, contest.world.people["An"]).audience = "can-bo"
        session.get_one(Person, contest.world.people["Bình"]).audience = "nguoi-dan"
    contest.sit("An", right=6)
    contest.sit("Bình", right=5)
    scope = BoardScope(audience="nguoi-dan")
    view = contest.database.read_now(
        lambda one: board.read_board(one, contest.round(), scope=scope)
    )
    assert [(line.name.split()[-1], line.place) for line in view.lines] == [("Bình", 1)]
    assert view.only == "đối tượng Người dân"
    page = whole.page_of(told(contest), scope, 1)
    assert ([line.name.split()[-1] for line in page.lines], page.places) == (["Bình"], (1,))


def test_the_rounds_page_tells_the_place_on_the_contests_board(quick_stage: Stage) -> None:
    contest = Contest(quick_stage.database, quick_stage.writer, quick_stage.world)
    three_weeks(contest, replace(RULES, across=Across.SUM))
    quick_stage.clock.now = AFTER
    page = quick_stage.contestant("Bình").get(f"/rounds/{contest.round()}").text
    assert "Hạng 1 trên 2 người dự thi tại đơn vị (tạm thời); hạng 2 trên 2 người dự thi" in page
    practice = quick_stage.contestant("Bình").get(f"/rounds/{contest.round('Thi thử')}").text
    assert "Hạng" not in practice.split("<footer")[0].split("Thể lệ")[0]
