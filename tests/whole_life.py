"""A contest from its opening to the last word about it, with every kind of entry, in which every
name and everything that somebody writes carries the same odd word: where it stands, people stand.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import pytest
from sqlalchemy import Connection, text
from sqlmodel import select

from question_bank.vietnamese import fold, sort_key
from quiz.rules.advancing import AdvancingRules
from quiz.rules.appealing import Filing, Subject
from quiz.rules.criteria import TieBreak, chain
from quiz.rules.data_requests import Outcome, RequestKind
from quiz.rules.deciding import Proposed, Ruling
from quiz.rules.entries import Entry, Kind
from quiz.rules.extending import Wanted as MoreTime
from quiz.rules.prizes import AtTheCut, Prize, PrizeKind, PrizeRules
from quiz.rules.refusal import Refusal
from quiz.rules.team import RoleQuota, TeamRules
from quiz.stages import (
    advancing,
    amend,
    appeals,
    award,
    choose,
    count,
    data_requests,
    extend,
    hold,
    lock_team,
    sit,
    substitute,
    void,
)
from quiz.stages.appeals import Signer
from quiz.store import ledger, ranked_units, teams
from quiz.store.database import Database
from quiz.store.tables import Person
from quiz.store.writer import Writer
from quiz.worker import tick, tidy
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World
from tests.finished import five_of_vi_thanh
from tests.stages.test_choose_under_quotas import confirm

CANARY = "zqcanary"
AFTER = CLOSES + 10 * MINUTE
DAY = 24 * 60 * MINUTE
LIFE_RULES = replace(
    RULES,
    tie_breaks=chain(TieBreak.HARD_SCORE, TieBreak.OLDEST, TieBreak.DURATION),
    team=TeamRules(roles=(RoleQuota("Chức danh không ai có"),)),
    prizes=PrizeRules((Prize("Giải Cao tuổi", 1, PrizeKind.SIDE),), True, AtTheCut.LOTS),
    advancing=AdvancingRules(seats=1),
)


@dataclass(frozen=True)
class Life:
    """What the tests ask about: people by given name, Hà's attempt, which was voided and restored,
    and the request that waits for an answer."""

    world: World
    people: dict[str, int]
    request_id: int


def said(about: str) -> str:
    """Something that somebody writes."""
    return f"{CANARY} {about}: việc riêng của một người"


def live(database: Database, writer: Writer, world: World) -> Life:
    """Everything, in its order. `world` was made with LIFE_RULES."""
    _change_the_rules(writer, world)
    people = {"Chi": world.people["Chi"]}
    _name(database)
    people |= five_of_vi_thanh(database, writer, world)
    _name(database)
    asyncio.run(_chi_sits(database, writer, world))
    attempts = _attempts(database)
    void.void(database, writer, attempts[people["Hà"]], said("hủy"), ("lan", "quan"), CLOSES - 1)
    for minute in range(30, 34):
        asyncio.run(tick(database, writer, CLOSES + minute * MINUTE))
    for round_id in world.rounds.values():
        count.publish(database, writer, round_id, "quan", CLOSES + 35 * MINUTE)
    _decide(database, writer, world, attempts, people)
    _team(database, writer, world, people)
    _advance(database, world)
    award.give(
        database, world.contest_id, world.vi_thanh, 0, "VT0002", said("giải"), "lan", AFTER + DAY
    )
    request_id = _ask(database, writer, people)
    return Life(world, people, request_id)


def _change_the_rules(writer: Writer, world: World) -> None:
    wanted, once = replace(LIFE_RULES, seats=3), "0" * 32
    asked = amend.ask(writer, world.contest_id, wanted, said("thể lệ"), once, "so", OPENS)
    amend.confirm(writer, world.contest_id, asked.id, "quan", OPENS)


def _name(database: Database) -> None:
    """Give everybody on the roster a name, a year, a position and a code with the odd word."""
    with database.writing() as session:
        for person in session.exec(select(Person)):
            given = person.name.split()[-1]
            name = f"{CANARY.capitalize()} Văn {given}"
            person.name, person.name_fold, person.sort_key = name, fold(name), str(sort_key(name))
            person.birth_year = 1960 + (person.id or 0)
            person.position = f"{CANARY} chức vụ"
            person.staff_code = f"{CANARY}-{person.id}"
            person.gender = "female"


async def _chi_sits(database: Database, writer: Writer, world: World) -> None:
    """Two devices, a late and a stale answer, more time, and the clock ends it."""
    chi, round_id = world.people["Chi"], world.phung_hiep
    attempt = await sit.start(database, writer, round_id, chi, OPENS, "a")

    async def tap(seq: int, question: int, at: int, holder: str) -> None:
        await sit.answer(
            database, writer, attempt, chi,
            question=question, choice=(0,), seq=seq, arrived=at, holder=holder,
        )  # fmt: skip

    await tap(9, 1, OPENS + MINUTE, "a")
    await tap(7, 1, OPENS + MINUTE, "a")
    await hold.take_over(database, writer, attempt, chi, "b", OPENS + 2 * MINUTE)
    wanted = MoreTime(5, said("gia hạn"), "0" * 32, world.numbers["Chi"])
    await asyncio.to_thread(extend.ask, writer, round_id, wanted, "so", OPENS + 3 * MINUTE)
    await writer.run(
        lambda one: ledger.append(one, round_id, Entry(Kind.CLOCK, OPENS, body=(("jump_ms", 9),)))
    )
    with pytest.raises(Refusal, match="het_gio"):  # and kept as late
        await tap(5000, 2, OPENS + 50 * MINUTE, "b")


def _attempts(database: Database) -> dict[int, int]:
    def query(connection: Connection) -> dict[int, int]:
        found = connection.execute(text("SELECT person_id, id FROM attempt"))
        return {row.person_id: row.id for row in found}

    return database.read_now(query)


def _decide(
    database: Database,
    writer: Writer,
    world: World,
    attempts: dict[int, int],
    people: dict[str, int],
) -> None:
    """An appeals; a question is credited to all, Hà's attempt counts again."""
    an, now = people["An"], AFTER + 40 * MINUTE
    filing = Filing(Subject.QUESTION, 1, said("kiến nghị"))
    asyncio.run(appeals.file(database, writer, attempts[an], an, filing, now))
    question = database.read_now(
        lambda one: one.execute(text("SELECT question_id FROM appeal")).scalar_one()
    )
    ha = attempts[people["Hà"]]
    asked = (
        Proposed(Ruling.CREDIT_ALL, said("đáp án"), "1" * 32, question),
        Proposed(Ruling.UNVOID_ATTEMPT, said("khôi phục"), "2" * 32, attempt_id=ha),
    )
    for one in asked:
        number = appeals.ask(writer, world.vi_thanh, one, "so", now)
        seen = database.read_now(partial(appeals.preview, decision_id=number, now=now)).digest
        appeals.sign(database, writer, number, seen, Signer("quan", of_contest=True), now)
        asyncio.run(tidy(database, writer, now))


