"""The same few people in every test, and one open contest for them.

An and Bình work in Vị Thanh, Chi in Phụng Hiệp; thị xã and huyện Long Mỹ are two districts. Lan
organises Vị Thanh, Hoa organises no district yet, Phúc writes questions, Sở Nội vụ is the province,
Quản is the administrator. The contest lasts from 08:00 to 10:00 on 5 April 2021; a paper has six
questions, two of each level. An, Bình and Chi have read the notice about personal data.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import CodeType
from typing import Any

import httpx2 as httpx
from anyio.from_thread import BlockingPortal
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlmodel import select

from question_bank.bank import Bank, Topic
from question_bank.blueprint import Cell
from question_bank.question import LegalBasis, Level, Option, Question
from question_bank.vietnamese import fold, same_key, sort_key
from quiz.rules import ticket
from quiz.rules.notice import Controller
from quiz.rules.ranking import Facts, rank_key
from quiz.rules.round import Rules
from quiz.rules.scoring import Marks, Score
from quiz.rules.wording import VIETNAM, from_vietnam
from quiz.settings import Settings
from quiz.stages import prepare
from quiz.store.database import Database
from quiz.store.tables import BankVersion, Person, Round, Staff, StaffDistrict, Unit
from quiz.store.writer import Writer
from quiz.web.app import create_app

MINUTE = 60_000
OPENS = from_vietnam(datetime(2021, 4, 5, 8, tzinfo=VIETNAM))
CLOSES = from_vietnam(datetime(2021, 4, 5, 10, tzinfo=VIETNAM))
PASSWORD = "mat-khau-rat-dai-2021"
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""As `quiz.store.passwords` keeps it, but cheap: argon2 takes the cost of verifying from here. What
is new is hashed at the full cost, and tests/security proves what that is."""

DISTRICTS = {
    "930": ("Vị Thanh", "Thành phố"),
    "934": ("Phụng Hiệp", "Huyện"),
    "936": ("Long Mỹ", "Huyện"),
    "937": ("Long Mỹ", "Thị xã"),
}


def wide_bank() -> Bank:
    """A bank like `small_bank` with ten questions in each cell."""
    return small_bank(10)


def small_bank(each: int = 4) -> Bank:
    """Two topics × three levels × `each` questions; the key of each is its option "Đúng"."""
    topics = (Topic("bau-cu", "Bầu cử"), Topic("mot-cua", "Cơ chế một cửa"))
    questions = tuple(
        Question(
            id=f"{topic.id}-{level.value}-{number}",
            stem=f"Câu hỏi {number} về {topic.title.lower()}, mức độ {level.value}?",
            options=(Option("Sai một"), Option("Đúng"), Option("Sai hai"), Option("Sai ba")),
            key=frozenset({1}),
            topic=topic.id,
            level=level,
            legal_basis=(LegalBasis("85/2015/QH13", "2"),),
            explanation="Vì phương án này đúng.",
        )
        for topic in topics
        for level in Level
        for number in range(1, each + 1)
    )
    return Bank("Ngân hàng thử", topics, questions, as_of="2021-04-05")


def ranked(score: Score, rules: Rules, lot: int = 0) -> str:
    """The rank key of a score whose questions are worth one point each, by the default criteria."""
    points, hard = 100 * score.correct_count, 100 * score.hard_count
    return rank_key(Facts(Marks(score, points, hard, {}, started_at=0), lot), rules)


RULES = Rules(
    blueprint=tuple(Cell(topic, level, 1) for topic in ("bau-cu", "mot-cua") for level in Level),
    minutes=30,
    seats=2,
    reserves=1,
)


class FakeClock:
    """A clock that a test sets. Starts as the contest opens."""

    def __init__(self) -> None:
        self.now = OPENS

    def __call__(self) -> int:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        """Let time pass."""
        self.now += round(minutes * MINUTE)


