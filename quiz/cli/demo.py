"""`quiz demo`: a contest of its own to walk through: the shipped bank, Hậu Giang's units in 2021, a
made-up roster, a round in each district, finished attempts, and a link for each kind of user.
"""

import asyncio
import hashlib
import json
import os
import secrets
from pathlib import Path
from urllib.parse import quote

import typer
from sqlmodel import Session, col, select

import question_bank
from question_bank.bank import Bank
from question_bank.blueprint import proportional
from question_bank.formats import read
from question_bank.question import Level
from quiz.cli import serve
from quiz.cli.common import Opened, opened, progress
from quiz.clock import system_clock
from quiz.rules import ticket
from quiz.rules.access import ROLE_TITLES, Role
from quiz.rules.round import Rules
from quiz.settings import Settings
from quiz.stages import author, count, enrol, made_up, prepare, signin, sit, units
from quiz.store import rows
from quiz.store.tables import Attempt, Contest, Person, Round, Staff, StaffDistrict, Unit

CONTEST = "Hội thi tìm hiểu cải cách hành chính và pháp luật về bầu cử (dữ liệu thử)"
BANK = Path(question_bank.__file__).parent / "banks" / "cchc-2021"
ACTOR = "demo"
PEOPLE = 400
FINISHED = 144
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


def demo(
    host: serve.Host = "127.0.0.1", port: serve.Port = 8000, data: serve.Data = Path("var")
) -> None:
    """Make a contest to walk through, print a link for each kind of user, and serve it.

    A second run goes on with the same data.
    """
    url = f"http://{host}:{port}"
    settings = Settings().model_copy(update={"data": data, "base_url": url, "demo": True})
    with opened(settings) as contest:
        fill(contest)
        typer.echo(welcome(contest))
    serve.run(settings, host, port)


def fill(contest: Opened) -> None:
    """Put in what is missing of the demo's contest."""
    with contest.database.reading() as session:
        if session.exec(select(Attempt.id)).first() is not None:
            return
    now = system_clock()
    progress("Ngân hàng câu hỏi, đơn vị, danh sách thí sinh…")
    bank = read(BANK).bank
    version_id = author.publish(contest.database, bank, ACTOR, now)
    units.load_units(contest.database, units.shipped_units())
    people = made_up.made_up_roster(units.places(contest.database), PEOPLE)
    enrol.enrol(contest.database, people, None, ACTOR, now)
    _make_staff(contest)
    _open_contest(contest, bank, version_id, now)
    progress("Một số lượt thi đã hoàn thành…")
    asyncio.run(_finish_attempts(contest, bank))


def _make_staff(contest: Opened) -> None:
    """Staff with passwords made here, kept where only the folder's owner may read them."""
    passwords = {username: secrets.token_urlsafe(12) for username, _, _ in STAFF}
    path = _logins(contest)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(passwords, file)
    with contest.database.writing() as session:
        for username, name, role in STAFF:
            member = session.exec(
                select(Staff).where(Staff.username == username)
            ).one_or_none() or Staff(username=username, name=name, role=role, password_hash="")
            member.password_hash = signin.hash_password(passwords[username])
            session.add(member)
            session.flush()
            if role is Role.ORGANIZER and member.id is not None:
                _give_districts(session, member.id)


def _give_districts(session: Session, staff_id: int) -> None:
    for district in session.exec(select(Unit).where(col(Unit.code).in_(ORGANIZER_DISTRICTS))):
        if district.id is not None:
            session.merge(StaffDistrict(staff_id=staff_id, district_id=district.id))


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
    chosen = [row for row in found if row[0] is not None and _dice(row[0], "sits", 100) < 36]
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


def _dice(person_id: int, word: str, bound: int) -> int:
    """A number below `bound` that is this person's for this word, in every demo."""
    digest = hashlib.sha256(f"{person_id} {word}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % bound


def _logins(contest: Opened) -> Path:
    return contest.settings.data / "demo-logins.json"


def welcome(contest: Opened) -> str:
    """A link for each kind of user."""
    base = contest.settings.base_url
    passwords: dict[str, str] = json.loads(_logins(contest).read_text())
    with contest.database.reading() as session:
        sat = select(Attempt.person_id)
        person = session.exec(
            select(Person)
            .join(Unit, col(Unit.id) == Person.district_id)
            .where(Unit.code == ORGANIZER_DISTRICTS[0], col(Person.id).not_in(sat))
            .order_by(Person.number)
        ).first()
    lines = [
        f"Trang chủ / Home: {base}/",
        f"Các thành phần giao diện / Components: {base}/components",
    ]
    if person is not None:
        token = ticket.ticket(contest.settings.secret(), person.number, person.ticket_version)
        code = ticket.typed_code(contest.settings.secret(), person.number, person.ticket_version)
        lines += [
            f"Thí sinh / Contestant: {base}/enter#{token}",
            f"    số báo danh / number {person.number}, mã dự thi / code {code}",
        ]
    for username, _, role in STAFF:
        link = f"{base}/sign-in#{username}/{quote(passwords[username])}"
        lines.append(f"{ROLE_TITLES[role]} / {role.value.capitalize()}: {link}")
    lines.append("Ctrl-C để dừng / to stop")
    return "\n".join(lines)
