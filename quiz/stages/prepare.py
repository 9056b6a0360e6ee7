"""Make a contest and its rounds, and open it: from then on rules and bank are frozen."""

import hashlib
import json

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint, shortages
from question_bank.law_review import doubts_on
from question_bank.vietnamese import squeeze
from quiz.rules.draft import (
    BankDoubts,
    ContestDoubts,
    Draft,
    Series,
    Windows,
    say_law,
    say_short,
)
from quiz.rules.eligibility import RoundKind
from quiz.rules.entries import Entry, Kind
from quiz.rules.reasons import ContestReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules, blueprint_data
from quiz.store import facilities, laws, ledger, library, seeds, versions
from quiz.store.database import Database
from quiz.store.series import series_of
from quiz.store.tables import AuditLog, BankVersion, Contest, Round


def make_contest(
    database: Database,
    name: str,
    rules: Rules,
    bank_version_id: int,
    windows: Windows,
    actor: str,
    now: int,
    series: tuple[Series, ...] = (),
) -> int:
    """A contest with a round in each district, and one of each further series, not yet opened.
    Returns its id.

    Making a contest of the same name again before it is opened replaces rules, bank and windows.
    Refuses invalid rules, a blueprint that the bank cannot fill, and a contest that was opened.
    """
    return put_contest(database, Draft(name, rules, bank_version_id, windows, series), actor, now)


def put_contest(database: Database, draft: Draft, actor: str, now: int) -> int:
    """The same for a whole draft."""
    with database.writing() as session:
        return _store(session, _named(session, draft.name), draft, actor, now)


def create_contest(database: Database, draft: Draft, actor: str, now: int) -> int:
    """The same for a name that no contest has yet; refuses another."""
    with database.writing() as session:
        if _named(session, draft.name):
            raise Refusal(ContestReason.NAME_TAKEN, name=squeeze(draft.name))
        return _store(session, None, draft, actor, now)


def revise_contest(
    database: Database, contest_id: int, draft: Draft, seen: str, actor: str, now: int
) -> None:
    """Replace name, rules, bank and windows of a contest that is not opened; what stands already
    changes nothing. Refuses an opened one, another contest's name, and a contest that moved since
    its draft had the digest `seen`.
    """
    with database.writing() as session:
        contest = session.get(Contest, contest_id, with_for_update=True)
        if contest is None or contest.rehearsal:
            raise Refusal(RequestReason.NOT_FOUND)
        named = _named(session, draft.name)
        if named is not None and named.id != contest_id:
            raise Refusal(ContestReason.NAME_TAKEN, name=squeeze(draft.name))
        if contest.opened_at is not None:
            raise Refusal(ContestReason.ALREADY_OPENED)
        standing = _draft_of(session, contest).digest
        if standing == draft.digest:
            return
        if standing != seen:
            raise Refusal(ContestReason.CONTEST_CHANGED)
        _store(session, contest, draft, actor, now)


def law_doubts(database: Database, contest_id: int) -> ContestDoubts:
    """What the law library has against each bank that the contest's rounds draw from, on the first
    and the last day of these rounds. Refuses an unknown contest.
    """
    with database.reading() as session:
        return _judged(session, contest_id)[1]


def unapproved(connection: Connection, contest_id: int) -> tuple[str, ...]:
    """Titles of the contest's banks whose questions nobody approved but who wrote them."""
    return versions.unapproved(connection, contest_id)


