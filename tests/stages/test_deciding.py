"""Decisions after a round: two sign, everything is scored again, a new version of the board."""

import random
from dataclasses import replace

import pytest
from sqlalchemy import text

from quiz.rules.deciding import OF_KEYS, Proposed, Ruling, rulings_of
from quiz.rules.reasons import AppealReason, BoardReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import appeals, choose, count
from quiz.stages.appeals import signing
from quiz.stages.choose import Seen, Wanted
from quiz.store import tally
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, World
from tests.committee import AFTER, ORGANISER, REASON, Committee
from tests.contents import contents
from tests.finished import five_of_vi_thanh


@pytest.fixture
def people(database: Database, writer: Writer, world: World) -> dict[str, int]:
    """An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2."""
    return five_of_vi_thanh(database, writer, world)


@pytest.fixture
def committee(
    database: Database, writer: Writer, world: World, people: dict[str, int]
) -> Committee:
    return Committee(database, writer, world)


def wrong_of(committee: Committee, people: dict[str, int], name: str) -> str:
    """A question that this person answered wrong: the last one of the paper."""
    return committee.question_of(committee.attempt_of(people[name]), 6)


def test_a_question_that_is_credited_to_all_moves_whoever_had_it_wrong(
    committee: Committee, people: dict[str, int]
) -> None:
    first = committee.publish()
    question = wrong_of(committee, people, "Bình")
    before = committee.points()
    found = committee.decide(Ruling.CREDIT_ALL, question)
    after = committee.points()
    assert after[people["Bình"]] == before[people["Bình"]] + 1
    moved = {move.person_id for part in found.parts for move in part.moves}
    assert {person for person in after if after[person] != before[person]} <= moved
    for part in found.parts:
        for move in part.moves:
            assert move.after is not None
            assert after[move.person_id] == move.after.correct_count
    assert committee.digests()[0] == first
    assert len(committee.digests()) == 2
    assert committee.holds()
    assert committee.counted() == found.parts[0].after


def test_the_one_who_asked_does_not_sign_and_an_organiser_does_not_sign_for_all_districts(
    committee: Committee, people: dict[str, int]
) -> None:
    committee.publish()
    question = wrong_of(committee, people, "Bình")
    decision = committee.ask(Ruling.VOID_QUESTION, question, actor="quan")
    for signer, reason in (
        (signing.Signer("quan", of_contest=True), AppealReason.SECOND_SIGNER),
        (ORGANISER, AppealReason.PROVINCE_SIGNS),
    ):
        with pytest.raises(Refusal) as refused:
            committee.sign(decision, signer)
        assert refused.value.reason is reason
    assert len(committee.digests()) == 1
    about_attempt = committee.ask(
        Ruling.VOID_ATTEMPT, attempt_id=committee.attempt_of(people["Hà"]), actor="so"
    )
    committee.sign(about_attempt, ORGANISER)
    assert people["Hà"] not in committee.points()


def test_signing_twice_is_signing_once(
    committee: Committee, people: dict[str, int], database: Database
) -> None:
    committee.publish()
    decision = committee.ask(Ruling.CREDIT_ALL, wrong_of(committee, people, "Bình"))
    seen = committee.preview(decision).digest
    committee.sign(decision, seen=seen)
    before = contents(database)
    committee.sign(decision, seen=seen)
    committee.sign(decision, ORGANISER, seen="x")
    assert contents(database) == before


def test_the_same_decision_again_changes_no_score_and_makes_no_version(
    committee: Committee, people: dict[str, int]
) -> None:
    committee.publish()
    question = wrong_of(committee, people, "Bình")
    committee.decide(Ruling.CREDIT_ALL, question)
    digests, counted = committee.digests(), committee.counted()
    again = committee.decide(Ruling.CREDIT_ALL, question)
    assert again.moved == 0
    assert committee.digests() == digests
    assert committee.counted() == counted


def test_void_and_unvoid_return_to_the_start(
    committee: Committee, people: dict[str, int], database: Database
) -> None:
    first = committee.publish()
    before, points = contents(database), committee.points()
    attempt = committee.attempt_of(people["Bình"])
    voided = committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    assert people["Bình"] not in committee.points()
    assert [move.person_id for move in voided.parts[0].moves][:1] == [people["Bình"]]
    assert committee.holds()
    committee.decide(Ruling.UNVOID_ATTEMPT, attempt_id=attempt)
    assert committee.points() == points
    assert committee.digests()[0] == committee.digests()[2] == first
    after = contents(database)
    for table in ("result", "attempt", "person"):
        assert after[table] == before[table]
    assert committee.holds()
    with pytest.raises(Refusal) as refused:
        committee.ask(Ruling.UNVOID_ATTEMPT, attempt_id=attempt)
    assert refused.value.reason is AppealReason.NOT_TO_VOID


