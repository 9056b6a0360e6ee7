"""The table of what is kept: columns that exist, every personal column in it, printed where it is
said to be printed, and followed by the purge."""

import re
from datetime import date
from pathlib import Path

from sqlmodel import SQLModel

from quiz.rules import notice
from quiz.rules.notice import Controller
from quiz.rules.retention import TABLE, UNTIL_TEXTS, Until, fields_until, kept_texts, months_before
from quiz.store import erasing, tables

ROOT = Path(__file__).parents[2]
OF_NOBODY = {
    "person.id",
    "person.active",
    "person.ticket_version",
}
"""Columns of a person that say nothing about one."""


def columns() -> set[str]:
    assert tables.__all__
    return {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
    }


def test_every_row_of_the_table_is_about_columns_that_are_there() -> None:
    assert {field for one in TABLE for field in one.fields} <= columns()


def test_every_column_of_a_person_and_everything_written_about_one_is_in_the_table() -> None:
    told = {field for one in TABLE for field in one.fields}
    kept = columns()
    assert {one for one in kept if one.startswith("person.")} - OF_NOBODY <= told
    written = {one for one in kept if one.split(".")[1] in {"reason", "words", "eased_reason"}}
    assert written - {"bank_opening.reason"} <= told


def test_the_purge_names_every_column_that_goes_with_the_names() -> None:
    statements = " ".join(
        (erasing._PERSON, *erasing._OF_PERSON, *erasing._OF_ROUND, *erasing._OF_CONTEST)
    )
    for field in fields_until(Until.PURGE):
        table, column = field.split(".")
        goes = rf"(UPDATE {table} SET [^;]*\b{column} = )|(DELETE FROM {table} )"
        assert re.search(goes, statements), field


def test_docs_print_the_table_as_it_is() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
        (ROOT / "docs" / "privacy.md").read_text(),
        re.M,
    )
    printed = [
        (what, fields.replace("`", ""), why, until)
        for what, fields, why, until in rows
        if "." in fields and what != "What"
    ]
    assert printed == [
        (one.what, ", ".join(one.fields), one.why, UNTIL_TEXTS[one.until].format(months=12))
        for one in TABLE
    ]


def test_the_notice_prints_a_sentence_for_each_row_and_the_deployment_s_own_values() -> None:
    told = Controller("Sở Nội vụ", "02933 000 000", 7, 6, 3)
    said = " ".join(text for one in notice.sections(told) for text in one.paragraphs)
    for sentence in kept_texts(6):
        assert sentence in said
    for value in ("Sở Nội vụ", "02933 000 000", "7 ngày làm việc", "6 tháng"):
        assert value in said
    assert told.version == "3.3"


def test_months_are_counted_over_the_year() -> None:
    assert months_before(date(2027, 1, 15), 12) == date(2026, 1, 15)
    assert months_before(date(2027, 1, 1), 1) == date(2026, 12, 1)
    assert months_before(date(2027, 3, 31), 27) == date(2024, 12, 31)
    assert months_before(date(2027, 3, 31), 1) == date(2027, 2, 28)
