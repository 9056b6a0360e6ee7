"""Entries -> the answers that stand: a fold, in the ledger's order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz.rules.entries import Entry, Kind

_ANSWER = Kind.ANSWER.value
_ENDS = (Kind.SUBMIT, Kind.EXPIRE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An attempt as the ledger tells it. `answers` maps a question's number to the printed
    positions chosen; an empty choice is an answer taken back. Times are None while they have not
    come.
    """

    answers: dict[int, tuple[int, ...]]
    started_at: int | None = None
    ended_at: int | None = None
    submitted: bool = False
    """Handed in by the contestant, not closed at the deadline."""
    next_seq: int = 1
    paper_digest: str = ""
    """The digest of the paper that the attempt was started with."""
    voided: bool = False
    """Taken out of the contest: it has ended and does not count."""
    guess: int | None = None
    """The prediction made at the start."""

    @property
    def answered(self) -> int:
        """How many questions have a choice."""
        return sum(map(bool, self.answers.values()))


class Folding:
    """A sheet in the making. Late and stale entries change no answer; nothing after the end does,
    but an extension after it was closed by time alone lets it go on.
    """

    __slots__ = (
        "_answers",
        "_ended_at",
        "_guess",
        "_next_seq",
        "_paper_digest",
        "_started_at",
        "_submitted",
        "_voided",
    )

    def __init__(self) -> None:
        self._answers: dict[int, tuple[int, ...]] = {}
        self._started_at: int | None = None
        self._ended_at: int | None = None
        self._submitted = self._voided = False
        self._next_seq = 1
        self._paper_digest = ""
        self._guess: int | None = None

    def take(
        self,
        kind: str,
        at: int,
        seq: int | None,
        question: int | None,
        choice: tuple[int, ...] | None,
        body: Sequence[tuple[str, str | int]],
    ) -> None:
        """The attempt's next entry, in its parts."""
        if seq is not None and seq >= self._next_seq:
            self._next_seq = seq + 1
        if kind == _ANSWER:
            if self._ended_at is None and question is not None and choice is not None:
                self._answers[question] = choice
            return
        if kind == Kind.EXTEND and not self._submitted and not self._voided:
            self._ended_at = None
        if kind == Kind.VOID:
            self._voided = True
            self._ended_at = at if self._ended_at is None else self._ended_at
        if kind == Kind.UNVOID:
            self._voided = False
        if self._ended_at is not None:
            return
        if kind == Kind.START:
            self._started_at = at
            facts = dict(body)
            self._paper_digest = str(facts.get("paper", ""))
            self._guess = int(facts["guess"]) if "guess" in facts else None
        elif kind in _ENDS:
            self._ended_at = at
            self._submitted = kind == Kind.SUBMIT

    def sheet(self) -> Sheet:
        """What the entries leave."""
        return Sheet(
            self._answers,
            self._started_at,
            self._ended_at,
            self._submitted,
            self._next_seq,
            self._paper_digest,
            self._voided,
            self._guess,
        )


def fold(entries: Iterable[Entry]) -> Sheet:
    """The sheet that one attempt's entries leave."""
    folding = Folding()
    for one in entries:
        folding.take(one.kind, one.at, one.seq, one.question, one.choice, one.body)
    return folding.sheet()
