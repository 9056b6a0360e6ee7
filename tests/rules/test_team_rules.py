"""What the rules ask of a team is checked, printed, and read from a contest's stored rules."""

from dataclasses import replace

import pytest

from quiz.rules.advancing import AdvancingRules
from quiz.rules.printed import printed
from quiz.rules.round import Rules
from quiz.rules.team import RoleQuota, TeamRules
from tests.cast import RULES

FULL = TeamRules(
    captain=True,
    least_points=1_250,
    most_of_a_unit=2,
    women=1,
    young=1,
    young_under=40,
    roles=(RoleQuota("Chủ tịch Hội đồng", 1),),
    substitute_days=5,
)


def test_every_quota_is_printed_and_how_reserves_are_found() -> None:
    said = " ".join(FULL.sentences(1))
    for words in (
        "từ 12,5 điểm trở lên",
        "không quá 2 người của một đơn vị",
        "ít nhất 1 nữ",
        "ít nhất 1 người dưới 40 tuổi",
        "ít nhất 1 Chủ tịch Hội đồng",
        "Dự bị là những người có thứ hạng cao nhất trong số còn lại",
        "1 đội trưởng",
        "Trong 5 ngày",
    ):
        assert words in said
    assert "Dự bị" not in " ".join(TeamRules().sentences(1))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"roles": (RoleQuota("Tư pháp"), RoleQuota("TƯ  PHÁP"))}, "chỉ được nêu một lần"),
        ({"roles": (RoleQuota(" "),)}, "phải có tên"),
        ({"women": 3}, "Số nữ"),
        ({"substitute_days": -1}, "Hạn thay thế"),
    ],
)
def test_each_impossible_quota_is_named(change: dict[str, object], word: str) -> None:
    problems = replace(TeamRules(), **change).problems(2)  # type: ignore[arg-type]
    assert len(problems) == 1
    assert word in problems[0]


def test_more_minimums_than_can_be_searched_are_refused() -> None:
    many = TeamRules(women=20, young=20, roles=(RoleQuota("Tư pháp", 20),))
    assert many.problems(20) == (
        "Đội tuyển có quá nhiều điều kiện về số người tối thiểu; đề nghị bớt điều kiện.",
    )


def test_the_rules_of_a_contest_carry_team_and_advancing_units() -> None:
    rules = replace(RULES, team=FULL, advancing=AdvancingRules(15, 3, 1))
    assert rules.problems() == ()
    assert Rules.load(rules.dump()) == rules
    assert "15 đơn vị vào vòng sau" in " ".join(printed(rules, {}))
    assert replace(rules, advancing=AdvancingRules(1, 2)).problems() != ()
