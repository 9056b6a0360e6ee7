"""Bad question files, row by row: what is asserted elsewhere is named here, the rest is below."""

import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from question_bank.checking import check
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import LIMITS, read
from tests.question_bank.hostile import zipped
from tests.question_bank.word_files import of_lines, with_member

TESTS = Path(__file__).parents[1]
ROWS = {
    "zip bombs, lying sizes, many members": (
        "test_a_zip_bomb_is_refused_by_its_directory",
        "test_a_zip_bomb_that_lies_about_its_size_is_refused",
        "test_too_many_members_are_refused",
        "test_a_zip_within_a_zip_is_refused",
        "test_a_child_out_of_bounds_is_ended_and_the_next_one_works",
    ),
    "a far cell, a false dimension, a million blank rows": (
        "test_a_cell_far_out_is_refused_before_memory_is_spent",
        "test_a_false_dimension_does_no_harm",
        "test_a_million_blank_rows_are_passed_over_or_refused",
        "test_rows_after_two_hundred_blank_ones_are_not_read",
    ),
    "document types and entities": (
        "test_a_doctype_is_refused_in_any_part_and_encoding",
        "test_a_document_type_in_another_alphabet_of_bytes_is_refused",
        "test_what_cannot_be_read_is_refused_with_a_sentence",
        "test_a_hostile_package_is_refused_with_the_remedy",
    ),
    "macros, old and binary formats, passwords, false names": (
        "test_macros_are_refused_whatever_the_name",
        "test_old_and_encrypted_files_are_told_apart",
        "test_a_file_under_a_false_name_is_refused_by_its_content",
    ),
    "names that climb out of a package, symlinks": (
        "test_names_inside_a_package_are_never_paths",
        "test_names_are_looked_up_in_the_zip_and_never_on_the_disk",
        "test_a_symlink_beside_the_parts_is_a_member_like_any_other",
        "test_a_symlink_in_the_place_of_a_part_is_read_as_its_own_bytes",
        "test_a_symlink_in_a_key_file_is_read_as_its_own_bytes",
    ),
    "external links": (
        "test_what_a_word_file_links_to_is_not_fetched",
        "test_a_document_that_lies_outside_of_its_package_is_not_read",
        "test_a_cell_of_another_workbook_is_read_by_its_kept_value_only",
        "test_a_cell_of_another_workbook_without_a_kept_value_is_said",
    ),
    "formulas": (
        "test_a_formula_without_a_value_is_said",
        "test_nothing_written_is_ever_a_formula",
        "test_a_formula_is_read_by_its_value",
    ),
    "CSV encodings and separators": (
        "test_a_csv_is_read_with_any_separator_and_encoding",
        "test_the_line_that_names_the_separator_is_obeyed_and_rows_keep_their_numbers",
        "test_windows_1258_is_decoded_to_nfc_and_said",
        "test_utf_16_is_read_with_and_without_its_mark",
    ),
    "TCVN3, VNI, VIQR and mojibake, converted side by side": (
        "test_a_file_is_blocked_with_a_proposal_and_read_when_it_is_taken",
        "test_two_words_in_an_old_font_are_enough_in_a_workbook",
        "test_old_workbooks_in_an_old_encoding_are_proposed_and_read_by_choice",
        "test_every_letter_of_tcvn3_comes_back_and_capitals_with_a_tone_need_their_font",
        "test_a_font_in_capitals_gives_capitals",
        "test_mojibake_made_twice_comes_back",
        "test_an_old_file_is_shown_side_by_side_and_read_converted_by_choice",
    ),
    "misread and unmarked text": (
        "test_signs_that_nobody_types_are_found",
        "test_a_stem_without_any_mark_is_doubtful",
    ),
    "NFD, invisible signs, look-alikes, bidi": (
        "test_invisible_characters_go_and_look_alikes_become_letters",
        "test_bidi_overrides_block",
    ),
    "control characters, lone surrogates, piled marks": (
        "test_dangerous_characters_are_removed_and_reported",
        "test_a_control_character_blocks_in_every_format",
        "test_marks_piled_up_without_end_are_cut_and_block",
    ),
    "the same stem twice": (
        "test_twins_with_one_key_are_doubtful_and_with_two_block",
        "test_a_stem_spelled_otherwise_is_the_same_stem",
        "test_a_stem_under_two_topics_is_found_and_with_another_key_blocks",
    ),
    "keys in every wrong shape": (
        "test_a_question_without_a_key_blocks_and_is_named",
        "test_two_different_keys_block",
        "test_a_key_without_its_option_blocks",
        "test_a_key_line_is_read_in_any_usual_wording",
        "test_a_letter_or_option_that_stands_out_is_the_key_with_advice",
        "test_equal_options_and_an_endless_stem_block",
        "test_an_option_that_names_letters_forbids_shuffling_with_advice",
        "test_all_of_the_above_stays_last_with_advice",
    ),
    "too few, too many, too long, hidden, merged, headings": (
        "test_one_option_and_nine_options_block",
        "test_twenty_seven_options_block_with_their_number",
        "test_a_stem_of_fifty_thousand_characters_blocks_and_is_cut",
        "test_hidden_sheets_and_rows_are_said_and_not_read",
        "test_the_heading_may_stand_on_row_seven",
        "test_empty_rows_in_the_middle_and_merged_cells_do_no_harm",
        "test_a_heading_in_two_languages_is_read",
    ),
    "markup and templates in stems": (
        "test_markup_in_a_question_is_printed_as_it_stands",
        "test_markup_is_read_as_the_text_that_it_is",
    ),
    "a legal basis in a repealed law": (
        "test_a_basis_that_is_not_in_force_on_the_day_is_doubtful",
        "test_an_uploaded_bank_is_judged_by_the_library_and_not_blocked",
    ),
    "cut uploads, double clicks": (
        "test_a_file_cut_midway_is_refused",
        "test_a_double_click_makes_one_version",
    ),
    "two authors, one question": (
        "test_a_second_author_gets_both_texts_and_nothing_is_overwritten",
        "test_two_authors_get_both_texts_and_choose_part_by_part",
    ),
}


