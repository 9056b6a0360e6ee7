"""Every hostile file is read, or refused with a sentence that says what to do; none ends its
reader. How long each takes is measured by `make bench NAME=hostile`; here only the limit of the
processor counts, and no waiting for it.
"""

import pytest

from question_bank import sandbox
from question_bank.checking import check_apart
from question_bank.finding import UnreadableFile
from question_bank.sandbox import BUSY, SLOW, TOO_HARD, UNEXPECTED
from tests.question_bank.hostile import FILES, name_of

REFUSED = {
    "equal questions": "quá 10000 câu hỏi",
    "equal options": "dài quá 500 dòng",
    "blank lines": "quá 120000 dòng",
    "inline options": "20000 ký tự",
    "a key table on one line": "Bảng đáp án",
    "toml keys": "quá sâu",
    "word, empty runs": "quá nhiều thành phần",
    "word, one long paragraph": "20000 ký tự",
    "word, tables": "quá nhiều thành phần",
    "word, nested runs": "hỏng",
    "word, text of a bomb": "50 MB",
    "excel, empty cells": "quá nhiều thành phần",
    "excel, one long string": "quá nhiều chữ",
    "excel, equal questions": "nằm ngoài",
    "not a package": "hỏng",
}
"""Kinds whose sentence must name this."""


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_is_read_or_refused_and_never_ends_its_reader(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 600.0)
    try:
        said = "" if len(check_apart(FILES[kind](), name_of(kind)).bank) else "empty"
    except UnreadableFile as error:
        said = str(error)
        assert "đề nghị" in said
        assert said not in (TOO_HARD, UNEXPECTED, SLOW, BUSY)
    assert REFUSED.get(kind, "") in said
