# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""Boards as files: whole names for staff, masked ones for everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from quiz.documents.exports import File, Kind, Table, file_of
from quiz.documents.workbook import Sheet
from quiz.rules import combining
from quiz.rules.erased import public_name
from quiz.rules.freezing import freezes_at
from quiz.rules.prediction import known_text, say_guess
from quiz.rules.printed import chain_texts
from quiz.rules.ranking import places, points_of, say_score
from quiz.rules.scopes import BoardScope
from quiz.rules.wording import (
    say_board,
    say_duration,
    say_moment,
    say_moment_seconds,
    say_whole,
)
from quiz.store import frozen, rows, scopes, whole
from quiz.store.guesses import of_round as guesses_of
from quiz.store.past_units import PERSON_THEN, UNIT_THEN
from quiz.store.plain import fetch_all
from quiz.store.rows import SatRound
from quiz.store.voided import gone_of
from quiz.store.whole import Whole

_COLUMNS = (
    "s.rank_key, s.correct_count, s.hard_count, s.duration_ms, s.ended_at, s.person_id,"
    " s.attempt_id, p.name, p.number, u.full_name"
)
_NOW = "JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
_THEN = f"{PERSON_THEN} JOIN unit u ON u.id = {UNIT_THEN}"
_PEOPLE = {"result": _NOW, "frozen_result": _NOW, "board_entry": _THEN}
_SOURCE = {"result": "round_id", "frozen_result": "round_id", "board_entry": "board_id"}


class _Row(NamedTuple):
    """A row of _COLUMNS."""

    rank_key: str
    correct_count: int
    hard_count: int
    duration_ms: int
    ended_at: int
    person_id: int
    attempt_id: int
    name: str
    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file: `extra` is the number in the board's own column."""

    place: int
    number: str
    name: str
    unit: str
    score_text: str
    points: int
    extra: int
    duration_ms: int
    ended_at: int
    note: str
    guess: str = ""
    """What was predicted: said to staff only."""
    fast: bool = False
    """Faster than the rules' floor: said to staff only."""


@dataclass(frozen=True, slots=True)
class _Board:
    """A board before it is a file. `extra` are header and name of its own column."""

    heading: str
    contest: str
    digest: str
    status: str
    criteria: tuple[str, ...]
    extra: tuple[str, str]
    lines: Sequence[_Line]
    below: str = ""
    floor_ms: int = 0
    guessed: bool = False


def round_file(
    connection: Connection, round_id: int, scope: BoardScope, kind: Kind, now: int, *, public: bool
) -> File:
    """The leaderboard of a round, official once there is one, of everybody in the scope. `public`
    masks names, leaves candidate numbers out and stands still where the public board does.
    """
    sat = rows.read_round(connection, round_id)
    rows.refuse_draft(sat)
    only = scopes.title_in_round(connection, scope, sat)
    official = rows.read_official(connection, round_id) if sat.window.published else None
    table = frozen.table_of(connection, sat, now if public else None)
    source = round_id
    if official is not None:
        table, source = "board_entry", official.id
    still = freezes_at(sat.window, sat.rules) if table == "frozen_result" else None
    status = say_board(official.digest if official else "", still)
    status += f" Công bố {say_moment(official.published_at)}." if official else _as_of(now)
    board = _Board(
        heading=only or sat.place,
        contest=sat.contest,
        digest=official.digest if official else "",
        status=f"{status} {known_text(sat.rules.prediction, sat.outcome)}".rstrip(),
        criteria=chain_texts(sat.rules, sat.bank.topic_titles),
        extra=("Số câu khó đúng", "hard_right"),
        lines=_lines(connection, sat, table, source, scope),
        floor_ms=0 if public else sat.rules.floor_ms,
        guessed=sat.rules.prediction is not None and not public,
    )
    return _file(board, kind, public=public)


def whole_file(found: Whole, scope: BoardScope, only: str, kind: Kind, *, public: bool) -> File:
    """The same for the board of a whole contest; `only` says who is in the scope."""
    lines = whole.only(found, scope)
    given = places((line.key for line in lines), found.rules)
    notes = [*whole.notes_of(lines, found), ""]
    board = _Board(
        heading=only or "toàn cuộc thi",
        contest=found.contest,
        digest=found.digest,
        status=say_whole(found.digest, found.still) + _as_of(found.as_of),
        criteria=chain_texts(found.rules, found.bank.topic_titles),
        extra=("Số vòng thi", "rounds"),
        lines=[
            _Line(
                place,
                line.number,
                line.name,
                f"{line.unit}, {line.district}",
                line.score_text,
                line.points,
                line.rounds,
                line.duration_ms,
                line.ended_at,
                note,
            )
            for line, place, note in zip(lines, given, notes, strict=False)
        ],
        below=combining.board_text(found.rules, scope.audience),
    )
    return _file(board, kind, public=public)


