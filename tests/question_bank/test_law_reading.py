"""A legal text in any of its files becomes one document; what is doubtful about it is said."""

import docx
import pytest

from question_bank.finding import Severity, UnreadableFile
from question_bank.law import document_key
from question_bank.law_reading import LawReading, read_law, read_law_apart
from tests.question_bank.law_files import (
    AMENDING,
    AMENDING_TWO,
    CONSOLIDATED,
    LAW,
    law_page,
    law_word,
)
from tests.question_bank.word_files import saved


def doubts(text: str) -> list[str]:
    return [f"{one.where}: {one.message}" for one in read_law(text.encode(), "luat.txt").findings]


def places(found: LawReading) -> list[tuple[str, str | None, str | None]]:
    return [(unit.article, unit.clause, unit.point) for unit in found.text.units]


def test_number_title_kind_and_days_are_found_in_the_words_of_the_text() -> None:
    found = read_law(LAW.encode(), "luat.txt")
    assert (found.text.number, found.text.title) == ("Luật số 7/2015/QH13", "TRÒ CHƠI DÂN GIAN")
    assert (found.kind, found.issued, found.since) == ("Luật", "2015-06-25", "2015-09-01")
    assert (found.until, found.also, found.amendments) == ("", "", ())
    assert places(found)[-4:] == [
        ("2", "2", "b"),
        ("3", "1", None),
        ("3", "2", None),
        ("4", None, None),
    ]


@pytest.mark.parametrize("data", [law_word(), law_page(), LAW.encode("utf-16")])
def test_word_web_pages_and_typed_text_are_the_same_document(data: bytes) -> None:
    found, typed = read_law(data, "x"), read_law(LAW.encode(), "luat.txt")
    assert found.text.digest == typed.text.digest
    assert (found.since, found.issued) == (typed.since, typed.issued)


def test_what_was_read_reads_as_the_same_document_again() -> None:
    for text in (LAW, CONSOLIDATED, AMENDING):
        found = read_law(text.encode(), "luat.txt")
        again = read_law(found.source.encode(), "luat.txt")
        assert again.text == found.text
        assert (again.since, again.also, again.kind) == (found.since, found.also, found.kind)
        assert again.amendments == found.amendments


def test_the_child_process_says_the_same() -> None:
    for data in (law_word(CONSOLIDATED), AMENDING.encode()):
        assert read_law_apart(data, "luat") == read_law(data, "luat")


def test_signatures_and_recipients_are_no_part_of_the_last_article_and_are_told() -> None:
    found = read_law(LAW.encode(), "luat.txt")
    last = found.text.find("4")
    assert last
    assert "Lưu" not in last
    (finding,) = found.findings
    assert finding.level is Severity.ADVICE
    assert finding.where == "luat.txt, “Nơi nhận:”"
    assert "có 2 dòng" in finding.message


def test_a_programme_behind_the_last_article_is_left_out_and_told() -> None:
    text = LAW.replace("Nơi nhận:\n- Lưu: VT.", "Phần I\nCHƯƠNG TRÌNH HỘI\n1. Trống.\n2. Chiêng.")
    found = read_law(text.encode(), "luat.txt")
    assert "Trống" not in (found.text.find("4") or "")
    (finding,) = found.findings
    assert (finding.level, finding.where) == (Severity.ADVICE, "luat.txt, “Phần I”")
    assert "có 4 dòng" in finding.message


def test_footnotes_are_kept_apart_from_the_words_of_the_law() -> None:
    found = read_law(CONSOLIDATED.encode(), "luat.txt")
    assert found.text.find("2", "1") == "1. Người chơi phải đủ chín tuổi vào ngày hội."
    assert [mark for mark, _ in found.text.notes] == ["1", "2"]
    assert found.text.notes[0][1].endswith("có hiệu lực từ ngày 01 tháng 7 năm 2025.”")
    assert list(found.text.articles) == ["1", "2", "3", "4"]


def test_the_footnotes_of_a_web_page_may_be_raised_numbers() -> None:
    page = law_page().replace("đủ bảy tuổi".encode(), "đủ bảy<sup><a>5</a></sup> tuổi".encode())
    assert read_law(page, "x").text.digest == read_law(LAW.encode(), "x").text.digest


