"""Entries -> the answers that stand: a fold, in the ledger's order."""

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.entries import Entry, Kind


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
        return sum(1 for choice in self.answers.values() if choice)


def fold(entries: Iterable[Entry]) -> Sheet:
    """The sheet that one attempt's entries leave. Late and stale entries change no answer; nothing
    after the end does, but an extension after it was closed by time alone lets it go on.
    """
    answers: dict[int, tuple[int, ...]] = {}
    started_at = ended_at = None
    submitted = voided = False
    next_seq = 1
    paper_digest = ""
    guess: int | None = None
    for entry in entries:
        if entry.seq is not None:
            next_seq = max(next_seq, entry.seq + 1)
        if entry.kind is Kind.EXTEND and not submitted and not voided:
            ended_at = None
        if entry.kind is Kind.VOID:
            voided = True
            ended_at = entry.at if ended_at is None else ended_at
        if entry.kind is Kind.UNVOID:
            voided = False
        if ended_at is not None:
            continue
        match entry.kind:
            case Kind.START:
                started_at = entry.at
                facts = dict(entry.body)
                paper_digest = str(facts.get("paper", ""))
                guess = int(facts["guess"]) if "guess" in facts else None
            case Kind.ANSWER if entry.question is not None and entry.choice is not None:
                answers[entry.question] = entry.choice
            case Kind.SUBMIT | Kind.EXPIRE:
                ended_at = entry.at
                submitted = entry.kind is Kind.SUBMIT
    return Sheet(answers, started_at, ended_at, submitted, next_seq, paper_digest, voided, guess)
