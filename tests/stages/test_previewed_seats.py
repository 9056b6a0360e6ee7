"""What a decision's preview says of seats: the standing team where the board stands, else what
would be chosen from the new board without those who were excused or have left."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from quiz.rules.deciding import Ruling
from quiz.rules.reasons import AppealReason
from quiz.rules.refusal import Refusal
from quiz.rules.team import TeamRules
from quiz.stages import choose, substitute
from quiz.stages.choose import Seen, Wanted
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import RULES, make_world
from tests.committee import AFTER, Committee
from tests.finished import five_of_vi_thanh


@dataclass(frozen=True)
class Team:
    """An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2, published; two members and a reserve."""

    committee: Committee
    people: dict[str, int]

    def choose(self, wanted: Wanted = Wanted()) -> None:
        digest = self.committee.digests()[-1]
        seen, round_id = Seen(digest, 0), self.committee.round_id
        choose.confirm(self.committee.writer, round_id, seen, wanted, "lan", AFTER)

    def leave(self, name: str) -> None:
        """The next reserve comes."""
        wanted = substitute.Wanted(self.people[name], "", "Ốm nặng")
        round_id = self.committee.round_id
        substitute.substitute(self.committee.writer, round_id, 1, wanted, "lan", AFTER)

    def ask(self, ruling: Ruling, name: str) -> int:
        """About this person's attempt, or its first question."""
        attempt = self.committee.attempt_of(self.people[name])
        if ruling is Ruling.VOID_ATTEMPT:
            return self.committee.ask(ruling, attempt_id=attempt)
        return self.committee.ask(ruling, self.committee.question_of(attempt, 1))

    def seats(self, decision: int) -> dict[str, tuple[str, str]]:
        """Whose seat would move: before and after."""
        names = {person: name for name, person in self.people.items()}
        return {
            names[move.person_id]: (
                move.before.seat if move.before else "",
                move.after.seat if move.after else "",
            )
            for part in self.committee.preview(decision).parts
            for move in part.moves
            if move.by_seat
        }


def team_under(database: Database, writer: Writer, rules: TeamRules) -> Team:
    world = make_world(database, replace(RULES, team=rules))
    people = five_of_vi_thanh(database, writer, world)
    committee = Committee(database, writer, world)
    committee.publish()
    return Team(committee, people)


@pytest.fixture
def team(database: Database, writer: Writer) -> Team:
    return team_under(database, writer, TeamRules())


def test_no_seat_moves_where_the_board_does_not(team: Team) -> None:
    team.choose()
    team.leave("An")
    assert team.seats(team.ask(Ruling.KEEP, "An")) == {}


def test_who_has_left_the_team_is_not_previewed_in_it_again(team: Team) -> None:
    team.choose()
    team.leave("An")  # Bình and Dũng are left, without a reserve
    assert team.seats(team.ask(Ruling.VOID_ATTEMPT, "Bình")) == {
        "Bình": ("Thành viên", ""),
        "Giang": ("", "Thành viên"),
        "Hà": ("", "Dự bị"),
    }


def test_who_came_back_to_the_team_is_previewed_in_it(team: Team) -> None:
    team.choose()
    team.leave("An")
    back = substitute.Wanted(team.people["Dũng"], "VT0001", "Đã khỏe lại")
    substitute.substitute(team.committee.writer, team.committee.round_id, 2, back, "lan", AFTER)
    assert "An" not in team.seats(team.ask(Ruling.VOID_ATTEMPT, "Hà"))


def test_quotas_that_were_eased_stay_eased(database: Database, writer: Writer) -> None:
    team = team_under(database, writer, TeamRules(women=2))
    team.choose(Wanted(eased_reason="Đơn vị không có thí sinh nữ"))
    assert team.seats(team.ask(Ruling.KEEP, "An")) == {}
    assert team.seats(team.ask(Ruling.VOID_ATTEMPT, "An")) == {
        "An": ("Thành viên", ""),
        "Dũng": ("Dự bị", "Thành viên"),
        "Giang": ("", "Dự bị"),
    }


def test_whom_a_quota_passed_over_may_sit_by_another_board(
    database: Database, writer: Writer
) -> None:
    team = team_under(database, writer, TeamRules(women=1))
    make_a_woman(database, team.people["Hà"])
    team.choose()  # An and, as the woman, Hà; Bình is the reserve that a quota passed over
    assert team.seats(team.ask(Ruling.VOID_ATTEMPT, "An"))["Bình"][1] == "Thành viên"


def test_a_change_of_the_roster_after_looking_is_seen_and_refuses_the_signature(
    database: Database, writer: Writer
) -> None:
    team = team_under(database, writer, TeamRules(women=1))
    make_a_woman(database, team.people["Hà"])
    decision = team.ask(Ruling.VOID_ATTEMPT, "An")
    seen = team.committee.preview(decision).digest
    assert team.seats(decision)["Bình"][1] == "Thành viên"
    before = team.seats(decision)
    make_a_woman(database, team.people["Bình"])
    with pytest.raises(Refusal) as refused:
        team.committee.sign(decision, seen=seen)
    assert refused.value.reason is AppealReason.PREVIEW_CHANGED
    assert team.seats(decision) != before
    team.committee.sign(decision)


def make_a_woman(database: Database, person_id: int) -> None:
    statement = text("UPDATE person SET gender = 'female' WHERE id = :id")
    with database.writing() as session:
        session.connection().execute(statement, {"id": person_id})
