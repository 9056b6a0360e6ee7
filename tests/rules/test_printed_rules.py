"""What is printed and what is computed come from one value."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.blueprint import Cell
from question_bank.question import Level
from quiz.rules.advancing import AdvancingRules
from quiz.rules.appealing import AppealRules
from quiz.rules.criteria import (
    COUNTING_TEXTS,
    Across,
    AttemptsPer,
    Counting,
    Criterion,
    TieBreak,
    chain,
)
from quiz.rules.eligibility import RoundKind
from quiz.rules.marking import Marking, Partial
from quiz.rules.prediction import Target, asked
from quiz.rules.printed import chain_texts, printed
from quiz.rules.prizes import AtTheCut, Prize, PrizeKind, PrizeRules
from quiz.rules.round import Rules
from quiz.rules.team import TeamRules
from quiz.rules.units import Measure, UnitRules
from tests.cast import RULES

TITLES = {"bau-cu": "Bầu cử", "mot-cua": "Cơ chế một cửa"}


def test_the_printed_rules_name_every_number_that_the_computer_uses() -> None:
    rules = replace(RULES, minutes=25, attempts=3, counting=Counting.LAST, seats=4, reserves=1)
    text = " ".join(printed(rules, TITLES))
    for said in (
        "6 câu hỏi",
        "25 phút",
        "tối đa 3 lượt thi",
        COUNTING_TEXTS[Counting.LAST],
        "4 thành viên và 1 dự bị",
        "Bầu cử (1 dễ, 1 trung bình, 1 khó)",
    ):
        assert said in text


def test_the_chain_is_printed_in_its_order() -> None:
    rules = replace(RULES, tie_breaks=chain(TieBreak.SUBMITTED_AT, TieBreak.DURATION))
    first, second, third = chain_texts(rules, TITLES)
    assert "số câu trả lời đúng" in first
    assert "thời điểm nộp bài" in second
    assert "thời gian làm bài" in third


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"blueprint": ()}, "Số câu hỏi"),
        ({"blueprint": (Cell("bau-cu", Level.EASY, 101),)}, "Số câu hỏi"),
        ({"blueprint": (Cell("a", Level.EASY, -1), Cell("b", Level.EASY, 5))}, "âm"),
        ({"blueprint": (Cell("a", Level.EASY, 1), Cell("a", Level.EASY, 1))}, "một dòng"),
        ({"minutes": 0}, "Thời gian"),
        ({"minutes": 241}, "Thời gian"),
        ({"attempts": -1}, "lượt thi"),
        ({"tie_breaks": chain(TieBreak.DURATION, TieBreak.DURATION)}, "một lần"),
        ({"tie_breaks": chain(TieBreak.LOTS, TieBreak.DURATION)}, "Bốc thăm"),
        ({"seats": 0}, "đội tuyển"),
        ({"reserves": -1}, "dự bị"),
        ({"grace_ms": 60_001}, "chờ mạng"),
    ],
)
def test_each_impossible_rule_is_named(change: dict[str, object], word: str) -> None:
    problems = replace(RULES, **change).problems()  # type: ignore[arg-type]
    assert len(problems) == 1
    assert word in problems[0]


def test_the_rules_of_the_cast_have_no_problem() -> None:
    assert RULES.problems() == ()


@given(
    st.builds(
        Rules,
        blueprint=st.lists(
            st.builds(Cell, st.sampled_from(["a", "b"]), st.sampled_from(Level), st.integers(0, 9))
        ).map(tuple),
        minutes=st.integers(1, 240),
        attempts=st.integers(1, 9),
        counting=st.sampled_from(Counting),
        tie_breaks=st.lists(
            st.builds(
                Criterion,
                st.sampled_from(sorted(set(TieBreak) - {TieBreak.TOPIC_SCORE})),
            )
            | st.builds(Criterion, st.just(TieBreak.TOPIC_SCORE), st.sampled_from(["a", "b:c"]))
        ).map(tuple),
        shuffle_options=st.booleans(),
    )
)
def test_rules_come_back_from_their_canonical_text(rules: Rules) -> None:
    assert Rules.load(rules.dump()) == rules
    assert Rules.load(rules.dump()).dump() == rules.dump()


def test_the_printed_rules_say_when_a_contestant_is_told_the_score() -> None:
    once = " ".join(printed(replace(RULES, attempts=1), TITLES))
    often = " ".join(printed(replace(RULES, attempts=2), TITLES))
    assert "ngay sau khi nộp bài" in once
    assert "sau khi vòng thi kết thúc" in often
    assert "ngay sau khi nộp bài" not in often


def test_one_attempt_a_day_is_not_told_the_score_before_the_round_has_closed() -> None:
    daily = replace(RULES, attempts_per=AttemptsPer.DAY, counting=Counting.LAST)
    assert not daily.tells_at_once
    text = " ".join(printed(daily, TITLES))
    assert "1 lượt thi trong mỗi ngày của vòng thi; kết quả xếp hạng của vòng thi lấy theo" in text
    assert COUNTING_TEXTS[Counting.LAST] in text
    assert "ngay sau khi nộp bài" not in text


def test_rules_written_before_there_were_so_many_are_still_read() -> None:
    written = (
        '{"attempts":1,"blueprint":[["bau-cu","easy",3]],"counting":"best","grace_ms":3000,'
        '"minutes":20,"reserves":2,"seats":5,"shuffle_options":true,"shuffle_questions":false,'
        '"tie_breaks":["hard_score","lots"]}'
    )
    rules = Rules.load(written)
    assert rules == Rules(
        (Cell("bau-cu", Level.EASY, 3),),
        minutes=20,
        shuffle_questions=False,
        tie_breaks=chain(TieBreak.HARD_SCORE, TieBreak.LOTS),
    )


@pytest.mark.parametrize(
    ("marking", "said"),
    [
        (Marking(), "số câu mức độ khó trả lời đúng nhiều hơn"),
        (Marking(partial=Partial.FRACTIONS), "điểm các câu mức độ khó cao hơn"),
        (Marking(hard=200), "điểm các câu mức độ khó cao hơn"),
    ],
)
def test_hard_questions_are_printed_as_they_rank(marking: Marking, said: str) -> None:
    assert chain_texts(replace(RULES, marking=marking), TITLES)[1] == said


def test_a_prediction_is_asked_over_all_districts_as_it_is_counted() -> None:
    predicted = asked(Target.PARTICIPANTS, "Tuần 1", "Người dân")
    assert predicted == (
        "Dự đoán số người dự thi trong Tuần 1 (Người dân), tính chung tất cả các đơn vị, khi vòng "
        "thi của đơn vị cuối cùng kết thúc."
    )
    rules = replace(RULES, prediction=Target.ATTEMPTS, tie_breaks=chain(TieBreak.PREDICTION))
    text = " ".join(printed(rules, TITLES))
    assert "“Dự đoán số lượt thi trong vòng thi, tính chung tất cả các đơn vị, khi" in text


def test_a_contest_without_a_team_prints_none_and_one_without_reserves_names_none() -> None:
    assert "Đội tuyển" not in " ".join(printed(replace(RULES, seats=0, reserves=0), TITLES))
    alone = " ".join(printed(replace(RULES, seats=3, reserves=0), TITLES))
    assert "Đội tuyển gồm 3 thành viên, chọn từ bảng xếp hạng chính thức." in alone
    assert "dự bị" not in alone.lower()


def test_what_decides_without_being_a_number_is_printed_too() -> None:
    rules = replace(
        RULES,
        tie_breaks=chain(TieBreak.OLDEST),
        team=TeamRules(young=1, young_under=35),
        units=UnitRules(Measure.RATE),
        prizes=PrizeRules((Prize("Giải Nhất"), Prize("Giải Nhì"))),
    )
    text = " ".join(printed(rules, TITLES))
    for said in (
        "chưa ghi năm sinh thì xếp sau",
        "Tuổi là năm mở vòng thi trừ năm sinh",
        "Đơn vị chưa có người dự thi hoặc chưa có số người hiện có được duyệt thì không được xếp "
        "hạng.",
        "theo thứ tự các giải nêu trên",
        "câu hỏi bị hủy không tính điểm cho bất kỳ thí sinh nào",
        "qua người làm đội không bảo đảm điều kiện",
    ):
        assert said in text


prizes = st.builds(
    PrizeRules,
    st.lists(
        st.builds(
            Prize,
            st.just("Giải Nhất"),
            st.integers(1, 9),
            st.sampled_from(PrizeKind),
            st.integers(0, 9_000_000),
        )
    ).map(tuple),
    st.booleans(),
    st.sampled_from(AtTheCut),
)
units = st.builds(
    UnitRules,
    st.sampled_from(sorted(set(Measure) - {Measure.WEIGHTED})),
    least_rate=st.integers(0, 10_000),
    tiers=st.sets(st.integers(1, 5_000), max_size=4).map(lambda some: tuple(sorted(some))),
    by_group=st.booleans(),
    by_duration=st.booleans(),
    districts=st.booleans(),
    target_rate=st.integers(0, 10_000),
)
any_rules = st.builds(
    replace,
    st.just(RULES),
    attempts=st.integers(0, 3),
    counting=st.sampled_from(Counting),
    across=st.sampled_from(Across),
    floor_seconds=st.integers(0, 9),
    frozen_minutes=st.integers(0, 90),
    registration_days=st.integers(0, 9),
    seats=st.just(3),
    reserves=st.integers(0, 2),
    team=st.builds(
        TeamRules,
        captain=st.booleans(),
        most_of_a_unit=st.none() | st.integers(1, 3),
        women=st.integers(0, 2),
        young=st.integers(0, 2),
        substitute_days=st.integers(0, 9),
    ),
    units=units,
    advancing=st.builds(AdvancingRules, st.just(9), st.integers(0, 4), st.integers(0, 4)),
    prizes=prizes,
    appeals=st.builds(AppealRules, st.integers(0, 5), st.booleans()),
    shuffle_questions=st.booleans(),
    shuffle_options=st.booleans(),
    balanced=st.booleans(),
)


FAULTS = re.compile(
    r"\b(?:0 dự bị|0 thành viên|None)\b"  # what there is none of
    r"|\([^)]*\. [^)]*\)|,\d{3}\b"  # money and numbers as others write them
    r"|\s\s|\s[.,;:)]|\(\s|[.,;:] ?[.,;:)]"  # something left out between signs
)


def can_be_signed(sentence: str) -> bool:
    begins = sentence[0].isupper() or sentence[0].isdigit()
    return begins and sentence[-1] in ".”" and not FAULTS.search(sentence)


@given(any_rules, st.sampled_from(RoundKind))
def test_whatever_the_rules_are_their_sentences_can_be_signed(
    rules: Rules, kind: RoundKind
) -> None:
    assert rules.problems() == ()
    said = printed(rules, TITLES, kind)
    assert [sentence for sentence in said if not can_be_signed(sentence)] == []
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    "once_printed",
    [
        "Giải thưởng: 1 Giải Nhất (cá nhân. 3.000.000 đồng mỗi giải).",
        "Đội tuyển gồm 3 thành viên và 0 dự bị, chọn từ bảng xếp hạng chính thức.",
        "Đề thi được rút ngẫu nhiên theo ma trận: .",
    ],
)
def test_sentences_that_nobody_would_sign_are_caught(once_printed: str) -> None:
    assert not can_be_signed(once_printed)