@dataclass(frozen=True, slots=True)
class World:
    """One opened contest: ids of what the tests talk about."""

    contest_id: int
    rounds: dict[str, int]
    """District's full name -> round id."""
    people: dict[str, int]
    """Given name -> person id."""
    numbers: dict[str, str]
    """Given name -> candidate number."""
    districts: dict[str, int]
    bank: Bank
    bank_version_id: int

    @property
    def vi_thanh(self) -> int:
        """The round of Vị Thanh."""
        return self.rounds["Thành phố Vị Thanh"]

    @property
    def phung_hiep(self) -> int:
        """The round of Phụng Hiệp."""
        return self.rounds["Huyện Phụng Hiệp"]


def make_units(database: Database) -> dict[str, int]:
    """The province, the four districts and an office in each. Full name -> id."""
    with database.writing() as session:
        province = Unit(
            code="93",
            name="Hậu Giang",
            type="Tỉnh",
            full_name="Tỉnh Hậu Giang",
            key=same_key("Tỉnh Hậu Giang"),
        )
        session.add(province)
        session.flush()
        ids: dict[str, int] = {}
        for code, (name, kind) in DISTRICTS.items():
            district = Unit(
                code=code,
                name=name,
                type=kind,
                full_name=f"{kind} {name}",
                key=same_key(f"{kind} {name}"),
                parent_id=province.id,
            )
            session.add(district)
            session.flush()
            district.district_id = district.id
            assert district.id is not None
            ids[district.full_name] = district.id
            office = f"UBND {district.full_name}"
            session.add(
                Unit(
                    code=f"{code}-ubnd",
                    name=office,
                    type="Cơ quan",
                    full_name=office,
                    key=same_key(office),
                    parent_id=district.id,
                    district_id=district.id,
                )
            )
    return ids


def add_person(database: Database, name: str, number: str, district_id: int) -> int:
    """Somebody on the roster of a district's office."""
    with database.writing() as session:
        office = session.exec(select(Unit).where(Unit.parent_id == district_id)).first()
        assert office is not None
        assert office.id is not None
        person = Person(
            number=number,
            name=name,
            name_fold=fold(name),
            sort_key=str(sort_key(name)),
            unit_id=office.id,
            district_id=district_id,
            notice=Controller().version,
            notice_at=OPENS - 1000,
        )
        session.add(person)
        session.flush()
        assert person.id is not None
        return person.id


def make_world(database: Database, rules: Rules = RULES, bank: Bank | None = None) -> World:
    """Units, people, staff, a published bank and an opened contest, by the stages' own verbs."""
    bank = bank or small_bank()
    districts = make_units(database)
    vi_thanh, phung_hiep = districts["Thành phố Vị Thanh"], districts["Huyện Phụng Hiệp"]
    numbers = {"An": "VT0001", "Bình": "VT0002", "Chi": "PH0001"}
    people = {
        "An": add_person(database, "Nguyễn Văn An", numbers["An"], vi_thanh),
        "Bình": add_person(database, "Trần Thị Bình", numbers["Bình"], vi_thanh),
        "Chi": add_person(database, "Lê Thị Chi", numbers["Chi"], phung_hiep),
    }
    with database.writing() as session:
        version = BankVersion(
            digest=bank.digest,
            title=bank.title,
            question_count=len(bank),
            content=bank.dump(),
            published_at=OPENS - 1000,
            published_by="phuc",
        )
        lan = Staff(username="lan", name="Lan", role="organizer", password_hash=HASHED)
        session.add_all(
            [
                version,
                lan,
                Staff(username="hoa", name="Hoa", role="organizer", password_hash=HASHED),
                Staff(username="phuc", name="Phúc", role="author", password_hash=HASHED),
                Staff(username="thu", name="Thu", role="reviewer", password_hash=HASHED),
                Staff(username="khoi", name="Khôi", role="jury", password_hash=HASHED),
                Staff(username="yen", name="Yến", role="auditor", password_hash=HASHED),
                Staff(username="so", name="Sở Nội vụ", role="province", password_hash=HASHED),
                Staff(username="quan", name="Quản", role="administrator", password_hash=HASHED),
            ]
        )
        session.flush()
        assert lan.id is not None
        assert version.id is not None
        session.add(StaffDistrict(staff_id=lan.id, district_id=vi_thanh))
        version_id = version.id
    contest_id = prepare.make_contest(
        database,
        "Hội thi thử",
        rules,
        version_id,
        dict.fromkeys(districts.values(), (OPENS, CLOSES)),
        "so",
        OPENS - 1000,
    )
    prepare.open_contest(database, contest_id, "so", OPENS - 500)
    with database.reading() as session:
        names = {district: name for name, district in districts.items()}
        rounds = {
            names[round_.district_id]: round_.id
            for round_ in session.exec(select(Round).where(Round.contest_id == contest_id))
            if round_.id is not None
        }
    return World(contest_id, rounds, people, numbers, districts, bank, version_id)


