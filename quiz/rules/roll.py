"""Who is on the roll, and the numbers that were given: what a roster is compared with."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from question_bank.vietnamese import fold, same_key
from quiz.rules.retention import ERASED_NAME

_NOTHING: Mapping[int, str] = MappingProxyType({})


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
    phone: str = ""
    """As `rules.phones` spells it; empty where the roster does not say."""

    @property
    def erased(self) -> bool:
        """Whether the person's names were removed."""
        return not self.active and self.name == ERASED_NAME


class Roll:
    """Everybody on the roll, found by number, staff code, or name within a unit. In contests that
    are not over, `published` says of whom an official board names, by the id, which round's it is,
    and `sat` the same of who has an attempt that counts; `left` are candidate numbers with the ids
    of units that the person was moved away from."""

    def __init__(
        self,
        people: Iterable[tuple[Enrolled, str]],
        published: Mapping[int, str] = _NOTHING,
        left: Iterable[tuple[str, int]] = (),
        sat: Mapping[int, str] = _NOTHING,
    ) -> None:
        self.published, self.sat = published, sat
        self.by_number: dict[str, Enrolled] = {}
        self.by_code: dict[str, Enrolled] = {}
        self._by_name: dict[tuple[str, int], list[Enrolled]] = {}
        self._left: dict[int, dict[int, Enrolled]] = {}
        """Unit -> who was moved away from it, by id."""
        for person, folded in people:
            self.by_number[person.number] = person
            if person.staff_code:
                self.by_code[person.staff_code.casefold()] = person
            self._by_name.setdefault((folded, person.unit_id), []).append(person)
        for number, unit_id in left:
            moved = self.by_number.get(number)
            if moved and moved.unit_id != unit_id:
                self._left.setdefault(unit_id, {})[moved.id] = moved

    def within(self, units: Collection[int]) -> Iterator[Enrolled]:
        """Everybody of these units who is active."""
        for person in self.by_number.values():
            if person.active and person.unit_id in units:
                yield person

    def named(self, name: str, unit_id: int) -> list[Enrolled]:
        """The people of this name in the unit."""
        key = same_key(name)
        return [
            person
            for person in self._by_name.get((fold(name), unit_id), ())
            if same_key(person.name) == key
        ]

    def named_before(self, name: str, unit_id: int) -> list[Enrolled]:
        """The people of this name who were moved away from the unit."""
        key = same_key(name)
        return [one for one in self._left.get(unit_id, {}).values() if same_key(one.name) == key]

    def has_left(self, person_id: int, unit_id: int) -> bool:
        """Whether the person was moved away from the unit."""
        return person_id in self._left.get(unit_id, {})

    def numbers_after(self, prefix: str, reserved: Iterable[str]) -> Iterator[str]:
        """New candidate numbers of a district: `930-0001` and so on, after the last one that was
        given or is `reserved`."""
        pattern = re.compile(re.escape(prefix) + r"-(\d{4,9})")
        given = (pattern.fullmatch(number) for number in (*self.by_number, *reserved))
        last = max((int(found[1]) for found in given if found), default=0)
        while True:
            last += 1
            yield f"{prefix}-{last:04d}"
