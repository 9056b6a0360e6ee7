"""Rules may ask for no team: nothing is printed of one, none is chosen and nobody is urged to."""

from dataclasses import replace

import pytest

from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.team import TeamRules
from quiz.stages import choose, count, oversee
from quiz.stages.choose import Wanted
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, RULES, Stage, make_world
from tests.stages.rounds_cast import Contest

NO_TEAM = replace(RULES, seats=0, reserves=0)
NOW = CLOSES + 61 * MINUTE


def published(contest: Contest) -> int:
    contest.open(NO_TEAM, label="")
    contest.sit("An", "")
    contest.fix(CLOSES + 60 * MINUTE)
    count.publish(contest.database, contest.writer, contest.round(""), "lan", NOW)
    return contest.round("")


def test_no_team_is_chosen_and_the_district_is_not_urged_to(
    database: Database, writer: Writer
) -> None:
    contest = Contest(database, writer, make_world(database))
    round_id = published(contest)
    with pytest.raises(Refusal) as refused:
        database.read_now(lambda one: choose.choice(one, round_id, Wanted()))
    assert refused.value.reason is TeamReason.TEAM_NOT_ASKED
    line = database.read_now(lambda one: oversee.one_round(one, round_id, NOW))
    whole = database.read_now(lambda one: oversee.contests(one, NOW))[0]
    assert line.lag(whole) == ""


def test_its_pages_do_not_speak_of_a_team(quick_stage: Stage) -> None:
    contest = Contest(quick_stage.database, quick_stage.writer, quick_stage.world)
    round_id = published(contest)
    quick_stage.clock.now = NOW
    page = quick_stage.staff("lan").get(f"/staff/rounds/{round_id}").text
    assert "Công bố kết quả chính thức" in page
    assert "ội tuyển" not in page
    refused = quick_stage.staff("lan").get(f"/staff/rounds/{round_id}/team")
    assert refused.status_code == 409
    assert "không có đội tuyển" in refused.text
    whole = quick_stage.staff("so").get("/province").text
    assert f"/province/contests/{contest.contest_id}/teams" not in whole


@pytest.mark.parametrize(
    "change", [{"reserves": 1}, {"team": TeamRules(captain=True)}, {"team": TeamRules(women=1)}]
)
def test_reserves_a_captain_or_quotas_of_no_team_are_refused(change: dict[str, object]) -> None:
    assert NO_TEAM.problems() == ()
    assert replace(NO_TEAM, **change).problems()  # type: ignore[arg-type]
