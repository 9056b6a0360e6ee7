"""A contest may be practice only: its thể lệ is short, it ranks nobody, and asks for no team."""

import pytest

from quiz.rules import presets
from quiz.rules.eligibility import RoundKind
from quiz.rules.presets import Preset
from quiz.rules.reasons import BoardReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.stages import announce, count, oversee
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, Stage, make_world
from tests.stages.rounds_cast import Contest

PRACTICE = Rules.from_plain(presets.plain(Preset.PRACTICE), RULES.blueprint)


def held(database: Database, writer: Writer) -> Contest:
    contest = Contest(database, writer, make_world(database))
    contest.open(PRACTICE, label="", kind=presets.kind(Preset.PRACTICE))
    return contest


def test_its_the_le_is_short_and_speaks_of_no_ranking(database: Database, writer: Writer) -> None:
    contest = held(database, writer)
    _, said = database.read_now(lambda one: announce.printed_rules(one, contest.round("")))
    text = " ".join(said)
    assert said[0].startswith("Vòng thi thử: từ 08:00 ngày 05/4/2021 đến 10:00")
    assert "được làm nhiều lần, không xếp hạng, không xét giải và không chọn đội tuyển" in text
    assert "6 câu hỏi trắc nghiệm" in text
    for word in ("Thứ tự xếp hạng", "Đội tuyển", "Đơn vị", "Giải thưởng", "kiến nghị", "dự đoán:"):
        assert word not in text
    view = database.read_now(lambda one: oversee.contest(one, contest.contest_id, OPENS))
    assert view.kind is view.draft.kind is RoundKind.PRACTICE
    assert view.printed == said


def test_it_is_sat_again_and_again_and_ranks_nobody(database: Database, writer: Writer) -> None:
    contest = held(database, writer)
    for number in range(3):
        contest.sit("An", "", OPENS + 10 * number * MINUTE)
    contest.fix(CLOSES + 60 * MINUTE)
    assert contest.order("") == []
    with pytest.raises(Refusal) as refused:
        count.publish(database, writer, contest.round(""), "lan", CLOSES + 61 * MINUTE)
    assert refused.value.reason is BoardReason.PRACTICE_ROUND
    now = CLOSES + 61 * MINUTE
    line = database.read_now(lambda one: oversee.one_round(one, contest.round(""), now))
    whole = database.read_now(lambda one: oversee.contests(one, now))[0]
    assert (line.practice, line.has_team, line.lag(whole)) == (True, False, "")


def test_no_page_leads_to_a_board_a_prize_or_a_team_of_it(quick_stage: Stage) -> None:
    contest = Contest(quick_stage.database, quick_stage.writer, quick_stage.world)
    contest.open(PRACTICE, label="", kind=RoundKind.PRACTICE)
    quick_stage.clock.now = CLOSES + MINUTE
    url = f"/staff/rounds/{contest.round('')}"
    page = quick_stage.staff("lan").get(url).text
    for gone in ("Công bố kết quả", "Giải thưởng", "Đội tuyển", "Xếp hạng đơn vị"):
        assert gone not in page
    home = quick_stage.stranger().get("/").text
    assert f"/contests/{contest.contest_id}/board" not in home
    assert f"/rounds/{contest.round('')}/board" not in home
    assert f"/rounds/{contest.round('')}/rules" in home


def test_its_pages_stand_even_where_there_is_nothing_to_show(quick_stage: Stage) -> None:
    contest = Contest(quick_stage.database, quick_stage.writer, quick_stage.world)
    contest.open(PRACTICE, label="", kind=RoundKind.PRACTICE)
    round_id, contest_id = contest.round(""), contest.contest_id
    attempt = contest.sit("An", "")
    an = quick_stage.contestant("An")
    lobby = an.get(f"/rounds/{round_id}").text
    assert "Vòng thi thử để thí sinh làm quen" in lobby
    assert "Thứ tự xếp hạng" not in lobby
    assert "Vòng thi thử không xếp hạng." in an.get(f"/attempts/{attempt}/receipt").text
    so = quick_stage.staff("so")
    assert "Vòng thi thử để thí sinh làm quen" in so.get(f"/province/contests/{contest_id}").text
    for url in ("", f"/contests/{contest_id}/board", f"/contests/{contest_id}/units"):
        for page in (so.get(f"/province{url}"), so.get(url or "/")):
            assert page.status_code < 500, page.url
    for more in ("prizes", "teams", "participation"):
        assert so.get(f"/province/contests/{contest_id}/{more}").status_code < 500
