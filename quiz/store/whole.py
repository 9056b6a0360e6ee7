# ruff: noqa: S608 - the statements are put together from the constants of this file only.
"""The board of a whole contest: everybody's rounds together (quiz.rules.combining), read at once.

Made from the official boards of the rounds that have one and from the results of the others; it is
official when every round is. Nothing of it is stored: whoever rescored or voided something finds it
right the next time. The doors keep it for a while, see quiz.web.wholes.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from question_bank.bank import Bank
from quiz.rules.combining import Together, combine_all, explain
from quiz.rules.marking import say_points
from quiz.rules.ranking import places, say_score
from quiz.rules.reasons import BoardReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.scopes import BoardScope
from quiz.rules.search import holds
from quiz.store import frozen, library, rows
from quiz.store.past_units import AUDIENCE_THEN, UNIT_THEN
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import SatRound
from quiz.store.voided import gone_of

PAGE_SIZE = 50
MOST_RESULTS = 200_000
"""Results that one board is combined of: more are shown by district only."""

_CONTEST = (
    "SELECT c.id, c.name, c.rules, b.digest FROM contest c"
    " JOIN bank_version b ON b.id = c.bank_version_id"
    " WHERE c.id = ? AND c.opened_at IS NOT NULL AND NOT c.rehearsal"
)
_ROUNDS = "SELECT id FROM round WHERE contest_id = ? AND kind = 'official' ORDER BY id"
_COUNT = "SELECT COUNT(*) FROM result WHERE contest_id = ?"
_COLUMNS = "s.person_id, s.attempt_id, s.rank_key, s.correct_count, s.duration_ms, s.ended_at"
_OF_CONTEST = f"SELECT {_COLUMNS}, s.round_id FROM result s WHERE s.contest_id = ?"
_OF_FROZEN = f"SELECT {_COLUMNS}, s.round_id FROM frozen_result s WHERE s.round_id = ?"
_OF_BOARD = f"SELECT {_COLUMNS} FROM board_entry s WHERE s.board_id = ?"
_PEOPLE = (
    f"SELECT p.id, p.name, p.number, p.name_fold, u.id, u.full_name,"
    f" COALESCE(g.unit_group, u.unit_group), {AUDIENCE_THEN}"
    " FROM person p LEFT JOIN past_unit f ON f.contest_id = ? AND f.person_id = p.id"
    f" JOIN unit u ON u.id = {UNIT_THEN}"
    " LEFT JOIN past_group g ON g.contest_id = ? AND g.unit_id = u.id"
    " WHERE p.id IN (SELECT person_id FROM result WHERE contest_id = ?)"
)


@dataclass(frozen=True, slots=True)
class WholeLine:
    """A person's place in the whole contest. `rounds` counts the rounds that were taken together,
    `round_id` and `attempt_id` are the best of them; durations are added, the moment is the latest.
    """

    place: int
    person_id: int
    name: str
    number: str
    folded: str
    unit_id: int
    unit: str
    group: str
    audience: str
    district_id: int
    district: str
    round_id: int
    attempt_id: int
    key: str
    score_text: str
    points: int
    rounds: int
    duration_ms: int
    ended_at: int


@dataclass(frozen=True, slots=True)
class Whole:
    """The board of a whole contest, the best first, as it was at `as_of`. `still` are the districts
    whose part of it stands still."""

    contest_id: int
    contest: str
    rules: Rules
    bank: Bank = field(repr=False)
    digest: str
    still: tuple[str, ...]
    as_of: int
    lines: tuple[WholeLine, ...] = field(repr=False)

    @property
    def official(self) -> bool:
        """Whether every round of it is."""
        return bool(self.digest)


@dataclass(frozen=True, slots=True)
class WholePage:
    """A page of it, counted from 1. `notes` say why a line stands before the next in the scope,
    where the points do not; places are places in the scope."""

    lines: tuple[WholeLine, ...]
    places: tuple[int, ...]
    notes: tuple[str, ...]
    page: int
    pages: int
    total: int


def read_whole(
    connection: Reader, contest_id: int, now: int, *, public: bool, district_id: int | None = None
) -> Whole:
    """The board of the contest's rounds together, or of those of one district. `public` reads what
    stands still where a round's board does. Refuses a contest that is not opened, and one with too
    many results.
    """
    row = fetch_one(connection, _CONTEST, (contest_id,))
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    counted = fetch_one(connection, _COUNT, (contest_id,))
    if counted and counted[0] > MOST_RESULTS:
        raise Refusal(BoardReason.BOARD_TOO_LARGE, most=MOST_RESULTS)
    rules, bank = library.rules(row[2]), library.bank(connection, row[3])
    ids = fetch_all(connection, _ROUNDS, (contest_id,))
    apart = [rows.read_round(connection, round_id) for (round_id,) in ids]
    rounds = {sat.id: sat for sat in apart if district_id in {None, sat.district_id}}
    found, digests, still = _results(connection, contest_id, rounds, now if public else None)
    together = combine_all(
        {person: [one.rank_key for one in each] for person, each in found.items()}, rules
    )
    named = fetch_all(connection, _PEOPLE, (contest_id, contest_id, contest_id))
    people = {one[0]: _Person._make(one) for one in named}
    given = places((one.key for one in together.values()), rules)
    gone = Counter[int]()
    for sat in apart:
        gone.update(gone_of(connection, sat))
    lines = tuple(
        _line(place, people[person], one, found[person], rounds, gone)
        for place, (person, one) in zip(given, together.items(), strict=True)
        if person in people
    )
    complete = bool(rounds) and len(digests) == len(rounds)
    digest = hashlib.sha256("".join(digests).encode()).hexdigest() if complete else ""
    return Whole(row[0], row[1], rules, bank, digest, tuple(still), now, lines)


def page_of(
    whole: Whole, scope: BoardScope, page: int, wanted: str | None = "", *, whole_words: bool = True
) -> WholePage:
    """A page of the board: of everybody or of those in the scope, `wanted` by name or everybody.
    A page that is not there is the nearest one that is.
    """
    within = whole.lines if scope.everybody else only(whole, scope)
    given = (
        [line.place for line in within]
        if scope.everybody
        else places((line.key for line in within), whole.rules)
    )
    chosen: Sequence[int] = range(len(within))
    if wanted != "":
        chosen = [
            at
            for at, line in enumerate(within)
            if wanted is not None and holds(line.folded, wanted, whole_words=whole_words)
        ]
    pages = max(1, -(-len(chosen) // PAGE_SIZE))
    page = min(page, pages)
    shown = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return WholePage(
        lines=tuple(within[at] for at in shown),
        places=tuple(given[at] for at in shown),
        notes=tuple("".join(notes_of(within[at : at + 2], whole)) for at in shown),
        page=page,
        pages=pages,
        total=len(chosen),
    )


def notes_of(lines: Sequence[WholeLine], whole: Whole) -> list[str]:
    """For each of the lines but the last, why it stands before the next."""
    titles = whole.bank.topic_titles
    return [explain(one.key, other.key, whole.rules, titles) for one, other in pairwise(lines)]


def only(whole: Whole, scope: BoardScope) -> tuple[WholeLine, ...]:
    """The lines of those in the scope, with their places in the contest."""
    return tuple(line for line in whole.lines if _belongs(line, scope))


class _Result(NamedTuple):
    """A row of _COLUMNS and its round."""

    person_id: int
    attempt_id: int
    rank_key: str
    correct_count: int
    duration_ms: int
    ended_at: int
    round_id: int


class _Person(NamedTuple):
    """A row of _PEOPLE."""

    id: int
    name: str
    number: str
    folded: str
    unit_id: int
    unit: str
    group: str
    audience: str


def _results(
    connection: Reader, contest_id: int, rounds: Mapping[int, SatRound], now: int | None
) -> tuple[dict[int, list[_Result]], list[str], list[str]]:
    """(everybody's results, the digests of the official boards, the districts that stand still)."""
    digests: list[str] = []
    still: list[str] = []
    apart: list[_Result] = []
    read: set[int] = set()
    for sat in rounds.values():
        official = rows.read_official(connection, sat.id) if sat.window.published else None
        if official is not None:
            digests.append(official.digest)
            lines = fetch_all(connection, _OF_BOARD, (official.id,))
            apart += [_Result._make((*one, sat.id)) for one in lines]
            read.add(sat.id)
        elif frozen.table_of(connection, sat, now) == "frozen_result":
            still.append(sat.place)
            apart += map(_Result._make, fetch_all(connection, _OF_FROZEN, (sat.id,)))
            read.add(sat.id)
    if len(read) < len(rounds):
        others = map(_Result._make, fetch_all(connection, _OF_CONTEST, (contest_id,)))
        live = rounds.keys() - read
        apart += [one for one in others if one.round_id in live]
    found: dict[int, list[_Result]] = {}
    for one in apart:
        found.setdefault(one.person_id, []).append(one)
    return found, digests, still


def _line(
    place: int,
    person: _Person,
    together: Together,
    results: Sequence[_Result],
    rounds: Mapping[int, SatRound],
    gone: Mapping[int, int],
) -> WholeLine:
    taken = [results[at] for at in together.taken]
    best = taken[0]
    sat = rounds[best.round_id]
    lost = gone.get(best.attempt_id, 0)
    one_round = say_score(best.correct_count, best.rank_key, sat.rules, lost)
    return WholeLine(
        place=place,
        person_id=person.id,
        name=person.name,
        number=person.number,
        folded=person.folded,
        unit_id=person.unit_id,
        unit=person.unit,
        group=person.group,
        audience=person.audience,
        district_id=sat.district_id,
        district=sat.district,
        round_id=sat.id,
        attempt_id=best.attempt_id,
        key=together.key,
        score_text=one_round if len(taken) == 1 else f"{say_points(together.points)} điểm",
        points=together.points,
        rounds=len(taken),
        duration_ms=sum(one.duration_ms for one in taken),
        ended_at=max(one.ended_at for one in taken),
    )


def _belongs(line: WholeLine, scope: BoardScope) -> bool:
    return (
        (not scope.unit_id or scope.unit_id in (line.unit_id, line.district_id))
        and scope.group in ("", line.group)
        and scope.audience in ("", line.audience)
    )
