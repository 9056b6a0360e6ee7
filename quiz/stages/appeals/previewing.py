"""What a decision would change, counted from the ledgers before anybody signs: every person whose
score, place, seat or prize would move.

A preview reads whole rounds. The last ones are kept, known by the hashes of the ledgers that they
were read from and by what places, seats and prizes hang on beside them, because who looks at one
signs it next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from quiz.rules.correcting import decided
from quiz.rules.criteria import TieBreak
from quiz.rules.deciding import OF_ATTEMPTS, Ruling
from quiz.rules.moving import Move, UnitMove, moves, moves_digest, preview_digest
from quiz.rules.reasons import AppealReason, BoardReason
from quiz.rules.refusal import Refusal
from quiz.stages.appeals import following
from quiz.stages.appeals.asking import refuse_hidden_key, refuse_moved, refuse_sat
from quiz.stages.appeals.stands import Around, read_around, stands
from quiz.stages.appeals.stored import stored_counted, stored_results
from quiz.stages.appeals.unit_prizes import unit_moves
from quiz.store import decisions, ledger, rows
from quiz.store.corrections import corrections_of
from quiz.store.counting import (
    Counted,
    ReadRound,
    all_correct_of,
    board_digest,
    count_corrected,
    count_whole,
    read_checked,
    with_voided,
)
from quiz.store.decisions import Decided
from quiz.store.facts import Known, known
from quiz.store.kept import Kept
from quiz.store.plain import fetch_all
from quiz.store.rows import OfficialBoard, SatRound

_HEAD = "SELECT head_hash FROM round WHERE id = ?"
_RUNNING = "SELECT COUNT(*) FROM attempt WHERE round_id = ? AND (ended_at IS NULL OR NOT settled)"


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
    unit_moves: tuple[UnitMove, ...] = ()
    """Of collective prizes; people's numbers and units are those of now."""
    direct: bool = True
    """Whether the decision is about this round; else the round only follows one that it is about
    (quiz.stages.appeals.following)."""
    outcome: int | None = None
    """What the prediction asked for, where that becomes another."""
    prizes_shown: bool = True
    """Whether the moves tell of prizes: not where these hang on other rounds too."""
    all_correct_after: int = 0
    """How many would have everything right that their paper still offers."""

    @property
    def new_version(self) -> int | None:
        """The version of the official board that it would make, None where it makes none."""
        if self.official is None or self.official.digest == self.after_digest:
            return None
        return self.official.version + 1


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is known of other rounds while one is counted: what they would give (round -> person ->
    rank key), and the outcome of the prediction where it becomes another."""

    direct: bool
    keys: Mapping[int, Mapping[int, str]]
    outcome: int | None = None


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

    @property
    def elsewhere(self) -> bool:
        """Whether it moves another district's round too."""
        districts = {part.round.district_id for part in self.parts}
        return len(districts) > 1


_kept: Kept[tuple[object, ...], Part] = Kept(8)
forget = _kept.clear


def preview(connection: Connection, decision_id: int, now: int) -> Preview:
    """The preview of a decision that waits for its signature. Refuses one that does not, a round
    that can still be sat or that another signed decision is still to change, and stored results
    that a recount does not find.
    """
    decision = decisions.read(connection, decision_id)
    if not decision.pending:
        raise Refusal(AppealReason.DECISION_CLOSED)
    if decision.of_contest:
        refuse_hidden_key(connection, decision.round_id, now)
    refuse_moved(connection, decision.ruling, decision.attempt_id)
    direct = dict(decisions.rounds_of(connection, decision))
    reached = following.reached(connection, tuple(direct), now)
    decisions.refuse_applying(connection, reached)
    parts = _parts(connection, decision, direct, reached, now, {})
    outcomes = following.outcomes(connection, decision, parts)
    if outcomes:
        parts = _parts(connection, decision, direct, reached, now, outcomes)
    parts = [part for part in parts if part.direct or part.moves or part.outcome is not None]
    parts.sort(key=lambda part: (not part.direct, part.round.id))
    facts = (
        (
            *(part.round.id, part.head, part.before_digest, part.after_digest),
            moves_digest(part.moves, part.unit_moves),
        )
        for part in parts
    )
    return Preview(decision, tuple(parts), preview_digest(decision.id, facts))


def _parts(
    connection: Connection,
    decision: Decided,
    direct: Mapping[int, Decided],
    reached: Sequence[int],
    now: int,
    outcomes: Mapping[int, int],
) -> list[Part]:
    """The rounds in the order in which they closed, each by what the earlier ones would give."""
    keys: dict[int, Mapping[int, str]] = {}
    parts = []
    for round_id in reached:
        foreseen = Foreseen(round_id in direct, keys, outcomes.get(round_id))
        there = direct.get(round_id, decision)
        part = part_of(connection, there, round_id, now, foreseen)
        keys[round_id] = {one.person_id: one.rank_key for one in part.after}
        parts.append(part)
    return parts


