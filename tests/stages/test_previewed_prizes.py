"""What a decision's preview says of prizes is what the prizes' page gives afterwards."""

from dataclasses import replace

import pytest

from question_bank.vietnamese import same_key
from quiz.rules.criteria import TieBreak, chain
from quiz.rules.deciding import Ruling
from quiz.rules.prizes import Prize, PrizeKind, PrizeRules
from quiz.rules.reasons import AppealReason
from quiz.rules.refusal import Refusal
from quiz.stages import award
from quiz.store import prizes
from quiz.store.database import Database
from quiz.store.tables import Person, Unit
from quiz.store.writer import Writer
from tests.cast import RULES, add_person, make_world
from tests.committee import AFTER, Committee
from tests.finished import Sat, five_of_vi_thanh, hand_in


def test_those_who_tie_at_a_cut_are_previewed_by_their_lots(
    database: Database, writer: Writer
) -> None:
    table = PrizeRules((Prize("Giải Nhất"), Prize("Giải Nhì"), Prize("Giải Ba")))
    by_minutes = chain(TieBreak.DURATION)
    world = make_world(database, replace(RULES, tie_breaks=by_minutes, prizes=table))
    district = world.districts["Thành phố Vị Thanh"]
    tied = [
        add_person(database, f"Lê Văn {number}", f"VT1{number}", district) for number in "abcdef"
    ]
    an = world.people["An"]
    hand_in(database, writer, world.vi_thanh, [Sat(an, 6, 5), *(Sat(one, 5, 5) for one in tied)])
    committee = Committee(database, writer, world)
    committee.publish()
    attempt = committee.attempt_of(an)
    (part,) = committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt).parts
    previewed = {
        (move.person_id, move.after.prize) for move in part.moves if move.after and move.after.prize
    }
    view = database.read_now(lambda one: prizes.of_round(one, world.vi_thanh))
    assert previewed == {(one.id, view.rules.table[one.prize].title) for one in view.awards.awarded}
    assert len(previewed) == 3
    (before,) = [move.before for move in part.moves if move.person_id == an]
    assert before is not None
    assert before.prize == "Giải Nhất"


def test_a_collective_prize_that_moves_is_previewed_as_the_prizes_page_gives_it(
    database: Database, writer: Writer
) -> None:
    table = PrizeRules((Prize("Giải tập thể", kind=PrizeKind.COLLECTIVE), Prize("Giải Nhất")))
    world = make_world(database, replace(RULES, prizes=table))
    an, binh = world.people["An"], world.people["Bình"]
    district, name = world.districts["Thành phố Vị Thanh"], "Phòng Tư pháp"
    with database.writing() as session:
        office = Unit(
            code="930-tp", name=name, type="Cơ quan", full_name=name, key=same_key(name),
            parent_id=district, district_id=district,
        )  # fmt: skip
        session.add(office)
        session.flush()
        session.get_one(Person, binh).unit_id = office.id or 0
    hand_in(database, writer, world.vi_thanh, [Sat(an, 6, 5), Sat(binh, 5, 5)])
    committee = Committee(database, writer, world)
    committee.publish()

    def holders() -> list[str]:
        view = database.read_now(lambda one: prizes.of_round(one, world.vi_thanh))
        given = [one for one in view.awards.awarded if one.prize == 0]
        return [view.winner(one.prize, one.id).name for one in given]

    assert holders() == ["UBND Thành phố Vị Thanh"]
    attempt = committee.attempt_of(an)
    (part,) = committee.preview(committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt)).parts
    assert [(one.name, one.before, one.after) for one in part.unit_moves] == [
        ("Phòng Tư pháp", "", "Giải tập thể"),
        ("UBND Thành phố Vị Thanh", "Giải tập thể", ""),
    ]
    committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    assert holders() == ["Phòng Tư pháp"]


def test_a_decision_that_moves_no_unit_shows_none(database: Database, writer: Writer) -> None:
    table = PrizeRules((Prize("Giải tập thể", kind=PrizeKind.COLLECTIVE),))
    world = make_world(database, replace(RULES, prizes=table))
    people = world.people
    hand_in(database, writer, world.vi_thanh, [Sat(people["An"], 6, 5), Sat(people["Bình"], 5, 5)])
    committee = Committee(database, writer, world)
    committee.publish()
    attempt = committee.attempt_of(people["An"])
    (part,) = committee.preview(committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt)).parts
    assert part.moves
    assert part.unit_moves == ()


def test_side_prizes_are_previewed_with_what_they_leave_to_others(
    database: Database, writer: Writer
) -> None:
    table = PrizeRules((Prize("Giải Đặc biệt", 1, PrizeKind.SIDE), Prize("Giải Nhất")))
    world = make_world(database, replace(RULES, prizes=table))
    people = five_of_vi_thanh(database, writer, world)
    committee = Committee(database, writer, world)
    committee.publish()
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=committee.attempt_of(people["Bình"]))
    seen = committee.preview(decision).digest
    gift = (world.contest_id, world.vi_thanh, 0, "VT0001", "Sinh năm 1950", "lan", AFTER)
    award.give(database, *gift)
    with pytest.raises(Refusal) as refused:
        committee.sign(decision, seen=seen)
    assert refused.value.reason is AppealReason.PREVIEW_CHANGED
    (part,) = committee.preview(decision).parts
    moved = {move.person_id: move for move in part.moves if move.by_prize}
    assert moved.keys() == {people["Bình"], people["Dũng"]}
    gained = moved[people["Dũng"]].after
    assert gained is not None
    assert gained.prize == "Giải Nhất"
    committee.sign(decision)
    view = database.read_now(lambda one: prizes.of_round(one, world.vi_thanh))
    assert {one.id for one in view.awards.awarded} == {people["An"], people["Dũng"]}
