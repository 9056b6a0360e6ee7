"""A key in a file of its own is laid beside the questions by number, and overwrites nothing."""

import io
from collections.abc import Sequence

import docx
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from question_bank import sandbox
from question_bank.checking import Checked, check, check_apart
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import KeyFile, read, with_keys
from question_bank.mending import mend_apart
from tests.question_bank import hostile
from tests.question_bank import old_workbooks as old
from tests.question_bank.old_encodings import tcvn3
from tests.question_bank.word_files import of_lines, saved

COUNT = 5
KEYS = [{0}, {1}, {2}, {0, 2}, {1}]


def questions(*own: str, count: int = COUNT) -> bytes:
    """`own` are the lines of the first questions that say their key."""
    lines = []
    for number in range(1, count + 1):
        lines += [f"Câu {number}. Cơ quan nào làm việc thứ {number}?", "A. Quốc hội"]
        lines += ["B. Chính phủ", "C. Ủy ban nhân dân"]
        lines += [own[number - 1]] if number <= len(own) else []
    return "\n".join(lines).encode()


def sheet(rows: Sequence[Sequence[str | int]]) -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return output.getvalue()


def table(rows: Sequence[Sequence[str]], title: str = "ĐÁP ÁN") -> bytes:
    document = docx.Document()
    document.add_paragraph(title)
    grid = document.add_table(len(rows), len(rows[0]))
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            grid.cell(place, column).text = text
    return saved(document)


def joined(data: bytes, keys: bytes, name: str = "dap-an.txt") -> Checked:
    return check(data, "de.txt", keys=KeyFile(name, keys))


def said(found: Checked, level: Severity) -> list[tuple[str, str]]:
    return [(one.where, one.message) for one in found.findings if one.level is level]


def keys_of(found: Checked) -> list[set[int]]:
    return [set(question.key) for question in found.bank]


