"""The words of a question's legal bases as the law library has them, and what a reviewer's tick on
one is worth: it holds as long as the clause says what it said then.
"""

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection

from question_bank.question import Question
from quiz.store import laws


def words_of(connection: Connection, question: Question, day: str) -> dict[str, str]:
    """Basis -> its words on the ISO day, of those bases that the library has."""
    library = laws.library(connection)
    found = {str(basis): library.resolve(basis, day) for basis in question.legal_basis}
    return {basis: words for basis, words in found.items() if words}


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
