"""Item statistics of 20,000 attempts at 30 questions, reading them from the ledger, and how equally
hard papers are with and without balancing."""

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import process_time

from sqlalchemy import bindparam, insert, text, update

import question_bank
from question_bank.bank import Bank
from question_bank.blueprint import Blueprint, proportional
from question_bank.draw import balance_of, draw
from question_bank.formats import read
from question_bank.question import Level
from quiz.rules import facility, papers
from quiz.rules.marking import Marking
from quiz.rules.round import Rules
from quiz.rules.statistics import Sat, statistics_of
from quiz.rules.suspicion import suspicions
from quiz.settings import Settings
from quiz.stages.statistics.looking import worked_out
from quiz.stages.statistics.reading import answers_of
from quiz.store import rows
from quiz.store.database import Database
from quiz.store.tables import Attempt, LedgerEntry
from tests.bench.figures import Figure, peak_memory
from tests.bench.filling import CHUNK, fill
from tests.cast import OPENS

BANK = Path(question_bank.__file__).parent / "banks" / "cchc-2021"
ATTEMPTS = 20_000
MEAN = {Level.EASY: 0.85, Level.MEDIUM: 0.7, Level.HARD: 0.5}
SPREAD = 0.15
"""Of the facilities of a level: as wide as small real contests show it."""


def measure(folder: Path) -> Iterator[Figure]:
    """Pure figures, the reading, the spread of papers, what a balanced drawing costs; times are the
    processor's."""
    bank = read(BANK).bank
    blueprint = proportional(bank, 30)
    yield from _pure(bank, blueprint)
    yield from _reading(folder, bank, blueprint)
    yield from _fairness(bank, blueprint)


def _pure(bank: Bank, blueprint: Blueprint) -> Iterator[Figure]:
    dice = Random(1)
    for name, different, bar in (("one_paper", False, "<=1"), ("random_papers", True, "")):
        attempts = []
        for number in range(ATTEMPTS):
            drawn = draw(bank, blueprint, number.to_bytes(8, "big") if different else b"")
            attempts.append(
                Sat({item.question_id: _answer(bank, item, dice) for item in drawn.items})
            )
        found = statistics_of(attempts)

        def work(attempts: list[Sat] = attempts) -> None:
            suspicions(statistics_of(attempts).items, bank.by_id)

        yield Figure(f"statistics_{name}", _median(work), "s", bar)
        yield Figure(f"statistics_{name}_questions", len(found.items), "")


def _answer(
    bank: Bank, item: tuple[str, tuple[int, ...]], dice: Random
) -> tuple[float, tuple[int]]:
    question_id, order = item
    question = bank.by_id[question_id]
    right = dice.random() < MEAN[question.level]
    chosen = min(question.key) if right else dice.randrange(len(order))
    return (100.0 * (question.key == {chosen}), (chosen,))


def _reading(folder: Path, bank: Bank, blueprint: Blueprint) -> Iterator[Figure]:
    rules = Rules(blueprint)
    world = fill(folder, ATTEMPTS, 1, rules, bank)
    database = Database(Settings(data=folder).url)
    _write_entries(database, world.vi_thanh, bank, blueprint)
    began = process_time()
    answers = database.read_now(
        lambda connection: answers_of(connection, (rows.read_round(connection, world.vi_thanh),))
    )
    yield Figure("statistics_reading", process_time() - began, "s")
    assert len(answers.attempts) == ATTEMPTS
    began = process_time()
    worked_out(answers)
    yield Figure("statistics_of_what_was_read", process_time() - began, "s")
    yield Figure("statistics_peak_memory", peak_memory(), "MB")
    database.close()


def _write_entries(database: Database, round_id: int, bank: Bank, blueprint: Blueprint) -> None:
    """Thirty answers and a submission for each attempt, straight into the table."""
    number = 10
    for start in range(0, ATTEMPTS, CHUNK // 10):
        written, drawn = [], []
        for place in range(start, start + CHUNK // 10):
            paper = draw(bank, blueprint, place.to_bytes(8, "big"))
            drawn.append({"which": 1_000 + place, "paper": paper.dump()})
            for seq in range(1, 32):
                number += 1
                kind = "answer" if seq < 31 else "submit"
                choice = None
                if kind == "answer":
                    choice = str(place * seq % 7 % len(paper.items[seq - 1].order))
                written.append(
                    {
                        "round_id": round_id,
                        "number": number,
                        "kind": kind,
                        "at": OPENS,
                        "attempt_id": 1_000 + place,
                        "seq": seq if seq < 31 else None,
                        "question": seq if seq < 31 else None,
                        "choice": choice,
                        "hash": "",
                    }
                )
        with database.write_engine.begin() as connection:
            connection.execute(insert(LedgerEntry), written)
            statement = update(Attempt).where(text("id = :which")).values(paper=bindparam("paper"))
            connection.execute(statement, drawn)


def _fairness(bank: Bank, blueprint: Blueprint) -> Iterator[Figure]:
    dice = Random(2)
    facilities = {
        question.id: round(
            min(1.0, max(0.05, dice.gauss(MEAN[question.level], SPREAD))) * facility.WHOLE
        )
        for question in bank
    }
    weights = facility.weights(bank, Marking(), facilities)
    balance = balance_of(bank, blueprint, weights)
    for name, one in (("plain", None), ("balanced", balance)):
        found = papers.simulated(bank, blueprint, weights, one)
        yield Figure(f"papers_{name}_deviation", found.deviation, "points")
        yield Figure(f"papers_{name}_range", found.most - found.least, "points")
    costs = []
    for one in (None, balance):

        def many(one: object = one) -> None:
            for number in range(1_000):
                draw(bank, blueprint, number.to_bytes(8, "big"), balance=balance if one else None)

        costs.append(_median(many))
    yield Figure("draw_plain", costs[0] * 1_000, "us")
    yield Figure("draw_balanced", costs[1] * 1_000, "us")


def _median(act: Callable[[], None]) -> float:
    took = []
    for _ in range(5):
        began = process_time()
        act()
        took.append(process_time() - began)
    return statistics.median(took)
