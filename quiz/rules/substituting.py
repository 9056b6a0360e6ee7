"""A team with somebody replaced: by the reserve whose turn it is, or by somebody named."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import Chosen, Named, Seat, seated
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import at_vietnam, from_vietnam


@dataclass(frozen=True, slots=True)
class Changed:
    """The seats after a substitution. `came` is None for a reserve who only left. `broken` are the
    quotas that the members do not keep, `worse` whether the team kept more of them before."""

    chosen: tuple[Chosen, ...]
    left: Candidate
    came: Candidate | None
    broken: tuple[str, ...]
    worse: bool


def deadline(published_at: int, days: int) -> int:
    """When a team cannot be changed any more: the end of the last of so many days after the day of
    publication, in Vietnam; UTC milliseconds."""
    day = at_vietnam(published_at)
    midnight = datetime(day.year, day.month, day.day, tzinfo=day.tzinfo)
    return from_vietnam(midnight + timedelta(days=days + 1))


def still_named(
    named: Mapping[int, Iterable[Named]], on_board: Set[int], skips: Set[int]
) -> dict[int, Named]:
    """Who of a board keeps a seat into which they came (by person id), a member's before a
    reserve's: as long as who left it is passed over, or stands on the board no more."""
    kept: dict[int, Named] = {}
    for person, seats in named.items():
        held = [one for one in seats if one.left in skips or one.left not in on_board]
        if held and person in on_board:
            kept[person] = min(held, key=lambda one: one.seat is not Seat.MEMBER)
    return kept


def substitute(
    chosen: Sequence[Chosen],
    board: Sequence[Candidate],
    terms: Terms,
    left_id: int,
    came_id: int | None,
) -> Changed:
    """The team without `left_id`. In a member's seat comes `came_id`, who is a reserve or somebody
    else on the board; None is the first reserve with whom the quotas hold as far as the team keeps
    them: what was eased for it stays eased. In a reserve's place comes whoever is named, as the
    last one, or nobody.

    Members stand in the board's order, the remaining reserves keep theirs. Refuses somebody who is
    not in the team, who cannot come, and a team where no reserve may move up.
    """
    order = {one.person_id: index for index, one in enumerate(board)}
    members = [one.candidate for one in chosen if one.seat is Seat.MEMBER]
    reserves = [one.candidate for one in chosen if one.seat is Seat.RESERVE]
    left = next((one for one in (*members, *reserves) if one.person_id == left_id), None)
    if left is None:
        raise Refusal(TeamReason.NOT_IN_TEAM)
    came = None if came_id is None else _newcomer(board, order, came_id)
    standing = terms.kept_by(members)
    if left in reserves:
        if came is not None and came in (*members, *reserves):
            raise Refusal(TeamReason.CANNOT_REPLACE)
        reserves = [one for one in reserves if one != left]
        reserves += [came] if came else []
    else:
        members.remove(left)
        came = came or _next(reserves, members, standing)
        if came in members or came == left:
            raise Refusal(TeamReason.CANNOT_REPLACE)
        members = sorted([*members, came], key=lambda one: order.get(one.person_id, 0))
        reserves = [one for one in reserves if one != came]
    broken, worse = terms.broken(members), bool(standing.broken(members))
    return Changed(seated(members, reserves), left, came, broken, worse)


def _newcomer(board: Sequence[Candidate], order: dict[int, int], came_id: int) -> Candidate:
    if came_id not in order:
        raise Refusal(TeamReason.CANNOT_REPLACE)
    return board[order[came_id]]


def _next(reserves: Sequence[Candidate], members: Sequence[Candidate], terms: Terms) -> Candidate:
    for one in reserves:
        if not terms.broken([*members, one]):
            return one
    raise Refusal(TeamReason.NOBODY_MOVES_UP)
