"""What a decision would change, counted from the ledgers before anybody signs: every person whose
score, place, seat or prize would move.

A preview reads whole rounds. The last ones are kept, known by the hashes of the ledgers that they
were read from, because who looks at one signs it next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text

from quiz.rules.correcting import decided
from quiz.rules.deciding import OF_ATTEMPTS, Ruling
from quiz.rules.moving import Move, Stand, individual_prizes, moves, preview_digest
from quiz.rules.ranking import lot, places, points_of
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import SEAT_TEXTS, Seat, propose
from quiz.rules.terms import Candidate, Terms
from quiz.rules.wording import at_vietnam
from quiz.stages.appeals.asking import refuse_hidden_key, refuse_sat
from quiz.store import decisions, ledger, rows
from quiz.store.candidates import about_people
from quiz.store.corrections import corrections_of
from quiz.store.counting import (
    Counted,
    ReadRound,
    board_digest,
    count_corrected,
    count_whole,
    read_whole,
    with_voided,
)
from quiz.store.decisions import Decided
from quiz.store.facts import known
from quiz.store.kept import Kept
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import OfficialBoard, SatRound

_HEAD = "SELECT head_hash FROM round WHERE id = ?"
_RUNNING = "SELECT COUNT(*) FROM attempt WHERE round_id = ? AND (ended_at IS NULL OR NOT settled)"
_RESULTS = text(
    "SELECT person_id, attempt_id, rank_key, correct_count, hard_count, answered, duration_ms,"
    " ended_at FROM result WHERE round_id = :round_id ORDER BY rank_key, person_id"
)
_TEAM = "SELECT id FROM team WHERE round_id = ? ORDER BY version DESC LIMIT 1"
_MEMBERS = "SELECT person_id, seat FROM team_member WHERE team_id = ?"
_SKIPS = "SELECT person_id, reason FROM team_skip WHERE team_id = ?"


@dataclass(frozen=True, slots=True)
class Part:
    """One round of a preview. `head` is the last entry of its ledger that counts."""

    round: SatRound
    head: int
    before: tuple[Counted, ...]
    after: tuple[Counted, ...]
    moves: tuple[Move, ...]
    official: OfficialBoard | None
    before_digest: str
    after_digest: str

    @property
    def new_version(self) -> int | None:
        """The version of the official board that it would make, None where it makes none."""
        if self.official is None or self.official.digest == self.after_digest:
            return None
        return self.official.version + 1


@dataclass(frozen=True, slots=True)
class Preview:
    """A decision with all the rounds that it would reach, and the digest to sign."""

    decision: Decided
    parts: tuple[Part, ...]
    digest: str

    @property
    def moved(self) -> int:
        """How many people would stand otherwise."""
        return sum(len(part.moves) for part in self.parts)


_kept: Kept[tuple[object, ...], Part] = Kept(8)
forget = _kept.clear


def preview(connection: Connection, decision_id: int, now: int) -> Preview:
    """The preview of a decision that waits for its signature. Refuses one that does not, a round
    that can still be sat or that another signed decision is still to change, and stored results
    that a recount does not find.
    """
    decision = decisions.read(connection, decision_id)
    if not decision.pending:
        raise Refusal(Reason.DECISION_CLOSED)
    if decision.of_contest:
        refuse_hidden_key(connection, decision.round_id, now)
    reached = decisions.rounds_of(connection, decision)
    decisions.refuse_applying(connection, reached)
    parts = tuple(part_of(connection, decision, round_id, now) for round_id in reached)
    facts = ((part.round.id, part.head, part.before_digest, part.after_digest) for part in parts)
    return Preview(decision, parts, preview_digest(decision.id, facts))


def part_of(connection: Connection, decision: Decided, round_id: int, now: int) -> Part:
    """One round, scored as it stands and as it would stand."""
    sat = rows.read_round(connection, round_id)
    refuse_sat(sat, now)
    running = fetch_all(connection, _RUNNING, (round_id,))[0][0]
    if running:
        raise Refusal(Reason.ATTEMPTS_RUNNING, count=running)
    head_hash = fetch_all(connection, _HEAD, (round_id,))[0][0]
    what = (decision.ruling, decision.question_id, decision.key, decision.attempt_id)
    key = (decision.id, *what, round_id, head_hash)
    part = _kept.get(key) or _kept.put(key, _count(connection, decision, sat))
    untrue = part.official is not None and part.official.digest != part.before_digest
    if untrue or stored_results(connection, round_id) != [one.columns() for one in part.before]:
        raise Refusal(Reason.RECOUNT_DIFFERS, count=1)
    return part


def stored_results(connection: Connection, round_id: int) -> list[dict[str, str | int]]:
    """The stored results in the order of the board."""
    found = connection.execute(_RESULTS, {"round_id": round_id})
    return [dict(row._mapping) for row in found]


def _count(connection: Connection, decision: Decided, sat: SatRound) -> Part:
    if ledger.broken_link(connection, sat.id) is not None:
        raise Refusal(Reason.RECOUNT_DIFFERS, count=1)
    head = ledger.counting_head(connection, sat.id)
    found, corrections = read_whole(connection, sat), corrections_of(connection, sat.id)
    about = known(connection, sat)
    before = count_whole(sat, found, corrections, about)
    if not all(one.same_paper for one in before):
        raise Refusal(Reason.RECOUNT_DIFFERS, count=1)
    if decision.ruling in OF_ATTEMPTS:
        changed = _ruled(found, decision)
        after = count_whole(sat, changed, corrections, about)
    else:
        question = decision.question_id
        corrections = decided(corrections, question, decision.correction)
        after = count_corrected(sat, found, before, corrections, question, about)
    team = _team(connection, sat.id)
    known_people = about_people(connection, sat.id)
    moved = moves(
        _stands(sat, before, known_people, team, standing=True),
        _stands(sat, after, known_people, team),
    )
    official = rows.read_official(connection, sat.id) if sat.window.published else None
    return Part(
        sat, head, before, after, moved, official, board_digest(before), board_digest(after)
    )


def _ruled(found: ReadRound, decision: Decided) -> ReadRound:
    voids = decision.ruling is Ruling.VOID_ATTEMPT
    attempts = (one for people in found.values() for one in people)
    fits = any(
        one.attempt.id == decision.attempt_id and one.sheet.voided != voids for one in attempts
    )
    if not fits or decision.attempt_id is None:
        raise Refusal(Reason.NOT_TO_VOID)
    return with_voided(found, decision.attempt_id, voided=voids)


@dataclass(frozen=True, slots=True)
class _Team:
    """The standing team: who sits where (person -> seat), and who was passed over and why."""

    seats: Mapping[int, Seat]
    skips: Mapping[int, str]


def _team(connection: Reader, round_id: int) -> _Team | None:
    row = fetch_one(connection, _TEAM, (round_id,))
    if row is None:
        return None
    seats = {person: Seat(seat) for person, seat in fetch_all(connection, _MEMBERS, (row[0],))}
    return _Team(seats, dict(fetch_all(connection, _SKIPS, (row[0],))))


def _stands(
    sat: SatRound,
    results: Sequence[Counted],
    known_people: Mapping[int, Candidate],
    team: _Team | None,
    *,
    standing: bool = False,
) -> dict[int, Stand]:
    """Person -> where they stand. Seats are those of the standing team, or what the board would
    give."""
    given = places((one.rank_key for one in results), sat.rules)
    board = [
        replace(known_people[one.person_id], place=place, points=points_of(one.rank_key, sat.rules))
        for one, place in zip(results, given, strict=True)
    ]
    seats = team.seats if team and standing else _seats(sat, board, team)
    lots = [lot(sat.seed, one.attempt_id) for one in results]
    prizes = individual_prizes(given, lots, sat.rules.prizes)
    return {
        one.person_id: Stand(
            place,
            one.score.correct_count,
            points_of(one.rank_key, sat.rules),
            SEAT_TEXTS[seats[one.person_id]] if one.person_id in seats else "",
            prize,
        )
        for one, place, prize in zip(results, given, prizes, strict=True)
    }


def _seats(sat: SatRound, board: Sequence[Candidate], team: _Team | None) -> Mapping[int, Seat]:
    on_board = {one.person_id for one in board}
    skips = {one: why for one, why in (team.skips if team else {}).items() if one in on_board}
    try:
        terms = Terms.of(sat.rules, at_vietnam(sat.window.opens_at).year)
        proposal = propose(board, terms, skips)
    except Refusal:
        return {}
    return {one.candidate.person_id: one.seat for one in proposal.chosen}
