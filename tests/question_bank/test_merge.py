"""Two banks become one: what one side changed is taken, what both changed is a conflict."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.bank import Bank, Topic
from question_bank.formats import WRITERS, write
from question_bank.merge import Side, merge
from question_bank.question import Level, Option, Question

TOPICS = (Topic("bau-cu", "Bầu cử"),)


def question(identifier: str, stem: str = "Hỏi?") -> Question:
    options = (Option("Có"), Option("Không"))
    return Question(identifier, stem, options, frozenset({0}), "bau-cu", Level.EASY)


def bank(stems: Iterable[tuple[str, str]], title: str = "Bầu cử", as_of: str = "") -> Bank:
    return Bank(title, TOPICS, tuple(question(*one) for one in stems), as_of)


def ids(of: Bank) -> list[str]:
    return [one.id for one in of]


banks = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["Một?", "Hai?", "Ba?"])),
    unique_by=lambda pair: pair[0],
).map(bank)
BASE = bank([("a", "Một?"), ("b", "Hai?"), ("c", "Ba?")])


@given(banks)
def test_a_bank_with_itself_is_itself(one: Bank) -> None:
    merged = merge(one, one)
    assert (merged.bank, merged.conflicts) == (one, ())


@given(banks, banks)
def test_what_one_side_alone_changed_is_taken(base: Bank, other: Bank) -> None:
    for merged in (merge(base, other, base), merge(other, base, base)):
        assert merged.conflicts == ()
        assert merged.bank.by_id == other.by_id


@given(banks, banks, banks)
def test_every_question_is_kept_removed_on_purpose_or_a_conflict(
    base: Bank, a: Bank, b: Bank
) -> None:
    merged = merge(a, b, base)
    named = {one.what for one in merged.conflicts}
    for identifier in a.by_id | b.by_id:
        one, other, before = (each.by_id.get(identifier) for each in (a, b, base))
        if one != other and one != before and other != before:
            assert f"câu {identifier}" in named
        elif identifier not in merged.bank.by_id:
            assert one is None or other is None
            assert before is not None
    assert set(merged.bank.by_id) <= set(a.by_id | b.by_id)


@given(banks, banks)
def test_without_a_base_both_sides_are_there(a: Bank, b: Bank) -> None:
    merged = merge(a, b, prefer=Side.B)
    assert merged.conflicts == ()
    assert merged.bank.by_id == a.by_id | b.by_id


def test_changes_of_two_authors_meet_in_one_bank_in_the_old_order() -> None:
    a = bank([("a", "Một mới?"), ("b", "Hai?"), ("c", "Ba?")])
    b = bank([("a", "Một?"), ("b", "Hai?"), ("d", "Bốn?")])
    merged = merge(a, b, BASE)
    assert merged.conflicts == ()
    assert [(one.id, one.stem) for one in merged.bank] == [
        ("a", "Một mới?"), ("b", "Hai?"), ("d", "Bốn?"),
    ]  # fmt: skip


def test_the_same_question_changed_twice_is_a_conflict_with_both_texts() -> None:
    a, b = (bank([("a", stem), ("b", "Hai?"), ("c", "Ba?")]) for stem in ("Trái?", "Phải?"))
    (conflict,) = merge(a, b, BASE).conflicts
    assert conflict.what == "câu a"
    assert isinstance(conflict.a, Question)
    assert isinstance(conflict.b, Question)
    assert (conflict.a.stem, conflict.b.stem) == ("Trái?", "Phải?")
    assert merge(a, b, BASE, Side.B).bank.by_id["a"].stem == "Phải?"


def test_removed_here_and_changed_there_is_a_conflict() -> None:
    a, b = bank([("b", "Hai?"), ("c", "Ba?")]), bank([("a", "Mới?"), ("b", "Hai?"), ("c", "Ba?")])
    (conflict,) = merge(a, b, BASE).conflicts
    assert (conflict.what, conflict.a) == ("câu a", None)


def test_another_title_is_no_conflict_but_another_day_of_law_is() -> None:
    a = bank([("a", "Một?")], "Đợt một", "2021-05-23")
    b = bank([("b", "Hai?")], "Đợt hai", "2026-03-15")
    merged = merge(a, b)
    assert merged.bank.title == "Đợt một"
    assert [one.what for one in merged.conflicts] == ["ngày áp dụng pháp luật"]
    assert merge(a, replace(b, as_of="")).conflicts == ()


OLD, NEW = Topic("bau-cu", "Bầu cử"), Topic("mot-cua", "Một cửa")


def under(topic: Topic, identifier: str) -> Question:
    return replace(question(identifier), topic=topic.id)


@pytest.mark.parametrize("turned", [False, True])
def test_a_topic_that_one_side_removed_stays_while_the_other_asks_under_it(turned: bool) -> None:
    base = Bank("Bầu cử", (OLD, NEW), (under(OLD, "a"), under(NEW, "b")))
    without = replace(base, topics=(OLD,), questions=base.questions[:1])
    more = replace(base, questions=(*base.questions, under(NEW, "c")))
    sides = (more, without) if turned else (without, more)
    merged = merge(*sides, base)
    assert merged.conflicts == ()
    assert ids(merged.bank) == ["a", "c"]
    assert merged.bank.topics == (OLD, NEW)
    for written in WRITERS:
        assert write(merged.bank, written)


def test_a_topic_that_one_side_removed_goes_with_its_questions() -> None:
    base = Bank("Bầu cử", (OLD, NEW), (under(OLD, "a"), under(NEW, "b")))
    without = replace(base, topics=(OLD,), questions=base.questions[:1])
    assert merge(without, base, base).bank == without
    assert merge(base, without, base).bank == without


@given(banks, banks, banks)
def test_every_question_of_two_banks_stands_under_a_topic_of_the_merged_one(
    a: Bank, b: Bank, base: Bank
) -> None:
    moved = [replace(one, topic="mot-cua") for one in b]
    b = replace(b, topics=(*TOPICS, NEW), questions=tuple(moved))
    for merged in (merge(a, b, base), merge(b, a, base), merge(a, b, b), merge(b, a, b)):
        assert {one.topic for one in merged.bank} <= {topic.id for topic in merged.bank.topics}
