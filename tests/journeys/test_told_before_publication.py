"""Whoever is affected reads it on the own page, also where it was decided before there was an
official board, and an attempt that two voided says so with its reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from quiz.rules.deciding import Ruling
from quiz.stages import void
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage, staged
from tests.committee import AFTER, REASON, Committee
from tests.finished import Sat, five_of_vi_thanh, hand_in
from tests.journeys.test_a_wrong_key import said

PROXY = "Làm bài hộ, theo biên bản số 3"


class Case:
    """Five have sat in Vị Thanh; the round has closed and is not published."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people = five_of_vi_thanh(stage.database, stage.writer, stage.world)
        self.committee = Committee(stage.database, stage.writer, stage.world)
        self.attempt = self.committee.attempt_of(self.people["Bình"])
        stage.clock.now = AFTER + MINUTE

    def void(self, now: int = CLOSES) -> None:
        """Two members of staff do, at the keeper's terminal."""
        signers = ("lan", "quan")
        void.void(self.stage.database, self.stage.writer, self.attempt, PROXY, signers, now)

    def pages(self) -> list[str]:
        """The round's page and the receipt, as Bình reads them."""
        visitor = self.stage.contestant("Bình")
        urls = f"/rounds/{self.stage.world.vi_thanh}", f"/attempts/{self.attempt}/receipt"
        answers = [visitor.get(url) for url in urls]
        assert [one.status_code for one in answers] == [200, 200]
        return [said(one.text) for one in answers]


def test_a_decision_before_publication_is_told_from_what_to_what(stage: Stage) -> None:
    case = Case(stage)
    assert not any("đã được tính lại" in page for page in case.pages())
    case.committee.decide(Ruling.CREDIT_ALL, case.committee.question_of(case.attempt, 6))
    for published in (False, True):
        if published:
            case.committee.publish()
        for page in case.pages():
            assert page.count("tính lại theo quyết định") == 1
            assert "(tính đúng một câu hỏi cho mọi thí sinh): 5 → 6 câu đúng." in page
            assert f"Lý do: {REASON}" in page
    an = stage.contestant("An").get(f"/rounds/{stage.world.vi_thanh}").text
    assert "tính lại theo quyết định" not in an


def test_decisions_before_and_after_publication_are_told_in_order_and_once(stage: Stage) -> None:
    case = Case(stage)
    question = case.committee.question_of(case.attempt, 6)
    case.committee.decide(Ruling.CREDIT_ALL, question)
    case.committee.publish()
    keeping = case.committee.ask(Ruling.KEEP, question, now=AFTER + MINUTE)
    case.committee.sign(keeping, now=AFTER + MINUTE)
    for page in case.pages():
        assert page.count("tính lại theo quyết định") == 2
        assert page.index("5 → 6 câu đúng") < page.index("6 → 5 câu đúng")


def test_who_was_voided_reads_when_and_why_and_the_receipt_stays_readable(stage: Stage) -> None:
    case = Case(stage)
    case.void()
    told = (
        "Lượt thi 1 đã bị hủy theo quyết định của Ban Tổ chức lúc 10:00 ngày 05/4/2021 và không "
        f"tính kết quả. Lý do: {PROXY}"
    )
    for published in (False, True):
        if published:
            case.committee.publish()
        for page in case.pages():
            assert page.count(told) == 1
            assert "đã được tính lại" not in page
            assert "Đang tính kết quả" not in page
            assert "Hạng" not in page.split("Thể lệ")[0]
    receipt = case.pages()[1]
    assert "Phiếu xác nhận số" in receipt
    assert "Số câu đúng" not in receipt
    paper = said(stage.contestant("Bình").get(f"/attempts/{case.attempt}/paper").text)
    assert told in paper


def test_who_was_voided_by_a_decision_reads_it_once_beside_what_the_board_says(
    stage: Stage,
) -> None:
    case = Case(stage)
    case.committee.publish()
    case.committee.decide(Ruling.VOID_ATTEMPT, attempt_id=case.attempt)
    page, receipt = case.pages()
    assert "5 câu đúng, hạng 2 → không có kết quả" in page
    assert page.count(f"Lý do: {REASON}") == 1
    assert "Lượt thi 1 đã bị hủy" in receipt


def test_who_was_let_in_again_before_publication_reads_the_result(stage: Stage) -> None:
    case = Case(stage)
    case.void()
    case.committee.decide(Ruling.UNVOID_ATTEMPT, attempt_id=case.attempt)
    for page in case.pages():
        assert "không có kết quả → 5 câu đúng" in page
        assert "đã bị hủy" not in page


def test_an_attempt_that_was_voided_while_it_ran_has_no_receipt_to_lead_to(stage: Stage) -> None:
    binh = stage.contestant("Bình")
    stage.clock.now = OPENS + MINUTE
    url = f"/rounds/{stage.world.vi_thanh}"
    binh.get(url)
    attempt = binh.post(f"{url}/start").headers["location"]
    number = int(attempt.rsplit("/", 1)[1])
    void.void(stage.database, stage.writer, number, PROXY, ("lan", "quan"), OPENS + 2 * MINUTE)
    page = binh.get(url).text
    assert f"Lý do: {PROXY}" in page
    assert f"{attempt}/receipt" not in page
    assert binh.get(f"{attempt}/receipt").status_code == 409


@pytest.mark.parametrize("minutes", [20, 60 * 3])
def test_scores_are_not_told_by_a_void_before_they_may_be(
    sqlite_url: str, tmp_path: Path, minutes: int
) -> None:
    """Another attempt of the person counts then: told once the round has closed."""
    with staged(tmp_path, sqlite_url, replace(RULES, attempts=2)) as stage:
        person = stage.world.people["Bình"]
        sat = [Sat(person, 6, 2), Sat(person, 3, 2, starts=5)]
        first, _ = hand_in(stage.database, stage.writer, stage.world.vi_thanh, sat)
        now = OPENS + 10 * MINUTE
        void.void(stage.database, stage.writer, first, PROXY, ("lan", "quan"), now)
        stage.clock.now = OPENS + minutes * MINUTE
        closed = stage.clock.now >= CLOSES
        visitor = stage.contestant("Bình")
        for url in (f"/rounds/{stage.world.vi_thanh}", f"/attempts/{first}/receipt"):
            page = said(visitor.get(url).text)
            assert f"Lý do: {PROXY}" in page
            assert ("6 → 3 câu đúng" in page) is closed
