"""Prizes by an official board; side prizes are given by hand, once, with a reason."""

import hmac
from dataclasses import replace

import pytest
from sqlmodel import select

from quiz.rules.deciding import Ruling
from quiz.rules.prizes import AtTheCut, Prize, PrizeKind, PrizeRules, PrizeScope
from quiz.rules.reasons import BoardReason
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import award, count, prize_list
from quiz.store import prizes
from quiz.store.database import Database
from quiz.store.prizes import PrizeView, RankedUnit
from quiz.store.tables import AuditLog, Round, SidePrize
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, RULES, World, make_world
from tests.committee import Committee
from tests.finished import five_of_vi_thanh

TABLE = (
    Prize("Giải Nhất", 1, worth=2_000_000),
    Prize("Giải Nhì", 2),
    Prize("Giải Tập thể", 1, PrizeKind.COLLECTIVE),
    Prize("Giải Cao tuổi", 1, PrizeKind.SIDE),
)
LATER = CLOSES + MINUTE


@pytest.fixture
def prized(database: Database, writer: Writer) -> World:
    """Five of Vị Thanh on its official board: An, Bình, Dũng, Giang, Hà. Each round has prizes."""
    return prized_per(database, writer, PrizeScope.ROUND)


def prized_per(database: Database, writer: Writer, per: PrizeScope) -> World:
    prizes = PrizeRules(TABLE, True, AtTheCut.LOTS, per)
    world = make_world(database, replace(RULES, prizes=prizes))
    five_of_vi_thanh(database, writer, world)
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    return world


def of_round(database: Database, world: World, *units: RankedUnit) -> PrizeView:
    return database.read_now(lambda one: prizes.of_round(one, world.vi_thanh, units))


def told(view: PrizeView) -> list[tuple[str, str]]:
    """(prize, winner)."""
    return [
        (view.rules.table[one.prize].title, view.winner(one.prize, one.id).name)
        for one in view.awards.awarded
    ]


def give(
    database: Database, world: World, number: str, reason: str = "Sinh năm 1950", prize: int = 3
) -> None:
    round_id = world.vi_thanh
    award.give(database, world.contest_id, round_id, prize, number, reason, "lan", LATER)


def refused(database: Database, world: World, *asked: object) -> Reason:
    with pytest.raises(Refusal) as found:
        give(database, world, *asked)  # type: ignore[arg-type]
    return found.value.reason


def test_the_prizes_follow_the_official_board(database: Database, prized: World) -> None:
    view = of_round(database, prized)
    assert [(prize, name.split()[-1]) for prize, name in told(view)] == [
        ("Giải Nhất", "An"), ("Giải Nhì", "Bình"), ("Giải Nhì", "Dũng"),
    ]  # fmt: skip
    assert view.lacks_units
    assert "Giải Tập thể: còn 1 giải chưa trao." in view.decided


def test_a_collective_prize_goes_down_the_list_of_units(database: Database, prized: World) -> None:
    units = (RankedUnit(7, 1, "UBND phường I"), RankedUnit(8, 2, "UBND phường II"))
    view = of_round(database, prized, *units)
    assert ("Giải Tập thể", "UBND phường I") in told(view)


def test_units_that_share_a_place_at_the_cut_draw_lots_from_the_sealed_seed(
    database: Database, prized: World
) -> None:
    units = tuple(RankedUnit(number, 1, f"UBND phường {number}") for number in range(1, 9))
    with database.reading() as session:
        seed = bytes.fromhex(session.get_one(Round, prized.vi_thanh).seed)
    drawn = min(
        (hmac.new(seed, b"unit\x00%d" % unit.id, "sha256").digest(), unit.name) for unit in units
    )
    view = of_round(database, prized, *units)
    assert told(view)[-1] == ("Giải Tập thể", drawn[1])
    assert told(of_round(database, prized, *reversed(units))) == told(view)
    assert view.awards.cuts[-1][1].endswith("xét theo bốc thăm.")


