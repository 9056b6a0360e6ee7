"""Each preset as the contest that it is for: printed, held, ranked, rewarded."""

import pytest

from quiz.rules.advancing import AdvancingRules
from quiz.rules.contest_file import ContestFile, read_contest
from quiz.rules.presets import PRESET_TEXTS, Preset
from quiz.rules.printed import printed
from quiz.rules.reasons import BoardReason, TeamReason
from quiz.rules.round import Rules
from quiz.stages import advancing, choose, count
from quiz.stages.choose import Wanted
from quiz.store import ranked_units
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, make_world, small_bank
from tests.stages.contest_effects import (
    LATER,
    OFFICE,
    awarded,
    dung_comes_too,
    names_on_the_board,
    publish,
    signed,
)
from tests.stages.parameter_effects import refused
from tests.stages.rounds_cast import Contest

BANK = small_bank()
NGUYEN_VAN_AN, TRAN_THI_BINH = "Nguyễn Văn An", "Trần Thị Bình"


def the_file(preset: Preset) -> ContestFile:
    written = f'name = "Hội thi"\nbank = "bank.txt"\npreset = "{preset}"\n[rules]\nquestions = 6\n'
    return read_contest(written.encode())


def rules_of(preset: Preset) -> Rules:
    rules = the_file(preset).rules_for(BANK)
    assert rules.problems() == ()
    assert PRESET_TEXTS[preset]
    return rules


def text_of(rules: Rules) -> str:
    return " ".join(printed(rules, BANK.topic_titles))


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    return Contest(database, writer, make_world(database))


def test_a_district_round_is_decided_by_hard_questions_and_gives_a_team(contest: Contest) -> None:
    rules = rules_of(Preset.DISTRICT)
    text = text_of(rules)
    for said in (
        "làm trong 30 phút",
        "1 lượt thi trong mỗi vòng thi.",
        "số câu mức độ khó trả lời đúng nhiều hơn; thời gian làm bài ngắn hơn (tính đến mili giây)"
        "; thời điểm nộp bài sớm hơn; bốc thăm",
        "Đội tuyển gồm 5 thành viên và 2 dự bị",
        "trong 3 ngày làm việc",
    ):
        assert said in text
    assert "Giải thưởng" not in text
    contest.open(rules)
    contest.sit("An", wrong="hard", minutes=2)
    contest.sit("Bình", wrong="easy", minutes=9)
    round_id = publish(contest)
    assert contest.order() == ["Bình", "An"]
    found = contest.database.read_now(lambda one: choose.choice(one, round_id, Wanted()))
    assert found.refusal is not None
    assert found.refusal.reason is TeamReason.NOT_ENOUGH_PEOPLE


def test_a_weekly_contest_goes_by_the_prediction_stands_still_and_gives_prizes(
    contest: Contest,
) -> None:
    rules = rules_of(Preset.WEEKLY)
    text = text_of(rules)
    for said in (
        "tối đa 3 lượt thi trong mỗi vòng thi; kết quả xếp hạng",
        "câu trả lời dự đoán gần kết quả đúng hơn; thời điểm nộp bài sớm hơn; bốc thăm",
        "nhanh hơn 2 giây một câu",
        "dừng cập nhật 30 phút trước khi vòng thi đóng",
        "1 Giải Nhất (cá nhân, 3.000.000 đồng mỗi giải)",
        "3 Giải Tập thể (tập thể, 1.000.000 đồng mỗi giải)",
    ):
        assert said in text
    assert "Đội tuyển" not in text
    contest.open(rules)
    dung_comes_too(contest)
    contest.sit("An", guess="9")
    contest.sit("Dũng", right=3, guess="2")
    contest.sit("Bình", now=CLOSES - 25 * MINUTE, guess="3")
    assert names_on_the_board(contest, CLOSES - MINUTE) == ["An", "Dũng"]
    signed(contest, 4)
    round_id = publish(contest)
    assert contest.order() == ["Bình", "An", "Dũng"]
    assert awarded(contest, round_id) == [
        ("Giải Nhất", TRAN_THI_BINH),
        ("Giải Nhì", NGUYEN_VAN_AN),
        ("Giải Nhì", "Phạm Văn Dũng"),
        ("Giải Tập thể", OFFICE),
    ]
    no_team = refused(
        lambda: contest.database.read_now(lambda one: choose.choice(one, round_id, Wanted()))
    )
    assert no_team is TeamReason.TEAM_NOT_ASKED


def test_one_morning_adds_the_five_best_of_a_unit_rewards_it_and_lets_it_go_on(
    contest: Contest,
) -> None:
    rules = rules_of(Preset.ONE_MORNING)
    text = text_of(rules)
    for said in (
        "tổng điểm của 5 người có kết quả cao nhất",
        "mỗi người còn thiếu tính 0 điểm",
        "15 đơn vị vào vòng sau, theo thứ hạng từ trên xuống.",
        "1 Giải Nhất đơn vị (tập thể)",
        "Khi số đơn vị đồng hạng",
    ):
        assert said in text
    assert "Một người đạt nhiều giải" not in text
    contest.open(rules)
    contest.sit("An", right=6)
    contest.sit("Bình", right=3)
    round_id = publish(contest)
    assert awarded(contest, round_id) == [("Giải Nhất đơn vị", OFFICE)]
    found = contest.database.read_now(lambda one: ranked_units.of_round(one, round_id, LATER))
    assert [(one.unit.name, one.value) for one in found.in_order] == [(OFFICE, 900)]
    assert rules.advancing == AdvancingRules(seats=15)
    assert [one.unit.name for one in advancing.decided(found) if one.way] == [OFFICE]


def test_practice_is_practice_unless_the_file_says_otherwise(contest: Contest) -> None:
    file = the_file(Preset.PRACTICE)
    rules = rules_of(Preset.PRACTICE)
    contest.open(rules, kind=file.kind)
    for number in range(3):
        contest.sit("An", now=OPENS + 10 * number * MINUTE)
    contest.fix(CLOSES + 60 * MINUTE)
    assert contest.order() == []
    publishing = refused(
        lambda: count.publish(contest.database, contest.writer, contest.round(), "lan", LATER)
    )
    assert publishing is BoardReason.PRACTICE_ROUND
    said = b'name = "a"\nbank = "b"\n'
    assert read_contest(said).kind == "official"
    assert read_contest(said + b'kind = "practice"').kind == "practice"
    assert read_contest(said + b'preset = "practice"\nkind = "official"').kind == "official"
