"""A file of 5,000 questions in the import wizard: the preview, one mended key, the import into a
working bank and its undoing, on both databases.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import create_engine, text

from question_bank.bank import Bank, Topic
from question_bank.carried import Mend
from question_bank.formats import write
from question_bank.mending import mend_apart
from question_bank.question import Level, Option, Question
from quiz.rules.meeting import Choice
from quiz.stages import taking_in
from quiz.stages.workshop import banks
from quiz.store.database import Database
from quiz.store.migrate import migrate
from quiz.store.sealing import Reader
from tests import clusters
from tests.bench.figures import Figure

QUESTIONS = 5_000
Answer = TypeVar("Answer")
PHUC = Reader("phuc", 1)


def measure(folder: Path) -> Iterator[Figure]:
    """Seconds, one run each."""
    yield from _previews()
    yield from _imports("sqlite", f"sqlite:///{folder / 'quiz.db'}")
    programs = clusters.postgres_programs()
    if programs is None:
        return
    with clusters.postgres(programs) as address:
        url = address.format(name="postgres").replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE taking_in"))
        engine.dispose()
        yield from _imports("postgresql", address.format(name="taking_in"))


def _bank(key: frozenset[int] = frozenset({0})) -> Bank:
    options = tuple(map(Option, ("Quốc hội", "Chính phủ", "Ủy ban nhân dân", "Tòa án")))
    questions = tuple(
        Question(f"q-{number}", f"Ai quyết định nội dung {number}?", options, key, "t", Level.EASY)
        for number in range(QUESTIONS)
    )
    return Bank("Lớn", (Topic("t", "Chuyên đề"),), questions)


def _previews() -> Iterator[Figure]:
    bank = _bank()
    doubtful = replace(bank.questions[7], key=frozenset())
    bank = replace(bank, questions=(*bank.questions[:7], doubtful, *bank.questions[8:]))
    data = write(bank, "native")
    seconds, found = _timed(lambda: mend_apart(data, "a.txt"))
    yield Figure(f"preview_{QUESTIONS}", seconds, "s")
    mend = Mend({7: replace(doubtful, key=frozenset({0}))})
    sent = found.checked.text.encode()
    seconds, found = _timed(lambda: mend_apart(sent, "a", carried=found.carried.dump(), mend=mend))
    yield Figure(f"preview_mended_{QUESTIONS}", seconds, "s")


def _imports(kind: str, url: str) -> Iterator[Figure]:
    database = Database(url)
    migrate(database)
    bank_id = banks.make(database, banks.Settings("Lớn", "", ()), "phuc", 1)
    ids = []
    for name, bank in (("added", _bank()), ("changed", _bank(frozenset({1})))):
        plan = taking_in.plan(database, bank_id, bank, PHUC)
        take = partial(
            taking_in.take_in, database, bank_id, bank, "a.txt", Choice(), plan.seen, PHUC
        )
        seconds, import_id = _timed(take)
        ids.append(import_id)
        yield Figure(f"import_{name}_{QUESTIONS}_{kind}", seconds, "s", "<=5")
    for import_id in reversed(ids):
        seconds, _ = _timed(partial(taking_in.undo, database, bank_id, import_id, PHUC))
        yield Figure(f"import_undone_{QUESTIONS}_{kind}", seconds, "s", "<=5")
    database.close()


def _timed(act: Callable[[], Answer]) -> tuple[float, Answer]:
    before = time.perf_counter()
    result = act()
    return time.perf_counter() - before, result