@pytest.mark.parametrize("seed", range(3))
def test_any_decisions_in_any_order_count_as_the_ledger_says_and_can_all_be_undone(
    committee: Committee, people: dict[str, int], seed: int
) -> None:
    chance = random.Random(seed)
    first = committee.publish()
    bank = committee.world.bank
    touched: set[str] = set()
    void: set[int] = set()
    for _ in range(8):
        if chance.random() < 0.3:
            attempt = committee.attempt_of(chance.choice(list(people.values())))
            ruling = Ruling.UNVOID_ATTEMPT if attempt in void else Ruling.VOID_ATTEMPT
            void ^= {attempt}
            committee.decide(ruling, attempt_id=attempt)
        else:
            question = chance.choice(bank.questions).id
            ruling = chance.choice([Ruling.CREDIT_ALL, Ruling.VOID_QUESTION, *OF_KEYS, Ruling.KEEP])
            several = {Ruling.NEW_KEY: 1, Ruling.EITHER_KEY: 2}.get(ruling, 0)
            key = frozenset(chance.sample([0, 2, 3], several))
            touched.add(question)
            committee.decide(ruling, question, key=key)
        assert committee.holds()
    for question in sorted(touched, key=lambda _: chance.random()):
        committee.decide(Ruling.KEEP, question)
    for attempt in void:
        committee.decide(Ruling.UNVOID_ATTEMPT, attempt_id=attempt)
    assert committee.digests()[-1] == first
    assert committee.holds()


