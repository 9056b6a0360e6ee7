"""How far the rounds of a contest are, and which of them has to be urged."""

from dataclasses import dataclass

from quiz.rules.urging import TeamState, Turnout, lagging
from quiz.rules.window import Phase, Window


@dataclass(frozen=True, slots=True)
class RoundLine:
    """How far a district's round is; its label stands behind the district's name. People are
    counted once however often they sat, and not for attempts that were voided."""

    id: int
    contest_id: int
    contest: str
    district_id: int
    district: str
    window: Window
    phase: Phase
    roster: int
    sat: int
    finished: int
    running: int
    """Attempts, not people."""
    team_version: int
    """0 before a team was confirmed."""
    team_stale: bool
    """Whether the team was chosen from a board that is not the official one any more."""
    practice: bool
    """Whether it ranks nobody."""
    audience: str = ""
    """For whom it is; everybody where empty."""
    has_team: bool = True
    """Whether the rules ask for a team."""

    def lag(self, whole: "ContestLines") -> str:
        """What the district has to be urged to do in this round."""
        mine, everybody = Turnout(self.roster, self.sat), whole.turnout(self.audience)
        team = (
            TeamState.of(self.team_version, stale=self.team_stale)
            if self.has_team
            else TeamState.NOT_ASKED
        )
        return "" if self.practice else lagging(self.phase, mine, everybody, team)


@dataclass(frozen=True, slots=True)
class ContestLines:
    """A contest with its rounds in the order of the districts' codes."""

    id: int
    name: str
    opened: bool
    rounds: tuple[RoundLine, ...]
    roster: int
    """People on the rosters of all districts."""
    sat: int
    """People who entered a round that ranks."""
    finished: int
    """People with an attempt in such a round that has ended."""

    def turnout(self, audience: str) -> Turnout:
        """What a round for this audience is compared with: everybody, or the rounds of the same
        audience where the contest has others too."""
        ranked = [one for one in self.rounds if not one.practice]
        peers = [one for one in ranked if one.audience == audience]
        if len(peers) == len(ranked):
            return Turnout(self.roster, self.sat)
        return Turnout(sum(one.roster for one in peers), sum(one.sat for one in peers))
