"""What becomes of the questions of a file in a bank that has questions already."""

from dataclasses import replace

from question_bank.bank import Bank, Topic
from question_bank.question import Option, Question
from quiz.rules import meeting
from quiz.rules.authoring import State
from quiz.rules.meeting import Choice, Fate, Standing
from tests.cast import small_bank

ONE, TWO, *_ = small_bank().questions


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
    choices = (Choice(), Choice(merge=True), Choice(kept=frozenset({ONE.id})))
    assert len({meeting.digest(bank, choice) for choice in choices}) == 3


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
