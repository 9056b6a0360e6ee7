"""Answers to what a roster's unit names leave open: somebody chooses, the rows are rewritten, and
everything is checked again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from quiz.rules.roster import COLUMNS, Problem, Roster, RosterRow

_FIELDS = {COLUMNS["unit"]: "unit", COLUMNS["district"]: "district"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that somebody must decide about, once for all rows that say the same."""

    field: str
    """unit or district."""
    given: str
    district: str
    """The district as those rows name it."""
    choices: tuple[str, ...]
    may_be_new: bool
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen. An empty `chosen` means: a new unit of this very name."""

    field: str
    given: str
    district: str
    chosen: str


def doubts(roster: Roster, problems: Iterable[Problem]) -> tuple[Doubt, ...]:
    """The problems that an answer can solve, those of one name together."""
    by_line = {row.line: row for row in roster.rows}
    found: dict[tuple[str, str, str], Doubt] = {}
    for problem in problems:
        row, field = by_line.get(problem.row), _FIELDS.get(problem.column)
        if row is None or field is None or not (problem.choices or problem.may_be_new):
            continue
        key = field, problem.given, row.district
        doubt = found.get(key) or Doubt(*key, problem.choices, problem.may_be_new, ())
        found[key] = replace(doubt, rows=(*doubt.rows, row.line))
    return tuple(found.values())


def offered(found: Iterable[Doubt]) -> frozenset[Answer]:
    """Every answer that the doubts allow."""
    return frozenset(
        Answer(doubt.field, doubt.given, doubt.district, chosen)
        for doubt in found
        for chosen in (*doubt.choices, *([""] if doubt.may_be_new else []))
    )


def mended(roster: Roster, answers: Iterable[Answer]) -> Roster:
    """The roster with the answers written into its rows."""
    chosen = {(answer.field, answer.given, answer.district): answer for answer in answers}
    return replace(roster, rows=tuple(_mended(row, chosen) for row in roster.rows))


def _mended(row: RosterRow, chosen: dict[tuple[str, str, str], Answer]) -> RosterRow:
    said = row.district
    if answer := chosen.get(("unit", row.unit, said)):
        row = replace(row, unit=answer.chosen) if answer.chosen else replace(row, new_unit=True)
    answer = chosen.get(("district", said, said))
    if answer and answer.chosen:
        row = replace(row, district=answer.chosen)
    return row
