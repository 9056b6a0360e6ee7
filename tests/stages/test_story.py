"""The story of a round is told in order to somebody who was not there, and its own paper's window
depends on the rounds that share the bank.
"""

import asyncio

import pytest
from sqlalchemy import text

from quiz.rules.appealing import Filing, Subject
from quiz.rules.deciding import Proposed, Ruling
from quiz.rules.reasons import AppealReason
from quiz.rules.refusal import Refusal
from quiz.rules.story import Event
from quiz.stages import appeals, choose, void
from quiz.stages.choose import Seen, Wanted
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, World
from tests.committee import AFTER, REASON, Committee
from tests.finished import five_of_vi_thanh

WORDS = "Câu này có hai phương án cùng đúng."


@pytest.fixture
def committee(database: Database, writer: Writer, world: World) -> Committee:
    return Committee(database, writer, world)


def story(committee: Committee, now: int) -> list[Event]:
    return list(
        committee.database.read_now(lambda one: appeals.story_of(one, committee.round_id, now))
    )


def test_what_happened_is_told_with_who_and_why_in_order(committee: Committee) -> None:
    people = five_of_vi_thanh(committee.database, committee.writer, committee.world)
    ha = committee.attempt_of(people["Hà"])
    void.void(committee.database, committee.writer, ha, "Thi hộ", ("lan", "quan"), CLOSES - MINUTE)
    digest = committee.publish()
    choose.confirm(
        committee.writer, committee.round_id, Seen(digest, 0), Wanted(), "lan", CLOSES + MINUTE
    )
    question = committee.question_of(committee.attempt_of(people["Bình"]), 6)
    committee.decide(Ruling.CREDIT_ALL, question)
    refused = committee.ask(Ruling.VOID_QUESTION, question, now=AFTER + MINUTE)
    appeals.decline(committee.writer, refused, "so", AFTER + 2 * MINUTE)
    told = story(committee, AFTER + 3 * MINUTE)
    assert [one.what for one in told] == [
        "Cuộc thi được mở",
        "Hủy kết quả một lượt thi",
        "Vòng thi đóng",
        "Công bố bảng xếp hạng chính thức lần 1",
        "Xác nhận đội tuyển lần 1",
        "Đề nghị quyết định số 1",
        "Ký quyết định số 1",
        "Tính lại kết quả theo quyết định số 1",
        "Đề nghị quyết định số 2",
        "Rút đề nghị quyết định số 2",
    ]
    by = {one.what: one.by for one in told}
    assert by["Đề nghị quyết định số 1"] == ("so",)
    assert by["Ký quyết định số 1"] == ("quan",)
    assert REASON in told[5].detail
    assert "lần 2" in told[7].detail
    entries = [one.entry for one in told if one.entry]
    assert entries == sorted(entries)
    assert [one.what for one in story(committee, OPENS)] == ["Cuộc thi được mở"]


def test_one_decision_answers_every_appeal_about_its_question(committee: Committee) -> None:
    people = five_of_vi_thanh(committee.database, committee.writer, committee.world)
    committee.publish()
    attempt = committee.attempt_of(people["Bình"])
    filing = Filing(Subject.QUESTION, 6, WORDS)
    other = Filing(Subject.SCORE, 0, WORDS)

    async def file() -> list[int]:
        return [
            await appeals.file(
                committee.database, committee.writer, attempt, people["Bình"], one, AFTER
            )
            for one in (filing, filing, other)
        ]

    first, again, score = asyncio.run(file())
    assert first == again != score
    committee.decide(Ruling.CREDIT_ALL, committee.question_of(attempt, 6))

    def answered() -> dict[int, bool]:
        lines = committee.database.read_now(lambda one: appeals.appeals_of(one, committee.round_id))
        return {line.id: line.decision_id is not None for line in lines}

    assert answered() == {first: True, score: False}
    keep = Proposed(Ruling.KEEP, "Điểm đã tính đúng", "f" * 32, appeal_id=score)
    decision = appeals.ask(committee.writer, committee.round_id, keep, "so", AFTER)
    assert committee.preview(decision).parts == ()
    committee.sign(decision)
    assert answered() == {first: True, score: True}
    late = Proposed(Ruling.KEEP, "Điểm đã tính đúng", "e" * 32, appeal_id=score)
    with pytest.raises(Refusal) as refused:
        appeals.ask(committee.writer, committee.round_id, late, "so", AFTER)
    assert refused.value.reason is AppealReason.DECISION_CLOSED


def test_the_time_for_appeals_begins_when_the_keys_can_be_seen(
    committee: Committee, database: Database
) -> None:
    people = five_of_vi_thanh(committee.database, committee.writer, committee.world)
    committee.publish()
    week = 7 * 24 * 60 * MINUTE
    with database.writing() as session:
        values = {"at": CLOSES + week, "id": committee.world.phung_hiep}
        later = text("UPDATE round SET closes_at = :at WHERE id = :id")
        session.connection().execute(later, values)
    attempt = committee.attempt_of(people["Bình"])
    paper = asyncio.run(appeals.own_paper(database, attempt, people["Bình"], AFTER))
    assert not paper.keys_open
    assert all(one.right is None and not one.key for one in paper.questions)
    assert paper.until > CLOSES + week
    later_on = asyncio.run(appeals.own_paper(database, attempt, people["Bình"], CLOSES + week))
    assert later_on.keys_open
    assert sum(bool(one.right) for one in later_on.questions) == 5
