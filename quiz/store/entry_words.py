"""The words behind an act in a ledger. The ledger holds a salted digest, because it cannot forget
and words may name people; the words stand beside it until names are removed, and prove themselves.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable

from quiz.store.plain import Reader, execute, fetch_all

FACT = "reason_sha256"
"""What an entry calls the digest of its reason."""
GONE = "(đã xóa cùng dữ liệu cá nhân)"

_PUT = "INSERT INTO entry_words (round_id, digest, salt, words, attempt_id) VALUES (?, ?, ?, ?, ?)"
_OF_ROUND = "SELECT digest, words FROM entry_words WHERE round_id = ?"
_ANSWERS = (
    "SELECT e.round_id, e.body FROM appeal a JOIN decision d ON d.appeal_id = a.id"
    " JOIN decision_round s ON s.decision_id = d.id"
    " JOIN entry e ON e.round_id = s.round_id AND e.number = s.entry WHERE a.person_id = ?"
)
_FORGET = "DELETE FROM entry_words WHERE round_id = ? AND digest = ?"


def put(connection: Reader, round_id: int, words: str, attempt_id: int | None = None) -> str:
    """Keep the words, in the transaction of their entry; the digest that the entry is to hold."""
    salt = secrets.token_hex(16)
    found = digest(salt, words)
    execute(connection, _PUT, (round_id, found, salt, words, attempt_id))
    return found


def digest(salt: str, words: str) -> str:
    """SHA-256, in hex, of the salt and the words: without the salt nobody can try likely words."""
    return hashlib.sha256(f"{salt}\0{words}".encode()).hexdigest()


def of_round(connection: Reader, round_id: int) -> dict[str, str]:
    """Digest -> words, of those that are still there."""
    return dict(fetch_all(connection, _OF_ROUND, (round_id,)))


def reason(facts: dict[str, object], known: dict[str, str]) -> str:
    """The reason of an entry with these facts; entries of before hold it themselves."""
    if FACT in facts:
        return known.get(str(facts[FACT]), GONE)
    return str(facts.get("reason", ""))


def forget_answers(connection: Reader, people: Iterable[int]) -> None:
    """Remove the words of the decisions that answered these people's appeals, in every round that
    a decision reached: by its own entry there, because others may have given the same reason."""
    for person_id in people:
        for round_id, body in fetch_all(connection, _ANSWERS, (person_id,)):
            said = json.loads(body).get(FACT)  # entries of before hold the words themselves
            if said is not None:
                execute(connection, _FORGET, (round_id, said))