def test_every_row_names_tests_that_exist() -> None:
    text = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))
    known = set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
    missing = {row: [name for name in names if name not in known] for row, names in ROWS.items()}
    assert {row: names for row, names in missing.items() if names} == {}
    assert all(ROWS.values())


HEADING = ["Câu hỏi", "A", "B", "Đáp án"]


def workbook(*rows: list[str], merge: str = "") -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text)
    if merge:
        sheet.merge_range(merge, "Mở đầu")
    book.close()
    return output.getvalue()


def blocks(data: bytes, name: str) -> list[str]:
    found = check(data, name).findings
    return [finding.message for finding in found if finding.level is Severity.BLOCKS]


def test_a_zip_within_a_zip_is_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("đề.docx", of_lines("Câu 1. Hỏi?", "*A. x", "B. y"))
    with pytest.raises(UnreadableFile, match="giải nén rồi gửi lại"):
        read(output.getvalue(), "đề.zip")


def test_a_million_blank_rows_are_passed_over_or_refused() -> None:
    good = workbook(HEADING, ["Hỏi?", "x", "y", "A"])

    def with_rows(count: int) -> bytes:
        with zipfile.ZipFile(io.BytesIO(good)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        part, more = "xl/worksheets/sheet1.xml", b"<row/>" * count + b"</sheetData>"
        members[part] = members[part].replace(b"</sheetData>", more)
        return zipped(members)

    assert len(read(with_rows(1_048_000), "đề.xlsx").bank) == 1
    with pytest.raises(UnreadableFile, match="quá nhiều thành phần"):
        read(with_rows(LIMITS.xml_parts), "đề.xlsx")


@pytest.mark.parametrize(("blank", "read_too"), [(200, True), (201, False)])
def test_rows_after_two_hundred_blank_ones_are_not_read(blank: int, read_too: bool) -> None:
    rows = [HEADING, ["Một?", "x", "y", "A"], *[[]] * blank, ["Hai?", "x", "y", "B"]]
    assert len(read(workbook(*rows), "đề.xlsx").bank) == 1 + read_too


@pytest.mark.parametrize("encoding", ["cp037", "utf-7", "windows-1258", "no-such"])
def test_a_document_type_in_another_alphabet_of_bytes_is_refused(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    data = with_member(
        of_lines("Câu 1. Hỏi?", "*A. x", "B. y"),
        "word/document.xml",
        lambda xml: declared + xml.partition(b"?>")[2],
    )
    with pytest.raises(UnreadableFile, match="đề nghị"):
        read(data, "đề.docx")


def test_a_formula_is_read_by_its_value() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADING)
    sheet.write_row(1, 0, ["Hỏi?", "x", "", "A"])
    sheet.write_formula(1, 2, '=WEBSERVICE("http://localhost/")', value="giá trị")
    book.close()
    assert read(output.getvalue(), "đề.xlsx").bank.questions[0].options[1].text == "giá trị"


@pytest.mark.parametrize("sign", ["\x01", "\x08", "\ue000"])
def test_a_control_character_blocks_in_every_format(sign: str) -> None:
    assert any("đề nghị" in said for said in blocks(f"Câu 1. H{sign}?\n*A. x\nB. y".encode(), "a"))
    assert blocks(f"H{sign}ỏi? {{=một ~hai}}".encode(), "a.gift")
    if sign > "\x1f":  # no XML may hold the others
        assert blocks(workbook(HEADING, [f"H{sign}?", "x", "y", "A"]), "a.xlsx")


def test_marks_piled_up_without_end_are_cut_and_block() -> None:
    piled = "Câu 1. Ha" + "\u0323\u0302" * 5_000 + "?\n*A. x\nB. y"
    assert any("chồng lên một chữ" in said for said in blocks(piled.encode(), "a"))
    assert len(read(piled.encode()).bank.questions[0].stem) < 50
    assert blocks(("Câu 1. Ha" + "\u0323\u0302" + "?\n*A. x\nB. y").encode(), "a") == []


def test_twenty_seven_options_block_with_their_number() -> None:
    options = "\n".join(f"{chr(65 + at)}. x{at}" for at in range(26)) + "\nZ. cuối"
    assert any("27 phương án" in said for said in blocks(f"Câu 1. H?\n{options}\n".encode(), "a"))


def test_a_stem_of_fifty_thousand_characters_blocks_and_is_cut() -> None:
    stem = "\n".join("x" * 10_000 for _ in range(5))
    text = f"Câu 1. {stem}\n*A. x\nB. y".encode()
    assert any("dài quá 4000 ký tự" in said for said in blocks(text, "a"))
    assert len(read(text).bank.questions[0].stem) == LIMITS.stem_chars


def test_empty_rows_in_the_middle_and_merged_cells_do_no_harm() -> None:
    rows = [[], [], HEADING, ["Một?", "x", "y", "A"], [], ["Hai?", "x", "y", "B"]]
    bank = read(workbook(*rows, merge="A1:D2"), "đề.xlsx").bank
    assert [question.stem for question in bank] == ["Một?", "Hai?"]


def test_a_heading_in_two_languages_is_read() -> None:
    heading = ["Câu hỏi / Question", "Option A", "Phương án B", "Đáp án (Key)"]
    (question,) = read(workbook(heading, ["Hỏi?", "x", "y", "B"]), "đề.xlsx").bank
    assert question.key == {1}


@pytest.mark.parametrize(
    "stem",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "{{7*7}}",
        "{% import os %}",
        "<math><mi>x</mi></math>",
        '<svg><use href="data:image/svg+xml,x"/></svg>',
        "<style>*{display:none}</style>",
    ],
)
def test_markup_is_read_as_the_text_that_it_is(stem: str) -> None:
    (question,) = read(f"Câu 1. {stem} là gì?\n*A. x\nB. y".encode()).bank
    assert question.stem == f"{stem} là gì?"
    (question,) = read(workbook(HEADING, [stem, "x", "y", "A"]), "đề.xlsx").bank
    assert question.stem == stem
