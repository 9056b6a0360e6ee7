"""The board and the team as files that offices edit: they hold the names and no formula."""

import io
from urllib.parse import quote

import docx
from python_calamine import CalamineWorkbook

from tests.cast import Stage, Visitor, add_person
from tests.finished import Sat, hand_in
from tests.journeys.test_organising import hidden, lan, people, work

__all__ = ["lan", "people"]


def cells(content: bytes, sheet: int = 0) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(sheet).to_python()]


def test_the_files_open_and_hold_the_names(
    quick_stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    team = f"{work(quick_stage)}/team"
    assert lan.get(f"{team}.docx").status_code == 409
    fields = {f"skip_{people['An']}": "1", f"reason_{people['An']}": "=1+1 đi học"}
    lan.post(team, **hidden(lan.post(team, do="preview", **fields).text))
    board = lan.get(f"{work(quick_stage)}/board.xlsx")
    assert (
        quote("Bảng xếp hạng chính thức Thành phố Vị Thanh.xlsx")
        in (board.headers["content-disposition"])
    )
    assert [row[:3] for row in cells(board.content)[5:7]] == [
        ["1", "VT0001", "Nguyễn Văn An"],
        ["2", "VT0002", "Trần Thị Bình"],
    ]
    workbook = lan.get(f"{team}.xlsx").content
    assert [row[2] for row in cells(workbook)[4:]] == [
        "Trần Thị Bình",
        "Phạm Văn Dũng",
        "Võ Thị Giang",
    ]
    assert cells(workbook, 1)[3] == ["1", "VT0001", "Nguyễn Văn An", "'=1+1 đi học"]
    document = docx.Document(io.BytesIO(lan.get(f"{team}.docx").content))
    seats = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert [row[1] for row in seats] == [
        "Họ và tên",
        "Trần Thị Bình",
        "Phạm Văn Dũng",
        "Võ Thị Giang",
    ]
    assert [row[7] for row in seats[1:]] == ["Thành viên", "Thành viên", "Dự bị"]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "DANH SÁCH ĐỘI TUYỂN" in text
    assert "- Nguyễn Văn An (hạng 1): =1+1 đi học" in text


def test_no_name_becomes_a_formula(quick_stage: Stage) -> None:
    stage = quick_stage
    district = stage.world.districts["Thành phố Vị Thanh"]
    names = ('=HYPERLINK("http://a")', "@SUM(A1)", "-1+1", "\t=1", "+84")
    people = [
        add_person(stage.database, name, f"VT9{number}", district)
        for number, name in enumerate(names)
    ]
    finished = [Sat(person, 3, 5 + number) for number, person in enumerate(people)]
    hand_in(stage.database, stage.writer, stage.world.vi_thanh, finished)
    content = stage.staff("lan").get(f"{work(stage)}/board.xlsx").content
    assert {row[2] for row in cells(content)[5:]} == {
        '\'=HYPERLINK("http://a")',
        "'@SUM(A1)",
        "'-1+1",
        "'=1",
        "'+84",
    }


def test_a_board_is_taken_away_six_times_an_hour(
    quick_stage: Stage, lan: Visitor, people: dict[str, int]
) -> None:
    url = f"{work(quick_stage)}/board.xlsx"
    answers = [lan.get(url) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[-1].headers["retry-after"] == "600"
    assert quick_stage.staff("so").get(url).status_code == 200
    quick_stage.clock.pass_minutes(10)
    assert lan.get(url).status_code == 200