class Visitor:
    """Somebody's browser without script: follows forms, sends the token of the page it saw."""

    def __init__(self, app: FastAPI, loop: BlockingPortal | None = None) -> None:
        self.client = TestClient(
            app,
            base_url="http://testserver",
            follow_redirects=False,
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        self.client.portal = loop
        self.token = ""

    def get(self, url: str, **options: Any) -> httpx.Response:
        """Open a page and remember its form token."""
        response = self.client.get(url, **options)
        found = re.search(r'name="form_token" value="([^"]*)"', response.text)
        if found:
            self.token = found[1]
        return response

    def post(self, url: str, **fields: Any) -> httpx.Response:
        """Send a form."""
        return self.client.post(url, data={"form_token": self.token, **fields})

    def post_json(self, url: str, content: Any) -> httpx.Response:
        """What the page's script sends."""
        return self.client.post(url, json=content, headers={"X-Form-Token": self.token})

    def upload(self, url: str, name: str, content: bytes, **fields: Any) -> httpx.Response:
        """Send a form with a file."""
        return self.client.post(
            url, data={"form_token": self.token, **fields}, files={"file": (name, content)}
        )


@dataclass(frozen=True)
class Stage:
    """A running application over a world, with a clock that the test sets."""

    app: FastAPI
    world: World
    clock: FakeClock
    database: Database
    writer: Writer
    settings: Settings
    loop: BlockingPortal | None
    """The event loop in which the application runs. All requests run in it, as they do in a server:
    without it each would begin a thread and a loop of its own, with connections of its own."""

    def stranger(self) -> Visitor:
        """Somebody who is not signed in."""
        visitor = Visitor(self.app, self.loop)
        visitor.get("/enter")
        return visitor

    def contestant(self, name: str) -> Visitor:
        """An, Bình or Chi, entered by ticket."""
        visitor = self.stranger()
        token = ticket.ticket(self.app.state.site.secret, self.world.numbers[name], 1)
        response = visitor.post("/enter", ticket=token)
        assert response.status_code == 303, response.text
        visitor.get("/enter")
        return visitor

    def staff(self, username: str) -> Visitor:
        """lan, hoa, phuc, thu, khoi, yen, so or quan, signed in by password."""
        visitor = self.stranger()
        response = visitor.post("/sign-in", username=username, password=PASSWORD)
        assert response.status_code == 303, response.text
        visitor.get("/enter")
        return visitor


class _Compiled(BytecodeCache):
    """Templates compiled once for all applications of this process, as long as they read the same:
    a compilation takes longer than ten pages."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what is kept."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


@contextmanager
def staged(
    folder: Path,
    url: str,
    rules: Rules = RULES,
    bank: Bank | None = None,
    world: World | None = None,
    **chosen: Any,
) -> Iterator[Stage]:
    """An application over a migrated database at `url`: an empty one, in which `make_world` is
    called, or one in which `world` stands already. Nobody is asked for an app's code and no session
    is idle, unless `chosen` settings say so.
    """
    chosen = {"totp": False, "staff_idle_minutes": 720, "base_url": "http://testserver", **chosen}
    settings = Settings(data=folder, database_url=url, **chosen)
    clock = FakeClock()
    app = create_app(settings, clock, ticking=False)
    site = app.state.site
    site.templates.bytecode_cache = _COMPILED
    with TestClient(app) as served:
        made = world or make_world(site.database, rules, bank)
        yield Stage(app, made, clock, site.database, site.writer, settings, served.portal)
