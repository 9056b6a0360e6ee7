"""A decision about one round also moves the rounds that are ranked by it and the outcome of a
prediction: previewed, signed and counted again together, and taken back together."""

from dataclasses import replace
from functools import partial

import pytest

from quiz.rules.criteria import TieBreak, chain
from quiz.rules.deciding import Ruling
from quiz.rules.draft import Series
from quiz.rules.prediction import Target
from quiz.rules.reasons import AppealReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.stages import appeals, count
from quiz.stages.appeals import Preview, Signer, following, signing
from quiz.store import rows
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, RULES, add_person, make_world
from tests.committee import ADMINISTRATOR, ORGANISER, Committee
from tests.stages.rounds_cast import WEEK, Contest

LATER = CLOSES + 2 * WEEK
BY_EARLIER = replace(RULES, tie_breaks=chain(TieBreak.EARLIER_ROUND, TieBreak.DURATION))
PREDICTED = replace(
    RULES,
    prediction=Target.PARTICIPANTS,
    tie_breaks=chain(TieBreak.PREDICTION, TieBreak.DURATION),
)


class Deciding(Committee):
    """Decides about a contest of weeks; `at` is the round that it is about."""

    def __init__(self, contest: Contest) -> None:
        super().__init__(contest.database, contest.writer, contest.world)
        self.contest, self.at = contest, contest.round()

    @property
    def round_id(self) -> int:
        return self.at

    def preview(self, decision_id: int, now: int = LATER) -> Preview:
        return super().preview(decision_id, now)

    def sign(
        self, decision_id: int, signer: Signer = ADMINISTRATOR, seen: str = "", now: int = LATER
    ) -> None:
        super().sign(decision_id, signer, seen, now)

    def about(self, label: str) -> "Deciding":
        self.at = self.contest.round(label)
        return self

    def publish_all(self, now: int = LATER) -> None:
        for round_id in self.contest.rounds.values():
            count.publish(self.database, self.writer, round_id, "lan", now)

    def all_hold(self) -> bool:
        """Whether a recount of every round finds what is stored."""
        found = [
            self.database.read_now(partial(count.recount, round_id=at))
            for at in self.contest.rounds.values()
        ]
        return not any(one.differences or one.wrong_tallies for one in found)


@pytest.fixture
def contest(database: Database, writer: Writer) -> Contest:
    return Contest(database, writer, make_world(database))


def two_weeks(contest: Contest) -> Deciding:
    """An is better than Bình in the first week; in the second both have all right and Bình was
    quicker, so the first week decides."""
    second = Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK)
    contest.open(BY_EARLIER, second)
    contest.sit("An", right=6)
    contest.sit("Bình", right=5)
    contest.sit("An", "Tuần 2", OPENS + WEEK, minutes=9)
    contest.sit("Bình", "Tuần 2", OPENS + WEEK, minutes=4)
    contest.fix(CLOSES + WEEK)
    assert contest.order("Tuần 2") == ["An", "Bình"]
    return Deciding(contest)


@pytest.mark.parametrize("published", [True, False])
def test_a_later_round_that_is_ranked_by_the_earlier_one_is_ranked_again(
    contest: Contest, published: bool
) -> None:
    committee = two_weeks(contest)
    if published:
        committee.publish_all()
    attempt = committee.attempt_of(contest.world.people["An"])
    found = committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    first, second = found.parts
    assert (first.direct, second.direct) == (True, False)
    assert [
        (one.before and one.before.place, one.after and one.after.place) for one in second.moves
    ]
    assert (second.new_version == 2) is published
    assert contest.order("Tuần 2") == ["Bình", "An"]
    assert committee.all_hold()
    committee.decide(Ruling.UNVOID_ATTEMPT, attempt_id=attempt)
    assert contest.order("Tuần 2") == ["An", "Bình"]
    assert committee.all_hold()
    for label in ("Tuần 1", "Tuần 2"):
        digests = committee.about(label).digests()
        assert digests == ([digests[0], digests[1], digests[0]] if published else [])


def test_what_is_signed_is_what_was_previewed_of_the_later_round(contest: Contest) -> None:
    committee = two_weeks(contest)
    committee.publish_all()
    attempt = committee.attempt_of(contest.world.people["An"])
    found = committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    assert committee.about("Tuần 2").digests()[-1] == found.parts[1].after_digest


def test_after_it_the_later_round_can_be_decided_about(contest: Contest) -> None:
    committee = two_weeks(contest)
    committee.publish_all()
    committee.decide(
        Ruling.VOID_ATTEMPT, attempt_id=committee.attempt_of(contest.world.people["An"])
    )
    committee.about("Tuần 2")
    committee.decide(
        Ruling.VOID_ATTEMPT, attempt_id=committee.attempt_of(contest.world.people["Bình"])
    )
    assert contest.order("Tuần 2") == ["An"]
    assert committee.all_hold()


def test_a_question_of_both_weeks_moves_the_second_by_both(contest: Contest) -> None:
    committee = two_weeks(contest)
    committee.publish_all()
    binh = committee.attempt_of(contest.world.people["Bình"])
    missed = committee.question_of(binh, 6)
    committee.sign(committee.ask(Ruling.CREDIT_ALL, missed, now=LATER))
    assert committee.all_hold()
    assert contest.order("Tuần 2") == ["Bình", "An"]


