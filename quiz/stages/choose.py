"""Choose the team from the official board: propose, depart from it in writing, confirm."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from quiz.rules.entries import Entry, Kind
from quiz.rules.ranking import say_score
from quiz.rules.reasons import BoardReason, RequestReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import Named, Proposal, Seat, propose, tied, written
from quiz.rules.substituting import deadline, still_named
from quiz.rules.terms import Candidate
from quiz.rules.wording import say_end
from quiz.store import ledger, new_teams, rows, teams
from quiz.store.candidates import Field, read_field
from quiz.store.new_teams import NewTeam
from quiz.store.plain import fetch_one
from quiz.store.rows import OfficialBoard, SatRound
from quiz.store.teams import TeamView
from quiz.store.voided import gone_of
from quiz.store.writer import Writer

log = logging.getLogger(__name__)

_ON_BOARD = "SELECT 1 FROM board_entry WHERE board_id = ? AND person_id = ?"
MARGIN = 10
"""How many people after the last seat are shown, so that somebody can be passed over."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody on the official board as the choice is made. `note` explains a tie with the next."""

    candidate: Candidate
    number: str
    unit: str
    score_text: str
    """As boards say it."""
    note: str
    on_roster: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The top of the official board, whoever has a seat further down, and the team that it gives,
    or why it gives none yet."""

    round: SatRound
    board: OfficialBoard
    runners: tuple[Runner, ...]
    proposal: Proposal | None
    refusal: Refusal | None
    tie_at_cut: bool
    """Whether somebody who is no member shares a member's place and no lots separate them."""
    without_gender: int
    without_birth_year: int
    """How many on the board count for no quota of women or of age, because the roster is silent."""
    named: frozenset[int]
    """Who was named into the team in writing and holds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody decided: whom the team is without (person id -> written reason), its captain,
    and why quotas that no team can keep are eased."""

    skips: Mapping[int, str] = field(default_factory=dict)
    captain_id: int | None = None
    eased_reason: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody had before them when they confirmed: the board's digest, and the version of
    the team that stood, 0 when none did.
    """

    board_digest: str
    team_version: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed team: its id, version and digest."""

    team_id: int
    version: int
    digest: str


def choice(connection: Connection, round_id: int, wanted: Wanted) -> Choice:
    """What the official board proposes.

    Refuses a round without an official board, and a skip of somebody who is not on it like a
    missing person. A skip without a reason, a board that is too short and quotas that no team keeps
    come as `refusal`, so that the board can be shown with it.
    """
    found = read_field(connection, round_id)
    _refuse_strangers(found, wanted)
    proposal = refusal = None
    named = _named(connection, found, wanted)
    ease = bool(written(wanted.eased_reason))
    try:
        proposal = propose(found.candidates, found.terms, wanted.skips, named=named, ease=ease)
    except Refusal as reason:
        refusal = reason
    shown = _shown(found, proposal, wanted)
    return Choice(
        round=found.round,
        board=found.board,
        runners=_runners(found, shown, gone_of(connection, found.round)),
        proposal=proposal,
        refusal=refusal,
        tie_at_cut=proposal is not None
        and not found.round.rules.by_lots
        and tied(proposal, found.candidates, found.terms),
        without_gender=sum(not one.gender for one in found.candidates),
        without_birth_year=sum(one.birth_year is None for one in found.candidates),
        named=frozenset(named),
    )


def kept(connection: Connection, round_id: int) -> Wanted:
    """What somebody decided about the team that stands, to begin from when it is chosen again: whom
    it is without and why, also those who left it since, its captain, why quotas were eased. Of a
    team of an old board, as far as people are on the newest one: what was decided about them holds,
    as a decision's preview has it."""
    team, board = teams.read_team(connection, round_id), rows.read_official(connection, round_id)
    if team is None or board is None:
        return Wanted()

    def on_board(person_id: int | None) -> bool:
        return bool(fetch_one(connection, _ON_BOARD, (board.id, person_id)))

    excused = teams.excused(connection, round_id)
    return Wanted(
        {person: why for person, why in excused.items() if on_board(person)},
        team.captain_id if on_board(team.captain_id) else None,
        team.eased_reason if team.act == "choose" else "",
    )