def open_contest(
    database: Database, contest_id: int, actor: str, now: int, law_seen: str = ""
) -> None:
    """Freeze the contest's rules and bank and begin every round's ledger. Opening again changes
    nothing. Refuses a blueprint that the bank cannot fill and says what is short, and banks
    that the law library doubts unless `law_seen` is the digest of just these doubts.
    """
    # a second of work for a large bank, so it is done before everybody's writes wait for it
    with database.reading() as session:
        drafted, doubts = _judged(session, contest_id)
    with database.writing() as session:
        contest = session.get(Contest, contest_id, with_for_update=True)
        if contest is None or contest.rehearsal:
            raise Refusal(RequestReason.NOT_FOUND)
        if contest.opened_at is not None:
            return
        _refuse_short_rounds(session, _draft_of(session, contest))
        version = session.get_one(BankVersion, contest.bank_version_id)
        if _draft_of(session, contest).digest != drafted:
            _, doubts = _judged(session, contest_id)
        if doubts.digest != law_seen and doubts.digest:
            raise Refusal(ContestReason.LAW_DOUBTS, told=" ".join(say_law(doubts)))
        contest.opened_at = now
        session.add(contest)
        session.flush()
        rounds = session.exec(select(Round).where(Round.contest_id == contest_id)).all()
        frozen = _frozen(session, contest, {one.bank_version_id for one in rounds})
        for round_ in rounds:
            round_.facilities = frozen[round_.bank_version_id]
            session.add(round_)
            facts = _opening_facts(session, contest, version, round_)
            ledger.append(session.connection(), _id(round_), Entry(Kind.OPEN, now, body=facts))
        log = AuditLog(at=now, actor=actor, action="contest.open", subject=contest.name)
        log.detail = doubts.digest
        session.add(log)


def _opening_facts(
    session: Session, contest: Contest, version: BankVersion, round_: Round
) -> tuple[tuple[str, str | int], ...]:
    own = round_.bank_version_id and session.get_one(BankVersion, round_.bank_version_id)
    told: dict[str, str | int] = {
        "bank": (own or version).digest,
        "closes_at": round_.closes_at,
        "opens_at": round_.opens_at,
        "rules": hashlib.sha256(contest.rules.encode()).hexdigest(),
        "seed_sha256": hashlib.sha256(bytes.fromhex(round_.seed)).hexdigest(),
    }
    further = {
        "label": round_.label,
        "audience": round_.audience,
        "blueprint": round_.blueprint,
        "facilities": round_.facilities,
        "kind": "" if round_.kind == RoundKind.OFFICIAL else round_.kind,
    }
    told |= {name: value for name, value in further.items() if value}
    return tuple(told.items())


def _frozen(
    session: Session, contest: Contest, version_ids: set[int | None]
) -> dict[int | None, str | None]:
    """What earlier rounds showed of the questions of each bank, frozen: papers are drawn by it."""
    rules = Rules.load(contest.rules)
    if not rules.balanced:
        return dict.fromkeys(version_ids)
    shown = facilities.shown(session.connection())
    found: dict[int | None, str | None] = {}
    for version_id in version_ids:
        version = session.get_one(BankVersion, version_id or contest.bank_version_id)
        bank = library.bank(session.connection(), version.digest)
        found[version_id] = facilities.freeze(session.connection(), bank, rules.marking, shown)
    return found


def _refuse_short_rounds(session: Session, draft: Draft) -> None:
    """Refuse a blueprint of any round that its bank cannot fill."""
    first = Series("", 0, 0, bank_version_id=draft.bank_version_id, blueprint=draft.rules.blueprint)
    for one in (first, *draft.series):
        version = session.get(BankVersion, one.bank_version_id or draft.bank_version_id)
        if version is None or version.rehearsal:
            raise Refusal(RequestReason.NOT_FOUND)
        blueprint = draft.rules.blueprint if one.blueprint is None else one.blueprint
        refuse_short(blueprint, Bank.load(version.content))


def refuse_short(blueprint: Blueprint, bank: Bank) -> None:
    """Refuse a blueprint that the bank cannot fill."""
    short = shortages(blueprint, bank)
    if short:
        raise Refusal(
            ContestReason.BLUEPRINT_SHORT, short="; ".join(say_short(gap, bank) for gap in short)
        )


def _named(session: Session, name: str) -> Contest | None:
    wanted = select(Contest).where(Contest.name == squeeze(name)).with_for_update()
    return session.exec(wanted).one_or_none()


