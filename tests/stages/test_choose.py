"""Confirming a team: from the official board, in one transaction, once, every skip explained."""

import json
from dataclasses import replace

import pytest
from sqlmodel import col, select

from quiz.rules.criteria import Criterion, TieBreak, chain
from quiz.rules.reasons import BoardReason, RequestReason, TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import Seat
from quiz.stages import choose, count
from quiz.store import ledger, teams
from quiz.store.database import Database
from quiz.store.tables import AuditLog, LedgerEntry, Team, TeamMember, TeamSkip
from quiz.store.teams import TeamView
from quiz.store.writer import Writer
from tests.cast import CLOSES, RULES, World, add_person, make_world
from tests.finished import Sat, five_of_vi_thanh, hand_in

NOW = CLOSES + 60_000


@pytest.fixture
def people(database: Database, writer: Writer, world: World) -> dict[str, int]:
    """Five on the official board of Vị Thanh; the team has two seats and one reserve."""
    found = five_of_vi_thanh(database, writer, world)
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    return found


def digest_of_board(database: Database, world: World) -> str:
    found = database.read_now(lambda connection: count.official(connection, world.vi_thanh))
    assert found is not None
    return found.digest


def confirm(
    database: Database, writer: Writer, world: World, skips: dict[int, str], board: str = ""
) -> choose.Confirmed:
    """By somebody who has just looked."""
    return confirm_over(database, writer, world, skips, board, version(database, world))


def confirm_over(
    database: Database,
    writer: Writer,
    world: World,
    skips: dict[int, str],
    board: str,
    seen: int,
) -> choose.Confirmed:
    """By somebody who saw this version of the team."""
    seen_then = choose.Seen(board or digest_of_board(database, world), seen)
    return choose.confirm(writer, world.vi_thanh, seen_then, choose.Wanted(skips), "lan", NOW)


def version(database: Database, world: World) -> int:
    found = database.read_now(lambda connection: teams.read_team(connection, world.vi_thanh))
    return found.version if found else 0


def team(database: Database, world: World) -> TeamView:
    found = database.read_now(lambda connection: teams.read_team(connection, world.vi_thanh))
    assert found is not None
    return found


def nothing_written(database: Database) -> None:
    with database.reading() as session:
        for table in (Team, TeamMember, TeamSkip):
            assert session.exec(select(table)).all() == []
        assert session.exec(select(LedgerEntry).where(LedgerEntry.kind == "team")).all() == []


