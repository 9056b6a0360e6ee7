"""Whoever opens a contest knows that legal bases of its bank do not hold on the rounds' days."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import select

from quiz.rules.draft import Draft, Series, outer_days
from quiz.rules.eligibility import RoundKind
from quiz.rules.reasons import ContestReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import from_vietnam
from quiz.stages import author, prepare
from quiz.stages.author import Reader
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Contest, LedgerEntry, Round
from tests.cast import RULES, World
from tests.question_bank.law_files import CONSOLIDATED, LAW
from tests.stages.test_ticks import keep

DAY = 24 * 60 * 60_000
CITED = LAW.replace("7/2015/QH13", "85/2015/QH13")
"""A text of ours under the number that the questions of the cast cite: their basis holds."""
CHANGED = CONSOLIDATED.replace("7/2015/QH13", "85/2015/QH13")


def moment(day: str, hour: int = 8) -> int:
    return from_vietnam(datetime.fromisoformat(f"{day}T{hour:02}:00"))


def drafted(database: Database, world: World, first: str, last: str) -> int:
    windows = dict.fromkeys(world.districts.values(), (moment(first), moment(last, 17)))
    return prepare.make_contest(
        database, "Vòng hai", RULES, world.bank_version_id, windows, "so", 1
    )


def opened(database: Database, contest_id: int) -> tuple[bool, int, list[str]]:
    """Whether it is open, how many ledgers began, and what the log says of it."""
    with database.reading() as session:
        contest = session.get_one(Contest, contest_id)
        rounds = [
            one.id for one in session.exec(select(Round).where(Round.contest_id == contest_id))
        ]
        began = [one for one in session.exec(select(LedgerEntry)) if one.round_id in rounds]
        log = session.exec(select(AuditLog).where(AuditLog.subject == contest.name)).all()
        said = [one.detail for one in log if one.action == "contest.open"]
        return contest.opened_at is not None, len(began), said


def refused(database: Database, contest_id: int, seen: str = "") -> str:
    with pytest.raises(Refusal) as said:
        prepare.open_contest(database, contest_id, "so", 2, seen)
    assert said.value.reason is ContestReason.LAW_DOUBTS
    return said.value.sentence


def test_a_contest_whose_law_changed_before_its_last_day_opens_only_when_that_was_seen(
    database: Database, world: World
) -> None:
    keep(database, CITED)
    keep(database, CHANGED)
    contest_id = drafted(database, world, "2025-06-30", "2025-07-02")
    doubts = prepare.law_doubts(database, contest_id)
    (own,) = doubts.banks
    assert own.doubts.days == (("2025-07-02", len(world.bank)),)
    for seen in ("", "0" * 16):
        assert "Vào ngày 02/7/2025, 24 câu hỏi" in refused(database, contest_id, seen)
    assert opened(database, contest_id) == (False, 0, [])
    for _ in range(2):
        prepare.open_contest(database, contest_id, "so", 3, doubts.digest)
    prepare.open_contest(database, contest_id, "so", 4)  # open already: nothing to be told
    assert opened(database, contest_id) == (True, len(world.districts), [doubts.digest])


def test_what_was_seen_does_not_stand_for_what_came_after(database: Database, world: World) -> None:
    keep(database, LAW)
    contest_id = drafted(database, world, "2025-07-02", "2025-07-02")
    seen = {prepare.law_doubts(database, contest_id).digest}
    keep(database, CITED)
    keep(database, CHANGED)
    seen.add(prepare.law_doubts(database, contest_id).digest)
    drafted(database, world, "2025-07-03", "2025-07-03")
    assert len(seen) == 2
    for one in seen:
        assert "Vào ngày 03/7/2025" in refused(database, contest_id, one)
    assert not opened(database, contest_id)[0]


def test_texts_that_the_library_lacks_are_named_and_an_empty_library_says_nothing(
    database: Database, world: World
) -> None:
    contest_id = drafted(database, world, "2021-05-04", "2021-05-04")
    assert prepare.law_doubts(database, contest_id).digest == ""
    keep(database, LAW)
    (own,) = prepare.law_doubts(database, contest_id).banks
    assert (own.doubts.days, "chưa có 85/2015/QH13" in own.doubts.missing) == ((), True)
    assert "chưa có 85/2015/QH13" in refused(database, contest_id)
    keep(database, CITED)
    prepare.open_contest(database, contest_id, "so", 2)
    assert opened(database, contest_id) == (True, len(world.districts), [""])


def test_every_bank_that_a_round_draws_from_is_judged_on_the_days_of_its_own_rounds(
    database: Database, world: World
) -> None:
    keep(database, CITED)
    keep(database, CHANGED)
    other = author.publish(database, replace(world.bank, title="Thi thử"), "phuc", 1)
    cells = RULES.blueprint[:1]
    series = tuple(
        Series(label, moment(day), moment(day, 17), kind, "", version, cells)
        for label, day, kind, version in (
            ("Thi thử", "2025-07-02", RoundKind.PRACTICE, other),
            ("Tuần 2", "2025-06-30", RoundKind.OFFICIAL, None),
        )
    )
    windows = dict.fromkeys(world.districts.values(), (moment("2025-06-29"), moment("2025-06-30")))
    version = world.bank_version_id
    draft = Draft("Vòng hai", RULES, version, windows, series)
    contest_id = prepare.put_contest(database, draft, "so", 1)
    doubts = prepare.law_doubts(database, contest_id)
    assert [one.version_id for one in doubts.banks] == [other]
    assert "Ngân hàng “Thi thử”: vào ngày 02/7/2025, 24 câu" in refused(database, contest_id)
    for version_id, days in ((other, ["2025-07-02"]), (version, ["2025-06-29", "2025-06-30"])):
        used = author.version(database, version_id, Reader("phuc", 1)).coverage
        told = [one for one in used if one.contest.startswith("Vòng hai")]
        assert sorted({day for one in told for day in one.days}) == days
    late = replace(
        draft, windows=dict.fromkeys(windows, (moment("2025-07-05"), moment("2025-07-06")))
    )
    prepare.put_contest(database, late, "so", 1)
    again = prepare.law_doubts(database, contest_id)
    assert [one.version_id for one in again.banks] == [version, other]
    refused(database, contest_id, doubts.digest)  # another bank's doubts were not seen
    prepare.open_contest(database, contest_id, "so", 3, again.digest)
    assert opened(database, contest_id)[0]


def test_an_unknown_contest_has_no_doubts(database: Database, world: World) -> None:
    for ask in (prepare.law_doubts, lambda one, of: prepare.open_contest(one, of, "so", 2)):
        with pytest.raises(Refusal) as refused:
            ask(database, 999)
        assert refused.value.reason is RequestReason.NOT_FOUND


@pytest.mark.parametrize(
    ("windows", "days"),
    [
        ([], ()),
        ([("2021-05-04", 8, 0)], ("2021-05-04",)),
        ([("2021-05-04", 8, 2), ("2021-05-01", 7, 1)], ("2021-05-01", "2021-05-06")),
        ([("2021-05-04", 0, 1)], ("2021-05-04",)),  # closes at 24 giờ 00
    ],
)
def test_the_days_that_count_are_the_first_and_the_last_of_all_rounds(
    windows: list[tuple[str, int, int]], days: tuple[str, ...]
) -> None:
    times = [
        (moment(day, hour), moment(day, hour) + length * DAY + (0 if hour == 0 else 1_000))
        for day, hour, length in windows
    ]
    assert outer_days(times) == days
