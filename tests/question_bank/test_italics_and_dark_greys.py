"""Looks that only sometimes show a key: italics do where nothing else does, dark greys never do."""

import pytest

from question_bank.finding import Severity
from tests.question_bank.readings import only, reading
from tests.question_bank.word_files import of_xml


def document(*looks: str) -> bytes:
    lines = ["<w:p><w:r><w:t>Câu 1 (dễ). Ai bầu?</w:t></w:r></w:p>"]
    for letter, look in zip("ABCD", looks, strict=False):
        lines.append(
            f"<w:p><w:r><w:rPr>{look}</w:rPr><w:t>{letter}. {letter * 3}</w:t></w:r></w:p>"
        )
    return of_xml(*lines)


def colour(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


def test_one_option_in_italics_is_the_key_by_choice() -> None:
    data = document("", "<w:i/>", "")
    assert only(data).key == {1}
    (choice,) = reading(data).findings
    assert choice.level is Severity.BLOCKS
    assert "định dạng" in choice.message


@pytest.mark.parametrize("look", ["<w:b/>", "<w:u w:val='single'/>", colour("FF0000")])
def test_italics_say_nothing_beside_another_look(look: str) -> None:
    assert only(document(look, "<w:i/>", "")).key == {0}
    assert len(reading(document(look, "<w:i/>", "")).findings) == 1


def test_italics_on_most_options_are_no_key() -> None:
    assert only(document("<w:i/>", "<w:i/>", "")).key == frozenset()


@pytest.mark.parametrize("grey", ["212529", "333333", "404040", "1F1F1F", "000001", "2d2d2d"])
def test_a_dark_grey_is_black(grey: str) -> None:
    assert only(document("", colour(grey), "")).key == frozenset()
    assert only(document("", colour(grey), colour("FF0000"))).key == {2}


@pytest.mark.parametrize("shade", ["C00000", "00B050", "1F3864", "002060", "7F7F7F", "660000"])
def test_a_dark_colour_is_a_colour(shade: str) -> None:
    assert only(document("", colour(shade), "")).key == {1}