def part_of(
    connection: Connection, decision: Decided, round_id: int, now: int, foreseen: Foreseen
) -> Part:
    """One round, scored as it stands and as it would stand by the decision as it reads there.
    Once the decision is signed, what stands of rounds that follow others is what is stored: they
    can be counted only as they shall be.
    """
    sat = rows.read_round(connection, round_id)
    refuse_sat(sat, now)
    running = fetch_all(connection, _RUNNING, (round_id,))[0][0]
    if running:
        raise Refusal(BoardReason.ATTEMPTS_RUNNING, count=running)
    head_hash = fetch_all(connection, _HEAD, (round_id,))[0][0]
    what = (decision.ruling, decision.question_id, decision.key, decision.attempt_id)
    after = sat if foreseen.outcome is None else replace(sat, outcome=foreseen.outcome)
    around = read_around(connection, sat)
    sides = _Sides(
        *(sat, after, known(connection, sat), known(connection, sat, foreseen=foreseen.keys)),
        foreseen.direct,
    )
    key = (decision.id, *what, round_id, head_hash, *sides.marks, around.mark)
    part = _kept.get(key)
    if part is None:
        follows = decision.signed_at is not None and sides.follow
        before = stored_counted(connection, round_id) if follows else None
        part = _kept.put(key, _count(connection, decision, sides, around, before))
    untrue = part.official is not None and part.official.digest != part.before_digest
    if untrue or stored_results(connection, round_id) != [one.row for one in part.before]:
        raise Refusal(BoardReason.RECOUNT_DIFFERS, count=1)
    if not part.prizes_shown:
        return part
    return replace(part, unit_moves=unit_moves(connection, sat, part.before, part.after))


@dataclass(frozen=True, slots=True)
class _Sides:
    """A round before and after, as far as others decide: the outcome and earlier rounds."""

    before: SatRound
    after: SatRound
    known_before: Known
    known_after: Known
    direct: bool

    @property
    def follow(self) -> bool:
        """Whether other rounds decide in this one, of which some are counted anew already."""
        rules = self.before.rules
        kinds = {criterion.kind for criterion in rules.tie_breaks}
        return not self.direct or rules.prediction is not None or TieBreak.EARLIER_ROUND in kinds

    @property
    def marks(self) -> tuple[object, ...]:
        """What tells these sides from others of the same ledger."""
        return (
            self.direct,
            self.before.outcome,
            self.after.outcome,
            self.known_before.mark,
            self.known_after.mark,
        )


def _count(
    connection: Connection,
    decision: Decided,
    sides: _Sides,
    around: Around,
    before: tuple[Counted, ...] | None = None,
) -> Part:
    sat = sides.before
    head = ledger.counting_head(connection, sat.id)
    found, broken = read_checked(connection, sat)
    if broken is not None:
        raise Refusal(BoardReason.RECOUNT_DIFFERS, count=1)
    corrections = corrections_of(connection, sat.id)
    if before is None:
        before = count_whole(sat, found, corrections, sides.known_before)
    if not all(one.same_paper for one in before):
        raise Refusal(BoardReason.RECOUNT_DIFFERS, count=1)
    about = sides.known_after
    if not sides.direct:
        after = count_whole(sides.after, found, corrections, about)
    elif decision.ruling in OF_ATTEMPTS:
        changed = _ruled(found, decision)
        after = count_whole(sides.after, changed, corrections, about)
    else:
        question = decision.question_id
        corrections = decided(corrections, question, decision.correction)
        after = count_corrected(sides.after, found, before, corrections, question, about)
    digests = board_digest(before), board_digest(after)
    moved = moves(
        stands(sat, before, around, standing=True),
        stands(sat, after, around, standing=digests[0] == digests[1]),
    )
    official = rows.read_official(connection, sat.id) if sat.window.published else None
    return Part(
        *(sat, head, before, after, moved, official, *digests),
        direct=sides.direct,
        outcome=None if sides.after is sat else sides.after.outcome,
        prizes_shown=around.own_prizes,
        all_correct_after=all_correct_of(sat, found, after, corrections),
    )


def _ruled(found: ReadRound, decision: Decided) -> ReadRound:
    voids = decision.ruling is Ruling.VOID_ATTEMPT
    attempts = (one for people in found.values() for one in people)
    at = decision.attempt_id
    fits = any(one.attempt.id == at and one.sheet.voided != voids for one in attempts)
    if not fits or at is None:
        raise Refusal(AppealReason.NOT_TO_VOID)
    return with_voided(found, at, voided=voids)