def _team(database: Database, writer: Writer, world: World, people: dict[str, int]) -> None:
    wanted = choose.Wanted({people["Bình"]: said("bỏ qua")}, None, said("điều kiện"))
    confirm(database, writer, world, wanted)
    left = substitute.Wanted(people["An"], "", said("thay"), None, said("điều kiện"))
    substitute.substitute(writer, world.vi_thanh, 1, left, "lan", AFTER + DAY)
    team = database.read_now(lambda one: teams.read_team(one, world.vi_thanh))
    assert team
    lock_team.lock(writer, world.vi_thanh, team.version, "so", AFTER + DAY)
    reason = said("mở khóa")
    lock_team.unlock(writer, world.vi_thanh, team.version, reason, "so", AFTER + DAY)


def _advance(database: Database, world: World) -> None:
    """The first unit is passed over; the list is locked and unlocked."""
    about, now = (database, world.contest_id), AFTER + DAY
    ranking = database.read_now(
        lambda one: ranked_units.of_contest(one, world.contest_id, None, now)
    )
    seen = advancing.Seen(advancing.basis_of(ranking), 0)
    skips = {ranking.in_order[0].unit.id: said("đơn vị")}
    advancing.confirm(*about, seen, skips, "so", now)
    advancing.lock(*about, 1, "quan", now)
    advancing.unlock(*about, 1, said("mở khóa đơn vị"), "so", now)


def _ask(database: Database, writer: Writer, people: dict[str, int]) -> int:
    """An's correction is answered; Bình's deletion waits: its id."""
    now = AFTER + DAY
    words = said("đề nghị")
    for name, kind in (("An", RequestKind.CORRECT), ("Bình", RequestKind.DELETE)):
        asyncio.run(data_requests.ask(writer, people[name], kind, words, 10, now))
    found = database.read_now(lambda one: data_requests.due(one, None, now, 1)).requests
    ids = {one.kind: one.id for one in found}
    data_requests.answer(
        writer, ids[RequestKind.CORRECT], Outcome.REFUSED, said("trả lời"), "lan", now
    )
    return ids[RequestKind.DELETE]


def every_cell(database: Database) -> Iterator[str]:
    """Table, column and text of everything that the database holds."""
    with database.read_engine.connect() as connection:
        statement = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if database.is_sqlite
            else "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for table in connection.execute(text(statement)).scalars().all():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                yield from (f"{table}.{column} {value}" for column, value in row.items())
