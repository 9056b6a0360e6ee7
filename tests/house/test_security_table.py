"""docs/security.md says what is so: every row of the list and of the bad inputs is there, each test
that proves one exists and is collected, and the limits are the code's."""

import ast
import importlib
import re
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from question_bank.formats.limits import Limits
from quiz.settings import Settings
from quiz.web import limits

TESTS = Path(__file__).parents[1]
TEXT = (TESTS.parent / "docs" / "security.md").read_text()
LIST = TEXT.split("## The list")[1].split("## Bad inputs")[0]
INPUTS = TEXT.split("## Bad inputs")[1].split("## Limits")[0]
LIMITS = TEXT.split("## Limits")[1]
BAD_INPUTS = {"D3": 15, "D4": 11, "D5": 8}
"""How many rows each group has."""
OUTSIDE = {"laws"}
"""Folders that a plain run of the tests does not collect."""


def rows(text: str) -> list[list[str]]:
    """The cells of each row of a table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@cache
def names(path: str) -> frozenset[str]:
    """The tests of a file, as pytest collects them."""
    file = TESTS / path
    if not file.is_file() or not file.name.startswith("test_") or file.parent.name in OUTSIDE:
        return frozenset()
    tree = ast.parse(file.read_text())
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    )


def proofs(cell: str) -> list[tuple[str, str]]:
    """(file, test) of each test that a cell names."""
    return [(path, name) for path, name in re.findall(r"`([\w/.]+\.py)::(\w+)`", cell)]


def test_every_row_of_the_list_is_there_with_its_chapter_and_what_holds() -> None:
    found = rows(LIST)
    assert [row[0] for row in found] == [str(number) for number in range(1, 45)]
    for number, chapter, holds, proof, deviation in found:
        assert re.fullmatch(r"[0-9., ]+(to [0-9.]+)?(, [0-9.]+( to [0-9.]+)?)*", chapter), number
        assert holds, number
        assert proofs(proof), number
        assert "TODO" not in deviation, number


def test_every_row_of_the_bad_inputs_is_there() -> None:
    found = [row[0] for row in rows(INPUTS)]
    wanted = [
        f"{group}.{number}" for group, count in BAD_INPUTS.items() for number in range(1, count + 1)
    ]
    assert found == wanted


@pytest.mark.parametrize("part", [LIST, INPUTS], ids=["the list", "bad inputs"])
def test_each_test_that_is_named_exists_and_is_collected(part: str) -> None:
    cells = [row[3] if part is LIST else row[2] for row in rows(part)]
    missing = [
        f"{path}::{name}"
        for cell in cells
        for path, name in proofs(cell)
        if name not in names(path)
    ]
    assert missing == []
    for cell in cells:
        assert proofs(cell), cell
        assert len(proofs(cell)) == cell.count("`") // 2, cell


def test_the_limits_are_the_code_s() -> None:
    for what, most, where in rows(LIMITS):
        assert _value(where.strip("`")) == float(most), what


def missing(told: set[str], limits: dict[str, object]) -> set[str]:
    """Limits of the code that the table does not tell."""
    web = {
        f"quiz.web.limits.{name}"
        for name in limits
        if name.isupper() and not name.startswith("_") and name.endswith(("_BURST", "_GUESSES"))
    }
    files = {f"question_bank.formats.limits.LIMITS.{one.name}" for one in fields(Limits)}
    return (web | files) - told


def test_no_limit_of_the_code_is_missing() -> None:
    told = {where.strip("`") for _, _, where in rows(LIMITS)}
    assert missing(told, vars(limits)) == set()
    mutant = vars(limits) | {"TICKET_BURST": 9}
    assert missing(told, mutant) == {"quiz.web.limits.TICKET_BURST"}


def _value(where: str) -> Any:
    """What stands in the code at `package.module.NAME`; of a setting its default."""
    if where.startswith("quiz.settings.Settings."):
        return Settings.model_fields[where.rsplit(".", 1)[1]].default
    module, _, name = where.rpartition(".")
    if module.endswith("LIMITS"):
        module, _, holder = module.rpartition(".")
        return getattr(getattr(importlib.import_module(module), holder), name)
    return getattr(importlib.import_module(module), name)
