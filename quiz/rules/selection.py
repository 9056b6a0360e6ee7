"""The official board + the printed terms -> the proposed team and reserves, each skip explained.

The team is the best in rank order that keeps the quotas (quiz.rules.quotas). A reserve is the next
best person who could take the seat of at least one member with the quotas still kept; whoever was
passed over for a quota may therefore be the first reserve. Who was named into a member's seat in
writing comes before all others, as far as some team with them keeps the quotas; who was named into
a reserve's is a reserve before all others who could take some member's seat.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from question_bank.vietnamese import squeeze
from quiz.rules.quotas import NoTeam, Runner, Team, best_team, has_team
from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.terms import Candidate, Terms

LONGEST_REASON = 500


class Seat(StrEnum):
    """What a chosen person is in the team."""

    MEMBER = "member"
    RESERVE = "reserve"


SEAT_TEXTS = {Seat.MEMBER: "Thành viên", Seat.RESERVE: "Dự bị"}


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in writing: who left (person id), and the seat that they were named into."""

    left: int
    seat: Seat


NOBODY_NAMED: Mapping[int, Named] = {}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A seat given: the candidate and what they are in the team."""

    candidate: Candidate
    seat: Seat


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody passed over, with the reason: written by somebody, or the quotas that caused it."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A team: members first, then reserves; who was excused; whom the quotas passed over. `eased`
    are the quotas that it does not keep, because no team on this board can."""

    chosen: tuple[Chosen, ...]
    skipped: tuple[Skipped, ...]
    passed_over: tuple[Skipped, ...] = ()
    eased: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[Candidate, ...]:
        """Who has a member's seat, in rank order."""
        return tuple(one.candidate for one in self.chosen if one.seat is Seat.MEMBER)


def propose(
    board: Sequence[Candidate],
    terms: Terms,
    excused: Mapping[int, str],
    *,
    named: Mapping[int, Named] = NOBODY_NAMED,
    ease: bool = False,
) -> Proposal:
    """The team and its reserves without those in `excused` (person id -> written reason). Those in
    `named` (by person id) have at least the seat that they were named into, members wherever some
    team with them keeps the quotas, reserves wherever they could take somebody's seat.

    Refuses an excuse without a reason and a board with fewer people than seats. Quotas that no team
    keeps are refused with the smallest change that helps; with `ease` that change is made. A short
    list of reserves is not refused.
    """
    reasons = {one.person_id: _reason(one, excused) for one in board if one.person_id in excused}
    field = [one for one in board if one.person_id not in reasons]
    if len(field) < terms.seats:
        raise Refusal(TeamReason.NOT_ENOUGH_PEOPLE, seats=terms.seats, available=len(field))
    into = {seat: {one for one, by in named.items() if by.seat is seat} for seat in Seat}
    first = sorted(field, key=lambda one: one.person_id not in into[Seat.MEMBER])
    kept, team = _team(first, terms)
    eased = terms.easings(kept)
    if eased and not ease:
        raise Refusal(
            TeamReason.QUOTAS_UNMET, change="; ".join([*eased, *_fewer_points(field, terms)])
        )
    strong = [one for one in field if kept.enough(one)]
    able = [one for one in first if kept.enough(one)]
    seats = {able[index].person_id for index in team.members}
    members = [one for one in strong if one.person_id in seats]
    reserves, others = _reserves(strong, members, kept, into[Seat.RESERVE])
    passed = {able[one.index].person_id: _because(one.causes, kept) for one in team.passed_over}
    for one in others:
        passed.setdefault(one.person_id, _NO_RESERVE)
    taken = {one.person_id for one in (*members, *reserves)}
    last = max(index for index, one in enumerate(board) if one.person_id in taken)
    return Proposal(
        chosen=seated(members, reserves),
        skipped=tuple(
            Skipped(one, reasons[one.person_id])
            for index, one in enumerate(board)
            # without quotas, whoever stands behind the last seat makes no difference
            if one.person_id in reasons and (index < last or not terms.bare)
        ),
        passed_over=tuple(
            Skipped(one, passed[one.person_id]) for one in strong if one.person_id in passed
        ),
        eased=eased,
    )


def tied(proposal: Proposal, board: Sequence[Candidate], terms: Terms) -> bool:
    """Whether somebody who is no member shares a member's place and could as well have the seat."""
    members = proposal.members
    out = {one.candidate.person_id for one in proposal.skipped}
    out |= {one.person_id for one in members}
    least = len(terms.broken(members))
    return any(
        other.place == one.place
        and len(terms.broken([*(m for m in members if m != one), other])) <= least
        for one in members
        for other in board
        if other.person_id not in out
    )


def seated(members: Sequence[Candidate], reserves: Sequence[Candidate]) -> tuple[Chosen, ...]:
    """The seats of a team, in order."""
    return (
        *(Chosen(one, Seat.MEMBER) for one in members),
        *(Chosen(one, Seat.RESERVE) for one in reserves),
    )


