"""A team under printed quotas: women, age, units, roles, captain; what no team can keep is eased
only for a written reason."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from quiz.rules.criteria import TieBreak, chain
from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Refusal
from quiz.rules.selection import Seat
from quiz.rules.team import RoleQuota, TeamRules
from quiz.stages import choose, count
from quiz.stages.choose import Choice, Wanted
from quiz.store import teams
from quiz.store.database import Database
from quiz.store.tables import LedgerEntry, Person
from quiz.store.teams import TeamView
from quiz.store.writer import Writer
from tests.cast import CLOSES, RULES, World, add_person, make_world
from tests.finished import Sat, five_of_vi_thanh, hand_in

NOW = CLOSES + 60_000
FACTS = {
    "Bình": {"gender": "female", "birth_year": 1970},
    "Dũng": {"gender": "male", "birth_year": 1990, "position": "Công chức tư pháp - hộ tịch"},
    "Giang": {"gender": "female", "birth_year": 1992},
    "An": {"gender": "male", "birth_year": 1975},
}


def tell(database: Database, people: dict[str, int]) -> None:
    """What the roster says of everybody but Hà."""
    with database.writing() as session:
        for name, facts in FACTS.items():
            person = session.get_one(Person, people[name])
            for field, value in facts.items():
                setattr(person, field, value)
            session.add(person)


def five_under(
    database: Database, writer: Writer, rules: TeamRules
) -> tuple[World, dict[str, int]]:
    """An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2 on the official board; two seats, one reserve."""
    world = make_world(database, replace(RULES, team=rules))
    people = five_of_vi_thanh(database, writer, world)
    tell(database, people)
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    return world, people


def look(database: Database, world: World, wanted: Wanted = Wanted()) -> Choice:
    return database.read_now(lambda one: choose.choice(one, world.vi_thanh, wanted))


def confirm(database: Database, writer: Writer, world: World, wanted: Wanted) -> TeamView:
    """By somebody who has just looked."""
    standing = database.read_now(lambda one: teams.read_team(one, world.vi_thanh))
    board = look(database, world).board.digest
    seen = choose.Seen(board, standing.version if standing else 0)
    choose.confirm(writer, world.vi_thanh, seen, wanted, "lan", NOW)
    found = database.read_now(lambda one: teams.read_team(one, world.vi_thanh))
    assert found
    return found


def seats(team: TeamView) -> list[tuple[str, Seat]]:
    return [(one.name.split()[-1], one.seat) for one in team.members]


def test_quotas_choose_and_whom_they_pass_over_is_kept_with_the_quota(
    database: Database, writer: Writer
) -> None:
    rules = TeamRules(women=1, young=1)
    world, people = five_under(database, writer, rules)
    team = confirm(database, writer, world, Wanted())
    assert seats(team) == [
        ("An", Seat.MEMBER),
        ("Giang", Seat.MEMBER),
        ("Bình", Seat.RESERVE),
    ]
    told = {one.person_id: (one.reason, one.by_quota) for one in team.passed_over}
    assert told[people["Bình"]] == (
        "Không chọn làm thành viên do điều kiện: ít nhất 1 người dưới 35 tuổi.",
        True,
    )
    assert told[people["Dũng"]][0].endswith("do điều kiện: ít nhất 1 nữ.")
    assert team.skips == ()


def test_a_role_on_the_roster_is_known_however_it_is_spelt(
    database: Database, writer: Writer
) -> None:
    role = RoleQuota("CÔNG CHỨC TƯ PHÁP - HỘ TỊCH")
    world, _ = five_under(database, writer, TeamRules(roles=(role,)))
    assert [name for name, _ in seats(confirm(database, writer, world, Wanted()))][:2] == [
        "An",
        "Dũng",
    ]


def test_who_the_roster_says_too_little_of_is_counted_and_counts_for_nothing(
    database: Database, writer: Writer
) -> None:
    world, people = five_under(database, writer, TeamRules(women=2))
    found = look(database, world)
    assert (found.without_gender, found.without_birth_year) == (1, 1)
    assert found.proposal
    assert [one.person_id for one in found.proposal.members] == [people["Bình"], people["Giang"]]


def test_a_captain_is_one_of_the_members(database: Database, writer: Writer) -> None:
    world, people = five_under(database, writer, TeamRules(captain=True))
    for captain in (None, people["Dũng"], 2**31 - 1):
        with pytest.raises(Refusal) as refused:
            confirm(database, writer, world, Wanted(captain_id=captain))
        assert refused.value.reason is TeamReason.CAPTAIN_MISSING
    team = confirm(database, writer, world, Wanted(captain_id=people["Bình"]))
    assert team.captain_id == people["Bình"]
    other = confirm(database, writer, world, Wanted(captain_id=people["An"]))
    assert (other.version, other.captain_id) == (2, people["An"])


def test_quotas_that_no_team_keeps_are_eased_for_a_reason_that_stays(
    database: Database, writer: Writer
) -> None:
    world, people = five_under(database, writer, TeamRules(women=2))
    excused = {people["Giang"]: "Nghỉ thai sản"}
    with pytest.raises(Refusal) as refused:
        confirm(database, writer, world, Wanted(excused))
    assert refused.value.reason is TeamReason.QUOTAS_UNMET
    assert "ít nhất 1 nữ (thể lệ: 2)" in refused.value.sentence
    assert look(database, world, Wanted(excused)).refusal
    team = confirm(database, writer, world, Wanted(excused, None, "  Đơn vị chỉ có  một nữ "))
    assert team.eased == ("ít nhất 1 nữ (thể lệ: 2)",)
    assert team.eased_reason == "Đơn vị chỉ có một nữ"
    assert [name for name, _ in seats(team)[:2]] == ["An", "Bình"]
    assert [one.person_id for one in team.skips] == [people["Giang"]]


def test_a_reason_to_ease_what_need_not_be_eased_is_not_kept(
    database: Database, writer: Writer
) -> None:
    world, _ = five_under(database, writer, TeamRules(women=1))
    plain = confirm(database, writer, world, Wanted())
    again = confirm(database, writer, world, Wanted(eased_reason="Phòng khi cần"))
    assert (again.id, again.eased_reason) == (plain.id, "")


def test_the_points_of_the_board_are_those_that_the_minimum_asks(
    database: Database, writer: Writer
) -> None:
    world, _ = five_under(database, writer, TeamRules(least_points=500))
    assert seats(confirm(database, writer, world, Wanted())) == [
        ("An", Seat.MEMBER),
        ("Bình", Seat.MEMBER),
    ]


def test_lots_decide_at_the_cut_among_those_who_keep_the_quotas(
    database: Database, writer: Writer
) -> None:
    rules = replace(RULES, tie_breaks=chain(TieBreak.LOTS), team=TeamRules(women=1))
    world = make_world(database, rules)
    district = world.districts["Thành phố Vị Thanh"]
    third = add_person(database, "Phạm Thị Dung", "VT0003", district)
    people = {"An": world.people["An"], "Bình": world.people["Bình"], "Dũng": third}
    tell(database, people | {"Giang": third})
    equal = [
        Sat(person, right, 5) for person, right in zip(people.values(), (6, 4, 4), strict=True)
    ]
    hand_in(database, writer, world.vi_thanh, equal)
    count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    found = look(database, world)
    assert found.proposal
    assert not found.tie_at_cut
    drawn = [runner.candidate.person_id for runner in found.runners]
    assert [one.person_id for one in found.proposal.members] == drawn[:2]
    assert [runner.candidate.place for runner in found.runners] == [1, 2, 2]


def test_a_confirmation_leaves_the_same_entry_as_before_quotas(
    database: Database, writer: Writer
) -> None:
    world, _ = five_under(database, writer, TeamRules(women=1))
    team = confirm(database, writer, world, Wanted())
    with database.reading() as session:
        entry = session.exec(select(LedgerEntry).where(LedgerEntry.kind == "team")).one()
    assert json.loads(entry.body or "") == {
        "board": team.board_digest,
        "members": 3,
        "skips": 0,
        "team": team.digest,
        "version": 1,
    }
