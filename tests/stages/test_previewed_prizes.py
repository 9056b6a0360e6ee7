"""What a decision's preview says of prizes is what the prizes' page gives afterwards."""

from dataclasses import replace

from quiz.rules.criteria import TieBreak, chain
from quiz.rules.deciding import Ruling
from quiz.rules.prizes import Prize, PrizeRules
from quiz.store import prizes
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import RULES, add_person, make_world
from tests.committee import Committee
from tests.finished import Sat, hand_in


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