def _judged(session: Session, contest_id: int) -> tuple[str, ContestDoubts]:
    """The digest of the contest's draft, and what the law library has against its banks."""
    contest = session.get(Contest, contest_id)
    if contest is None or contest.rehearsal:
        raise Refusal(RequestReason.NOT_FOUND)
    draft = _draft_of(session, contest)
    connection = session.connection()
    held = laws.library(connection)
    if not held.editions:
        return draft.digest, ContestDoubts()
    found, used = [], draft.days_of_banks
    for version_id, days in used.items():
        version = session.get_one(BankVersion, version_id)
        doubts = doubts_on(library.bank(connection, version.digest), held, days)
        found += [BankDoubts(version_id, version.title, doubts)] if doubts.digest else []
    return draft.digest, ContestDoubts(tuple(found), len(used) > 1)


def _draft_of(session: Session, contest: Contest) -> Draft:
    rounds = session.exec(select(Round).where(Round.contest_id == _id(contest))).all()
    first = [one for one in rounds if one.series == 0]
    further = {one.series: one for one in rounds if one.series}
    return Draft(
        contest.name,
        Rules.load(contest.rules),
        contest.bank_version_id,
        {one.district_id: (one.opens_at, one.closes_at) for one in first},
        tuple(series_of(one) for _, one in sorted(further.items())),
        first[0].label if first else "",
        first[0].audience if first else "",
        RoundKind(first[0].kind) if first else RoundKind.OFFICIAL,
    )


def _store(session: Session, contest: Contest | None, draft: Draft, actor: str, now: int) -> int:
    """Check the draft, then write it over `contest` or as a new one. Returns the id."""
    if contest is not None and contest.opened_at is not None:
        raise Refusal(ContestReason.ALREADY_OPENED)
    problems = draft.problems()
    if problems:
        raise Refusal(ContestReason.RULES_INVALID, problems=" ".join(problems))
    _refuse_short_rounds(session, draft)
    name = squeeze(draft.name)
    contest = contest or Contest(
        name=name, rules="", bank_version_id=draft.bank_version_id, created_at=now
    )
    contest.name = name
    contest.rules = draft.rules.dump()
    contest.bank_version_id = draft.bank_version_id
    session.add(contest)
    try:
        session.flush()
    except IntegrityError:  # two people took one name in the same instant (PostgreSQL)
        raise Refusal(ContestReason.NAME_TAKEN, name=name) from None
    contest_id = _id(contest)
    _set_rounds(session, contest_id, draft)
    session.add(AuditLog(at=now, actor=actor, action="contest.make", subject=name))
    return contest_id


def _set_rounds(session: Session, contest_id: int, draft: Draft) -> None:
    standing = {
        (one.district_id, one.series): one
        for one in session.exec(select(Round).where(Round.contest_id == contest_id))
    }
    wanted = {
        (district_id, number): one
        for district_id, (opens_at, closes_at) in draft.windows.items()
        for number, one in enumerate(
            (Series(draft.label, opens_at, closes_at, draft.kind, draft.audience), *draft.series)
        )
    }
    for key, round_ in standing.items():
        if key not in wanted:
            session.delete(round_)
    for (district_id, number), one in wanted.items():
        round_ = standing.get((district_id, number)) or Round(
            contest_id=contest_id,
            district_id=district_id,
            series=number,
            opens_at=one.opens_at,
            closes_at=one.closes_at,
            seed=seeds.new(),
        )
        round_.opens_at, round_.closes_at = one.opens_at, one.closes_at
        round_.label, round_.kind, round_.audience = squeeze(one.label), one.kind, one.audience
        round_.bank_version_id = one.bank_version_id
        own = one.blueprint
        round_.blueprint = None if own is None else json.dumps(blueprint_data(own))
        session.add(round_)


def _id(row: Contest | Round) -> int:
    if row.id is None:
        raise ValueError("the row was not stored")
    return row.id
