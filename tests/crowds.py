"""Many people at once in one office of Vị Thanh."""

from sqlmodel import select

from quiz.store.database import Database
from quiz.store.tables import Person, Unit
from tests.cast import World


def add_crowd(database: Database, world: World, size: int) -> list[int]:
    """So many people of Vị Thanh, in one transaction; their ids."""
    district = world.districts["Thành phố Vị Thanh"]
    with database.writing() as session:
        office = session.exec(select(Unit.id).where(Unit.parent_id == district)).first()
        people = [
            Person(
                number=f"VT1{number:03d}",
                name=f"Thí sinh {number}",
                name_fold=f"thi sinh {number}",
                sort_key="",
                unit_id=office or district,
                district_id=district,
            )
            for number in range(size)
        ]
        session.add_all(people)
        session.flush()
        return [person.id for person in people if person.id is not None]
