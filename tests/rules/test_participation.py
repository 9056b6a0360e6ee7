"""Who has to be urged, and the words for it."""

from quiz.rules.participation import opening, participation, urging_text
from quiz.rules.unit_ranking import Entrant, UnitFacts, rank_units
from quiz.rules.units import UnitRules
from tests.cast import OPENS

UNITS = (
    UnitFacts(1, "Phường I", 20),
    UnitFacts(2, "Phường III", 10),
    UnitFacts(3, "Xã Vị Tân", 4),
    UnitFacts(4, "Xã Hỏa Lựu"),
)
PEOPLE = [Entrant(1, 600, 1)] * 2 + [Entrant(2, 600, 1)] * 3 + [Entrant(3, 600, 1)] * 4
LINES = rank_units(UNITS, PEOPLE, UnitRules(), 1)


def test_the_slow_ones_come_first_with_how_many_are_missing() -> None:
    found = participation(LINES, 8_000)
    assert [(one.line.unit.id, one.missing) for one in found.slow] == [(1, 14), (2, 5)]
    assert [line.unit.id for line in found.known] == [1, 2, 3]
    assert [line.unit.id for line in found.uncounted] == [4]


def test_without_a_target_the_rate_of_all_together_is_asked() -> None:
    found = participation(LINES, 0)
    assert (found.participant_count, found.headcount, found.rate) == (9, 34, 2_647)
    assert [one.line.unit.id for one in found.slow] == [1]


def test_people_of_a_unit_without_a_signed_number_are_in_no_rate() -> None:
    more = rank_units(UNITS, [*PEOPLE, Entrant(4, 600, 1)], UnitRules(), 1)
    assert participation(more, 0).rate == participation(LINES, 0).rate


def test_the_message_names_everybody_who_is_asked() -> None:
    text = urging_text(participation(LINES, 8_000), "Hội thi thử", "Thành phố Vị Thanh", OPENS)
    assert text.splitlines() == [
        "Tính đến 08:00 ngày 05/4/2021, Thành phố Vị Thanh có 9 người dự thi Hội thi thử. Các đơn "
        "vị đã có số người hiện có được duyệt có 9 người dự thi trên 34 người hiện có, đạt 26,47 "
        "%; chỉ tiêu của thể lệ là 80,00 %.",
        "Các đơn vị cần đôn đốc:",
        "1. Phường I: 2/20 người (10,00 %), còn thiếu 14 người.",
        "2. Phường III: 3/10 người (30,00 %), còn thiếu 5 người.",
        "Đề nghị thủ trưởng các đơn vị chưa đạt chỉ tiêu 80,00 % quán triệt, đôn đốc cán bộ, công "
        "chức, viên chức và người lao động dự thi trước khi vòng thi đóng.",
        "Chưa có số người hiện có được duyệt: Xã Hỏa Lựu.",
    ]


def opened_by(units: tuple[UnitFacts, ...], people: list[Entrant], stray: int = 0) -> str:
    lines = rank_units(units, people, UnitRules(), 1)
    said = opening(participation(lines, 0, stray), "Hội thi thử", "Thành phố Vị Thanh", OPENS)
    return said.removeprefix("Tính đến 08:00 ngày 05/4/2021, Thành phố Vị Thanh có ")


def test_where_no_number_is_signed_the_people_are_told_and_no_rate() -> None:
    units = tuple(UnitFacts(one.id, one.name) for one in UNITS)
    assert opened_by(units, PEOPLE) == (
        "9 người dự thi Hội thi thử; chưa đơn vị nào có số người hiện có được duyệt."
    )


def test_where_some_numbers_are_signed_all_people_are_told_and_the_rate_of_those() -> None:
    more = [*PEOPLE, Entrant(4, 600, 1), Entrant(4, 600, 1)]
    assert opened_by(UNITS, more) == (
        "11 người dự thi Hội thi thử. Các đơn vị đã có số người hiện có được duyệt có 9 người dự "
        "thi trên 34 người hiện có, đạt 26,47 %."
    )


def test_where_all_numbers_are_signed_one_sentence_tells_it() -> None:
    assert opened_by(UNITS[:3], PEOPLE) == (
        "9 người dự thi Hội thi thử trên 34 người hiện có, đạt 26,47 %."
    )


def test_people_of_no_unit_took_part_too() -> None:
    assert opened_by(UNITS[:3], PEOPLE, 2).startswith("11 người dự thi Hội thi thử. Các đơn vị đã")
