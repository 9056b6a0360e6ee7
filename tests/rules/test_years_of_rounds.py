"""A round lies in years that people mean."""

from dataclasses import replace
from datetime import datetime

import pytest

from quiz.rules.draft import Draft
from quiz.rules.wording import VIETNAM, from_vietnam
from tests.cast import CLOSES, OPENS, RULES

LAST = from_vietnam(datetime(2101, 1, 1, tzinfo=VIETNAM))
FIRST = from_vietnam(datetime(2000, 1, 1, tzinfo=VIETNAM))
DRAFT = Draft("Hội thi", RULES, 1, {1: (OPENS, CLOSES)})


@pytest.mark.parametrize(
    ("window", "fine"),
    [((FIRST, LAST), True), ((FIRST - 1, LAST), False), ((FIRST, LAST + 1), False)],
)
def test_a_round_before_2000_or_after_2100_is_refused(window: tuple[int, int], fine: bool) -> None:
    found = replace(DRAFT, windows={1: window}).problems()
    assert bool(found) is not fine
    assert fine or "từ năm 2000 đến hết năm 2100" in found[0]


def test_signs_that_no_document_can_hold_are_refused_in_names() -> None:
    for draft in (
        replace(DRAFT, name="Hội\x00thi"),
        replace(DRAFT, label="Tuần\x00một"),
    ):
        assert any("ký tự điều khiển" in said for said in draft.problems())
