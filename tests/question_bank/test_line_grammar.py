"""Pasted text: the ways in which authors write questions, options, keys and tags."""

import pytest

from question_bank.finding import Finding, Severity, UnreadableFile
from question_bank.formats import Reading, read
from question_bank.question import LegalBasis, Level, Question


def reading(text: str) -> Reading:
    return read(text.encode(), "đề.txt")


def only(text: str) -> Question:
    (question,) = reading(text).bank.questions
    return question


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


def found(text: str, level: Severity) -> list[Finding]:
    return [finding for finding in reading(text).findings if finding.level is level]


AGES = "A. Đủ 18 tuổi\nB. Đủ 21 tuổi\nC. Đủ 25 tuổi\n"


@pytest.mark.parametrize(
    "head",
    ["Câu 1.", "Câu 1:", "Câu hỏi 1:", "Câu 1 (dễ):", "1.", "Bài 1.", "câu 1)", "Câu 1", "CÂU 1."],
)
def test_a_question_begins_in_any_usual_way(head: str) -> None:
    question = only(f"{head} Tuổi ứng cử là bao nhiêu?\n{AGES}Đáp án: B")
    assert question.stem == "Tuổi ứng cử là bao nhiêu?"
    assert question.key == {1}


@pytest.mark.parametrize("pattern", ["{}.", "{})", "{}/", "({})"])
@pytest.mark.parametrize("letters", ["ABC", "abc"])
def test_options_may_have_any_usual_letter(pattern: str, letters: str) -> None:
    lines = [pattern.format(letter) + f" phương án {letter}" for letter in letters]
    question = only("Câu 1. Hỏi?\n" + "\n".join(lines) + "\nĐáp án: b")
    assert texts(question) == [f"phương án {letter}" for letter in letters]
    assert question.key == {1}


@pytest.mark.parametrize("options", ["- đỏ\n- xanh\n- vàng", "• đỏ\n• xanh\n• vàng"])
def test_bare_dashes_are_options_and_the_key_counts_them(options: str) -> None:
    question = only(f"Câu 1. Màu gì?\n{options}\nĐáp án: 3")
    assert texts(question) == ["đỏ", "xanh", "vàng"]
    assert question.key == {2}


def test_numbered_options_stand_below_a_question_with_its_word() -> None:
    question = only("Câu 1. Ngày nào?\n1. Thứ Hai\n2. Chủ nhật\nĐáp án: 2")
    assert texts(question) == ["Thứ Hai", "Chủ nhật"]
    assert question.key == {1}


def test_a_numbered_list_in_the_stem_is_no_list_of_options() -> None:
    question = only("Câu 1. Ý nào đúng?\n1. Một\n2. Hai\nA. Ý 1\n*B. Ý 2")
    assert question.stem == "Ý nào đúng?\n1. Một\n2. Hai"
    assert texts(question) == ["Ý 1", "Ý 2"]


def test_several_options_may_share_a_line() -> None:
    question = only("Câu 1. Hỏi?\nA. 18   B. 21\tC. 25 *D. 30")
    assert texts(question) == ["18", "21", "25", "30"]
    assert question.key == {3}


def test_options_may_stand_on_the_line_of_the_question() -> None:
    question = only("1. Bao nhiêu tuổi? A. 18 B. 21 C. 25\nĐáp án: B")
    assert question.stem == "Bao nhiêu tuổi?"
    assert texts(question) == ["18", "21", "25"]


def test_a_letter_inside_an_option_is_not_another_option() -> None:
    question = only("Câu 1. Hỏi?\nA. Phụ lục B. của Nghị định\n*B. Không có")
    assert texts(question) == ["Phụ lục B. của Nghị định", "Không có"]


@pytest.mark.parametrize(
    "line",
    [
        "Đáp án: b",
        "Đáp án: B",
        "Đáp án đúng là B",
        "ANSWER: B",
        "Đáp án B: Điều 2 Luật số 85/2015/QH13",
        "Đáp án 2",
        "Đáp án: Đủ 21 tuổi",
        "Đáp án: B. Đủ 21 tuổi",
        "đáp án : b.",
    ],
)
def test_a_key_line_is_read_in_any_usual_wording(line: str) -> None:
    assert only(f"Câu 1. Hỏi?\n{AGES}{line}").key == {1}


def test_key_and_legal_basis_may_share_a_line() -> None:
    question = only(
        "Câu 1. Hỏi?\na. một\nb. hai\nc. ba\n"
        "Đáp án 3: Quy định tại khoản 2 Điều 1 Luật số 85/2015/QH13"
    )
    assert question.key == {2}
    assert question.legal_basis == (LegalBasis("85/2015/QH13", "1", "2"),)


def test_several_letters_make_several_right_options() -> None:
    assert only(f"Câu 1. Hỏi?\n{AGES}Đáp án: A, C").key == {0, 2}
    assert only(f"Câu 1. Hỏi?\n{AGES}Đáp án: A và C").key == {0, 2}


