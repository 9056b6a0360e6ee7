"""Key tables behind the questions: of several papers, with further columns, with odd cells."""

import docx
import pytest

from question_bank.checking import check
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import KeyFile, Reading, read
from tests.question_bank.test_key_files import questions, sheet
from tests.question_bank.word_files import saved

SEVERAL = {
    "papers": [["Câu", "101", "102"], ["1", "A", "C"], ["2", "B", "A"], ["3", "C", "B"]],
    "papers by name": [["Câu", "Mã đề 101", "Mã đề 102"], ["1", "A", "C"], ["2", "B", "A"]],
    "three papers": [["Câu", "Đề 1", "Đề 2", "Đề 3"], ["1", "A", "C", "B"], ["2", "B", "A", "C"]],
    "two columns of keys": [["Câu", "Đáp án", "Đáp án"], ["1", "A", "C"], ["2", "B", "A"]],
    "papers in rows": [["Mã đề", "1", "2", "3"], ["101", "A", "B", "C"], ["102", "B", "C", "A"]],
    "side by side": [["Câu", "101", "Câu", "102"], ["1", "A", "1", "C"], ["2", "B", "2", "A"]],
}


def document(rows: list[list[str]]) -> bytes:
    made = docx.Document()
    for line in questions(count=3).decode().split("\n"):
        made.add_paragraph(line)
    made.add_paragraph("ĐÁP ÁN")
    grid = made.add_table(len(rows), len(rows[0]))
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            grid.cell(place, column).text = text
    return saved(made)


def reading(rows: list[list[str]]) -> Reading:
    return read(document(rows), "đề.docx")


def told(found: Reading) -> list[str]:
    return [one.message for one in found.findings if one.level is Severity.DOUBTFUL]


@pytest.mark.parametrize("kind", SEVERAL)
def test_a_table_of_several_papers_gives_no_key_and_says_what_must_stay(kind: str) -> None:
    found = reading(SEVERAL[kind])
    assert [set(question.key) for question in found.bank] == [set(), set(), set()]
    (doubt,) = told(found)
    assert "nhiều cột hoặc nhiều dòng đáp án" in doubt
    assert "đề nghị chỉ giữ số câu và đáp án của đề" in doubt
    assert found.blocked


@pytest.mark.parametrize("kind", SEVERAL)
def test_a_key_file_of_several_papers_is_refused(kind: str) -> None:
    keys = KeyFile("k.xlsx", sheet([["ĐÁP ÁN"], [], *SEVERAL[kind]]))
    with pytest.raises(UnreadableFile, match="nhiều cột hoặc nhiều dòng đáp án"):
        check(questions(), "de.txt", keys=keys)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["Câu", "101"], ["1", "A"], ["2", "B"], ["3", "C"]], ""),
        ([["Câu", "Đáp án", "Ghi chú"], ["1", "A", ""], ["2", "B", ""], ["3", "C", ""]], ""),
        ([["Câu", "Đáp án", "Căn cứ"], ["1", "A", "x"], ["2", "B", ""], ["3", "C", ""]], "Căn cứ"),
        ([["STT", "Đáp án"], ["1", "A"], ["2", "B"], ["3", "C"], ["4", "xem lại"]], "4 xem lại"),
        ([["Câu", "Đáp án", "Câu", "Đáp án"], ["1", "A", "3", "C"], ["2", "B", "", ""]], ""),
    ],
)
def test_a_table_of_one_paper_is_read_whatever_stands_beside_the_keys(
    rows: list[list[str]], said: str
) -> None:
    found = reading(rows)
    assert [set(question.key) for question in found.bank] == [{0}, {1}, {2}]
    assert [said in doubt for doubt in told(found)] == ([True] if said else [])
