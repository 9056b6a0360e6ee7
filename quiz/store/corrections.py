"""The corrections of a round, folded from its ledger, and the rounds that ask the same question."""

import json

from quiz.rules.correcting import Correction, Corrections, fold_corrections
from quiz.rules.facility import asked_as
from quiz.rules.sameness import alike
from quiz.store import ledger, library
from quiz.store.kept import Kept
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import SatRound

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
_DECIDED = (
    "SELECT DISTINCT s.round_id, b.digest FROM decision d"
    " JOIN decision_round s ON s.decision_id = d.id AND s.applied_at IS NOT NULL"
    " JOIN round r ON r.id = s.round_id JOIN contest c ON c.id = r.contest_id"
    " JOIN bank_version b ON b.id = COALESCE(r.bank_version_id, c.bank_version_id)"
    " WHERE d.contest_id = ? AND d.question_id <> '' ORDER BY s.round_id"
)
_named: Kept[str, dict[str, str]] = Kept(64)


def corrections_of(connection: Reader, round_id: int, until: int | None = None) -> Corrections:
    """What was decided about the round's questions, or had been `until` a moment (UTC
    milliseconds)."""
    found = ledger.entries_about_round(connection, round_id, "correct")
    return fold_corrections(one for one in found if until is None or one.at <= until)


def corrections_shown(connection: Reader, sat: SatRound) -> Corrections:
    """What an own paper of the round tells: of practice, about which nothing is decided, what was
    decided about the same question in the contest's rounds that rank people."""
    if not sat.practice:
        return corrections_of(connection, sat.id)
    decided: dict[str, Correction] = {}
    for round_id, digest in fetch_all(connection, _DECIDED, (sat.contest_id,)):
        bank = library.bank(connection, digest)
        for question_id, correction in corrections_of(connection, round_id).items():
            decided[asked_as(bank.by_id[question_id])] = correction
    if not decided:
        return {}
    names = _names_in(connection, str(fetch_all(connection, _OWN, (sat.id,))[0][0]))
    return {names[one]: correction for one, correction in decided.items() if one in names}


def takes_back(
    connection: Reader, round_id: int, question_id: str, until: int | None = None
) -> bool:
    """Whether keeping the question of the round as it was printed undoes what had been decided
    about it `until` a moment (UTC milliseconds), or stands now."""
    return bool(question_id) and question_id in corrections_of(connection, round_id, until)


def pattern_of(question_id: str) -> str:
    """What a paper that holds the question is like, for LIKE with ! before signs."""
    named = json.dumps([question_id], ensure_ascii=False)[:-1]
    for sign in "!%_":
        named = named.replace(sign, f"!{sign}")
    return f"%{named},%"


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