def _lines(
    connection: Connection, sat: SatRound, table: str, source: int, scope: BoardScope
) -> list[_Line]:
    then = (sat.contest_id,) if table == "board_entry" else ()
    condition, values = scopes.condition(scope, *then)
    statement = (
        f"SELECT {_COLUMNS} FROM {table} s {_PEOPLE[table]}"
        f" WHERE s.{_SOURCE[table]} = ? AND {condition}"
    )
    found = sorted(
        map(_Row._make, fetch_all(connection, statement, (*then, source, *values))),
        key=lambda row: (row.rank_key, row.person_id),
    )
    given = places((row.rank_key for row in found), sat.rules)
    notes = [*rows.notes_of((row.rank_key for row in found), sat), ""]
    gone = gone_of(connection, sat)
    target = sat.rules.prediction
    guesses = {} if target is None else guesses_of(connection, sat.id)
    return [
        _Line(
            place,
            row.number,
            row.name,
            row.unit,
            say_score(row.correct_count, row.rank_key, sat.rules, gone.get(row.attempt_id, 0)),
            points_of(row.rank_key, sat.rules),
            row.hard_count,
            row.duration_ms,
            row.ended_at,
            note,
            say_guess(guesses.get(row.attempt_id), target, sat.outcome),
            row.duration_ms < sat.rules.floor_ms,
        )
        for row, place, note in zip(found, given, notes, strict=False)
    ]


def _file(board: _Board, kind: Kind, *, public: bool) -> File:
    header, _ = board.extra
    number_header = () if public else ("Số báo danh",)
    sheet = Sheet(
        title="Bảng xếp hạng",
        above=(
            f"BẢNG XẾP HẠNG {board.heading.upper()}",
            board.contest,
            board.status,
            f"Thứ tự xếp hạng xét lần lượt: {'; '.join(board.criteria)}.",
            *([board.below] if board.below else []),
        ),
        headers=(
            "Hạng",
            *number_header,
            "Họ và tên",
            "Đơn vị",
            "Điểm",
            header,
            "Thời gian làm bài",
            "Nộp bài lúc",
            "Ghi chú",
            *(("Dự đoán",) if board.guessed else ()),
            *((f"Nhanh hơn {say_duration(board.floor_ms)}",) if board.floor_ms else ()),
        ),
        rows=[_texts(line, board, public=public) for line in board.lines],
    )
    facts = {
        "contest": board.contest,
        "board": board.heading,
        "official": bool(board.digest),
        "digest": board.digest,
        "status": board.status,
        "criteria": list(board.criteria),
    }
    values = [_values(line, board, public=public) for line in board.lines]
    title = f"Bảng xếp hạng {'chính thức' if board.digest else 'tạm thời'} {board.heading}"
    return file_of(Table(title, sheet, facts, values), kind)


def _texts(line: _Line, board: _Board, *, public: bool) -> tuple[str, ...]:
    person = (public_name(line.name),) if public else (line.number, line.name)
    return (
        str(line.place),
        *person,
        line.unit,
        line.score_text,
        str(line.extra),
        say_duration(line.duration_ms),
        say_moment_seconds(line.ended_at),
        line.note,
        *((line.guess,) if board.guessed else ()),
        *((("Có" if line.fast else ""),) if board.floor_ms else ()),
    )


def _values(line: _Line, board: _Board, *, public: bool) -> dict[str, object]:
    person = (
        {"name": public_name(line.name)} if public else {"number": line.number, "name": line.name}
    )
    return {
        "place": line.place,
        **person,
        "unit": line.unit,
        "points": line.points / 100,
        board.extra[1]: line.extra,
        "duration_ms": line.duration_ms,
        "ended_at": line.ended_at,
        "note": line.note,
        **({"prediction": line.guess} if board.guessed else {}),
        **({"below_floor": line.fast} if board.floor_ms else {}),
    }


def _as_of(now: int) -> str:
    return f" Tính đến {say_moment(now)}."