def confirm(
    writer: Writer, round_id: int, seen: Seen, wanted: Wanted, actor: str, now: int
) -> Confirmed:
    """Write the team that the official board gives, as a new version and a ledger entry in one
    transaction. Confirming the team that stands gives it again.

    Refuses a board or a standing team that is not the one that was seen, a skip without a reason, a
    skip of somebody who is not on the board, a board that is too short, quotas that no team keeps
    and no reason to ease them, a captain who is no member, a locked team, and another team of the
    same board after the last day of changes.
    """

    def act(connection: Connection) -> Confirmed:
        ledger.lock(connection, round_id)
        found = read_field(connection, round_id)
        if found.board.digest != seen.board_digest:
            raise Refusal(BoardReason.BOARD_CHANGED)
        new = _new_team(found, wanted, _named(connection, found, wanted))
        standing = teams.read_team(connection, round_id)
        if standing is not None and standing.digest == new.digest:
            return Confirmed(standing.id, standing.version, new.digest)
        version = 0 if standing is None else standing.version
        if version != seen.team_version:
            raise Refusal(TeamReason.TEAM_CHANGED, version=version)
        teams.refuse_locked(connection, round_id)
        _refuse_late(found, standing, now)
        version += 1
        team_id = new_teams.write_version(connection, found, version, new, actor, now)
        facts = (
            ("board", found.board.digest),
            ("members", len(new.chosen)),
            ("skips", len(new.written)),
            ("team", new.digest),
            ("version", version),
        )
        ledger.append(connection, round_id, Entry(Kind.TEAM, now, body=facts))
        return Confirmed(team_id, version, new.digest)

    confirmed = writer.run_now(act, round_id)
    told = {"actor": actor, "action": "team.confirm", "object": f"round:{round_id}"}
    log.info("a team was confirmed", extra=told)
    return confirmed


def _named(connection: Connection, found: Field, wanted: Wanted) -> dict[int, Named]:
    """Who was named into the team that stands and holds as long as who left is passed over."""
    on_board = {one.person_id for one in found.candidates}
    return still_named(teams.read_named(connection, found.round.id), on_board, wanted.skips.keys())


def _new_team(found: Field, wanted: Wanted, named: Mapping[int, Named]) -> NewTeam:
    _refuse_strangers(found, wanted)
    why = written(wanted.eased_reason)
    proposal = propose(found.candidates, found.terms, wanted.skips, named=named, ease=bool(why))
    members = {one.person_id for one in proposal.members}
    seated = {one.candidate.person_id for one in proposal.chosen}
    captain = wanted.captain_id
    if captain not in (members if found.terms.team.captain else {None, *members}):
        raise Refusal(TeamReason.CAPTAIN_MISSING)
    return NewTeam(
        board_digest=found.board.digest,
        chosen=proposal.chosen,
        written=proposal.skipped,
        by_quotas=proposal.passed_over,
        captain_id=captain,
        eased=proposal.eased,
        eased_reason=why if proposal.eased else "",
        named={
            person: one
            for person, one in named.items()
            if person in (members if one.seat is Seat.MEMBER else seated)
        },
    )


def _refuse_strangers(found: Field, wanted: Wanted) -> None:
    """Refuse a skip of somebody who is not on the board."""
    if not wanted.skips.keys() <= {one.person_id for one in found.candidates}:
        raise Refusal(RequestReason.NOT_FOUND)


def _refuse_late(found: Field, standing: TeamView | None, now: int) -> None:
    """The first team, and the first of a new board, may come at any time."""
    if standing is None or standing.board_id != found.board.id:
        return
    until = deadline(found.board.published_at, found.terms.team.substitute_days)
    if now >= until:
        raise Refusal(TeamReason.TEAM_DEADLINE, until=say_end(until))


def _shown(found: Field, proposal: Proposal | None, wanted: Wanted) -> list[int]:
    """Indices of the lines to show: the first, as many as are passed over and some more, and
    whoever has a seat or was excused further down."""
    terms = found.terms
    first = terms.seats + terms.reserves + len(wanted.skips) + MARGIN
    named = set(wanted.skips)
    if proposal:
        named |= {one.candidate.person_id for one in proposal.chosen}
    return [
        index
        for index, one in enumerate(found.candidates)
        if index < first or one.person_id in named
    ]


def _runners(found: Field, shown: list[int], gone: Mapping[int, int]) -> tuple[Runner, ...]:
    return tuple(_runner(found, index, gone) for index in shown)


def _note(found: Field, index: int) -> str:
    """Why somebody stands before the next on the board."""
    keys = (line.rank_key for line in found.lines[index : index + 2])
    return next(iter(rows.notes_of(keys, found.round)), "")


def _runner(found: Field, index: int, gone: Mapping[int, int]) -> Runner:
    line = found.lines[index]
    one = line.candidate
    lost = gone.get(line.attempt_id, 0)
    said = say_score(line.correct_count, line.rank_key, found.round.rules, lost)
    return Runner(one, line.number, one.unit, said, _note(found, index), line.on_roster)
