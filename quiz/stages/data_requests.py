"""Requests about own data: somebody asks, the committee sees what is due and answers."""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from quiz.rules.data_requests import Outcome, RequestKind, answer_words, asked_words, due_at
from quiz.rules.reasons import PrivacyReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.retention import ERASED_NAME
from quiz.rules.wording import say_moment
from quiz.store import audit, erasing
from quiz.store.database import Database
from quiz.store.plain import Plain, Reader, execute, fetch_all, fetch_one
from quiz.store.writer import Writer

log = logging.getLogger(__name__)

PAGE_ROWS = 50

_OPEN = "SELECT id, words FROM data_request WHERE person_id = ? AND kind = ? AND outcome IS NULL"
_NEW = (
    "INSERT INTO data_request (person_id, kind, words, asked_at, due_at, answer)"
    " VALUES (?, ?, ?, ?, ?, '') ON CONFLICT DO NOTHING"
)
_COLUMNS = (
    "SELECT q.id, q.person_id, p.name, p.number, u.full_name, p.district_id, q.kind, q.words,"
    " q.asked_at, q.due_at, q.outcome, q.answer, q.answered_at, q.answered_by, p.active"
    " FROM data_request q JOIN person p ON p.id = q.person_id JOIN unit u ON u.id = p.unit_id"
)
_ONE = f"{_COLUMNS} WHERE q.id = ?"
_OF_PERSON = f"{_COLUMNS} WHERE q.person_id = ? ORDER BY q.id DESC"
_ORDER = " ORDER BY q.outcome IS NOT NULL, CASE WHEN q.outcome IS NULL THEN q.due_at END, q.id DESC"
_ANSWER = (
    "UPDATE data_request SET outcome = ?, answer = ?, answered_at = ?, answered_by = ?"
    " WHERE id = ? AND outcome IS NULL"
)
_SITS = (
    "SELECT 1 FROM round r JOIN contest c ON c.id = r.contest_id JOIN person p"
    " ON p.district_id = r.district_id WHERE p.id = ? AND c.opened_at IS NOT NULL"
    " AND r.opens_at <= ? AND r.closes_at > ? UNION ALL"
    " SELECT 1 FROM attempt a WHERE a.person_id = ? AND a.ended_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its row tells it. `open_` while nobody has answered."""

    id: int
    person_id: int
    name: str
    number: str
    unit: str
    district_id: int
    kind: RequestKind
    words: str
    asked_at: int
    due_at: int
    outcome: Outcome | None
    answer: str
    answered_at: int | None
    answered_by: str | None
    active: bool

    @property
    def open_(self) -> bool:
        """Whether nobody has answered."""
        return self.outcome is None

    @property
    def erased(self) -> bool:
        """Whether the name of who asked was removed."""
        return self.name == ERASED_NAME and not self.active


@dataclass(frozen=True, slots=True)
class Due:
    """A page of requests, the overdue first, and how many are open and overdue in all."""

    requests: tuple[Request, ...]
    page: int
    pages: int
    total: int
    open_: int
    overdue: int


async def ask(
    writer: Writer,
    person_id: int,
    kind: RequestKind,
    typed: str,
    days: int,
    now: int,
) -> None:
    """Ask for a correction or for deletion. The same again is one request. Refuses a text that says
    nothing, and a second open request of the kind."""
    words = asked_words(typed)

    def act(connection: Connection) -> None:
        values = (person_id, kind.value, words, now, due_at(now, days))
        standing = fetch_one(connection, _OPEN, values[:2])
        if standing is None:
            execute(connection, _NEW, values)
        elif standing[1] != words:
            raise Refusal(PrivacyReason.REQUEST_OPEN)

    await writer.run(act)
    told = {"actor": f"person:{person_id}", "action": f"data.{kind.value}"}
    log.info("asked about own data", extra=told)


async def own(database: Database, person_id: int) -> tuple[Request, ...]:
    """The person's requests, the newest first."""

    def query(connection: Plain) -> tuple[Request, ...]:
        return tuple(map(_request, fetch_all(connection, _OF_PERSON, (person_id,))))

    return await database.look(query)


def read(connection: Reader, request_id: int) -> Request:
    """The request. Refuses an unknown one."""
    row = fetch_one(connection, _ONE, (request_id,))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return _request(row)


def due(connection: Reader, districts: frozenset[int] | None, now: int, page: int) -> Due:
    """Those of these districts, of all where None: open ones by their due date, then the others."""
    within, values = "", tuple(sorted(districts or ()))
    if districts is not None:
        within = f" WHERE p.district_id IN ({', '.join('?' * len(values)) or 'NULL'})"
    counts = fetch_all(
        connection,
        "SELECT COUNT(*), COUNT(CASE WHEN q.outcome IS NULL THEN 1 END),"  # noqa: S608 (our own marks)
        " COUNT(CASE WHEN q.outcome IS NULL AND q.due_at <= ? THEN 1 END)"
        f" FROM data_request q JOIN person p ON p.id = q.person_id{within}",
        (now, *values),
    )[0]
    pages = max(1, -(-counts[0] // PAGE_ROWS))
    at = min(page, pages)
    span = f"{_COLUMNS}{within}{_ORDER} LIMIT ? OFFSET ?"
    found = fetch_all(connection, span, (*values, PAGE_ROWS, (at - 1) * PAGE_ROWS))
    return Due(tuple(map(_request, found)), at, pages, *counts)


def answer(
    writer: Writer, request_id: int, outcome: Outcome, typed: str, actor: str, now: int
) -> Request:
    """Answer a request. The same answer again changes nothing. Of the answer to somebody whose name
    was removed no word is kept: nobody could read it, and it may tell the name. Refuses one that
    another answered, and an answer that says nothing."""
    said = answer_words(typed)

    def act(connection: Connection) -> Request:
        found = read(connection, request_id)
        words = "" if found.erased else said
        if not found.open_:
            if (found.outcome, found.answer, found.answered_by) == (outcome, words, actor):
                return found
            raise _answered(found)
        _answer(connection, found, outcome, words, actor, now)
        return read(connection, request_id)

    return writer.run_now(act)


def erase(writer: Writer, database: Database, request_id: int, actor: str, now: int) -> None:
    """Remove the person's names at once and answer the request with it: an administrator's
    decision, also where somebody answered before that it will be done. Again changes nothing.
    Refuses while the person has a round or an attempt that runs, and a request that was refused or
    asks for something else."""

    def act(connection: Connection) -> None:
        found = read(connection, request_id)
        if found.kind is not RequestKind.DELETE:
            raise Refusal(RequestReason.NOT_FOUND)
        if found.outcome is Outcome.REFUSED:
            raise _answered(found)
        if found.erased and not found.open_:
            return
        if fetch_one(connection, _SITS, (found.person_id, now, now, found.person_id)):
            raise Refusal(PrivacyReason.STILL_SITTING)
        if found.open_:
            _answer(connection, found, Outcome.DONE, "", actor, now)
        else:
            subject = f"data_request:{found.id}"
            audit.note(connection, now, actor, "data.erase", subject, f"person={found.person_id}")
        erasing.erase(connection, [found.person_id], actor, now)

    writer.run_now(act)
    database.forget()


def _answer(
    connection: Connection, found: Request, outcome: Outcome, words: str, actor: str, now: int
) -> None:
    execute(connection, _ANSWER, (outcome.value, words, now, actor, found.id))
    detail = f"person={found.person_id} kind={found.kind.value} outcome={outcome.value}"
    audit.note(connection, now, actor, "data.answer", f"data_request:{found.id}", detail)


def _answered(found: Request) -> Refusal:
    at = say_moment(found.answered_at or 0)
    return Refusal(PrivacyReason.REQUEST_ANSWERED, by=found.answered_by or "", at=at)


def _request(row: tuple[Any, ...]) -> Request:
    id_, person_id, name, number, unit, district_id, kind, words, asked_at, due_at_, *answered = row
    outcome, said, at, by, active = answered
    return Request(
        id=id_,
        person_id=person_id,
        name=name,
        number=number,
        unit=unit,
        district_id=district_id,
        kind=RequestKind(kind),
        words=words,
        asked_at=asked_at,
        due_at=due_at_,
        outcome=Outcome(outcome) if outcome else None,
        answer=said,
        answered_at=at,
        answered_by=by,
        active=bool(active),
    )
