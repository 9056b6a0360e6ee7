"""What happens to the units of a small contest by one value of its rules: each function asserts it.

Xã 1 to Xã 4 lie in Vị Thanh; their people have so many right answers each, and their headcounts are
signed.
"""

from collections.abc import Callable, Mapping

from question_bank.vietnamese import same_key
from quiz.rules.advancing import Decided
from quiz.rules.reasons import UnitReason
from quiz.rules.round import Rules
from quiz.rules.starting import DAY_MS
from quiz.stages import advancing, headcounts
from quiz.stages.advancing import Seen
from quiz.store import ranked_units
from quiz.store.headcounts import read_units
from quiz.store.ranked_units import UnitRanking
from quiz.store.tables import Person, Unit
from tests.cast import OPENS, add_person
from tests.stages.contest_effects import LATER, publish
from tests.stages.parameter_effects import refused
from tests.stages.rounds_cast import Contest


def commune(contest: Contest, name: str, group: str = "", cluster: str = "") -> int:
    """A unit of Vị Thanh."""
    district = contest.world.districts["Thành phố Vị Thanh"]
    unit = Unit(
        code=f"930-{name}",
        name=name,
        type="Xã",
        full_name=name,
        key=same_key(name),
        parent_id=district,
        district_id=district,
        unit_group=group,
        cluster=cluster,
    )
    with contest.database.writing() as session:
        session.add(unit)
        session.flush()
        return unit.id or 0


def someone_of(contest: Contest, unit_id: int, number: int) -> str:
    """A person of the unit, by a name of their own."""
    name = f"Người {number}"
    district = contest.world.districts["Thành phố Vị Thanh"]
    person_id = add_person(contest.database, name, f"VT1{number:03}", district)
    with contest.database.writing() as session:
        session.get_one(Person, person_id).unit_id = unit_id
    contest.world.people[name] = person_id
    return name


def headcount(contest: Contest, unit_id: int, number: int) -> None:
    """Typed by one and signed by another."""
    headcounts.type_in(contest.database, unit_id, str(number), "01/4/2021", "lan", OPENS)
    units = contest.database.read_now(lambda one: read_units(one, None))
    (unit,) = (one for one in units if one.id == unit_id)
    headcounts.sign(contest.database, [unit.headcounts[-1].id], "hoa", OPENS)


def ranked(contest: Contest) -> UnitRanking:
    return contest.database.read_now(
        lambda one: ranked_units.of_contest(one, contest.contest_id, None, LATER)
    )


def four_communes(contest: Contest, rules: Rules) -> Mapping[str, int]:
    """One person of each, who is the better the lower its number; two in each cluster."""
    contest.open(rules)
    units = {}
    for number in range(1, 5):
        name = f"Xã {number}"
        units[name] = commune(contest, name, cluster="Bắc" if number < 3 else "Nam")
        contest.sit(someone_of(contest, units[name], number), right=7 - number)
    return units


def names(units: tuple[Decided, ...]) -> tuple[str, ...]:
    return tuple(one.unit.name for one in units if one.way is not None)


def go_on(*expected: str) -> Callable[[Contest, Rules], None]:
    def effect(contest: Contest, rules: Rules) -> None:
        four_communes(contest, rules)
        assert names(advancing.decided(ranked(contest))) == expected

    return effect


def replaced_until(days: int) -> Callable[[Contest, Rules], None]:
    """Xã 1 is passed over and Xã 3 moves up, on each of so many days after the publication."""

    def effect(contest: Contest, rules: Rules) -> None:
        units = four_communes(contest, rules)
        publish(contest)
        basis = advancing.basis_of(ranked(contest))

        def confirm(version: int, skips: Mapping[int, str], now: int) -> int:
            seen = Seen(basis, version)
            about = (contest.database, contest.contest_id, seen)
            return advancing.confirm(*about, skips, "so", now)

        last = LATER + days * DAY_MS
        assert confirm(0, {}, LATER) == 1
        assert confirm(1, {units["Xã 1"]: "Xin rút"}, last) == 2
        assert refused(lambda: confirm(2, {}, last + DAY_MS)) is UnitReason.ADVANCE_DEADLINE
        found = contest.database.read_now(lambda one: advancing.propose(one, ranked(contest), None))
        assert names(found.units) == ("Xã 2", "Xã 3")

    return effect


UNITS = {
    "Xã 1": (10, [6]),
    "Xã 2": (20, [5] * 3),
    "Xã 3": (40, [4] * 8),
    "Xã 4": (80, [3] * 9),
}
"""Headcount, and the right answers of those who sit."""


def units_rank(*expected: str) -> Callable[[Contest, Rules], None]:
    """In this order, those without a place left out."""

    def effect(contest: Contest, rules: Rules) -> None:
        contest.open(rules)
        number = 0
        for minutes, (name, (people, each)) in zip((9, 8, 7, 6), UNITS.items(), strict=True):
            unit_id = commune(contest, name, group=name)
            headcount(contest, unit_id, people)
            for right in each:
                number += 1
                contest.sit(someone_of(contest, unit_id, number), right=right, minutes=minutes)
        lines = [line for line in ranked(contest).lines if line.place]
        assert tuple(line.unit.name for line in lines) == expected

    return effect
