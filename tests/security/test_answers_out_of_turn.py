"""Answers before their time and to somebody else's attempt: as if there were none, and nothing is
written."""

import pytest

from quiz.rules.reasons import RequestReason
from tests.cast import MINUTE, OPENS, Stage
from tests.contents import contents
from tests.journeys.test_answers import entries, start, tap

SPELLINGS = (
    *("0", "-1", "01", "1.0", "+1", "1e0", "0x1", "1_0", "١", "%31%00", "%00", "😀", "null", " 1"),
    *(str(2**31), str(2**63), str(2**70), "9" * 5_000, "1/", "1//", "../attempts/1", "1;x", "{id}"),
)


def test_nobody_starts_or_answers_before_the_opening(stage: Stage) -> None:
    stage.clock.now = OPENS - MINUTE
    an = stage.contestant("An")
    before = contents(stage.database)
    early = an.post(f"/rounds/{stage.world.vi_thanh}/start")
    assert early.status_code == 409
    for attempt_id in (1, 2, 999):
        refused = an.post_json(f"/attempts/{attempt_id}/answers", tap(1, 1, 0))
        assert (refused.status_code, refused.json()["code"]) == (404, RequestReason.NOT_FOUND.code)
    assert contents(stage.database) == before
    assert entries(stage) == []


@pytest.mark.parametrize("rest", ["", "/answers", "/submit", "/clock", "/receipt", "/paper"])
def test_another_s_attempt_is_like_a_missing_one_however_it_is_written(
    quick_stage: Stage, rest: str
) -> None:
    _, attempt = start(quick_stage, "An")
    binh = quick_stage.contestant("Bình")

    def ask(url: str) -> tuple[int, list[str]]:
        answer = (
            binh.post_json(url, tap(1, 1, 0) if rest == "/answers" else {})
            if rest in {"/answers", "/submit"}
            else binh.client.get(url)
        )
        lines = [line for line in answer.text.splitlines() if "form_token" not in line]
        return answer.status_code, lines

    missing = ask(f"/attempts/999999{rest}")
    assert missing[0] == 404
    assert ask(f"{attempt}{rest}") == missing
    for spelling in SPELLINGS:
        assert ask(f"/attempts/{spelling}{rest}")[0] in {404, 405}, spelling
    assert entries(quick_stage) == ["start"]
