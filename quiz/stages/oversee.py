"""What organisers and the province look at: contests, their rounds, how far each district is, and
who has to be urged. Only reads.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text

from question_bank.bank import Bank
from question_bank.blueprint import Shortage
from quiz.rules.draft import Draft, Series
from quiz.rules.eligibility import RoundKind
from quiz.rules.printed import printed
from quiz.rules.progress import ContestLines, RoundLine
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.timetable import Edition, Held
from quiz.rules.window import Phase, Window, phase_at
from quiz.store import library, timetable
from quiz.store.series import series_of, shortages_of

_COUNTS = """
SELECT r.id, r.contest_id, c.name AS contest, c.opened_at, r.district_id, u.full_name AS district,
 r.opens_at, r.closes_at, r.published_at, r.label, r.kind, r.audience, c.rules,
 (SELECT COUNT(*) FROM person p
  LEFT JOIN past_unit f ON f.contest_id = r.contest_id AND f.person_id = p.id
  WHERE p.district_id = r.district_id AND p.active AND f.person_id IS NULL
  AND (r.audience = '' OR p.audience = r.audience))
 + (SELECT COUNT(*) FROM past_unit f JOIN person p ON p.id = f.person_id AND p.active
  WHERE f.contest_id = r.contest_id AND f.district_id = r.district_id
  AND (r.audience = '' OR f.audience = r.audience)) AS roster,
 (SELECT COUNT(DISTINCT a.person_id) FROM attempt a
  WHERE a.round_id = r.id AND NOT a.voided) AS sat,
 (SELECT COUNT(DISTINCT a.person_id) FROM attempt a
  WHERE a.round_id = r.id AND NOT a.voided AND a.ended_at IS NOT NULL) AS finished,
 (SELECT COUNT(*) FROM attempt a WHERE a.round_id = r.id AND a.ended_at IS NULL) AS running,
 (SELECT MAX(t.version) FROM team t WHERE t.round_id = r.id) AS team_version,
 (SELECT MAX(t.board_id) FROM team t WHERE t.round_id = r.id) AS team_board,
 (SELECT MAX(b.id) FROM board b WHERE b.round_id = r.id) AS board
FROM round r JOIN contest c ON c.id = r.contest_id AND NOT c.rehearsal
 JOIN unit u ON u.id = r.district_id
"""
_ORDER = "ORDER BY c.created_at DESC, c.id DESC, r.series, u.code"
_ALL_ROUNDS = text(f"{_COUNTS} {_ORDER}")
_OPENED_ROUNDS = text(f"{_COUNTS} WHERE c.opened_at IS NOT NULL {_ORDER}")
_ROUNDS_OF_DISTRICTS = text(
    f"{_COUNTS} WHERE c.opened_at IS NOT NULL AND r.district_id IN :districts {_ORDER}"
).bindparams(bindparam("districts", expanding=True))
_ONE_ROUND = text(f"{_COUNTS} WHERE r.id = :round_id")
_TOTALS = text(
    "SELECT c.id AS contest_id, (SELECT COUNT(*) FROM person p WHERE p.active AND EXISTS"
    " (SELECT 1 FROM round r WHERE r.contest_id = c.id AND r.district_id = p.district_id"
    " AND r.kind = 'official' AND (r.audience = '' OR p.audience = r.audience)))"
    " + (SELECT COUNT(*) FROM past_unit f JOIN person p ON p.id = f.person_id AND p.active"
    " WHERE f.contest_id = c.id AND NOT EXISTS (SELECT 1 FROM round r WHERE r.contest_id = c.id"
    " AND r.district_id = p.district_id AND r.kind = 'official'"
    " AND (r.audience = '' OR p.audience = r.audience))) AS roster,"
    " COUNT(DISTINCT a.person_id) AS sat,"
    " COUNT(DISTINCT CASE WHEN a.ended_at IS NOT NULL THEN a.person_id END) AS finished"
    " FROM contest c LEFT JOIN round r ON r.contest_id = c.id AND r.kind = 'official'"
    " LEFT JOIN attempt a ON a.round_id = r.id AND NOT a.voided"
    " WHERE NOT c.rehearsal GROUP BY c.id"
)
_CONTEST = text(
    "SELECT c.id, c.name, c.rules, c.opened_at, c.bank_version_id, b.digest, b.title"
    " FROM contest c JOIN bank_version b ON b.id = c.bank_version_id"
    " WHERE c.id = :contest_id AND NOT c.rehearsal"
)
_WINDOWS = text(
    "SELECT r.id, r.district_id, u.full_name AS district, r.opens_at, r.closes_at, r.published_at,"
    " r.series, r.label, r.kind, r.audience, r.bank_version_id, r.blueprint"
    " FROM round r JOIN unit u ON u.id = r.district_id WHERE r.contest_id = :contest_id"
    " ORDER BY r.series, u.code"
)


@dataclass(frozen=True, slots=True)
class DistrictWindow:
    """A district's round in a contest that may still be a draft."""

    round_id: int
    district_id: int
    district: str
    window: Window
    phase: Phase
    over: bool
    """Whether its time has passed, opened or not."""
    series: int
    told: Series
    """What it has in common with the other districts' rounds of its series."""


