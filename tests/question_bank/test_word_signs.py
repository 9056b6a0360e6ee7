"""Signs, raised digits, formulas and pictures in Word: kept as letters, or named as lost."""

import pytest

from question_bank.formats.word_signs import raised, sign_of
from tests.question_bank.readings import doubts, only, texts
from tests.question_bank.word_files import of_xml

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def sign(code: str, font: str = "Symbol") -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def up(text: str, how: str = "superscript") -> str:
    return run(text, f'<w:vertAlign w:val="{how}"/>')


def document(stem: str, option: str = "") -> bytes:
    lines = [stem, option or run("A. x"), run("*B. y"), run("Mức độ: dễ")]
    lines[0] = run("Câu 1. ") + lines[0]
    return of_xml(*(f"<w:p>{line}</w:p>" for line in lines))


@pytest.mark.parametrize(
    ("code", "font", "letter"),
    [
        ("F0B3", "Symbol", "≥"),
        ("00A3", "Symbol", "≤"),
        ("b1", "symbol", "±"),
        ("F0FC", "Wingdings", "✓"),
        ("2265", "Cambria Math", "≥"),
    ],
)
def test_a_sign_of_a_font_is_the_letter_that_people_see(code: str, font: str, letter: str) -> None:
    data = document(run("Tuổi ") + sign(code, font) + run("18 là gì?"))
    assert only(data).stem == f"Tuổi {letter}18 là gì?"
    assert doubts(data) == []


@pytest.mark.parametrize("code", ["F0F2", "zz", "", "D800", "FFFFFFFF", "1F0B3"])
def test_a_sign_that_nobody_knows_is_said(code: str) -> None:
    assert sign_of("Wingdings", code) == ""
    (doubt,) = doubts(document(run("Tuổi ") + sign(code, "Wingdings") + run("18?")))
    assert "ký hiệu" in doubt.message


def test_raised_and_lowered_digits_stay_apart_from_the_others() -> None:
    data = document(
        run("Đất 10")
        + up("3")
        + run(" m")
        + up("2")
        + run(" có H")
        + up("2", "subscript")
        + run("O?"),
        run("A. 10") + up("2"),
    )
    assert only(data).stem == "Đất 10³ m² có H₂O?"
    assert texts(only(data))[0] == "10²"
    assert doubts(data) == []


def test_other_raised_text_is_kept_and_said() -> None:
    assert raised("đ", "superscript") is None
    data = document(run("Số 1") + up("st") + run(" là?"))
    assert only(data).stem == "Số 1st là?"
    (doubt,) = doubts(data)
    assert (doubt.where, "chỉ số trên" in doubt.message) == ("đề.txt, dòng 1", True)


@pytest.mark.parametrize(
    ("xml", "lost"),
    [
        (
            f"<m:oMath {M}><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t>"
            "</m:r></m:den></m:f></m:oMath>",
            "công thức",
        ),
        (f"<w:r><w:drawing><a:blip {A}/></w:drawing></w:r>", "hình ảnh"),
        (
            '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml"/></w:pict></w:r>',
            "hình ảnh",
        ),
        ('<w:r><w:footnoteReference w:id="2"/></w:r>', "chú thích"),
    ],
)
def test_what_is_no_text_is_named_with_its_line(xml: str, lost: str) -> None:
    (doubt,) = doubts(document(run("Hỏi?"), run("A. x") + xml))
    assert doubt.where == "đề.txt, dòng 2"
    assert lost in doubt.message
