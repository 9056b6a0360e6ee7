"""Who gets which prize by an official board, of a round or of the whole contest, with names."""

from collections.abc import Sequence
from dataclasses import dataclass

from question_bank.vietnamese import squeeze
from quiz.rules.prizes import (
    PRIZE_SCOPE_TEXTS,
    Awards,
    Given,
    PrizeKind,
    PrizeRules,
    PrizeScope,
    Ranked,
    award,
)
from quiz.rules.ranking import lot, say_score, unit_lot
from quiz.rules.reasons import BoardReason
from quiz.rules.refusal import Refusal
from quiz.store import library, ranked_units, rows, whole
from quiz.store.gifts import SideGift, gifts_of, home_of
from quiz.store.past_units import PERSON_THEN, UNIT_THEN
from quiz.store.plain import Reader, fetch_all, fetch_one
from quiz.store.rows import SatRound
from quiz.store.voided import gone_of

_ROUND = (
    "SELECT s.person_id, s.place, s.attempt_id, s.rank_key, s.correct_count, p.name, p.number,"  # noqa: S608
    f" u.full_name FROM board_entry s {PERSON_THEN} JOIN unit u ON u.id = {UNIT_THEN}"
    " WHERE s.board_id = ?"
)
_UNPUBLISHED = (
    "SELECT u.full_name FROM round r JOIN unit u ON u.id = r.district_id"
    " WHERE r.contest_id = ? AND r.kind = 'official' AND r.published_at IS NULL"
    " ORDER BY u.code, r.series"
)
_SEEDS = (
    "SELECT id, seed, district_id FROM round WHERE contest_id = ? AND kind = 'official' ORDER BY id"
)
_RULES = "SELECT rules FROM contest WHERE id = ?"


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A unit in a ranked list; equal places share one."""

    id: int
    place: int
    name: str


@dataclass(frozen=True, slots=True)
class Winner:
    """Somebody, or a unit, that may get a prize. A unit has a name only."""

    id: int
    name: str
    number: str = ""
    unit: str = ""
    score_text: str = ""


@dataclass(frozen=True, slots=True)
class PrizeView:
    """The prizes of a round (where a district has one table, its first), or of the whole contest
    where `round_id` is None. `people` and `units` hold those whom `awards` and `gifts` name, but
    for who got a side prize and is not on the board any more: it is not awarded. `digest` is the
    official board's."""

    contest_id: int
    round_id: int | None
    contest: str
    place: str
    """The district, or words for the whole contest."""
    rules: PrizeRules
    digest: str
    awards: Awards
    gifts: tuple[SideGift, ...]
    people: dict[int, Winner]
    units: dict[int, Winner]
    lacks_units: bool
    """There are collective prizes and no ranked list of units."""

    def winner(self, prize: int, id_: int) -> Winner:
        """Whom a row of the awards names."""
        collective = self.rules.table[prize].kind is PrizeKind.COLLECTIVE
        return (self.units if collective else self.people)[id_]

    @property
    def decided(self) -> tuple[str, ...]:
        """What was decided on the way, a sentence each: ties at a cut, who keeps a higher prize or
        left the board, what nobody gets."""
        table, awards = self.rules.table, self.awards
        return (
            *(f"{table[prize].title}: {said}" for prize, said in awards.cuts),
            *(
                f"{table[one.prize].title}: {squeeze(self.winner(one.prize, one.id).name)} không "
                f"nhận. {one.why}"
                for one in awards.passed
            ),
            *(
                f"{table[one.prize].title}: người được trao không còn trên bảng xếp hạng nên không "
                "nhận giải này."
                for one in self.gifts
                if one.person_id not in self.people
            ),
            *(f"{table[prize].title}: còn {count} giải chưa trao." for prize, count in awards.left),
        )


@dataclass(frozen=True, slots=True)
class _Board:
    """An official board as prizes need it."""

    contest_id: int
    contest: str
    place: str
    rules: PrizeRules
    digest: str
    ranked: tuple[Ranked, ...]
    people: dict[int, Winner]
    seeds: tuple[bytes, ...]
    """Of its rounds, for the lots of units."""

    @property
    def collective(self) -> bool:
        """Whether units get prizes too."""
        return any(prize.kind is PrizeKind.COLLECTIVE for prize in self.rules.table)


def of_round(
    connection: Reader, round_id: int, units: Sequence[RankedUnit] | None = None
) -> PrizeView:
    """The prizes by the official board of the round, or of all its district's rounds where these
    have one table; collective ones by these units or (None) by the ranking of units. Refuses while
    there is no board, and where the whole contest has one table.
    """
    sat = rows.read_round(connection, round_id)
    board = _round_board(connection, sat)
    if units is None and board.collective:
        closes_at = sat.window.closes_at
        units = _in_order(
            ranked_units.of_district(connection, sat.contest_id, sat.district_id, closes_at)
            if sat.rules.prizes.per is PrizeScope.DISTRICT
            else ranked_units.of_round(connection, round_id, closes_at)
        )
    return _view(connection, board, home_of(connection, round_id), units or ())


