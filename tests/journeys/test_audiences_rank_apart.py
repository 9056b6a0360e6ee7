"""Audiences have papers of their own, so nobody is told a place among another audience, and no
prize is given across them.
"""

from dataclasses import replace

import pytest

from quiz.rules.draft import Series
from quiz.rules.eligibility import Audience
from quiz.rules.printed import printed
from quiz.rules.prizes import Prize, PrizeRules, PrizeScope
from quiz.stages import count
from quiz.store.tables import Person
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage
from tests.journeys.test_a_wrong_key import said
from tests.stages.rounds_cast import Contest

TWO = (Audience("can-bo", "Cán bộ"), Audience("dan", "Người dân"))
NARROWED = "thứ hạng trong từng đối tượng hiện khi chọn"


def test_the_own_place_in_the_contest_is_the_one_within_the_own_audience(
    quick_stage: Stage,
) -> None:
    stage = quick_stage
    contest = Contest(stage.database, stage.writer, stage.world)
    citizens = Series("Bảng B", OPENS, CLOSES, audience="dan")
    contest.open(replace(RULES, audiences=TWO), citizens, label="Bảng A", audience="can-bo")
    with stage.database.writing() as session:
        session.get_one(Person, stage.world.people["An"]).audience = "can-bo"
        session.get_one(Person, stage.world.people["Bình"]).audience = "dan"
    contest.sit("An", "Bảng A", OPENS, right=6, audience="can-bo")
    contest.sit("Bình", "Bảng B", OPENS, right=5, audience="dan")
    contest.fix(CLOSES + MINUTE)
    stage.clock.now = CLOSES + MINUTE
    for label, audience in (("Bảng A", "can-bo"), ("Bảng B", "dan")):
        round_id = contest.round(label, audience)
        count.publish(stage.database, stage.writer, round_id, "lan", stage.clock.now)
    page = said(stage.contestant("Bình").get(f"/rounds/{contest.round('Bảng B', 'dan')}").text)
    assert "hạng 1 trên 1 người dự thi toàn hội thi, đối tượng Người dân" in page
    url = f"/contests/{contest.contest_id}/board"
    assert NARROWED in said(stage.stranger().get(url).text)
    assert NARROWED not in said(stage.stranger().get(f"{url}?audience=dan").text)


@pytest.mark.parametrize("per", [PrizeScope.DISTRICT, PrizeScope.CONTEST])
def test_prizes_across_audiences_are_refused_and_printed_where_they_were_given(
    per: PrizeScope,
) -> None:
    rules = replace(RULES, audiences=TWO, prizes=PrizeRules((Prize("Giải Nhất"),), per=per))
    assert any("Mỗi đối tượng dự thi có bảng xếp hạng riêng" in one for one in rules.problems())
    assert "Bảng giải xét chung mọi đối tượng dự thi." in printed(rules, {})
    apart = replace(rules, prizes=replace(rules.prizes, per=PrizeScope.ROUND))
    assert apart.problems() == RULES.problems() == ()
    assert "Bảng giải xét chung mọi đối tượng dự thi." not in printed(apart, {})
