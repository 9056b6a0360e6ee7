"""Replacing somebody in a confirmed team: who moves up, until when, what is kept of it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from quiz.rules.reasons import TeamReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.selection import Named, Seat
from quiz.rules.team import RoleQuota, TeamRules
from quiz.stages import choose, count, lock_team, oversee, substitute
from quiz.stages.substitute import Wanted
from quiz.store import ledger, teams
from quiz.store.database import Database
from quiz.store.tables import AuditLog, Board, BoardEntry, LedgerEntry, Team
from quiz.store.teams import TeamView
from quiz.store.writer import Writer
from tests.cast import CLOSES, RULES, World, make_world
from tests.finished import five_of_vi_thanh
from tests.stages.test_choose_under_quotas import confirm, look, tell

NOW = CLOSES + 60_000
DAY = 86_400_000
LAST_DAY = NOW - NOW % DAY - 7 * 3_600_000 + 11 * DAY
"""The end of the tenth day after 5 April 2021, in Vietnam."""
NUMBERS = {"Dũng": "VT0003", "Giang": "VT0004", "Hà": "VT0005", "Bình": "VT0002"}


class Chosen:
    """Vị Thanh's team: An and Bình, Dũng in reserve; Giang and Hà are on the board too."""

    def __init__(self, database: Database, writer: Writer, rules: TeamRules) -> None:
        self.database, self.writer = database, writer
        self.world: World = make_world(database, replace(RULES, team=rules))
        self.people = five_of_vi_thanh(database, writer, self.world)
        tell(database, self.people)
        count.publish(database, writer, self.world.vi_thanh, "lan", CLOSES)

    def choose(self, captain: str = "") -> TeamView:
        wanted = choose.Wanted(captain_id=self.people[captain] if captain else None)
        return confirm(self.database, self.writer, self.world, wanted)

    def replace(
        self,
        left: str,
        came: str = "",
        reason: str = "Đi công tác",
        captain: str = "",
        eased: str = "",
        version: int = 1,
        now: int = NOW,
    ) -> TeamView:
        number = NUMBERS.get(came, came)
        captain_id = self.people[captain] if captain else None
        wanted = Wanted(self.people.get(left, 0), number, reason, captain_id, eased)
        substitute.substitute(self.writer, self.world.vi_thanh, version, wanted, "lan", now)
        return self.team()

    def team(self) -> TeamView:
        found = self.database.read_now(lambda one: teams.read_team(one, self.world.vi_thanh))
        assert found
        return found

    def refuses(self, why: Reason, left: str, **how: Any) -> Refusal:
        with pytest.raises(Refusal) as refused:
            self.replace(left, **how)
        assert refused.value.reason is why
        return refused.value


@pytest.fixture
def chosen(database: Database, writer: Writer) -> Chosen:
    """Without quotas."""
    found = Chosen(database, writer, TeamRules())
    found.choose()
    return found


def seats(team: TeamView) -> list[tuple[str, Seat]]:
    return [(one.name.split()[-1], one.seat) for one in team.members]


def test_the_next_reserve_moves_up_and_both_versions_are_kept(chosen: Chosen) -> None:
    team = chosen.replace("An")
    assert seats(team) == [("Bình", Seat.MEMBER), ("Dũng", Seat.MEMBER)]
    assert (team.version, team.act, team.confirmed_by, team.confirmed_at) == (
        2, "substitute", "lan", NOW,
    )  # fmt: skip
    assert team.change == teams.Change("Nguyễn Văn An", "Phạm Văn Dũng", "Đi công tác")
    told = chosen.database.read_now(lambda one: substitute.story(one, chosen.world.vi_thanh))
    assert [seats(one)[0][0] for one in told.versions] == ["Bình", "An"]
    assert told.versions[1].change is None


def test_somebody_else_of_the_board_comes_and_the_reserve_stays(chosen: Chosen) -> None:
    team = chosen.replace("An", "Hà")
    assert seats(team) == [
        ("Bình", Seat.MEMBER),
        ("Hà", Seat.MEMBER),
        ("Dũng", Seat.RESERVE),
    ]


def test_a_reserve_leaves_and_another_comes_last_or_nobody(chosen: Chosen) -> None:
    team = chosen.replace("Dũng", "Giang")
    assert seats(team)[2:] == [("Giang", Seat.RESERVE)]
    team = chosen.replace("Giang", version=2)
    assert seats(team)[2:] == []
    assert team.change == teams.Change("Võ Thị Giang", "", "Đi công tác")


