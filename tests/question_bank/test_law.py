"""Legal texts: read, cut into units, and found by a legal basis and a day."""

import json
import unicodedata
from pathlib import Path

import pytest

from question_bank.law import (
    Edition,
    LawText,
    Library,
    document_key,
    load_text,
    load_units,
    plain,
    words,
)
from question_bank.question import LegalBasis
from tests.question_bank.law_files import LAW, UNITS

DECREE = """\
# Nghị định số 7/2020/NĐ-CP | Về việc thử nghiệm
# Tình trạng: văn bản tự soạn cho kiểm thử
CHÍNH PHỦ
Chương I
NHỮNG QUY ĐỊNH CHUNG

Điều 1. Phạm vi
Văn bản này nói về việc thử.
Điều 2. Nguyên tắc[3]
Việc thử theo các nguyên tắc sau:
1. Thử sớm.
2.[4] Thử kỹ, gồm:
a) Thử từng phần;
đ) Thử cả hệ thống.
Phần này áp dụng cho mọi điểm.
Mục 2. CÁC QUY ĐỊNH KHÁC
Điều 35a. Số liệu
1. Mẫu có:
1.500 dòng.
[Ghi chú pháp điển: có nội dung được sửa đổi]
"""


@pytest.fixture
def decree() -> LawText:
    return LawText.parse(DECREE)


def basis(text: str) -> LegalBasis:
    parsed = LegalBasis.parse(text)
    assert parsed is not None
    return parsed


def test_the_first_header_line_gives_number_and_title(decree: LawText) -> None:
    assert (decree.number, decree.title) == ("Nghị định số 7/2020/NĐ-CP", "Về việc thử nghiệm")


def test_a_text_is_cut_into_articles_clauses_and_points(decree: LawText) -> None:
    assert [(unit.article, unit.clause, unit.point) for unit in decree.units] == [
        ("1", None, None),
        ("2", None, None),
        ("2", "1", None),
        ("2", "2", None),
        ("2", "2", "a"),
        ("2", "2", "đ"),
        ("35a", "1", None),
    ]


def test_an_article_is_found_with_all_that_stands_under_it(decree: LawText) -> None:
    assert decree.find("2") == (
        "Việc thử theo các nguyên tắc sau:\n1. Thử sớm.\n2. Thử kỹ, gồm:\na) Thử từng phần;\n"
        "đ) Thử cả hệ thống.\nPhần này áp dụng cho mọi điểm."
    )


def test_a_clause_is_found_with_its_points(decree: LawText) -> None:
    assert decree.find("2", "1") == "1. Thử sớm."
    found = decree.find("2", "2")
    assert found is not None
    assert found.startswith("2. Thử kỹ, gồm:\na) Thử từng phần;")


def test_a_point_goes_on_to_its_last_line(decree: LawText) -> None:
    assert decree.find("2", "2", "đ") == "đ) Thử cả hệ thống.\nPhần này áp dụng cho mọi điểm."


def test_labels_are_found_in_any_case(decree: LawText) -> None:
    assert decree.find("35A", "1") == decree.find("35a", "1")


def test_headings_notes_and_headers_are_no_part_of_an_article(decree: LawText) -> None:
    everything = "\n".join(unit.text for unit in decree.units)
    for absent in ("QUY ĐỊNH", "Ghi chú", "CHÍNH PHỦ", "Tình trạng"):
        assert absent not in everything


def test_a_number_at_the_beginning_of_a_line_opens_no_clause(decree: LawText) -> None:
    assert decree.find("35a") == "1. Mẫu có:\n1.500 dòng."


def test_the_title_of_an_article_stands_with_its_units(decree: LawText) -> None:
    assert {unit.title for unit in decree.units if unit.article == "2"} == {"Nguyên tắc"}


def test_a_legal_basis_resolves_to_its_words(decree: LawText) -> None:
    assert decree.resolve(basis("7/2020/NĐ-CP, Điều 2, khoản 2, điểm a")) == "a) Thử từng phần;"


@pytest.mark.parametrize(
    "text",
    [
        "7/2020/NĐ-CP, Điều 3",
        "7/2020/NĐ-CP, Điều 2, khoản 3",
        "7/2020/NĐ-CP, Điều 2, khoản 1, điểm a",
        "8/2020/NĐ-CP, Điều 2",
    ],
)
def test_a_legal_basis_that_names_no_place_resolves_to_nothing(decree: LawText, text: str) -> None:
    assert decree.resolve(basis(text)) is None


