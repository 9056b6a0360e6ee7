"""A bank whose keys and explanations are known wherever they turn up, and a contest over it.

Each question's identifier and explanation hold a word that stands nowhere else. An option's text is
on every paper, so a key is known otherwise: by a second world, the same but for the keys.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from question_bank.bank import Bank
from question_bank.question import Option
from quiz.store import library
from quiz.store.database import Database
from quiz.store.migrate import migrate
from tests.cast import MINUTE, Stage, World, make_world, small_bank, staged

CANARY = re.compile(r"macau-\d|GIAITHICH")
WORDS = re.compile(r"Phương án \d+-\d|Câu hỏi \d+ về")
"""What a paper prints."""
LATER = 120 * MINUTE
"""How much later Phụng Hiệp closes than the others."""


def canary_bank() -> Bank:
    """`small_bank`, its keys at different places, with words that give them away."""
    small = small_bank()
    questions = tuple(
        replace(
            one,
            id=f"macau-{number}",
            options=tuple(Option(f"Phương án {number}-{place}") for place in range(4)),
            key=frozenset({number % 4}),
            explanation=f"GIAITHICH{number}",
        )
        for number, one in enumerate(small.questions)
    )
    return replace(small, questions=questions)


def make_canary_world(folder: Path) -> World:
    """The contest over the canary bank, in a database in the folder."""
    database = Database(f"sqlite:///{folder / 'quiz.db'}")
    migrate(database)
    world = make_world(database, bank=canary_bank())
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE round SET closes_at = closes_at + :later WHERE id = :id"),
            {"later": LATER, "id": world.phung_hiep},
        )
    database.close()
    return world


def turn_keys(folder: Path, world: World) -> None:
    """Move every key of that database by one, turn every explanation round, and nothing else."""
    turned = json.loads(world.bank.dump())
    for one in turned["questions"]:
        one["key"] = [(place + 1) % 4 for place in one["key"]]
        one["explanation"] = one["explanation"][::-1]
    database = Database(f"sqlite:///{folder / 'quiz.db'}")
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE bank_version SET content = :content WHERE id = :id"),
            {"content": json.dumps(turned, ensure_ascii=False), "id": world.bank_version_id},
        )
    database.close()


@contextmanager
def on_stage(folder: Path, world: World) -> Iterator[Stage]:
    """The application over that database, with no bank remembered from another."""
    library._banks.clear()
    with staged(folder, f"sqlite:///{folder / 'quiz.db'}", world=world) as stage:
        yield stage
    library._banks.clear()