def test_the_first_of_the_official_board_are_the_team(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    confirmed = confirm(database, writer, world, {})
    found = team(database, world)
    assert [(one.person_id, one.seat) for one in found.members] == [
        (people["An"], Seat.MEMBER),
        (people["Bình"], Seat.MEMBER),
        (people["Dũng"], Seat.RESERVE),
    ]
    assert [one.correct_count for one in found.members] == [6, 5, 4]
    assert (found.digest, found.version, found.skips) == (confirmed.digest, 1, ())


def test_a_skip_is_kept_with_its_reason_and_place(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    confirm(database, writer, world, {people["Bình"]: "Xin rút, đơn ngày 06/4/2021"})
    found = team(database, world)
    assert [one.person_id for one in found.members] == [
        people["An"],
        people["Dũng"],
        people["Giang"],
    ]
    assert [(one.name, one.place, one.reason) for one in found.skips] == [
        ("Trần Thị Bình", 2, "Xin rút, đơn ngày 06/4/2021")
    ]


def test_the_ledger_says_which_team_was_confirmed_and_its_chain_holds(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    confirmed = confirm(database, writer, world, {people["An"]: "Đi học tập trung"})
    with database.reading() as session:
        entry = session.exec(select(LedgerEntry).where(LedgerEntry.kind == "team")).one()
        logged = session.exec(select(AuditLog).where(AuditLog.action == "team.confirm")).one()
    assert json.loads(entry.body or "") == {
        "board": digest_of_board(database, world),
        "members": 3,
        "skips": 1,
        "team": confirmed.digest,
        "version": 1,
    }
    assert (logged.actor, logged.at, logged.detail) == ("lan", NOW, confirmed.digest)
    assert (
        database.read_now(lambda connection: ledger.broken_link(connection, world.vi_thanh)) is None
    )


def test_the_same_confirmation_twice_is_one_team(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    skips = {people["Bình"]: "Xin rút"}
    assert confirm(database, writer, world, skips) == confirm(database, writer, world, skips)
    with database.reading() as session:
        assert len(session.exec(select(Team)).all()) == 1
        assert len(session.exec(select(LedgerEntry).where(LedgerEntry.kind == "team")).all()) == 1


def test_another_choice_is_a_new_version_and_the_old_one_is_kept(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    first = confirm(database, writer, world, {})
    second = confirm(database, writer, world, {people["An"]: "Xin rút"})
    third = confirm(database, writer, world, {})
    assert [one.version for one in (first, second, third)] == [1, 2, 3]
    assert first.digest == third.digest != second.digest
    with database.reading() as session:
        versions = session.exec(select(Team.version).order_by(col(Team.version))).all()
    assert list(versions) == [1, 2, 3]
    assert team(database, world).version == 3


def test_two_organisers_do_not_replace_each_others_team(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    first = confirm_over(database, writer, world, {people["An"]: "Xin rút"}, "", 0)
    with pytest.raises(Refusal) as refused:
        confirm_over(database, writer, world, {people["Bình"]: "Đi học"}, "", 0)
    assert refused.value.reason is TeamReason.TEAM_CHANGED
    assert "hiện là lần 1" in refused.value.sentence
    assert team(database, world).digest == first.digest
    with database.reading() as session:
        assert len(session.exec(select(LedgerEntry).where(LedgerEntry.kind == "team")).all()) == 1


def test_the_same_choice_is_the_same_team_whatever_version_was_seen(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    skips = {people["An"]: "Xin rút"}
    confirmed = [confirm_over(database, writer, world, skips, "", seen) for seen in (0, 0, 1, 7)]
    assert confirmed == [confirmed[0]] * 4


def test_a_team_that_was_never_there_cannot_have_been_seen(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    with pytest.raises(Refusal) as refused:
        confirm_over(database, writer, world, {}, "", 1)
    assert refused.value.reason is TeamReason.TEAM_CHANGED
    nothing_written(database)


def test_a_board_other_than_the_one_that_was_seen_is_refused(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    with pytest.raises(Refusal) as refused:
        confirm(database, writer, world, {}, board="0" * 64)
    assert refused.value.reason is BoardReason.BOARD_CHANGED
    nothing_written(database)


def test_a_skip_without_a_reason_is_refused_and_nothing_is_written(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    with pytest.raises(Refusal) as refused:
        confirm(database, writer, world, {people["An"]: "  "})
    assert refused.value.reason is TeamReason.SKIP_NEEDS_REASON
    nothing_written(database)


def test_somebody_of_another_district_cannot_be_passed_over(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    for stranger in (world.people["Chi"], 2**31 - 1):
        with pytest.raises(Refusal) as refused:
            confirm(database, writer, world, {stranger: "Không thuộc đơn vị"})
        assert refused.value.reason is RequestReason.NOT_FOUND
    nothing_written(database)


def test_passing_over_everybody_leaves_no_team(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    skips = dict.fromkeys(list(people.values())[:4], "Xin rút")
    with pytest.raises(Refusal) as refused:
        confirm(database, writer, world, skips)
    assert refused.value.reason is TeamReason.NOT_ENOUGH_PEOPLE
    nothing_written(database)


def test_there_is_no_team_before_the_official_board(
    database: Database, writer: Writer, world: World
) -> None:
    with pytest.raises(Refusal) as refused:
        confirm(database, writer, world, {}, board="0" * 64)
    assert refused.value.reason is BoardReason.NOT_OFFICIAL
    nothing_written(database)


def test_the_choice_shows_the_board_with_what_is_still_wrong(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> None:
    found = database.read_now(
        lambda connection: choose.choice(
            connection, world.vi_thanh, choose.Wanted({people["An"]: ""})
        )
    )
    assert found.proposal is None
    assert found.refusal is not None
    assert found.refusal.reason is TeamReason.SKIP_NEEDS_REASON
    assert [one.candidate.person_id for one in found.runners] == list(people.values())


@pytest.mark.parametrize(("criteria", "tied"), [((), True), (chain(TieBreak.LOTS), False)])
def test_a_tie_at_the_last_seat_is_pointed_out_where_no_lots_decide(
    database: Database, writer: Writer, criteria: tuple[Criterion, ...], tied: bool
) -> None:
    world = make_world(database, replace(RULES, tie_breaks=criteria))
    district = world.districts["Thành phố Vị Thanh"]
    third = add_person(database, "Phạm Văn Dũng", "VT0003", district)
    people = [world.people["An"], world.people["Bình"], third]
    finished = [Sat(person, right, 5) for person, right in zip(people, (6, 4, 4), strict=True)]
    hand_in(database, writer, world.vi_thanh, finished)
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    found = database.read_now(
        lambda connection: choose.choice(connection, world.vi_thanh, choose.Wanted())
    )
    assert found.tie_at_cut is tied
    assert "Đồng hạng với người kế tiếp" in found.runners[1].note
