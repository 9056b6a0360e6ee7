"""Rosters: read from Excel and CSV wherever the heading stands; what is wrong is named by row and
column; files that are no rosters are refused with the remedy."""

import datetime
import io
import unicodedata
import zipfile

import pytest
import xlsxwriter

from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import Roster
from quiz.stages.roster import read_roster
from tests.rosters import HEADINGS, row, workbook

TEXT = "Họ và tên;Đơn vị;Năm sinh\nLê Thị Sáu;Phường I;1980\n"


def found(roster: Roster) -> list[tuple[int, str]]:
    """Row and column of each problem."""
    return [(problem.row, problem.column) for problem in roster.problems]


def test_the_heading_is_found_by_its_names_within_twenty_rows() -> None:
    roster = read_roster(workbook([row(), row("Trần Bảy")], above=7), "ds.xlsx")
    assert [person.name for person in roster.rows] == ["Lê Văn Sáu", "Trần Bảy"]
    assert roster.rows[0].line == 9
    assert roster.rows[0].birth_year == 1980
    assert roster.problems == ()
    with pytest.raises(Refusal) as caught:
        read_roster(workbook([row()], above=20), "ds.xlsx")
    assert "dòng tiêu đề" in caught.value.sentence


def test_a_surname_and_a_given_name_in_two_columns_are_one_name() -> None:
    headings = ("Họ và chữ đệm", "Tên", "Cơ quan, đơn vị", "Ngày sinh (dd/mm/yyyy)")
    data = workbook([("Lê Văn", "Sáu", "Phường I", "05/04/1980")], headings)
    assert read_roster(data).rows[0].name == "Lê Văn Sáu"
    assert read_roster(data).rows[0].birth_year == 1980


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", ",").encode(),
        ("sep=;\n" + TEXT).encode(),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace("Phường", "Phươ\u0300ng").replace("ị", "i\u0323").replace("ọ", "o\u0323")
        .encode("cp1258", "ignore"),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16 bare", "tab", "comma", "sep", "nfd", "cp1258"],
)  # fmt: skip
def test_a_csv_is_read_in_every_encoding_and_separator(data: bytes) -> None:
    person = read_roster(data, "ds.csv").rows[0]
    assert person.unit == "Phường I"
    assert person.name == "Lê Thị Sáu"


@pytest.mark.parametrize(
    ("birth", "year"),
    [
        (1980, 1980),
        ("01/02/1980", 1980),
        ("1980-02-01", 1980),
        ("02/1980", 1980),
        (29252, 1980),
        (datetime.date(1980, 2, 1), None),
        ("29/02/2021", None),
        (80, None),
        (1900, None),
        (19800, None),
        ("0912345678", None),
    ],
)
def test_a_birth_year_is_read_from_what_excel_makes_of_it(birth: object, year: int | None) -> None:
    roster = read_roster(workbook([row(birth=birth), row("Trần Bảy"), row("Lý Tám")]))
    if isinstance(birth, datetime.date):
        assert roster.rows[0].birth == "29252"  # written without a date format
    else:
        assert roster.rows[0].birth_year == year
        assert found(roster) == ([] if year else [(2, "Năm sinh")])


def test_each_problem_names_its_row_and_column() -> None:
    rows = [
        row("", birth=1980),
        row("Trần 2 Bảy"),
        row("Lý Tám", unit=""),
        row("Võ Chín", number="sbd số 1"),
        row("Đỗ Mười", staff_code="9,12E+10"),
        row("Hồ Một", position="x" * 201),
        row("Hồ\x02 Hai"),
    ]
    roster = read_roster(workbook(rows, above=2))
    assert found(roster) == [
        (4, "Họ và tên"),
        (5, "Họ và tên"),
        (6, "Đơn vị"),
        (7, "Số báo danh"),
        (8, "Mã cán bộ"),
        (9, "Chức vụ"),
        (10, "Họ và tên"),
    ]


