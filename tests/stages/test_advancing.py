"""Units are passed over and replaced by hand, in writing, until the deadline; another person locks
the list; every version is kept."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlmodel import select

from quiz.rules.advancing import AdvancingRules
from quiz.rules.reasons import BoardReason, RequestReason, TeamReason, UnitReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.starting import DAY_MS
from quiz.stages import advancing, count, headcounts
from quiz.stages.advancing import Proposal, Seen
from quiz.store import ranked_units
from quiz.store.database import Database
from quiz.store.headcounts import read_units
from quiz.store.tables import AuditLog
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, RULES, World, make_world
from tests.finished import Sat, five_of_vi_thanh, hand_in
from tests.stages.contest_effects import LATER, publish
from tests.stages.rounds_cast import Contest
from tests.stages.unit_effects import commune, someone_of

FIRST, SECOND = "UBND Thành phố Vị Thanh", "UBND Huyện Phụng Hiệp"
PUBLISHED = CLOSES + MINUTE
RULED = replace(RULES, advancing=AdvancingRules(seats=1, substitute_days=3))


@pytest.fixture
def ranked(database: Database, writer: Writer) -> World:
    """A contest in which two offices have a place, with all boards official."""
    world = make_world(database, RULED)
    five_of_vi_thanh(database, writer, world)
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 6, 5)])
    for round_id in world.rounds.values():
        count.publish(database, writer, round_id, "quan", PUBLISHED)
    return world


def proposal(database: Database, world: World, skips: Mapping[int, str] | None = None) -> Proposal:
    ranking = database.read_now(
        lambda one: ranked_units.of_contest(one, world.contest_id, None, PUBLISHED)
    )
    return database.read_now(lambda one: advancing.propose(one, ranking, skips))


def going(found: Proposal) -> list[str]:
    return [one.unit.name for one in found.units if one.way is not None]


def unit(database: Database, name: str) -> int:
    units = database.read_now(lambda connection: read_units(connection, None))
    return next(one.id for one in units if one.name == name)


def confirm(
    database: Database,
    world: World,
    skips: Mapping[int, str] | None = None,
    *,
    version: int = 0,
    now: int = PUBLISHED,
) -> int:
    """By the province, over what stands now."""
    seen = Seen(proposal(database, world).basis, version)
    return advancing.confirm(database, world.contest_id, seen, skips or {}, "so", now)


def refused(act: object, *given: object, **named: object) -> Reason:
    assert callable(act)
    with pytest.raises(Refusal) as told:
        act(*given, **named)
    return told.value.reason


def test_a_unit_is_replaced_by_the_next_with_a_reason_and_every_version_is_kept(
    database: Database, ranked: World
) -> None:
    first = unit(database, FIRST)
    assert going(proposal(database, ranked)) == [FIRST]
    assert confirm(database, ranked) == 1
    assert confirm(database, ranked, {first: " Xin  rút "}, version=1) == 2
    found = proposal(database, ranked)
    assert going(found) == [SECOND]
    assert [one.version for one in found.lists] == [2, 1]
    newest, oldest = found.lists
    assert newest.skips == {first: "Xin rút"}
    assert newest.going == {unit(database, SECOND)}
    assert oldest.going == {first}
    with database.reading() as session:
        logged = session.exec(select(AuditLog).where(AuditLog.action == "unit.advance")).all()
    assert [(one.actor, one.subject, one.detail) for one in logged] == [
        ("so", f"contest {ranked.contest_id}", f"version={one.version} list={one.digest}")
        for one in (oldest, newest)
    ]
    assert confirm(database, ranked, {}, version=2) == 3


def test_the_same_form_again_is_the_same_version(database: Database, ranked: World) -> None:
    first = unit(database, FIRST)
    for _ in range(2):
        assert confirm(database, ranked, {first: "Xin rút"}) == 1
    assert len(proposal(database, ranked).lists) == 1


def test_whoever_saw_another_list_or_ranking_writes_nothing(
    database: Database, ranked: World
) -> None:
    first = unit(database, FIRST)
    confirm(database, ranked)
    assert refused(confirm, database, ranked, {first: "Xin rút"}) is UnitReason.ADVANCE_CHANGED
    stale, about = Seen("0" * 64, 1), (database, ranked.contest_id)
    assert (
        refused(advancing.confirm, *about, stale, {}, "so", PUBLISHED) is BoardReason.BOARD_CHANGED
    )
    assert len(proposal(database, ranked).lists) == 1


def test_a_reason_is_asked_for_and_only_ranked_units_are_passed_over(
    database: Database, ranked: World
) -> None:
    first, unranked = unit(database, FIRST), unit(database, "UBND Huyện Long Mỹ")
    assert refused(confirm, database, ranked, {first: "  "}) is TeamReason.SKIP_NEEDS_REASON
    assert refused(confirm, database, ranked, {unranked: "x"}) is RequestReason.NOT_FOUND


def test_a_tick_of_a_unit_that_is_not_ranked_any_more_is_dropped_from_what_is_shown(
    database: Database, ranked: World
) -> None:
    first, unranked = unit(database, FIRST), unit(database, "UBND Huyện Long Mỹ")
    found = proposal(database, ranked, {first: "Xin rút", unranked: "x"})
    assert (found.skips, going(found)) == ({first: "Xin rút"}, [SECOND])


def test_nothing_is_confirmed_before_every_round_is_official(
    database: Database, writer: Writer
) -> None:
    world = make_world(database, RULED)
    five_of_vi_thanh(database, writer, world)
    count.publish(database, writer, world.vi_thanh, "lan", PUBLISHED)
    assert refused(confirm, database, world) is UnitReason.ADVANCE_NOT_OFFICIAL


def test_rules_without_seats_have_no_list(database: Database, writer: Writer) -> None:
    assert refused(confirm, database, make_world(database)) is UnitReason.ADVANCE_NOT_ASKED


def test_after_the_last_day_the_list_stays_but_a_first_one_may_come_and_settle_ties(
    database: Database, ranked: World
) -> None:
    first, late = unit(database, FIRST), PUBLISHED + 4 * DAY_MS
    assert confirm(database, ranked, now=late) == 1
    again = {"version": 1, "now": late}
    assert (
        refused(confirm, database, ranked, {first: "Rút"}, **again) is UnitReason.ADVANCE_DEADLINE
    )
    assert confirm(database, ranked, {first: "Rút"}, version=1, now=PUBLISHED + 3 * DAY_MS) == 2


def test_another_person_locks_and_a_locked_list_is_changed_only_after_unlocking_with_a_reason(
    database: Database, ranked: World
) -> None:
    first = unit(database, FIRST)
    about = (database, ranked.contest_id)
    assert refused(advancing.lock, *about, 1, "quan", PUBLISHED) is UnitReason.NO_ADVANCE_LIST
    confirm(database, ranked)
    assert refused(advancing.lock, *about, 2, "quan", PUBLISHED) is UnitReason.ADVANCE_CHANGED
    assert refused(advancing.lock, *about, 1, "so", PUBLISHED) is RequestReason.SECOND_SIGNATURE
    for _ in range(2):
        advancing.lock(*about, 1, "quan", PUBLISHED)
    assert proposal(database, ranked).locked
    changed = (database, ranked, {first: "Rút"})
    assert refused(confirm, *changed, version=1) is UnitReason.ADVANCE_LOCKED
    assert (
        refused(advancing.unlock, *about, 1, " ", "so", PUBLISHED) is TeamReason.CHANGE_NEEDS_REASON
    )
    for _ in range(2):
        advancing.unlock(*about, 1, "Đơn vị xin rút", "so", PUBLISHED)
    assert confirm(*changed, version=1) == 2
    locks = proposal(database, ranked).locks
    assert [(one.locked, one.actor, one.version, one.reason) for one in locks] == [
        (False, "so", 1, "Đơn vị xin rút"),
        (True, "quan", 1, ""),
    ]
    with database.reading() as session:
        logged = session.exec(select(AuditLog.action).where(AuditLog.actor == "quan")).all()
    assert logged.count("unit.advance.lock") == 1


def test_a_list_of_an_old_ranking_is_not_locked_keeps_its_reasons_and_is_made_anew_at_any_time(
    database: Database, ranked: World
) -> None:
    first = unit(database, FIRST)
    confirm(database, ranked, {first: "Xin rút"})
    headcounts.put_in(database, first, "", "Cụm 1", "so", PUBLISHED)
    found = proposal(database, ranked)
    assert found.of_old_ranking
    assert (found.skips, going(found)) == ({first: "Xin rút"}, [SECOND])
    about = (database, ranked.contest_id)
    assert (
        refused(advancing.lock, *about, 1, "quan", PUBLISHED) is UnitReason.ADVANCE_OF_OLD_RANKING
    )
    late = {"version": 1, "now": PUBLISHED + 30 * DAY_MS}
    more = {**found.skips, unit(database, SECOND): "Rút"}
    assert refused(confirm, database, ranked, more, **late) is UnitReason.ADVANCE_DEADLINE
    assert confirm(database, ranked, found.skips, version=1, now=PUBLISHED + 30 * DAY_MS) == 2
    assert not proposal(database, ranked).of_old_ranking


def test_a_ranking_that_is_moved_there_and_back_replaces_nobody_after_the_last_day(
    database: Database, ranked: World
) -> None:
    first, late = unit(database, FIRST), PUBLISHED + 30 * DAY_MS
    confirm(database, ranked)
    for version, cluster in enumerate(("Cụm 1", ""), 1):
        headcounts.put_in(database, first, "", cluster, "so", late)
        again = {"version": version, "now": late}
        assert (
            refused(confirm, database, ranked, {first: "Rút"}, **again)
            is UnitReason.ADVANCE_DEADLINE
        )
        assert confirm(database, ranked, version=version, now=late) == version + 1
    assert going(proposal(database, ranked)) == [FIRST]


def test_whoever_is_chosen_from_again_leaves_the_list_that_stood_before(
    database: Database, writer: Writer
) -> None:
    contest = Contest(database, writer, make_world(database))
    contest.open(replace(RULES, advancing=AdvancingRules(3, 2, 1)))
    units = {}
    for number, (name, cluster) in enumerate(zip("ACEBD", "XYYXZ", strict=True), 1):
        units[name] = commune(contest, f"Xã {name}", cluster=cluster)
        contest.sit(someone_of(contest, units[name], number), right=7 - number)
    publish(contest)
    world = replace(contest.world, contest_id=contest.contest_id)
    for version, (skipped, expected) in enumerate(
        (("A", "CED"), ("AE", "CBD"), ("A", "CED"), ("", "ACD"))
    ):
        skips = {units[name]: "Xin rút" for name in skipped}
        for _ in range(2):
            assert confirm(database, world, skips, version=version, now=LATER) == version + 1
        assert going(proposal(database, world)) == [f"Xã {name}" for name in expected]
