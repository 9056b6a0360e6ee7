"""What is announced: the opened contests with their rounds, and the printed rules."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from quiz.rules.eligibility import RoundKind
from quiz.rules.printed import printed
from quiz.rules.window import Phase, Window, phase_at
from quiz.store import rows, timetable

_ROUNDS = text(
    "SELECT c.id AS contest_id, c.name, r.id, r.opens_at, r.closes_at, r.published_at,"
    " u.full_name AS district, r.label, r.kind FROM contest c JOIN round r ON r.contest_id = c.id"
    " JOIN unit u ON u.id = r.district_id WHERE c.opened_at IS NOT NULL AND NOT c.rehearsal"
    " ORDER BY c.opened_at DESC, c.id, r.series, u.code"
)


@dataclass(frozen=True, slots=True)
class AnnouncedRound:
    """A district's round; its label stands behind the district's name."""

    id: int
    district: str
    window: Window
    phase: Phase
    practice: bool


@dataclass(frozen=True, slots=True)
class AnnouncedContest:
    """An opened contest with its rounds, by the districts' codes."""

    id: int
    name: str
    rounds: tuple[AnnouncedRound, ...]

    @property
    def practice(self) -> bool:
        """Whether nobody is ranked in it."""
        return all(one.practice for one in self.rounds)


def announced(connection: Connection, now: int) -> tuple[AnnouncedContest, ...]:
    """The opened contests, the newest first."""
    contests: dict[int, tuple[str, list[AnnouncedRound]]] = {}
    for row in connection.execute(_ROUNDS):
        window = Window(row.opens_at, row.closes_at, published=row.published_at is not None)
        place = f"{row.district}, {row.label}" if row.label else row.district
        one = AnnouncedRound(
            row.id, place, window, phase_at(window, now), row.kind == RoundKind.PRACTICE
        )
        contests.setdefault(row.contest_id, (row.name, []))[1].append(one)
    return tuple(
        AnnouncedContest(contest_id, name, tuple(rounds))
        for contest_id, (name, rounds) in contests.items()
    )


def printed_rules(connection: Connection, round_id: int) -> tuple[str, tuple[str, ...]]:
    """The contest's name and its thể lệ, a sentence a paragraph. Refuses a round that is not
    announced.
    """
    sat = rows.read_round(connection, round_id)
    rows.refuse_draft(sat)
    rows.refuse_rehearsal(sat)
    return sat.contest, printed(
        sat.rules,
        sat.bank.topic_titles,
        sat.kind,
        timetable.held(connection, sat.contest_id, sat.rules),
        timetable.edition(connection, sat.contest_id),
    )
