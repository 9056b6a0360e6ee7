"""What is told about scores while a round is open: no help for a second try, no name spelt out."""

from dataclasses import replace
from pathlib import Path

import pytest

from quiz.rules.criteria import AttemptsPer
from quiz.web.limits import SEARCH_BURST
from tests.cast import CLOSES, MINUTE, RULES, Stage, staged
from tests.journeys.test_answers import start


@pytest.mark.parametrize(
    ("attempts", "per", "at_once"),
    [(1, AttemptsPer.ROUND, True), (2, AttemptsPer.ROUND, False), (1, AttemptsPer.DAY, False)],
)
def test_the_receipt_tells_the_score_at_once_only_where_no_second_try_is_allowed(
    sqlite_url: str, tmp_path: Path, attempts: int, per: AttemptsPer, at_once: bool
) -> None:
    rules = replace(RULES, attempts=attempts, attempts_per=per)
    with staged(tmp_path, sqlite_url, rules) as stage:
        an, attempt = start(stage)
        an.post(f"{attempt}/save", q1="0", do="submit")
        receipt = an.get(f"{attempt}/receipt").text
        assert ("Hạng 1 trên 1" in receipt) is at_once
        assert ("Kết quả hiện sau khi vòng thi kết thúc" in receipt) is not at_once
        stage.clock.now = CLOSES + MINUTE
        assert "Hạng 1 trên 1" in stage.contestant("An").get(f"{attempt}/receipt").text


def test_the_public_board_finds_whole_words_and_the_staffs_board_parts(quick_stage: Stage) -> None:
    binh, attempt = start(quick_stage, "Bình")
    binh.post(f"{attempt}/save", q1="0", do="submit")
    number = quick_stage.world.vi_thanh
    stranger, lan = quick_stage.stranger(), quick_stage.staff("lan")
    for query, found in (("binh", True), ("tran binh", True), ("bi", False), ("b", False)):
        board = stranger.get(f"/rounds/{number}/board?q={query}").text
        assert ("UBND Thành phố Vị Thanh" in board) is found
    assert "Trần Thị Bình" in lan.get(f"/staff/rounds/{number}/board?q=bi").text


def test_an_address_may_search_the_public_board_sixty_times_at_once(quick_stage: Stage) -> None:
    stranger, url = quick_stage.stranger(), f"/rounds/{quick_stage.world.vi_thanh}/board"
    statuses = [stranger.get(f"{url}?q=an").status_code for _ in range(SEARCH_BURST)]
    assert set(statuses) == {200}
    refused = stranger.get(f"{url}?q=an")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "1"
    assert stranger.get(url).status_code == 200
    quick_stage.clock.pass_minutes(1)
    assert stranger.get(f"{url}?q=an").status_code == 200
