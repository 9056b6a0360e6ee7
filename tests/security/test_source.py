"""What the source may not hold, because no test could find every way to misuse it."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(
    path
    for package in ("quiz", "question_bank")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file."""
    return tuple(ast.walk(ast.parse(path.read_text())))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call, with where it stands."""
    for path in CODE:
        for node in nodes(path):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_the_linter_refuses_sql_from_pieces_shells_and_weak_chance_everywhere_but_in_tests() -> (
    None
):
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]  # S608, S602 to S607, S311
    assert not {one for one in lint["ignore"] if one.startswith("S")} - {"S101"}
    assert set(lint["per-file-ignores"]) == {"tests/**"}


def excuses(source: str) -> set[str]:
    """Comments that silence the linter without saying what for: they would hide a statement made of
    pieces, or a shell, from the test below."""
    found = re.findall(r"#\s*(?:(?:ruff|flake8):\s*)?noqa(?!: [A-Z]+[0-9]+).*", source, re.I)
    return set(found)


def test_the_linter_is_silenced_by_rule_and_never_at_large() -> None:
    assert {path.name: found for path in CODE if (found := excuses(path.read_text()))} == {}
    for planted in ("f(x)  # noqa", "f(x)  #noqa", "# ruff: noqa", "f(x)  # noqa: S", "# NOQA"):
        assert excuses(planted), planted
    assert not excuses("f(x)  # noqa: S608 (our own words)")


def test_statements_are_put_together_where_the_store_is_and_nowhere_else() -> None:
    """Of constants of the code, those of `past_units` in three stages; the linter holds every other
    place."""
    excused = {
        str(path.relative_to(ROOT))
        for path in CODE
        if re.search(r"noqa: [^#]*\bS608", path.read_text())
    }
    allowed = ("quiz/store/", "quiz/stages/board.py", "quiz/stages/listing.py")
    others = {one for one in excused if not one.startswith(allowed)}
    assert others == {
        "quiz/stages/rehearsal/removing.py",
        "quiz/stages/auditing.py",
        "quiz/stages/data_requests.py",
        "quiz/stages/own_data.py",
        "quiz/stages/appeals/looking.py",
        "quiz/stages/extended.py",
        "quiz/stages/haste.py",
        "quiz/cli/demo.py",
    }


def test_chance_comes_from_the_system_and_never_from_random() -> None:
    for path in CODE:
        for node in nodes(path):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            in_rehearsal = path.is_relative_to(ROOT / "quiz" / "rehearsal")  # made-up people
            assert in_rehearsal or not {"random", "numpy.random"} & {*names}, path


RUNS = ("question_bank/sandbox.py", "subprocess")
"""Reads hostile files in a child: our own interpreter, no text from outside."""


def dangerous(tree: Iterable[ast.AST], where: str = "") -> set[str]:
    """Whatever runs a program or a text, or makes objects of bytes."""
    found = set()
    for node in tree:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [one.name for one in node.names]
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            modules = {one.partition(".")[0] for one in names}
            used = modules & {"subprocess", "pickle", "marshal", "shelve", "pty", "runpy", "code"}
            found |= {one for one in used if (where, one) != RUNS}
        if isinstance(node, ast.ImportFrom) and node.module in {"os", "asyncio"}:
            found |= {one.name for one in node.names if _RUNNER.fullmatch(one.name)}
        if isinstance(node, ast.Attribute) and _RUNNER.fullmatch(node.attr):
            found |= {ast.unparse(node)}
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            found |= {name} & {"eval", "exec", "compile", "__import__"}
            found |= {"shell" for one in node.keywords if one.arg == "shell"}
    return found


_RUNNER = re.compile(r"system|popen|posix_spawnp?|exec[lv]p?e?|spawn[lv]p?e?|create_subprocess_\w+")


def test_nothing_is_run_evaluated_or_unpickled() -> None:
    found = {path: dangerous(nodes(path), path.relative_to(ROOT).as_posix()) for path in CODE}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "import subprocess\nsubprocess.getoutput('ls ' + name)",
        "from subprocess import run\nrun(['sh', '-c', name])",
        "import os\nos.system(name)",
        "from os import popen\npopen(name)",
        "import os\nos.execvp(name, [])",
        "import asyncio\nasyncio.create_subprocess_shell(name)",
        "run(name, shell=True)",
        "eval(name)",
        "import pickle\npickle.load(stream)",
        "from marshal import loads",
        "import shelve",
    ],
)
def test_a_module_that_runs_what_somebody_typed_is_caught(planted: str) -> None:
    assert dangerous(ast.walk(ast.parse(planted)))


def test_no_pattern_is_made_of_what_somebody_typed() -> None:
    """A pattern is a text in the source, or put together of texts that are constants there."""
    functions = {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}
    found = set()
    for where, call in calls():
        target = call.func
        if not (
            isinstance(target, ast.Attribute)
            and isinstance(target.value, ast.Name)
            and target.value.id == "re"
            and target.attr in functions
        ):
            continue
        escaped = {
            id(inner)
            for node in ast.walk(call.args[0])
            if isinstance(node, ast.Call) and "re.escape" in ast.unparse(node)
            for inner in ast.walk(node)
        }
        pieces = {
            ast.unparse(node)
            for node in ast.walk(call.args[0])
            if isinstance(node, ast.Name) and id(node) not in escaped
            if not node.id.lstrip("_").isupper()
        }
        if pieces:
            found.add(f"{where.split(':')[0]} {sorted(pieces)}")
    assert found == ESCAPED_BEFORE


ESCAPED_BEFORE = {"question_bank/law_amending.py ['name']"}
"""Made by `re.escape` a line above."""


def test_xml_is_read_by_the_guarded_parser_alone() -> None:
    readers = {"parse", "iterparse", "fromstring", "fromstringlist", "XML", "XMLParser"}
    for path in CODE:
        for node in nodes(path):
            if isinstance(node, ast.Import):
                assert not any(one.name.startswith(("xml.", "lxml")) for one in node.names), path
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xml."):
                assert not readers & {one.name for one in node.names}, path
