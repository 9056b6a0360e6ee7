"""Tables of questions as authors lay them out: headings, options, keys, topics."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from question_bank.finding import Severity
from question_bank.formats import Reading, read, write
from question_bank.question import Question

HEADER = ["Câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Đáp án"]
OPTIONS = ["một", "hai", "ba"]


def workbook(*rows: Sequence[Any], **sheets: Sequence[Sequence[Any]]) -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    for name, lines in (sheets or {"S": rows}).items():
        page = book.add_worksheet(name)
        for number, row in enumerate(lines):
            page.write_row(number, 0, row)
    book.close()
    return output.getvalue()


def reading(*rows: Sequence[Any], **sheets: Sequence[Sequence[Any]]) -> Reading:
    return read(workbook(*rows, **sheets), "đề.xlsx")


def only(*rows: Sequence[Any]) -> Question:
    (question,) = reading(*rows).bank.questions
    return question


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


@pytest.mark.parametrize(
    "header",
    [
        ["Câu hỏi *", "Phương án\nA", "Phương án\nB", "Phương án\nC", "Đáp án:"],
        ["Nội dung\ncâu hỏi", "A:", "B:", "C:", "Đáp án đúng (*)"],
        ["Câu hỏi\nQuestion", "Phương án A\nOption A", "Option B", "Option C", "Đáp án\nKey"],
        ["CÂU HỎI", "Lựa chọn 1", "Lựa chọn 2", "Lựa chọn 3", "Trả lời đúng"],
        ["Question?", "Choice A", "Choice B", "Choice C", "Correct answer"],
    ],
)
def test_headings_may_have_breaks_colons_stars_and_two_languages(header: list[str]) -> None:
    question = only(header, ["Hỏi?", *OPTIONS, "B"])
    assert (texts(question), sorted(question.key)) == (OPTIONS, [1])


def test_a_second_heading_row_in_another_language_is_no_question() -> None:
    english = ["Question", "Option A", "Option B", "Option C", "Answer"]
    result = reading(HEADER, english, ["Hỏi?", *OPTIONS, "B"])
    assert [question.stem for question in result.bank] == ["Hỏi?"]


def test_a_heading_in_two_rows_names_the_options_in_the_second() -> None:
    first, second = ["Câu hỏi", "Phương án", "", "", "Đáp án"], ["", "A", "B", "C", ""]
    question = only(first, second, ["Hỏi?", *OPTIONS, "C"])
    assert (texts(question), sorted(question.key)) == (OPTIONS, [2])


@pytest.mark.parametrize(
    "cell",
    [
        "A. một\nB. hai\nC. ba",
        "A. một B. hai C. ba",
        "a) một\nb) hai\nc) ba",
        "một\nhai\nba",
        "một | hai | ba",
        "A. một | B. hai | C. ba",
        "một|hai|ba|",
    ],
)
def test_options_in_one_cell_in_any_shape(cell: str) -> None:
    question = only(["Câu hỏi", "Các phương án", "Đáp án"], ["Hỏi?", cell, "C"])
    assert (texts(question), sorted(question.key)) == (OPTIONS, [2])


@pytest.mark.parametrize("cell", ["một\n*hai\nba", "một | *hai | ba", "A. một\n*B. hai\nC. ba"])
def test_a_star_in_the_cell_says_the_key(cell: str) -> None:
    question = only(["Câu hỏi", "Các phương án", "Đáp án"], ["Hỏi?", cell, ""])
    assert (texts(question), sorted(question.key)) == (OPTIONS, [1])


@pytest.mark.parametrize(
    "key",
    ["A, C", "A và C", "A;C", "AC", "1;3", "1, 3", "1 và 3", "một; ba", "một\nba", "một | ba"],
)
def test_several_keys_in_any_shape(key: str) -> None:
    assert only(HEADER, ["Hỏi?", *OPTIONS, key]).key == {0, 2}


@pytest.mark.parametrize("key", ["Đáp án B", "Phương án B", "Câu B", "Đáp án đúng là: B", "(b)", 2])
def test_one_key_in_any_words(key: object) -> None:
    assert only(HEADER, ["Hỏi?", *OPTIONS, key]).key == {1}


@pytest.mark.parametrize(
    "key", ["A B", "A.C", "B hoặc C", "B hay C đều được", "1.2", "A. B. C", "B or C", "(A) và B, C"]
)
def test_a_key_with_another_one_behind_it_blocks(key: str) -> None:
    result = reading(HEADER, ["Hỏi?", *OPTIONS, key])
    assert [finding.level for finding in result.findings].count(Severity.BLOCKS) == 1
    assert result.bank.questions[0].key == frozenset()


def test_a_number_is_no_key_where_an_option_before_it_is_missing() -> None:
    gap = ["một", "", "ba"]
    result = reading(HEADER, ["Hỏi?", *gap, 2], ["Gì?", *gap, 1], ["Ai?", *gap, "C"])
    assert [sorted(question.key) for question in result.bank] == [[], [0], [1]]
    (told,) = [one for one in result.findings if one.level is Severity.BLOCKS]
    assert "đáp án 2 không ứng với phương án nào" in told.message


def test_a_second_column_of_the_same_meaning_is_said_where_it_says_otherwise() -> None:
    twice = [*HEADER, "Phương án A"]
    result = reading(twice, ["Hỏi?", *OPTIONS, "B", "khác"])
    told = [finding.message for finding in result.findings if "trùng nghĩa" in finding.message]
    assert [one.partition(" nên ")[0] for one in told] == [
        "Cột “Phương án A” trùng nghĩa với cột “Phương án A”"
    ]
    alike = reading(twice, ["Hỏi?", *OPTIONS, "B", "một"])
    assert not any("trùng nghĩa" in finding.message for finding in alike.findings)


@pytest.mark.parametrize(
    ("first", "second", "key"), [("B", "hai", {1}), ("B", "", {1}), ("", "C", {2}), ("B", "2", {1})]
)
def test_each_column_of_keys_is_read(first: str, second: str, key: set[int]) -> None:
    result = reading([*HEADER, "Đáp án đúng"], ["Hỏi?", *OPTIONS, first, second])
    assert not result.blocked
    assert result.bank.questions[0].key == key


def test_two_columns_of_keys_that_disagree_block() -> None:
    result = reading([*HEADER, "Đáp án đúng"], ["Hỏi?", *OPTIONS, "B", "C"])
    (told,) = [one.message for one in result.findings if one.level is Severity.BLOCKS]
    assert "cột Đáp án là B, cột Đáp án đúng là C" in told
    assert result.bank.questions[0].key == frozenset()
    truths = reading(["Câu hỏi", "Đáp án", "Key"], ["Một?", "Đúng", "Sai"], ["Hai?", "Sai", "F"])
    assert [set(question.key) for question in truths.bank] == [set(), {1}]


def test_an_empty_option_before_a_filled_one_is_doubtful() -> None:
    result = reading(HEADER, ["Hỏi?", "một", "", "ba", "C"], ["Gì?", "một", "hai", "", "A"])
    told = [one for one in result.findings if one.level is Severity.DOUBTFUL]
    assert ["phương án B trống trước phương án C" in one.message for one in told] == [True]
    assert told[0].where == "đề.xlsx, dòng 2"
    assert sorted(result.bank.questions[0].key) == [1]


def test_rows_far_below_the_others_are_said_to_be_left_out() -> None:
    blank: list[list[str]] = [[]] * 201
    result = reading(HEADER, ["Một?", *OPTIONS, "A"], *blank, ["Hai?", *OPTIONS, "A"], [], ["x"])
    assert len(result.bank) == 1
    (told,) = [one for one in result.findings if one.level is Severity.DOUBTFUL]
    assert told.where == "đề.xlsx, dòng 204"
    assert told.message.startswith("Có 2 dòng từ dòng 204 đứng sau hơn 200 dòng trống")
    near = reading(HEADER, ["Một?", *OPTIONS, "A"], *blank[:-1], ["Hai?", *OPTIONS, "A"])
    assert len(near.bank) == 2


@pytest.mark.parametrize(
    "cell",
    [
        "- một\n- hai\n*- ba",
        "1. một\n2. hai\n* 3. ba",
        "• một | • hai | *• ba",
        "1) một;2) hai;*3) ba",
    ],
)
def test_a_marker_before_each_option_in_a_cell_is_no_part_of_it(cell: str) -> None:
    question = only(["Câu hỏi", "Các phương án", "Đáp án"], ["Hỏi?", cell, ""])
    assert (texts(question), sorted(question.key)) == (OPTIONS, [2])


def test_numbers_that_do_not_count_stay_in_the_options() -> None:
    question = only(["Câu hỏi", "Các phương án", "Đáp án"], ["Hỏi?", "7. x\n9. y", "B"])
    assert texts(question) == ["7. x", "9. y"]


def test_options_that_a_semicolon_parts_are_read_with_a_doubt() -> None:
    result = reading(["Câu hỏi", "Các phương án", "Đáp án"], ["Hỏi?", "một; hai; ba", "ba"])
    (question,) = result.bank.questions
    assert (texts(question), sorted(question.key)) == (OPTIONS, [2])
    told = [one.message for one in result.findings if one.level is Severity.DOUBTFUL]
    assert ["“;”" in message for message in told] == [True]


@pytest.mark.parametrize("key", ["một; bốn", "Đáp án E", "4"])
def test_a_key_that_names_no_option_blocks(key: str) -> None:
    result = reading(HEADER, ["Hỏi?", *OPTIONS, key])
    places = [one.where for one in result.findings if one.level is Severity.BLOCKS]
    assert places == ["đề.xlsx, dòng 2, cột Đáp án"]


@pytest.mark.parametrize(
    ("key", "right"),
    [("Đúng", 0), ("Sai", 1), ("Đ", 0), ("S", 1), (True, 0), (False, 1), ("TRUE", 0), ("F", 1)],
)
def test_a_statement_is_right_or_wrong(key: object, right: int) -> None:
    question = only(["STT", "Câu hỏi", "Đáp án"], [1, "Mặt trời mọc ở phía đông.", key])
    assert texts(question) == ["Đúng", "Sai"]
    assert question.key == {right}
    assert not question.shuffle


def test_right_and_wrong_may_have_a_column_each() -> None:
    header = ["Câu hỏi", "Đúng", "Sai"]
    result = reading(header, ["Một?", "x", ""], ["Hai?", "", "X"], ["Ba?", "x", "x"])
    assert [sorted(question.key) for question in result.bank] == [[0], [1], []]
    assert result.blocked


def test_a_statement_with_another_key_blocks() -> None:
    result = reading(["Câu hỏi", "Đáp án"], ["Một?", "Sai"], ["Hai?", "có thể"])
    assert [one.where for one in result.findings if one.level is Severity.BLOCKS] == [
        "đề.xlsx, dòng 3",
        "đề.xlsx, dòng 3, cột Đáp án",
    ]


def test_a_sheet_of_keys_is_no_table_of_statements() -> None:
    rows: dict[str, Any] = {
        "Đề": [HEADER, ["Hỏi?", *OPTIONS, "A"]],
        "Khóa": [["Câu hỏi", "Đáp án"], [1, "A"], [2, "D"]],
    }
    result = reading(**rows)
    assert len(result.bank) == 1
    assert any("Trang “Khóa” không có dòng tiêu đề" in one.message for one in result.findings)


def test_sheets_that_look_alike_are_topics() -> None:
    rows = {name: [HEADER, [f"Hỏi về {name}?", *OPTIONS, "A"]] for name in ("Bầu cử", "Một cửa")}
    bank = reading(**rows).bank
    assert [topic.title for topic in bank.topics] == ["Bầu cử", "Một cửa"]
    assert [question.topic for question in bank] == ["bau-cu", "mot-cua"]


def test_nameless_sheets_and_sheets_with_a_topic_column_are_none() -> None:
    rows = {name: [HEADER, [f"Hỏi {name}?", *OPTIONS, "A"]] for name in ("Sheet1", "Trang tính2")}
    assert {question.topic for question in reading(**rows).bank} == {"chung"}
    named = {
        name: [[*HEADER, "Chuyên đề"], [f"Hỏi {name}?", *OPTIONS, "A", "Bầu cử"]]
        for name in ("Một", "Hai")
    }
    assert {question.topic for question in reading(**named).bank} == {"bau-cu"}


def test_topics_with_long_titles_are_written_and_read_back() -> None:
    header = [*HEADER, "Chuyên đề"]
    long = "Tổ chức và hoạt động của chính quyền địa phương hai cấp theo luật hiện hành"
    bank = reading(
        header, ["Hỏi?", *OPTIONS, "B", long], ["Gì?", *OPTIONS, "C", f"{long} nay"]
    ).bank
    assert [topic.title for topic in bank.topics] == [long, f"{long} nay"]
    assert read(write(bank, "native"), "đề.txt").bank == bank


def test_a_row_that_names_a_topic_holds_for_the_rows_below() -> None:
    bank = reading(
        HEADER,
        ["Chuyên đề 1: Bầu cử"],
        ["Một?", *OPTIONS, "A"],
        ["CHUYÊN ĐỀ 2: Một cửa"],
        ["Hai?", *OPTIONS, "A"],
    ).bank
    assert [question.topic for question in bank] == ["bau-cu", "mot-cua"]


def test_blank_rows_in_the_middle_keep_the_numbers_of_rows() -> None:
    result = reading(HEADER, ["Một?", *OPTIONS, "A"], [], [], ["Hai?", *OPTIONS, "Z"])
    assert len(result.bank) == 2
    (fault,) = [one for one in result.findings if one.level is Severity.BLOCKS]
    assert "dòng 5" in fault.where


def test_hidden_columns_and_merged_cells_are_said_and_not_read() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet("S")
    page.merge_range(0, 0, 0, 4, "BỘ CÂU HỎI")
    page.write_row(1, 0, [*HEADER, "Giải thích", "Chuyên đề"])
    page.write_row(2, 0, ["Một?", *OPTIONS, "A", "ghi chú riêng"])
    page.write_row(3, 0, ["Hai?", *OPTIONS, "A", "ghi chú riêng"])
    page.merge_range(2, 6, 3, 6, "Bầu cử")
    page.set_column(5, 5, None, None, {"hidden": True})
    book.close()
    result = read(output.getvalue(), "đề.xlsx")
    assert [question.explanation for question in result.bank] == ["", ""]
    assert [question.topic for question in result.bank] == ["bau-cu", "chung"]
    said = [one.message for one in result.findings if one.level is Severity.DOUBTFUL]
    assert any("cột F" in message for message in said)
    assert any("G3:G4" in message for message in said)
    assert not any("A1" in message for message in said)
