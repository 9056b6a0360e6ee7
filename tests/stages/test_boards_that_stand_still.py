"""In a round's last minutes the public board is what had ended when it stopped, for everybody but
staff. Here it stops twenty minutes after the opening.
"""

import asyncio
import random
from dataclasses import replace

import pytest
from sqlalchemy import text

from quiz.rules.criteria import Counting, TieBreak, chain
from quiz.rules.marking import Marking
from quiz.rules.round import Rules
from quiz.stages import amend, board, count, standing, void
from quiz.store import frozen, rows, whole
from quiz.store.database import Database
from quiz.store.tables import Round
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World, add_person, make_world
from tests.finished import Sat, hand_in

STILL = replace(RULES, frozen_minutes=100)
STOPS = OPENS + 20 * MINUTE


def still_world(database: Database, rules: Rules = STILL) -> World:
    return make_world(database, rules)


def shown(database: Database, world: World, now: int | None, **asked: str) -> list[tuple[str, str]]:
    """(given name, score) in the order of the board that the public, or staff, see."""
    view = database.read_now(
        lambda one: board.read_board(one, world.vi_thanh, shown_at=now, whole_words=True, **asked)  # type: ignore[arg-type]
    )
    assert [line.place for line in view.lines] == sorted(line.place for line in view.lines)
    assert view.total == len(view.lines)
    return [(line.name.split()[-1], line.score_text) for line in view.lines]


def own(database: Database, world: World, name: str, now: int | None) -> tuple[int, int]:
    """(place, of how many) on the own page."""
    found = database.read_now(
        lambda one: standing.standing_of(
            one, rows.read_round(one, world.vi_thanh), world.people[name], now=now
        )
    )
    assert found is not None
    return found.place, found.total


def test_who_ends_later_is_on_the_boards_of_staff_only_until_the_round_closes(
    database: Database, writer: Writer
) -> None:
    world = still_world(database)
    an, binh = world.people["An"], world.people["Bình"]
    hand_in(database, writer, world.vi_thanh, [Sat(an, 4, 10), Sat(binh, 6, 25)])
    during = STOPS + 6 * MINUTE
    assert shown(database, world, during) == [("An", "4/6")]
    assert shown(database, world, during, query="bình") == []
    assert shown(database, world, during, query="an") == [("An", "4/6")]
    assert shown(database, world, None) == [("Bình", "6/6"), ("An", "4/6")]
    assert shown(database, world, CLOSES) == [("Bình", "6/6"), ("An", "4/6")]
    assert (own(database, world, "An", during), own(database, world, "Bình", during)) == (
        (1, 1), (0, 1),
    )  # fmt: skip
    assert own(database, world, "An", CLOSES) == own(database, world, "An", None) == (2, 2)


def test_a_result_that_is_counted_late_although_it_had_ended_in_time_is_shown(
    database: Database, writer: Writer
) -> None:
    world = still_world(database)
    an, binh = world.people["An"], world.people["Bình"]
    hand_in(database, writer, world.vi_thanh, [Sat(binh, 6, 25), Sat(an, 4, 10)])
    assert shown(database, world, STOPS + 6 * MINUTE) == [("An", "4/6")]


def test_what_ended_at_the_very_moment_is_shown_and_a_millisecond_later_is_not(
    database: Database, writer: Writer
) -> None:
    world = still_world(database)
    an, binh = world.people["An"], world.people["Bình"]
    later = Sat(binh, 6, 20 + 1 / MINUTE)
    hand_in(database, writer, world.vi_thanh, [Sat(an, 4, 20), later])
    assert shown(database, world, STOPS) == [("An", "4/6")]


def test_a_better_attempt_after_the_stop_does_not_take_the_earlier_one_away(
    database: Database, writer: Writer
) -> None:
    world = still_world(database, replace(STILL, attempts=2))
    an = world.people["An"]
    hand_in(database, writer, world.vi_thanh, [Sat(an, 4, 10)])
    hand_in(database, writer, world.vi_thanh, [Sat(an, 6, 10, starts=15)])
    assert shown(database, world, STOPS + 6 * MINUTE) == [("An", "4/6")]
    assert shown(database, world, None) == [("An", "6/6")]


def test_a_voided_attempt_leaves_the_board_that_stands_still_too(
    database: Database, writer: Writer
) -> None:
    world = still_world(database)
    an, binh = world.people["An"], world.people["Bình"]
    first, _ = hand_in(database, writer, world.vi_thanh, [Sat(an, 4, 10), Sat(binh, 6, 25)])
    void.void(database, writer, first, "Thi hộ", "quan", STOPS + 6 * MINUTE)
    assert shown(database, world, STOPS + 7 * MINUTE) == []


def test_a_round_that_is_given_time_moves_on_and_stops_again_later(
    database: Database, writer: Writer
) -> None:
    world = still_world(database)
    an, binh = world.people["An"], world.people["Bình"]
    hand_in(database, writer, world.vi_thanh, [Sat(an, 4, 10), Sat(binh, 6, 25)])
    with database.writing() as session:
        given = session.get_one(Round, world.vi_thanh)
        given.closes_at += 60 * MINUTE
        session.add(given)
    both = [("Bình", "6/6"), ("An", "4/6")]
    assert shown(database, world, STOPS + 6 * MINUTE) == both
    dung = add_person(database, "Lê Dũng", "VT0003", world.districts["Thành phố Vị Thanh"])
    hand_in(database, writer, world.vi_thanh, [Sat(dung, 5, 25, starts=60)])
    assert shown(database, world, STOPS + 66 * MINUTE) == both
    assert len(shown(database, world, None)) == 3