@pytest.mark.parametrize(
    ("web", "said"),
    [
        ("đủ 100 m<sup>2</sup> đất", "đủ 100 m2 đất"),
        ("đủ 3km<sup>2</sup>, 5 cm<sup>3</sup>", "đủ 3km2, 5 cm3"),
        ("đủ 2 x 10<sup>6</sup> bước", "đủ 2 x 106 bước"),
        ("đủ 9 m<sup><a>2</a></sup>", "đủ 9 m"),
        ("đủ 9 m<sup>4</sup>", "đủ 9 m"),
        ("năm 2010<sup>2</sup>", "năm 2010"),
        ("ở thôm<sup>2</sup>", "ở thôm"),
    ],
)
def test_a_raised_number_behind_a_measure_is_a_power_and_no_footnote(web: str, said: str) -> None:
    page = law_page().replace("phải đủ bảy tuổi".encode(), f"phải {web}".encode())
    found = read_law(page, "x").text.find("2", "1")
    assert found == f"1. Người chơi phải {said} vào ngày hội."


def test_a_footnote_mark_that_nothing_explains_is_told() -> None:
    page = law_page().replace("đủ bảy tuổi".encode(), "đủ bảy<sup>5</sup> tuổi".encode())
    (said,) = [one for one in read_law(page, "x").findings if "dấu chú thích" in one.message]
    assert said.level is Severity.ADVICE
    assert "Có 1 dấu chú thích không có lời chú thích (đầu tiên là [5])" in said.message
    assert not any("dấu chú thích" in one for one in doubts(CONSOLIDATED))


def test_a_consolidated_text_has_the_number_of_its_law_and_the_day_of_its_last_change() -> None:
    found = read_law(CONSOLIDATED.encode(), "luat.txt")
    assert found.text.number.endswith("3/VBHN-VPQH")
    assert (found.also, found.since) == ("7/2015/QH13", "2025-07-01")
    assert any("nhiều ngày có hiệu lực" in one.message for one in found.findings)


def test_an_amending_law_says_what_it_changes_and_its_quotations_do_not() -> None:
    (amendment,) = read_law(AMENDING.encode(), "luat.txt").amendments
    assert (amendment.document, amendment.since) == ("7/2015/QH13", "2025-07-01")
    assert amendment.places == (
        "Điều 2, khoản 1",
        "Điều 2, khoản 2, điểm a",
        "Điều 2, khoản 2, điểm b",
        "Điều 3, khoản 1",
        "Điều 3, khoản 3",
    )


def test_an_amending_law_may_change_two_laws_each_at_its_own_places() -> None:
    found = read_law(AMENDING_TWO.encode(), "luat.txt")
    amended = {one.document: (one.places, one.since) for one in found.amendments}
    assert amended == {
        "7/2015/QH13": (("Điều 2, khoản 2", "Điều 3"), "2027-01-01"),
        "8/2016/QH14": (("Điều 6, khoản 1, điểm c",), "2027-01-01"),
    }


def test_every_kind_of_text_is_read_with_its_number_and_all_its_articles() -> None:
    read = [read_law(text.encode()).text for text in (LAW, CONSOLIDATED, AMENDING, AMENDING_TWO)]
    assert [(document_key(one.number), len(one.articles)) for one in read] == [
        ("7/2015/qh13", 4),
        ("3/vbhn-vpqh", 4),
        ("9/2025/qh15", 2),
        ("11/2026/qh16", 3),
    ]


def test_the_days_of_force_may_stand_above_the_text() -> None:
    above = "# Ngày có hiệu lực: 01/09/2015\n# Tình trạng: hết hiệu lực từ 01/07/2025\n"
    found = read_law((above + LAW).encode(), "luat.txt")
    assert (found.since, found.until) == ("2015-09-01", "2025-07-01")


