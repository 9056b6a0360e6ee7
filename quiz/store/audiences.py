"""The audiences that contests have: what a roster and a person's page may say."""

from sqlalchemy import Connection, text

from quiz.rules.eligibility import Audience
from quiz.store import library

_RULES = text("SELECT rules FROM contest WHERE NOT rehearsal ORDER BY id DESC")


def known_audiences(connection: Connection) -> tuple[Audience, ...]:
    """Those of every contest, the newest contest's first. One id may have two titles: contests
    name their audiences by themselves, and a person belongs to an id."""
    found = (library.rules(dumped) for dumped in connection.execute(_RULES).scalars())
    return tuple(dict.fromkeys(one for rules in found for one in rules.audiences))
