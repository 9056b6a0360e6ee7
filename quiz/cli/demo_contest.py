"""What `quiz demo` shows: the shipped bank, Hậu Giang's units in 2021, a made-up roster, a round in
each district, finished attempts.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path

from sqlmodel import Session, col, select

import question_bank
from question_bank.bank import Bank
from question_bank.blueprint import proportional
from question_bank.formats import read
from question_bank.question import Level
from quiz.cli.common import Opened, progress
from quiz.clock import system_clock
from quiz.rules.access import Role
from quiz.rules.round import Rules
from quiz.stages import author, count, enrol, made_up, prepare, sit, units
from quiz.store import rows
from quiz.store.passwords import hash_password
from quiz.store.tables import Attempt, Contest, Person, Round, Staff, StaffDistrict, Unit

CONTEST = "Hội thi tìm hiểu cải cách hành chính và pháp luật về bầu cử (dữ liệu thử)"
BANK = Path(question_bank.__file__).parent / "banks" / "cchc-2021"
ACTOR = "demo"
PEOPLE = 400
FINISHED = 144
SITS_OF_100 = 36
HOUR = 3_600_000
CLOSED_DISTRICTS = frozenset({"931", "932"})
"""Codes of two districts whose rounds have ended, so that results can be published at once."""
ORGANIZER_DISTRICTS = ("930", "931")
STAFF = (
    ("tac-gia", "Nguyễn Thị Biên Soạn", Role.AUTHOR),
    ("to-chuc", "Trần Văn Tổ Chức", Role.ORGANIZER),
    ("so-noi-vu", "Lê Thị Nội Vụ", Role.PROVINCE),
    ("quan-tri", "Phạm Văn Quản Trị", Role.ADMINISTRATOR),
)
SKILLS = {Level.EASY: 90, Level.MEDIUM: 70, Level.HARD: 50}
"""How many of a hundred answers of the made-up contestants are right."""


def fill(contest: Opened, passwords: Mapping[str, str]) -> None:
    """Put in what is missing of the demo's contest. Staff come first: by their passwords the next
    run knows the database again, also after a Ctrl-C in here.
    """
    with contest.database.reading() as session:
        if session.exec(select(Attempt.id)).first() is not None:
            return
    now = system_clock()
    progress("Ngân hàng câu hỏi, đơn vị, danh sách thí sinh…")
    _make_staff(contest, passwords)
    bank = read(BANK).bank
    version_id = author.publish(contest.database, bank, ACTOR, now)
    units.load_units(contest.database, units.shipped_units(), now)
    _give_districts(contest)
    people = made_up.made_up_roster(units.places(contest.database), PEOPLE)
    enrol.enrol(contest.database, people, None, ACTOR, now)
    _open_contest(contest, bank, version_id, now)
    progress("Một số lượt thi đã hoàn thành…")
    asyncio.run(_finish_attempts(contest, bank))


def guest(session: Session) -> Person | None:
    """The contestant whose ticket is shown: the same one in every run, who has not sat at first."""
    found = session.exec(
        select(Person)
        .join(Unit, col(Unit.id) == Person.district_id)
        .where(Unit.code == ORGANIZER_DISTRICTS[0])
        .order_by(col(Person.id))
    )
    return next((one for one in found if one.id is not None and not _sits(one.id)), None)


def _make_staff(contest: Opened, passwords: Mapping[str, str]) -> None:
    with contest.database.writing() as session:
        known = set(session.exec(select(Staff.username)))
        for username, name, role in STAFF:
            if username not in known:
                hashed = hash_password(passwords[username])
                session.add(Staff(username=username, name=name, role=role, password_hash=hashed))


def _give_districts(contest: Opened) -> None:
    with contest.database.writing() as session:
        organizer = session.exec(select(Staff.id).where(Staff.role == Role.ORGANIZER)).one()
        for district in session.exec(
            select(Unit.id).where(col(Unit.code).in_(ORGANIZER_DISTRICTS))
        ):
            if organizer is not None and district is not None:
                session.merge(StaffDistrict(staff_id=organizer, district_id=district))


def _open_contest(contest: Opened, bank: Bank, version_id: int, now: int) -> None:
    with contest.database.reading() as session:
        known = session.exec(select(Contest).where(Contest.name == CONTEST)).one_or_none()
        if known is not None and known.opened_at is not None:
            return
        districts = session.exec(select(Unit).where(Unit.district_id == Unit.id)).all()
    windows = {
        district.id: (now - 6 * HOUR, now - HOUR)
        if district.code in CLOSED_DISTRICTS
        else (now - 6 * HOUR, now + 14 * 24 * HOUR)
        for district in districts
        if district.id is not None
    }
    rules = Rules(blueprint=proportional(bank, 30), seats=5, reserves=2)
    contest_id = prepare.make_contest(
        contest.database, CONTEST, rules, version_id, windows, ACTOR, now - 7 * HOUR
    )
    prepare.open_contest(contest.database, contest_id, ACTOR, now - 7 * HOUR)


async def _finish_attempts(contest: Opened, bank: Bank) -> None:
    """People of every district who have sat, each at a time and with a skill of their own."""
    with contest.database.reading() as session:
        found = session.exec(
            select(Person.id, Round.id, Round.opens_at)
            .join(Round, col(Round.district_id) == Person.district_id)
            .order_by(Person.number)
        ).all()
    chosen = [row for row in found if row[0] is not None and _sits(row[0])]
    for start in range(0, len(chosen[:FINISHED]), 24):
        await asyncio.gather(
            *(
                _sit(contest, bank, person_id, round_id, opens_at)
                for person_id, round_id, opens_at in chosen[start : start + 24]
                if person_id is not None and round_id is not None
            )
        )


async def _sit(contest: Opened, bank: Bank, person_id: int, round_id: int, opens_at: int) -> None:
    database, writer = contest.database, contest.writer
    began = opens_at + _dice(person_id, "began", 4 * HOUR)
    attempt_id = await sit.start(database, writer, round_id, person_id, began)
    attempt = await database.read(lambda connection: rows.read_attempt(connection, attempt_id))
    pace = 12_000 + _dice(person_id, "pace", 40_000)
    for number, item in enumerate(attempt.paper.items, 1):
        question = bank.by_id[item.question_id]
        right = item.order.index(min(question.key))
        luck = _dice(person_id, f"question {number}", 100)
        off = 0 if luck < SKILLS[question.level] else 1 + luck % (len(item.order) - 1)
        await sit.answer(
            database,
            writer,
            attempt_id,
            person_id,
            question=number,
            choice=((right + off) % len(item.order),),
            seq=number,
            arrived=began + number * pace,
        )
    ended = began + len(attempt.paper.items) * pace + _dice(person_id, "ended", 9_000)
    await sit.submit(database, writer, attempt_id, person_id, ended)
    await count.settle(database, writer, attempt_id)


def _sits(person_id: int) -> bool:
    return _dice(person_id, "sits", 100) < SITS_OF_100


def _dice(person_id: int, word: str, bound: int) -> int:
    """A number below `bound` that is this person's for this word, in every demo."""
    digest = hashlib.sha256(f"{person_id} {word}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % bound
