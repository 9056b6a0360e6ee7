"""No page offers what its reader may not do: every link and every form leads to a route that the
table of access opens to this role."""

from pathlib import Path

import pytest

from quiz.rules.access import may
from quiz.rules.authoring import Move
from tests.cast import Stage
from tests.house.test_access import EVERYBODY, ROLES, peopled
from tests.house.test_get_never_writes import when_board_and_team_are_official
from tests.security.crawling import addresses, crawl
from tests.stages.workshop_cast import PHUC, filled, move


@pytest.mark.parametrize("over", [False, True], ids=["while they sit", "when all is over"])
def test_no_page_offers_a_link_or_a_form_to_whom_it_is_refused(
    sqlite_url: str, tmp_path: Path, over: bool
) -> None:
    refused: dict[str, set[str]] = {}
    with peopled(tmp_path, sqlite_url) as everybody:
        if over:
            when_board_and_team_are_official(everybody)
        for name, visitor in everybody.visitors.items():
            for seen in crawl(visitor, addresses(everybody.own, everybody.foreign)):
                for route in seen.offers - {*EVERYBODY}:
                    if not route or not may(ROLES[name], route):
                        refused.setdefault(f"{name}: {route}", set()).add(seen.route)
    assert refused == {}


def test_a_reviewer_approves_and_returns_and_does_nothing_else(quick_stage: Stage) -> None:
    bank_id, (first, second, *_) = filled(quick_stage.database)
    for question_id in (first, second):
        move(quick_stage.database, bank_id, question_id, Move.SUBMIT, PHUC)
    thu = quick_stage.staff("thu")
    for question_id, wish, expected in (
        (first, "remove", 403),
        (first, "submit", 403),
        (first, "return", 303),
        (second, "restore", 403),
    ):
        url = f"/workshop/{bank_id}/questions/{question_id}"
        revision = thu.get(url).text.split('name="revision" value="')[1].split('"')[0]
        answer = thu.post(f"{url}/move", move=wish, revision=revision, note="Chưa rõ căn cứ")
        assert answer.status_code == expected, (wish, answer.text)
    assert thu.post(f"/workshop/{bank_id}/questions/{second}").status_code == 403
    assert "Nháp" in thu.get(f"/workshop/{bank_id}/questions/{first}").text
