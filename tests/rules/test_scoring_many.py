"""Many sheets marked by one scorer have the marks that each has by itself, worked out anew."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from question_bank.draw import Paper, draw, items_in
from question_bank.question import Level
from quiz.rules.correcting import Correction, Corrections, Remedy
from quiz.rules.marking import Marking, Partial
from quiz.rules.paper import Sheet
from quiz.rules.round import Rules
from quiz.rules.scoring import Marks, Score, Scorer, earns
from tests.cast import RULES, small_bank

BANK = small_bank(2)
KEYED = (Remedy.NEW_KEY, Remedy.EITHER_KEY)
PAPERS = tuple(draw(BANK, RULES.blueprint, bytes([seed])) for seed in range(4))

sheets = st.builds(
    Sheet,
    st.dictionaries(
        st.integers(1, 6),
        st.lists(st.integers(0, 3), unique=True, max_size=3).map(lambda one: tuple(sorted(one))),
    ),
    started_at=st.integers(0, 10),
    ended_at=st.integers(5, 3_000_000),
    guess=st.none() | st.integers(0, 9),
)
corrections = st.dictionaries(
    st.sampled_from(sorted(BANK.by_id)),
    st.one_of(
        st.sampled_from([Correction(one) for one in Remedy if one not in KEYED]),
        st.builds(
            Correction,
            st.sampled_from(KEYED),
            st.sampled_from([frozenset({2}), frozenset({0, 3})]),
        ),
    ),
)
markings = st.builds(Marking, st.just(50), st.just(100), st.just(250), st.sampled_from(Partial))


def anew(
    sheet: Sheet, items: Sequence[tuple[str, Sequence[int]]], rules: Rules, decided: Corrections
) -> Marks:
    """Each answer of the sheet worked out by itself."""
    assert sheet.started_at is not None
    assert sheet.ended_at is not None
    correct = hard = points = hard_points = 0
    by_topic: Counter[str] = Counter()
    for number, (question_id, order) in enumerate(items, 1):
        question = BANK.by_id[question_id]
        chosen = [order[position] for position in sheet.answers.get(number, ())]
        right, earned = earns(question, chosen, rules, decided.get(question_id))
        correct, points = correct + right, points + earned
        by_topic[question.topic] += earned
        if question.level is Level.HARD:
            hard, hard_points = hard + right, hard_points + earned
    answered = len([choice for choice in sheet.answers.values() if choice])
    duration = max(0, min(sheet.ended_at - sheet.started_at, rules.limit_ms))
    score = Score(correct, hard, answered, duration, sheet.ended_at)
    return Marks(score, points, hard_points, by_topic, sheet.started_at, sheet.guess)


@given(st.lists(st.tuples(sheets, st.sampled_from(PAPERS)), max_size=8), corrections, markings)
def test_what_was_looked_up_is_what_would_be_worked_out_anew(
    sat: list[tuple[Sheet, Paper]], decided: dict[str, Correction], marking: Marking
) -> None:
    rules = RULES.__class__(RULES.blueprint, marking=marking)
    scorer = Scorer(BANK, rules, decided)
    for sheet, paper in sat:
        items = items_in(paper.dump())
        assert scorer.mark(sheet, items) == anew(sheet, items, rules, decided)
