"""Make a contest and its rounds, and open it: from then on rules and bank are frozen."""

import hashlib
import secrets
from collections.abc import Mapping

from sqlmodel import Session, select

from question_bank.bank import Bank
from question_bank.blueprint import shortages
from question_bank.question import LEVEL_TITLES
from quiz.rules.entries import Entry, Kind
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules
from quiz.store import ledger
from quiz.store.database import Database
from quiz.store.tables import AuditLog, BankVersion, Contest, Round

Windows = Mapping[int, tuple[int, int]]
"""District id -> (opens at, closes at), UTC milliseconds."""


def make_contest(
    database: Database,
    name: str,
    rules: Rules,
    bank_version_id: int,
    windows: Windows,
    actor: str,
    now: int,
) -> int:
    """A contest with a round in each district, not yet opened. Returns its id.

    Making a contest of the same name again before it is opened replaces its rules, bank and windows.
    Refuses invalid rules, and a contest that was opened.
    """
    problems = list(rules.problems())
    if any(opens >= closes for opens, closes in windows.values()):
        problems.append("Thời điểm đóng vòng thi phải sau thời điểm mở.")
    if not windows:
        problems.append("Cuộc thi phải có ít nhất một vòng thi.")
    if not name.strip():
        problems.append("Cuộc thi phải có tên.")
    if problems:
        raise Refusal(Reason.RULES_INVALID, problems=" ".join(problems))
    with database.writing() as session:
        if session.get(BankVersion, bank_version_id) is None:
            raise Refusal(Reason.NOT_FOUND)
        contest = session.exec(select(Contest).where(Contest.name == name)).one_or_none()
        if contest is None:
            contest = Contest(
                name=name, rules="", bank_version_id=bank_version_id, created_at=now
            )
        elif contest.opened_at is not None:
            raise Refusal(Reason.ALREADY_OPENED)
        contest.rules = rules.dump()
        contest.bank_version_id = bank_version_id
        session.add(contest)
        session.flush()
        contest_id = _id(contest)
        _set_windows(session, contest_id, windows)
        session.add(AuditLog(at=now, actor=actor, action="contest.make", subject=name))
    return contest_id


def open_contest(database: Database, contest_id: int, actor: str, now: int) -> None:
    """Freeze the contest's rules and bank and begin every round's ledger. Opening again changes
    nothing. Refuses a blueprint that the bank cannot fill and says what is short."""
    with database.writing() as session:
        contest = session.get(Contest, contest_id)
        if contest is None:
            raise Refusal(Reason.NOT_FOUND)
        if contest.opened_at is not None:
            return
        version = session.get_one(BankVersion, contest.bank_version_id)
        rules = Rules.load(contest.rules)
        refuse_short(rules, Bank.load(version.content))
        contest.opened_at = now
        session.add(contest)
        session.flush()
        for round_ in session.exec(select(Round).where(Round.contest_id == contest_id)):
            facts = (
                ("bank", version.digest),
                ("closes_at", round_.closes_at),
                ("opens_at", round_.opens_at),
                ("rules", hashlib.sha256(contest.rules.encode()).hexdigest()),
                ("seed_sha256", hashlib.sha256(bytes.fromhex(round_.seed)).hexdigest()),
            )
            ledger.append(session.connection(), _id(round_), Entry(Kind.OPEN, now, body=facts))
        session.add(AuditLog(at=now, actor=actor, action="contest.open", subject=contest.name))


def refuse_short(rules: Rules, bank: Bank) -> None:
    """Refuse a blueprint that the bank cannot fill."""
    short = shortages(rules.blueprint, bank)
    if short:
        raise Refusal(
            Reason.BLUEPRINT_SHORT,
            short="; ".join(
                f"chuyên đề “{bank.topic_titles.get(gap.cell.topic, gap.cell.topic)}”, mức độ "
                f"{LEVEL_TITLES[gap.cell.level]} cần {gap.cell.count} câu, có {gap.available}"
                for gap in short
            ),
        )


def _set_windows(session: Session, contest_id: int, windows: Windows) -> None:
    rounds = {
        round_.district_id: round_
        for round_ in session.exec(select(Round).where(Round.contest_id == contest_id))
    }
    for district_id, round_ in rounds.items():
        if district_id not in windows:
            session.delete(round_)
    for district_id, (opens_at, closes_at) in windows.items():
        round_ = rounds.get(district_id) or Round(
            contest_id=contest_id,
            district_id=district_id,
            opens_at=opens_at,
            closes_at=closes_at,
            seed=secrets.token_hex(32),
        )
        round_.opens_at, round_.closes_at = opens_at, closes_at
        session.add(round_)


def _id(row: Contest | Round) -> int:
    if row.id is None:
        raise ValueError("the row was not stored")
    return row.id
