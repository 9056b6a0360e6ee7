"""What published rounds showed of their questions, and the facilities that a contest draws by."""

from collections.abc import Mapping

from sqlalchemy import Connection

from question_bank.bank import Bank
from quiz.rules import facility
from quiz.rules.facility import Known
from quiz.rules.marking import Marking
from quiz.store.plain import Reader, execute, fetch_all, fetch_one

_SHOWN = "SELECT question, SUM(attempts), SUM(earned) FROM item_result GROUP BY question"
_PUT = "INSERT INTO facility_set (digest, content) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING"
_NEXT = (
    "SELECT r.id, r.head_hash FROM round r JOIN contest c ON c.id = r.contest_id"
    " LEFT JOIN noted_round n ON n.round_id = r.id"
    " WHERE r.published_at IS NOT NULL AND r.kind = 'official' AND NOT c.rehearsal"
    " AND (n.head_hash IS NULL OR n.head_hash <> r.head_hash) ORDER BY r.id LIMIT 1"
)
_FORGET = "DELETE FROM item_result WHERE round_id = ?"
_ITEM = "INSERT INTO item_result (round_id, question, attempts, earned) VALUES (?, ?, ?, ?)"
_NOTED = (
    "INSERT INTO noted_round (round_id, head_hash, noted_at) VALUES (?, ?, ?)"
    " ON CONFLICT (round_id) DO UPDATE SET head_hash = excluded.head_hash,"
    " noted_at = excluded.noted_at"
)


def shown(connection: Reader) -> dict[str, Known]:
    """What all published rounds together showed, by `facility.asked_as`."""
    return {
        question: Known(int(attempts), int(earned))
        for question, attempts, earned in fetch_all(connection, _SHOWN)
    }


def expected(bank: Bank, known: Mapping[str, Known]) -> dict[str, int] | None:
    """A facility for each of the bank's questions; None where none was asked often enough, and
    papers are drawn by chance alone.
    """
    found = facility.known_facilities(bank, known) if known else {}
    return facility.expected_facilities(bank, found) if found else None


def freeze(
    connection: Connection, bank: Bank, marking: Marking, known: Mapping[str, Known]
) -> str | None:
    """Store for ever what the questions are expected to give. The digest, None where nothing is
    known of them. Points are frozen too: a later change of the marking must change no paper."""
    found = expected(bank, known)
    if found is None:
        return None
    content = facility.dump(facility.weights(bank, marking, found))
    digest = facility.digest_of(content)
    execute(connection, _PUT, (digest, content))
    return digest


def next_to_note(connection: Reader) -> tuple[int, str] | None:
    """(round, hash of its ledger's head) of a published round that is not noted as it stands."""
    row = fetch_one(connection, _NEXT)
    return None if row is None else (row[0], row[1])


def note(
    connection: Connection, round_id: int, head_hash: str, known: Mapping[str, Known], now: int
) -> None:
    """Put what the round showed in the place of what was noted of it before. Safe to repeat."""
    execute(connection, _NOTED, (round_id, head_hash, now))
    execute(connection, _FORGET, (round_id,))
    for question, one in sorted(known.items()):
        execute(connection, _ITEM, (round_id, question, one.attempts, one.earned))
