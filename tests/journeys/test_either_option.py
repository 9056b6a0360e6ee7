"""Two options of a question that allowed one are right: two of the committee say so, whoever chose
either is scored, and pages and figures tell it."""

import pytest

from tests.cast import CLOSES, MINUTE, Stage
from tests.finished import five_of_vi_thanh
from tests.journeys.test_a_wrong_key import (
    answer_of,
    attempt_of,
    decide,
    fields,
    question_of,
    said,
    sign,
    work,
)

REASON = "Hai phương án cùng đúng theo luật hiện hành"


@pytest.fixture
def people(stage: Stage) -> dict[str, int]:
    """Vị Thanh is published: An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2; who is wrong chose C."""
    found = five_of_vi_thanh(stage.database, stage.writer, stage.world)
    stage.clock.now = CLOSES + MINUTE
    lan = stage.staff("lan")
    lan.get(work(stage))
    assert lan.post(f"{work(stage)}/publish").status_code == 303
    return found


def form_of(stage: Stage, people: dict[str, int]) -> str:
    """The form about the last question of Bình, who chose C where B is the key."""
    attempt = attempt_of(stage, people["Bình"])
    return f"{work(stage)}/decide?question={question_of(stage, attempt, 6)}"


def test_who_chose_either_is_right_and_everywhere_it_is_said_so(
    stage: Stage, people: dict[str, int]
) -> None:
    attempt, form = attempt_of(stage, people["Bình"]), form_of(stage, people)
    other = answer_of(stage, attempt)
    so, quan, lan = stage.staff("so"), stage.staff("quan"), stage.staff("lan")
    assert "chọn một trong nhiều phương án đều được tính đúng" in so.get(form).text
    ticked = {"key_1": "1", f"key_{other}": "1"}
    either = f"Thay đáp án: chọn {' hoặc '.join(sorted('ABCD'[one] for one in (1, other)))} đều"
    decision = decide(so, form, stage, ruling="either_key", reason=REASON, **ticked)
    preview = said(quan.get(decision).text)
    assert either in preview
    assert "5 → 6" in preview
    sign(quan, decision)

    binh = stage.contestant("Bình")
    paper = said(binh.get(f"/attempts/{attempt}/paper").text)
    assert "chọn một trong các đáp án của câu này đều được tính đúng" in paper
    assert "5 → 6 câu đúng" in paper
    assert "công nhận nhiều phương án đúng ở một câu hỏi" in paper
    assert "6/6" in paper
    an = attempt_of(stage, people["An"])
    assert "6/6" in said(stage.contestant("An").get(f"/attempts/{an}/paper").text)
    assert either in said(lan.get(f"{work(stage)}/log").text)
    assert either in said(lan.get(f"{work(stage)}/boards/2").text)
    assert "một trong các đáp án hiện tại" in said(so.get(form).text)


def test_ticking_one_option_too_few_or_too_many_is_told_with_the_other_decision(
    stage: Stage, people: dict[str, int]
) -> None:
    form, so = form_of(stage, people), stage.staff("so")
    for given in ({"ruling": "either_key", "key_0": "1"},
                  {"ruling": "new_key", "key_0": "1", "key_2": "1"}):  # fmt: skip
        page = so.get(form).text
        answer = so.post(f"{work(stage)}/decisions", **fields(page, reason=REASON, **given))
        assert answer.status_code == 422
        assert "Câu hỏi này chỉ cho chọn một phương án." in said(answer.text)
        assert 'name="key_0" value="1" checked' in answer.text


def test_the_figures_mark_both_options_and_count_who_chose_either(
    stage: Stage, people: dict[str, int]
) -> None:
    attempt, form = attempt_of(stage, people["Bình"]), form_of(stage, people)
    other = answer_of(stage, attempt)
    so, quan = stage.staff("so"), stage.staff("quan")
    ticked = {"key_1": "1", f"key_{other}": "1"}
    sign(quan, decide(so, form, stage, ruling="either_key", reason=REASON, **ticked))
    phuc = stage.staff("phuc")
    page = said(phuc.get(f"/statistics/rounds/{stage.world.vi_thanh}").text)
    assert page.count("(đáp án)") == 1 + len(asked(stage, people))
    taken_back = decide(so, form, stage, ruling="keep", reason="Giữ đáp án của đề")
    sign(quan, taken_back)
    page = said(phuc.get(f"/statistics/rounds/{stage.world.vi_thanh}").text)
    assert page.count("(đáp án)") == len(asked(stage, people))


def asked(stage: Stage, people: dict[str, int]) -> set[str]:
    """The questions of all papers."""
    attempts = [attempt_of(stage, person) for person in people.values()]
    return {question_of(stage, one, number) for one in attempts for number in range(1, 7)}