def written(reason: str) -> str:
    """A reason as it is kept; empty where none was given."""
    return squeeze(reason)[:LONGEST_REASON].strip()


def _reason(one: Candidate, excused: Mapping[int, str]) -> str:
    reason = written(excused[one.person_id])
    if not reason:
        raise Refusal(TeamReason.SKIP_NEEDS_REASON, name=one.name, place=one.place)
    return reason


def _team(field: Sequence[Candidate], terms: Terms) -> tuple[Terms, Team]:
    """The best team and the terms that it keeps: those asked for, or the smallest change of them.
    There are enough people for the seats."""
    strong = [one for one in field if terms.enough(one)]
    if len(strong) < terms.seats:
        points = sorted((one.points for one in field), reverse=True)[terms.seats - 1]
        return _team(field, _with_points(terms, points))
    runners = [terms.runner(one) for one in strong]
    try:
        return terms, best_team(runners, terms.quotas)
    except NoTeam as none:
        if none.remedy is None:
            raise
        return terms.eased(none.remedy), best_team(runners, none.remedy)


def _with_points(terms: Terms, points: int) -> Terms:
    return replace(terms, team=replace(terms.team, least_points=points))


def _fewer_points(field: Sequence[Candidate], terms: Terms) -> Iterator[str]:
    """The other way out, where there is one: all quotas and a lower minimum score."""
    levels = sorted({one.points for one in field if not terms.enough(one)}, reverse=True)
    runners = [(one.points, terms.runner(one)) for one in field]
    low, high = 0, len(levels)
    while low < high:
        middle = (low + high) // 2
        strong = [runner for points, runner in runners if points >= levels[middle]]
        if has_team(strong, terms.quotas):
            high = middle
        else:
            low = middle + 1
    enough = sum(map(terms.enough, field)) >= terms.seats
    if low < len(levels) and enough:
        changed = terms.easings(_with_points(terms, levels[low]))
        yield f"hoặc giữ các điều kiện khác và {changed[0]}"


def _reserves(
    strong: Sequence[Candidate], members: Sequence[Candidate], terms: Terms, named: Set[int]
) -> tuple[list[Candidate], list[Candidate]]:
    """(the reserves in the board's order, those tried before the last of them who could not take
    anybody's seat). Those in `named` are tried before all others."""
    fits = _Bench(members, terms)
    seated = {one.person_id for one in members}
    reserves: list[Candidate] = []
    others: list[Candidate] = []
    before_last = 0
    for one in sorted(strong, key=lambda one: one.person_id not in named):
        if len(reserves) == terms.reserves:
            break
        if one.person_id in seated:
            continue
        if fits(one):
            reserves.append(one)
            before_last = len(others)
        else:
            others.append(one)
    taken = {one.person_id for one in reserves}
    return [one for one in strong if one.person_id in taken], others[:before_last]


class _Bench:
    """Tells who could take the seat of some member. People of one kind and, where it matters, one
    unit have one answer."""

    def __init__(self, members: Sequence[Candidate], terms: Terms) -> None:
        self._members = [terms.runner(one) for one in members]
        self._terms, self._quotas = terms, terms.quotas
        self._units = Counter(one.unit for one in self._members)
        self._traits = Counter(trait for one in self._members for trait in one.traits)
        self._known: dict[tuple[int, int], bool] = {}

    def __call__(self, candidate: Candidate) -> bool:
        runner = self._terms.runner(candidate)
        full = self._quotas.most_of_a_unit is not None and (
            self._units[runner.unit] >= self._quotas.most_of_a_unit
        )
        key = (self._quotas.kind(runner), runner.unit if full else -1)
        if key not in self._known:
            self._known[key] = any(
                (not full or out.unit == runner.unit) and self._keeps(out, runner)
                for out in self._members
            )
        return self._known[key]

    def _keeps(self, out: Runner, runner: Runner) -> bool:
        return all(
            self._traits[trait] - (trait in out.traits) + (trait in runner.traits) >= count
            for trait, count in self._quotas.least
        )


_NO_RESERVE = (
    "Không là dự bị vì không thay được thành viên nào mà đội vẫn bảo đảm các điều kiện của thể lệ."
)


def _because(causes: tuple[str, ...], terms: Terms) -> str:
    """Why the quotas pass over somebody."""
    if causes:
        said = "; ".join(map(terms.said, causes))
        return f"Không chọn làm thành viên do điều kiện: {said}."
    quotas = (*((terms.said(""),) if terms.quotas.most_of_a_unit is not None else ()),)
    said = "; ".join([*quotas, *(terms.said(trait) for trait, _ in terms.quotas.least)])
    return f"Không chọn làm thành viên do các điều kiện xét cùng nhau: {said}."
