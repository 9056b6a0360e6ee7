"""Take the names out: of single people, or of everybody whose rounds are over, with what was
written about them. Results, ledgers and boards stay, under a number and `ERASED_NAME`, so that a
recount gives what it gave. What goes is rules.retention's table; a test holds both equal.
"""

from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import Connection

from question_bank.vietnamese import fold, sort_key
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.retention import ERASED_NAME
from quiz.store import audit, entry_words, revocation
from quiz.store.database import Database
from quiz.store.plain import Plain, Reader, execute, execute_many, fetch_all, fetch_one

_PERSON = (
    "UPDATE person SET name = ?, name_fold = ?, sort_key = ?, birth_year = NULL, gender = '',"
    " position = '', staff_code = NULL, phone = '', duty = '', notice = '', notice_at = NULL,"
    " entered_at = NULL, ticket_version = ticket_version + 1, active = FALSE WHERE id = ?"
)
_OF_PERSON = (
    "DELETE FROM staff_person WHERE person_id = ?",
    "DELETE FROM session WHERE person_id = ?",
    "DELETE FROM entry_words WHERE attempt_id IN (SELECT id FROM attempt WHERE person_id = ?)",
    "UPDATE appeal SET words = '' WHERE person_id = ?",
    "UPDATE decision SET reason = '' WHERE attempt_id IN"
    " (SELECT id FROM attempt WHERE person_id = ?)",
    "UPDATE decision SET reason = '' WHERE appeal_id IN"
    " (SELECT id FROM appeal WHERE person_id = ?)",
    "UPDATE extension SET reason = '' WHERE attempt_id IN"
    " (SELECT id FROM attempt WHERE person_id = ?)",
    "UPDATE side_prize SET reason = '' WHERE person_id = ?",
    "UPDATE team_skip SET reason = '' WHERE person_id = ?",
    "UPDATE team_change SET reason = '' WHERE left_id = ?",
    "UPDATE team_change SET reason = '' WHERE came_id = ?",
    "UPDATE data_request SET words = '', answer = '' WHERE person_id = ?",
    "UPDATE unit_move SET reason = '' WHERE person_id = ?",
    "DELETE FROM known_device WHERE person_id = ?",
    "DELETE FROM registration WHERE person_id = ?",
)
_OF_ROUND = (
    "DELETE FROM entry_words WHERE round_id = ?",
    "UPDATE decision SET reason = '' WHERE round_id = ?",
    "UPDATE extension SET reason = '' WHERE round_id = ?",
    "UPDATE team_lock SET reason = '' WHERE round_id = ?",
    "UPDATE team SET eased_reason = '' WHERE round_id = ?",
    "UPDATE team_skip SET reason = '' WHERE team_id IN (SELECT id FROM team WHERE round_id = ?)",
    "UPDATE team_change SET reason = '' WHERE team_id IN (SELECT id FROM team WHERE round_id = ?)",
)
_OF_CONTEST = (
    "UPDATE rules_change SET reason = '' WHERE contest_id = ?",
    "UPDATE side_prize SET reason = '' WHERE contest_id = ? AND round_id IS NULL",
    "UPDATE advance_lock SET reason = '' WHERE contest_id = ?",
    "UPDATE advance_unit SET reason = '' WHERE skipped AND list_id IN"
    " (SELECT id FROM advance_list WHERE contest_id = ?)",
)
_OPEN_REQUESTS = "SELECT id, person_id, kind FROM data_request WHERE outcome IS NULL ORDER BY id"
_CLOSE_REQUEST = (
    "UPDATE data_request SET outcome = 'done', answered_at = ?, answered_by = ? WHERE id = ?"
)
_ROUNDS_OF = "SELECT id, contest_id FROM round WHERE district_id = ?"
_OF_DISTRICT = "district_id = ? AND (entered_at IS NULL OR entered_at < ?)"
_PEOPLE_OF = f"SELECT id FROM person WHERE {_OF_DISTRICT}"  # noqa: S608 (our own words)
_NAMED_IN = f"SELECT COUNT(*) FROM person WHERE {_OF_DISTRICT} AND (name <> ? OR active)"  # noqa: S608
_DISTRICTS_OVER = (
    "SELECT u.id FROM unit u WHERE u.district_id = u.id AND NOT u.rehearsal"
    " AND EXISTS (SELECT 1 FROM round r JOIN contest c ON c.id = r.contest_id"
    " WHERE r.district_id = u.id AND c.opened_at IS NOT NULL)"
    " AND NOT EXISTS (SELECT 1 FROM round r WHERE r.district_id = u.id AND r.closes_at >= ?)"
    " AND NOT EXISTS (SELECT 1 FROM attempt a JOIN round r ON r.id = a.round_id"
    " WHERE r.district_id = u.id AND a.ended_at IS NULL) ORDER BY u.id"
)
_CONTESTS_OVER = (
    "SELECT c.id FROM contest c WHERE c.opened_at IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM round r WHERE r.contest_id = c.id AND r.closes_at >= ?)"
)
BUSY_SECONDS = 5
TOUCHED = (
    "person", "staff_person", "session", "entry_words", "appeal", "decision", "extension",
    "side_prize", "team", "team_skip", "team_change", "team_lock", "data_request", "rules_change",
    "unit_move", "known_device", "registration", "advance_unit", "advance_lock",
)  # fmt: skip
"""Tables whose old rows are to be wiped from the disk."""
_SQLITE_SAMPLES = "SELECT name FROM sqlite_master WHERE name IN ('sqlite_stat3', 'sqlite_stat4')"
_POSTGRES_SAMPLED = (
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_stats s"
    " ON s.attname = a.attname WHERE a.attrelid = ?::regclass AND s.tablename = ?"
    " AND s.schemaname = current_schema() AND a.atttypid IN ('text'::regtype, 'varchar'::regtype)"
)


