"""The words of a question's legal bases as the law library has them, what the library says against
them, and what a reviewer's tick on one is worth: it holds as long as the clause says what it said
then.
"""

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection

from question_bank.bank import Bank
from question_bank.finding import Finding
from question_bank.law_review import judge
from question_bank.question import Question
from quiz.store import laws


def words_of(connection: Connection, question: Question, day: str) -> dict[str, str]:
    """Basis -> its words on the ISO day, of those bases that the library has."""
    library = laws.library(connection)
    found = {str(basis): library.resolve(basis, day) for basis in question.legal_basis}
    return {basis: words for basis, words in found.items() if words}


def doubts(connection: Connection, bank: Bank) -> tuple[Finding, ...]:
    """What the library says against the bank's legal bases, on its day; none of it blocks. Nothing
    where no text was imported: an empty library knows of no law, and that is no doubt.
    """
    library = laws.library(connection)
    return tuple(judge(bank, library)) if library.editions else ()


def digest_of(words: str) -> str:
    """SHA-256 of a clause's words, in hex; "" for none, where the law was not at hand."""
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def still_good(ticked: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """The ticks (basis -> digest of the words compared) of clauses that have not changed since."""
    return {
        basis: digest
        for basis, digest in ticked.items()
        if not digest or digest == digest_of(words.get(basis, ""))
    }