def test_a_build_that_leaves_later_rounds_behind_is_found_by_the_recount(
    contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    committee = two_weeks(contest)
    committee.publish_all()
    monkeypatch.setattr(following, "reached", lambda _one, direct, _now: direct)
    committee.decide(
        Ruling.VOID_ATTEMPT, attempt_id=committee.attempt_of(contest.world.people["An"])
    )
    assert not committee.all_hold()


@pytest.mark.parametrize("rules", [BY_EARLIER, PREDICTED], ids=["earlier", "prediction"])
def test_what_a_stopped_server_left_is_done_by_the_worker_to_the_same_boards(
    contest: Contest, monkeypatch: pytest.MonkeyPatch, rules: Rules
) -> None:
    contest.open(rules, Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK))
    guess = {"guess": "2"} if rules is PREDICTED else {}
    for week, label in enumerate(("Tuần 1", "Tuần 2")):
        contest.sit("An", label, OPENS + week * WEEK, right=6, minutes=9, **guess)
        contest.sit("Bình", label, OPENS + week * WEEK, right=5 + week, minutes=4, **guess)
        contest.fix(CLOSES + week * WEEK)
    committee = Deciding(contest)
    committee.publish_all()
    attempt = committee.attempt_of(contest.world.people["An"])
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    found = committee.preview(decision)
    with monkeypatch.context() as stopped:
        stopped.setattr(signing, "apply_signed", lambda _database, _writer, _now: 0)
        committee.sign(decision, seen=found.digest)
    contest.fix(LATER)
    assert appeals.apply_signed(contest.database, contest.writer, LATER) == len(found.parts)
    assert committee.all_hold()
    for part in found.parts:
        committee.at = part.round.id
        assert committee.digests()[-1] == part.after_digest


def test_a_later_round_that_is_still_sat_is_ranked_when_it_closes(contest: Contest) -> None:
    second = Series("Tuần 2", OPENS + WEEK, CLOSES + WEEK)
    contest.open(BY_EARLIER, second)
    contest.sit("An", right=6)
    contest.sit("Bình", right=5)
    contest.fix(CLOSES)
    committee = Deciding(contest)
    contest.sit("An", "Tuần 2", OPENS + WEEK, minutes=9)
    attempt = committee.attempt_of(contest.world.people["An"])
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    now = OPENS + WEEK + 20 * MINUTE
    assert len(committee.preview(decision, now).parts) == 1
    committee.sign(decision, seen=committee.preview(decision, now).digest, now=now)
    contest.sit("Bình", "Tuần 2", now, minutes=9)
    contest.fix(CLOSES + WEEK)
    assert contest.order("Tuần 2") == ["Bình", "An"]
    assert committee.all_hold()


def test_the_outcome_of_a_prediction_moves_with_the_decision_and_back(contest: Contest) -> None:
    district = contest.world.districts["Thành phố Vị Thanh"]
    contest.world.people["Dũng"] = add_person(contest.database, "Phạm Dũng", "VT0003", district)
    contest.open(PREDICTED)
    contest.sit("An", guess="3")
    contest.sit("Bình", guess="2")
    contest.sit("Dũng", guess="9")
    contest.fix(CLOSES)
    assert contest.order() == ["An", "Bình", "Dũng"]
    committee = Deciding(contest)
    committee.publish_all()
    attempt = committee.attempt_of(contest.world.people["Dũng"])
    found = committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    assert [part.outcome for part in found.parts] == [2]
    assert contest.order() == ["Bình", "An"]
    assert committee.all_hold()
    assert committee.digests()[-1] == found.parts[0].after_digest
    committee.decide(Ruling.UNVOID_ATTEMPT, attempt_id=attempt)
    assert contest.order() == ["An", "Bình", "Dũng"]
    assert committee.digests()[0] == committee.digests()[-1]
    sat = contest.database.read_now(lambda one: rows.read_round(one, contest.round()))
    assert sat.outcome == 3


def test_a_decision_that_moves_another_districts_board_is_signed_by_the_province(
    database: Database, writer: Writer
) -> None:
    world = make_world(database, PREDICTED)
    contest = Contest(database, writer, world)
    contest.rounds = {(name, ""): round_id for name, round_id in world.rounds.items()}
    vi_thanh, phung_hiep = "Thành phố Vị Thanh", "Huyện Phụng Hiệp"
    contest.rounds["Tuần 1", ""] = world.vi_thanh
    contest.sit("An", vi_thanh, guess="2")
    contest.sit("Bình", vi_thanh, guess="3")
    contest.sit("Chi", phung_hiep, guess="3")
    contest.fix(CLOSES)
    committee = Deciding(contest)
    attempt = committee.attempt_of(world.people["An"])
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    found = committee.preview(decision)
    assert found.elsewhere
    assert [part.direct for part in found.parts] == [True, False, False, False]
    with pytest.raises(Refusal) as refusal:
        committee.sign(decision, ORGANISER, now=CLOSES + 20 * MINUTE)
    assert refusal.value.reason is AppealReason.PROVINCE_SIGNS
    committee.sign(decision)
    assert committee.all_hold()
    for round_id in world.rounds.values():
        assert database.read_now(partial(rows.read_round, round_id=round_id)).outcome == 2
