"""The board of a whole contest: everybody's rounds together, official when every round is."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, text
from sqlmodel import select

from question_bank.vietnamese import fold
from quiz.rules.criteria import Across
from quiz.rules.reasons import BoardReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.stages import count, history
from quiz.store import rows, tally, whole
from quiz.store.database import Database
from quiz.store.tables import Person, Unit
from quiz.store.whole import Whole, WholePage
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World, make_world
from tests.finished import Sat, five_of_vi_thanh, hand_in

NOW = OPENS + 60 * MINUTE


def read(database: Database, world: World, now: int = NOW, *, public: bool = False) -> Whole:
    return database.read_now(
        lambda one: whole.read_whole(one, world.contest_id, now, public=public)
    )


def names(lines: tuple[whole.WholeLine, ...]) -> list[str]:
    return [line.name.split()[-1] for line in lines]


def page(found: Whole, scope: BoardScope = BoardScope(), query: str = "") -> WholePage:
    return whole.page_of(found, scope, 1, fold(query))


def chi_moves_to_vi_thanh(database: Database, world: World) -> None:
    """She sat in Phụng Hiệp and sits in Vị Thanh too."""
    with database.writing() as session:
        chi = session.get_one(Person, world.people["Chi"])
        chi.district_id = world.districts["Thành phố Vị Thanh"]
        chi.unit_id = (
            session.exec(select(Unit.id).where(Unit.parent_id == chi.district_id)).one() or 0
        )
        session.add(chi)


def two_rounds(database: Database, writer: Writer, rules_across: Across) -> World:
    """All right: Chi in Phụng Hiệp in 5 minutes, in Vị Thanh in 6; An in Vị Thanh in 4."""
    world = make_world(database, replace(RULES, across=rules_across))
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 6, 5)])
    chi_moves_to_vi_thanh(database, world)
    sat = [Sat(world.people["An"], 6, 4), Sat(world.people["Chi"], 6, 6)]
    hand_in(database, writer, world.vi_thanh, sat)
    return world


def test_everybody_stands_where_one_index_over_all_rounds_puts_them(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 5, 5)])
    found = read(database, world)
    assert [line.district for line in found.lines].count("Huyện Phụng Hiệp") == 1
    for line in found.lines:

        def placed(one: Connection, line: whole.WholeLine = line) -> tuple[int, int]:
            sat = rows.read_round(one, line.round_id)
            key = tally.key_of(one, line.round_id, line.person_id)
            assert key is not None
            return tally.place_in_contest(one, sat, key)

        assert database.read_now(placed) == (line.place, 6)


def test_rounds_are_added_where_the_rules_say_so(database: Database, writer: Writer) -> None:
    world = two_rounds(database, writer, Across.SUM)
    lines = read(database, world).lines
    assert names(lines) == ["Chi", "An"]
    chi, an = lines
    assert (chi.points, chi.rounds, chi.score_text, chi.duration_ms) == (
        1_200, 2, "12 điểm", 11 * MINUTE,
    )  # fmt: skip
    assert (an.points, an.rounds, an.score_text) == (600, 1, "6/6")


def test_else_the_best_round_counts(database: Database, writer: Writer) -> None:
    world = two_rounds(database, writer, Across.BEST)
    lines = read(database, world).lines
    assert names(lines) == ["An", "Chi"]
    chi = lines[1]
    assert (chi.rounds, chi.duration_ms, chi.round_id) == (1, 5 * MINUTE, world.phung_hiep)


def test_it_is_official_when_the_last_round_is_published(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    provisional = read(database, world)
    for round_id in world.rounds.values():
        assert not read(database, world, CLOSES).official
        count.publish(database, writer, round_id, "quan", CLOSES)
    official = read(database, world, CLOSES)
    assert official.official
    assert [line.key for line in official.lines] == [line.key for line in provisional.lines]
    with database.writing() as session:
        session.connection().execute(text("UPDATE board SET digest = 'x' WHERE id = 1"))
    assert read(database, world, CLOSES).digest != official.digest


def test_it_is_narrowed_to_a_district_or_an_office_with_places_among_those(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 5, 4)])
    found = read(database, world)
    assert page(found).places == (1, 2, 3, 4, 5, 6)
    phung_hiep = page(found, BoardScope(unit_id=world.districts["Huyện Phụng Hiệp"]))
    assert (names(phung_hiep.lines), phung_hiep.places) == (["Chi"], (1,))
    office = found.lines[0].unit_id
    assert len(page(found, BoardScope(unit_id=office)).lines) == 5
    assert page(found, BoardScope(group="Khối khác")).total == 0


def test_a_name_is_found_by_its_words_and_each_place_is_explained(
    database: Database, writer: Writer, world: World
) -> None:
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 6, 5)])
    sat = [Sat(world.people["An"], 6, 4), Sat(world.people["Bình"], 6, 4)]
    hand_in(database, writer, world.vi_thanh, sat)
    found = read(database, world)
    assert names(page(found, query="chi").lines) == ["Chi"]
    assert page(found, query="ch").total == 0
    last_of_vi_thanh = page(found).notes[1]
    assert last_of_vi_thanh.startswith("Hơn người kế tiếp ở tiêu chí 3: làm bài 4 phút")


def test_the_publics_part_stands_still_where_a_districts_board_does(
    database: Database, writer: Writer
) -> None:
    world = make_world(database, replace(RULES, frozen_minutes=100))
    sat = [Sat(world.people["An"], 4, 10), Sat(world.people["Bình"], 6, 25)]
    hand_in(database, writer, world.vi_thanh, sat)
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 5, 5)])
    during = OPENS + 26 * MINUTE
    public = read(database, world, during, public=True)
    assert (names(public.lines), public.still) == (["Chi", "An"], ("Thành phố Vị Thanh",))
    assert names(read(database, world, during).lines) == ["Bình", "Chi", "An"]


def test_a_contest_that_is_not_opened_or_too_large_is_refused(
    database: Database, writer: Writer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal) as missing:
        database.read_now(lambda one: whole.read_whole(one, 999, NOW, public=True))
    assert missing.value.reason is RequestReason.NOT_FOUND
    five_of_vi_thanh(database, writer, world)
    monkeypatch.setattr(whole, "MOST_RESULTS", 4)
    with pytest.raises(Refusal) as large:
        read(database, world)
    assert large.value.reason is BoardReason.BOARD_TOO_LARGE


def test_a_persons_places_are_those_of_every_board_then_the_present_one(
    database: Database, writer: Writer
) -> None:
    world = two_rounds(database, writer, Across.SUM)
    count.publish(database, writer, world.phung_hiep, "quan", CLOSES)
    told = database.read_now(lambda one: history.all_places(one, world.people["Chi"]))
    assert [(one.district, one.place_text) for one in told] == [
        ("Huyện Phụng Hiệp", "Hạng 1 trên 1"),
        ("Thành phố Vị Thanh", "Hạng 2 trên 2"),
    ]
    assert [one.version for one in told] == [1, 0]
    assert told[0].kind_text == "Chính thức lần 1, công bố 10:00 ngày 05/4/2021"
