"""People who have sat: finished attempts with a chosen number of right answers."""

import asyncio
from dataclasses import dataclass

from quiz.stages import count, sit
from quiz.store import rows
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import MINUTE, OPENS, World, add_person


@dataclass(frozen=True, slots=True)
class Sat:
    """Somebody's finished attempt. `starts` is minutes after the opening."""

    person_id: int
    right: int
    minutes: float
    starts: float = 0


def hand_in(database: Database, writer: Writer, round_id: int, finished: list[Sat]) -> list[int]:
    """Let everybody start, answer, hand in `minutes` later, and be counted. Attempt ids."""

    async def everybody() -> list[int]:
        attempts = [await _sit(database, writer, round_id, one) for one in finished]
        await count.settle_all(database, writer)
        return attempts

    return asyncio.run(everybody())


async def _sit(database: Database, writer: Writer, round_id: int, one: Sat) -> int:
    began = OPENS + round(one.starts * MINUTE)
    attempt_id = await sit.start(database, writer, round_id, one.person_id, began)
    attempt = await database.read(lambda connection: rows.read_attempt(connection, attempt_id))
    for number, item in enumerate(attempt.paper.items, 1):
        right = item.order.index(1)
        choice = right if number <= one.right else (right + 1) % len(item.order)
        await sit.answer(
            database,
            writer,
            attempt_id,
            one.person_id,
            question=number,
            choice=(choice,),
            seq=number,
            arrived=began + 1000 * number,
            holder=attempt.holder,
        )
    handed_in = began + round(one.minutes * MINUTE)
    await sit.submit(database, writer, attempt_id, one.person_id, handed_in, holder=attempt.holder)
    return attempt_id


def five_of_vi_thanh(database: Database, writer: Writer, world: World) -> dict[str, int]:
    """An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2: given name -> person id, in the board's order."""
    people = {"An": world.people["An"], "Bình": world.people["Bình"]}
    district = world.districts["Thành phố Vị Thanh"]
    for number, name in enumerate(("Phạm Văn Dũng", "Võ Thị Giang", "Bùi Thu Hà"), 3):
        people[name.split()[-1]] = add_person(database, name, f"VT000{number}", district)
    finished = [Sat(person, 6 - number, 5) for number, person in enumerate(people.values())]
    hand_in(database, writer, world.vi_thanh, finished)
    return people