def of_contest(
    connection: Reader, contest_id: int, now: int, units: Sequence[RankedUnit] | None = None
) -> PrizeView:
    """The prizes by the official board of the whole contest, collective ones by these units or
    (None) by the contest's ranking of units. Refuses while a round has no board, and where rounds
    or districts have tables of their own."""
    board = _contest_board(connection, contest_id, now)
    if units is None and board.collective:
        units = _in_order(ranked_units.of_contest(connection, contest_id, None, now))
    return _view(connection, board, None, units or ())


def on_board(
    connection: Reader, contest_id: int, round_id: int | None, number: str, now: int
) -> int:
    """The person of that candidate number on the official board of the round or of the whole
    contest. Refuses while there is no such board, and somebody who is not on it.
    """
    board = (
        _contest_board(connection, contest_id, now)
        if round_id is None
        else _round_board(connection, rows.read_round(connection, round_id))
    )
    for person in board.people.values():
        if person.number == number:
            return person.id
    raise Refusal(BoardReason.NOT_ON_BOARD, number=number)


def unpublished(connection: Reader, contest_id: int) -> tuple[str, ...]:
    """The districts whose round of the contest has no official board yet."""
    return tuple(name for (name,) in fetch_all(connection, _UNPUBLISHED, (contest_id,)))


def _in_order(found: ranked_units.UnitRanking) -> tuple[RankedUnit, ...]:
    """By the places among all units, whatever classes they are ranked in."""
    return tuple(
        RankedUnit(line.unit.id, line.whole_place or 0, line.unit.name) for line in found.in_order
    )


def _round_board(connection: Reader, sat: SatRound) -> _Board:
    prizes = sat.rules.prizes
    per = prizes.per
    if per is PrizeScope.CONTEST and prizes.table:
        raise _elsewhere(per, "toàn cuộc thi")
    if per is PrizeScope.DISTRICT:
        closes_at = sat.window.closes_at
        return _together(connection, sat.contest_id, closes_at, sat.district_id, sat.district)
    board = rows.read_official(connection, sat.id) if sat.window.published else None
    if board is None:
        raise Refusal(BoardReason.NOT_OFFICIAL)
    gone = gone_of(connection, sat)
    ranked, people = [], {}
    for person, place, attempt, key, correct, name, number, unit in fetch_all(
        connection, _ROUND, (sat.contest_id, board.id)
    ):
        ranked.append(Ranked(person, place, lot(sat.seed, attempt)))
        said = say_score(correct, key, sat.rules, gone.get(attempt, 0))
        people[person] = Winner(person, name, number, unit, said)
    about = (sat.contest_id, sat.contest, sat.place, prizes, board.digest)
    return _Board(*about, tuple(ranked), people, (sat.seed,))


def _contest_board(connection: Reader, contest_id: int, now: int) -> _Board:
    row = fetch_one(connection, _RULES, (contest_id,))
    prizes = library.rules(row[0]).prizes if row else PrizeRules()
    if prizes.per is not PrizeScope.CONTEST and prizes.table:
        raise _elsewhere(prizes.per, "vòng thi tại đơn vị")
    return _together(connection, contest_id, now, None, "Toàn cuộc thi")


def _elsewhere(per: PrizeScope, where: str) -> Refusal:
    return Refusal(BoardReason.PRIZES_ELSEWHERE, scope=PRIZE_SCOPE_TEXTS[per], where=where)


def _together(
    connection: Reader, contest_id: int, now: int, district_id: int | None, place: str
) -> _Board:
    """The board of all rounds, or of a district's."""
    found = whole.read_whole(connection, contest_id, now, public=False, district_id=district_id)
    if not found.official:
        raise Refusal(BoardReason.NOT_OFFICIAL)
    seeds = {
        round_id: bytes.fromhex(seed)
        for round_id, seed, of in fetch_all(connection, _SEEDS, (contest_id,))
        if district_id in {None, of}
    }
    ranked = tuple(
        Ranked(line.person_id, line.place, lot(seeds[line.round_id], line.attempt_id))
        for line in found.lines
    )
    people = {
        line.person_id: Winner(
            line.person_id, line.name, line.number, f"{line.unit}, {line.district}", line.score_text
        )
        for line in found.lines
    }
    prizes = found.rules.prizes
    about = (contest_id, found.contest, place, prizes, found.digest)
    return _Board(*about, ranked, people, tuple(seeds.values()))


def _view(
    connection: Reader, board: _Board, round_id: int | None, units: Sequence[RankedUnit]
) -> PrizeView:
    gifts = gifts_of(connection, board.contest_id, round_id)
    awards = award(
        board.ranked,
        board.rules,
        (Ranked(unit.id, unit.place, unit_lot(board.seeds, unit.id)) for unit in units),
        [
            Given(one.prize, one.person_id, one.reason)
            for one in gifts
            if one.person_id in board.people
        ],
    )
    named = {one.id for one in awards.awarded} | {one.id for one in awards.passed}
    named |= {one.person_id for one in gifts}
    return PrizeView(
        contest_id=board.contest_id,
        round_id=round_id,
        contest=board.contest,
        place=board.place,
        rules=board.rules,
        digest=board.digest,
        awards=awards,
        gifts=gifts,
        people={one: board.people[one] for one in named if one in board.people},
        units={unit.id: Winner(unit.id, unit.name) for unit in units},
        lacks_units=board.collective and not units,
    )
