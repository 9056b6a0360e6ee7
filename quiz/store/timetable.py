"""The rounds of a contest and the edition of its rules, as the thể lệ prints them."""

from json import loads

from question_bank.blueprint import size
from quiz.rules.eligibility import RoundKind
from quiz.rules.round import Rules, blueprint_from
from quiz.rules.timetable import Edition, Held
from quiz.store.plain import Reader, fetch_all, fetch_one

_ROUNDS = (
    "SELECT u.full_name, r.opens_at, r.closes_at, r.label, r.kind, r.audience, r.blueprint"
    " FROM round r JOIN unit u ON u.id = r.district_id WHERE r.contest_id = ?"
    " ORDER BY r.series, u.code"
)
_EDITION = (
    "SELECT version, applied_at FROM rules_change WHERE contest_id = ? AND version IS NOT NULL"
    " ORDER BY version DESC LIMIT 1"
)


def held(connection: Reader, contest_id: int, rules: Rules) -> tuple[Held, ...]:
    """The contest's rounds, those of a series together."""
    titles = {one.id: one.title for one in rules.audiences}
    found = []
    for district, opens_at, closes_at, label, kind, audience, own in fetch_all(
        connection, _ROUNDS, (contest_id,)
    ):
        found.append(
            Held(
                district,
                opens_at,
                closes_at,
                label,
                RoundKind(kind),
                titles.get(audience, ""),
                0 if own is None else size(blueprint_from(loads(own))),
            )
        )
    return tuple(found)


def edition(connection: Reader, contest_id: int) -> Edition | None:
    """Which edition of the rules is in force; None for the one that the contest was opened with."""
    row = fetch_one(connection, _EDITION, (contest_id,))
    return None if row is None else Edition(*row)