def test_a_tally_that_is_not_moved_along_is_seen(
    committee: Committee, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant."""
    committee.publish()
    monkeypatch.setattr(tally, "move_all", lambda *_values: None)
    committee.decide(Ruling.CREDIT_ALL, wrong_of(committee, people, "Bình"))
    assert not committee.holds()


def test_a_preview_that_is_not_true_any_more_is_not_signed(
    committee: Committee, people: dict[str, int], writer: Writer
) -> None:
    digest = committee.publish()
    decision = committee.ask(Ruling.CREDIT_ALL, wrong_of(committee, people, "Bình"))
    seen = committee.preview(decision).digest
    choose.confirm(writer, committee.round_id, Seen(digest, 0), Wanted(), "lan", AFTER)
    with pytest.raises(Refusal) as refused:
        committee.sign(decision, seen=seen)
    assert refused.value.reason is AppealReason.PREVIEW_CHANGED
    assert len(committee.digests()) == 1
    committee.sign(decision)
    assert len(committee.digests()) == 2


def test_the_preview_names_the_seats_that_move(
    committee: Committee, people: dict[str, int], writer: Writer
) -> None:
    digest = committee.publish()
    choose.confirm(writer, committee.round_id, Seen(digest, 0), Wanted(), "lan", AFTER)
    attempt = committee.attempt_of(people["An"])
    found = committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    seats = {
        move.person_id: (
            move.before.seat if move.before else "",
            move.after.seat if move.after else "",
        )
        for move in found.parts[0].moves
        if move.by_seat
    }
    assert seats == {
        people["An"]: ("Thành viên", ""),
        people["Dũng"]: ("Dự bị", "Thành viên"),
        people["Giang"]: ("", "Dự bị"),
    }


def test_what_a_stopped_server_left_to_do_is_done_later(
    committee: Committee,
    people: dict[str, int],
    database: Database,
    writer: Writer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    committee.publish()
    decision = committee.ask(Ruling.CREDIT_ALL, wrong_of(committee, people, "Bình"))
    with monkeypatch.context() as stopped:
        stopped.setattr(signing, "apply_signed", lambda *_values: 0)
        committee.sign(decision)
    assert len(committee.digests()) == 1
    assert appeals.apply_signed(database, writer, AFTER) == 1
    assert appeals.apply_signed(database, writer, AFTER) == 0
    assert len(committee.digests()) == 2
    assert committee.holds()


def test_stored_results_that_the_ledger_does_not_give_stop_a_decision(
    committee: Committee, people: dict[str, int], database: Database
) -> None:
    committee.publish()
    decision = committee.ask(Ruling.CREDIT_ALL, wrong_of(committee, people, "Bình"))
    with database.writing() as session:
        session.connection().execute(text("UPDATE result SET correct_count = correct_count + 1"))
    with pytest.raises(Refusal) as refused:
        committee.preview(decision)
    assert refused.value.reason is BoardReason.RECOUNT_DIFFERS


def test_an_official_board_that_says_otherwise_than_the_results_stops_a_decision(
    committee: Committee, people: dict[str, int], database: Database
) -> None:
    """It would get a version that is another board than the one that was decided about."""
    committee.publish()
    decision = committee.ask(Ruling.KEEP, wrong_of(committee, people, "Bình"))
    with database.writing() as session:
        session.connection().execute(text("UPDATE board SET digest = 'another'"))
    with pytest.raises(Refusal) as refused:
        committee.preview(decision)
    assert refused.value.reason is BoardReason.RECOUNT_DIFFERS


def test_a_question_can_be_corrected_before_the_first_board_is_published(
    committee: Committee, people: dict[str, int]
) -> None:
    question = wrong_of(committee, people, "Bình")
    found = committee.decide(Ruling.CREDIT_ALL, question)
    assert committee.digests() == []
    assert found.moved
    assert committee.holds()
    committee.publish()
    assert committee.points()[people["Bình"]] == 6


def test_nothing_is_decided_while_somebody_may_still_sit(
    committee: Committee, people: dict[str, int], database: Database
) -> None:
    question = wrong_of(committee, people, "Bình")
    with pytest.raises(Refusal) as refused:
        committee.ask(Ruling.CREDIT_ALL, question, now=CLOSES - 1)
    assert refused.value.reason is BoardReason.STILL_OPEN
    with database.writing() as session:
        later = text("UPDATE round SET closes_at = :at WHERE id = :id")
        values = {"at": AFTER + 1, "id": committee.world.phung_hiep}
        session.connection().execute(later, values)
    with pytest.raises(Refusal) as refused:
        committee.ask(Ruling.CREDIT_ALL, question)
    assert refused.value.reason is AppealReason.KEYS_NOT_OPEN


def test_declining_ends_a_decision_and_nobody_signs_it(
    committee: Committee, people: dict[str, int], writer: Writer
) -> None:
    committee.publish()
    decision = committee.ask(Ruling.CREDIT_ALL, wrong_of(committee, people, "Bình"))
    seen = committee.preview(decision).digest
    appeals.decline(writer, decision, "so", AFTER)
    appeals.decline(writer, decision, "quan", AFTER)
    with pytest.raises(Refusal) as refused:
        committee.sign(decision, seen=seen)
    assert refused.value.reason is AppealReason.DECISION_CLOSED


def test_a_new_key_is_another_of_options_that_are_there_and_one_where_one_can_be_chosen(
    committee: Committee, people: dict[str, int]
) -> None:
    question = wrong_of(committee, people, "Bình")
    for ruling, key, reason in (
        (Ruling.NEW_KEY, frozenset({9}), RequestReason.BAD_INPUT),
        (Ruling.NEW_KEY, frozenset({0, 1}), AppealReason.KEY_OF_ONE),
        (Ruling.NEW_KEY, frozenset(), AppealReason.NEW_KEY_MISSING),
        (Ruling.NEW_KEY, frozenset({1}), AppealReason.KEY_AS_PRINTED),
        (Ruling.EITHER_KEY, frozenset({1, 9}), RequestReason.BAD_INPUT),
        (Ruling.EITHER_KEY, frozenset({0}), AppealReason.KEY_OF_ONE),
        (Ruling.EITHER_KEY, frozenset(), AppealReason.NEW_KEY_MISSING),
        (Ruling.CREDIT_ALL, frozenset({0, 1}), AppealReason.NEW_KEY_MISSING),
    ):
        with pytest.raises(Refusal) as refused:
            committee.ask(ruling, question, key=key)
        assert refused.value.reason is reason


def test_one_option_or_another_is_right_where_one_could_be_chosen_only(
    committee: Committee, people: dict[str, int]
) -> None:
    question = committee.world.bank.by_id[wrong_of(committee, people, "Bình")]
    either = Proposed(Ruling.EITHER_KEY, REASON, "0" * 32, question.id, frozenset({0, 2}))
    either.refuse_strange_key(question)
    several = replace(question, key=frozenset({0, 1}))
    assert Ruling.EITHER_KEY not in rulings_of(several)
    with pytest.raises(Refusal) as refused:
        either.refuse_strange_key(several)
    assert refused.value.reason is RequestReason.BAD_INPUT


def test_publishing_after_a_decision_gives_the_board_that_there_is(
    committee: Committee, people: dict[str, int], database: Database, writer: Writer
) -> None:
    committee.publish()
    committee.decide(Ruling.CREDIT_ALL, wrong_of(committee, people, "Bình"))
    again = count.publish(database, writer, committee.round_id, "lan", AFTER)
    assert (again.version, again.digest) == (2, committee.digests()[1])
