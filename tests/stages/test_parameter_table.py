"""Every value that real contests were seen with can be set in the contest file, is printed in the
thể lệ, and takes effect in a small contest.

A row is an area of the table, what the file says under [rules], what the thể lệ says, and what
happens in a contest that was opened by these rules.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from question_bank.bank import Bank
from question_bank.question import Option
from quiz.rules.contest_file import read_contest
from quiz.rules.printed import printed
from quiz.rules.round import Rules
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import make_world, small_bank
from tests.stages.appeal_effects import appeals_until
from tests.stages.contest_effects import (
    a_month_around_its_weeks,
    a_side_prize_is_given_by_hand,
    a_unit_gets_a_prize,
    all_duties_are_excluded,
    as_drawn,
    by_the_contest,
    by_the_day,
    captain_is_asked_for,
    headcount_is_asked_for,
    predicts,
    stops_early,
    two_audiences,
    urged_to_the_target,
    younger_first,
)
from tests.stages.parameter_effects import (
    BANK,
    LATE,
    QUICK,
    SLOW,
    as_in_the_bank,
    attempts,
    better_earlier_round_first,
    by_lot,
    counts,
    elder_first,
    fewer_attempts_first,
    first,
    marked,
    nine_questions_in_ten_minutes,
    no_gain_below_the_floor,
    paper,
    points_by_level,
    registration_begins,
    two_easy_one_hard,
    weeks,
)
from tests.stages.people_effects import (
    citizens_register,
    names_lead_in,
    prize_titles,
    team,
    twenty_questions_in_an_hour,
)
from tests.stages.rounds_cast import Contest
from tests.stages.unit_effects import go_on, replaced_until, units_rank

SMALL = "questions = 6\nseats = 2\nreserves = 1\n"


@dataclass(frozen=True)
class Row:
    """`rules` is TOML below [rules]; `said` stands in the thể lệ; `effect` asserts what happens."""

    area: str
    value: str
    rules: str
    said: str
    effect: Callable[[Contest, Rules], None]

    def __str__(self) -> str:
        return f"{self.area}: {self.value}"


def rules_of(toml: str) -> Rules:
    written = f'name = "Hội thi"\nbank = "bank.txt"\n[rules]\n{toml}'
    return read_contest(written.encode()).rules_for(BANK)


TWO_CELLS = (
    'blueprint = [{topic = "bau-cu", level = "easy", count = 2}, '
    '{topic = "mot-cua", level = "hard", count = 1}]\n'
)
NINE = "questions = 9\nminutes = 10\n"
PEOPLE_PRIZES = 'table = [{title = "Giải Nhất"}, {title = "Giải Nhì", count = 1}]'
UNITS = "[rules.advancing]\nseats = 2\n"


def tie(criteria: str) -> str:
    return f"{SMALL}tie_breaks = {criteria}\n"


def by(measure: str, more: str = "") -> str:
    return f'{SMALL}units = {{measure = "{measure}"{", " if more else ""}{more}}}\n'


ROWS = (
    Row("câu và phút", "9 câu, 10 phút", NINE, "9 câu hỏi trắc nghiệm, làm trong 10 phút",
        nine_questions_in_ten_minutes),
    Row("câu và phút", "20 câu, 60 phút", "questions = 20\nminutes = 60\n", "làm trong 60 phút",
        twenty_questions_in_an_hour),
    Row("ma trận", "chuyên đề × mức độ", TWO_CELLS, "Bầu cử (2 dễ); Cơ chế một cửa (1 khó)",
        two_easy_one_hard),
    Row("loại câu", "đúng và đủ", SMALL, "mỗi câu trả lời đúng được 1 điểm", marked("none", 100)),
    Row("loại câu", "từng phần, 1EdTech", SMALL + 'marking = {partial = "right_minus_wrong"}\n',
        "chia cho số phương án đúng", marked("right_minus_wrong", 200)),
    Row("loại câu", "từng phần, Moodle", SMALL + 'marking = {partial = "fractions"}\n',
        "chia cho số phương án sai", marked("fractions", 167)),
    Row("loại câu", "điểm theo mức độ",
        SMALL + "marking = {easy = 100, medium = 150, hard = 200}\n",
        "câu dễ 1 điểm, câu trung bình 1,5 điểm, câu khó 2 điểm", points_by_level),
    Row("trộn", "không trộn phương án", SMALL + "shuffle_options = false\n",
        "được trộn thứ tự câu hỏi.", as_in_the_bank),
    Row("trộn", "không trộn câu hỏi", SMALL + "shuffle_questions = false\n",
        "được trộn thứ tự phương án.", as_drawn),
    *(
        Row("số lượt", str(many or "không giới hạn"), f"{SMALL}attempts = {many}\n",
            f"{many} lượt thi trong mỗi vòng thi" if many else "Không giới hạn số lượt thi",
            attempts(many))
        for many in (1, 2, 3, 5, 7, 0)
    ),
    Row("số lượt", "1 lượt mỗi ngày", SMALL + 'attempts = 1\nattempts_per = "day"\n',
        "1 lượt thi trong mỗi ngày của vòng thi; kết quả xếp hạng", by_the_day),
    Row("số lượt", "2 lượt cả cuộc thi", SMALL + 'attempts = 2\nattempts_per = "contest"\n',
        "tối đa 2 lượt thi trong cả cuộc thi", by_the_contest),
    Row("lượt tính", "cao nhất", SMALL + 'attempts = 3\ncounting = "best"\n',
        "lượt thi xếp hạng cao nhất", counts(5)),
    Row("lượt tính", "cuối cùng", SMALL + 'attempts = 3\ncounting = "last"\n',
        "lượt thi cuối cùng", counts(4)),
    Row("lượt tính", "đầu tiên", SMALL + 'attempts = 3\ncounting = "first"\n',
        "lượt thi đầu tiên", counts(3)),
    Row("lượt tính", "tổng các vòng", SMALL + 'across = "sum"\n', "tổng điểm của các vòng thi",
        weeks(12)),
    Row("lượt tính", "tổng 2 vòng cao nhất",
        SMALL + 'across = "best_rounds"\nbest_rounds = 2\n', "2 vòng thi", weeks(9)),
    Row("vòng thi", "tuần, tháng, thi thử", SMALL, "Mỗi thí sinh có 1 lượt thi trong mỗi vòng",
        a_month_around_its_weeks),
    Row("đăng ký", "3 ngày trước", SMALL + "registration_days = 3\n",
        "từ 3 ngày trước khi vòng thi mở", registration_begins),
    Row("vào thi", "theo đơn vị và họ tên", SMALL + "entry = {by_name = true}\n",
        "chọn đơn vị và họ tên của mình", names_lead_in),
    Row("vào thi", "người dân tự đăng ký",
        SMALL + 'entry = {open_entry = true, audience = "dan"}\n'
        'audiences = [{id = "dan", title = "Người dân"}]\n',
        "được tự đăng ký dự thi", citizens_register),
    Row("đối tượng", "cán bộ và người dân",
        SMALL + 'audiences = [{id = "can-bo", title = "Cán bộ"}, '
        '{id = "dan", title = "Người dân"}]\n',
        "Đối tượng dự thi: Cán bộ; Người dân", two_audiences),
    Row("không được dự thi", "bốn vai trò", SMALL, "Không được dự thi: thành viên Ban Tổ chức",
        all_duties_are_excluded),
    *(
        Row("dự đoán", target,
            f'{SMALL}attempts = 2\nprediction = "{target}"\n'
            'tie_breaks = ["prediction", "lots"]\n', words,
            predicts(value))
        for target, words, value in (
            ("all_correct", "Dự đoán số người trả lời đúng tất cả", 1),
            ("participants", "Dự đoán số người dự thi", 3),
            ("attempts", "Dự đoán số lượt thi", 4),
            ("percent", "Dự đoán tỷ lệ phần trăm", 3333),
        )
    ),
    Row("tiêu chí phụ", "điểm câu khó", tie('["hard_score"]'),
        "số câu mức độ khó trả lời đúng nhiều hơn",
        first("Bình", An={"wrong": "hard"}, Bình={"wrong": "easy"})),
    Row("tiêu chí phụ", "điểm một chuyên đề", tie('["topic_score:bau-cu"]'),
        "điểm chuyên đề “Bầu cử” cao hơn",
        first("Bình", An={"wrong": "bau-cu"}, Bình={"wrong": "mot-cua"})),
    Row("tiêu chí phụ", "ít lượt thi hơn", tie('["fewer_attempts"]') + "attempts = 2\n",
        "số lượt thi đã dùng ít hơn", fewer_attempts_first),
    Row("tiêu chí phụ", "vòng thi trước", tie('["earlier_round"]'),
        "kết quả vòng thi liền trước cao hơn", better_earlier_round_first),
    Row("tiêu chí phụ", "tuổi cao hơn", tie('["oldest"]'), "tuổi cao hơn", elder_first),
    Row("tiêu chí phụ", "tuổi thấp hơn", tie('["youngest"]'), "tuổi thấp hơn", younger_first),
    Row("tiêu chí phụ", "bốc thăm", tie('["lots"]'), "bốc thăm bằng mã ngẫu nhiên", by_lot),
    Row("tiêu chí phụ", "thời gian làm bài", tie('["duration"]'), "thời gian làm bài ngắn hơn",
        first("Bình", An=SLOW, Bình=QUICK)),
    Row("tiêu chí phụ", "thời điểm nộp bài", tie('["submitted_at"]'), "thời điểm nộp bài sớm hơn",
        first("Bình", An=QUICK, Bình=LATE)),
    Row("tiêu chí phụ", "thời điểm vào thi", tie('["started_at"]'), "thời điểm vào thi sớm hơn",
        first("An", An=QUICK, Bình=LATE)),
    Row("tiêu chí phụ", "dự đoán", tie('["prediction", "duration"]') + 'prediction = "attempts"\n',
        "câu trả lời dự đoán gần kết quả đúng hơn",
        first("Bình", An={"guess": "9", **QUICK}, Bình={"guess": "2", **SLOW})),
    Row("thời gian tối thiểu", "15 giây một câu",
        tie('["duration"]') + "floor_seconds = 15\n", "nhanh hơn 15 giây một câu",
        no_gain_below_the_floor),
    Row("đội tuyển", "2 người", SMALL, "Đội tuyển gồm 2 thành viên và 1 dự bị", team("An", "Bình")),
    Row("đội tuyển", "tối đa 1 người một đơn vị", SMALL + "team = {most_of_a_unit = 1}\n",
        "không quá 1 người của một đơn vị", team("An", "Chi")),
    Row("đội tuyển", "ít nhất 2 nữ", SMALL + "team = {women = 2}\n", "ít nhất 2 nữ",
        team("Bình", "Chi")),
    Row("đội tuyển", "ít nhất 1 người dưới 30 tuổi",
        SMALL + "team = {young = 1, young_under = 30}\n", "ít nhất 1 người dưới 30 tuổi",
        team("An", "Dũng")),
    Row("đội tuyển", "ít nhất 1 công chức một cửa",
        SMALL + 'team = {roles = [{role = "công chức một cửa"}]}\n',
        "ít nhất 1 công chức một cửa", team("An", "Chi")),
    Row("đội tuyển", "đội trưởng", SMALL + "team = {captain = true}\n", "Đội tuyển có 1 đội trưởng",
        captain_is_asked_for),
    Row("giải thưởng", "bốc thăm khi đồng hạng", f"{SMALL}prizes = {{{PEOPLE_PRIZES}}}\n",
        "Giải thưởng: 1 Giải Nhất", prize_titles("Giải Nhất", "Giải Nhì", "")),
    Row("giải thưởng", "đồng hạng cùng được",
        f'{SMALL}prizes = {{at_the_cut = "all", {PEOPLE_PRIZES}}}\n',
        "nhiều hơn số giải còn lại, tất cả cùng được giải",
        prize_titles("Giải Nhất", "Giải Nhì", "Giải Nhì")),
    Row("giải thưởng", "đồng hạng không ai được",
        f'{SMALL}prizes = {{at_the_cut = "none", {PEOPLE_PRIZES}}}\n',
        "giải đó không trao cho hạng này", prize_titles("Giải Nhất", "", "")),
    Row("giải thưởng", "tập thể, trị giá",
        SMALL + 'prizes = {table = [{title = "Giải Nhất", worth = 3000000}, '
        '{title = "Giải Tập thể", kind = "collective"}]}\n',
        "1 Giải Nhất (cá nhân, 3.000.000 đồng mỗi giải); 1 Giải Tập thể (tập thể)",
        a_unit_gets_a_prize),
    Row("giải thưởng", "phụ",
        SMALL + 'prizes = {table = [{title = "Giải Nhất"}, '
        '{title = "Giải Cao tuổi", kind = "side"}]}\n',
        "1 Giải Cao tuổi (phụ)", a_side_prize_is_given_by_hand),
    Row("đơn vị", "số người hiện có", by("rate"), "chưa có số người hiện có được duyệt",
        headcount_is_asked_for),
    Row("đơn vị", "chỉ tiêu 50 %", by("rate", "target_rate = 5000"), "Chỉ tiêu: 50 %",
        urged_to_the_target),
    Row("đơn vị", "tỷ lệ tham gia", by("rate"), "tỷ lệ tham gia trên số người hiện có",
        units_rank("Xã 3", "Xã 2", "Xã 4", "Xã 1")),
    Row("đơn vị", "số người dự thi", by("count"), "theo số người dự thi",
        units_rank("Xã 4", "Xã 3", "Xã 2", "Xã 1")),
    Row("đơn vị", "điểm bình quân", by("mean"), "điểm bình quân của người dự thi",
        units_rank("Xã 1", "Xã 2", "Xã 3", "Xã 4")),
    Row("đơn vị", "tổng điểm 3 người", by("sum_top", "top = 3"),
        "tổng điểm của 3 người có kết quả cao nhất", units_rank("Xã 2", "Xã 3", "Xã 4", "Xã 1")),
    Row("đơn vị", "bình quân 3 người", by("mean_top", "top = 3"),
        "điểm bình quân của 3 người có kết quả", units_rank("Xã 2", "Xã 3", "Xã 4", "Xã 1")),
    Row("đơn vị", "điểm tổng hợp", by("weighted", 'weights = [{measure = "rate", percent = 50}, '
        '{measure = "mean", percent = 50}]'), "50 % điểm bình quân của người dự thi",
        units_rank("Xã 3", "Xã 2", "Xã 1", "Xã 4")),
    Row("đơn vị", "tỷ lệ tối thiểu 12 %", by("mean", "least_rate = 1200"),
        "tỷ lệ tham gia dưới 12 % không được xếp hạng", units_rank("Xã 2", "Xã 3")),
    Row("đơn vị", "quy mô từ 40 người", by("mean", "tiers = [40]"), "xếp hạng riêng theo quy mô",
        units_rank("Xã 3", "Xã 4", "Xã 1", "Xã 2")),
    Row("đơn vị", "theo khối", by("rate", "by_group = true"), "Mỗi khối được xếp hạng riêng",
        units_rank("Xã 1", "Xã 2", "Xã 3", "Xã 4")),
    Row("đơn vị", "thời gian khi bằng nhau",
        by("sum_top", "top = 1, by_duration = true, least_rate = 1100"),
        "thời gian làm bài bình quân", units_rank("Xã 2", "Xã 3", "Xã 4")),
    Row("suất", "2 đơn vị dẫn đầu", SMALL + UNITS, "2 đơn vị vào vòng sau", go_on("Xã 1", "Xã 2")),
    Row("suất", "1 đơn vị mỗi cụm", SMALL + UNITS + "of_each_cluster = 1\n",
        "1 đơn vị dẫn đầu mỗi cụm", go_on("Xã 1", "Xã 3")),
    Row("suất", "thay thế bằng văn bản, 2 ngày", SMALL + UNITS + "substitute_days = 2\n",
        "Trong 2 ngày kể từ ngày công bố kết quả vòng thi cuối cùng", replaced_until(2)),
    Row("kiến nghị", "3 ngày làm việc", SMALL, "trong 3 ngày làm việc",
        appeals_until(3, "24 giờ 00 ngày 08/4/2021")),
    Row("kiến nghị", "5 ngày làm việc", SMALL + "appeals = {days = 5}\n", "trong 5 ngày làm việc",
        appeals_until(7, "24 giờ 00 ngày 12/4/2021")),
    Row("kiến nghị", "5 ngày", SMALL + "appeals = {days = 5, working = false}\n", "trong 5 ngày",
        appeals_until(5, "24 giờ 00 ngày 10/4/2021")),
    Row("kiến nghị", "không", SMALL + "appeals = {days = 0}\n", "không nhận kiến nghị",
        appeals_until(0)),
    Row("công bố", "dừng bảng 15 phút cuối", SMALL + "frozen_minutes = 15\n",
        "dừng cập nhật 15 phút trước khi vòng thi", stops_early),
)  # fmt: skip


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    return Contest(database, writer, make_world(database))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_value_is_set_printed_and_takes_effect(row: Row, contest: Contest) -> None:
    rules = rules_of(row.rules)
    assert rules.problems() == ()
    assert row.said in " ".join(printed(rules, BANK.topic_titles))
    row.effect(contest, rules)


def test_an_option_that_is_pinned_stays_where_it_is(database: Database, writer: Writer) -> None:
    last = Option("Tất cả các đáp án trên", pinned=True)
    questions = tuple(
        replace(one, options=(*one.options[:3], last)) for one in small_bank().questions
    )
    bank = Bank("Có ghim", small_bank().topics, questions, as_of="2021-04-05")
    contest = Contest(database, writer, make_world(database, bank=bank))
    contest.open(rules_of(SMALL))
    for item in paper(contest, contest.start("An")).attempt.paper.items:
        assert item.order[3] == 3