@dataclass(frozen=True, slots=True)
class ContestView:
    """A contest with its rules, bank and windows, and what the bank lacks."""

    id: int
    name: str
    opened: bool
    rules: Rules
    bank_version_id: int
    bank: Bank
    windows: tuple[DistrictWindow, ...]
    shortages: tuple[Shortage, ...]
    held: tuple[Held, ...]
    edition: Edition | None

    @property
    def printed(self) -> tuple[str, ...]:
        """The thể lệ."""
        return printed(self.rules, self.bank.topic_titles, self.kind, self.held, self.edition)

    @property
    def draft(self) -> Draft:
        """What can still be changed before it is opened."""
        first = [one for one in self.windows if one.series == 0]
        further = {one.series: one.told for one in self.windows if one.series}
        return Draft(
            self.name,
            self.rules,
            self.bank_version_id,
            {one.district_id: (one.window.opens_at, one.window.closes_at) for one in first},
            tuple(further[number] for number in sorted(further)),
            first[0].told.label if first else "",
            first[0].told.audience if first else "",
            first[0].told.kind if first else RoundKind.OFFICIAL,
        )

    @property
    def kind(self) -> RoundKind:
        """Practice where all rounds are."""
        kinds = {one.told.kind for one in self.windows}
        return RoundKind.PRACTICE if kinds == {RoundKind.PRACTICE} else RoundKind.OFFICIAL


def contests(connection: Connection, now: int) -> tuple[ContestLines, ...]:
    """Every contest with every round, the newest first."""
    totals = {row.contest_id: row for row in connection.execute(_TOTALS)}
    grouped: dict[int, list[RoundLine]] = {}
    for row in connection.execute(_ALL_ROUNDS):
        grouped.setdefault(row.contest_id, []).append(_line(row, now))
    return tuple(
        ContestLines(
            contest_id,
            lines[0].contest,
            lines[0].phase is not Phase.DRAFT,
            tuple(lines),
            totals[contest_id].roster,
            totals[contest_id].sat,
            totals[contest_id].finished,
        )
        for contest_id, lines in grouped.items()
    )


def rounds(
    connection: Connection, now: int, districts: Collection[int] | None
) -> tuple[RoundLine, ...]:
    """The rounds of opened contests in these districts, in all of them for None."""
    if districts is None:
        found = connection.execute(_OPENED_ROUNDS)
    else:
        found = connection.execute(_ROUNDS_OF_DISTRICTS, {"districts": sorted(districts)})
    return tuple(_line(row, now) for row in found)


def one_round(connection: Connection, round_id: int, now: int) -> RoundLine:
    """How far the round is. Refuses one of a contest that is not opened as a missing one."""
    row = connection.execute(_ONE_ROUND, {"round_id": round_id}).one_or_none()
    if row is None or row.opened_at is None:
        raise Refusal(RequestReason.NOT_FOUND)
    return _line(row, now)


def contest(connection: Connection, contest_id: int, now: int) -> ContestView:
    """The contest. Refuses an unknown one."""
    row = connection.execute(_CONTEST, {"contest_id": contest_id}).one_or_none()
    if row is None:
        raise Refusal(RequestReason.NOT_FOUND)
    opened = row.opened_at is not None
    rules = library.rules(row.rules)
    bank = library.bank(connection, row.digest)
    windows = []
    for one in connection.execute(_WINDOWS, {"contest_id": contest_id}):
        window = Window(one.opens_at, one.closes_at, opened, one.published_at is not None)
        phase = phase_at(window, now)
        over = now >= one.closes_at
        told = series_of(one)
        windows.append(
            DistrictWindow(
                one.id, one.district_id, one.district, window, phase, over, one.series, told
            )
        )
    return ContestView(
        id=row.id,
        name=row.name,
        opened=opened,
        rules=rules,
        bank_version_id=row.bank_version_id,
        bank=bank,
        windows=tuple(windows),
        shortages=shortages_of(connection, rules, bank, (one.told for one in windows)),
        held=timetable.held(connection, contest_id, rules),
        edition=timetable.edition(connection, contest_id),
    )


def _line(row: Row[Any], now: int) -> RoundLine:
    window = Window(
        row.opens_at, row.closes_at, row.opened_at is not None, row.published_at is not None
    )
    return RoundLine(
        id=row.id,
        contest_id=row.contest_id,
        contest=row.contest,
        district_id=row.district_id,
        district=f"{row.district}, {row.label}" if row.label else row.district,
        window=window,
        phase=phase_at(window, now),
        practice=row.kind == RoundKind.PRACTICE,
        has_team=row.kind != RoundKind.PRACTICE and library.rules(row.rules).has_team,
        roster=row.roster,
        sat=row.sat,
        finished=row.finished,
        running=row.running,
        team_version=row.team_version or 0,
        team_stale=bool(row.team_board) and row.team_board != row.board,
        audience=row.audience,
    )
