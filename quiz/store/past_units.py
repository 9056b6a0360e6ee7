"""Where people stood in contests that are over. Who moves has it noted in the same transaction, so
that whatever was published keeps the unit of its day; nothing is written while nobody moves.

A contest is over once every official round of it is published: then nobody sits it any more, and
nothing of it is worked out anew but from its ledgers. Whoever reads what belongs to a contest's
results joins people by `PERSON_THEN` or `IN_ROUND_THEN` and asks for `UNIT_THEN`; whoever asks
where somebody is today reads the person.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from quiz.store import ledger
from quiz.store.plain import Reader, execute_many, fetch_all, fetch_one
from quiz.store.rows import say_place

PERSON_THEN = (
    "JOIN person p ON p.id = s.person_id"
    " LEFT JOIN past_unit f ON f.contest_id = ? AND f.person_id = s.person_id"
)
"""The people of rows `s`, with the contest's id as its value."""
IN_ROUND_THEN = (
    "JOIN person p ON p.id = a.person_id"
    " LEFT JOIN past_unit f ON f.contest_id = r.contest_id AND f.person_id = a.person_id"
)
"""The people of rows `a`, which belong to the round `r`."""
UNIT_THEN = "COALESCE(f.unit_id, p.unit_id)"
DISTRICT_THEN = "COALESCE(f.district_id, p.district_id)"
AUDIENCE_THEN = "COALESCE(f.audience, p.audience)"

_UNFINISHED = (
    "SELECT o.contest_id FROM round o WHERE o.kind = 'official' AND o.published_at IS NULL"
)
_LEFT = (
    "SELECT o.contest_id, u.full_name, o.label FROM round o JOIN unit u ON u.id = o.district_id"
    " WHERE o.kind = 'official' AND o.published_at IS NULL ORDER BY o.contest_id, u.code, o.series"
)
_SAT = (
    "SELECT a.person_id, u.full_name, r.label, r.contest_id FROM attempt a"  # noqa: S608
    " JOIN round r ON r.id = a.round_id JOIN unit u ON u.id = r.district_id"
    f" WHERE r.kind = 'official' AND NOT a.voided AND r.contest_id IN ({_UNFINISHED}) {{}}"
    " ORDER BY a.id"
)
_NAMED = (
    "SELECT e.person_id, u.full_name, r.label, r.contest_id FROM board_entry e"  # noqa: S608
    " JOIN board b ON b.id = e.board_id JOIN round r ON r.id = b.round_id"
    " JOIN unit u ON u.id = r.district_id"
    f" WHERE r.contest_id IN ({_UNFINISHED}) {{}} ORDER BY b.id"
)
_BEGAN = (
    "SELECT 1 FROM attempt a JOIN round r ON r.id = a.round_id WHERE a.person_id = ?"  # noqa: S608
    f" AND r.kind = 'official' AND r.contest_id IN ({_UNFINISHED}) LIMIT 1"
)
_REMEMBER = (
    "INSERT INTO past_unit (contest_id, person_id, unit_id, district_id, audience)"  # noqa: S608
    " SELECT DISTINCT r.contest_id, p.id, p.unit_id, p.district_id, p.audience FROM person p"
    " JOIN attempt a ON a.person_id = p.id JOIN round r ON r.id = a.round_id"
    f" WHERE p.id = ? AND r.kind = 'official' AND r.contest_id NOT IN ({_UNFINISHED})"
    " ON CONFLICT (contest_id, person_id) DO NOTHING"
)
_PAST = (
    "SELECT f.district_id, u.full_name, f.audience FROM past_unit f JOIN unit u ON u.id = f.unit_id"
    " WHERE f.contest_id = ? AND f.person_id = ?"
)
_ELSEWHERE = (
    f"SELECT 1 FROM attempt a JOIN round r ON r.id = a.round_id {IN_ROUND_THEN}"  # noqa: S608
    f" WHERE a.id = ? AND {DISTRICT_THEN} <> r.district_id"
)
_STILL_SAT = "SELECT id FROM round WHERE district_id = ? AND published_at IS NULL ORDER BY id"
_ENTERED = "UPDATE person SET entered_at = ? WHERE id = ?"


def sat_unfinished(connection: Reader, person_id: int | None = None) -> dict[int, str]:
    """Of whoever has an attempt that counts in a contest that is not over, or of the one person:
    the newest such round and the first that is still to be published, by the person's id."""
    return _places(connection, _SAT, "a", person_id)


def named_unfinished(connection: Reader, person_id: int | None = None) -> dict[int, str]:
    """Of whom an official board of a contest that is not over names, the newest board's round."""
    return _places(connection, _NAMED, "e", person_id)


def _places(
    connection: Reader, statement: str, table: str, person_id: int | None
) -> dict[int, str]:
    whose = "" if person_id is None else f"AND {table}.person_id = ?"
    values = () if person_id is None else (person_id,)
    left: dict[int, str] = {}
    for contest_id, district, label in fetch_all(connection, _LEFT):
        left.setdefault(contest_id, say_place(district, label))
    found = fetch_all(connection, statement.format(whose), values)
    return {
        person: f"{say_place(district, label)} (cuộc thi còn chờ công bố ở {left[contest_id]})"
        for person, district, label, contest_id in found
    }


def has_begun(connection: Reader, person_id: int) -> bool:
    """Whether the person has begun an attempt that ranks in a contest that is not over, also one
    that was voided since."""
    return fetch_one(connection, _BEGAN, (person_id,)) is not None


def remember(connection: Connection, people: Iterable[int]) -> None:
    """Note where these people, who are about to move or to come to another audience, stood in each
    contest that is over and that they sat. What is noted already stays."""
    execute_many(connection, _REMEMBER, [(one,) for one in people])


def enter_anew(connection: Connection, people: Iterable[int], now: int) -> None:
    """Note that these people were put on the roster of another district now."""
    execute_many(connection, _ENTERED, [(now, one) for one in people])


def past_place(connection: Reader, contest_id: int, person_id: int) -> tuple[int, str, str] | None:
    """The district, the name of the unit and the audience that the person belonged to in the
    contest, None where those are the person's of today."""
    row = fetch_one(connection, _PAST, (contest_id, person_id))
    return None if row is None else (row[0], row[1], row[2])


def made_elsewhere(connection: Reader, attempt_id: int) -> bool:
    """Whether who made the attempt belongs to another district than its round's: who was voided
    may have moved there."""
    return fetch_one(connection, _ELSEWHERE, (attempt_id,)) is not None


def keep_starts_away(connection: Connection, districts: Collection[int]) -> None:
    """Nobody starts in a round of these districts until this transaction ends."""
    found = {one for id_ in districts for (one,) in fetch_all(connection, _STILL_SAT, (id_,))}
    for round_id in sorted(found):
        ledger.lock(connection, round_id)