def test_an_official_board_stands_still_for_its_own_reasons(
    database: Database, writer: Writer
) -> None:
    world = still_world(database)
    an, binh = world.people["An"], world.people["Bình"]
    hand_in(database, writer, world.vi_thanh, [Sat(an, 4, 10), Sat(binh, 6, 25)])
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    assert len(shown(database, world, CLOSES + MINUTE)) == 2


def test_whatever_the_order_of_counting_the_board_is_what_had_ended_by_then(
    database: Database, writer: Writer
) -> None:
    world = still_world(database)
    chance = random.Random(5)
    district = world.districts["Thành phố Vị Thanh"]
    sat = []
    for number in range(12):
        person = add_person(database, f"Lê N{number}", f"VT1{number:03}", district)
        sat.append(Sat(person, chance.randint(0, 6), chance.choice([5, 12, 19, 21, 25, 29])))
    hand_in(database, writer, world.vi_thanh, sat)
    in_time = {f"N{number}" for number, one in enumerate(sat) if one.minutes <= 20}
    assert {name for name, _ in shown(database, world, STOPS + 10 * MINUTE)} == in_time


def test_a_round_without_the_rule_writes_no_copy(
    database: Database, writer: Writer, world: World
) -> None:
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 4, 25)])
    copies = text("SELECT COUNT(*) FROM frozen_board")
    assert database.read_now(lambda one: one.execute(copies).scalar_one()) == 0


def amended(database: Database, writer: Writer, world: World, **wanted: object) -> Rules:
    """Two attempts each, rules that change five minutes after Bình's second one, and a count by
    them where a test asks for it."""
    an, binh = world.people["An"], world.people["Bình"]
    sat = [Sat(an, 3, 10), Sat(binh, 4, 10, starts=1), Sat(binh, 6, 15, starts=16)]
    hand_in(database, writer, world.vi_thanh, sat)
    assert shown(database, world, STOPS + 14 * MINUTE) == [("Bình", "4/6"), ("An", "3/6")]
    rules = replace(STILL, attempts=2, **wanted)  # type: ignore[arg-type]
    asked_at, reason = STOPS + 15 * MINUTE, "Tiêu chí in sai trong thể lệ"
    change = amend.ask(writer, world.contest_id, rules, reason, "0" * 32, "so", asked_at)
    amend.confirm(writer, world.contest_id, change.id, "quan", STOPS + 16 * MINUTE)
    return rules


@pytest.mark.parametrize(
    ("wanted", "scores"),
    [
        ({"tie_breaks": chain(TieBreak.DURATION)}, ("4/6", "3/6")),
        ({"marking": Marking(200, 200, 200)}, ("8/12", "6/12")),
        (
            {"tie_breaks": chain(TieBreak.STARTED_AT, TieBreak.FEWER_ATTEMPTS, TieBreak.LOTS)},
            ("4/6", "3/6"),
        ),
        ({"counting": Counting.FIRST}, ("4/6", "3/6")),
        ({"frozen_minutes": 95}, ("4/6", "3/6")),
    ],
)
def test_rules_that_change_while_a_board_stands_still_rank_what_had_ended_by_then(
    database: Database, writer: Writer, wanted: dict[str, object], scores: tuple[str, str]
) -> None:
    world = still_world(database, replace(STILL, attempts=2))
    amended(database, writer, world, **wanted)
    now = STOPS + 17 * MINUTE
    assert shown(database, world, now) == []
    asyncio.run(count.settle_all(database, writer))
    both = list(zip(("Bình", "An"), scores, strict=True))
    assert shown(database, world, now) == both
    together = database.read_now(
        lambda one: whole.read_whole(one, world.contest_id, now, public=True)
    )
    assert [line.score_text for line in together.lines] == list(scores)
    assert own(database, world, "Bình", now) == (1, 2)


def test_an_earlier_attempt_counts_where_the_better_one_in_time_was_voided(
    database: Database, writer: Writer
) -> None:
    world = still_world(database, replace(STILL, attempts=3))
    an = world.people["An"]
    sat = [Sat(an, 3, 5), Sat(an, 4, 5, starts=6), Sat(an, 6, 10, starts=15)]
    _, better, _ = hand_in(database, writer, world.vi_thanh, sat)
    void.void(database, writer, better, "Thi hộ", "quan", STOPS + 6 * MINUTE)
    asyncio.run(count.settle_all(database, writer))
    assert shown(database, world, STOPS + 7 * MINUTE) == [("An", "3/6")]
    assert shown(database, world, None) == [("An", "6/6")]


def test_a_copy_that_outlives_the_rules_is_caught(
    database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: rows by the old rules stay, and are read by the new ones."""
    monkeypatch.setattr(frozen, "forget", lambda *_values: None)
    world = still_world(database, replace(STILL, attempts=2))
    amended(database, writer, world, marking=Marking(100, 150, 200))
    assert shown(database, world, STOPS + 17 * MINUTE) != []


def test_a_board_of_which_no_copy_is_made_is_caught(
    database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: the public board goes on moving."""
    monkeypatch.setattr(frozen, "follow", lambda *_values: None)
    world = still_world(database)
    an, binh = world.people["An"], world.people["Bình"]
    hand_in(database, writer, world.vi_thanh, [Sat(an, 4, 10), Sat(binh, 6, 25)])
    assert shown(database, world, STOPS + 6 * MINUTE) != [("An", "4/6")]
