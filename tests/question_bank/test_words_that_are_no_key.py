"""What looks like a key and is an option's own text, a note, or the next question."""

import pytest

from question_bank.finding import Severity
from question_bank.formats import read
from question_bank.formats.reading import Reading


def read_text(text: str) -> Reading:
    return read(text.encode(), "đề.txt")


def options_of(reading: Reading) -> list[str]:
    return [option.text for option in reading.bank.questions[0].options]


def blocked(reading: Reading) -> bool:
    return any(finding.level is Severity.BLOCKS for finding in reading.findings)


@pytest.mark.parametrize(
    "last",
    [
        "Cả đáp án a) và đáp án b)",
        "Cả hai đáp án (A, B)",
        "Chỉ có đáp án (B)",
        "Ba đáp án: A, B, C",
    ],
)
def test_an_option_that_names_answers_keeps_its_words(last: str) -> None:
    reading = read_text(f"Câu 1. Hỏi?\nA. Một\nB. Hai\nC. Ba\nD. {last}\nĐáp án: C")
    assert options_of(reading)[-1] == last
    assert reading.bank.questions[0].key == {2}


@pytest.mark.parametrize("note", ["Ghi chú: theo Điều 5", "Căn cứ: Điều 5"])
def test_a_note_with_a_star_below_dashes_is_no_right_option(note: str) -> None:
    reading = read_text(f"Câu 1. Hỏi?\n- Một\n- Hai\n- Ba\n* {note}")
    assert reading.bank.questions[0].key == frozenset()
    assert read_text("Câu 1. Hỏi?\n- Một\n* Hai\n- Ba").bank.questions[0].key == {1}


def test_right_and_wrong_beside_options_are_no_key_where_the_wrong_one_is_asked() -> None:
    stem = "Câu 1. Phát biểu nào sai?"
    reading = read_text(f"{stem}\nA. một (đúng)\nB. hai (sai)\nC. ba (đúng)")
    assert blocked(reading)
    assert reading.bank.questions[0].key == frozenset()
    assert read_text(f"{stem}\nA. một (đúng)\nB. hai\nC. ba").bank.questions[0].key == {0}


def test_a_tick_that_is_what_an_option_says_stays() -> None:
    reading = read_text("Câu 1. Hỏi?\nA. Dấu X\nB. Dấu ✓\nĐáp án: B")
    assert options_of(reading) == ["Dấu X", "Dấu ✓"]
    assert read_text("Câu 1. Hỏi?\nA. Một ✓\nB. Hai").bank.questions[0].key == {0}


def test_the_first_question_of_the_next_part_is_no_entry_of_the_keys_above() -> None:
    second = "Câu 1. A (20 tuổi) và cha cùng muốn bầu cử. Ai được bầu?\nA. một\nB. hai"
    first = "Câu 1. Hỏi một?\nA. một\nB. hai\nĐÁP ÁN\nCâu 1: A. Điều 5\n"
    assert len(read_text(f"{first}{second}").bank.questions) == 2


@pytest.mark.parametrize("why", ["đúng theo quy định tại Điều 7", "đúng vì Điều 7 nói vậy"])
def test_a_key_that_says_why_it_is_right_is_read(why: str) -> None:
    reading = read_text(f"Câu 1. Hỏi?\nA. Một\nB. Hai\nĐáp án: A ({why})")
    assert reading.bank.questions[0].key == {0}
    assert not blocked(reading)


def test_numbers_below_nought_in_one_cell_keep_their_sign() -> None:
    table = 'Câu hỏi,Phương án,Đáp án\nHỏi?,"-5%\n-3%\n-1%",A\n'
    reading = read(table.encode(), "đề.csv")
    assert options_of(reading) == ["-5%", "-3%", "-1%"]