@pytest.mark.parametrize(
    "table", ["1-B\n2-A", "1b\n2a", "1.B 2.A", "1. B   2. A", "Câu 1: B\nCâu 2: A", "1 - B; 2 - A"]
)
def test_a_key_table_at_the_end_is_read(table: str) -> None:
    bank = reading(
        f"Câu 1. Hỏi một?\n{AGES}\nCâu 2. Hỏi hai?\n{AGES}\nHẾT\n\nBẢNG ĐÁP ÁN\n{table}\n"
    ).bank
    assert [question.key for question in bank] == [{1}, {0}]


def test_a_table_may_skip_numbers_as_the_questions_do() -> None:
    bank = reading(f"Câu 3. Một?\n{AGES}Câu 7. Hai?\n{AGES}ĐÁP ÁN\n3-C\n7-A").bank
    assert [question.key for question in bank] == [{2}, {0}]


def test_a_number_in_the_table_without_a_question_is_doubtful() -> None:
    (doubt,) = found(f"Câu 1. Một?\n{AGES}\nĐÁP ÁN\n1-C\n9-A", Severity.DOUBTFUL)
    assert doubt.where == "đề.txt, dòng 8"
    assert "câu 9" in doubt.message


def test_tags_are_read() -> None:
    text = (
        f"# Bầu cử\nCâu 1. Hỏi?\n{AGES}Đáp án: A\nMã: bc-01\nMức độ: khó\n"
        "Căn cứ: 85/2015/QH13, Điều 2; Hiến pháp 2013, Điều 27\nGiải thích: Vì luật.\nDòng hai.\n"
        "Trộn phương án: không\n"
    )
    question = only(text)
    assert (question.id, question.topic, question.level) == ("bc-01", "bau-cu", Level.HARD)
    assert [str(basis) for basis in question.legal_basis] == [
        "85/2015/QH13, Điều 2",
        "Hiến pháp 2013, Điều 27",
    ]
    assert question.explanation == "Vì luật.\nDòng hai."
    assert not question.shuffle
    assert reading(text).bank.topic_titles == {"bau-cu": "Bầu cử"}
    assert reading(text).findings == ()


def test_a_question_without_topic_level_and_id_gets_them() -> None:
    text = f"Câu 1. Hỏi?\n{AGES}Đáp án: A\nCâu 2. Gì?\n{AGES}Đáp án: A"
    first, second = reading(text).bank.questions
    assert (first.topic, first.level) == ("chung", Level.MEDIUM)
    assert first.id.startswith("q-")
    assert len(first.id) == 10
    assert first.id != second.id
    assert reading(text).bank.topic_titles == {"chung": "Chung"}
    (advice,) = found(text, Severity.ADVICE)
    assert "2 câu chưa ghi mức độ" in advice.message


def test_the_identifier_follows_from_the_stem_alone() -> None:
    one = only(f"Câu 1. Ai bầu?\n{AGES}Đáp án: A")
    other = only(f"Câu 9: AI  BẦU?\n{AGES}Đáp án: B")
    assert one.id == other.id


def test_all_of_the_above_stays_last_with_advice() -> None:
    text = f"Câu 1 (dễ). Hỏi?\n{AGES}D. Tất cả các phương án trên\nĐáp án: D"
    assert [option.pinned for option in only(text).options] == [False, False, False, True]
    assert only(text).shuffle
    assert [finding.level for finding in reading(text).findings] == [Severity.ADVICE]


@pytest.mark.parametrize("last", ["Cả a, b và c", "Cả A và B đúng", "A và B", "Chỉ A và C"])
def test_an_option_that_names_letters_forbids_shuffling_with_advice(last: str) -> None:
    text = f"Câu 1 (dễ). Hỏi?\n{AGES}D. {last}\nĐáp án: D"
    assert not only(text).shuffle
    assert [finding.level for finding in reading(text).findings] == [Severity.ADVICE]


def test_a_question_without_a_key_blocks_and_is_named() -> None:
    (fault,) = found(f"Câu 7 (khó). Hỏi?\n{AGES}", Severity.BLOCKS)
    assert fault.where == "đề.txt, dòng 1"
    assert fault.message.startswith("Câu 7 chưa có đáp án")


def test_a_key_without_its_option_blocks() -> None:
    text = f"Câu 1. Hỏi?\n{AGES}Đáp án: E"
    (fault,) = found(text, Severity.BLOCKS)
    assert "đáp án E không ứng với phương án nào" in fault.message
    assert only(text).key == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "Câu 1. Hỏi?\n*A. một\nB. hai\nĐáp án: B",
        "Câu 1. Hỏi?\nA. một\nB. hai\nĐáp án: B\n\nĐÁP ÁN\n1-A",
        "Câu 1. Hỏi?\nA. một\nB. hai\nĐáp án: A. hai",
        "Câu 1. Hỏi?\nA. một\nB. hai\nĐáp án: A\nĐáp án: B",
    ],
)
def test_two_different_keys_block(text: str) -> None:
    (fault,) = found(text, Severity.BLOCKS)
    assert "Câu 1" in fault.message
    assert only(text).key == frozenset()


