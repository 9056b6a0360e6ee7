"""A reviewer's tick on a legal basis holds as long as the clause says what it said then."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from question_bank.law_reading import read_law
from quiz.rules.authoring import Move, State
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.stages import laws
from quiz.stages.workshop import banks, questions, reviewing
from quiz.stages.workshop.clauses import Ticks
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.store.database import Database
from quiz.store.sealing import Reader
from tests.cast import small_bank
from tests.question_bank.law_files import CONSOLIDATED, LAW
from tests.stages.test_laws import basis
from tests.stages.workshop_cast import MAI, NOW, PHUC, QUAN, move, opened, reading, ticks

BASIS = "7/2015/QH13, Điều 2, khoản 1"
OLD, NEW = "1. Người chơi phải đủ bảy tuổi vào ngày hội.", "1. Người chơi phải đủ chín tuổi"
AFTER_THE_AMENDMENT = "2026-03-15"


def keep(database: Database, text: str) -> None:
    found = read_law(text.encode(), "luat.txt")
    laws.keep(database, found, laws.told_by(found, "luat"), "phuc", NOW)


@pytest.fixture
def waiting(database: Database) -> tuple[int, int]:
    """A bank as of 2026 and a question in it that waits for a reviewer."""
    keep(database, LAW)
    wanted = banks.Settings("Đang soạn", AFTER_THE_AMENDMENT, small_bank().topics)
    bank_id = banks.make(database, wanted, "phuc", NOW)
    written = replace(small_bank().questions[0], legal_basis=(basis(BASIS),))
    question_id = questions.add(database, bank_id, written, PHUC)
    move(database, bank_id, question_id, Move.SUBMIT, PHUC)
    return bank_id, question_id


def test_the_clause_stands_beside_the_question(
    database: Database, waiting: tuple[int, int]
) -> None:
    clause = opened(database, *waiting).clauses[BASIS]
    assert (clause.words, clause.title, clause.problem) == (OLD, "Người chơi", "")
    assert clause.edition is not None
    assert clause.edition.since == "2015-09-01"


def test_a_tick_holds_while_the_clause_is_the_same_and_lets_it_be_approved(
    database: Database, waiting: tuple[int, int]
) -> None:
    bank_id, question_id = waiting
    form = reading(database, *waiting, ticks(BASIS))
    reviewing.tick(database, bank_id, Chosen(question_id, 2), form, QUAN)
    assert set(opened(database, bank_id, question_id).ticked) == {BASIS}
    move(database, bank_id, question_id, Move.APPROVE, QUAN)
    assert opened(database, bank_id, question_id).standing.state is State.APPROVED


def test_a_tick_on_words_that_were_amended_since_counts_for_nothing(
    database: Database, waiting: tuple[int, int]
) -> None:
    bank_id, question_id = waiting
    form = reading(database, *waiting, ticks(BASIS))
    reviewing.tick(database, bank_id, Chosen(question_id, 2), form, QUAN)
    keep(database, CONSOLIDATED)
    now = opened(database, bank_id, question_id)
    assert now.clauses[BASIS].words.startswith(NEW)
    assert now.ticked == {}
    with pytest.raises(Refusal) as refused:
        reviewing.move(database, bank_id, Chosen(question_id, 2), Wish(Move.APPROVE), QUAN)
    assert refused.value.reason is BankReason.BASIS_NOT_TICKED
    again = Wish(Move.APPROVE, ticks=reading(database, *waiting, ticks(BASIS)))
    reviewing.move(database, bank_id, Chosen(question_id, 2), again, QUAN)
    assert opened(database, bank_id, question_id).standing.state is State.APPROVED


OTHER, THIRD = "7/2015/QH13, Điều 3, khoản 1", "7/2015/QH13, Điều 3, khoản 2"


@pytest.fixture
def of_three(database: Database) -> tuple[int, int]:
    """A question on three clauses that waits for a reviewer."""
    keep(database, LAW)
    wanted = banks.Settings("Ba căn cứ", "2021-04-05", small_bank().topics)
    bank_id = banks.make(database, wanted, "phuc", NOW)
    bases = tuple(map(basis, (BASIS, OTHER, THIRD)))
    written = replace(small_bank().questions[0], legal_basis=bases)
    question_id = questions.add(database, bank_id, written, PHUC)
    move(database, bank_id, question_id, Move.SUBMIT, PHUC)
    return bank_id, question_id


def ticked(database: Database, of: tuple[int, int]) -> set[str]:
    return set(opened(database, *of).ticked)


def test_two_reviewers_who_tick_at_once_both_keep_their_ticks(
    database: Database, of_three: tuple[int, int]
) -> None:
    bank_id, question_id = of_three
    forms = [reading(database, *of_three, ticks(one)) for one in (BASIS, OTHER)]
    together = Barrier(2)

    def send(reader: Reader, form: Ticks) -> None:
        together.wait(10)
        reviewing.tick(database, bank_id, Chosen(question_id, 2), form, reader)

    with ThreadPoolExecutor(2) as people:
        sent = people.submit(send, QUAN, forms[0]), people.submit(send, MAI, forms[1])
        assert [one.result(30) for one in sent] == [None, None]
    assert ticked(database, of_three) == {BASIS, OTHER}


@pytest.mark.parametrize(
    ("form", "left"),
    [
        (ticks(BASIS), {BASIS, OTHER}),  # from a page that was opened before Mai's tick
        (ticks(BASIS, shown=(BASIS, OTHER)), {BASIS}),  # takes back what the page showed
        (ticks(shown=(BASIS,)), {OTHER}),
        (ticks(BASIS, OTHER, THIRD, shown=(BASIS, OTHER)), {BASIS, OTHER, THIRD}),
        (ticks(THIRD, shown=(THIRD,)), {BASIS, OTHER}),  # Mai took it back meanwhile
    ],
)
def test_a_form_changes_only_what_its_reviewer_changed_however_often_it_is_sent(
    database: Database, of_three: tuple[int, int], form: Ticks, left: set[str]
) -> None:
    bank_id, question_id = of_three
    chosen = Chosen(question_id, 2)
    reviewing.tick(
        database, bank_id, chosen, reading(database, *of_three, ticks(BASIS, OTHER)), MAI
    )
    form = reading(database, *of_three, form)
    for _ in range(2):
        reviewing.tick(database, bank_id, chosen, form, QUAN)
        assert ticked(database, of_three) == left


def test_what_another_ticked_meanwhile_counts_for_approving_and_what_was_taken_back_does_not(
    database: Database, of_three: tuple[int, int]
) -> None:
    bank_id, question_id = of_three
    chosen = Chosen(question_id, 2)
    theirs, mine, third = (
        reading(database, *of_three, form)
        for form in (
            ticks(BASIS, OTHER),
            ticks(BASIS, THIRD, shown=(BASIS, OTHER)),
            ticks(THIRD),
        )
    )
    reviewing.tick(database, bank_id, chosen, theirs, MAI)
    refused = Wish(Move.APPROVE, ticks=mine)
    with pytest.raises(Refusal) as said:
        reviewing.move(database, bank_id, chosen, refused, QUAN)
    assert said.value.reason is BankReason.BASIS_NOT_TICKED
    reviewing.move(database, bank_id, chosen, Wish(Move.APPROVE, ticks=third), QUAN)
    assert ticked(database, of_three) == {BASIS, OTHER, THIRD}


@pytest.mark.parametrize("note", ["", "Đã đối chiếu bản giấy"])
def test_a_tick_beside_other_words_than_the_library_has_now_is_refused(
    database: Database, waiting: tuple[int, int], note: str
) -> None:
    bank_id, question_id = waiting
    chosen, form = Chosen(question_id, 2), reading(database, *waiting, ticks(BASIS))
    keep(database, CONSOLIDATED)
    with pytest.raises(Refusal) as kept:
        reviewing.tick(database, bank_id, chosen, form, QUAN)
    with pytest.raises(Refusal) as approved:
        reviewing.move(database, bank_id, chosen, Wish(Move.APPROVE, note, form), QUAN)
    for refused in (kept.value, approved.value):
        assert refused.reason is BankReason.CLAUSE_CHANGED
        assert BASIS in refused.sentence
    now = opened(database, bank_id, question_id)
    assert (now.standing.state, now.ticked) == (State.REVIEW, {})


def test_a_tick_on_a_law_that_came_in_after_the_page_was_opened_is_refused(
    database: Database,
) -> None:
    wanted = banks.Settings("Chưa có luật", AFTER_THE_AMENDMENT, small_bank().topics)
    bank_id = banks.make(database, wanted, "phuc", NOW)
    written = replace(small_bank().questions[0], legal_basis=(basis(BASIS),))
    question_id = questions.add(database, bank_id, written, PHUC)
    move(database, bank_id, question_id, Move.SUBMIT, PHUC)
    form = reading(database, bank_id, question_id, ticks(BASIS))
    keep(database, LAW)
    with pytest.raises(Refusal) as refused:
        reviewing.tick(database, bank_id, Chosen(question_id, 2), form, QUAN)
    assert refused.value.reason is BankReason.CLAUSE_CHANGED


def test_a_bank_whose_day_moved_after_the_page_was_opened_refuses_the_tick(
    database: Database, waiting: tuple[int, int]
) -> None:
    bank_id, question_id = waiting
    keep(database, CONSOLIDATED)
    form = reading(database, *waiting, ticks(BASIS))
    place = banks.settings(database, bank_id)
    earlier = replace(place.settings, as_of="2021-04-05")
    banks.edit(database, bank_id, earlier, place.revision, "phuc", NOW)
    with pytest.raises(Refusal) as refused:
        reviewing.tick(database, bank_id, Chosen(question_id, 2), form, QUAN)
    assert refused.value.reason is BankReason.CLAUSE_CHANGED


def test_an_approval_sent_twice_is_one_also_where_the_clause_changed_in_between(
    database: Database, waiting: tuple[int, int]
) -> None:
    bank_id, question_id = waiting
    wish = Wish(Move.APPROVE, ticks=reading(database, *waiting, ticks(BASIS)))
    reviewing.move(database, bank_id, Chosen(question_id, 2), wish, QUAN)
    keep(database, CONSOLIDATED)
    reviewing.move(database, bank_id, Chosen(question_id, 2), wish, QUAN)
    assert opened(database, bank_id, question_id).standing.state is State.APPROVED
