"""Contests whose rules open other ways of entering than the ticket, and what people type there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from quiz.rules import ticket
from quiz.rules.round import Rules
from quiz.rules.ways import EntryRules
from tests.cast import RULES, Stage, staged

BY_NAME = replace(RULES, entry=EntryRules(by_name=True))
OPEN = replace(RULES, entry=EntryRules(open_entry=True))
BORN = 1969


@contextmanager
def opened(folder: Path, url: str, rules: Rules = BY_NAME) -> Iterator[Stage]:
    """The contest under these rules; An was born in 1969, of the others nobody knows."""
    with staged(folder, url, rules) as stage:
        with stage.database.writing() as session:
            session.connection().execute(
                text("UPDATE person SET birth_year = :year WHERE number = 'VT0001'"),
                {"year": BORN},
            )
        yield stage


def code_of(stage: Stage, number: str) -> str:
    """The typed code as it is printed on the ticket."""
    return ticket.typed_code(stage.app.state.site.secret, number, 1)


def once_of(page: str) -> str:
    """What the form carries so that it may be sent twice."""
    found = re.search(r'name="once" value="([0-9a-f]{32})"', page)
    assert found, page
    return found[1]
