"""Row 28: known and unknown candidate numbers and people are told the same, as fast."""

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import SQLModel

from tests.cast import Stage, Visitor
from tests.ways import opened

EACH = 500
WRONG = "AAAAA-AAAAA"
WITHIN_SECONDS = 0.005


def add_500(stage: Stage) -> int:
    """500 more people with a year of birth; the first one's id."""
    unit = stage.world.districts["Thành phố Vị Thanh"]
    common = {
        "name": "Lê Văn Dũng", "name_fold": "le van dung", "sort_key": "", "position": "",
        "unit_id": unit, "district_id": unit, "ticket_version": 1, "active": True,
        "birth_year": 1969,
    }  # fmt: skip
    rows = [common | {"id": 1_000 + one, "number": f"KN{one:04d}"} for one in range(EACH)]
    with stage.database.write_engine.begin() as connection:
        connection.execute(insert(SQLModel.metadata.tables["person"]), rows)
    return 1_000


def told(
    visitor: Visitor, send: Callable[[int, bool], tuple[str, dict[str, str]]]
) -> dict[bool, tuple[set[tuple[int, str]], float]]:
    """Known or not -> what was told, and the median time; asked in turns, each from another
    address."""
    bodies: dict[bool, set[tuple[int, str]]] = {True: set(), False: set()}
    times: dict[bool, list[float]] = {True: [], False: []}
    for one in range(EACH):
        for known in (True, False):
            visitor.client._transport.client = (f"10.{known:d}.{one >> 8}.{one & 255}", 1)  # type: ignore[attr-defined]
            url, form = send(one, known)
            before = time.perf_counter()
            answer = visitor.post(url, **form)
            times[known].append(time.perf_counter() - before)
            body = re.sub(r'value="[^"]*"', "", answer.text)
            bodies[known].add((answer.status_code, body))
    return {known: (bodies[known], statistics.median(times[known])) for known in (True, False)}


def test_500_known_and_500_unknown_numbers_are_told_the_same_within_5_ms(
    quick_stage: Stage,
) -> None:
    add_500(quick_stage)
    found = told(
        quick_stage.stranger(),
        lambda one, known: (
            "/enter",
            {"number": f"{'KN' if known else 'ZZ'}{one:04d}", "code": WRONG},
        ),
    )
    (known, known_time), (unknown, unknown_time) = found[True], found[False]
    assert known == unknown
    assert len(known) == 1
    assert abs(known_time - unknown_time) < WITHIN_SECONDS


def test_a_wrong_year_and_a_wrong_code_of_500_people_are_told_the_same_within_5_ms(
    sqlite_url: str, tmp_path: Path
) -> None:
    with opened(tmp_path, sqlite_url) as stage:
        first = add_500(stage)
        visitor = stage.stranger()
        found = told(
            visitor,
            lambda one, year: (
                "/enter/by-name",
                {
                    "person": str(first + one),
                    "birth_year": "1969" if year else "1970",
                    "code": WRONG,
                },
            ),
        )
        statuses = {status for bodies, _ in found.values() for status, _ in bodies}
        assert statuses == {404}
        assert abs(found[True][1] - found[False][1]) < WITHIN_SECONDS