PAIRS = [("1", "A"), ("2", "B"), ("3", "C"), ("4", "A, C"), ("5", "B")]
ROWS = [list(pair) for pair in PAIRS]
HEAD = ["STT", "Đáp án đúng"]
FILES = {
    "one line": ("k.txt", b"1-A 2-B 3-C 4-A,C 5-B"),
    "small letters": ("k.txt", b"1a\n2b\n3c\n4a,c\n5b"),
    "dots": ("k.txt", b"1.A\n2.B\n3.C\n4.A,C\n5.B"),
    "words": ("k.txt", "ĐÁP ÁN ĐỀ SỐ 1\nCâu 1: A\nCâu 2: Đáp án B\nCâu 3. C\nCâu 4: A và C\n"
              "Câu 5 - B\nHẾT".encode()),
    "texts": ("k.txt", "Câu 1: Quốc hội\nCâu 2: B. Chính phủ\n3. C. Ủy ban nhân dân\n"
              "4-A,C\n5/B".encode()),
    "a number above its key": ("k.txt", "Câu 1\nA\nCâu 2\nĐáp án: B\nCâu 3\nĐáp án đúng là C\n"
                               "Câu 4\nA, C\nCâu 5\nB. Chính phủ".encode()),
    "utf-16": ("k.txt", "1-A\n2-B\n3-C\n4-A,C\n5-B".encode("utf-16")),
    "csv": ("k.csv", 'Câu;Đáp án\n1;A\n2;B\n3;C\n4;"A, C"\n5;Chính phủ'.encode()),
    "csv without headings": ("k.csv", b'1,A\n2,B\n3,C\n4,"A,C"\n5,B'),
    "tabs": ("k.txt", b"1\tA\n2\tB\n3\tC\n4\tA,C\n5\tB"),
    "word lines": ("k.docx", of_lines("ĐÁP ÁN", "1-A, 2-B", "Câu 3: C", "4. A, C", "5) B")),
    "word table beside": ("k.docx", table([["Câu", "Đáp án"], *ROWS])),
    "word table above": ("k.docx", table([[one for one, _ in PAIRS], [two for _, two in PAIRS]])),
    "word table of texts": ("k.docx", table([HEAD, *ROWS[:4], ["5", "Chính phủ"]])),
    "sheet": ("k.xlsx", sheet([HEAD, [1, "A"], [2, "B"], [3, "C"], [4, "A,C"], [5, 2]])),
    "sheet lower down": ("k.xlsx", sheet([["ĐÁP ÁN"], [], [*HEAD, "Ghi chú"], *ROWS])),
    "sheet without headings": ("k.xlsx", sheet([["ĐÁP ÁN"], *ROWS])),
    "sheet in pairs of columns": ("k.xlsx", sheet([["Câu", "Đáp án", "Câu", "Đáp án"],
                                  ["1", "A", "4", "A,C"], ["2", "B", "5", "B"], ["3", "C"]])),
    "sheet in two rows": ("k.xlsx", sheet([["Câu", *(one for one, _ in PAIRS)],
                                           ["Đáp án", *(two for _, two in PAIRS)]])),
    "ods": ("k.ods", old.ods('<table:table table:name="A">'
                             f'{"".join(map(old.cells, ROWS))}</table:table>')),
    "xls": ("k.xls", old.xls({"A": [["Câu", "Đáp án"], *ROWS]})),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_key_table_of_any_usual_shape_is_read(kind: str) -> None:
    name, data = FILES[kind]
    found = joined(questions(), data, name)
    assert keys_of(found) == KEYS
    assert not found.blocked
    assert all("có 2 đáp án (A, C)" in message for _, message in said(found, Severity.DOUBTFUL))
    (advice,) = (message for _, message in said(found, Severity.ADVICE) if "tệp đáp án" in message)
    assert advice.startswith("Đáp án của 5 câu được lấy từ tệp đáp án")


def test_the_questions_may_be_in_any_format() -> None:
    rows = [["Câu hỏi", "A", "B", "C"], ["Hỏi một?", "x", "y", "z"], ["Hỏi hai?", "x", "y", "z"]]
    found = check(sheet(rows), "de.xlsx", keys=KeyFile("k.txt", b"1-C 2-A"))
    assert keys_of(found) == [{2}, {0}]
    assert not found.blocked
    document = of_lines("Câu 7. Hỏi?", "A. x", "B. y", "Câu 9. Gì?", "A. x", "B. y")
    assert keys_of(check(document, "de.docx", keys=KeyFile("k.txt", b"9-A 7-B"))) == [{1}, {0}]


def test_questions_without_a_key_in_either_file_are_named_and_block() -> None:
    found = joined(questions("Đáp án: C"), b"2-B 4-A 5-A")
    assert keys_of(found) == [{2}, {1}, set(), {0}, {0}]
    assert [where for where, _ in said(found, Severity.BLOCKS)] == ["de.txt, dòng 10"]
    (message,) = (message for _, message in said(found, Severity.BLOCKS))
    assert message == "Câu 3 chưa có đáp án ở tệp câu hỏi và tệp đáp án; đề nghị bổ sung."


def test_numbers_without_a_question_are_named() -> None:
    found = joined(questions(), b"1-A 2-B 3-C 4-A 5-A 6-B 12-C")
    assert not found.blocked
    ((where, message),) = said(found, Severity.DOUBTFUL)
    assert where == "tệp đáp án “dap-an.txt”"
    assert message.startswith("Câu 6, Câu 12 có đáp án nhưng tệp câu hỏi không có câu này")


def test_a_contradiction_is_doubtful_and_the_questions_own_key_stays() -> None:
    found = joined(questions("Đáp án: C", "Đáp án: B"), b"1-A 2-B 3-A 4-A 5-A")
    assert keys_of(found)[:2] == [{2}, {1}]
    ((where, message),) = said(found, Severity.DOUBTFUL)
    assert where == "de.txt, dòng 1"
    assert "Câu 1 có đáp án A ở tệp đáp án “dap-an.txt”, dòng 1 nhưng C ở tệp câu hỏi" in message
    assert [one.question for one in found.doubts if one.finding.message == message] == [0]


def test_an_own_key_that_cannot_be_read_is_not_replaced_in_silence() -> None:
    found = joined(questions("Đáp án: H"), b"1-A 2-B 3-A 4-A 5-A")
    assert keys_of(found)[0] == set()
    assert "không ứng với phương án nào" in said(found, Severity.BLOCKS)[0][1]
    ((_, message),) = said(found, Severity.DOUBTFUL)
    assert "có đáp án A ở tệp đáp án" in message
    assert "không dùng được" in message


def test_a_key_that_fits_no_option_is_doubtful_and_blocks() -> None:
    found = joined(questions(), "1-D 2-B 3-A 4-A\nCâu 5: Tòa án".encode())
    assert keys_of(found) == [set(), {1}, {0}, {0}, set()]
    assert len(said(found, Severity.BLOCKS)) == 2
    first, second = (message for _, message in said(found, Severity.DOUBTFUL))
    assert "Câu 1 có đáp án D không ứng với phương án nào" in first
    assert "Câu 5 có đáp án “Tòa án” không trùng với phương án nào" in second


def test_two_keys_for_one_number_are_not_chosen_between() -> None:
    found = joined(questions(), b"1-A 2-B 3-A 4-A 5-A 1-B 2-B")
    assert keys_of(found)[:2] == [set(), {1}]
    ((_, message),) = said(found, Severity.DOUBTFUL)
    assert message.startswith("Câu 1 có số đáp án khác với số câu")


def test_parts_that_count_anew_are_laid_beside_each_other_with_a_doubt() -> None:
    twice = questions(count=2) + b"\n" + questions(count=2).replace("thứ".encode(), "số".encode())
    keys = "Phần I\n1-A 2-B\nPhần II\n1-C 2-C".encode()
    found = joined(twice, keys)
    assert keys_of(found) == [{0}, {1}, {2}, {2}]
    ((_, message),) = said(found, Severity.DOUBTFUL)
    assert "Câu 1, Câu 2 có nhiều lần ở cả hai tệp và được ghép theo thứ tự" in message


def test_a_legal_basis_behind_a_key_is_the_questions() -> None:
    keys = "Câu 1: A (85/2015/QH13, Điều 2)\nCâu 2: B - theo thông báo\n3-A 4-A 5-A".encode()
    found = joined(questions(), keys)
    assert [str(basis) for basis in found.bank.questions[0].legal_basis] == ["85/2015/QH13, Điều 2"]
    ((where, message),) = said(found, Severity.DOUBTFUL)
    assert where == "de.txt, dòng 5"
    assert "“theo thông báo”" in message


def test_lines_that_say_no_key_are_told_once() -> None:
    found = joined(questions(), "1-A 2-B 3-A 4-A 5-A\nxem thêm\nghi chú khác".encode())
    ((where, message),) = said(found, Severity.DOUBTFUL)
    assert where == "tệp đáp án “dap-an.txt”, dòng 2"
    assert message.startswith("Có 2 dòng không đọc được đáp án (“xem thêm”, “ghi chú khác”)")


def test_twins_are_judged_by_the_joined_keys() -> None:
    same = "Câu 1. Hỏi?\nA. x\nB. y\nĐáp án: A\nCâu 2. Hỏi?\nA. x\nB. y".encode()
    assert any("khác đáp án" in message for _, message in said(check(same, ""), Severity.BLOCKS))
    assert not joined(same, b"2-A").blocked
    assert any("khác đáp án" in one for _, one in said(joined(same, b"2-B"), Severity.BLOCKS))


def test_an_old_encoding_is_converted_in_both_files() -> None:
    data, keys = (tcvn3(text).encode() for text in (questions().decode(), "Câu 1: Quốc hội\n2-B"))
    found = check(data, "de.txt", legacy="tcvn3", keys=KeyFile("k.txt", keys))
    assert keys_of(found)[:2] == [{0}, {1}]


REFUSED = {
    "empty": (b"", "Tệp trống|tệp trống"),
    "prose": ("Kính gửi Ban Tổ chức".encode(), "không tìm thấy đáp án nào"),
    "questions": (questions("Đáp án: A"), "như một tệp câu hỏi"),
    "gift": ("Hỏi? {=một ~hai}".encode(), "không phải bảng đáp án"),
    "pdf": (b"%PDF-1.7", "PDF"),
    "a sheet of other things": (sheet([["Họ tên", "Đơn vị"], ["Lê An", "Vị Thanh"]]), "không tìm"),
    "too many": (b"1-A " * 4_000 + b"\n" + b"1-A\n" * 17_000, "quá 20000 ô"),
    "too large": (b"1-A\n" * 1_250_001, "quá 5 MB"),
    "a bomb": (hostile.zipped({"[Content_Types].xml": b"", "a": b"0" * 60_000_000}), "50 MB"),
    "a far cell": (hostile.workbook('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "nằm ngoài"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_key_file_that_cannot_be_read_is_refused_by_name(kind: str) -> None:
    data, sentence = REFUSED[kind]
    with pytest.raises(UnreadableFile, match=sentence) as refused:
        check_apart(questions(), "de.txt", keys=KeyFile("k", data))
    assert "đề nghị" in str(refused.value)


def test_the_child_joins_as_the_library_does() -> None:
    keys = KeyFile("k.xlsx", FILES["sheet"][1])
    assert check_apart(questions(), "de.txt", keys=keys) == check(questions(), "de.txt", keys=keys)


def test_a_child_that_dies_over_a_key_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = "from question_bank import sandbox as s; s._limit(); x = bytearray(1 << 30)"
    monkeypatch.setattr(sandbox, "_PROGRAM", ("-c", greedy))
    with pytest.raises(UnreadableFile, match="quá phức tạp"):
        check_apart(questions(), "de.txt", keys=KeyFile("k.txt", b"1-A"))


def test_a_preview_keeps_the_joined_keys_and_what_was_doubtful() -> None:
    keys = KeyFile("k.txt", b"1-A 2-B 3-C 4-A 5-A 6-B")
    first = mend_apart(questions("Đáp án: C"), "de.txt", keys=keys)
    assert keys_of(first.checked) == [{2}, {1}, {2}, {0}, {0}]
    again = mend_apart(first.checked.text.encode(), "Văn bản", carried=first.carried.dump())
    assert keys_of(again.checked) == keys_of(first.checked)
    doubtful = [one.message for one in again.checked.findings if one.level is Severity.DOUBTFUL]
    assert len(doubtful) == 2
    assert not again.checked.blocked


@given(st.permutations(PAIRS), st.lists(st.sampled_from("ABC"), min_size=COUNT, max_size=COUNT))
def test_whatever_the_order_the_own_key_stays_and_the_others_are_as_the_file_says(
    pairs: list[tuple[str, str]], own: list[str]
) -> None:
    lines = [f"Đáp án: {letter}" for letter in own[:3]]
    keys = "\n".join(f"{number}-{key}" for number, key in pairs)
    reading = with_keys(read(questions(*lines), "de"), KeyFile("k", keys.encode()))
    assert [set(one.key) for one in reading.bank] == [
        *({"ABC".index(letter)} for letter in own[:3]),
        *KEYS[3:],
    ]
    doubted = {f.where for f in reading.findings if "ở tệp câu hỏi" in f.message}
    assert len(doubted) == sum({"ABC".index(own[at])} != KEYS[at] for at in range(3))


def test_a_key_that_both_files_say_rests_no_longer_on_formatting_alone() -> None:
    document = docx.Document()
    for number in (1, 2):
        document.add_paragraph(f"Câu {number}. Cơ quan nào làm việc thứ {number}?")
        document.add_paragraph("A. Quốc hội")
        document.add_paragraph().add_run("B. Chính phủ").bold = True
    reading = read(saved(document), "de.docx")
    assert reading.marks == ("chữ đậm", "chữ đậm")
    joined = with_keys(reading, KeyFile("dap-an.txt", b"1-B"))
    assert joined.marks == ("", "chữ đậm")
    assert joined.choice in joined.findings
    assert reading.choice not in joined.findings
    assert joined.choice
    assert "1 câu chỉ được nhận theo định dạng chữ (chữ đậm: Câu 2)" in joined.choice.message
    assert with_keys(reading, KeyFile("dap-an.txt", b"1-B\n2-B")).choice is None