def test_one_key_said_twice_is_one_key() -> None:
    assert only("Câu 1. Hỏi?\nA. một\n*B. hai\nĐáp án: B\n\nĐÁP ÁN\n1-B").key == {1}


def test_a_number_that_is_also_an_options_text_blocks() -> None:
    (fault,) = found("Câu 1. Mấy ngày?\nA. 3\nB. 5\nC. 7\nĐáp án: 3", Severity.BLOCKS)
    assert "hiểu theo hai cách" in fault.message


def test_twins_with_one_key_are_doubtful_and_with_two_block() -> None:
    first = f"Câu 1 (dễ). Ở Vị Thủy?\n{AGES}Đáp án: A\n"
    assert found(first + f"Câu 2 (dễ). ở  Vị Thuỷ\n{AGES}Đáp án: A", Severity.DOUBTFUL)
    assert found(first + f"Câu 2 (dễ). ở  Vị Thuỷ\n{AGES}Đáp án: B", Severity.BLOCKS)


def test_one_identifier_for_two_questions_blocks() -> None:
    text = f"Câu 1. X?\n{AGES}Đáp án: A\nMã: m1\nCâu 2. Y?\n{AGES}Đáp án: A\nMã: m1"
    assert len(found(text, Severity.BLOCKS)) == 2


def test_one_option_and_nine_options_block() -> None:
    assert found("Câu 1. X?\n*A. một", Severity.BLOCKS)
    nine = "\n".join(f"{letter}. số {letter}" for letter in "ABCDEFGHI")
    (fault,) = found(f"Câu 1. X?\n{nine}\nĐáp án: A", Severity.BLOCKS)
    assert "9 phương án" in fault.message


def test_equal_options_and_an_endless_stem_block() -> None:
    assert found("Câu 1. X?\nA. một\nB. MỘT\nĐáp án: A", Severity.BLOCKS)
    assert found(f"Câu 1. {'dài ' * 1500}\nA. một\nB. hai\nĐáp án: A", Severity.BLOCKS)


def test_a_line_that_is_nothing_is_named_with_its_number_and_text() -> None:
    text = f"Danh sách câu hỏi\n\nCâu 1. X?\n{AGES}Đáp án: A\nMức độ: dễ\nngười soạn: An\n"
    doubts = found(text, Severity.DOUBTFUL)
    assert [doubt.where for doubt in doubts] == ["đề.txt, dòng 1", "đề.txt, dòng 9"]
    assert "Danh sách câu hỏi" in doubts[0].message
    assert "người soạn: An" in doubts[1].message


def test_a_line_glued_to_an_option_is_said() -> None:
    (doubt,) = found(f"Câu 1 (dễ). X?\n{AGES}Người soạn Nguyễn An\nĐáp án: A", Severity.DOUBTFUL)
    assert doubt.where == "đề.txt, dòng 5"


def test_a_backslash_makes_a_line_plain_text() -> None:
    question = only("Câu 1. Ký hiệu nào?\n\\A. là một chữ\nA. một\n*B. hai")
    assert question.stem == "Ký hiệu nào?\nA. là một chữ"
    assert texts(question) == ["một", "hai"]


def test_het_ends_the_questions() -> None:
    text = f"Câu 1. X?\n{AGES}Đáp án: A\n------ HẾT ------\nCâu 2. Y?\n{AGES}"
    assert len(reading(text).bank) == 1
    assert found(text, Severity.DOUBTFUL)


def test_sections_become_topics() -> None:
    text = f"PHẦN I. BẦU CỬ\nCâu 1. X?\n{AGES}Đáp án: A\n\nChuyên đề 2: Một cửa\nCâu 2. Y?\n{AGES}"
    assert [question.topic for question in reading(text).bank] == ["bau-cu", "mot-cua"]


def test_bidi_overrides_block() -> None:
    assert found(f"Câu 1. X\u202e?\n{AGES}Đáp án: A", Severity.BLOCKS)


def test_a_legal_basis_that_names_no_article_goes_to_the_explanation() -> None:
    text = f"Câu 1. X?\n{AGES}Đáp án: A\nCăn cứ: tài liệu tập huấn"
    assert only(text).explanation == "tài liệu tập huấn"
    assert "căn cứ" in found(text, Severity.DOUBTFUL)[0].message


@pytest.mark.parametrize("text", ["Xin chào\ncác bạn", "+++\ntitle = 'x'\n+++\n"])
def test_a_text_without_questions_cannot_be_read(text: str) -> None:
    with pytest.raises(UnreadableFile, match="Không tìm thấy câu hỏi nào"):
        reading(text)
