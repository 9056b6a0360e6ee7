# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""A decision as its row tells it, and the rounds that it reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from quiz.rules.correcting import Correction, read_key
from quiz.rules.deciding import OF_ATTEMPTS, REMEDIES, Ruling
from quiz.rules.reasons import AppealReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.store.corrections import asking, asking_otherwise, pattern_of
from quiz.store.plain import Reader, Row, fetch_all, fetch_one
from quiz.store.rows import say_place

_COLUMNS = (
    "SELECT d.id, d.round_id, d.ruling, d.question_id, d.question_key, d.attempt_id, d.appeal_id,"
    " d.reason, d.asked_by, d.asked_at, d.signed_by, d.signed_at, d.declined_by, d.declined_at"
    " FROM decision d"
)
_ONE = f"{_COLUMNS} WHERE d.id = ?"
_OF_ROUND = (
    f"{_COLUMNS} WHERE d.round_id = ?"
    " OR d.id IN (SELECT decision_id FROM decision_round WHERE round_id = ?) ORDER BY d.id DESC"
)
_APPLYING = "SELECT 1 FROM decision_round WHERE round_id = ? AND applied_at IS NULL LIMIT 1"
_HOLDS = "SELECT 1 FROM attempt WHERE round_id = ? AND paper LIKE ? ESCAPE '!' LIMIT 1"
_PAPERS = (
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN paper LIKE ? ESCAPE '!' THEN 1 ELSE 0 END), 0)"
    " FROM attempt WHERE round_id = ? AND ended_at IS NOT NULL AND NOT voided"
)
_REACHED = (
    "SELECT s.round_id, u.full_name, r.label, s.applied_at, COALESCE(s.moved, 0), s.board_version,"
    " s.entry, r.district_id,"
    " EXISTS (SELECT 1 FROM board b WHERE b.round_id = s.round_id"
    " AND b.published_at <= s.applied_at)"
    " FROM decision_round s JOIN round r ON r.id = s.round_id JOIN unit u ON u.id = r.district_id"
    " WHERE s.decision_id = ? ORDER BY s.round_id"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: asked for, signed or declined."""

    id: int
    round_id: int
    ruling: Ruling
    question_id: str
    key: frozenset[int]
    attempt_id: int | None
    appeal_id: int | None
    reason: str
    asked_by: str
    asked_at: int
    signed_by: str | None
    signed_at: int | None
    declined_by: str | None
    declined_at: int | None

    @property
    def of_contest(self) -> bool:
        """Whether it is about the bank that all districts share."""
        return bool(self.question_id)

    @property
    def correction(self) -> Correction:
        """What becomes of the question."""
        return Correction(REMEDIES[self.ruling], self.key)

    @property
    def pending(self) -> bool:
        """Whether it waits for a signature."""
        return self.signed_at is None and self.declined_at is None


@dataclass(frozen=True, slots=True)
class Reached:
    """A round that a signed decision reaches, and what it did there."""

    round_id: int
    district: str
    label: str
    applied_at: int | None
    moved: int
    board_version: int | None
    entry: int | None
    """The number of its entry in the round's ledger."""
    district_id: int
    official: bool
    """Whether the round had an official board when it was done."""

    @property
    def place(self) -> str:
        """The district and the round's label."""
        return say_place(self.district, self.label)


def read(connection: Reader, decision_id: int) -> Decided:
    """The decision. Refuses an unknown one."""
    row = fetch_one(connection, _ONE, (decision_id,))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return _decided(row)


def of_round(connection: Reader, round_id: int) -> tuple[Decided, ...]:
    """The decisions that were asked for in the round or reach it, the newest first, as they read
    there."""
    found = fetch_all(connection, _OF_ROUND, (round_id, round_id))
    return tuple(as_in(connection, _decided(row), round_id) for row in found)


def reached(connection: Reader, decision_id: int) -> tuple[Reached, ...]:
    """The rounds that the signed decision reaches."""
    return tuple(Reached(*row) for row in fetch_all(connection, _REACHED, (decision_id,)))


def refuse_applying(connection: Reader, round_ids: Iterable[int]) -> None:
    """Refuse rounds for which a signed decision is not applied yet: their results are not those
    that it promised, so nothing can be promised or changed beside it."""
    if any(fetch_one(connection, _APPLYING, (one,)) for one in round_ids):
        raise Refusal(AppealReason.DECISION_APPLYING)


def rounds_of(connection: Reader, decision: Decided) -> tuple[tuple[int, Decided], ...]:
    """The rounds that it would reach, each with the decision as it reads there: for a question
    those of the contest in whose papers it is, by whatever identifier.
    """
    if decision.ruling in OF_ATTEMPTS:
        return ((decision.round_id, decision),)
    if not decision.question_id:
        return ()
    return tuple(
        (round_id, replace(decision, question_id=there))
        for round_id, there in asking(connection, decision.round_id, decision.question_id)
        if _in_papers(connection, round_id, there)
    )


def beside(connection: Reader, decision: Decided) -> tuple[tuple[int, str], ...]:
    """The rounds that it does not reach although a question like it is in their papers, with that
    question's identifier."""
    if not decision.question_id:
        return ()
    return tuple(
        (round_id, there)
        for round_id, there in asking_otherwise(connection, decision.round_id, decision.question_id)
        if _in_papers(connection, round_id, there)
    )


def as_in(connection: Reader, decision: Decided, round_id: int) -> Decided:
    """The decision with the question's identifier in the bank of a round that it reaches."""
    if not decision.question_id or round_id == decision.round_id:
        return decision
    names = dict(asking(connection, decision.round_id, decision.question_id))
    return replace(decision, question_id=names.get(round_id, decision.question_id))


def papers_with(connection: Reader, round_id: int, question_id: str) -> tuple[int, int]:
    """(how many of the papers that were sat hold the question, how many papers there are) in the
    rounds that a decision about it reaches."""
    holding = papers = 0
    for one, there in asking(connection, round_id, question_id):
        row = fetch_one(connection, _PAPERS, (pattern_of(there), one))
        if row is not None:
            papers, holding = papers + int(row[0]), holding + int(row[1])
    return holding, papers


def _in_papers(connection: Reader, round_id: int, question_id: str) -> bool:
    return fetch_one(connection, _HOLDS, (round_id, pattern_of(question_id))) is not None


def _decided(row: Row) -> Decided:
    id_, round_id, ruling, question_id, key, *rest = row
    return Decided(id_, round_id, Ruling(ruling), question_id, read_key(key), *rest)
