"""A contest of several rounds in Vị Thanh, sat by An, Bình and Chi: for tests of what rules do."""

import asyncio

from sqlmodel import select

from question_bank.bank import Bank
from quiz.rules.draft import Draft, Series
from quiz.rules.eligibility import RoundKind
from quiz.rules.round import Rules
from quiz.rules.starting import DAY_MS
from quiz.stages import count, desk, outcome, prepare, sit
from quiz.store.database import Database
from quiz.store.tables import BankVersion, Result, Round
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, World

WEEK = 7 * DAY_MS


class Contest:
    """A contest of several rounds in Vị Thanh, and what An, Bình and Chi do in it."""

    def __init__(self, database: Database, writer: Writer, world: World) -> None:
        self.database, self.writer, self.world = database, writer, world

    def open(
        self,
        rules: Rules,
        *series: Series,
        label: str = "Tuần 1",
        audience: str = "",
        kind: RoundKind = RoundKind.OFFICIAL,
    ) -> None:
        """Make and open it; `rounds` are Vị Thanh's, by their labels."""
        district = self.world.districts["Thành phố Vị Thanh"]
        windows = {district: (OPENS, CLOSES)}
        version = self.world.bank_version_id
        draft = Draft("Nhiều vòng", rules, version, windows, series, label, audience, kind)
        contest_id = prepare.create_contest(self.database, draft, "so", OPENS - WEEK)
        self.contest_id = contest_id
        prepare.open_contest(self.database, contest_id, "so", OPENS - WEEK)
        with self.database.reading() as session:
            found = session.exec(select(Round).where(Round.contest_id == contest_id))
            self.rounds = {(one.label, one.audience): one.id or 0 for one in found}

    def round(self, label: str = "Tuần 1", audience: str = "") -> int:
        return self.rounds[label, audience]

    def start(
        self,
        name: str,
        label: str = "Tuần 1",
        now: int = OPENS,
        guess: str = "",
        audience: str = "",
    ) -> int:
        person = self.world.people[name]
        round_id = self.round(label, audience)
        return asyncio.run(
            sit.start(self.database, self.writer, round_id, person, now, guess=guess)
        )

    def sit(self, name: str, label: str = "Tuần 1", now: int = OPENS, **more: object) -> int:
        """Start, answer so many questions right, hand in after so many minutes. `wrong` is a level
        or a topic: the first question of it is answered wrong, all others right.
        """
        right, minutes = int(str(more.get("right", 6))), int(str(more.get("minutes", 5)))
        said = str(more.get("guess", "")), str(more.get("audience", ""))
        attempt = self.start(name, label, now, *said)
        person = self.world.people[name]
        found = asyncio.run(desk.sitting(self.database, attempt, person))
        missed = str(more.get("wrong", ""))
        for number, item in enumerate(found.attempt.paper.items, 1):
            place = item.order.index(1)  # "Đúng" is the bank's second option
            question = found.round.bank.by_id[item.question_id]
            miss = missed in (question.level, question.topic)
            missed = "" if miss else missed
            position = place if number <= right and not miss else (place + 1) % 4
            self.answer(name, attempt, number, (position,), now)
        self.hand_in(name, attempt, now + minutes * MINUTE)
        return attempt

    def answer(
        self, name: str, attempt: int, number: int, places: tuple[int, ...], started: int
    ) -> None:
        """Tick what is printed at these places of a question."""
        asyncio.run(
            sit.answer(
                self.database,
                self.writer,
                attempt,
                self.world.people[name],
                question=number,
                choice=places,
                seq=number,
                arrived=started + number,
            )
        )

    def hand_in(self, name: str, attempt: int, now: int) -> None:
        """Submit; the attempt is counted."""
        then = count.settlement(attempt)
        given = (self.database, self.writer, attempt, self.world.people[name])
        asyncio.run(sit.submit(*given, now, then))

    def publish_bank(self, bank: Bank) -> int:
        """Another published bank."""
        version = BankVersion(
            digest=bank.digest,
            title=bank.title,
            question_count=len(bank),
            content=bank.dump(),
            published_at=OPENS - 1000,
            published_by="phuc",
        )
        with self.database.writing() as session:
            session.add(version)
            session.flush()
            return version.id or 0

    def fix(self, now: int) -> None:
        """What the worker does when rounds have closed."""
        asyncio.run(sit.expire(self.database, self.writer, now))
        asyncio.run(count.settle_all(self.database, self.writer))
        asyncio.run(outcome.fix(self.database, self.writer, now))
        asyncio.run(count.settle_all(self.database, self.writer))

    def order(self, label: str = "Tuần 1", audience: str = "") -> list[str]:
        """The people of a round from the first place on."""
        names = {person: name for name, person in self.world.people.items()}
        with self.database.reading() as session:
            wanted = select(Result).where(Result.round_id == self.round(label, audience))
            found = sorted(session.exec(wanted), key=lambda row: row.rank_key)
        return [names[row.person_id] for row in found]
