"""The official board + seats -> the proposed team and reserves, each skip explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from question_bank.vietnamese import squeeze
from quiz.rules.refusal import Reason, Refusal

LONGEST_REASON = 500


class Seat(StrEnum):
    """What a chosen person is in the team."""

    MEMBER = "member"
    RESERVE = "reserve"


SEAT_TEXTS = {Seat.MEMBER: "Thành viên", Seat.RESERVE: "Dự bị"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on the official board, in seat order (lots included)."""

    person_id: int
    name: str
    place: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A seat given: the candidate and what they are in the team."""

    candidate: Candidate
    seat: Seat


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody passed over, with the written reason."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A team: members first, then reserves, then who was passed over on the way."""

    chosen: tuple[Chosen, ...]
    skipped: tuple[Skipped, ...]


def propose(
    board: Sequence[Candidate], seats: int, reserves: int, skips: Mapping[int, str]
) -> Proposal:
    """The first `seats` people of the board are members, the next `reserves` reserves, without
    those in `skips` (person id -> reason).

    Refuses a skip without a reason, and a board with fewer people than seats. A short list of
    reserves is not refused.
    """
    chosen: list[Chosen] = []
    skipped: list[Skipped] = []
    for candidate in board:
        if len(chosen) == seats + reserves:
            break
        if candidate.person_id in skips:
            reason = squeeze(skips[candidate.person_id])[:LONGEST_REASON].strip()
            if not reason:
                raise Refusal(Reason.SKIP_NEEDS_REASON, name=candidate.name, place=candidate.place)
            skipped.append(Skipped(candidate, reason))
        else:
            seat = Seat.MEMBER if len(chosen) < seats else Seat.RESERVE
            chosen.append(Chosen(candidate, seat))
    if len(chosen) < seats:
        raise Refusal(Reason.NOT_ENOUGH_PEOPLE, seats=seats, available=len(chosen))
    return Proposal(tuple(chosen), tuple(skipped))
