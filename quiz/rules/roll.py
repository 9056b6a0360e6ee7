"""Who is on the roll, and the numbers that were given: what a roster is compared with."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from question_bank.vietnamese import fold, same_key


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody's row, or what it shall be: `id` 0 for somebody new."""

    id: int
    number: str
    staff_code: str | None
    name: str
    birth_year: int | None
    position: str
    unit_id: int
    district_id: int
    active: bool = True
    gender: str = ""
    """`female`, `male`, or empty where the roster does not say."""
    audience: str = ""
    """The id of the group of contestants that the person belongs to."""
    duty: str = ""
    """A part in running the contest (rules.eligibility.Duty)."""


class Roll:
    """Everybody on the roll, found by number, staff code, or name within a unit."""

    def __init__(self, people: Iterable[tuple[Enrolled, str]]) -> None:
        self.by_number: dict[str, Enrolled] = {}
        self.by_code: dict[str, Enrolled] = {}
        self._by_name: dict[tuple[str, int], list[Enrolled]] = {}
        for person, folded in people:
            self.by_number[person.number] = person
            if person.staff_code:
                self.by_code[person.staff_code.casefold()] = person
            self._by_name.setdefault((folded, person.unit_id), []).append(person)

    def named(self, name: str, unit_id: int) -> list[Enrolled]:
        """The people of this name in the unit."""
        key = same_key(name)
        return [
            person
            for person in self._by_name.get((fold(name), unit_id), ())
            if same_key(person.name) == key
        ]

    def numbers_after(self, prefix: str, reserved: Iterable[str]) -> Iterator[str]:
        """New candidate numbers of a district: `930-0001` and so on, after the last one that was
        given or is `reserved`."""
        pattern = re.compile(re.escape(prefix) + r"-(\d{4,9})")
        given = (pattern.fullmatch(number) for number in (*self.by_number, *reserved))
        last = max((int(found[1]) for found in given if found), default=0)
        while True:
            last += 1
            yield f"{prefix}-{last:04d}"