@pytest.mark.parametrize(
    ("sentence", "since"),
    [
        ("Luật này có hiệu lực thi hành kể từ ngày ký.", "2015-06-25"),
        ("Luật này có hiệu lực từ ngày được thông qua.", "2015-06-25"),
        ("Luật này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2015.", "2015-09-01"),
    ],
)
def test_a_header_that_only_points_to_the_text_leaves_the_day_to_the_text(
    sentence: str, since: str
) -> None:
    own = "Luật này có hiệu lực thi hành từ ngày 01 tháng 9 năm 2015."
    above = "# Ngày có hiệu lực: xem điều khoản thi hành\n"
    found = read_law((above + LAW.replace(own, sentence)).encode(), "luat.txt")
    assert found.since == since


def test_a_law_that_names_its_amender_is_amended_at_places_that_are_not_told() -> None:
    text = "# Luật số 7/2015/QH13 (đã sửa đổi bởi Luật số 9/2025/QH15) | X\nĐiều 1. Một\nHai."
    (amendment,) = read_law(text.encode(), "luat.txt").amendments
    assert (amendment.by, amendment.document) == ("9/2025/QH15", "7/2015/qh13")
    assert amendment.places == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Điều 3. Trọng", "Điều 5. Trọng", "luat.txt, dòng 17: Điều 5 đứng sau Điều 2"),
        ("Điều 3. Trọng", "Điều 2. Trọng", "luat.txt, dòng 17: Điều 2 đã có ở dòng 12"),
        ("2. Trọng tài thổi", "3. Trọng tài thổi", "Điều 3: Khoản 3 đứng sau khoản 1"),
        ("b) Nghỉ", "d) Nghỉ", "Điều 2, khoản 2: Điểm d đứng sau điểm a"),
        ("Luật số: 7/2015/QH13", "Luật", "Không thấy số, ký hiệu văn bản"),
        ("có hiệu lực thi hành từ", "được thực hiện từ", "Không thấy ngày có hiệu lực"),
        ("sân đình.", "sân\u202e đình.", "luat.txt, dòng 11: Văn bản có ký tự đảo chiều"),
    ],
)
def test_what_is_doubtful_is_said_with_its_place(old: str, new: str, said: str) -> None:
    assert old in LAW
    assert not any(said in one for one in doubts(LAW))
    (found,) = [one for one in doubts(LAW.replace(old, new)) if said in one]
    assert "đề nghị" in found


def test_inserted_articles_clauses_and_points_are_not_doubtful() -> None:
    assert doubts(LAW.replace("1. Mỗi sân", "1a. Có trống.\n1. Mỗi sân")) == doubts(LAW)
    assert doubts(LAW.replace("2. Trọng", "1a. Có trống.\n1. Trọng")) != doubts(LAW)
    lines = "Điều 1. A\n1. x\n1a. x\n2. x\na) x\na1) x\nb) x\nc) x\nd) x\nđ) x\ne) x\ng) x"
    text = f"# 1/2020/QH14 | X\n# Ngày có hiệu lực: 01/01/2021\n{lines}\nĐiều 1a. B\nĐiều 2. C\nx"
    assert doubts(text) == []


def test_numbers_that_word_counts_by_itself_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("Luật số: 7/2015/QH13")
    document.add_paragraph("Điều 1. Người chơi")
    for line in ("Đủ bảy tuổi.", "Có giày."):
        document.add_paragraph(line, style="List Number")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Điều 2. Bảng", "Chữ trong bảng."
    found = read_law(saved(document), "luat.docx")
    assert found.text.find("1", "2") == "2. Có giày."
    assert found.text.find("2") == "Chữ trong bảng."


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.txt"),
        (b"%PDF-1.7", "a.txt"),
        (b"PK\x03\x04 cut", "a.docx"),
        ("Không có điều nào.".encode(), "a.txt"),
        (b"<html><body>Nothing</body></html>", "a.html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"),
        (b"Dieu 1." * 1_000_000, "a.txt"),
        (("Điều 1. A\n" * 120_001).encode(), "a.txt"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(data: bytes, name: str) -> None:
    with pytest.raises(UnreadableFile, match="đề nghị"):
        read_law(data, name)


def test_a_deeply_nested_page_is_read_without_falling_over() -> None:
    page = b"<html><body>" + b"<div>" * 100_000 + "Điều 1. A<br>x".encode() + b"</div>" * 100_000
    assert read_law(page, "a.html").text.find("1") == "x"
