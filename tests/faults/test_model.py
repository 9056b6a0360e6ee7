"""A model of the rules sits beside the server: whatever Hypothesis makes people, staff, network and
clocks do, the server answers and holds what the model says (tests/faults/model.py is the model,
machine.py what is made up, beside.py what must be the same).

Broken builds must be caught by the same machine. What a failure prints can be repeated by the
decorator that it names.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Connection, create_engine, text

from quiz.rules import tapping
from quiz.rules.refusal import Refusal
from quiz.stages import extend
from quiz.store import tally, taps
from quiz.store.rows import SatRound
from tests.faults.machine import Sitting, rules
from tests.faults.venue import Copies, Prepared, Venue, prepare

FULL = os.environ.get("QUIZ_FAULTS") == "full"
EXAMPLES, STEPS = (500, 50) if FULL else (60, 30)
POSTGRES_EXAMPLES = 50 if FULL else 6
MUTANT_EXAMPLES = 500
"""At most: the first that parts ends it."""
OFTEN = {
    *("saved", "stale", "seq_conflict", "not_in_paper", "not_found", "elsewhere", "here"),
    *("het_gio", "attempt_over", "the same tap again"),
}
SELDOM = {
    *("attempt_void", "no_attempt_left", "not_yet_open", "round_closed", "nothing_to_extend"),
    *("extension_too_short",),
}
"""What the machine must have come across, or it has tried nothing; the second in full number."""


def run(copies: Copies, examples: int, *, shrinks: bool = True) -> Counter[str]:
    """The machine over copies of the contests; what it met."""
    phases = (Phase.generate, Phase.shrink) if shrinks else (Phase.generate,)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=not FULL or not shrinks,
        print_blob=True,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    met: Counter[str] = Counter()
    machine = type("Sitting", (Sitting,), {"copies": copies, "met": met})
    run_state_machine_as_test(machine, settings=chosen)
    return met


@pytest.fixture(scope="module")
def sqlite_copies(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    contests = {}
    for two in (False, True):
        data = tmp_path_factory.mktemp("contest")
        shutil.copy(sqlite_template, data / "quiz.db")
        contests[two] = prepare(data, "", rules(two))
    return Copies(tmp_path_factory.mktemp("copies"), contests)


@contextmanager
def administering(address: str) -> Iterator[Callable[[str], None]]:
    """Runs statements about databases."""
    url = address.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def execute(statement: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(statement))

    yield execute
    engine.dispose()


@pytest.fixture(scope="module")
def postgres_copies(
    postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    def name_in(url: str) -> str:
        return url.split("@/")[1].split("?")[0]

    with administering(postgres_template) as execute:

        def make(url: str, number: int) -> str:
            name = f"model_copy_{number}"
            execute(f"CREATE DATABASE {name} TEMPLATE {name_in(url)}")
            return postgres_template.format(name=name)

        contests: dict[bool, Prepared] = {}
        for two in (False, True):
            name = f"model_{int(two)}"
            execute(f"CREATE DATABASE {name} TEMPLATE template_quiz")
            url = postgres_template.format(name=name)
            contests[two] = prepare(tmp_path_factory.mktemp("contest"), url, rules(two))
        yield Copies(
            tmp_path_factory.mktemp("copies"),
            contests,
            make,
            lambda url: execute(f"DROP DATABASE {name_in(url)} WITH (FORCE)"),
        )
        for prepared in contests.values():
            execute(f"DROP DATABASE {name_in(prepared.url)} WITH (FORCE)")


def test_the_server_does_what_the_model_does(sqlite_copies: Copies) -> None:
    met = run(sqlite_copies, EXAMPLES)
    print(dict(met))
    missing = (OFTEN | SELDOM if FULL else OFTEN) - {what for what, times in met.items() if times}
    assert not missing


def test_the_server_does_what_the_model_does_on_postgresql(postgres_copies: Copies) -> None:
    run(postgres_copies, POSTGRES_EXAMPLES)


def without_the_stale_rule(
    tap: tapping.Tap, facts: tapping.Facts, past: tapping.Past | None
) -> tuple[tapping.Fate, tapping.Saved | Refusal]:
    """A tap that comes late by its number overwrites what was answered since."""
    return FATE(tap, facts, None if past is None else replace(past, newest_seq=0))


def forgets_the_grace(arrived_at: int, deadline_at: int, grace_ms: int) -> bool:
    return arrived_at <= deadline_at


def forgets_what_was_given(deadline_at: int, extension_ms: int, now: int) -> bool:
    return deadline_at > now


def keeps_the_result(connection: Connection, sat: SatRound, attempt_id: int) -> None:
    """The result of an attempt that goes on, or was voided, stays on the board."""


def lets_anybody_write(holder: str, asks: str) -> bool:
    """As if who sits the attempt had been forgotten."""
    return False


FATE = tapping.fate


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        (taps, "fate", without_the_stale_rule),
        (tapping, "in_time", forgets_the_grace),
        (extend, "goes_on", forgets_what_was_given),
        (tally, "take_back", keeps_the_result),
        (tapping, "is_elsewhere", lets_anybody_write),
    ],
)
def test_a_broken_build_is_caught(
    sqlite_copies: Copies,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    name: str,
    broken: Callable[..., object],
) -> None:
    """The mutants."""
    monkeypatch.setattr(where, name, broken)
    with pytest.raises(AssertionError):
        run(sqlite_copies, MUTANT_EXAMPLES, shrinks=False)


def test_a_server_that_forgets_who_sits_when_it_starts_anew_is_caught(
    sqlite_copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant."""
    real = Venue.restart

    def restart(venue: Venue) -> None:
        real(venue)
        with venue.database.writing() as session:
            session.connection().execute(text("UPDATE attempt SET holder = ''"))

    monkeypatch.setattr(Venue, "restart", restart)
    with pytest.raises(AssertionError):
        run(sqlite_copies, MUTANT_EXAMPLES, shrinks=False)
