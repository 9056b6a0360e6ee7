"""What a decision would change, counted from the ledgers before anybody signs: every person whose
score, place, seat or prize would move.

A preview reads whole rounds. The last ones are kept, known by the hashes of the ledgers that they
were read from and by what places, seats and prizes hang on beside them, because who looks at one
signs it next.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.correcting import decided
from quiz.rules.deciding import OF_ATTEMPTS, Ruling
from quiz.rules.moving import Move, moves, moves_digest, preview_digest
from quiz.rules.refusal import Reason, Refusal
from quiz.stages.appeals.asking import refuse_hidden_key, refuse_sat
from quiz.stages.appeals.stands import Around, read_around, stands
from quiz.store import decisions, ledger, rows
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
from quiz.store.facts import Known, known
from quiz.store.kept import Kept
from quiz.store.plain import fetch_all
from quiz.store.rows import OfficialBoard, SatRound

_HEAD = "SELECT head_hash FROM round WHERE id = ?"
_RUNNING = "SELECT COUNT(*) FROM attempt WHERE round_id = ? AND (ended_at IS NULL OR NOT settled)"
_RESULTS = text(
    "SELECT person_id, attempt_id, rank_key, correct_count, hard_count, answered, duration_ms,"
    " ended_at FROM result WHERE round_id = :round_id ORDER BY rank_key, person_id"
)


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
    prizes_shown: bool = True
    """Whether the moves tell of prizes: not where these hang on other rounds too."""

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
    decisions.refuse_applying(connection, (round_id for round_id, _ in reached))
    parts = tuple(part_of(connection, there, round_id, now) for round_id, there in reached)
    facts = (
        (
            *(part.round.id, part.head, part.before_digest, part.after_digest),
            moves_digest(part.moves),
        )
        for part in parts
    )
    return Preview(decision, parts, preview_digest(decision.id, facts))


def part_of(connection: Connection, decision: Decided, round_id: int, now: int) -> Part:
    """One round, scored as it stands and as it would stand by the decision as it reads there."""
    sat = rows.read_round(connection, round_id)
    refuse_sat(sat, now)
    running = fetch_all(connection, _RUNNING, (round_id,))[0][0]
    if running:
        raise Refusal(Reason.ATTEMPTS_RUNNING, count=running)
    head_hash = fetch_all(connection, _HEAD, (round_id,))[0][0]
    what = (decision.ruling, decision.question_id, decision.key, decision.attempt_id)
    about, around = known(connection, sat), read_around(connection, sat)
    key = (decision.id, *what, round_id, head_hash, about.mark, around.mark)
    part = _kept.get(key) or _kept.put(key, _count(connection, decision, sat, about, around))
    untrue = part.official is not None and part.official.digest != part.before_digest
    if untrue or stored_results(connection, round_id) != [one.columns() for one in part.before]:
        raise Refusal(Reason.RECOUNT_DIFFERS, count=1)
    return part


def stored_results(connection: Connection, round_id: int) -> list[dict[str, str | int]]:
    """The stored results in the order of the board."""
    found = connection.execute(_RESULTS, {"round_id": round_id})
    return [dict(row._mapping) for row in found]


def _count(
    connection: Connection, decision: Decided, sat: SatRound, about: Known, around: Around
) -> Part:
    if ledger.broken_link(connection, sat.id) is not None:
        raise Refusal(Reason.RECOUNT_DIFFERS, count=1)
    head = ledger.counting_head(connection, sat.id)
    found, corrections = read_whole(connection, sat), corrections_of(connection, sat.id)
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
    digests = board_digest(before), board_digest(after)
    moved = moves(
        stands(sat, before, around, standing=True),
        stands(sat, after, around, standing=digests[0] == digests[1]),
    )
    official = rows.read_official(connection, sat.id) if sat.window.published else None
    return Part(sat, head, before, after, moved, official, *digests, around.own_prizes)


def _ruled(found: ReadRound, decision: Decided) -> ReadRound:
    voids = decision.ruling is Ruling.VOID_ATTEMPT
    attempts = (one for people in found.values() for one in people)
    fits = any(
        one.attempt.id == decision.attempt_id and one.sheet.voided != voids for one in attempts
    )
    if not fits or decision.attempt_id is None:
        raise Refusal(Reason.NOT_TO_VOID)
    return with_voided(found, decision.attempt_id, voided=voids)
