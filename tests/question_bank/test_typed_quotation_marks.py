"""CSV files with quotation marks that a person typed, not a program."""

import pytest

from tests.question_bank.readings import doubts, reading, texts

HEAD = "STT,Câu hỏi,Phương án A,Phương án B,Đáp án\n"


def stems(text: str) -> list[str]:
    return [question.stem for question in reading(text, "x.csv").bank]


def test_a_mark_that_is_never_closed_swallows_no_rows() -> None:
    text = f'{HEAD}1,"Luật là gì?,a,b,A\n2,Hai là gì?,c,d,B\n3,"Tên" là gì?,e,f,A\n4,Bốn?,g,h,B\n'
    assert stems(text) == ['"Luật là gì?', "Hai là gì?", '"Tên" là gì?', "Bốn?"]
    assert [question.key for question in reading(text, "x.csv").bank] == [{0}, {1}, {0}, {1}]
    assert [one.where for one in doubts(text, "x.csv")] == ["x.csv, dòng 2", "x.csv, dòng 4"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_words_in_marks_keep_them_and_their_separators(separator: str) -> None:
    text = HEAD.replace(",", separator)
    text += separator.join(["1", '"Dân biết, dân bàn; dân tra" là gì?', "a", "b", "A"])
    (question,) = reading(text, "x.csv").bank.questions
    assert question.stem == '"Dân biết, dân bàn; dân tra" là gì?'
    assert texts(question) == ["a", "b"]
    assert question.key == {0}
    assert len(doubts(text, "x.csv")) == 1


def test_a_cell_that_closes_behind_other_rows_is_doubtful() -> None:
    text = f'{HEAD}1,"Luật là gì?,a,b,A\n2,Hai là gì?,c,d",B\n'
    assert [one.where for one in doubts(text, "x.csv")][:1] == ["x.csv, dòng 2"]


def test_marks_as_programs_write_them_are_not_asked_about() -> None:
    text = f'{HEAD}1,"Ai, ở đâu\nvà khi nào?","Người ""lớn"", trẻ","b\nc",A\n2,Luật "A" là?,c,d,B\n'
    assert doubts(text, "x.csv") == []
    assert stems(text) == ["Ai, ở đâu\nvà khi nào?", 'Luật "A" là?']
    assert texts(reading(text, "x.csv").bank.questions[0])[0] == 'Người "lớn", trẻ'


def test_marks_that_are_never_closed_take_one_pass_over_the_file() -> None:
    text = HEAD + '1,"Hỏi?,"a""a,b,A\n' * 9_000
    assert len(stems(text)) == 9_000
