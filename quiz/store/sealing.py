"""The seal on a bank's questions: every verb that shows words of a bank asks here first.

A bank is sealed until a moment. Before it, somebody who stated a reason reads on for a while
(`bank_opening`); nobody else does, whatever their role. Papers are not asked about: what
contestants see is of no reader's business.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlmodel import Session

from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_moment
from quiz.store import keys
from quiz.store.tables import WorkingBank

_OPENED = text(
    "SELECT MAX(until) FROM bank_opening"
    " WHERE bank_id = :bank AND actor = :actor AND at <= :at AND until > :at"
)
_HOME = text(
    "SELECT b.id, b.title, b.sealed_until FROM bank_origin o"
    " JOIN working_bank b ON b.id = o.bank_id WHERE o.version_id = :version"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who wants to read, and when (UTC milliseconds). `late` is who looks on: only what no round
    asks any more."""

    actor: str
    at: int
    late: bool = False


def is_sealed(bank: WorkingBank, at: int) -> bool:
    """Whether the seal holds at this moment."""
    return bank.sealed_until is not None and at < bank.sealed_until


def opened_until(connection: Connection, bank_id: int, reader: Reader) -> int | None:
    """Until when this person reads a sealed bank, None where they do not."""
    found: int | None = connection.execute(
        _OPENED, {"bank": bank_id, "actor": reader.actor, "at": reader.at}
    ).scalar_one()
    return found


def check(session: Session, bank: WorkingBank, reader: Reader) -> None:
    """Refuse words of a sealed bank to who has not opened it."""
    if bank.id is None or bank.sealed_until is None:
        return
    _check(session.connection(), bank.id, bank.title, bank.sealed_until, reader)


def reads(session: Session, bank: WorkingBank, reader: Reader) -> bool:
    """Whether `check` lets this reader through."""
    try:
        check(session, bank, reader)
    except Refusal:
        return False
    return True


def check_version(connection: Connection, version_id: int, reader: Reader | None) -> None:
    """The same for a published version: it is sealed with the bank that it belongs to. No reader is
    nobody, who is refused whatever the time. To who looks on, every version is closed until the
    last round that asks one of its questions is published; one with a question that no round asked
    stays closed.
    """
    if (
        reader is not None
        and reader.late
        and not keys.version_closed(connection, version_id, reader.at)
    ):
        raise Refusal(BankReason.BANK_LATER)
    home = connection.execute(_HOME, {"version": version_id}).one_or_none()
    if home is not None and home.sealed_until is not None:
        _check(connection, home.id, home.title, home.sealed_until, reader)


def reads_version(connection: Connection, version_id: int, reader: Reader | None) -> bool:
    """Whether `check_version` lets this reader through."""
    try:
        check_version(connection, version_id, reader)
    except Refusal:
        return False
    return True


def _check(
    connection: Connection, bank_id: int, title: str, until: int, reader: Reader | None
) -> None:
    if reader is not None:
        if reader.at >= until:
            return
        if opened_until(connection, bank_id, reader) is not None:
            return
    raise Refusal(BankReason.BANK_SEALED, title=title, until=say_moment(until))
