"""By which seeds the tests' rounds draw their papers. A test has its own: it draws the same papers
whatever ran before it, so what failed by chance fails again. As with Hypothesis, CI always draws
the same; elsewhere every run draws others, and what failed says by which `QUIZ_CHANCE` they are
drawn again.
"""

import hashlib
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from quiz.store import seeds


def chosen() -> str:
    """What this run draws by, its workers too; servers in processes of their own draw by chance."""
    by_chance = "" if os.environ.get("CI") else os.urandom(4).hex()
    return os.environ.setdefault("QUIZ_CHANCE", by_chance)


@contextmanager
def seeds_of(name: str) -> Iterator[None]:
    """Rounds that are made within get the first, second … seed of this name."""
    counter = itertools.count()

    def seed() -> str:
        return hashlib.sha256(f"{chosen()} {name} {next(counter)}".encode()).hexdigest()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeds, "new", seed)
        yield
