"""Where a district has several rounds, pages of the province count rounds and name each of them;
practice ranks nobody and is not counted.
"""

from quiz.rules.draft import Series
from quiz.rules.eligibility import RoundKind
from quiz.stages import count
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage
from tests.journeys.test_a_wrong_key import said
from tests.stages.rounds_cast import WEEK, Contest


def weeks(stage: Stage) -> Contest:
    """A practice round and two weeks of one district, all of it sat, counted and published."""
    contest = Contest(stage.database, stage.writer, stage.world)
    practice = Series("Thi thử", OPENS - 180 * MINUTE, OPENS - 60 * MINUTE, RoundKind.PRACTICE)
    contest.open(RULES, practice, Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK))
    for number, label in enumerate(("Tuần 1", "Tuần 2")):
        for name in ("An", "Bình"):
            contest.sit(name, label, OPENS + number * WEEK)
        contest.fix(CLOSES + number * WEEK + MINUTE)
    stage.clock.now = CLOSES + WEEK + MINUTE
    for label in ("Tuần 1", "Tuần 2"):
        count.publish(stage.database, stage.writer, contest.round(label), "lan", stage.clock.now)
    return contest


def test_teams_are_those_of_ranked_rounds_each_with_its_label(quick_stage: Stage) -> None:
    contest = weeks(quick_stage)
    url = f"/province/contests/{contest.contest_id}/teams"
    page = said(quick_stage.staff("so").get(url).text)
    assert "0/2 vòng thi đã xác nhận đội tuyển" in page
    assert "Thành phố Vị Thanh, Tuần 1" in page
    assert "Thành phố Vị Thanh, Tuần 2" in page
    assert "Thi thử" not in page


def test_appeals_and_decisions_say_of_which_round_they_are(quick_stage: Stage) -> None:
    contest = weeks(quick_stage)
    lan = quick_stage.staff("lan")
    listed = said(lan.get("/staff/appeals").text)
    for label in ("Tuần 1", "Tuần 2", "Thi thử"):
        assert f"Thành phố Vị Thanh, {label}" in listed
    url = f"/staff/rounds/{contest.round('Tuần 2')}"
    for page in ("appeals", "log", "decide"):
        assert "Thành phố Vị Thanh, Tuần 2" in said(lan.get(f"{url}/{page}").text), page


def test_all_published_rounds_are_all_of_them_though_there_was_practice(
    quick_stage: Stage,
) -> None:
    weeks(quick_stage)
    page = said(quick_stage.staff("so").get("/province").text)
    assert "Vòng thi đã công bố 2/2" in page
    assert "Vòng thi có đội tuyển 0/2" in page
    assert "Đơn vị đã công bố 0/4" in page  # of the contest with a round a district
