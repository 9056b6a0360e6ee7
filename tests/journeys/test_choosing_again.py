"""A team is chosen again from what was decided about it: whoever was excused or has left does not
come back by a click on the page as it stands."""

from functools import partial

import pytest

from quiz.rules.deciding import Ruling
from quiz.rules.moving import Move
from quiz.stages import choose, substitute
from quiz.stages.choose import Seen, Wanted
from quiz.store import rows, teams
from tests.cast import CLOSES, MINUTE, Stage
from tests.committee import AFTER, Committee
from tests.finished import five_of_vi_thanh
from tests.journeys.test_a_wrong_key import fields, work


class Case:
    """An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2, published; two members and a reserve."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people = five_of_vi_thanh(stage.database, stage.writer, stage.world)
        self.round_id = stage.world.vi_thanh
        stage.clock.now = CLOSES + MINUTE
        self.committee = Committee(stage.database, stage.writer, stage.world)
        self.lan = stage.staff("lan")
        self.lan.get(work(stage))
        assert self.lan.post(f"{work(stage)}/publish").status_code == 303

    def choose(self, wanted: Wanted = Wanted()) -> None:
        read = partial(rows.read_official, round_id=self.round_id)
        board = self.stage.database.read_now(read)
        assert board is not None
        seen, now = Seen(board.digest, 0), self.stage.clock.now
        choose.confirm(self.stage.writer, self.round_id, seen, wanted, "lan", now)

    def leave(self, name: str, number: str = "") -> None:
        wanted = substitute.Wanted(self.people[name], number, "Ốm nặng")
        now, version = self.stage.clock.now, self.version
        substitute.substitute(self.stage.writer, self.round_id, version, wanted, "lan", now)

    def confirm(self) -> None:
        """Press the button on the page as it stands."""
        url = f"{work(self.stage)}/team"
        answer = self.lan.post(url, do="confirm", **fields(self.lan.get(url).text))
        assert answer.status_code == 303, answer.text

    @property
    def team(self) -> teams.TeamView:
        read = partial(teams.read_team, round_id=self.round_id)
        found = self.stage.database.read_now(read)
        assert found is not None
        return found

    @property
    def version(self) -> int:
        return self.team.version

    def seats(self) -> dict[str, str]:
        """Given name -> seat."""
        return {one.name.split()[-1]: one.seat.value for one in self.team.members}

    def reasons(self) -> dict[str, str]:
        """Given name -> why the team is without somebody."""
        return {one.name.split()[-1]: one.reason for one in self.team.skips}


@pytest.fixture
def case(stage: Stage) -> Case:
    return Case(stage)


def test_who_was_replaced_does_not_come_back_by_a_click_on_the_page_as_it_stands(
    case: Case,
) -> None:
    case.choose()
    case.leave("An")
    assert case.seats() == {"Bình": "member", "Dũng": "member"}
    case.confirm()
    assert case.seats() == {"Bình": "member", "Dũng": "member", "Giang": "reserve"}
    assert case.reasons() == {"An": "Ốm nặng"}
    case.confirm()
    assert "An" not in case.seats()


def test_who_left_and_came_back_is_not_excused(case: Case) -> None:
    case.choose()
    case.leave("An")
    case.leave("Dũng", "VT0001")
    case.confirm()
    assert case.seats()["An"] == "member"
    assert case.reasons() == {"Dũng": "Ốm nặng"}


def test_who_was_passed_over_before_stays_passed_over_beside_who_left(case: Case) -> None:
    case.choose(Wanted({case.people["Bình"]: "Đi công tác nước ngoài"}))
    case.leave("An")
    case.confirm()
    assert case.reasons() == {"An": "Ốm nặng", "Bình": "Đi công tác nước ngoài"}
    assert case.seats() == {"Dũng": "member", "Giang": "member", "Hà": "reserve"}


def moved_seats(case: Case, ruling: Ruling, name: str, number: int = 0) -> dict[str, str]:
    """Decide about somebody's attempt, or a question of it: whose seat the preview moved, to
    what."""
    case.stage.clock.now = AFTER + MINUTE
    attempt = case.committee.attempt_of(case.people[name])
    if number:
        question = case.committee.question_of(attempt, number)
        found = case.committee.decide(ruling, question)
    else:
        found = case.committee.decide(ruling, attempt_id=attempt)
    names = {person: given for given, person in case.people.items()}
    moves: list[Move] = [move for part in found.parts for move in part.moves if move.by_seat]
    return {names[one.person_id]: one.after.seat if one.after else "" for one in moves}


def test_after_a_new_board_the_page_proposes_the_seats_that_the_signed_preview_promised(
    case: Case,
) -> None:
    case.choose(Wanted({case.people["Bình"]: "Đi công tác nước ngoài"}))
    case.leave("An")
    moved = moved_seats(case, Ruling.CREDIT_ALL, "Hà", 6)
    assert case.team.of_old_board
    assert "An" not in moved
    assert "Bình" not in moved
    case.confirm()
    assert not case.team.of_old_board
    assert case.reasons() == {"An": "Ốm nặng", "Bình": "Đi công tác nước ngoài"}
    said = {"member": "Thành viên", "reserve": "Dự bị"}
    assert {name: said[seat] for name, seat in case.seats().items()}.items() >= moved.items()
    assert {"An", "Bình"}.isdisjoint(case.seats())


def test_who_is_on_the_new_board_no_more_is_not_asked_about(case: Case) -> None:
    case.choose(Wanted({case.people["Bình"]: "Đi công tác nước ngoài"}))
    case.leave("An")
    moved_seats(case, Ruling.VOID_ATTEMPT, "An")
    case.confirm()
    assert case.reasons() == {"Bình": "Đi công tác nước ngoài"}
    assert case.seats() == {"Dũng": "member", "Giang": "member", "Hà": "reserve"}


def test_an_excuse_can_be_taken_back_on_the_new_board(case: Case) -> None:
    case.choose(Wanted({case.people["Bình"]: "Đi công tác nước ngoài"}))
    moved_seats(case, Ruling.VOID_ATTEMPT, "Hà")
    url = f"{work(case.stage)}/team"
    case.lan.get(url)
    again = case.lan.post(url, do="preview").text
    assert case.lan.post(url, do="confirm", **fields(again)).status_code == 303
    assert case.seats()["Bình"] == "member"


NAMED_LOST = "Đã được cử thay thế bằng văn bản nhưng không còn là"


def test_a_substitute_named_past_the_reserve_is_kept_on_a_new_board_and_after_it(
    case: Case,
) -> None:
    """Hà, the last of five, came for An, past the reserve Dũng."""
    case.choose()
    case.leave("An", "VT0005")
    assert case.seats() == {"Bình": "member", "Hà": "member", "Dũng": "reserve"}
    assert "Hà" not in moved_seats(case, Ruling.CREDIT_ALL, "Giang", 6)
    assert case.team.of_old_board
    assert "Được cử thay thế bằng văn bản." in case.lan.get(f"{work(case.stage)}/team").text
    version = case.version + 1
    for _ in range(2):
        case.confirm()
        assert (case.seats()["Hà"], case.version) == ("member", version)
    assert case.reasons() == {"An": "Ốm nặng"}
    assert "Hà" not in moved_seats(case, Ruling.VOID_ATTEMPT, "Dũng")
    assert case.team.of_old_board
    case.confirm()
    assert case.seats() == {"Bình": "member", "Hà": "member", "Giang": "reserve"}


def test_whoever_was_named_gives_the_seat_back_when_who_left_is_chosen_again(case: Case) -> None:
    case.choose()
    case.leave("An", "VT0005")
    url = f"{work(case.stage)}/team"
    case.lan.get(url)
    again = case.lan.post(url, do="preview").text
    assert NAMED_LOST not in again
    assert case.lan.post(url, do="confirm", **fields(again)).status_code == 303
    assert case.seats() == {"An": "member", "Bình": "member", "Dũng": "reserve"}


def test_that_a_named_substitute_is_on_the_new_board_no_more_is_said_on_the_page(
    case: Case,
) -> None:
    case.choose()
    case.leave("An", "VT0005")
    moved_seats(case, Ruling.VOID_ATTEMPT, "Hà")
    page = case.lan.get(f"{work(case.stage)}/team").text
    assert f"{NAMED_LOST} thành viên" in page
    case.confirm()
    assert case.seats() == {"Bình": "member", "Dũng": "member", "Giang": "reserve"}


def test_a_reserve_named_past_the_next_is_kept_on_a_new_board_and_after_it(case: Case) -> None:
    """Hà, the last of five, came for the reserve Dũng, past Giang."""
    case.choose()
    case.leave("Dũng", "VT0005")
    assert case.seats() == {"An": "member", "Bình": "member", "Hà": "reserve"}
    assert "Hà" not in moved_seats(case, Ruling.CREDIT_ALL, "Giang", 6)
    assert case.team.of_old_board
    assert "Được cử thay thế bằng văn bản." in case.lan.get(f"{work(case.stage)}/team").text
    version = case.version + 1
    for _ in range(2):
        case.confirm()
        assert (case.seats()["Hà"], case.version) == ("reserve", version)
    assert case.reasons() == {"Dũng": "Ốm nặng"}
    assert moved_seats(case, Ruling.VOID_ATTEMPT, "An") == {"An": "", "Giang": "Thành viên"}
    case.confirm()
    assert case.seats() == {"Bình": "member", "Giang": "member", "Hà": "reserve"}


def test_a_reserve_who_was_named_and_moved_up_stays_where_they_are(case: Case) -> None:
    case.choose()
    case.leave("Dũng", "VT0005")
    case.leave("An")
    assert case.seats() == {"Bình": "member", "Hà": "member"}
    case.confirm()
    assert case.seats() == {"Bình": "member", "Hà": "member", "Giang": "reserve"}
    assert NAMED_LOST not in case.lan.get(f"{work(case.stage)}/team").text


def test_that_a_named_reserve_is_on_the_new_board_no_more_is_said_on_the_page(case: Case) -> None:
    case.choose()
    case.leave("Dũng", "VT0005")
    moved_seats(case, Ruling.VOID_ATTEMPT, "Hà")
    assert f"{NAMED_LOST} dự bị" in case.lan.get(f"{work(case.stage)}/team").text
    case.confirm()
    assert case.seats() == {"An": "member", "Bình": "member", "Giang": "reserve"}
