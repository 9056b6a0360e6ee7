"""Seal a bank until a moment; look into a sealed one, with a reason that stays."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from question_bank.question import Question
from question_bank.vietnamese import squeeze
from quiz.rules.authoring import LONGEST_NOTE
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.rules.sameness import asked, asked_by
from quiz.store import library, sealing, versions, workshop
from quiz.store.database import Database
from quiz.store.kept import Kept
from quiz.store.sealing import Reader
from quiz.store.tables import AuditLog, BankOpening

OPENING_MS = 15 * 60_000
"""How long somebody reads a sealed bank after stating why."""

_EARLIEST = text(
    "SELECT MIN(r.opens_at) FROM bank_origin o"
    " JOIN contest c ON c.bank_version_id = o.version_id AND NOT c.rehearsal"
    " JOIN round r ON r.contest_id = c.id"
    " WHERE o.bank_id = :bank AND r.opens_at > :now"
)


_TWINS = text(
    "SELECT b.id, b.title, COUNT(*) FROM working_question mine"
    " JOIN working_bank b ON b.id <> mine.bank_id"
    " AND (b.sealed_until IS NULL OR b.sealed_until <= :now)"
    " JOIN working_question other ON other.bank_id = b.id AND other.code = mine.code"
    " AND other.content = mine.content"
    " WHERE mine.bank_id = :bank AND mine.state <> 'removed' AND other.state <> 'removed'"
    " GROUP BY b.id, b.title ORDER BY b.title, b.id"
)

_UNSEALED = text(
    "SELECT v.id, v.title, v.digest, b.id AS bank_id, b.title AS bank_title FROM bank_version v"
    " LEFT JOIN bank_origin o ON o.version_id = v.id LEFT JOIN working_bank b ON b.id = o.bank_id"
    " WHERE NOT v.rehearsal AND (b.id IS NULL"
    " OR (b.id <> :bank AND (b.sealed_until IS NULL OR b.sealed_until <= :now)))"
    " ORDER BY v.id DESC"
)
_CONTENTS = text(
    "SELECT content FROM working_question WHERE bank_id = :bank AND state <> 'removed'"
)
_asked: Kept[str, frozenset[int]] = Kept(64)
_numbers: Kept[bytes, int] = Kept(40_000)


def proposed(database: Database, bank_id: int, now: int) -> int | None:
    """The earliest opening to come of the rounds whose contest uses a version of this bank, UTC
    milliseconds; None where there is none.
    """

    def query(connection: Connection) -> int | None:
        found: int | None = connection.execute(
            _EARLIEST, {"bank": bank_id, "now": now}
        ).scalar_one()
        return found

    return database.read_now(query)


@dataclass(frozen=True, slots=True)
class OpenTwin:
    """Another working bank that is open and holds questions of this one, word for word."""

    id: int
    title: str
    questions: int


def open_twins(database: Database, bank_id: int, reader: Reader) -> tuple[OpenTwin, ...]:
    """The banks that would leave questions of this one open when it is sealed: a seal covers one
    bank with its versions. None where this one is sealed to the reader, because what is the same as
    a sealed question tells its words.
    """
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        if not sealing.reads(session, bank, reader):
            return ()
        found = session.connection().execute(_TWINS, {"bank": bank_id, "now": reader.at})
        return tuple(OpenTwin(*row) for row in found)


@dataclass(frozen=True, slots=True)
class OpenVersion:
    """A version that is open and holds questions of the bank, in whatever order its options are. It
    belongs to the open working bank `home` (id and title), or to none: it came as a file.
    """

    id: int
    title: str
    questions: int
    home: tuple[int, str] | None


def open_versions(database: Database, bank_id: int, reader: Reader) -> tuple[OpenVersion, ...]:
    """The versions that would leave questions of this bank open one page further, the newest first.
    Sealing takes along those that belong to no bank. None where this one is sealed to the reader.
    """
    with database.reading() as session:
        bank = workshop.bank_row(session, bank_id)
        if not sealing.reads(session, bank, reader):
            return ()
        connection = session.connection()
        mine = Counter(_asked_in(connection, bank_id))
        found = []
        for row in connection.execute(_UNSEALED, {"bank": bank_id, "now": reader.at}):
            theirs = _asked_by(connection, row.digest)
            if shared := sum(count for one, count in mine.items() if one in theirs):
                home = None if row.bank_id is None else (row.bank_id, row.bank_title)
                found.append(OpenVersion(row.id, row.title, shared, home))
        return tuple(found)


def _asked_in(connection: Connection, bank_id: int) -> Iterator[int]:
    """The working bank's questions, each read once however often its page is: thousands of them
    take longer than all else on it.
    """
    for content in connection.execute(_CONTENTS, {"bank": bank_id}).scalars():
        name = hashlib.sha256(content.encode()).digest()
        number = _numbers.get(name)
        if number is None:
            number = _numbers.put(name, asked(Question.from_data(json.loads(content))))
        yield number


def _asked_by(connection: Connection, digest: str) -> frozenset[int]:
    return _asked.get(digest) or _asked.put(digest, asked_by(library.bank(connection, digest)))


def seal(database: Database, bank_id: int, until: int, actor: str, now: int) -> None:
    """Nobody reads the bank before `until` without a trace, from now on, nor the versions that came
    as a file with the same questions: they belong to it now. A seal that holds can be prolonged and
    not shortened; the same moment again changes nothing.
    """
    open_ = open_versions(database, bank_id, Reader(actor, now))  # before anything is locked
    along = sorted(one.id for one in open_ if one.home is None)
    with database.writing() as session:
        bank = workshop.bank_row(session, bank_id, lock=True)
        held = bank.sealed_until if sealing.is_sealed(bank, now) else None
        if held == until:
            return
        if until <= now or (held is not None and until < held):
            raise Refusal(BankReason.SEAL_TOO_EARLY)
        bank.sealed_at, bank.sealed_until, bank.sealed_by = now, until, actor
        bank.revision += 1
        session.add(bank)
        for version_id in along:
            versions.belong(session, version_id, bank_id)
        detail = f"bank:{bank_id} until:{until}"
        if along:
            detail += f" versions:{','.join(map(str, along))}"
        session.add(
            AuditLog(at=now, actor=actor, action="bank.seal", subject=bank.title, detail=detail)
        )


def look_in(database: Database, bank_id: int, reason: str, reader: Reader) -> int:
    """Let this person read the sealed bank for a quarter of an hour; until when. Who reads already
    goes on until the moment they had. Refuses without a reason.
    """
    said = squeeze(reason)[:LONGEST_NOTE].strip()
    if not said:
        raise Refusal(BankReason.OPENING_NEEDS_REASON)
    with database.writing() as session:
        bank = workshop.bank_row(session, bank_id, lock=True)
        if not sealing.is_sealed(bank, reader.at):
            return reader.at
        held = sealing.opened_until(session.connection(), bank_id, reader)
        if held is not None:
            return held
        until = reader.at + OPENING_MS
        opening = BankOpening(
            bank_id=bank_id, at=reader.at, until=until, actor=reader.actor, reason=said
        )
        session.add(opening)
        session.flush()
        workshop.note(session, bank, reader.actor, reader.at, "bank.open")
        return until
