"""The ways in which authors write keys beside, behind and below their questions."""

import pytest

from question_bank.formats import read, write
from tests.question_bank.readings import blocks, doubts, only, reading, texts
from tests.question_bank.word_files import of_lines

OPTIONS = ("A. Đủ 18 tuổi", "B. Đủ 21 tuổi", "C. Đủ 25 tuổi")
ONE = "\n".join(("Câu 1 (dễ). Tuổi ứng cử?", *OPTIONS))
THREE = "\n".join(
    "\n".join((f"Câu {n} (dễ). Tuổi ứng cử lần thứ {n}?", *OPTIONS)) for n in (1, 2, 3)
)


@pytest.mark.parametrize(
    "line",
    [
        "ĐA: B",
        "Đ/A: B",
        "Đ.A: b",
        "Phương án đúng: B",
        "Phương án đúng là B",
        "Phương án trả lời đúng: B",
        "Câu trả lời đúng là B",
        "Câu trả lời: B",
        "Ý đúng: b",
        "Đáp án đúng nhất: B",
        "Đáp án chính xác là B",
        "Phương án đúng: Đủ 21 tuổi",
        "=> Đáp án: b",
        "→ Đáp án B",
        "-> ĐA: B",
        "(Đáp án: b)",
        "[Đáp án: B]",
        "(Đáp án: B. Đủ 21 tuổi)",
        "[B]",
        "Chọn B",
        "Chọn: b.",
        "Chọn đáp án B",
        "Kết quả: B",
        "Đáp án - B",
        "Đáp án – B. Đủ 21 tuổi",
        "Đáp án = B",
        "Đáp án: câu b",
        "Đáp án: ý b",
        "Đáp án: Phương án B",
        "Đáp án câu 1: B",
        "Bảng đáp án: 1.B, 1-B",
    ],
)
def test_a_key_line_in_any_of_these_words_is_read(line: str) -> None:
    for data, name in ((f"{ONE}\n{line}", "đề.txt"), (of_lines(*ONE.split("\n"), line), "đề.docx")):
        question = only(data, name)
        assert (set(question.key), question.explanation) == ({1}, "")
        assert texts(question) == ["Đủ 18 tuổi", "Đủ 21 tuổi", "Đủ 25 tuổi"]
        assert blocks(data, name) == doubts(data, name) == []


@pytest.mark.parametrize(
    "line", ["Phương án đúng là:", "Câu trả lời đúng:", "Đa số cử tri chọn:", "Ý đúng là gì?"]
)
def test_words_that_lead_to_the_options_stay_in_the_stem(line: str) -> None:
    text = "\n".join(("Câu 1. Theo luật thì?", line, *OPTIONS, "Đáp án: B"))
    assert only(text).stem == f"Theo luật thì?\n{line}"
    assert only(text).key == {1}


@pytest.mark.parametrize(
    "text",
    [
        "Câu 1. Bao nhiêu tuổi? A. 18 B. 21 C. 25 Đáp án: B",
        "Câu 1. Bao nhiêu tuổi? A. 18 B. 21 C. 25. (Đáp án: b)",
        "Câu 1. Bao nhiêu tuổi?\nA. 18   B. 21   C. 25   ĐA: B",
        "Câu 1. Bao nhiêu tuổi?\nA. 18\nB. 21\nC. 25 => Đáp án: B",
        "Câu 1. Bao nhiêu tuổi? (Đáp án: B)\nA. 18\nB. 21\nC. 25",
    ],
)
def test_a_key_at_the_end_of_a_line_is_no_part_of_an_option(text: str) -> None:
    question = only(text)
    assert (question.stem, texts(question)[:2]) == ("Bao nhiêu tuổi?", ["18", "21"])
    assert texts(question)[2].rstrip(".") == "25"
    assert question.key == {1}


@pytest.mark.parametrize(
    "keys",
    [
        "ĐÁP ÁN: 1.A, 2.C, 3-B",
        "Đáp án: 1A 2C 3B",
        "1 2 3\nA C B",
        "Câu 1 2 3\nĐáp án A C B",
        "Câu\t1\t2\t3\nĐáp án\tA\tC\tB",
        "BẢNG ĐÁP ÁN\n| 1 | 2 | 3 |\n| A | C | B |",
        "Câu\tĐáp án\n1\tA\n2\tC\n3\tB",
        "Câu\tĐáp án\tCăn cứ\n1\tA\tĐiều 2 Luật số 85/2015/QH13\n2\tC\t\n3\tB\t",
        "Đáp án câu 1: A\nĐáp án câu 2: C\nĐáp án câu 3: B",
        "ĐÁP ÁN\nCâu 1: A. Điều 2 Luật số 85/2015/QH13\nCâu 2: C. Điều 4\nCâu 3: B",
        "ĐÁP ÁN\n\nCâu 1. A (Điều 2)\nCâu 2. C\nCâu 3. B. Đủ 21 tuổi",
        "HƯỚNG DẪN VÀ ĐÁP ÁN\n1. A - Điều 2\n2. C - Điều 4\n3. B",
    ],
)
def test_keys_below_the_questions_in_any_of_these_shapes_are_read(keys: str) -> None:
    found = reading(f"{THREE}\n\n{keys}\n")
    assert [set(question.key) for question in found.bank] == [{0}, {2}, {1}]
    assert [texts(question) for question in found.bank] == [
        ["Đủ 18 tuổi", "Đủ 21 tuổi", "Đủ 25 tuổi"]
    ] * 3
    assert not found.blocked