def test_lots_of_units_that_follow_their_numbers_are_caught(
    database: Database, prized: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: the first of the list wins whatever the seed."""
    monkeypatch.setattr(prizes, "unit_lot", lambda _seeds, unit: unit)
    won = set()
    for start in range(40):
        units = (RankedUnit(start, 1, "trước"), RankedUnit(start + 1, 1, "sau"))
        won.add(told(of_round(database, prized, *units))[-1][1])
    assert won == {"trước"}
    monkeypatch.undo()
    for start in range(40):
        units = (RankedUnit(start, 1, "trước"), RankedUnit(start + 1, 1, "sau"))
        won.add(told(of_round(database, prized, *units))[-1][1])
    assert won == {"trước", "sau"}


def test_before_the_board_is_official_there_are_no_prizes(
    database: Database, prized: World
) -> None:
    with pytest.raises(Refusal) as found:
        database.read_now(lambda one: prizes.of_round(one, prized.phung_hiep))
    assert found.value.reason is BoardReason.NOT_OFFICIAL
    waiting = database.read_now(lambda one: prizes.unpublished(one, prized.contest_id))
    assert len(waiting) == 3


def test_the_whole_contest_has_its_own_prizes_once_every_round_is_official(
    database: Database, writer: Writer
) -> None:
    prized = prized_per(database, writer, PrizeScope.CONTEST)
    with pytest.raises(Refusal) as early:
        database.read_now(lambda one: prizes.of_contest(one, prized.contest_id, LATER))
    assert early.value.reason is BoardReason.NOT_OFFICIAL
    for round_id in prized.rounds.values():
        count.publish(database, writer, round_id, "quan", CLOSES)
    award.give(database, prized.contest_id, None, 3, "VT0005", "Cao tuổi", "so", LATER)
    view = database.read_now(lambda one: prizes.of_contest(one, prized.contest_id, LATER))
    assert told(view)[-1] == ("Giải Cao tuổi", "Bùi Thu Hà")
    with pytest.raises(Refusal) as elsewhere:
        of_round(database, prized)
    assert elsewhere.value.reason is BoardReason.PRIZES_ELSEWHERE
    assert refused(database, prized, "VT0005") is BoardReason.PRIZES_ELSEWHERE


@pytest.mark.parametrize("per", [PrizeScope.ROUND, PrizeScope.DISTRICT])
def test_where_rounds_or_districts_have_their_tables_the_whole_contest_has_none(
    database: Database, writer: Writer, per: PrizeScope
) -> None:
    prized = prized_per(database, writer, per)
    for round_id in prized.rounds.values():
        count.publish(database, writer, round_id, "quan", CLOSES)
    with pytest.raises(Refusal) as elsewhere:
        database.read_now(lambda one: prizes.of_contest(one, prized.contest_id, LATER))
    assert elsewhere.value.reason is BoardReason.PRIZES_ELSEWHERE
    with pytest.raises(Refusal):
        award.give(database, prized.contest_id, None, 3, "VT0005", "Cao tuổi", "so", LATER)


def test_a_side_prize_is_given_once_however_often_it_is_sent(
    database: Database, prized: World
) -> None:
    for number in ("VT0005", " vt 0005"):
        give(database, prized, number)
    view = of_round(database, prized)
    assert told(view)[-1] == ("Giải Cao tuổi", "Bùi Thu Hà")
    with database.reading() as session:
        notes = session.exec(select(AuditLog).where(AuditLog.action == "prize.give")).all()
        (gift,) = session.exec(select(SidePrize)).all()
    assert [(note.actor, note.subject) for note in notes] == [("lan", f"round:{prized.vi_thanh}")]
    assert (gift.reason, gift.given_by) == ("Sinh năm 1950", "lan")


def test_who_has_a_higher_prize_keeps_that_one(database: Database, prized: World) -> None:
    give(database, prized, "VT0001")
    view = of_round(database, prized)
    assert told(view)[-1][0] == "Giải Nhì"
    assert "Giải Cao tuổi: Nguyễn Văn An không nhận. Giữ giải cao hơn: Giải Nhất." in view.decided


def test_what_cannot_be_given_is_refused_with_the_reason(database: Database, prized: World) -> None:
    assert refused(database, prized, "VT0005", "vì", 0) is BoardReason.NO_SUCH_PRIZE
    assert refused(database, prized, "VT0005", "vì", 9) is BoardReason.NO_SUCH_PRIZE
    assert refused(database, prized, "PH0001") is BoardReason.NOT_ON_BOARD
    assert refused(database, prized, "VT0005", "  ") is BoardReason.PRIZE_NEEDS_REASON
    give(database, prized, "VT0005")
    assert refused(database, prized, "VT0004") is BoardReason.PRIZES_ALL_GIVEN


def test_a_side_prize_is_taken_back_once(database: Database, prized: World) -> None:
    give(database, prized, "VT0005")
    (gift,) = of_round(database, prized).gifts
    for round_id in (prized.phung_hiep, prized.vi_thanh, prized.vi_thanh):
        award.take_back(database, prized.contest_id, round_id, gift.id, "lan", LATER)
    assert of_round(database, prized).gifts == ()
    with database.reading() as session:
        taken = session.exec(select(AuditLog).where(AuditLog.action == "prize.take_back")).all()
    assert len(taken) == 1


def test_the_list_is_made_for_spreadsheet_and_word(database: Database, prized: World) -> None:
    view = of_round(database, prized)
    files = [prize_list.prize_workbook(view), prize_list.prize_annex(view, LATER)]
    assert [file.name for file in files] == [
        "Danh sách giải thưởng Thành phố Vị Thanh.xlsx",
        "Danh sách giải thưởng Thành phố Vị Thanh.docx",
    ]
    assert all(file.content.startswith(b"PK") for file in files)


def test_a_side_prize_of_somebody_who_left_the_board_is_listed_and_not_awarded(
    database: Database, writer: Writer, prized: World
) -> None:
    give(database, prized, "VT0005")
    committee = Committee(database, writer, prized)
    before = of_round(database, prized)
    gift = before.gifts[0]
    attempt = committee.attempt_of(gift.person_id)
    committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    view = of_round(database, prized)
    assert "Giải Cao tuổi" not in dict(told(view))
    assert view.gifts == before.gifts
    assert [said for said in view.decided if "không còn trên bảng xếp hạng" in said] == [
        "Giải Cao tuổi: người được trao không còn trên bảng xếp hạng nên không nhận giải này."
    ]
    for file in (prize_list.prize_workbook(view), prize_list.prize_annex(view, LATER)):
        assert file.content
    committee.decide(Ruling.UNVOID_ATTEMPT, attempt_id=attempt)
    assert told(of_round(database, prized)) == told(before)
