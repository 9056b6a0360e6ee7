"""Rooms stay small: files of 300 lines, functions of 60, nine of ten functions under 25."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE_LINES = 300
FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 25
MIGRATIONS = ROOT / "quiz" / "store" / "migrations"


def _files() -> list[Path]:
    return [
        path
        for package in ("quiz", "question_bank")
        for path in sorted((ROOT / package).rglob("*.py"))
        if MIGRATIONS not in path.parents
    ]


def _functions() -> dict[str, int]:
    """Every function's place -> its lines, docstring and all."""
    lengths = {}
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                lengths[place] = (node.end_lineno or node.lineno) - node.lineno + 1
    return lengths


def test_no_file_is_much_longer_than_a_reader_likes() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in _files()}
    longest = sorted(lengths.items(), key=lambda item: -item[1])
    print("longest files:", longest[:5])
    assert {
        name: lines for name, lines in longest if lines > EXCEPTIONS.get(name, FILE_LINES)
    } == {}


EXCEPTIONS = {
    "quiz/rules/access.py": 500,  # one table, a line each route
    "quiz/stages/sit.py": 340,  # the contestant's whole way, read top to bottom
}


def test_no_function_is_longer_than_a_screen_and_most_are_short() -> None:
    lengths = _functions()
    longest = sorted(lengths.items(), key=lambda item: -item[1])
    ninth = statistics.quantiles(lengths.values(), n=10)[-1]
    print("longest functions:", longest[:5], "90th percentile:", ninth)
    assert {name: lines for name, lines in longest if lines > FUNCTION_LINES} == {}
    assert ninth <= USUAL_FUNCTION_LINES
