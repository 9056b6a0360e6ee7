"""Who would move when a round is scored again: score, place, seat and prize, before and after."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from quiz.rules.prizes import Given, PrizeKind, PrizeRules, Ranked, award


@dataclass(frozen=True, slots=True)
class Stand:
    """Where somebody stands. `points` are hundredths; `seat` and `prize` are written out, empty
    where there is none."""

    place: int
    correct_count: int
    points: int
    seat: str = ""
    prize: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody who stands otherwise afterwards; None where there is no result."""

    person_id: int
    before: Stand | None
    after: Stand | None

    @property
    def by_seat(self) -> bool:
        """Whether a seat in the team moves."""
        return _seat(self.before) != _seat(self.after)

    @property
    def by_prize(self) -> bool:
        """Whether a prize moves."""
        return _prize(self.before) != _prize(self.after)


def _seat(stand: Stand | None) -> str:
    return stand.seat if stand else ""


def _prize(stand: Stand | None) -> str:
    return stand.prize if stand else ""


def moves(before: Mapping[int, Stand], after: Mapping[int, Stand]) -> tuple[Move, ...]:
    """Everybody (by person id) who stands otherwise: seats and prizes first, then by the better of
    both places.
    """
    found = [
        Move(person, before.get(person), after.get(person))
        for person in before.keys() | after.keys()
        if before.get(person) != after.get(person)
    ]
    return tuple(sorted(found, key=_weight))


def _weight(move: Move) -> tuple[bool, int, int]:
    places = [stand.place for stand in (move.before, move.after) if stand]
    return not (move.by_seat or move.by_prize), min(places), move.person_id


def prizes_of(board: Iterable[Ranked], rules: PrizeRules, given: Iterable[Given]) -> dict[int, str]:
    """Person -> the individual and side prizes that a board gives them, written out. What more
    people share than prizes are left goes as `at_the_cut` says; side prizes `given` to somebody who
    is not on the board are not awarded.
    """
    if not rules.table:
        return {}
    ranked = tuple(board)
    there = {one.id for one in ranked}
    won: dict[int, str] = {}
    for one in award(ranked, rules, (), [gift for gift in given if gift.id in there]).awarded:
        title = rules.table[one.prize].title
        won[one.id] = f"{won[one.id]}, {title}" if one.id in won else title
    return won


@dataclass(frozen=True, slots=True)
class UnitMove:
    """A unit whose collective prize would be another; empty where there is none."""

    unit_id: int
    name: str
    before: str
    after: str


def collective_prizes(units: Iterable[Ranked], rules: PrizeRules) -> dict[int, str]:
    """Unit id -> the collective prize that it gets, by the ranked units."""
    table = tuple(one for one in rules.table if one.kind is PrizeKind.COLLECTIVE)
    awards = award((), replace(rules, table=table), units)
    return {one.id: table[one.prize].title for one in awards.awarded}


def moves_digest(found: Iterable[Move], units: Iterable[UnitMove] = ()) -> str:
    """SHA-256 over everybody who moves, from where to where, and over the collective prizes that
    move, in hex."""
    data = [
        [(one.person_id, _plain(one.before), _plain(one.after)) for one in found],
        [(one.unit_id, one.before, one.after) for one in units],
    ]
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(stand: Stand | None) -> tuple[int | str, ...]:
    if stand is None:
        return ()
    return stand.place, stand.correct_count, stand.points, stand.seat, stand.prize


def dump_stand(stand: Stand | None) -> str:
    """As JSON, empty for nobody's."""
    if stand is None:
        return ""
    numbers = f"{stand.place}, {stand.correct_count}, {stand.points}"
    return f"[{numbers}, {_quoted(stand.seat)}, {_quoted(stand.prize)}]"


def _quoted(words: str) -> str:
    """Most people have neither seat nor prize."""
    return json.dumps(words, ensure_ascii=False) if words else '""'


def load_stand(dumped: str) -> Stand | None:
    """What `dump_stand` made."""
    return Stand(*json.loads(dumped)) if dumped else None


def preview_digest(decision_id: int, rounds: Iterable[tuple[int, int, str, str, str]]) -> str:
    """What a second signature is given to, in hex: (round, the ledger's length as far as it counts,
    digest of the results before, and after, of who moves) of each round. It changes when anything
    that was shown does.
    """
    data = [decision_id, sorted(rounds)]
    return hashlib.sha256(json.dumps(data, separators=(",", ":")).encode()).hexdigest()
