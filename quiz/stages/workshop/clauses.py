"""The words of a question's legal bases as the law library has them, what the library says against
them, and what a reviewer's tick on one is worth: it holds as long as the clause says what it said
then.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from question_bank.bank import Bank
from question_bank.finding import Finding
from question_bank.law_beside import Beside, beside
from question_bank.law_review import judge
from question_bank.question import Question
from quiz.rules.authoring import law_day
from quiz.store import laws


@dataclass(frozen=True, slots=True)
class Ticks:
    """A form's boxes: those that came back ticked, of those that were `shown` ticked. Two reviewers
    may have the same page open, so only what one of them changed is theirs. `read` are the digests
    of the clauses that stood beside the boxes, none where the law was not at hand.
    """

    ticked: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    read: Mapping[str, str] = field(default_factory=dict)

    @property
    def added(self) -> frozenset[str]:
        """What the reviewer has compared just now."""
        return self.ticked - self.shown

    @property
    def dropped(self) -> frozenset[str]:
        """What the reviewer took back."""
        return self.shown - self.ticked


NONE = Ticks()
"""A form without boxes."""


def clauses_of(connection: Connection, question: Question, day: str) -> dict[str, Beside]:
    """Basis -> what the library says of it on the ISO day. Nothing where no text was imported."""
    library = laws.library(connection)
    bases = question.legal_basis if library.editions else ()
    return {str(basis): beside(basis, library, day) for basis in bases}


def words_of(connection: Connection, question: Question, day: str) -> dict[str, str]:
    """Basis -> its words on the ISO day, of those bases that the library has."""
    found = clauses_of(connection, question, day)
    return {basis: said.words for basis, said in found.items() if said.words}


def doubts(connection: Connection, bank: Bank, now: int) -> tuple[Finding, ...]:
    """What the library says against the bank's legal bases, on its day, else today; none of it
    blocks. Nothing where no text was imported: an empty library knows of no law, and that is no
    doubt.
    """
    library = laws.library(connection)
    return tuple(judge(bank, library, law_day(bank.as_of, now))) if library.editions else ()


def digest_of(words: str) -> str:
    """SHA-256 of a clause's words, in hex; "" for none, where the law was not at hand."""
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def changed(form: Ticks, bases: Iterable[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the question's bases that were ticked beside other words than the library has now:
    another edition came in, or the bank's day moved, since the page was opened.
    """
    return tuple(
        basis
        for basis in bases
        if basis in form.added and form.read.get(basis, "") != digest_of(words.get(basis, ""))
    )


def merged(
    stored: Mapping[str, str], form: Ticks, bases: Iterable[str], words: Mapping[str, str]
) -> dict[str, str]:
    """The ticks of the question's bases after a form: what its reviewer added and took away, and
    else what others ticked meanwhile and still holds.
    """
    good = still_good(stored, words)
    return {
        basis: digest_of(words.get(basis, "")) if basis in form.added else good[basis]
        for basis in bases
        if basis not in form.dropped
        if basis in good or basis in form.added
    }


def still_good(ticked: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """The ticks (basis -> digest of the words compared) of clauses that have not changed since."""
    return {
        basis: digest
        for basis, digest in ticked.items()
        if not digest or digest == digest_of(words.get(basis, ""))
    }
