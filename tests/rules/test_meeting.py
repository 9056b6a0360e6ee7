"""What becomes of the questions of a file in a bank that has questions already."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.bank import Bank, Topic
from question_bank.identifiers import from_stem
from question_bank.question import LegalBasis, Level, Option, Question
from quiz.rules import meeting
from quiz.rules.authoring import State
from quiz.rules.meeting import Choice, Fate, Standing
from tests.cast import small_bank

ONE, TWO, *_ = small_bank().questions
OTHERS = tuple(Option(f"Khác {number}") for number in ("một", "hai", "ba"))


def fate(mine: Question, *theirs: Standing) -> Fate:
    (met,) = meeting.meet([mine], theirs)
    return met.fate


def test_what_is_nowhere_in_the_bank_is_added() -> None:
    assert fate(TWO, Standing(ONE)) is Fate.ADDED


def test_the_same_identifier_is_the_same_question() -> None:
    assert fate(ONE, Standing(ONE)) is Fate.SAME
    assert fate(replace(ONE, explanation="Khác"), Standing(ONE)) is Fate.CHANGED


def test_the_same_words_under_another_name_are_the_same_however_spelled_and_ordered() -> None:
    turned = replace(
        ONE,
        id="khac",
        stem=ONE.stem.upper().replace(" ", "  "),
        options=ONE.options[::-1],
        key=frozenset({2}),
        legal_basis=(),
    )
    assert fate(turned, Standing(ONE)) is Fate.SAME


@pytest.mark.parametrize(
    "corrected",
    [
        {"legal_basis": (LegalBasis("85/2015/QH13", "3"),)},
        {"level": Level.HARD if ONE.level is not Level.HARD else Level.EASY},
        {"topic": "khac"},
        {"explanation": "Giải thích đã sửa."},
    ],
)
def test_a_correction_beside_stem_options_and_key_changes_also_under_another_name(
    corrected: dict[str, object],
) -> None:
    mine = replace(ONE, id="khac", **corrected)  # type: ignore[arg-type]
    (met,) = meeting.meet([mine], [Standing(replace(ONE, explanation="Giải thích cũ."))])
    assert met.fate is Fate.CHANGED
    (name,) = corrected
    assert getattr(meeting.outcome(met, Choice()), name) == corrected[name]


def test_a_correction_takes_away_nothing_of_which_the_file_says_nothing() -> None:
    theirs = replace(ONE, explanation="Giải thích.")
    mine = replace(ONE, id="khac", topic="khac", legal_basis=(), explanation="")
    (met,) = meeting.meet([mine], [Standing(theirs)])
    assert meeting.outcome(met, Choice()) == replace(theirs, topic="khac")


def _worded(draw: st.DrawFn, name: str) -> Question:
    stem = draw(st.sampled_from(("Ai bầu?", "Ai ứng cử?")))
    return replace(
        ONE,
        id=name if name != "made" else from_stem(stem),
        stem=stem,
        options=draw(st.sampled_from((ONE.options, OTHERS, (*OTHERS[:2], ONE.options[2])))),
        key=frozenset({draw(st.integers(0, 2))}),
        topic=draw(st.sampled_from("ab")),
        legal_basis=draw(st.sampled_from(((), ONE.legal_basis))),
        explanation=draw(st.sampled_from(("", "Vì thế.", "Vì khác."))),
    )


NAMES = ["a", "b", "c", "b-2", "made"]


@st.composite
def _questions(draw: st.DrawFn) -> list[Question]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    return [_worded(draw, name) for name in names]


@given(_questions(), _questions(), st.sets(st.sampled_from(["a", "b", "c"])), st.booleans())
def test_a_file_that_was_taken_in_changes_nothing_the_second_time(
    file: list[Question], bank: list[Question], removed: set[str], merge: bool
) -> None:
    standing = {one.id: Standing(one, removed=one.id in removed) for one in bank}
    first = meeting.meet(file, tuple(standing.values()))
    for met in first:
        if (new := meeting.outcome(met, Choice(merge=merge))) is not None:
            standing[new.id] = Standing(new)
    again = meeting.meet(file, tuple(standing.values()))
    assert meeting.settled(again, Choice(merge=merge))


@given(_questions(), _questions())
def test_where_both_stay_nothing_of_the_bank_is_overwritten_and_nothing_of_the_file_is_lost(
    file: list[Question], bank: list[Question]
) -> None:
    met = meeting.meet(file, [Standing(one) for one in bank])
    both = Choice(both=frozenset(one.mine.id for one in met if one.apart))
    new = {one.id: one for each in met if (one := meeting.outcome(each, both)) is not None}
    overwritten = {one.mine.id for one in met if one.fate is Fate.CHANGED and not one.apart}
    assert new.keys() & {one.id for one in bank} == overwritten
    standing = {one.id: one for one in bank} | new
    again = meeting.meet(file, [Standing(one) for one in standing.values()])
    assert meeting.settled(again, both)


GENERIC = replace(
    ONE,
    stem="Phát biểu nào sau đây là đúng?",
    options=(Option("Cử tri đủ 18 tuổi"), Option("Cử tri đủ 21 tuổi"), Option("Cả A và B")),
)


@pytest.mark.parametrize("name", ["khac", from_stem(GENERIC.stem), f"{from_stem(GENERIC.stem)}-2"])
def test_the_same_stem_over_quite_other_options_is_another_question(name: str) -> None:
    theirs = replace(GENERIC, id=from_stem(GENERIC.stem))
    options = (Option("Hòm phiếu được niêm phong"), Option("Hòm phiếu để mở"), Option("Cả A và B"))
    (met,) = meeting.meet([replace(GENERIC, id=name, options=options)], [Standing(theirs)])
    assert met.fate is Fate.ADDED
    assert met.mine.id != theirs.id


def test_a_typed_identifier_is_the_same_question_whatever_its_options() -> None:
    other = replace(GENERIC, id="cau-1", options=OTHERS)
    (met,) = meeting.meet([other], [Standing(replace(GENERIC, id="cau-1"))])
    assert met.fate is Fate.CHANGED
    assert met.apart is None


def test_a_question_that_shares_an_option_may_stand_beside_the_one_of_the_bank() -> None:
    mine = replace(GENERIC, id="khac", options=(GENERIC.options[0], *OTHERS[1:]))
    (met,) = meeting.meet([mine], [Standing(GENERIC)])
    assert met.fate is Fate.CHANGED
    assert meeting.outcome(met, Choice(both=frozenset({GENERIC.id}))) == mine
    (again,) = meeting.meet([mine], [Standing(GENERIC), Standing(mine)])
    assert again.fate is Fate.SAME


def test_an_earlier_question_of_the_file_does_not_take_another_ones_identifier() -> None:
    mine = [replace(ONE, id="khac", key=frozenset({0})), replace(ONE, explanation="Đã sửa.")]
    first, second = meeting.meet(mine, [Standing(ONE)])
    assert (first.fate, second.fate) == (Fate.ADDED, Fate.CHANGED)
    assert second.mine.id == ONE.id


def test_the_same_stem_with_another_key_meets_the_question_of_the_bank() -> None:
    (met,) = meeting.meet([replace(ONE, id="khac", key=frozenset({0}))], [Standing(ONE)])
    assert met.fate is Fate.CHANGED
    assert met.mine.id == ONE.id
    assert meeting.outcome(met, Choice()) == met.mine
    assert meeting.outcome(met, Choice(kept=frozenset({ONE.id}))) is None


def test_a_removed_question_comes_back_under_its_own_identifier_only() -> None:
    removed = Standing(ONE, 3, removed=True)
    assert fate(ONE, removed) is Fate.CHANGED
    assert fate(replace(ONE, id="khac"), removed) is Fate.ADDED


def test_two_questions_of_a_file_do_not_change_the_same_one() -> None:
    twins = [replace(ONE, explanation="một"), replace(ONE, id="khac", key=frozenset({0}))]
    first, second = meeting.meet(twins, [Standing(ONE)])
    assert (first.fate, second.fate) == (Fate.CHANGED, Fate.ADDED)
    assert second.mine.id == "khac"


def test_what_is_the_same_gives_only_what_is_lacking_and_only_by_choice() -> None:
    bare = replace(ONE, id="cu", legal_basis=(), explanation="")
    (met,) = meeting.meet([ONE], [Standing(bare)])
    assert meeting.outcome(met, Choice()) is None
    merged = meeting.outcome(met, Choice(merge=True))
    assert merged == replace(ONE, id="cu")
    (again,) = meeting.meet([ONE], [Standing(replace(ONE, id="cu"))])
    assert meeting.outcome(again, Choice(merge=True)) is None


def test_topics_are_the_same_by_title_and_new_ones_get_a_free_identifier() -> None:
    theirs = (Topic("a", "Bầu cử"), Topic("b", "Khác"))
    mine = Bank(
        "t",
        (Topic("x", "BẦU CỬ"), Topic("b", "Một cửa"), Topic("c", "Không dùng")),
        (replace(ONE, topic="x"), replace(TWO, topic="b")),
    )
    bank, topics = meeting.in_topics(mine, theirs)
    assert [one.topic for one in bank] == ["a", "b-2"]
    assert topics == (*theirs, Topic("b-2", "Một cửa"))


def test_another_revision_or_another_choice_is_another_plan() -> None:
    seen = [meeting.seen(meeting.meet([ONE], [Standing(ONE, revision)])) for revision in (1, 2)]
    assert seen[0] != seen[1]
    bank = small_bank()
    one = frozenset({ONE.id})
    choices = (Choice(), Choice(merge=True), Choice(kept=one), Choice(both=one))
    assert len({meeting.digest(bank, choice) for choice in choices}) == 4


def test_an_undone_import_leaves_the_state_from_before_but_no_approval() -> None:
    assert meeting.before_import(None) is State.REMOVED
    assert meeting.before_import(State.APPROVED) is State.REVIEW
    for state in (State.DRAFT, State.REVIEW, State.REMOVED):
        assert meeting.before_import(state) is state


def test_an_option_more_is_another_question() -> None:
    longer = replace(ONE, id="khac", options=(*ONE.options, Option("Sai bốn")))
    assert fate(longer, Standing(ONE)) is Fate.CHANGED


def test_a_file_under_another_name_is_the_same_file() -> None:
    bank = small_bank()
    other = replace(bank, title="Tên khác")
    assert meeting.digest(bank, Choice()) == meeting.digest(other, Choice())
