"""Banks that authors write on: what is written is kept, and two who write at once both keep it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from question_bank.bank import Topic
from question_bank.question import LegalBasis
from quiz.rules.authoring import Move, State
from quiz.rules.differing import Part
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import author
from quiz.stages.workshop import banks, looking, questions, reviewing
from quiz.stages.workshop.looking import Filter
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.store.database import Database
from quiz.store.sealing import Reader
from tests.cast import small_bank
from tests.stages.workshop_cast import (
    MAI,
    NOTED,
    NOW,
    PHUC,
    QUAN,
    add,
    approve,
    filled,
    make_bank,
    move,
    opened,
    reason_of,
    reworded,
    ticks,
)


def state_of(database: Database, bank_id: int, question_id: int) -> State:
    return opened(database, bank_id, question_id).standing.state


def test_the_same_wish_for_a_bank_twice_is_one_bank_and_another_wish_is_refused(
    database: Database,
) -> None:
    first = make_bank(database)
    assert make_bank(database) == first
    other = banks.Settings("Đang soạn", "", ())
    assert (
        reason_of(lambda: banks.make(database, other, "phuc", NOW)) is BankReason.BANK_TITLE_TAKEN
    )
    assert [row.title for row in banks.banks(database)] == ["Đang soạn"]


def test_a_bank_that_goes_on_from_a_version_holds_its_questions_as_drafts(
    database: Database,
) -> None:
    version_id = author.publish(database, small_bank(), "phuc", NOW)
    bank_id = banks.make_from(database, version_id, "Soạn tiếp", QUAN)
    assert banks.make_from(database, version_id, "Soạn tiếp", QUAN) == bank_id
    listing = looking.listing(database, bank_id, Filter(), 1, QUAN)
    assert listing.total == 24
    assert [one.code for one in listing.found] == [q.id for q in small_bank()]
    assert {one.state for one in listing.found} == {State.DRAFT}
    assert [one.id for one in looking.facts(database, bank_id, QUAN).versions] == [version_id]


def test_settings_changed_elsewhere_are_not_overwritten(database: Database) -> None:
    bank_id = make_bank(database)
    standing = banks.settings(database, bank_id)
    wanted = replace(standing.settings, title="Tên mới")
    banks.edit(database, bank_id, wanted, standing.revision, "phuc", NOW)
    banks.edit(database, bank_id, wanted, standing.revision, "phuc", NOW)  # repeated: the same
    other = replace(standing.settings, as_of="2022-01-01")
    refused = reason_of(lambda: banks.edit(database, bank_id, other, standing.revision, "mai", NOW))
    assert refused is BankReason.BANK_CHANGED
    assert banks.settings(database, bank_id).settings == wanted


def test_a_topic_with_questions_is_not_dropped(database: Database) -> None:
    bank_id, _ = filled(database, 1)
    standing = banks.settings(database, bank_id)
    without = replace(standing.settings, topics=(Topic("mot-cua", "Cơ chế một cửa"),))
    with pytest.raises(Refusal) as refused:
        banks.edit(database, bank_id, without, standing.revision, "phuc", NOW)
    assert refused.value.reason is BankReason.TOPIC_IN_USE
    assert refused.value.details == {"topic": "Bầu cử", "count": 1}


def test_the_list_searches_without_marks_filters_and_counts(database: Database) -> None:
    bank_id, ids = filled(database, 24)
    move(database, bank_id, ids[0], Move.SUBMIT, PHUC)
    move(database, bank_id, ids[1], Move.REMOVE, PHUC)

    def found(wanted: Filter) -> list[str]:
        return [one.code for one in looking.listing(database, bank_id, wanted, 1, PHUC).found]

    assert len(found(Filter())) == 23
    assert found(Filter(query="CO CHE một cửa hard-3")) == ["mot-cua-hard-3"]
    assert found(Filter(query="100%_")) == []
    assert found(Filter(state="review")) == [small_bank().questions[0].id]
    assert found(Filter(state="removed")) == [small_bank().questions[1].id]
    assert len(found(Filter(topic="mot-cua", level="easy"))) == 4
    counts = looking.listing(database, bank_id, Filter(), 1, PHUC).counts
    assert counts["bau-cu", "easy", "draft"] == 2
    assert counts["bau-cu", "easy", "review"] == counts["bau-cu", "easy", "removed"] == 1


def test_a_page_of_the_list_holds_fifty(database: Database) -> None:
    bank_id = make_bank(database)
    one = small_bank().questions[0]
    for number in range(51):
        questions.add(database, bank_id, replace(one, id=f"cau-{number:03d}"), PHUC)
    first = looking.listing(database, bank_id, Filter(), 1, PHUC)
    assert (len(first.found), first.total, first.pages) == (50, 51, 2)
    last = looking.listing(database, bank_id, Filter(), 99, PHUC)
    assert [one.code for one in last.found] == ["cau-050"]
    assert questions.new_code(database, bank_id) == "cau-051"


def test_writing_twice_stores_once_and_makes_a_draft_of_what_was_approved(
    database: Database,
) -> None:
    bank_id, (first, *_) = filled(database)
    approve(database, bank_id, first)
    before = opened(database, bank_id, first)
    mine = reworded(before.question, "Khác?")
    revision = questions.write(database, bank_id, first, mine, before.revision, MAI)
    assert questions.write(database, bank_id, first, mine, before.revision, MAI) == revision
    now = opened(database, bank_id, first)
    assert (now.revision, now.standing.state, now.question) == (
        before.revision + 1,
        State.DRAFT,
        mine,
    )
    assert (now.approved_by, now.ticked) == (None, {})
    assert now.standing.writers == {"phuc", "mai"}


def test_a_second_author_gets_both_texts_and_nothing_is_overwritten(database: Database) -> None:
    bank_id, (first, *_) = filled(database)
    base = opened(database, bank_id, first)
    theirs = reworded(base.question, "Của Phúc?")
    mine = replace(base.question, explanation="Của Mai.")
    questions.write(database, bank_id, first, theirs, base.revision, PHUC)
    with pytest.raises(questions.Clashed) as clashed:
        questions.write(database, bank_id, first, mine, base.revision, MAI)
    clash = clashed.value.clash
    assert (clash.base, clash.theirs, clash.mine) == (base.question, theirs, mine)
    assert clash.parts == (Part.STEM, Part.EXPLANATION)
    assert opened(database, bank_id, first).question == theirs


def test_of_two_who_write_in_one_moment_one_is_stored_and_one_clashes(database: Database) -> None:
    bank_id, (first, *_) = filled(database)
    base = opened(database, bank_id, first)
    together = threading.Barrier(2)

    def write(reader: author.Reader) -> str:
        together.wait()
        try:
            mine = reworded(base.question, f"Của {reader.actor}?")
            questions.write(database, bank_id, first, mine, base.revision, reader)
        except questions.Clashed as clashed:
            return clashed.clash.theirs.stem
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(write, (PHUC, MAI)))
    assert told == ["", opened(database, bank_id, first).question.stem]


def test_a_new_question_sent_twice_is_one_and_its_identifier_is_nobody_elses(
    database: Database,
) -> None:
    bank_id, (first, *_) = filled(database)
    assert add(database, bank_id) == first
    other = reworded(small_bank().questions[0], "Khác?")
    refused = reason_of(lambda: questions.add(database, bank_id, other, MAI))
    assert refused is BankReason.CODE_TAKEN


def test_a_copy_is_the_words_of_who_wrote_the_first_one_too(database: Database) -> None:
    bank_id, (first, *_) = filled(database)
    copy = replace(small_bank().questions[0], id="cau-900", stem="Câu chép?")
    copy_id = questions.add(database, bank_id, copy, MAI, copy_of=first)
    assert opened(database, bank_id, copy_id).standing.writers == {"phuc", "mai"}


def test_a_topic_that_the_bank_does_not_have_is_refused(database: Database) -> None:
    bank_id, (first, *_) = filled(database)
    strange = replace(small_bank().questions[0], topic="khong-co")
    revision = opened(database, bank_id, first).revision
    refused = reason_of(lambda: questions.write(database, bank_id, first, strange, revision, PHUC))
    assert refused is RequestReason.BAD_INPUT


def test_going_back_is_a_new_revision_and_its_maker_answers_for_the_words(
    database: Database,
) -> None:
    bank_id, (first, *_) = filled(database)
    base = opened(database, bank_id, first)
    questions.write(database, bank_id, first, reworded(base.question, "Khác?"), base.revision, PHUC)
    assert (
        reason_of(lambda: questions.go_back(database, bank_id, first, 1, base.revision, MAI))
        is BankReason.QUESTION_CHANGED
    )
    assert questions.go_back(database, bank_id, first, 1, 2, MAI) == 3
    assert questions.go_back(database, bank_id, first, 1, 2, MAI) == 3
    now = opened(database, bank_id, first)
    assert (now.question, now.revision) == (base.question, 3)
    assert "mai" in now.standing.writers


def test_going_back_does_not_bring_back_a_topic_that_the_bank_has_no_more(
    database: Database,
) -> None:
    bank_id, (first,) = filled(database, 1)
    base = opened(database, bank_id, first)
    moved = replace(base.question, topic="mot-cua")
    questions.write(database, bank_id, first, moved, base.revision, PHUC)
    standing = banks.settings(database, bank_id)
    fewer = replace(standing.settings, topics=standing.settings.topics[1:])
    banks.edit(database, bank_id, fewer, standing.revision, "phuc", NOW)
    assert questions.go_back(database, bank_id, first, 1, 2, PHUC) == 3
    assert opened(database, bank_id, first).question.topic == "mot-cua"
    move(database, bank_id, first, Move.SUBMIT, PHUC)


def test_the_history_says_who_did_what_and_replays_to_what_stands(database: Database) -> None:
    bank_id, (first, *_) = filled(database)
    approve(database, bank_id, first)
    move(database, bank_id, first, Move.REMOVE, MAI)
    move(database, bank_id, first, Move.RESTORE, PHUC)
    told = looking.history(database, bank_id, first, QUAN)
    assert [(step.act, step.actor, step.state) for step in told.steps] == [
        ("write", "phuc", "draft"),
        ("submit", "phuc", "review"),
        ("approve", "quan", "approved"),
        ("remove", "mai", "removed"),
        ("restore", "phuc", "draft"),
    ]
    assert told.steps[2].note == NOTED
    now = opened(database, bank_id, first)
    assert told.steps[-1].question == now.question
    assert told.steps[-1].state == now.standing.state


def test_ticks_are_kept_with_the_approval_and_go_with_other_words(database: Database) -> None:
    bank_id, (first, *_) = filled(database)
    move(database, bank_id, first, Move.SUBMIT, PHUC)
    revision = opened(database, bank_id, first).revision
    wish = Wish(Move.APPROVE, ticks=ticks("85/2015/QH13, Điều 2", "lạ"))
    reviewing.move(database, bank_id, Chosen(first, revision), wish, QUAN)
    now = opened(database, bank_id, first)
    assert now.ticked == {"85/2015/QH13, Điều 2": ""}  # no law library here
    assert now.approved_by == "quan"
    other = replace(now.question, legal_basis=(LegalBasis("25/2008/QH12", "1"),))
    questions.write(database, bank_id, first, other, now.revision, PHUC)
    assert opened(database, bank_id, first).standing.unticked == ("25/2008/QH12, Điều 1",)


def test_many_are_moved_at_once_and_each_refused_one_is_named(database: Database) -> None:
    bank_id, ids = filled(database, 3)
    keyless = replace(small_bank().questions[3], key=frozenset())
    faulty = questions.add(database, bank_id, keyless, PHUC)
    foreign = add(database, make_bank(database, "Ngân hàng khác"))
    questions.write(
        database, bank_id, ids[2], reworded(small_bank().questions[2], "Khác?"), 1, PHUC
    )
    chosen = [Chosen(one, 1) for one in (*ids, faulty, foreign)]
    outcome = reviewing.move_many(database, bank_id, chosen, Wish(Move.SUBMIT), PHUC)
    assert outcome.moved == (ids[0], ids[1])
    assert [(one, refusal.reason) for one, refusal in outcome.refused] == [
        (ids[2], BankReason.QUESTION_CHANGED),
        (faulty, BankReason.QUESTION_BLOCKED),
        (foreign, RequestReason.NOT_FOUND),
    ]
    again = reviewing.move_many(database, bank_id, chosen[:2], Wish(Move.SUBMIT), PHUC)
    assert (again.moved, again.refused) == (outcome.moved, ())
    assert state_of(database, bank_id, ids[0]) is State.REVIEW


def test_who_wrote_a_question_approves_neither_it_alone_nor_among_many(database: Database) -> None:
    bank_id, ids = filled(database, 2)
    chosen = [Chosen(one, 1) for one in ids]
    reviewing.move_many(database, bank_id, chosen, Wish(Move.SUBMIT), PHUC)
    chosen = [Chosen(one, 2) for one in ids]
    outcome = reviewing.move_many(database, bank_id, chosen, Wish(Move.APPROVE, NOTED), PHUC)
    assert [refusal.reason for _, refusal in outcome.refused] == [BankReason.OWN_WORDS] * 2
    assert outcome.moved == ()


def test_an_unknown_bank_question_or_revision_is_not_found(database: Database) -> None:
    bank_id, (first, *_) = filled(database)
    other = make_bank(database, "Ngân hàng khác")
    for act in (
        lambda: looking.facts(database, 4711, PHUC),
        lambda: looking.listing(database, 4711, Filter(), 1, PHUC),
        lambda: opened(database, other, first),
        lambda: questions.go_back(database, bank_id, first, 9, 1, PHUC),
        lambda: looking.history(database, other, first, PHUC),
        lambda: banks.make_from(database, 4711, "", PHUC),
    ):
        assert reason_of(act) is RequestReason.NOT_FOUND


def test_ticks_kept_by_a_reviewer_let_many_be_approved_without_a_note(database: Database) -> None:
    bank_id, ids = filled(database, 2)
    for one in ids:
        move(database, bank_id, one, Move.SUBMIT, PHUC)
    chosen, ticked = Chosen(ids[0], 2), ticks("85/2015/QH13, Điều 2", "lạ")
    reviewing.tick(database, bank_id, chosen, ticked, QUAN)
    reviewing.tick(database, bank_id, chosen, ticked, QUAN)
    now = opened(database, bank_id, ids[0])
    assert (now.revision, dict(now.ticked)) == (2, {"85/2015/QH13, Điều 2": ""})
    both = [Chosen(one, 2) for one in ids]
    outcome = reviewing.move_many(database, bank_id, both, Wish(Move.APPROVE), QUAN)
    assert outcome.moved == (ids[0],)
    assert [refusal.reason for _, refusal in outcome.refused] == [BankReason.BASIS_NOT_TICKED]


def test_only_a_reviewer_ticks_and_only_what_stands(database: Database) -> None:
    bank_id, (first, second, *_) = filled(database)
    move(database, bank_id, first, Move.SUBMIT, PHUC)

    def told(chosen: Chosen, who: Reader) -> Reason:
        return reason_of(lambda: reviewing.tick(database, bank_id, chosen, ticks(), who))

    assert told(Chosen(first, 2), PHUC) is BankReason.OWN_WORDS
    assert told(Chosen(first, 1), QUAN) is BankReason.QUESTION_CHANGED
    assert told(Chosen(second, 1), QUAN) is BankReason.QUESTION_CHANGED
