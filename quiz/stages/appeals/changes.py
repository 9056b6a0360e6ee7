"""What somebody is told about the own result: what decisions changed, attempts that were voided.

Official boards tell it by their versions. What was decided before the first one, or moved no board,
is counted from the person's own entries, without a place, which was provisional then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from quiz.rules.correcting import Corrections, Remedy, fold_corrections, read_key
from quiz.rules.deciding import REMEDIES, Ruling
from quiz.rules.entries import Entry, Kind
from quiz.rules.paper import fold
from quiz.rules.ranking import points_of
from quiz.store import boards, entry_words, ledger, rows
from quiz.store.boards import StoodAt
from quiz.store.counting import Read, standing
from quiz.store.facts import Known, known
from quiz.store.plain import Reader
from quiz.store.rows import AttemptState, SatRound

_OF_REMEDY = {remedy: ruling for ruling, remedy in REMEDIES.items()}
_OF_KIND = {Kind.VOID: Ruling.VOID_ATTEMPT, Kind.UNVOID: Ruling.UNVOID_ATTEMPT}


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision changed for somebody: None where there is no result on that side. The place
    is 0 on both sides where no official board tells it."""

    at: int
    ruling: Ruling
    key: frozenset[int]
    reason: str
    before: StoodAt | None
    after: StoodAt | None


@dataclass(frozen=True, slots=True)
class Voided:
    """An attempt that was taken out of the contest. `on_board` says whether an official board
    changed by it, so that `changes_of` tells it too."""

    attempt: AttemptState
    at: int
    reason: str
    on_board: bool


def changes_of(connection: Reader, sat: SatRound, person_id: int) -> tuple[Change, ...]:
    """What decisions changed about the person's score or place, in order."""
    if sat.practice:
        return ()
    return (*_off_boards(connection, sat, person_id), *_on_boards(connection, sat, person_id))


def voided_of(connection: Reader, round_id: int, person_id: int) -> tuple[Voided, ...]:
    """The person's attempts in the round that do not count."""
    found = rows.attempts_of(connection, round_id, person_id)
    return tuple(_voided(connection, one) for one in found if one.voided)


def _voided(connection: Reader, attempt: AttemptState) -> Voided:
    entries = ledger.entries_of_attempt(connection, attempt.id)
    last = [one for one in entries if one.kind is Kind.VOID][-1]
    reason = entry_words.reason(dict(last.body), entry_words.of_round(connection, attempt.round_id))
    return Voided(attempt, last.at, reason, _has_board(last))


def _on_boards(connection: Reader, sat: SatRound, person_id: int) -> list[Change]:
    if not sat.window.published:
        return []
    versions = boards.versions(connection, sat.id)
    if len(versions) < 2:
        return []
    stood = boards.stood_at(connection, sat.id, person_id)
    found = []
    for earlier, later in pairwise(versions):
        before, after = stood.get(earlier.version), stood.get(later.version)
        if _told(before, sat) != _told(after, sat):
            ruling, key = Ruling(later.ruling), read_key(later.question_key)
            found.append(Change(later.published_at, ruling, key, later.reason, before, after))
    return found


def _off_boards(connection: Reader, sat: SatRound, person_id: int) -> list[Change]:
    """A result that only goes is not told here but as an attempt that was voided."""
    attempts = rows.attempts_of(connection, sat.id, person_id)
    decided = ledger.decided(connection, sat.id, [one.id for one in attempts])
    if all(_has_board(one) for one in decided):
        return []
    side = _Side(connection, sat, person_id, attempts)
    words = entry_words.of_round(connection, sat.id)
    found = []
    before = side.stood(())
    for number, entry in enumerate(decided, 1):
        after = side.stood(decided[:number])
        if not _has_board(entry) and after and _told(before, sat) != _told(after, sat):
            facts = {name: str(value) for name, value in entry.body}
            ruling = _OF_KIND.get(entry.kind) or _OF_REMEDY[Remedy(facts["remedy"])]
            key = read_key(facts.get("key", ""))
            why = entry_words.reason(dict(entry.body), words)
            found.append(Change(entry.at, ruling, key, why, before, after))
        before = after
    return found


class _Side:
    """One person's attempts, counted as they stood after some decisions."""

    def __init__(
        self,
        connection: Reader,
        sat: SatRound,
        person_id: int,
        attempts: Sequence[AttemptState],
    ) -> None:
        self._sat = sat
        self._about: Known = known(connection, sat, person_id)
        self._found: list[Read] = []
        self._ended: set[int] = set()
        for one in attempts:
            entries = ledger.entries_of_attempt(connection, one.id)
            self._found.append(Read(one, fold(entries), one.paper))
            if any(entry.kind in {Kind.SUBMIT, Kind.EXPIRE} for entry in entries):
                self._ended.add(one.id)

    def stood(self, decided: Sequence[Entry]) -> StoodAt | None:
        """After these decisions. An attempt that only a void ended gave nothing before it."""
        counting = set(self._ended)
        for one in decided:
            if one.kind is Kind.VOID:
                counting.discard(one.attempt or 0)
            elif one.kind is Kind.UNVOID:
                counting.add(one.attempt or 0)
        corrections: Corrections = fold_corrections(decided)
        counted = standing(self._sat, self._as_counting(counting), corrections, self._about)
        if counted is None:
            return None
        return StoodAt(0, 0, counted.rank_key, counted.score.correct_count)

    def _as_counting(self, counting: set[int]) -> Iterable[Read]:
        for one in self._found:
            yield replace(one, sheet=replace(one.sheet, voided=one.attempt.id not in counting))


def _has_board(entry: Entry) -> bool:
    """Whether an official board came out with the decision."""
    return bool(dict(entry.body).get("version", 0))


def _told(stood: StoodAt | None, sat: SatRound) -> tuple[int, int, int] | None:
    if stood is None:
        return None
    return stood.place, stood.correct_count, points_of(stood.rank_key, sat.rules)
