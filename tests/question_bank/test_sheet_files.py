"""Sheets that are no .xlsx: CSV in all its shapes, .ods, .xls."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.checking import check_apart
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import Reading, read
from question_bank.legacy import ENCODINGS
from tests.question_bank import old_encodings as old
from tests.question_bank.old_workbooks import (
    cells,
    hidden_column,
    hidden_row,
    merged,
    ods,
    record,
    shared_cell,
    shared_strings,
    table,
    xls,
)

HEADER = ["Câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Đáp án", "Mức độ"]
ROW = ["Họp ở đâu, khi nào?", "ở xã", "ở huyện; ở tỉnh", "ở “thôn”", "B", "dễ"]
OTHER = ["Ai ký giấy mời?", "chủ tịch", "thư ký", "trưởng thôn", "A", "khó"]
ROWS = [HEADER, ROW, OTHER]


def csv_text(separator: str, rows: list[list[str]] = ROWS) -> str:
    lines = []
    for row in rows:
        quoted = ['"' + cell.replace('"', '""') + '"' for cell in row]
        lines.append(separator.join(quoted))
    return "\r\n".join(lines) + "\r\n"


def is_right(reading: Reading) -> bool:
    first, second = reading.bank.questions
    return (
        first.stem == ROW[0]
        and [option.text for option in first.options] == ROW[1:4]
        and (sorted(first.key), sorted(second.key)) == ([1], [0])
        and second.stem == OTHER[0]
    )


def messages(reading: Reading) -> str:
    return "\n".join(f"{one.where}: {one.message}" for one in reading.findings)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_csv_is_read_with_any_separator_and_encoding(separator: str, codec: str) -> None:
    reading = read(csv_text(separator).encode(codec), "đề.csv")
    assert is_right(reading)
    assert reading.findings == ()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_known_without_its_name(separator: str) -> None:
    assert is_right(read(csv_text(separator).encode(), "Văn bản"))


def test_windows_1258_is_decoded_to_nfc_and_said() -> None:
    text = csv_text(";").replace("“", '""').replace("”", '""')
    reading = read(old.cp1258(text), "đề.csv")
    assert reading.bank.questions[0].options[2].text == 'ở "thôn"'
    assert reading.bank.questions[1].stem == OTHER[0]
    assert "Windows-1258" in messages(reading)


def test_the_line_that_names_the_separator_is_obeyed_and_rows_keep_their_numbers() -> None:
    rows = [HEADER, ROW, [*OTHER[:4], "E", "dễ"]]
    reading = read(("sep=;\r\n" + csv_text(";", rows)).encode(), "đề.csv")
    assert "đề.csv, dòng 4, cột Đáp án" in messages(reading)
    assert len(reading.bank) == 2


def test_quoted_line_breaks_are_kept() -> None:
    rows = [
        ["Câu hỏi", "Các phương án", "Đáp án"],
        ["Họp ở đâu?\nKhi nào?", "A. xã\nB. huyện", "B"],
    ]
    (question,) = read(csv_text(",", rows).encode(), "đề.csv").bank
    assert question.stem == "Họp ở đâu?\nKhi nào?"
    assert [option.text for option in question.options] == ["xã", "huyện"]
    assert question.key == {1}


def test_an_old_encoding_in_a_csv_is_proposed_and_read_by_choice() -> None:
    for data in (old.tcvn3(csv_text(";")).encode(), old.tcvn3(csv_text(";")).encode("cp1252")):
        before = read(data, "đề.csv")
        assert before.proposal is not None
        assert before.blocked
        assert is_right(read(data, "đề.csv", "tcvn3"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b,c\n1,2,3\n", "dòng tiêu đề"),
        ("Câu hỏi,A,B,Đáp án\n".encode() + b"x,y,z,A\n" * 6_000, "5000 dòng"),
        (csv_text(",").encode() + b"," * 40 + b"x\n", "30 cột"),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused_with_the_remedy(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as caught:
        read(data, "đề.csv")
    assert "đề nghị" in str(caught.value)


def test_the_line_grammar_is_not_taken_for_a_table() -> None:
    text = "Câu 1. Câu hỏi, A, B, đáp án?\nA. một, hai\n*B. ba\n"
    assert read(text.encode(), "đề.txt").bank.questions[0].key == {1}


@pytest.mark.parametrize(
    "data", [xls({"Đề": ROWS}), ods(table("Đề", *map(cells, ROWS)))], ids=["xls", "ods"]
)
def test_old_workbooks_are_read(data: bytes) -> None:
    reading = read(data, "đề")
    assert is_right(reading)
    assert reading.findings == ()
    assert is_right(read(data, "đề", "tcvn3"))
    assert len(check_apart(data, "đề").bank) == 2


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_workbooks_in_an_old_encoding_are_proposed_and_read_by_choice(kind: str) -> None:
    rows = [[old.vni(cell) for cell in row] for row in ROWS]
    data = xls({"S": rows}) if kind == "xls" else ods(table("S", *map(cells, rows)))
    before = read(data, "đề")
    assert before.proposal is not None
    assert before.proposal.encoding == "vni"
    assert is_right(read(data, "đề", "vni"))


def test_hidden_and_merged_parts_of_an_xls_are_said_and_not_read() -> None:
    rows = [*ROWS, ["Ẩn?", "một", "hai", "ba", "A", "dễ"]]
    extra = hidden_row(3) + hidden_column(5) + merged(1, 2, 5, 5)
    reading = read(xls({"Đề": rows, "Nháp": ROWS}, extra=extra, hidden=["Nháp"]), "đề.xls")
    assert is_right(reading)
    said = messages(reading)
    assert "trang “Đề”: Có 1 dòng ẩn không được đọc (dòng 4)" in said
    assert "Có 1 cột ẩn không được đọc (cột F)" in said
    assert "Có 1 chỗ gộp ô (F2:F3)" in said
    assert "Trang “Nháp” bị ẩn" in said


def test_hidden_merged_and_uncomputed_parts_of_an_ods_are_said_and_not_read() -> None:
    hidden = cells(["Ẩn?", "một", "hai", "ba", "A", "dễ"])
    hidden = hidden.replace("<table:table-row>", '<table:table-row table:visibility="collapse">')
    formula = '<table:table-row><table:table-cell table:formula="of:=1+1"/></table:table-row>'
    spanned = cells(OTHER).replace(
        "<table:table-cell", '<table:table-cell table:number-rows-spanned="2"', 1
    )
    unseen = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta2">{unseen}</style:style>'
    data = ods(
        table("Đề", *map(cells, ROWS[:2]), spanned, hidden, formula),
        table("Nháp", *map(cells, ROWS), style="ta2"),
        styles=styles,
    )
    reading = read(data, "đề.ods")
    assert is_right(reading)
    said = messages(reading)
    assert "Có 1 dòng ẩn không được đọc (dòng 4)" in said
    assert "ô A5: Ô công thức chưa có giá trị" in said
    assert "Có 1 chỗ gộp ô (A3:A4)" in said
    assert "Trang “Nháp” bị ẩn" in said


def test_empty_rows_that_are_repeated_to_the_end_of_an_ods_do_no_harm() -> None:
    repeated = '<table:table-row table:number-rows-repeated="1048574">'
    far = f"{repeated}<table:table-cell/></table:table-row>"
    assert is_right(read(ods(table("Đề", *map(cells, ROWS), far)), "đề.ods"))


@pytest.mark.parametrize(
    "data",
    [
        xls({"S": ROWS}, extra=record(0x204, struct.pack("<HHHHB", 65_000, 200, 0, 1, 0) + b"x")),
        ods(table("S", *map(cells, ROWS),
                  '<table:table-row table:number-rows-repeated="1000000"><table:table-cell>'
                  "<text:p>x</text:p></table:table-cell></table:table-row>")),
        ods(table("S", *map(cells, ROWS),
                  '<table:table-row><table:table-cell table:number-columns-repeated="16384">'
                  "<text:p>x</text:p></table:table-cell></table:table-row>")),
    ],
)  # fmt: skip
def test_a_cell_far_out_is_refused_before_memory_is_spent(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="nằm ngoài 5000 dòng × 30 cột"):
        read(data, "đề")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (xls({"S": ROWS}, before=record(0x2F, bytes(6))), "mật khẩu"),
        (xls({"S": ROWS}, storages=["_VBA_PROJECT_CUR"]), "macro"),
        (ods(table("S"), members={"Basic/script-lc.xml": b"<x/>"}), "macro"),
        (
            ods(table("S"), members={"META-INF/manifest.xml": b"<m><encryption-data/></m>"}),
            "mật khẩu",
        ),
    ],
)
def test_macros_and_passwords_are_refused_by_content(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(data, "đề.xlsx")


def test_shared_strings_that_go_on_in_further_records_are_read() -> None:
    texts = [cell for row in ROWS for cell in row]
    texts[6] = "Họp ở đâu? " * 100
    cells_ = b"".join(shared_cell(place // 6, place % 6, place) for place in range(len(texts)))
    for split in (60, 61, 500, 8_000):
        data = xls({"S": []}, extra=cells_, before=shared_strings(*texts, split=split))
        reading = read(data, "đề.xls")
        assert [sorted(question.key) for question in reading.bank] == [[1], [0]]
        assert reading.bank.questions[0].stem == texts[6].strip()


def test_one_huge_string_in_every_cell_is_refused_before_memory_is_spent() -> None:
    many = b"".join(shared_cell(row, column, 0) for row in range(90) for column in range(20))
    data = xls({"S": ROWS}, extra=many, before=shared_strings("x" * 12_000))
    with pytest.raises(UnreadableFile, match="quá nhiều chữ"):
        read(data, "đề.xls")


def test_a_cut_xls_is_refused_or_read_and_never_crashes() -> None:
    data = xls({"Đề": ROWS})
    refused = 0
    for end in range(0, len(data), 97):
        try:
            assert read(data[:end], "đề.xls").bank.questions
        except UnreadableFile:
            refused += 1
    assert refused > 5


def test_a_compound_file_that_turns_in_a_circle_is_refused() -> None:
    data = bytearray(xls({"Đề": ROWS}))
    struct.pack_into("<I", data, 512 + 4 * 3, 2)
    with pytest.raises(UnreadableFile):
        read(bytes(data), "đề.xls")


def test_a_file_that_is_mostly_wrong_blocks_by_name() -> None:
    reading = read(xls({"Đề": [HEADER, ["Hỏi?", "một", "một", "ba", "B", "dễ"]]}), "đề.xls")
    assert [one.level for one in reading.findings] == [Severity.BLOCKS]


SOUND = {
    "ods": ods(table("Đề", *map(cells, ROWS))),
    "csv": csv_text(";").encode(),
    "csv in UTF-16": csv_text(",").encode("utf-16"),
    "csv in TCVN3": old.tcvn3(csv_text(",")).encode("cp1252"),
}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_sheets_are_read_or_refused_and_never_crash(data: st.DataObject) -> None:
    whole = bytearray(SOUND[data.draw(st.sampled_from(sorted(SOUND)))])
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    legacy = data.draw(st.sampled_from(["", *ENCODINGS]))
    with suppress(UnreadableFile):
        read(bytes(whole), "đề.csv", legacy)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_damaged_xls_is_read_or_refused_by_a_child_and_never_harms_us(
    data: st.DataObject,
) -> None:
    whole = bytearray(xls({"Đề": ROWS}))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UnreadableFile):
        check_apart(bytes(whole), "đề.xls")


@pytest.mark.parametrize(
    "data",
    [
        xls({"S": ROWS}, extra=record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFF, 0, 256, 0))),
        xls({"S": ROWS}, extra=record(0x200, struct.pack("<IIHHH", 9, 3, 0, 6, 0))),
        xls({"S": ROWS}, before=record(0xFC, struct.pack("<II", 1, 0xFFFFFFF) + b"\1\0\0x")),
    ],
    ids=["area", "area below zero", "strings"],
)
def test_an_xls_that_promises_too_much_is_refused_before_memory_is_spent(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(data, "đề.xls")