def test_the_same_form_twice_is_one_version(chosen: Chosen) -> None:
    first = chosen.replace("An")
    assert chosen.replace("An").id == first.id
    assert chosen.replace("An", now=LAST_DAY).id == first.id
    chosen.refuses(TeamReason.TEAM_CHANGED, "Bình")
    with chosen.database.reading() as session:
        assert len(session.exec(select(Team)).all()) == 2


@pytest.mark.parametrize(
    ("left", "came", "reason"),
    [
        ("Giang", "", TeamReason.NOT_IN_TEAM),
        ("Nobody", "", TeamReason.NOT_IN_TEAM),
        ("An", "Bình", TeamReason.CANNOT_REPLACE),
        ("An", "VT0001", TeamReason.CANNOT_REPLACE),
        ("An", "PH0001", TeamReason.CANNOT_REPLACE),
        ("An", "không có", TeamReason.CANNOT_REPLACE),
        ("Dũng", "Bình", TeamReason.CANNOT_REPLACE),
    ],
)
def test_who_cannot_leave_or_come_is_refused(
    chosen: Chosen, left: str, came: str, reason: Reason
) -> None:
    chosen.refuses(reason, left, came=came)
    assert chosen.team().version == 1


def test_a_missing_reason_is_refused(chosen: Chosen) -> None:
    chosen.refuses(TeamReason.CHANGE_NEEDS_REASON, "An", reason="  \n")


def test_without_a_reserve_nobody_moves_up(chosen: Chosen) -> None:
    chosen.replace("An")
    chosen.refuses(TeamReason.NOBODY_MOVES_UP, "Bình", version=2)


def test_a_team_is_changed_until_the_end_of_the_last_day_and_not_after(chosen: Chosen) -> None:
    late = chosen.refuses(TeamReason.TEAM_DEADLINE, "An", now=LAST_DAY)
    assert "24 giờ 00 ngày 15/4/2021" in late.sentence
    assert chosen.replace("An", now=LAST_DAY - 1).version == 2
    seen = choose.Seen(look(chosen.database, chosen.world).board.digest, 2)
    with pytest.raises(Refusal) as refused:
        choose.confirm(chosen.writer, chosen.world.vi_thanh, seen, choose.Wanted(), "lan", LAST_DAY)
    assert refused.value.reason is TeamReason.TEAM_DEADLINE


def test_a_quota_that_breaks_needs_a_reason_that_is_kept(
    database: Database, writer: Writer
) -> None:
    chosen = Chosen(database, writer, TeamRules(women=1))
    chosen.choose()
    chosen.refuses(TeamReason.NOBODY_MOVES_UP, "Bình")
    broken = chosen.refuses(TeamReason.BREAKS_QUOTAS, "Bình", came="Dũng")
    assert "ít nhất 1 nữ (hiện có 0)" in broken.sentence
    assert chosen.team().version == 1
    team = chosen.replace("Bình", "Dũng", eased="Không còn nữ đủ sức khỏe")
    assert (team.eased, team.eased_reason) == (
        ("ít nhất 1 nữ (hiện có 0)",),
        "Không còn nữ đủ sức khỏe",
    )
    again = chosen.replace("Dũng", "Giang", version=2, eased="Không cần nữa")
    assert (again.eased, again.eased_reason) == ((), "")


def test_after_an_eased_team_the_reserve_moves_up_and_the_reason_stands(
    database: Database, writer: Writer
) -> None:
    rules = TeamRules(women=1, roles=(RoleQuota("Tư pháp"),))
    chosen = Chosen(database, writer, rules)
    why = "Không có ai giữ chức danh này"
    confirm(database, writer, chosen.world, choose.Wanted(eased_reason=why))
    team = chosen.replace("An")
    assert seats(team)[:2] == [("Bình", Seat.MEMBER), ("Dũng", Seat.MEMBER)]
    assert (team.eased, team.eased_reason) == (("ít nhất 1 Tư pháp (hiện có 0)",), why)
    worse = chosen.refuses(TeamReason.BREAKS_QUOTAS, "Bình", came="Hà", version=2)
    assert "ít nhất 1 nữ (hiện có 0)" in worse.sentence


