"""Remove the names of everybody whose rounds are over, from every place where they stand."""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from quiz.rules.reasons import PrivacyReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.retention import months_before
from quiz.rules.wording import at_vietnam, from_vietnam, say_count
from quiz.store import audit, erasing
from quiz.store.database import Database
from quiz.store.plain import fetch_all
from quiz.store.writer import Writer

log = logging.getLogger(__name__)

_CONTEST = "SELECT opened_at FROM contest WHERE id = ?"
_ROUNDS = "SELECT DISTINCT district_id, closes_at FROM round WHERE contest_id = ?"
_NAMES = "SELECT id, full_name FROM unit WHERE district_id = id"


@dataclass(frozen=True, slots=True)
class Purge:
    """Whose names go: everybody of these districts (their names) but those who were entered since,
    how many people that is, and the districts of the contest that another round still keeps."""

    districts: tuple[str, ...]
    people: int
    kept: tuple[str, ...] = ()


def retained_until(now: int, months: int) -> int:
    """The end (UTC milliseconds) of the day that lies so many months back: rounds that closed by
    then have been kept long enough."""
    day = months_before(at_vietnam(now).date(), months) + timedelta(days=1)
    return from_vietnam(datetime.combine(day, time.min))


def overdue(connection: Connection, now: int, months: int) -> str:
    """How many people of which districts have been kept longer than so many months, and the
    command that removes them, as a sentence; empty where nobody is."""
    names: dict[int, str] = dict(fetch_all(connection, _NAMES))
    before = retained_until(now, months)
    over = erasing.districts_over(connection, before)
    counts = [(names[one], erasing.named_people(connection, one, before)) for one in over]
    kept = [f"{name} ({say_count(people)} người)" for name, people in counts if people]
    if not kept:
        return ""
    total = say_count(sum(people for _, people in counts))
    return (
        f"Họ tên của {total} người đã quá hạn lưu {months} tháng mà chưa được xóa: "
        f"{'; '.join(kept)}. Đề nghị chạy trên máy chủ: quiz privacy purge --yes."
    )


def plan(connection: Connection, before: int, contest_id: int | None = None) -> Purge:
    """What `purge` would remove. A person belongs to a district, which is purged when its last
    round of whatever contest closed before that moment; who was entered since then, or after the
    contest's last round, waits for a round to come and stays. Refuses an unknown contest and one
    that is not over.
    """
    found, kept = _districts(connection, before, contest_id)
    names: dict[int, str] = dict(fetch_all(connection, _NAMES))
    entered = _entered_before(connection, before, contest_id)
    people = sum(erasing.named_people(connection, one, entered) for one in found)
    return Purge(tuple(names[one] for one in found), people, tuple(names[one] for one in kept))


def purge(
    database: Database,
    writer: Writer,
    before: int,
    actor: str,
    now: int,
    contest_id: int | None = None,
) -> Purge:
    """Do it, then wipe what the database's files still hold. Again removes nobody and wipes anew,
    so that a run that was stopped is finished by the next."""

    def act(connection: Connection) -> Purge:
        seen = plan(connection, before, contest_id)
        found, _ = _districts(connection, before, contest_id)
        entered = _entered_before(connection, before, contest_id)
        erasing.erase_districts(connection, found, before, entered, actor, now)
        if seen.people:
            detail = f"people={seen.people} districts={len(found)} before={before}"
            audit.note(
                connection, now, actor, "privacy.purge", f"contest:{contest_id or 'all'}", detail
            )
        return seen

    done = writer.run_now(act)
    database.forget()
    erasing.wipe(database)
    told = {"actor": actor, "action": "privacy.purge", "object": f"contest:{contest_id or 'all'}"}
    log.info("names were removed", extra=told)
    return done


def _entered_before(connection: Connection, before: int, contest_id: int | None) -> int:
    """The moment since which whoever was put on the roster stays on it."""
    if contest_id is None:
        return before
    rounds = fetch_all(connection, _ROUNDS, (contest_id,))
    return min(before, max((closes_at + 1 for _, closes_at in rounds), default=before))


def _districts(
    connection: Connection, before: int, contest_id: int | None
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The districts to purge and, of the contest, those to keep."""
    over = erasing.districts_over(connection, before)
    if contest_id is None:
        return over, ()
    contest = fetch_all(connection, _CONTEST, (contest_id,))
    if not contest or contest[0][0] is None:
        raise Refusal(RequestReason.NOT_FOUND)
    rounds = fetch_all(connection, _ROUNDS, (contest_id,))
    if any(closes_at >= before for _, closes_at in rounds):
        raise Refusal(PrivacyReason.PURGE_TOO_EARLY)
    ours = {district for district, _ in rounds}
    return (
        tuple(one for one in over if one in ours),
        tuple(sorted(ours - set(over))),
    )
