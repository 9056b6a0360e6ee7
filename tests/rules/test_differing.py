"""Two texts of a question: which parts differ, which words, and what is taken from each."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.question import LegalBasis, Level, Option
from quiz.rules.differing import MOST_WORDS, Clash, Part, changed, said, take, words
from tests.cast import small_bank

ONE = small_bank().questions[0]
OTHER = {
    Part.STEM: replace(ONE, stem="Khác?"),
    Part.OPTIONS: replace(ONE, options=(*ONE.options, Option("Thêm"))),
    Part.TOPIC: replace(ONE, topic="mot-cua"),
    Part.LEVEL: replace(ONE, level=Level.HARD),
    Part.BASES: replace(ONE, legal_basis=(LegalBasis("25/2008/QH12", "1"),)),
    Part.EXPLANATION: replace(ONE, explanation="Vì lẽ khác."),
    Part.SHUFFLE: replace(ONE, shuffle=False),
}


@pytest.mark.parametrize("part", Part)
def test_each_part_is_seen_told_and_taken_alone(part: Part) -> None:
    other = OTHER[part]
    assert changed(ONE, other) == (part,)
    assert said(ONE, part) != said(other, part)
    assert take(ONE, other, part) == other
    for another in set(Part) - {part}:
        assert take(ONE, other, another) == ONE


def test_a_key_that_moves_is_a_change_of_the_options() -> None:
    other = replace(ONE, key=frozenset({2}))
    assert changed(ONE, other) == (Part.OPTIONS,)
    assert "C. Sai hai (đáp án)" in said(other, Part.OPTIONS)


def test_a_clash_proposes_what_each_has_changed() -> None:
    theirs, mine = OTHER[Part.STEM], replace(ONE, explanation="Của tôi.")
    clash = Clash(ONE, theirs, mine)
    assert clash.parts == (Part.STEM, Part.EXPLANATION)
    assert [clash.proposes_mine(part) for part in clash.parts] == [False, True]


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_the_pieces_put_together_are_both_texts(old: str, new: str) -> None:
    pieces = words(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def test_one_other_word_is_the_only_one_that_is_marked() -> None:
    pieces = words("Công dân đủ 18 tuổi", "Công dân đủ 21 tuổi")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("kept", "Công dân đủ "),
        ("removed", "18 "),
        ("added", "21 "),
        ("kept", "tuổi"),
    ]


def test_a_very_long_text_is_set_whole_beside_the_other() -> None:
    long = "từ " * (MOST_WORDS + 1)
    assert [piece.kind for piece in words(long, "khác")] == ["removed", "added"]