def test_a_number_that_stands_twice_is_named_with_both_rows() -> None:
    rows = [row(number="VT-1", staff_code="A"), row("Trần Bảy", number="vt-1", staff_code="a")]
    problems = read_roster(workbook(rows)).problems
    assert {(problem.row, problem.column) for problem in problems} == {
        (3, "Số báo danh"),
        (3, "Mã cán bộ"),
    }
    assert all("dòng 2" in problem.message for problem in problems)


def test_columns_that_changed_places_are_said_once_at_the_heading() -> None:
    rows = [row(name=f"Phường {number}", unit="Lê Văn Sáu") for number in "ABCD"]
    problems = read_roster(workbook(rows)).problems
    assert [(problem.row, problem.column) for problem in problems][:1] == [(1, "Họ và tên")]
    assert "đổi chỗ" in problems[0].message


def test_hidden_rows_and_further_sheets_are_said_and_not_read() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    for name in ("Một", "Hai"):
        sheet = book.add_worksheet(name)
        for number, line in enumerate([HEADINGS, row(), row("Trần Bảy")]):
            sheet.write_row(number, 0, line)
        sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    roster = read_roster(output.getvalue())
    assert [person.name for person in roster.rows] == ["Lê Văn Sáu"]
    assert len(roster.notices) == 2
    assert roster.problems == ()


def test_a_formula_without_a_value_is_a_problem() -> None:
    data = workbook([row(), row("Trần Bảy")])
    source = zipfile.ZipFile(io.BytesIO(data))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b'<c r="E2"><v>1980</v></c>', b'<c r="E2"><f>1+1</f></c>')
            target.writestr(name, content)
    assert found(read_roster(output.getvalue())) == [(2, "Năm sinh")]


def _far_out() -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    sheet = book.add_worksheet()
    sheet.write(1048575, 16383, "x")
    book.close()
    return output.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


GOOD = workbook([row()])
BAD_FILES = {
    "empty": (b"", "ds.xlsx"),
    "blank": (b"  \n", "ds.csv"),
    "cut": (GOOD[: len(GOOD) // 2], "ds.xlsx"),
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ds.xls"),
    "encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "ds.xlsx",
    ),
    "pdf": (b"%PDF-1.7 ...", "ds.xlsx"),
    "program": (b"MZ\x90\x00", "ds.xlsx"),
    "html": (b"<html><table><tr><td>x", "ds.xls"),
    "misnamed": (TEXT.encode(), "ds.xlsx"),
    "binary": (bytes(range(256)) * 10, "ds.csv"),
    "no heading": (b"a,b,c\n1,2,3\n", "ds.csv"),
    "nobody": (workbook([]), "ds.xlsx"),
    "zip": (_zip({"a.txt": b"x"}), "ds.xlsx"),
    "bomb": (_zip({"[Content_Types].xml": b"", "xl/a.xml": bytes(60_000_000)}), "ds.xlsx"),
    "doctype": (_zip({"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "ds.xlsx"),
    "far out": (_far_out(), "ds.xlsx"),
    "quote": (b'Ho va ten,Don vi\n"' + b"x" * 200_000, "ds.csv"),
    "long": (b"Ho va ten,Don vi\n" + b"A B,C\n" * 50_021, "ds.csv"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_no_roster_is_refused_with_the_remedy(kind: str) -> None:
    data, name = BAD_FILES[kind]
    with pytest.raises(Refusal) as caught:
        read_roster(data, name)
    assert caught.value.reason is RequestReason.UNREADABLE_FILE
    assert "đề nghị" in caught.value.sentence


def test_twenty_thousand_rows_are_read_and_none_beyond_fifty_thousand() -> None:
    lines = "".join(f"Lê Văn Sáu,Phường I,{number}\n" for number in range(20_000))
    roster = read_roster(("Họ và tên,Đơn vị,Mã cán bộ\n" + lines).encode(), "ds.csv")
    assert len(roster.rows) == 20_000
