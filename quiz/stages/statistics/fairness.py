"""How equally hard a contest's papers will be: many of them drawn from the bank."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from question_bank.bank import Bank
from question_bank.draw import balance_of
from quiz.rules import facility, papers
from quiz.rules.papers import Spread
from quiz.rules.round import Rules
from quiz.store import facilities, library
from quiz.store.kept import Kept
from quiz.store.plain import fetch_all

_KINDS_OF_PAPER = (
    "SELECT MIN(r.series), MIN(r.label), b.digest, c.rules, r.blueprint, r.facilities, c.opened_at"
    " FROM round r JOIN contest c ON c.id = r.contest_id"
    " JOIN bank_version b ON b.id = COALESCE(r.bank_version_id, c.bank_version_id)"
    " WHERE r.contest_id = ? AND r.kind = 'official'"
    " GROUP BY b.digest, c.rules, r.blueprint, r.facilities, c.opened_at ORDER BY 1"
)
_drawn: Kept[tuple[str, str, str | None, str], "Drawn"] = Kept(32)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What papers of a bank are expected to give: by chance alone, and as they are drawn where the
    rules balance them. `known` of the bank's `questions` were asked often enough before; where none
    was, levels alone tell, every paper is expected to give the same and nothing is balanced."""

    known: int
    questions: int
    plain: Spread
    balanced: Spread | None


def drawn(connection: Connection, contest_id: int) -> tuple[tuple[str, Drawn], ...]:
    """(label of the rounds, their papers) for each kind of paper of the contest: by the frozen
    facilities once it is opened, before by what is known now."""
    shown = facilities.shown(connection)
    found = []
    for _, label, digest, dumped, blueprint, frozen, opened in fetch_all(
        connection, _KINDS_OF_PAPER, (contest_id,)
    ):
        bank = library.bank(connection, digest)
        rules = library.round_rules(dumped, blueprint)
        if frozen is not None:
            weights = library.facilities(connection, frozen)
        else:
            expected = None if opened else facilities.expected(bank, shown)
            weights = facility.weights(bank, rules.marking, expected) if expected else {}
        known = len(facility.known_facilities(bank, shown)) if weights else 0
        key = (digest, dumped, blueprint, facility.digest_of(facility.dump(weights)))
        papers_of = _drawn.get(key) or _drawn.put(key, draw_many(bank, rules, weights))
        found.append((label, Drawn(known, len(bank), papers_of.plain, papers_of.balanced)))
    return tuple(found)


def draw_many(bank: Bank, rules: Rules, weights: Mapping[str, int]) -> Drawn:
    """Many papers of the bank; no `weights` where nothing is known of its questions."""
    if not weights:
        expected = facility.expected_facilities(bank, {})
        levels = facility.weights(bank, rules.marking, expected)
        return Drawn(0, len(bank), papers.simulated(bank, rules.blueprint, levels, None, 1), None)
    plain = papers.simulated(bank, rules.blueprint, weights, None)
    balanced = None
    if rules.balanced:
        balance = balance_of(bank, rules.blueprint, weights)
        balanced = papers.simulated(bank, rules.blueprint, weights, balance)
    return Drawn(len(weights), len(bank), plain, balanced)


def facilities_of(connection: Connection, round_id: int) -> tuple[str, dict[str, int]] | None:
    """(digest, what questions are expected to give) by which the round's papers were drawn, None
    where by chance alone."""
    statement = "SELECT facilities FROM round WHERE id = ?"
    (digest,) = fetch_all(connection, statement, (round_id,))[0]
    return None if digest is None else (digest, library.facilities(connection, digest))