def test_numbers_above_letters_in_a_stem_stay_as_they_are() -> None:
    text = "Câu 1. Nối hai dòng:\n1 2 3\nA B C\nA. một\n*B. hai"
    assert only(text).stem == "Nối hai dòng:\n1 2 3\nA B C"


def test_the_legal_basis_in_a_list_of_keys_is_the_questions() -> None:
    keys = "ĐÁP ÁN\nCâu 2: B. Căn cứ Điều 2 Luật số 85/2015/QH13\nCâu 1: A\nCâu 3: C"
    second = reading(f"{THREE}\n{keys}").bank.questions[1]
    assert second.key == {1}
    assert [str(basis) for basis in second.legal_basis] == ["85/2015/QH13, Điều 2"]


def test_a_text_that_is_not_the_letters_in_a_list_of_keys_blocks() -> None:
    found = reading(f"{THREE}\nĐÁP ÁN\nCâu 1: A. Đủ 21 tuổi\nCâu 2: C\nCâu 3: B")
    assert [set(question.key) for question in found.bank] == [set(), {2}, {1}]


def test_a_question_after_a_list_of_keys_is_a_question() -> None:
    text = f"{THREE}\nĐÁP ÁN\n1-A 2-B 3-C\n\nCâu 1. A và B là gì?\nA. x\n*B. y"
    assert [set(one.key) for one in reading(text).bank] == [{0}, {1}, {2}, {1}]


@pytest.mark.parametrize("note", ["(đúng)", "(Đúng)", "(đáp án)", "[đúng]", "(đáp án đúng).", "✓"])
def test_an_option_that_says_that_it_is_right_is_the_key(note: str) -> None:
    text = f"Câu 1 (dễ). Hỏi?\nA. một\nB. hai {note}\nC. ba"
    assert only(text).key == {1}
    assert texts(only(text)) == ["một", "hai", "ba"]
    assert blocks(text) == doubts(text) == []
    assert len(blocks(f"{text}\nĐáp án: A")) == 1


@pytest.mark.parametrize("mark", ["*", "✓", "✔ ", "=> ", "→"])
def test_a_mark_before_an_option_is_the_key(mark: str) -> None:
    text = f"Câu 1 (dễ). Hỏi?\nA. một\n{mark}B. hai\nC. ba"
    assert only(text).key == {1}
    assert texts(only(text)) == ["một", "hai", "ba"]
    assert blocks(text) == doubts(text) == []


def test_a_note_that_the_others_are_wrong_goes_too() -> None:
    text = "Câu 1 (dễ). Hỏi?\nA. một (sai)\nB. hai (đúng)\nC. ba (Sai)"
    assert only(text).key == {1}
    assert texts(only(text)) == ["một", "hai", "ba"]
    (doubt, *_) = doubts(text.replace(" (đúng)", ""))
    assert "tự ghi đúng, sai" in doubt.message


def test_an_option_that_still_says_so_is_doubtful() -> None:
    text = "Câu 1 (dễ). Hỏi?\nA. \\một (đúng)\n*B. hai"
    (doubt,) = doubts(text)
    assert "tự ghi đúng" in doubt.message
    assert texts(only(write(reading(text).bank, "native"))) == ["một (đúng)", "hai"]


def test_a_star_in_the_place_of_a_dash_says_the_key() -> None:
    text = "Câu 1 (dễ). Hỏi?\n- một\n* hai\n- ba"
    assert only(text).key == {1}
    assert texts(only(text)) == ["một", "hai", "ba"]
    assert blocks(text) == doubts(text) == []


def test_a_star_above_all_dashes_is_doubtful() -> None:
    text = "Câu 1 (dễ). Hỏi?\n* một\n- hai\n- ba"
    (doubt,) = doubts(text)
    assert "được đọc là phương án đúng" in doubt.message
    assert only(text).key == {0}


def test_stars_before_every_option_say_nothing() -> None:
    text = "Câu 1. Hỏi?\n* một\n* hai\n* ba\nĐáp án: 2"
    assert only(text).key == {1}
    assert texts(only(text)) == ["một", "hai", "ba"]


@pytest.mark.parametrize(
    "option", ["x Đáp án: B", "hai (đúng)", "x ✓", "hai (sai)", "x (Đáp án: A)", "* x"]
)
@pytest.mark.parametrize("format_", ["native", "docx", "xlsx"])
def test_texts_of_our_own_files_that_look_like_keys_stay_texts(option: str, format_: str) -> None:
    bank = reading(f"Câu 1. Hỏi?\n*A. một\nB. \\{option}").bank
    (question,) = read(write(bank, format_), "đề").bank
    assert question.key == {0}
    assert texts(question) == ["một", option]
