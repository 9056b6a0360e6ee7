"""Take a legal text into the library, once, and say how it is cited and when it is in force."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from question_bank.law import Amendment, LawText
from question_bank.law_reading import LawReading
from question_bank.vietnamese import squeeze
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.store.database import Database
from quiz.store.tables import AuditLog, LawAmendment
from quiz.store.tables import LawText as LawRow

FORCE, UNTIL = "Có hiệu lực từ ngày", "Hết hiệu lực từ ngày"
"""The fields' names in the sentences that refuse their days."""
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class About:
    """What people say of an edition: its number, a second one, a name, the ISO days of its force
    ("" for unknown and for open).
    """

    number: str
    also: str = ""
    name: str = ""
    since: str = ""
    until: str = ""


def checked(about: About) -> About:
    """The same, tidied. Refuses days that are none, an end that is not after the beginning, and a
    text without a number.
    """
    found = About(*(squeeze(part)[:_LONGEST] for part in _parts(about)))
    if not found.number:
        raise Refusal(BankReason.LAW_WITHOUT_NUMBER)
    for field, day in ((FORCE, found.since), (UNTIL, found.until)):
        if day and not _is_day(day):
            raise Refusal(BankReason.LAW_DAYS, day=day[:40], field=field)
    if found.until and found.until <= found.since:
        raise Refusal(BankReason.LAW_DAYS, day=found.until, field=UNTIL)
    return found


def told_by(reading: LawReading, name: str) -> About:
    """What the file itself says; `name` is the file's."""
    return About(reading.text.number, reading.also, name, reading.since, reading.until)


def named(reading: LawReading, given: About) -> LawText:
    """The text under the number and the name that were given."""
    text = reading.text
    return LawText(given.name, given.number, text.title, text.units, text.notes)


def keep(database: Database, reading: LawReading, given: About, actor: str, now: int) -> int:
    """Put an edition into the library. Returns its id; the same words have one id, however often
    they are imported. Refuses what `checked` refuses.
    """
    given = checked(given)
    text = named(reading, given)
    row = LawRow(
        number=given.number,
        also=given.also,
        name=given.name,
        since=given.since,
        until=given.until,
        title=text.title,
        kind=reading.kind,
        issued=reading.issued,
        digest=text.digest,
        articles=len(text.articles),
        imported_at=now,
        imported_by=actor,
        content=text.dump(),
    )
    try:
        with database.writing() as session:
            known = _id_of(session, text.digest)
            if known is not None:
                return known
            session.add(row)
            session.flush()
            session.add_all(_amendment_rows(row, reading.amendments, given))
            session.add(_logged("law.import", given, text.digest, actor, now))
    except IntegrityError:  # somebody else imported the same words at the same moment
        with database.reading() as session:
            known = _id_of(session, text.digest)
        if known is None:
            raise
        return known
    if row.id is None:
        raise ValueError("the text was not stored")
    return row.id


def revise(
    database: Database, law_id: int, given: About, revision: int, actor: str, now: int
) -> None:
    """Say anew how an edition is cited and when it is in force; what stands already changes
    nothing. Its own number stays: it is part of its words. Refuses where somebody has changed it
    since `revision`.
    """
    with database.writing() as session:
        row = session.get(LawRow, law_id, with_for_update=True)
        if row is None:
            raise Refusal(RequestReason.NOT_FOUND)
        columns = _columns(checked(given)) | {"number": row.number}
        if all(getattr(row, name) == value for name, value in columns.items()):
            return
        if row.revision != revision:
            raise Refusal(BankReason.LAW_CHANGED)
        for name, value in columns.items():
            setattr(row, name, value)
        row.revision += 1
        for told in session.exec(select(LawAmendment).where(col(LawAmendment.law_id) == law_id)):
            told.since = row.since or told.since
        session.add(row)
        force = f"{row.since}..{row.until}"
        session.add(_logged("law.revise", About(row.number), force, actor, now))


def _id_of(session: Session, digest: str) -> int | None:
    return session.exec(select(LawRow.id).where(LawRow.digest == digest)).one_or_none()


def _parts(given: About) -> tuple[str, ...]:
    return given.number, given.also, given.name, given.since, given.until


def _columns(given: About) -> dict[str, str]:
    return dict(zip(("number", "also", "name", "since", "until"), _parts(given), strict=True))


def _amendment_rows(row: LawRow, told: Iterable[Amendment], given: About) -> list[LawAmendment]:
    if row.id is None:
        raise ValueError("the text was not stored")
    return [
        LawAmendment(
            law_id=row.id,
            amender=one.by,
            document=one.document,
            places=json.dumps(one.places, ensure_ascii=False),
            since=given.since or one.since,
        )
        for one in told
    ]


def _logged(action: str, given: About, detail: str, actor: str, now: int) -> AuditLog:
    return AuditLog(at=now, actor=actor, action=action, subject=given.number, detail=detail)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
