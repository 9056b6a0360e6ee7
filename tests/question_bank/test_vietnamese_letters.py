"""Letters: cleaning, comparing, sorting and masking."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.vietnamese import clean, fold, mask, same_key, slug, sort_key


@pytest.mark.parametrize(
    "spelling", ["Vị Thuỷ", "Vị Thủy", "VỊ  THỦY", "vị thuỷ ", "Vị\u00a0Th\u200bủy"]
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_tone_placement_case_and_spaces_do_not_make_another_name(spelling: str, form: str) -> None:
    written = unicodedata.normalize("NFD" if form == "NFD" else "NFC", spelling)
    assert same_key(written) == same_key("Vị Thủy")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Vị Thủy", "Vị Thụy"), ("Vị Thủy", "Vi Thuy"), ("Châu Thành", "Châu Thành A")],
)
def test_another_tone_or_word_is_another_name(one: str, other: str) -> None:
    assert same_key(one) != same_key(other)


def test_search_finds_phung_hiep_without_marks() -> None:
    assert fold("Phụng  Hiệp") == fold("PHUNG HIEP") == "phung hiep"
    assert fold("Đường") == "duong"


def test_invisible_characters_go_and_look_alikes_become_letters() -> None:
    assert clean("\ufeffĐi\u00a0b\u200bầ\u00adu") == ("Đi bầu", ())
    assert clean("Ðất \u0189ai") == ("Đất Đai", ())
    assert clean("một\r\nhai\u2028ba") == ("một\nhai\nba", ())


@pytest.mark.parametrize("bad", ["a\u202eb", "a\x00b", "a\x1bb", "a\ud800b"])
def test_dangerous_characters_are_removed_and_reported(bad: str) -> None:
    text, problems = clean(bad)
    assert text == "ab"
    assert len(problems) == 1


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once, _ = clean(text)
    assert clean(once) == (once, ())


def test_people_sort_by_given_name_in_the_order_of_the_alphabet() -> None:
    names = ["Trần Văn Ân", "Lê Thị Ăn", "Đỗ Đạt", "Lê Àn", "Lê An", "Bùi Dạt", "Cao An", "Lê Anh"]
    assert sorted(names, key=sort_key) == [
        "Cao An",
        "Lê An",
        "Lê Àn",
        "Lê Anh",
        "Lê Thị Ăn",
        "Trần Văn Ân",
        "Bùi Dạt",
        "Đỗ Đạt",
    ]


def test_tones_sort_level_falling_hook_tilde_rising_heavy() -> None:
    right = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(set(right), key=sort_key) == right


def test_public_lists_show_initials_and_the_given_name() -> None:
    assert mask("Nguyễn Văn An") == "N. V. An"
    assert mask("đặng  Thị Ánh") == "Đ. T. Ánh"
    assert mask("An") == "An"
    assert mask("") == ""


def test_identifiers_from_titles_are_ascii() -> None:
    assert slug("Nguyên tắc bầu cử, quyền bầu cử") == "nguyen-tac-bau-cu-quyen-bau-cu"


@pytest.mark.parametrize("letter", ["\ue000", "\ue1ff", "\uf8ff", "\U000f0000", "\U0010fffd"])
def test_private_use_characters_are_refused(letter: str) -> None:
    cleaned, problems = clean(f"Cơ chế{letter} một cửa")
    assert (cleaned, len(problems)) == ("Cơ chế một cửa", 1)
