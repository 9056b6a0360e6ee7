"""The story of a round holds what changed who stands where: rules, predictions, time, teams, and
what a decision took back.
"""

import asyncio
from dataclasses import replace

import pytest

from quiz.rules.criteria import TieBreak, chain
from quiz.rules.deciding import Ruling
from quiz.rules.extending import Wanted as Time
from quiz.rules.prediction import Target
from quiz.rules.story import Event, NewTeam, team
from quiz.stages import amend, appeals, choose, count, extend, lock_team, substitute, void
from quiz.stages.choose import Seen, Wanted
from quiz.stages.substitute import Wanted as Change
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World
from tests.committee import AFTER, REASON, Committee
from tests.finished import five_of_vi_thanh
from tests.stages.rounds_cast import Contest


@pytest.fixture
def committee(database: Database, writer: Writer, world: World) -> Committee:
    return Committee(database, writer, world)


def story(database: Database, round_id: int, now: int = AFTER + MINUTE) -> list[Event]:
    return list(database.read_now(lambda one: appeals.story_of(one, round_id, now)))


def the(found: list[Event], beginning: str) -> Event:
    (one,) = (event for event in found if event.what.startswith(beginning))
    return one


def test_a_change_of_the_rules_is_told_with_both_signers_and_the_reason(
    committee: Committee,
) -> None:
    writer, contest_id = committee.writer, committee.world.contest_id
    five_of_vi_thanh(committee.database, writer, committee.world)
    wanted = replace(RULES, seats=1)
    asked = amend.ask(writer, contest_id, wanted, "Rút gọn đội tuyển", "a" * 32, "so", CLOSES)
    amend.confirm(writer, contest_id, asked.id, "quan", CLOSES + 1)
    told = the(story(committee.database, committee.round_id), "Sửa thể lệ")
    assert told.by == ("so", "quan")
    assert "Rút gọn đội tuyển" in told.detail
    assert "lần 2" in told.detail


def test_who_opened_the_contest_is_told(committee: Committee) -> None:
    assert the(story(committee.database, committee.round_id), "Cuộc thi được mở").by == ("so",)


def test_what_the_prediction_asked_for_is_told(
    database: Database, writer: Writer, world: World
) -> None:
    order = chain(TieBreak.PREDICTION, TieBreak.DURATION)
    contest = Contest(database, writer, world)
    contest.open(replace(RULES, tie_breaks=order, prediction=Target.PARTICIPANTS))
    contest.sit("An", guess="77")
    contest.sit("Bình", guess="55")
    contest.fix(CLOSES + MINUTE)
    told = the(story(database, contest.round()), "Xác định kết quả của câu hỏi dự đoán")
    assert "Kết quả của câu hỏi dự đoán: 2." in told.detail
    count.publish(database, writer, contest.round(), "lan", CLOSES + 2 * MINUTE)
    one = replace(world, rounds={"Thành phố Vị Thanh": contest.round()})
    decided = Committee(database, writer, one)
    decided.decide(Ruling.VOID_ATTEMPT, attempt_id=decided.attempt_of(world.people["An"]))
    applied = the(story(database, contest.round()), "Tính lại kết quả")
    assert "Kết quả của câu hỏi dự đoán: 1." in applied.detail


def test_time_for_one_person_is_told_with_who_gave_it_and_why(committee: Committee) -> None:
    contest = Contest(committee.database, committee.writer, committee.world)
    contest.open(RULES)
    contest.start("An")
    wanted = Time(10, "Máy hỏng", "b" * 32, "VT0001")
    extend.ask(committee.writer, contest.round(), wanted, "lan", OPENS + MINUTE)
    told = the(story(committee.database, contest.round()), "Gia hạn một lượt thi")
    assert told.by == ("lan",)
    assert told.entry
    assert told.detail == "Thêm 10 phút cho số báo danh VT0001. Lý do: Máy hỏng"


def test_who_was_replaced_why_and_what_was_locked_is_told(committee: Committee) -> None:
    writer, round_id = committee.writer, committee.round_id
    people = five_of_vi_thanh(committee.database, writer, committee.world)
    digest = committee.publish()
    choose.confirm(writer, round_id, Seen(digest, 0), Wanted(), "lan", CLOSES + 1)
    left = Change(people["An"], "", "Ốm nặng, có giấy bệnh viện")
    substitute.substitute(writer, round_id, 1, left, "lan", CLOSES + 2)
    lock_team.lock(writer, round_id, 2, "so", CLOSES + 3)
    lock_team.unlock(writer, round_id, 2, "Khóa nhầm", "so", CLOSES + 4)
    found = story(committee.database, round_id)
    replaced = the(found, "Thay người trong đội tuyển")
    assert "Số báo danh VT0001 ra, số báo danh" in replaced.detail
    assert "Ốm nặng, có giấy bệnh viện" in replaced.detail
    assert the(found, "Khóa đội tuyển lần 2").by == ("so",)
    assert "Khóa nhầm" in the(found, "Mở khóa đội tuyển lần 2").detail


def test_a_direct_void_stays_told_when_a_decision_restores_the_attempt(
    committee: Committee,
) -> None:
    database, writer = committee.database, committee.writer
    people = five_of_vi_thanh(database, writer, committee.world)
    ha = committee.attempt_of(people["Hà"])
    void.void(database, writer, ha, "Thi hộ", ("lan", "quan"), CLOSES - MINUTE)
    asyncio.run(count.settle_all(database, writer))
    committee.decide(Ruling.UNVOID_ATTEMPT, attempt_id=ha)
    found = story(database, committee.round_id)
    assert "Thi hộ" in the(found, "Hủy kết quả một lượt thi").detail
    applied = the(found, "Tính lại kết quả")
    assert applied.detail.endswith("Khi đó chưa có bảng xếp hạng chính thức.")


def test_keeping_a_question_says_that_it_takes_an_earlier_decision_back(
    committee: Committee,
) -> None:
    people = five_of_vi_thanh(committee.database, committee.writer, committee.world)
    committee.publish()
    question = committee.question_of(committee.attempt_of(people["Hà"]), 6)
    first = committee.ask(Ruling.KEEP, question, now=AFTER - MINUTE)
    committee.sign(first, now=AFTER - MINUTE)
    committee.decide(Ruling.CREDIT_ALL, question)
    kept = committee.ask(Ruling.KEEP, question, now=AFTER + MINUTE)
    committee.sign(kept, now=AFTER + MINUTE)
    found = story(committee.database, committee.round_id)
    assert the(found, "Đề nghị quyết định số 1").detail == (
        f"Giữ nguyên như đề thi và bài làm (câu {question}). Lý do: {REASON}"
    )
    assert the(found, "Đề nghị quyết định số 3").detail == (
        f"Giữ nguyên như đề thi, hủy bỏ quyết định trước về câu này (câu {question})."
        f" Lý do: {REASON}"
    )


def test_quotas_that_a_team_does_not_keep_are_told_with_why_that_is_accepted() -> None:
    eased = ("Ít nhất 1 nữ",)
    told = team(AFTER, "lan", NewTeam(1, 1, "a" * 64, eased=eased, eased_reason="Không có ai nữ"))
    assert "Không bảo đảm điều kiện: Ít nhất 1 nữ." in told.detail
    assert "Lý do chấp nhận: Không có ai nữ." in told.detail