def erase(connection: Connection, people: Sequence[int], actor: str, now: int) -> None:
    """Take these people's names and what was written about them out, in the transaction that is
    open. Their tickets and sessions end, and what they still asked about their data is done: there
    is none any more."""
    entry_words.forget_answers(connection, people)
    nobody = (ERASED_NAME, fold(ERASED_NAME), str(sort_key(ERASED_NAME)))
    execute_many(connection, _PERSON, [(*nobody, one) for one in people])
    for statement in _OF_PERSON:
        execute_many(connection, statement, [(one,) for one in people])
    erased = frozenset(people)
    for request_id, person_id, kind in fetch_all(connection, _OPEN_REQUESTS):
        if person_id in erased:
            execute(connection, _CLOSE_REQUEST, (now, actor, request_id))
            detail = f"person={person_id} kind={kind} outcome=done"
            audit.note(connection, now, actor, "data.answer", f"data_request:{request_id}", detail)
    revocation.revoke(connection, now)


def districts_over(connection: Connection, before: int) -> tuple[int, ...]:
    """The districts all of whose rounds, of every contest, closed before that moment (UTC
    milliseconds), with nobody who still sits."""
    return tuple(row[0] for row in fetch_all(connection, _DISTRICTS_OVER, (before,)))


def named_people(connection: Reader, district_id: int, entered_before: int) -> int:
    """How many of the district, entered before that moment or nobody knows when, have a name, or
    may enter under that of those who have none."""
    values = (district_id, entered_before, ERASED_NAME)
    found: int = fetch_all(connection, _NAMED_IN, values)[0][0]
    return found


def erase_districts(
    connection: Connection,
    districts: Sequence[int],
    before: int,
    entered_before: int,
    actor: str,
    now: int,
) -> None:
    """Everybody of these districts who was entered before that moment or nobody knows when,
    whatever the name, and what was written in their rounds."""
    asked = [(one, entered_before) for one in districts]
    people = [row[0] for values in asked for row in fetch_all(connection, _PEOPLE_OF, values)]
    erase(connection, people, actor, now)
    rounds = [row for one in districts for row in fetch_all(connection, _ROUNDS_OF, (one,))]
    for statement in _OF_ROUND:
        execute_many(connection, statement, [(round_id,) for round_id, _ in rounds])
    ours = {contest_id for _, contest_id in rounds}
    over = {row[0] for row in fetch_all(connection, _CONTESTS_OVER, (before,))}
    for statement in _OF_CONTEST:
        execute_many(connection, statement, [(one,) for one in sorted(ours & over)])


def wipe(database: Database) -> None:
    """Build the touched tables anew, so that no old row is left in the files of the database and no
    old value in what the database notes down to plan by: on SQLite the whole file and its log, on
    PostgreSQL each table. Nobody writes meanwhile; refuses as busy where somebody reads all the
    while. Pages that the file system or PostgreSQL's own log still hold are the keeper's
    (docs/privacy.md).
    """
    with closing(database.write_engine.raw_connection()) as pooled:
        driver = pooled.dbapi_connection
        assert driver is not None
        asked = Plain(driver, postgres=not database.is_sqlite)
        if database.is_sqlite:
            _wipe_sqlite(asked)
            return
        driver.autocommit = True
        try:
            _wipe_postgres(asked)
        finally:
            driver.autocommit = False


def _wipe_sqlite(asked: Plain) -> None:
    # There only where somebody has analysed: they hold keys of indexes, and nothing needs them.
    for (table,) in fetch_all(asked, _SQLITE_SAMPLES):
        execute(asked, f"DELETE FROM {table}")  # noqa: S608 (one of two names)
    fetch_all(asked, "VACUUM")
    if fetch_all(asked, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
        # somebody read all the while: the log still holds old pages
        raise Refusal(RequestReason.BUSY, seconds=BUSY_SECONDS)


def _wipe_postgres(asked: Plain) -> None:
    for table in TOUCHED:
        execute(asked, f"VACUUM (FULL, ANALYZE) {table}")
        if fetch_one(asked, f"SELECT 1 FROM {table} LIMIT 1"):  # noqa: S608 (our own names)
            continue
        # A table without rows keeps what was noted of it before. Only this takes that away.
        for column, kind in fetch_all(asked, _POSTGRES_SAMPLED, (table, table)):
            execute(asked, f'ALTER TABLE {table} ALTER COLUMN "{column}" TYPE {kind}')
    # The notes themselves leave old rows behind; passed over where we do not own the database.
    execute(asked, "VACUUM FULL pg_catalog.pg_statistic")
