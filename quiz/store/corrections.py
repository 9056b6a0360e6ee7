"""The corrections of a round, folded from its ledger, and the rounds that ask the same question."""

from quiz.rules.correcting import Corrections, fold_corrections
from quiz.rules.facility import asked_as
from quiz.rules.sameness import alike
from quiz.store import ledger, library
from quiz.store.kept import Kept
from quiz.store.plain import Reader, fetch_all

_RANKING = (
    "SELECT s.id, b.digest FROM round r JOIN contest c ON c.id = r.contest_id"
    " JOIN round s ON s.contest_id = c.id AND s.kind = 'official'"
    " JOIN bank_version b ON b.id = COALESCE(s.bank_version_id, c.bank_version_id)"
    " WHERE r.id = ? ORDER BY s.id"
)
_OWN = (
    "SELECT b.digest FROM round r JOIN contest c ON c.id = r.contest_id"
    " JOIN bank_version b ON b.id = COALESCE(r.bank_version_id, c.bank_version_id)"
    " WHERE r.id = ?"
)
_named: Kept[str, dict[str, str]] = Kept(64)


def corrections_of(connection: Reader, round_id: int) -> Corrections:
    """What was decided about the round's questions."""
    return fold_corrections(ledger.entries_about_round(connection, round_id, "correct"))


def asking(connection: Reader, round_id: int, question_id: str) -> tuple[tuple[int, str], ...]:
    """The rounds of the same contest that rank people and whose bank holds the question word for
    word with the same key, ascending, each with the question's identifier there: what is known of
    it in one of them is known in all.
    """
    own = str(fetch_all(connection, _OWN, (round_id,))[0][0])
    question = library.bank(connection, own).by_id.get(question_id)
    if question is None:
        return ()
    wanted, found = asked_as(question), []
    for one, digest in fetch_all(connection, _RANKING, (round_id,)):
        there = question_id if digest == own else _names_in(connection, digest).get(wanted)
        if there is not None:
            found.append((one, there))
    return tuple(found)


def asking_otherwise(
    connection: Reader, round_id: int, question_id: str
) -> tuple[tuple[int, str], ...]:
    """The same for rounds that ask it with other options or another key: what is decided here is
    not decided there, because it may be right there."""
    own = str(fetch_all(connection, _OWN, (round_id,))[0][0])
    question = library.bank(connection, own).by_id.get(question_id)
    if question is None:
        return ()
    same = {one for one, _ in asking(connection, round_id, question_id)}
    return tuple(
        (one, other.id)
        for one, digest in fetch_all(connection, _RANKING, (round_id,))
        if one not in same
        for other in library.bank(connection, digest)
        if alike(question, other)
    )


def _names_in(connection: Reader, digest: str) -> dict[str, str]:
    """`asked_as` -> identifier in this bank."""
    kept = _named.get(digest)
    if kept is None:
        bank = library.bank(connection, digest)
        kept = _named.put(digest, {asked_as(question): question.id for question in bank})
    return kept