def test_a_captain_who_leaves_is_followed_by_another(database: Database, writer: Writer) -> None:
    chosen = Chosen(database, writer, TeamRules(captain=True))
    chosen.choose("An")
    chosen.refuses(TeamReason.CAPTAIN_MISSING, "An")
    chosen.refuses(TeamReason.CAPTAIN_MISSING, "An", captain="An")
    team = chosen.replace("An", captain="Dũng")
    assert team.captain_id == chosen.people["Dũng"]
    assert chosen.replace("Bình", "Hà", version=2).captain_id == chosen.people["Dũng"]


def test_the_ledger_and_the_log_tell_it_and_hold_no_reason(chosen: Chosen) -> None:
    team = chosen.replace("An", reason="Ốm nặng")
    with chosen.database.reading() as session:
        entry = session.exec(
            select(LedgerEntry)
            .where(LedgerEntry.kind == "team")
            .order_by(col(LedgerEntry.number).desc())
        ).first()
        logged = session.exec(select(AuditLog).where(AuditLog.action == "team.substitute")).one()
    assert entry
    assert json.loads(entry.body or "") == {
        "act": "substitute",
        "board": team.board_digest,
        "by": "lan",
        "members": 2,
        "team": team.digest,
        "version": 2,
    }
    assert (logged.actor, logged.detail) == ("lan", team.digest)
    assert "Ốm" not in (entry.body or "")
    vi_thanh = chosen.world.vi_thanh
    assert chosen.database.read_now(lambda one: ledger.broken_link(one, vi_thanh)) is None


def another_board(chosen: Chosen) -> None:
    """The official board comes out again without Giang, as after an appeal."""
    with chosen.database.writing() as session:
        old = session.exec(select(Board)).one()
        new = Board(
            round_id=old.round_id,
            version=2,
            digest="2" * 64,
            published_at=old.published_at + DAY,
            published_by="lan",
        )
        session.add(new)
        session.flush()
        assert new.id is not None
        for line in session.exec(select(BoardEntry).where(BoardEntry.board_id == old.id)).all():
            if line.person_id != chosen.people["Giang"]:
                session.add(BoardEntry(**{**line.model_dump(), "board_id": new.id}))


def urged(chosen: Chosen) -> str:
    """What the province sees that Vị Thanh has to do."""
    (contest,) = chosen.database.read_now(lambda one: oversee.contests(one, NOW))
    return contest.rounds[0].lag(contest)


def test_a_team_of_an_old_board_is_not_changed_but_chosen_again(chosen: Chosen) -> None:
    before = chosen.team()
    assert not before.of_old_board
    another_board(chosen)
    assert chosen.team().of_old_board
    assert urged(chosen) == "Đội tuyển chọn từ bảng xếp hạng cũ, cần chọn lại"
    chosen.refuses(TeamReason.TEAM_OF_OLD_BOARD, "An")
    with pytest.raises(Refusal) as refused:
        lock_team.lock(chosen.writer, chosen.world.vi_thanh, 1, "so", NOW)
    assert refused.value.reason is TeamReason.TEAM_OF_OLD_BOARD
    seen = choose.Seen("2" * 64, 1)
    choose.confirm(
        chosen.writer, chosen.world.vi_thanh, seen, choose.Wanted(), "lan", LAST_DAY + 9 * DAY
    )
    after = chosen.team()
    assert (after.version, after.of_old_board) == (2, False)
    assert urged(chosen) == ""
    told = chosen.database.read_now(lambda one: substitute.story(one, chosen.world.vi_thanh))
    assert seats(told.versions[1]) == seats(before)


def test_a_form_of_the_old_boards_team_does_not_change_the_new_one(chosen: Chosen) -> None:
    another_board(chosen)
    seen = choose.Seen("2" * 64, 1)
    choose.confirm(chosen.writer, chosen.world.vi_thanh, seen, choose.Wanted(), "lan", NOW)
    chosen.refuses(TeamReason.TEAM_CHANGED, "An")


def test_who_was_named_past_the_reserve_keeps_the_seat_on_the_next_board(chosen: Chosen) -> None:
    chosen.replace("An", "Hà")
    another_board(chosen)
    wanted = chosen.database.read_now(lambda one: choose.kept(one, chosen.world.vi_thanh))
    seen = choose.Seen("2" * 64, 2)
    choose.confirm(chosen.writer, chosen.world.vi_thanh, seen, wanted, "lan", NOW)
    team = chosen.team()
    assert seats(team) == [("Bình", Seat.MEMBER), ("Hà", Seat.MEMBER), ("Dũng", Seat.RESERVE)]
    assert team.named == {chosen.people["Hà"]: Named(chosen.people["An"], Seat.MEMBER)}
