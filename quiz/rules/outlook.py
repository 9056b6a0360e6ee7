"""What a roster would do, as it is shown before anything is written."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from quiz.rules.placing import Placing
from quiz.rules.roll import Enrolled
from quiz.rules.roster import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it would be stored. `changes` say what differs from what is on the roll."""

    line: int
    person: Enrolled
    placing: Placing
    changes: tuple[str, ...] = ()
    audience: str = ""
    """The title of the person's audience."""
    before: Enrolled | None = None
    """As the person stands on the roll; None for somebody new."""

    @property
    def stands_elsewhere(self) -> bool:
        """Whether it puts somebody into another unit or audience, or with a unit that was moved
        into its new district."""
        was, now = self.before, self.person
        return was is not None and (was.unit_id, was.district_id, was.audience) != (
            now.unit_id,
            now.district_id,
            now.audience,
        )

    @property
    def leaves(self) -> int:
        """The district that the person leaves by it, 0 for none."""
        left = self.before.district_id if self.before else self.person.district_id
        return 0 if left == self.person.district_id else left

    @property
    def unit(self) -> str:
        """The unit's full name."""
        return self.placing.unit_name

    @property
    def district(self) -> str:
        """The district's full name."""
        return self.placing.district.full_name


@dataclass(frozen=True, slots=True)
class Preview:
    """What a roster would do. With any problem it does nothing."""

    new: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    unchanged: int = 0
    same: tuple[int, ...] = ()
    """The ids of those who are named and stay as they are."""
    new_units: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    absent: tuple[Enrolled, ...] = ()
    """People of the roster's units whom it does not name: who may be taken off the roll."""
    kept: tuple[Enrolled, ...] = ()
    """Those of them who have sat, and stay."""

    @property
    def absent_code(self) -> str:
        """A digest of who is absent: whoever confirms it has seen just these."""
        numbers = " ".join(sorted(person.number for person in self.absent))
        return hashlib.sha256(numbers.encode()).hexdigest()[:16]

    @property
    def code(self) -> str:
        """A digest of everything that is written, with what stood there before: whoever confirms it
        has seen just these differences."""
        written = [
            (one.person, one.unit, one.district, one.changes) for one in (*self.new, *self.changed)
        ]
        return hashlib.sha256(repr(written).encode()).hexdigest()[:16]

    def without_sitters(self, sat: Collection[int]) -> "Preview":
        """The same, knowing the ids of those who have an attempt: they are not taken off."""
        absent = tuple(person for person in self.absent if person.id not in sat)
        kept = tuple(person for person in self.absent if person.id in sat)
        return replace(self, absent=absent, kept=kept)

    @property
    def named(self) -> tuple[int, ...]:
        """The ids of everybody on the roll whom the roster names."""
        return (*(entry.person.id for entry in self.changed), *self.same)

    @property
    def problem_rows(self) -> int:
        """How many rows have a problem."""
        return len({problem.row for problem in self.problems})
