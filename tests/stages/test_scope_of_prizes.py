"""A table of prizes is one of each round, of each district or of the whole contest, as the thể lệ
prints it; within it one person keeps the highest. Vị Thanh has two weeks here.
"""

from dataclasses import replace

import pytest

from quiz.rules.deciding import Proposed, Ruling
from quiz.rules.draft import Series
from quiz.rules.printed import printed
from quiz.rules.prizes import Prize, PrizeKind, PrizeRules, PrizeScope
from quiz.rules.reasons import BoardReason
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import appeals, award, count
from quiz.store import prizes
from quiz.store.database import Database
from quiz.store.prizes import PrizeView
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, make_world
from tests.committee import REASON
from tests.stages.rounds_cast import WEEK, Contest

END = CLOSES + 2 * WEEK
TABLE = (Prize("Giải Nhất"), Prize("Giải Nhì"), Prize("Giải Trẻ", 1, PrizeKind.SIDE))
SENTENCES = {
    PrizeScope.ROUND: "Mỗi vòng thi của mỗi đơn vị có bảng giải riêng",
    PrizeScope.DISTRICT: "Mỗi đơn vị có một bảng giải chung cho các vòng thi của đơn vị",
    PrizeScope.CONTEST: "Toàn cuộc thi có một bảng giải chung",
}


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    return Contest(database, writer, make_world(database))


def held(contest: Contest, per: PrizeScope, *, publish: bool = True) -> Contest:
    """An is first in both weeks, Bình second in Tuần 1, Chi sits nothing here."""
    rules = replace(RULES, prizes=PrizeRules(TABLE, per=per))
    contest.open(rules, Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK))
    contest.sit("An", right=6)
    contest.sit("Bình", right=5)
    contest.sit("An", "Tuần 2", OPENS + WEEK, right=6)
    contest.fix(END)
    labels = ("Tuần 1", "Tuần 2") if publish else ("Tuần 1",)
    for label in labels:
        count.publish(contest.database, contest.writer, contest.round(label), "lan", END)
    return contest


def of_round(contest: Contest, label: str) -> PrizeView:
    return contest.database.read_now(lambda one: prizes.of_round(one, contest.round(label)))


def told(contest: Contest, view: PrizeView) -> list[tuple[str, str]]:
    names = {person: name for name, person in contest.world.people.items()}
    return [(view.rules.table[one.prize].title, names[one.id]) for one in view.awards.awarded]


def refused(contest: Contest, label: str) -> Reason:
    with pytest.raises(Refusal) as found:
        of_round(contest, label)
    return found.value.reason


@pytest.mark.parametrize("per", list(PrizeScope))
def test_what_a_table_is_for_is_printed(per: PrizeScope) -> None:
    rules = replace(RULES, prizes=PrizeRules(TABLE, per=per))
    said = " ".join(printed(rules, {"bau-cu": "Bầu cử", "mot-cua": "Một cửa"}))
    assert [one for one, sentence in SENTENCES.items() if sentence in said] == [per]


def test_each_round_has_its_own_prizes(contest: Contest) -> None:
    held(contest, PrizeScope.ROUND)
    assert told(contest, of_round(contest, "Tuần 1")) == [("Giải Nhất", "An"), ("Giải Nhì", "Bình")]
    assert told(contest, of_round(contest, "Tuần 2")) == [("Giải Nhất", "An")]


def test_a_district_has_one_table_for_its_rounds_on_whichever_page(contest: Contest) -> None:
    held(contest, PrizeScope.DISTRICT)
    for label in ("Tuần 1", "Tuần 2"):
        view = of_round(contest, label)
        assert view.place == "Thành phố Vị Thanh"
        assert told(contest, view) == [("Giải Nhất", "An"), ("Giải Nhì", "Bình")]


def test_the_district_waits_for_all_its_rounds_and_no_other_district(contest: Contest) -> None:
    held(contest, PrizeScope.DISTRICT, publish=False)
    assert refused(contest, "Tuần 1") is BoardReason.NOT_OFFICIAL


def test_a_side_prize_of_the_district_is_one_on_whichever_page_it_was_given(
    contest: Contest,
) -> None:
    held(contest, PrizeScope.DISTRICT)
    for number in ("VT0002", "VT0001"):
        about = (contest.contest_id, contest.round("Tuần 2"), 2, number, "Sinh năm 2000")
        if number == "VT0001":
            with pytest.raises(Refusal) as given:
                award.give(contest.database, *about, "lan", END)
            assert given.value.reason is BoardReason.PRIZES_ALL_GIVEN
        else:
            award.give(contest.database, *about, "lan", END)
    view = of_round(contest, "Tuần 1")
    assert "Giải Trẻ: Trần Thị Bình không nhận. Giữ giải cao hơn: Giải Nhì." in view.decided
    (gift,) = view.gifts
    award.take_back(
        contest.database, contest.contest_id, contest.round("Tuần 2"), gift.id, "lan", END
    )
    assert of_round(contest, "Tuần 1").gifts == ()


def test_in_the_whole_contest_nobody_gets_two(contest: Contest) -> None:
    held(contest, PrizeScope.CONTEST)
    assert refused(contest, "Tuần 1") is BoardReason.PRIZES_ELSEWHERE
    view = contest.database.read_now(lambda one: prizes.of_contest(one, contest.contest_id, END))
    assert told(contest, view) == [("Giải Nhất", "An"), ("Giải Nhì", "Bình")]


@pytest.mark.parametrize("per", list(PrizeScope))
def test_a_preview_tells_of_prizes_only_where_they_hang_on_the_round(
    contest: Contest, per: PrizeScope
) -> None:
    held(contest, per)
    with contest.database.reading() as session:
        attempt = (
            session.connection()
            .exec_driver_sql(
                f"SELECT attempt_id FROM result WHERE round_id = {contest.round()}"
                f" AND person_id = {contest.world.people['An']}"
            )
            .scalar_one()
        )
    proposed = Proposed(Ruling.VOID_ATTEMPT, REASON, "0" * 32, attempt_id=attempt)
    decision = appeals.ask(contest.writer, contest.round(), proposed, "so", END + MINUTE)
    found = contest.database.read_now(lambda one: appeals.preview(one, decision, END + MINUTE))
    assert [part.prizes_shown for part in found.parts] == [per is PrizeScope.ROUND]
    assert any(move.by_prize for part in found.parts for move in part.moves) == (
        per is PrizeScope.ROUND
    )
