"""What the printed rules ask of a team's members, person by person: who counts for which quota, and
which quotas a given team breaks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from question_bank.vietnamese import same_key
from quiz.rules.marking import say_points
from quiz.rules.quotas import Quotas, Runner
from quiz.rules.round import Rules
from quiz.rules.team import ROLE, UNIT, WOMAN, YOUNG, RoleQuota, TeamRules


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on the official board, in seat order (lots included). `points` are in hundredths;
    `gender` and `birth_year` are empty where the roster does not say."""

    person_id: int
    name: str
    place: int
    points: int = 0
    unit_id: int = 0
    unit: str = ""
    gender: str = ""
    birth_year: int | None = None
    role: str = ""


@dataclass(frozen=True)
class Terms:
    """A team's size and quotas in a round that opens in `year`."""

    seats: int
    reserves: int
    team: TeamRules = TeamRules()
    year: int = 0

    @classmethod
    def of(cls, rules: Rules, year: int) -> "Terms":
        """Those of a round's rules."""
        return cls(rules.seats, rules.reserves, rules.team, year)

    @cached_property
    def quotas(self) -> Quotas:
        """The quotas as the search knows them."""
        team = self.team
        least = ((WOMAN, team.women), (YOUNG, team.young), *team.role_counts)
        return Quotas(self.seats, team.most_of_a_unit, tuple(one for one in least if one[1]))

    @cached_property
    def _roles(self) -> dict[str, str]:
        return {same_key(one.role): f"{ROLE}{n}" for n, one in enumerate(self.team.roles)}

    @property
    def bare(self) -> bool:
        """Whether seats simply go down the ranking."""
        return self.quotas.most_of_a_unit is None and not self.quotas.least

    def runner(self, candidate: Candidate) -> Runner:
        """The candidate as the search knows people."""
        facts = (candidate.gender, candidate.birth_year, candidate.role)
        traits = self._traits.get(facts)
        if traits is None:
            traits = self._traits[facts] = self._traits_of(candidate)
        return Runner(candidate.unit_id, traits)

    @cached_property
    def _traits(self) -> dict[tuple[str, int | None, str], frozenset[str]]:
        return {}

    def _traits_of(self, candidate: Candidate) -> frozenset[str]:
        traits = set()
        if candidate.gender == "female":
            traits.add(WOMAN)
        if candidate.birth_year and self.year - candidate.birth_year < self.team.young_under:
            traits.add(YOUNG)
        if role := self._roles.get(same_key(candidate.role)):
            traits.add(role)
        return frozenset(traits)

    def enough(self, candidate: Candidate) -> bool:
        """Whether the candidate has the points that a member needs."""
        return candidate.points >= self.team.least_points

    def broken(self, members: Sequence[Candidate]) -> tuple[str, ...]:
        """The quotas that these members do not keep, each with what is the case."""
        return tuple(self._broken(members))

    def _broken(self, members: Sequence[Candidate]) -> Iterator[str]:
        for one in members:
            if not self.enough(one):
                asked = f"thành viên đạt từ {say_points(self.team.least_points)} điểm trở lên"
                yield f"{asked} ({one.name}: {say_points(one.points)} điểm)"
        most = self.quotas.most_of_a_unit
        units = Counter((one.unit_id, one.unit) for one in members)
        for (_, unit), count in units.items():
            if most is not None and count > most:
                yield f"{self.team.said(UNIT, most)} ({unit}: {count} người)"
        counts = Counter(trait for one in members for trait in self.runner(one).traits)
        for trait, count in self.quotas.least:
            if counts[trait] < count:
                yield f"{self.team.said(trait, count)} (hiện có {counts[trait]})"

    def said(self, trait: str) -> str:
        """A quota as it is printed; "" is the units' limit."""
        if trait == UNIT:
            return self.team.said(UNIT, self.quotas.most_of_a_unit or 0)
        return self.team.said(trait, dict(self.quotas.least)[trait])

    def eased(self, quotas: Quotas) -> "Terms":
        """The same with these quotas, which ask for less of the same."""
        least = dict(quotas.least)
        roles = tuple(
            RoleQuota(one.role, least.get(f"{ROLE}{number}", 0))
            for number, one in enumerate(self.team.roles)
        )
        team = replace(
            self.team,
            most_of_a_unit=quotas.most_of_a_unit,
            women=least.get(WOMAN, 0),
            young=least.get(YOUNG, 0),
            roles=roles,
        )
        return replace(self, team=team)

    def kept_by(self, members: Sequence[Candidate]) -> "Terms":
        """The same as far as these members keep it: what a quota is short of here it need not have.
        A team that was accepted so is not broken by a change that leaves it no worse.
        """
        units = Counter(one.unit_id for one in members)
        counts = Counter(trait for one in members for trait in self.runner(one).traits)
        most = self.quotas.most_of_a_unit
        least = tuple((trait, min(count, counts[trait])) for trait, count in self.quotas.least)
        eased = self.eased(
            Quotas(
                self.seats,
                None if most is None else max(most, *units.values()),
                tuple(one for one in least if one[1]),
            )
        )
        points = min((one.points for one in members), default=0)
        lowest = min(points, self.team.least_points)
        return replace(eased, team=replace(eased.team, least_points=lowest))

    def easings(self, other: "Terms") -> tuple[str, ...]:
        """What `other`, which asks for less, changes: a few words each."""
        said = []
        ours, theirs = self.team.least_points, other.team.least_points
        if ours != theirs:
            said.append(f"điểm tối thiểu {say_points(theirs)} (thể lệ: {say_points(ours)})")
        if self.quotas.most_of_a_unit != other.quotas.most_of_a_unit:
            most = other.quotas.most_of_a_unit or 0
            said.append(f"{self.team.said(UNIT, most)} (thể lệ: {self.quotas.most_of_a_unit})")
        least = dict(other.quotas.least)
        said += [
            f"{self.team.said(trait, least.get(trait, 0))} (thể lệ: {count})"
            for trait, count in self.quotas.least
            if least.get(trait, 0) != count
        ]
        return tuple(said)
