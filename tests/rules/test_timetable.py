"""The thể lệ says when each round is held, to whom it is open, and which edition it is."""

from datetime import datetime

from quiz.rules.eligibility import RoundKind
from quiz.rules.printed import printed
from quiz.rules.timetable import Edition, Held, sentences
from quiz.rules.wording import VIETNAM, from_vietnam
from tests.cast import CLOSES, OPENS, RULES

MIDNIGHT = from_vietnam(datetime(2021, 4, 10, tzinfo=VIETNAM))
VI_THANH, PHUNG_HIEP = "Thành phố Vị Thanh", "Huyện Phụng Hiệp"


def test_one_time_for_all_is_said_without_names() -> None:
    held = [Held(VI_THANH, OPENS, MIDNIGHT), Held(PHUNG_HIEP, OPENS, MIDNIGHT)]
    assert sentences(held) == (
        "Thời gian thi: từ 08:00 ngày 05/4/2021 đến 24 giờ 00 ngày 09/4/2021.",
    )


def test_districts_with_times_of_their_own_are_named() -> None:
    held = [
        Held(VI_THANH, OPENS, CLOSES),
        Held("Thị xã Long Mỹ", OPENS, MIDNIGHT),
        Held(PHUNG_HIEP, OPENS, CLOSES),
    ]
    assert sentences(held) == (
        "Thời gian thi: Thành phố Vị Thanh, Huyện Phụng Hiệp từ 08:00 ngày 05/4/2021 đến 10:00 "
        "ngày 05/4/2021; Thị xã Long Mỹ từ 08:00 ngày 05/4/2021 đến 24 giờ 00 ngày 09/4/2021.",
    )


def test_weeks_audiences_and_practice_have_a_sentence_each() -> None:
    held = [
        Held(VI_THANH, OPENS, CLOSES, "Tuần 1", audience="Cán bộ"),
        Held(VI_THANH, OPENS, CLOSES, "Tuần 1", audience="Người dân"),
        Held(VI_THANH, OPENS, MIDNIGHT, "Thi thử", RoundKind.PRACTICE, questions=20),
    ]
    first, second, practice = sentences(held)
    assert first.startswith("Tuần 1 (Cán bộ): từ 08:00")
    assert second.startswith("Tuần 1 (Người dân): từ 08:00")
    assert practice == (
        "Thi thử: từ 08:00 ngày 05/4/2021 đến 24 giờ 00 ngày 09/4/2021. Đề thi có 20 câu "
        "hỏi theo ma trận riêng. Vòng thi thử được làm nhiều lần, không xếp hạng."
    )


def test_a_changed_the_le_says_which_it_is_and_since_when() -> None:
    text = printed(RULES, {}, rounds=[Held(VI_THANH, OPENS, CLOSES)], edition=Edition(2, OPENS))
    assert text[0] == (
        "Thể lệ sửa đổi lần 1, có hiệu lực từ 08:00 ngày 05/4/2021, thay cho thể lệ trước đó."
    )
    assert text[1].startswith("Thời gian thi: từ")
    assert "sửa đổi" not in " ".join(printed(RULES, {}))
