"""One table as a file to take away: a workbook, CSV, or JSON for a program."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.documents.workbook import Sheet, neutral, workbook

Kind = Literal["xlsx", "csv", "json"]
KINDS: tuple[Kind, ...] = ("xlsx", "csv", "json")


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away. `name` is for people and made of the data's own words."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Table:
    """The same thing twice: a sheet for people, and values by name for programs."""

    name: str
    """Of the file, without its ending."""
    sheet: Sheet
    facts: Mapping[str, object]
    values: Sequence[Mapping[str, object]]


def file_of(table: Table, kind: Kind) -> File:
    """The table as a file. No cell of it is a formula to any program."""
    content = {"xlsx": _workbook, "csv": _csv, "json": _json}[kind](table)
    return File(f"{table.name}.{kind}", content)


def _workbook(table: Table) -> bytes:
    return workbook([table.sheet])


def _csv(table: Table) -> bytes:
    """Headers and rows only, with the mark by which spreadsheets know UTF-8."""
    output = io.StringIO(newline="")
    lines = csv.writer(output)
    lines.writerow([neutral(text) for text in table.sheet.headers])
    lines.writerows([neutral(text) for text in row] for row in table.sheet.rows)
    return output.getvalue().encode("utf-8-sig")


def _json(table: Table) -> bytes:
    data = {**table.facts, "rows": list(table.values)}
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