@pytest.mark.parametrize(
    "name",
    [
        "85/2015/QH13",
        "Luật số 85/2015/QH13",
        "85/2015/qh13",
        "Luật số 85/2015/QH13 (đã sửa đổi bởi Luật số 83/2025/QH15)",
    ],
)
def test_every_way_to_name_a_document_has_one_key(name: str) -> None:
    assert document_key(name) == "85/2015/qh13"


def test_a_document_is_known_by_its_number_in_any_unicode_form() -> None:
    number = "61/2018/NĐ-CP"
    assert document_key(unicodedata.normalize("NFD", number)) == document_key(number)
    assert document_key("HIẾN PHÁP  2013") == document_key("Hiến pháp 2013")
    assert document_key("25/VBHN-VPQH") != document_key("26/VBHN-VPQH")


@pytest.mark.parametrize(
    "name",
    [
        "Hiến pháp 2013",
        "Hiến pháp năm 2013",
        "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 2013",
        "HIẾN PHÁP (2013)",
        "Hiến pháp ngày 28/11/2013",
    ],
)
def test_a_constitution_is_known_by_its_year_however_it_is_named(name: str) -> None:
    assert document_key(name) == "hien phap 2013"
    assert document_key("Hiến pháp năm 1992") != document_key(name)


def test_a_point_without_its_clause_is_found_only_where_one_clause_has_it() -> None:
    text = LawText.parse(
        "# 1/2020/QH14\nĐiều 3. A\n1. Một:\na) x;\nb) y.\n2. Hai:\na) z.\nĐiều 4. B\n1. C:\na) u."
    )
    assert text.find("3", None, "a") is None
    assert text.find("3", "2", "a") == "a) z."
    assert text.find("3", None, "b") == "b) y."
    assert text.find("4", None, "a") == "a) u."
    assert text.clauses_with("3", "a") == ("1", "2")


@pytest.mark.parametrize(
    "lines",
    [
        ("Chương II, 3.",),
        ("Chương II",),
        ("Chương II.",),
        ("Mục 1 của Luật này.",),
        ("Chương II", "hoặc Chương III."),
    ],
)
def test_a_line_that_only_begins_like_a_heading_loses_no_clause(lines: tuple[str, ...]) -> None:
    wrapped = ("Theo quy định tại", *lines)
    text = LawText.parse(
        "\n".join(["# 1/2020/QH14", "Điều 3. A", *wrapped, "1. Một.", "2. Hai.", "Điều 4. B", "C."])
    )
    assert text.find("3") == "\n".join([*wrapped, "1. Một.", "2. Hai."])
    last = LawText.parse("\n".join(["# 1/2020/QH14", "Điều 3. A", *wrapped, "1. Một.", "2. Hai."]))
    assert last.find("3", "2") == "2. Hai."


@pytest.mark.parametrize(
    "heading",
    [
        "Chương II",
        "CHƯƠNG II\nTHI HÀNH",
        "Chương II. THI HÀNH\nMục 1\nHIỆU LỰC",
        "Mục 1\nHiệu lực của luật",
        "Phần thứ hai\nThi hành\nChương I\nHIỆU LỰC",
    ],
)
def test_headings_with_their_titles_stand_in_no_article(heading: str) -> None:
    text = LawText.parse(f"# 1/2020/QH14\nĐiều 3. A\n1. Một.\n{heading}\nĐiều 4. B\nC.")
    assert (text.find("3"), text.find("4")) == ("1. Một.", "C.")


def test_a_heading_behind_the_last_article_opens_what_is_of_none() -> None:
    text = LawText.parse("# 1/2020/QH14\nĐiều 3. A\n1. Một.\nPhần I\nCHƯƠNG TRÌNH\n1. Hai.")
    assert text.find("3") == "1. Một."


def test_clauses_that_are_counted_anew_in_each_section_stand_under_its_heading() -> None:
    text = LawText.parse(
        "# 1/2020/QH14\nĐiều 1. A\nI. ĐÍCH\n1. Vui.\n2. Khỏe.\nII. VIỆC\nGồm:\n1. Chạy:\na) nhanh."
    )
    assert text.find("1", "2") == "I. ĐÍCH\n2. Khỏe."
    assert text.find("1", "1") == "I. ĐÍCH\n1. Vui.\nII. VIỆC\n1. Chạy:\na) nhanh."
    assert text.find("1", "1", "a") == "II. VIỆC\na) nhanh."
    assert text.find("1") == "\n".join(unit.text for unit in text.units)


