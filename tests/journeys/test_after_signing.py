"""A signed decision stays readable: who moved from where to where, seats and prizes, within reach;
and which option was right before.
"""

import re
from dataclasses import replace

import pytest

from quiz.rules.deciding import Ruling
from quiz.rules.prizes import Prize, PrizeKind, PrizeRules
from quiz.rules.units import Measure, UnitRules
from quiz.store import moved
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, RULES, Stage, make_world
from tests.committee import Committee
from tests.finished import Sat, five_of_vi_thanh, hand_in
from tests.journeys.test_a_wrong_key import answer_of, attempt_of, decide, question_of, said, sign
from tests.journeys.test_a_wrong_key import work as work_of

PRIZES = PrizeRules((Prize("Giải Nhất"), Prize("Giải tập thể", 1, PrizeKind.COLLECTIVE)))


@pytest.fixture
def people(stage: Stage) -> dict[str, int]:
    """Vị Thanh is published: An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2; Chi sat in Phụng Hiệp."""
    found = five_of_vi_thanh(stage.database, stage.writer, stage.world)
    chi = Sat(stage.world.people["Chi"], 5, 5)
    hand_in(stage.database, stage.writer, stage.world.phung_hiep, [chi])
    stage.clock.now = CLOSES + MINUTE
    lan = stage.staff("lan")
    lan.get(work_of(stage))
    assert lan.post(f"{work_of(stage)}/publish").status_code == 303
    return found


def test_who_moved_and_which_seats_is_read_after_signing_as_before_it(
    stage: Stage, people: dict[str, int]
) -> None:
    an = attempt_of(stage, people["An"])
    so, lan = stage.staff("so"), stage.staff("lan")
    url = f"{work_of(stage)}/decide?attempt={an}"
    decision = decide(so, url, stage, ruling="void_attempt", reason="Thi hộ, theo biên bản số 3")
    before = _moves(lan.get(decision).text)
    assert "Thành viên → –" in before
    sign(lan, decision)
    page = lan.get(decision).text
    assert _moves(page) == before
    assert re.search(r"Thay đổi vị trí trong đội tuyển.*\d", said(page))


def test_people_of_another_district_are_counted_but_not_named_after_signing(
    stage: Stage, people: dict[str, int]
) -> None:
    (chi,) = stage.database.read_now(
        lambda one: [
            row[0]
            for row in one.exec_driver_sql(
                f"SELECT id FROM attempt WHERE round_id = {stage.world.phung_hiep}"
            )
        ]
    )
    question = question_of(stage, chi, 6)
    so, quan, lan = stage.staff("so"), stage.staff("quan"), stage.staff("lan")
    form = f"{work_of(stage)}/decide?question={question}"
    decision = decide(so, form, stage, ruling="credit_all", reason="Hai phương án cùng đúng")
    sign(quan, decision)
    for visitor, sees in ((lan, False), (so, True)):
        page = visitor.get(decision).text
        assert ("Lê Thị Chi" in page) is sees
        assert ("Còn 1 người của các đơn vị khác" in page) is not sees


def test_the_key_that_was_replaced_is_named_after_signing(
    stage: Stage, people: dict[str, int]
) -> None:
    attempt = attempt_of(stage, people["Hà"])
    so, quan = stage.staff("so"), stage.staff("quan")
    form = f"{work_of(stage)}/decide?question={question_of(stage, attempt, 6)}"
    key = {f"key_{answer_of(stage, attempt)}": "1"}
    decision = decide(so, form, stage, ruling="new_key", reason="Luật đã sửa", **key)
    sign(quan, decision)
    page = quan.get(decision).text
    told = [
        said(cell).strip() for cell in re.findall(r"<td[^>]*>(?:.(?!</td>))*Đáp án [^<]*", page)
    ]
    assert sorted(told) == ["Đáp án ban đầu", "Đáp án mới, Đáp án hiện tại"]


def test_prizes_of_people_and_units_are_kept_as_the_preview_promised_them(
    database: Database, writer: Writer
) -> None:
    rules = replace(RULES, prizes=PRIZES, units=UnitRules(measure=Measure.MEAN))
    world = make_world(database, rules)
    people = five_of_vi_thanh(database, writer, world)
    committee = Committee(database, writer, world)
    committee.publish()
    an = committee.attempt_of(people["An"])
    promised = committee.decide(Ruling.VOID_ATTEMPT, attempt_id=an)
    (part,) = promised.parts
    kept = database.read_now(lambda one: moved.read(one, promised.decision.id))
    assert kept == tuple((world.vi_thanh, move) for move in part.moves)
    assert any(move.by_prize for _, move in kept)
    units = database.read_now(lambda one: moved.read_units(one, promised.decision.id))
    assert units == tuple((world.vi_thanh, unit) for unit in part.unit_moves)


def _moves(page: str) -> str:
    """The table of who moves."""
    found = re.search(r"Những người thay đổi.*?</table>", page, re.S)
    assert found
    return said(found[0])
