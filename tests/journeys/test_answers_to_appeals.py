"""An appeal is answered by what was decided: nothing is called accepted that took a result away,
and nothing kept that moved points.
"""

import pytest

from quiz.rules.deciding import Proposed, Ruling
from quiz.stages import appeals
from tests.cast import MINUTE, Stage
from tests.committee import AFTER, Committee
from tests.finished import five_of_vi_thanh
from tests.journeys.test_a_wrong_key import attempt_of, said
from tests.journeys.test_weeks_are_no_districts import weeks

WORDS = "Câu này có hai phương án cùng đúng."


class Answered:
    """Bình appeals, the committee decides; the own paper tells."""

    def __init__(self, stage: Stage) -> None:
        people = five_of_vi_thanh(stage.database, stage.writer, stage.world)
        stage.clock.now = AFTER + 5 * MINUTE
        self.stage = stage
        self.committee = Committee(stage.database, stage.writer, stage.world)
        self.committee.publish()
        self.attempt = attempt_of(stage, people["Bình"])
        self.question = self.committee.question_of(self.attempt, 6)
        self.binh = stage.contestant("Bình")

    def file(self, about: str) -> int:
        url = f"/attempts/{self.attempt}/appeals"
        assert self.binh.post(url, about=about, words=WORDS).status_code == 303
        lines = self.stage.database.read_now(
            lambda one: appeals.appeals_of(one, self.committee.round_id)
        )
        return max(line.id for line in lines)

    def answer(self, ruling: Ruling, appeal: int, *, of_question: bool) -> str:
        about = {"question_id": self.question} if of_question else {"attempt_id": self.attempt}
        proposed = Proposed(ruling, "Theo biên bản", "c" * 32, appeal_id=appeal, **about)
        now = AFTER + 2 * MINUTE
        decision = appeals.ask(self.stage.writer, self.committee.round_id, proposed, "so", now)
        self.committee.sign(decision, now=now)
        return said(self.binh.get(f"/attempts/{self.attempt}/paper").text)


@pytest.fixture
def answered(stage: Stage) -> Answered:
    return Answered(stage)


def test_an_own_attempt_that_was_voided_is_no_appeal_accepted(answered: Answered) -> None:
    page = answered.answer(Ruling.VOID_ATTEMPT, answered.file("identity"), of_question=False)
    assert "Quyết định: hủy kết quả của một lượt thi. Lý do: Theo biên bản" in page
    assert "Chấp nhận" not in page


def test_a_decision_that_is_taken_back_is_no_result_kept(answered: Answered) -> None:
    answered.committee.decide(Ruling.CREDIT_ALL, answered.question)
    page = answered.answer(Ruling.KEEP, answered.file("6"), of_question=True)
    assert "Quyết định: hủy bỏ việc điều chỉnh một câu hỏi trước đó. Lý do: Theo biên bản" in page
    assert "Giữ nguyên kết quả" not in page


def test_a_question_that_stays_as_it_was_is_a_result_kept(answered: Answered) -> None:
    page = answered.answer(Ruling.KEEP, answered.file("6"), of_question=True)
    assert "Giữ nguyên kết quả. Lý do: Theo biên bản" in page


def test_practice_leads_to_no_statistics(quick_stage: Stage) -> None:
    contest = weeks(quick_stage)
    lan = quick_stage.staff("lan")
    for label, leads in (("Thi thử", False), ("Tuần 1", True)):
        page = lan.get(f"/staff/rounds/{contest.round(label)}").text
        assert ("/statistics/rounds/" in page) is leads
