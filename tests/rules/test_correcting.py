"""What stands after decisions about questions, in whatever order they came."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from question_bank.draw import Item, Paper
from quiz.rules.correcting import Correction, Corrections, Remedy, decided, fold_corrections
from quiz.rules.deciding import correction_facts, facts_of
from quiz.rules.entries import Entry, Kind
from quiz.rules.marking import Marking, Partial
from quiz.rules.paper import Sheet, fold
from quiz.rules.scoring import Scorer, mark
from tests.cast import RULES, small_bank

BANK = small_bank()
PAPER = Paper(tuple(Item(question.id, (3, 1, 0, 2)) for question in BANK.questions[:6]))
EITHER = st.frozensets(st.integers(0, 3), min_size=2).map(
    lambda key: Correction(Remedy.EITHER_KEY, key)
)
CORRECTIONS = (
    st.builds(Correction, st.sampled_from([Remedy.KEEP, Remedy.CREDIT_ALL, Remedy.VOID]))
    | st.integers(0, 3).map(lambda index: Correction(Remedy.NEW_KEY, frozenset({index})))
    | EITHER
)
DECISIONS = st.lists(st.tuples(st.sampled_from([*"abc"]), CORRECTIONS), max_size=12)
ANSWERS = st.dictionaries(st.integers(1, 6), st.integers(0, 3).map(lambda place: (place,)))


def entry(question: str, correction: Correction) -> Entry:
    """As signing writes it."""
    body = (*facts_of("so", "quan", 1, "Lý do"), *correction_facts(question, correction))
    return Entry(Kind.CORRECT, 1, body=body)


@given(DECISIONS)
def test_the_last_decision_about_each_question_stands(
    decisions: list[tuple[str, Correction]],
) -> None:
    last = dict(decisions)
    expected = {name: one for name, one in last.items() if one.remedy is not Remedy.KEEP}
    assert fold_corrections(entry(*one) for one in decisions) == expected


@given(DECISIONS, st.randoms())
def test_decisions_in_any_order_fold_the_same_as_the_last_of_each_question(
    decisions: list[tuple[str, Correction]], chance: object
) -> None:
    last = list(dict(decisions).items())
    whole = fold_corrections(entry(*one) for one in decisions)
    chance.shuffle(last)  # type: ignore[attr-defined]
    assert fold_corrections(entry(*one) for one in last) == whole


@given(DECISIONS, st.sampled_from([*"abc"]), CORRECTIONS)
def test_deciding_twice_is_deciding_once(
    decisions: list[tuple[str, Correction]], question: str, correction: Correction
) -> None:
    before = fold_corrections(entry(*one) for one in decisions)
    once = decided(before, question, correction)
    assert decided(once, question, correction) == once
    assert decided(decided(once, question, Correction(Remedy.KEEP)), question, correction) == once


@given(ANSWERS, st.sampled_from(BANK.questions[:6]), CORRECTIONS)
def test_a_question_that_is_kept_and_one_that_is_not_in_the_paper_change_no_marks(
    answers: dict[int, tuple[int, ...]], question: object, correction: Correction
) -> None:
    sheet = Sheet(answers, 0, 1)
    plain = mark(sheet, PAPER, BANK, RULES)
    kept: Corrections = {BANK.questions[0].id: Correction(Remedy.KEEP)}
    elsewhere: Corrections = {BANK.questions[-1].id: correction}
    assert mark(sheet, PAPER, BANK, RULES, kept) == plain
    assert mark(sheet, PAPER, BANK, RULES, elsewhere) == plain


@given(ANSWERS, st.integers(0, 5), CORRECTIONS)
def test_a_correction_counts_as_if_the_bank_had_said_so(
    answers: dict[int, tuple[int, ...]], place: int, correction: Correction
) -> None:
    marking = Marking(easy=100, medium=200, hard=300, partial=Partial.RIGHT_MINUS_WRONG)
    rules = replace(RULES, marking=marking)
    question = BANK.questions[place]
    sheet = Sheet(answers, 0, 1)
    found = mark(sheet, PAPER, BANK, rules, {question.id: correction})
    without = {number: one for number, one in answers.items() if number != place + 1}
    rest = mark(Sheet(without, 0, 1), PAPER, BANK, rules)
    worth = marking.worth(question.level)
    if correction.key:
        chosen = {PAPER.items[place].order[one] for one in answers.get(place + 1, ())}
        every = [correction.key] if correction.remedy is Remedy.NEW_KEY else [
            {one} for one in correction.key
        ]  # fmt: skip
        expected = worth if chosen in every else 0
    elif correction.remedy is Remedy.KEEP:
        expected = mark(sheet, PAPER, BANK, rules).points - rest.points
    else:
        expected = worth if correction.remedy is Remedy.CREDIT_ALL else 0
    assert found.points - rest.points == expected


@given(st.lists(ANSWERS, max_size=5), st.integers(0, 5), EITHER, st.sampled_from(Partial))
def test_one_option_or_another_gives_what_the_best_of_as_many_new_keys_gives(
    sheets: list[dict[int, tuple[int, ...]]], place: int, either: Correction, partial: Partial
) -> None:
    """The slow way: all sheets are scored once by each of the right options alone."""
    rules = replace(RULES, marking=Marking(easy=100, medium=200, hard=300, partial=partial))
    question = BANK.questions[place]
    alone = [
        Scorer(BANK, rules, {question.id: Correction(Remedy.NEW_KEY, frozenset({option}))})
        for option in either.key
    ]
    scorer = Scorer(BANK, rules, {question.id: either})
    for answers in sheets:
        sheet = Sheet(answers, 0, 1)
        by_one = [one.mark(sheet, PAPER.items) for one in alone]
        found = scorer.mark(sheet, PAPER.items)
        assert found in by_one
        assert found.points == max(one.points for one in by_one)
        assert found.score.correct_count == max(one.score.correct_count for one in by_one)
        assert found == mark(sheet, PAPER, BANK, rules, {question.id: either})


@given(st.booleans(), st.lists(st.sampled_from([Kind.VOID, Kind.UNVOID]), max_size=6))
def test_void_and_unvoid_return_to_the_sheet_that_was(submitted: bool, rulings: list[Kind]) -> None:
    entries = [
        Entry(Kind.START, 10, 1, body=(("paper", "x"),)),
        Entry(Kind.ANSWER, 20, 1, 1, 1, (0,)),
        Entry(Kind.SUBMIT if submitted else Kind.EXPIRE, 30, 1),
    ]
    before = fold(entries)
    ruled = [Entry(kind, 40, 1) for kind in rulings]
    after = fold([*entries, *ruled])
    voided = bool(rulings) and rulings[-1] is Kind.VOID
    assert after == replace(before, voided=voided)