def test_an_article_of_a_single_line_has_its_words_there() -> None:
    contents = "Điều 3. A\nĐiều 4. B\n"
    text = LawText.parse(f"# 1/2020/QH14\n{contents}Điều 3. A\nBa.\nĐiều 4. Bốn điều.")
    assert (text.find("3"), text.find("4")) == ("Ba.", "Bốn điều.")


def test_footnote_marks_and_superfluous_spaces_are_left_out() -> None:
    assert plain("Điều  6.\tChính sách [25]\n\n2.[4] Thử") == "Điều 6. Chính sách\n2. Thử"


def test_words_are_compared_without_case_marks_and_tone_placement() -> None:
    assert words("Nước Cộng HOÀ, xã hội[1].") == words("nước cộng hòa xã hội")
    assert words("hoà") != words("hoa")


def test_a_library_gives_the_version_in_force_on_a_day() -> None:
    old = LawText.parse("# 1/2015/QH13\nĐiều 1. Hạn\nHạn là 10 ngày.", "old")
    new = LawText.parse("# 1/2015/QH13\nĐiều 1. Hạn\nHạn là 15 ngày.", "new")
    library = Library((Edition(old, "2015-09-01", "2025-07-01"), Edition(new, "2025-07-01")))
    asked = basis("1/2015/QH13, Điều 1")
    assert library.resolve(asked, "2021-05-23") == "Hạn là 10 ngày."
    assert library.resolve(asked, "2025-06-30") == "Hạn là 10 ngày."
    assert library.resolve(asked, "2025-07-01") == "Hạn là 15 ngày."
    assert library.resolve(asked) == "Hạn là 15 ngày."
    assert library.resolve(asked, "2014-01-01") is None


def test_a_consolidated_text_is_found_under_both_its_numbers() -> None:
    text = LawText.parse("# Văn bản hợp nhất số 25/VBHN-VPQH\nĐiều 1. Một\nMột điều.")
    library = Library((Edition(text, also="22/2008/QH12"),))
    assert library.resolve(basis("22/2008/QH12, Điều 1")) == "Một điều."
    assert library.resolve(basis("25/VBHN-VPQH, Điều 1")) == "Một điều."
    assert library.resolve(basis("52/2019/QH14, Điều 1")) is None


def test_units_are_loaded_from_one_json_object_a_line(tmp_path: Path) -> None:
    rows = [
        {"doc": "a", "so": "Luật số 1/2020/QH14", "dieu": "1", "text": "Một điều [2]."},
        {"doc": "b", "so": "Luật số 2/2020/QH14", "dieu": "4", "khoan": "1", "text": "1. Cán bộ."},
        {"doc": "b", "so": "Luật số 2/2020/QH14", "dieu": "4", "diem": "a", "text": "a) Loại A."},
    ]
    path = tmp_path / "units.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    texts = load_units(path)
    assert list(texts) == ["a", "b"]
    assert texts["a"].find("1") == "Một điều."
    assert texts["b"].find("4", "1", "a") == "a) Loại A."


def test_a_clause_hidden_behind_a_footnote_mark_is_found(tmp_path: Path) -> None:
    row = {"doc": "a", "so": "1/2020/QH14", "dieu": "4", "khoan": "1", "text": "1. Một\n2.[2] Hai"}
    path = tmp_path / "units.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    assert load_units(path)["a"].find("4", "2") == "2. Hai"


def test_a_text_and_its_units_are_the_same_document(tmp_path: Path) -> None:
    typed = tmp_path / "tro-choi.txt"
    body = LAW[LAW.index("Chương I") : LAW.index("Nơi nhận")]
    typed.write_text(f"# Luật số 7/2015/QH13 | Trò chơi\n{body}", encoding="utf-8-sig")
    rows = tmp_path / "units.jsonl"
    document = {"doc": "tro-choi", "so": "Luật số 7/2015/QH13"}
    rows.write_text("\n".join(json.dumps(document | row) for row in UNITS), encoding="utf-8")
    from_text, from_units = load_text(typed), load_units(rows)["tro-choi"]
    assert from_text.name == "tro-choi"
    assert from_text.units == from_units.units
    assert len({unit.article for unit in from_text.units}) == 4
