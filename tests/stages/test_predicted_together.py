"""One number for all districts: what was predicted stands once the last round of a name has ended,
and ranks nobody otherwise after one of them is official."""

from dataclasses import replace

import pytest
from sqlmodel import select

from quiz.rules.criteria import TieBreak, chain
from quiz.rules.draft import Draft
from quiz.rules.extending import Wanted
from quiz.rules.prediction import Target
from quiz.rules.reasons import AttemptReason, BoardReason
from quiz.rules.refusal import Refusal
from quiz.stages import count, extend, prepare
from quiz.store.counting import board_digest
from quiz.store.database import Database
from quiz.store.tables import Round
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, World
from tests.stages.rounds_cast import WEEK, Contest

RULES_OF_ALL = replace(
    RULES, prediction=Target.PARTICIPANTS, tie_breaks=chain(TieBreak.PREDICTION, TieBreak.LOTS)
)
OUTAGE = Wanted(60, "Mất điện cả huyện", "2" * 32)
NOW = CLOSES + 2 * MINUTE


class Districts:
    """Vị Thanh, where An said 2 and Bình 3, and Phụng Hiệp, where nobody has sat yet."""

    def __init__(self, database: Database, writer: Writer, world: World) -> None:
        self.database, self.writer, self.world = database, writer, world
        places = [world.districts[name] for name in ("Thành phố Vị Thanh", "Huyện Phụng Hiệp")]
        windows = dict.fromkeys(places, (OPENS, CLOSES))
        draft = Draft("Nhiều huyện", RULES_OF_ALL, world.bank_version_id, windows, (), "Tuần 1")
        contest_id = prepare.create_contest(database, draft, "so", OPENS - WEEK)
        prepare.open_contest(database, contest_id, "so", OPENS - WEEK)
        with database.reading() as session:
            found = session.exec(select(Round).where(Round.contest_id == contest_id))
            rounds = {one.district_id: one.id or 0 for one in found}
        self.vi_thanh, self.phung_hiep = (self._of(rounds[one]) for one in places)
        self.vi_thanh.sit("An", guess="2")
        self.vi_thanh.sit("Bình", guess="3")
        self.vi_thanh.fix(CLOSES + MINUTE)

    def _of(self, round_id: int) -> Contest:
        contest = Contest(self.database, self.writer, self.world)
        contest.rounds = {("Tuần 1", ""): round_id}
        return contest

    def publish(self, now: int = NOW) -> str:
        """Vị Thanh's."""
        round_id = self.vi_thanh.round()
        return count.publish(self.database, self.writer, round_id, "lan", now).digest

    def more_time(self) -> None:
        """For all of Phụng Hiệp."""
        round_id = self.phung_hiep.round()
        asked = extend.ask(self.writer, round_id, OUTAGE, "so", NOW)
        extend.confirm(self.writer, round_id, asked.id, "quan", NOW)


@pytest.fixture
def districts(database: Database, writer: Writer, world: World) -> Districts:
    return Districts(database, writer, world)


def test_while_another_district_goes_on_the_number_is_not_known_and_nothing_is_published_by_it(
    districts: Districts,
) -> None:
    assert districts.vi_thanh.order() == ["An", "Bình"]
    districts.more_time()
    districts.vi_thanh.fix(NOW)
    with pytest.raises(Refusal) as refused:
        districts.publish()
    assert refused.value.reason is BoardReason.OUTCOME_UNKNOWN
    round_id = districts.vi_thanh.round()
    recount = districts.database.read_now(lambda one: count.recount(one, round_id))
    assert not recount.differences
    districts.phung_hiep.sit("Chi", now=NOW + MINUTE, guess="3")
    later = CLOSES + 61 * MINUTE
    districts.phung_hiep.fix(later)
    assert districts.vi_thanh.order() == ["Bình", "An"]
    digest = districts.publish(later)
    districts.vi_thanh.fix(later + MINUTE)
    recount = districts.database.read_now(lambda one: count.recount(one, round_id))
    assert board_digest(recount.results) == digest


def test_a_district_gets_no_time_once_another_was_ranked_by_the_number(
    districts: Districts,
) -> None:
    districts.publish()
    with pytest.raises(Refusal) as refused:
        districts.more_time()
    assert refused.value.reason is AttemptReason.OUTCOME_PUBLISHED


def test_a_publication_that_was_counted_before_the_number_opened_again_is_refused(
    districts: Districts, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = districts.vi_thanh.round()
    counted = districts.database.read_now(lambda one: count._countable(one, round_id, NOW))
    districts.more_time()
    monkeypatch.setattr(count, "_countable", lambda *_values: counted)
    with pytest.raises(Refusal) as refused:
        districts.publish()
    assert refused.value.reason is BoardReason.OUTCOME_UNKNOWN


def test_an_official_order_is_not_turned_round_by_another_number(districts: Districts) -> None:
    """Also where a round went on by another way than ours."""
    digest = districts.publish()
    round_id = districts.vi_thanh.round()
    with districts.database.writing() as session:
        gone_on = session.get_one(Round, districts.phung_hiep.round())
        gone_on.outcome, gone_on.closes_at = None, CLOSES + 60 * MINUTE
    districts.phung_hiep.sit("Chi", now=NOW + MINUTE, guess="3")
    later = CLOSES + 61 * MINUTE
    districts.phung_hiep.fix(later)
    assert districts.vi_thanh.order() == ["An", "Bình"]
    recount = districts.database.read_now(lambda one: count.recount(one, round_id))
    assert board_digest(recount.results) == digest
