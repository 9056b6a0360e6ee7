"""A question's way: every move from every state, and who may approve."""

import itertools
from dataclasses import replace

import pytest

from quiz.rules.authoring import Move, Standing, State, after, moves, next_code
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Reason, Refusal

DRAFT = Standing("cau-001", State.DRAFT, frozenset({"phuc"}))

EXPECTED = {
    (State.DRAFT, Move.SUBMIT): State.REVIEW,
    (State.REVIEW, Move.APPROVE): State.APPROVED,
    (State.REVIEW, Move.RETURN): State.DRAFT,
    (State.APPROVED, Move.RETURN): State.DRAFT,
    (State.DRAFT, Move.REMOVE): State.REMOVED,
    (State.REVIEW, Move.REMOVE): State.REMOVED,
    (State.APPROVED, Move.REMOVE): State.REMOVED,
    (State.REMOVED, Move.RESTORE): State.DRAFT,
}
THERE = {Move.SUBMIT: State.REVIEW, Move.APPROVE: State.APPROVED, Move.RETURN: State.DRAFT}
THERE |= {Move.REMOVE: State.REMOVED, Move.RESTORE: State.DRAFT}
WORDS = {Move.WRITE, Move.IMPORT, Move.BACK, Move.UNDO}


def outcome(state: State, move: Move) -> State | Reason | None:
    try:
        return after(replace(DRAFT, state=state), move, "quan", "có lý do")
    except Refusal as refusal:
        return refusal.reason


@pytest.mark.parametrize(("state", "move"), list(itertools.product(State, Move)))
def test_every_move_from_every_state_leads_where_the_table_says(state: State, move: Move) -> None:
    expected: State | Reason | None = BankReason.WRONG_STATE
    if move in WORDS:
        expected = State.DRAFT
    elif THERE[move] is state:
        expected = None
    elif (state, move) in EXPECTED:
        expected = EXPECTED[state, move]
    assert outcome(state, move) is expected


def test_nobody_approves_words_that_they_wrote_whatever_the_note() -> None:
    waiting = replace(DRAFT, state=State.REVIEW, writers=frozenset({"phuc", "quan"}))
    for actor in ("phuc", "quan"):
        with pytest.raises(Refusal) as refused:
            after(waiting, Move.APPROVE, actor, "đã xem kỹ")
        assert refused.value.reason is BankReason.OWN_WORDS
    assert after(waiting, Move.APPROVE, "mai") is State.APPROVED


def test_approving_needs_every_basis_ticked_or_a_note() -> None:
    waiting = replace(DRAFT, state=State.REVIEW, unticked=("85/2015/QH13, Điều 2",))
    with pytest.raises(Refusal) as refused:
        after(waiting, Move.APPROVE, "quan")
    assert refused.value.reason is BankReason.BASIS_NOT_TICKED
    assert "85/2015/QH13, Điều 2" in refused.value.sentence
    assert after(waiting, Move.APPROVE, "quan", "Chưa có văn bản điện tử") is State.APPROVED
    assert after(replace(waiting, unticked=()), Move.APPROVE, "quan") is State.APPROVED


@pytest.mark.parametrize("move", [Move.SUBMIT, Move.APPROVE])
def test_a_question_with_a_fault_that_blocks_goes_no_further(move: Move) -> None:
    state = State.DRAFT if move is Move.SUBMIT else State.REVIEW
    with pytest.raises(Refusal) as refused:
        after(replace(DRAFT, state=state, faults=2), move, "quan")
    assert refused.value.reason is BankReason.QUESTION_BLOCKED
    assert refused.value.details == {"code": "cau-001", "count": 2}


def test_a_reviewer_says_why_a_question_comes_back_and_its_author_need_not() -> None:
    waiting = replace(DRAFT, state=State.REVIEW)
    with pytest.raises(Refusal) as refused:
        after(waiting, Move.RETURN, "quan")
    assert refused.value.reason is BankReason.RETURN_NEEDS_REASON
    assert after(waiting, Move.RETURN, "phuc") is State.DRAFT


def test_a_page_offers_no_move_that_would_be_refused_for_who_asks() -> None:
    waiting = replace(DRAFT, state=State.REVIEW)
    assert moves(waiting, "phuc", may_approve=True) == (Move.RETURN, Move.REMOVE)
    assert moves(waiting, "quan", may_approve=True) == (Move.APPROVE, Move.RETURN, Move.REMOVE)
    assert moves(waiting, "mai", may_approve=False) == (Move.REMOVE,)
    assert moves(replace(DRAFT, state=State.REMOVED), "mai", may_approve=True) == (Move.RESTORE,)


def test_the_next_identifier_is_behind_every_one_of_its_shape() -> None:
    assert next_code("cau", []) == "cau-001"
    assert next_code("cau", ["cau-002", "cau-x", "cau-0009", "khac-050", "cau-²"]) == "cau-010"
