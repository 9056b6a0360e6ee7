"""What happens in a small contest, from the first attempt to the official board, by one value of
its rules: each function asserts it."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from question_bank.bank import Bank
from quiz.rules.draft import Series
from quiz.rules.eligibility import Duty, RoundKind
from quiz.rules.participation import participation
from quiz.rules.prediction import Target
from quiz.rules.prizes import PrizeScope
from quiz.rules.reasons import AttemptReason, RequestReason, TeamReason
from quiz.rules.round import Rules
from quiz.rules.starting import DAY_MS
from quiz.stages import award, board, choose, count, headcounts, oversee
from quiz.stages.choose import Seen, Wanted
from quiz.store import prizes, ranked_units, rows, teams
from quiz.store.headcounts import read_units
from quiz.store.prizes import PrizeView
from quiz.store.tables import Person
from tests.cast import CLOSES, MINUTE, OPENS, add_person, small_bank
from tests.stages.parameter_effects import paper, refused
from tests.stages.rounds_cast import WEEK, Contest

LATER = CLOSES + 61 * MINUTE
OFFICE = "UBND Thành phố Vị Thanh"


def publish(contest: Contest) -> int:
    """The round, with an official board."""
    contest.fix(CLOSES + 60 * MINUTE)
    count.publish(contest.database, contest.writer, contest.round(), "lan", LATER)
    return contest.round()


def about(contest: Contest, name: str, **facts: object) -> None:
    """What the roster says of somebody."""
    with contest.database.writing() as session:
        person = session.get_one(Person, contest.world.people[name])
        for field, value in facts.items():
            setattr(person, field, value)


def dung_comes_too(contest: Contest) -> None:
    """A third person in Vị Thanh."""
    district = contest.world.districts["Thành phố Vị Thanh"]
    contest.world.people["Dũng"] = add_person(contest.database, "Phạm Văn Dũng", "VT0003", district)


def names_on_the_board(contest: Contest, shown_at: int | None) -> list[str]:
    """Given names; `shown_at` is when a stranger looks, None for staff."""
    found = contest.database.read_now(
        lambda one: (
            board.read_board(one, contest.round(), shown_at=shown_at, whole_words=True).lines
        )
    )
    return [line.name.split()[-1] for line in found]


# attempts, rounds, people


def by_the_day(contest: Contest, rules: Rules) -> None:
    """Once a day in a round of two days."""
    contest.open(rules, Series("Hai ngày", OPENS, OPENS + 2 * DAY_MS))
    contest.sit("An", "Hai ngày", right=3)
    assert refused(lambda: contest.start("An", "Hai ngày", OPENS + 60 * MINUTE)) is (
        AttemptReason.NO_ATTEMPT_LEFT
    )
    contest.sit("An", "Hai ngày", OPENS + DAY_MS, right=6)
    assert contest.order("Hai ngày") == ["An"]


def by_the_contest(contest: Contest, rules: Rules) -> None:
    """Twice in all rounds together."""
    contest.open(rules, *(Series(f"Tuần {n}", OPENS, CLOSES) for n in (2, 3)))
    contest.sit("An", "Tuần 1")
    contest.sit("An", "Tuần 3")
    assert refused(lambda: contest.start("An", "Tuần 2")) is AttemptReason.NO_ATTEMPT_LEFT


def a_month_around_its_weeks(contest: Contest, rules: Rules) -> None:
    """Three rounds, printed with their times; practice ranks nobody."""
    month = Series("Tháng 4", OPENS, CLOSES + WEEK)
    practice = Series("Thi thử", OPENS, CLOSES, RoundKind.PRACTICE)
    contest.open(rules, month, practice)
    view = contest.database.read_now(lambda one: oversee.contest(one, contest.contest_id, OPENS))
    assert view.printed[:3] == (
        "Tuần 1: từ 08:00 ngày 05/4/2021 đến 10:00 ngày 05/4/2021.",
        "Tháng 4: từ 08:00 ngày 05/4/2021 đến 10:00 ngày 12/4/2021.",
        "Thi thử: từ 08:00 ngày 05/4/2021 đến 10:00 ngày 05/4/2021. Vòng thi thử được làm nhiều "
        "lần, không xếp hạng.",
    )
    for label in ("Tuần 1", "Tháng 4", "Thi thử", "Thi thử"):
        contest.sit("An", label)
    assert contest.order() == contest.order("Tháng 4") == ["An"]
    assert contest.order("Thi thử") == []


def _second_bank(contest: Contest) -> tuple[int, Bank]:
    """Another published bank, whose questions say that they are for citizens."""
    plain = small_bank()
    questions = tuple(replace(one, stem=f"Người dân: {one.stem}") for one in plain.questions)
    bank = Bank("Ngân hàng cho người dân", plain.topics, questions, as_of="2021-04-05")
    return contest.publish_bank(bank), bank


def two_audiences(contest: Contest, rules: Rules) -> None:
    """Officials and citizens draw from banks of their own and stand on boards of their own."""
    version, bank = _second_bank(contest)
    citizens = Series(
        "Tuần 1", OPENS, CLOSES, audience="dan", bank_version_id=version, blueprint=rules.blueprint
    )
    contest.open(rules, citizens, audience="can-bo")
    about(contest, "An", audience="can-bo")
    about(contest, "Bình", audience="dan")
    assert refused(lambda: contest.start("An", audience="dan")) is RequestReason.NOT_FOUND
    assert refused(lambda: contest.start("Bình", audience="can-bo")) is RequestReason.NOT_FOUND
    attempt = contest.sit("An", audience="can-bo")
    drawn = {item.question_id for item in paper(contest, attempt).attempt.paper.items}
    assert drawn <= contest.world.bank.by_id.keys()
    assert paper(contest, attempt).round.bank.title == contest.world.bank.title
    contest.sit("Bình", audience="dan", right=1)
    sat = contest.database.read_now(
        lambda one: rows.read_round(one, contest.round("Tuần 1", "dan"))
    )
    assert sat.bank.digest == bank.digest
    assert contest.order("Tuần 1", "can-bo") == ["An"]
    assert contest.order("Tuần 1", "dan") == ["Bình"]


def all_duties_are_excluded(contest: Contest, rules: Rules) -> None:
    """Whoever has a part in running the contest does not start."""
    contest.open(rules)
    for duty in Duty:
        about(contest, "An", duty=duty.value)
        assert refused(lambda: contest.start("An")) is AttemptReason.MAY_NOT_COMPETE
    contest.sit("Bình")


def as_drawn(contest: Contest, rules: Rules) -> None:
    """Questions stand in the order of the blueprint in every paper."""
    contest.open(rules)
    cells = [cell for cell in rules.blueprint for _ in range(cell.count)]
    for name in ("An", "Bình"):
        attempt = contest.start(name)
        with contest.database.reading() as session:
            dumped = rows.read_attempt(session.connection(), attempt).paper
        asked = [contest.world.bank.by_id[item.question_id] for item in dumped.items]
        assert [(one.topic, one.level) for one in asked] == [
            (cell.topic, cell.level) for cell in cells
        ]


# prediction and boards


def predicts(value: int) -> Callable[[Contest, Rules], None]:
    """An sits twice and is all correct; Bình and Dũng are not, and of the two whoever guessed
    better stands higher."""

    def effect(contest: Contest, rules: Rules) -> None:
        contest.open(rules)
        dung_comes_too(contest)
        assert refused(lambda: contest.start("An")) is AttemptReason.NO_GUESS
        percent = rules.prediction is Target.PERCENT
        said = f"{value // 100},{value % 100:02d}" if percent else str(value)
        contest.sit("An", guess="7")
        contest.sit("An", now=OPENS + 10 * MINUTE, guess="7")
        contest.sit("Dũng", right=5, guess="99")
        contest.sit("Bình", now=OPENS + 20 * MINUTE, right=5, guess=said)
        contest.fix(CLOSES + 60 * MINUTE)
        sat = contest.database.read_now(lambda one: rows.read_round(one, contest.round()))
        assert sat.outcome == value
        assert contest.order() == ["An", "Bình", "Dũng"]

    return effect


def younger_first(contest: Contest, rules: Rules) -> None:
    """Of equal people the younger; whose year is not known stands last."""
    contest.open(rules)
    dung_comes_too(contest)
    about(contest, "An", birth_year=1969)
    about(contest, "Bình", birth_year=1990)
    for name in ("Dũng", "An", "Bình"):
        contest.sit(name)
    assert contest.order() == ["Bình", "An", "Dũng"]


def stops_early(contest: Contest, rules: Rules) -> None:
    """What ends in the last quarter of an hour is public when the round has closed."""
    contest.open(rules)
    contest.sit("An", now=CLOSES - 30 * MINUTE, minutes=14, right=3)
    contest.sit("Bình", now=CLOSES - 30 * MINUTE, minutes=16, right=6)
    assert names_on_the_board(contest, CLOSES - 10 * MINUTE) == ["An"]
    assert names_on_the_board(contest, None) == ["Bình", "An"]
    assert names_on_the_board(contest, CLOSES + 1) == ["Bình", "An"]


# teams, prizes, units


def captain_is_asked_for(contest: Contest, rules: Rules) -> None:
    """Without one the team is not confirmed."""
    contest.open(rules)
    for name in ("An", "Bình"):
        contest.sit(name)
    round_id = publish(contest)
    found = contest.database.read_now(lambda one: choose.choice(one, round_id, Wanted()))
    seen = Seen(found.board.digest, 0)

    def confirm(captain: int | None) -> None:
        wanted = Wanted(captain_id=captain)
        choose.confirm(contest.writer, round_id, seen, wanted, "lan", LATER)

    assert refused(lambda: confirm(None)) is TeamReason.CAPTAIN_MISSING
    assert refused(lambda: confirm(contest.world.people["Chi"])) is TeamReason.CAPTAIN_MISSING
    confirm(contest.world.people["Bình"])
    team = contest.database.read_now(lambda one: teams.read_team(one, round_id))
    assert team is not None
    assert [one.name for one in team.members if one.captain] == ["Trần Thị Bình"]


def prizes_of(contest: Contest, round_id: int) -> PrizeView:
    def read(connection: Connection) -> PrizeView:
        if rows.read_round(connection, round_id).rules.prizes.per is PrizeScope.CONTEST:
            return prizes.of_contest(connection, contest.contest_id, LATER)
        return prizes.of_round(connection, round_id)

    return contest.database.read_now(read)


def awarded(contest: Contest, round_id: int) -> list[tuple[str, str]]:
    """(prize, who)."""
    view = prizes_of(contest, round_id)
    return [
        (view.rules.table[one.prize].title, view.winner(one.prize, one.id).name)
        for one in view.awards.awarded
    ]


def a_unit_gets_a_prize(contest: Contest, rules: Rules) -> None:
    """The collective prize goes to the unit that leads the ranking of units."""
    contest.open(rules)
    contest.sit("An")
    assert awarded(contest, publish(contest)) == [
        ("Giải Nhất", "Nguyễn Văn An"),
        ("Giải Tập thể", OFFICE),
    ]


def a_side_prize_is_given_by_hand(contest: Contest, rules: Rules) -> None:
    """By its own criterion, with a reason."""
    contest.open(rules)
    contest.sit("An")
    contest.sit("Bình", right=3)
    round_id = publish(contest)
    assert awarded(contest, round_id) == [("Giải Nhất", "Nguyễn Văn An")]
    given = (contest.database, contest.contest_id, round_id, 1, "VT0002")
    award.give(*given, "Sinh năm 1950", "lan", LATER)
    assert awarded(contest, round_id)[1] == ("Giải Cao tuổi", "Trần Thị Bình")


def signed(contest: Contest, number: int) -> None:
    """The headcount of An's and Bình's office, typed by one and signed by another."""

    def newest() -> tuple[int, int]:
        units = contest.database.read_now(lambda one: read_units(one, None))
        unit = next(one for one in units if one.name == OFFICE)
        return unit.id, unit.headcounts[-1].id if unit.headcounts else 0

    headcounts.type_in(contest.database, newest()[0], str(number), "01/4/2021", "lan", OPENS)
    headcounts.sign(contest.database, [newest()[1]], "hoa", OPENS)


def ranked_office(contest: Contest) -> tuple[int | None, str]:
    """(place of An's and Bình's office, why it has none)."""
    found = contest.database.read_now(
        lambda one: ranked_units.of_round(one, contest.round(), LATER)
    )
    line = next(one for one in found.lines if one.unit.name == OFFICE)
    return line.place, line.said


def headcount_is_asked_for(contest: Contest, rules: Rules) -> None:
    """A unit has no place by rate before its headcount is signed."""
    contest.open(rules)
    contest.sit("An")
    assert ranked_office(contest) == (
        None,
        "Không xếp hạng: chưa có số người hiện có được duyệt.",
    )
    signed(contest, 4)
    assert ranked_office(contest)[0] == 1


def urged_to_the_target(contest: Contest, rules: Rules) -> None:
    """One of four people sat, half of them are asked for: one more is missing."""
    contest.open(rules)
    contest.sit("An")
    signed(contest, 4)
    found = contest.database.read_now(
        lambda one: ranked_units.of_round(one, contest.round(), LATER)
    )
    (slow,) = participation(found.lines, rules.units.target_rate).slow
    assert (slow.line.unit.name, slow.line.rate, slow.missing) == (OFFICE, 2_500, 1)
    assert participation(found.lines, 2_500).slow == ()
