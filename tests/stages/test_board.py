"""A district's board: places in the order of the printed chain, ties, pages, search."""

import pytest
from sqlalchemy import insert
from sqlmodel import select

from question_bank.vietnamese import fold
from quiz.rules.ranking import lot
from quiz.rules.scoring import Score
from quiz.stages import board
from quiz.stages.board import BoardView
from quiz.store import tally
from quiz.store.database import Database
from quiz.store.lines import BoardLine
from quiz.store.tables import Attempt, Person, Result, Unit
from tests.cast import OPENS, RULES, World, ranked

NAMES = ("Nguyễn Văn Đức", "Trần Thị Ánh", "Lê Văn Dũng", "Phạm Thị Hường", "Võ Văn Ân")


def seat(database: Database, world: World, scores: list[Score]) -> None:
    """Somebody of Vị Thanh with a finished attempt for each score."""
    district = world.districts["Thành phố Vị Thanh"]
    with database.writing() as session:
        office = session.exec(select(Unit.id).where(Unit.parent_id == district)).first()
        connection = session.connection()
        for number, score in enumerate(scores, 100):
            name = NAMES[number % len(NAMES)]
            connection.execute(
                insert(Person).values(
                    id=number,
                    number=f"VT{number}",
                    name=name,
                    name_fold=fold(name),
                    sort_key="",
                    position="",
                    unit_id=office,
                    district_id=district,
                    ticket_version=1,
                    active=True,
                )
            )
            connection.execute(
                insert(Attempt).values(
                    id=number,
                    round_id=world.vi_thanh,
                    person_id=number,
                    number=1,
                    paper="[]",
                    started_at=OPENS,
                    deadline_at=OPENS,
                    ended_at=score.ended_at,
                    submitted=True,
                    settled=True,
                )
            )
            connection.execute(
                insert(Result).values(
                    round_id=world.vi_thanh,
                    person_id=number,
                    contest_id=world.contest_id,
                    attempt_id=number,
                    rank_key=ranked(score, RULES, lot(b"seed", number)),
                    correct_count=score.correct_count,
                    hard_count=score.hard_count,
                    answered=score.answered,
                    duration_ms=score.duration_ms,
                    ended_at=score.ended_at,
                )
            )
        tally.rebuild(connection, world.contest_id, RULES)


def worth(correct: int, hard: int = 0, duration: int = 60_000, ended: int = OPENS) -> Score:
    """A score with these four criteria."""
    return Score(correct, hard, 6, duration, ended)


def read(database: Database, world: World, page: int = 1, query: str = "") -> BoardView:
    """A page of Vị Thanh's board."""
    return database.read_now(
        lambda connection: board.read_board(connection, world.vi_thanh, page, query)
    )


def test_each_criterion_of_the_chain_decides_where_those_before_it_are_equal(
    database: Database, world: World
) -> None:
    chain = [
        worth(6, 2, 60_000, OPENS),
        worth(5, 2, 60_000, OPENS),
        worth(5, 1, 50_000, OPENS),
        worth(5, 1, 50_001, OPENS),
        worth(5, 1, 50_001, OPENS + 1),
    ]
    seat(database, world, list(reversed(chain)))
    lines = read(database, world).lines
    assert [line.score for line in lines] == chain
    assert [line.place for line in lines] == [1, 2, 3, 4, 5]
    assert [line.note.partition(":")[0] for line in lines] == [
        "Hơn người kế tiếp ở tiêu chí 1",
        "Hơn người kế tiếp ở tiêu chí 2",
        "Hơn người kế tiếp ở tiêu chí 3",
        "Hơn người kế tiếp ở tiêu chí 4",
        "",
    ]


def test_people_equal_in_everything_but_lots_share_a_place_and_the_next_is_passed_over(
    database: Database, world: World
) -> None:
    seat(database, world, [worth(6), worth(5), worth(5), worth(4)])
    lines = read(database, world).lines
    assert [line.place for line in lines] == [1, 2, 2, 4]
    assert "Đồng hạng" in lines[1].note


def test_a_place_shared_over_the_edge_of_a_page_is_the_same_on_both(
    database: Database, world: World
) -> None:
    seat(database, world, [worth(6)] * 49 + [worth(5)] * 3 + [worth(4)])
    first, second = read(database, world), read(database, world, page=2)
    assert (first.lines[-1].place, len(first.lines)) == (50, 50)
    assert [line.place for line in second.lines] == [50, 50, 53]
    assert (first.pages, first.total) == (2, 53)


def test_a_page_that_is_not_there_is_the_last_one(database: Database, world: World) -> None:
    seat(database, world, [worth(6)] * 3)
    assert read(database, world, page=9).page == 1


def _by_person(lines: tuple[BoardLine, ...]) -> dict[int, int]:
    return {line.person_id: line.place for line in lines}


@pytest.mark.parametrize("query", ["duc", "Đức", "ĐỨC", "nguyen van duc", "  đức "])
def test_a_search_without_diacritics_finds_names_with_their_place_on_the_whole_board(
    database: Database, world: World, query: str
) -> None:
    seat(database, world, [worth(number % 7) for number in range(40)])
    whole = _by_person(read(database, world).lines)
    found = read(database, world, query=query)
    assert {line.name for line in found.lines} == {"Nguyễn Văn Đức"}
    assert found.total == 8
    places = _by_person(found.lines)
    assert places == {person: whole[person] for person in places}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("duc", 8), ("Đức nguyễn", 8), ("van", 8), ("du", 0), ("uc", 0), ("nguyen du", 0),
        ("nguyen%duc", 0), ("d_c", 0), ("duc duc", 8), ("duc " * 20, 8),
    ],
)  # fmt: skip
def test_where_names_are_masked_a_search_finds_whole_words_only(
    database: Database, world: World, query: str, found: int
) -> None:
    seat(database, world, [worth(number % 7) for number in range(40)])
    view = database.read_now(
        lambda connection: board.read_board(
            connection, world.vi_thanh, query=query, whole_words=True
        )
    )
    names = {line.name for line in view.lines}
    assert "Nguyễn Văn Đức" in names if found else not names


def test_an_empty_board_has_one_empty_page(database: Database, world: World) -> None:
    view = read(database, world)
    assert (view.lines, view.page, view.pages, view.total) == ((), 1, 1, 0)
    assert read(database, world, query="an").lines == ()
