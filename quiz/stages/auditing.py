"""Look at the audit log, and see whether its chain holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from quiz.documents.exports import File, Kind, Table, file_of
from quiz.documents.workbook import Sheet
from quiz.rules.auditing import AuditRow, say_action
from quiz.rules.reasons import PrivacyReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import VIETNAM, from_vietnam, say_count, say_moment_seconds
from quiz.store import audit
from quiz.store.audit import Chain
from quiz.store.database import Database
from quiz.store.plain import Reader, fetch_all, stream
from quiz.store.writer import Writer

PAGE_ROWS = 50
MOST_ROWS = 100_000
"""In a file."""
CUT = "Tệp dừng ở đây"
HEADERS = ("Lúc", "Tài khoản", "Thao tác", "Đối tượng", "Chi tiết")

_COLUMNS = "SELECT id, at, actor, action, subject, detail FROM audit_log"
_ACTIONS = "SELECT DISTINCT action FROM audit_log ORDER BY action"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: whole user name, whole action, a part of the subject, ISO days (both included,
    Vietnamese time); empty for all."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of rows, the newest first."""

    rows: tuple[AuditRow, ...]
    page: int
    pages: int
    total: int
    actions: tuple[str, ...]


def look(connection: Reader, wanted: Wanted, page: int) -> Found:
    """A page of what is wanted. Refuses a day that is none."""
    where, values = _where(wanted)
    total = fetch_all(connection, f"SELECT COUNT(*) FROM audit_log{where}", values)[0][0]  # noqa: S608
    pages = max(1, -(-total // PAGE_ROWS))
    at = min(page, pages)
    span = f"{_COLUMNS}{where} ORDER BY id DESC LIMIT ? OFFSET ?"
    rows = fetch_all(connection, span, (*values, PAGE_ROWS, (at - 1) * PAGE_ROWS))
    actions = tuple(row[0] for row in fetch_all(connection, _ACTIONS))
    return Found(tuple(AuditRow(*row) for row in rows), at, pages, total, actions)


def file(connection: Connection, wanted: Wanted, kind: Kind) -> File:
    """What is wanted as a file, the oldest first; of more than `MOST_ROWS` the first, and a last
    line that says so and from where to go on."""
    where, values = _where(wanted)
    span = f"{_COLUMNS}{where} ORDER BY id LIMIT ?"
    found = [AuditRow(*row) for row in stream(connection, span, (*values, MOST_ROWS + 1))]
    rows = found[:MOST_ROWS]
    lines = [
        (say_moment_seconds(one.at), one.actor, say_action(one.action), one.subject, one.detail)
        for one in rows
    ]
    if len(found) > MOST_ROWS:
        lines.append((say_moment_seconds(rows[-1].at), "", CUT, "", say_cut(MOST_ROWS)))
    sheet = Sheet("Nhật ký", ("Nhật ký thao tác",), HEADERS, lines)
    data = [
        {"id": one.id, "at": one.at, "actor": one.actor, "action": one.action}
        | {"subject": one.subject, "detail": one.detail}
        for one in rows
    ]
    return file_of(Table("Nhật ký thao tác", sheet, {}, data), kind)


def say_cut(most: int) -> str:
    """How a file that does not hold everything says so."""
    return (
        f"Tệp chỉ gồm {say_count(most)} thao tác đầu của điều kiện lọc. Đề nghị đặt “Từ ngày” để "
        "tải phần còn lại."
    )


def _where(wanted: Wanted) -> tuple[str, tuple[str | int, ...]]:
    parts = list(_parts(wanted))
    said = " AND ".join(part for part, _ in parts)
    return (f" WHERE {said}" if said else ""), tuple(value for _, value in parts)


def _parts(wanted: Wanted) -> Iterator[tuple[str, str | int]]:
    for column, value in (("actor", wanted.actor), ("action", wanted.action)):
        if value:
            yield f"{column} = ?", value
    if wanted.subject:
        escaped = wanted.subject.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
        yield "LOWER(subject) LIKE ? ESCAPE '!'", f"%{escaped}%"
    if wanted.since:
        yield "at >= ?", _midnight(wanted.since)
    if wanted.until:
        yield "at < ?", _midnight(wanted.until, 1)


def _midnight(day: str, later: int = 0) -> int:
    try:
        found = date.fromisoformat(day) + timedelta(days=later)
        return from_vietnam(datetime(found.year, found.month, found.day, tzinfo=VIETNAM))
    except (ValueError, OverflowError):
        raise Refusal(PrivacyReason.NO_SUCH_DAY) from None


async def seal(database: Database, writer: Writer) -> None:
    """Seal what waits, if anything does."""
    while await database.look(audit.has_unsealed):
        await writer.run(audit.seal_next)


def verify(database: Database, writer: Writer) -> Chain:
    """Seal what waits, then hash the whole log again."""
    while writer.run_now(lambda connection: audit.seal_next(connection, audit.EVERY_ROW)):
        pass
    return database.read_now(audit.verify)
