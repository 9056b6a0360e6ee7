"""Whoever was right on a voided question reads on the own paper what the receipt and the board say:
the score out of what is left, the question neither right nor wrong."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from quiz.rules.deciding import Ruling
from quiz.rules.marking import Marking
from tests.cast import MINUTE, RULES, Stage, staged
from tests.committee import AFTER, Committee
from tests.finished import five_of_vi_thanh
from tests.journeys.test_a_wrong_key import said


def own_pages(stage: Stage, name: str, number: int, ruling: Ruling) -> tuple[str, str, str]:
    """(the own paper, its question of that number, the receipt) after a decision about the
    question, as they are read."""
    people = five_of_vi_thanh(stage.database, stage.writer, stage.world)
    committee = Committee(stage.database, stage.writer, stage.world)
    committee.publish()
    attempt = committee.attempt_of(people[name])
    committee.decide(ruling, committee.question_of(attempt, number))
    stage.clock.now = AFTER + MINUTE
    visitor = stage.contestant(name)
    page = visitor.get(f"/attempts/{attempt}/paper").text
    found = re.search(rf'<article class="item" id="q{number}">.*?</article>', page, re.DOTALL)
    assert found
    return said(page), said(found[0]), said(visitor.get(f"/attempts/{attempt}/receipt").text)


def test_a_voided_question_is_neither_right_nor_wrong_and_the_score_is_out_of_what_is_left(
    stage: Stage,
) -> None:
    paper, question, receipt = own_pages(stage, "An", 1, Ruling.VOID_QUESTION)
    assert "Số câu đúng 5/5" in paper
    assert "5/5" in receipt
    assert "Không tính điểm." in question
    assert "Câu này đã bị hủy" in question
    for telling in ("Sai, được", "Đúng, được", "0/1"):
        assert telling not in question
    assert paper.count("Đúng, được 1/1 điểm.") == 5
    assert "Sai, được" not in paper
    assert "6/6" not in paper


def test_who_had_it_wrong_loses_nothing_by_it(quick_stage: Stage) -> None:
    paper, question, receipt = own_pages(quick_stage, "Bình", 6, Ruling.VOID_QUESTION)
    assert "Số câu đúng 5/5" in paper
    assert "5/5" in receipt
    assert "Sai, được" not in question


@pytest.mark.parametrize("ruling", [Ruling.VOID_QUESTION, Ruling.CREDIT_ALL])
def test_points_are_told_out_of_what_is_left(
    sqlite_url: str, tmp_path: Path, ruling: Ruling
) -> None:
    rules = replace(RULES, marking=Marking(200, 200, 200))
    with staged(tmp_path, sqlite_url, rules) as stage:
        paper, question, receipt = own_pages(stage, "An", 1, ruling)
    voided = ruling is Ruling.VOID_QUESTION
    assert ("5/5 câu đúng, 10 điểm" if voided else "6/6 câu đúng, 12 điểm") in paper
    assert ("10/10" if voided else "12/12") in receipt
    assert ("Không tính điểm." in question) is voided
