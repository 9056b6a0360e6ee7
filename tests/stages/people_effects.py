"""What happens to people of a small contest by one value of its rules, from entering to the seats
and prizes of the official board: each function asserts it."""

from collections.abc import Callable

from sqlmodel import select

from quiz.rules.ranking import lot
from quiz.rules.reasons import EntryReason
from quiz.rules.round import Rules
from quiz.stages import choose, registering
from quiz.stages.choose import Wanted
from quiz.stages.registering import Citizen, Form, Registered
from quiz.store import rows
from quiz.store.tables import Person
from quiz.store.ways import Ways, read_ways
from tests.cast import MINUTE, OPENS
from tests.stages.contest_effects import about, awarded, dung_comes_too, publish
from tests.stages.parameter_effects import paper, refused
from tests.stages.rounds_cast import Contest
from tests.stages.unit_effects import commune, someone_of


def twenty_questions_in_an_hour(contest: Contest, rules: Rules) -> None:
    contest.open(rules)
    found = paper(contest, contest.start("An"))
    assert len(found.attempt.paper.items) == 20
    assert found.attempt.deadline_at == OPENS + 60 * MINUTE


def _ways(contest: Contest) -> tuple[int, Ways]:
    ways = contest.database.read_now(lambda one: read_ways(one, OPENS))
    return contest.world.districts["Thành phố Vị Thanh"], ways


def names_lead_in(contest: Contest, rules: Rules) -> None:
    """Only where the rules open it, and only in the districts of that contest."""
    district, ways = _ways(contest)
    assert not ways.by_name
    contest.open(rules)
    district, ways = _ways(contest)
    assert ways.names_in == {district}
    assert not ways.open_entry


def citizens_register(contest: Contest, rules: Rules) -> None:
    """Dũng is on no roster, registers, belongs to the citizens and sits."""
    district, before = _ways(contest)
    citizen = Citizen("Phạm Văn Dũng", 1969, district, district)

    def register(ways: Ways) -> object:
        given = (contest.database, citizen, Form("một lần"), ways.open_in, OPENS)
        return registering.register(*given)

    assert refused(lambda: register(before)) is EntryReason.WAY_CLOSED
    contest.open(rules, audience="dan")
    made = register(_ways(contest)[1])
    assert isinstance(made, Registered)
    with contest.database.reading() as session:
        person = session.exec(select(Person).where(Person.number == made.number)).one()
    assert person.audience == "dan"
    contest.world.people["Dũng"] = person.id or 0
    assert contest.start("Dũng", audience="dan")


PEOPLE = (
    ("An", 1, "male", 1969, "Chuyên viên"),
    ("Bình", 1, "female", 1975, "Chuyên viên"),
    ("Chi", 2, "female", 1990, "Công chức một cửa"),
    ("Dũng", 2, "male", 1995, "Chuyên viên"),
)
"""The best first: name, unit, gender, year of birth, position."""


def team(*members: str) -> Callable[[Contest, Rules], None]:
    """The official board's team."""

    def effect(contest: Contest, rules: Rules) -> None:
        contest.open(rules)
        units = {number: commune(contest, f"Xã {number}") for number in (1, 2)}
        given = {}
        for number, (name, unit, gender, born, position) in enumerate(PEOPLE):
            one = someone_of(contest, units[unit], number)
            given[contest.world.people[one]] = name
            about(contest, one, gender=gender, birth_year=born, position=position)
            contest.sit(one, right=6 - number)
        round_id = publish(contest)
        found = contest.database.read_now(lambda one: choose.choice(one, round_id, Wanted()))
        assert found.proposal is not None
        assert tuple(given[one.person_id] for one in found.proposal.members) == members

    return effect


def prize_titles(first: str, *equals: str) -> Callable[[Contest, Rules], None]:
    """An leads, Bình and Dũng are equal; of these the one whose lot is drawn first is named
    first."""

    def effect(contest: Contest, rules: Rules) -> None:
        contest.open(rules)
        dung_comes_too(contest)
        attempts = {}
        for name, right in (("An", 6), ("Bình", 5), ("Dũng", 5)):
            how = {"right": right} if right == 6 else {"wrong": "hard"}
            attempts[name] = contest.sit(name, **how)
        round_id = publish(contest)
        got = {who.split()[-1]: title for title, who in awarded(contest, round_id)}
        seed = contest.database.read_now(lambda one: rows.read_round(one, round_id)).seed
        drawn = sorted(("Bình", "Dũng"), key=lambda name: lot(seed, attempts[name]))
        assert got.get("An", "") == first
        assert tuple(got.get(name, "") for name in drawn) == equals

    return effect
