"""Short ways through large files see whatever the long ones see."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.finding import UnreadableFile
from question_bank.formats import LIMITS, read
from question_bank.review_questions import _asks_for_several
from question_bank.suspects import suspect, suspect_bytes, suspect_letters
from question_bank.vietnamese import clean, problems_of
from tests.question_bank import old_encodings as old

TEXTS = st.text(st.sampled_from("aeodD ^(+*'`~âÂÃếệđ\u0080¡\u2013ÿ\u0192<>="), max_size=12)
LONG_WAY = re.compile(
    "[\u0080-\u009f¡-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ\u02c6\u02dc\u0192]|[ÂÃâ][\u0080-\u2122]"
    "|[aeouAEOU][\\^(+*]|[aeiouyAEIOUY]['`~]|[Dd]d"
)


@given(TEXTS)
def test_a_sign_of_an_old_encoding_is_seen_in_a_text_as_by_one_pattern(text: str) -> None:
    assert suspect(text) == bool(LONG_WAY.search(text))


@given(TEXTS)
def test_what_is_seen_in_a_text_is_seen_in_its_bytes(text: str) -> None:
    letters = "".join(sign for sign in text if not sign.isascii())
    assert not suspect(text) or suspect_bytes(text.encode()) or suspect_letters(letters)


@pytest.mark.parametrize("write", [old.tcvn3, old.vni, old.viqr, old.mojibake])
def test_every_old_encoding_is_seen_in_bytes(write: Callable[[str], str]) -> None:
    data = write("Quốc hội và Hội đồng nhân dân").encode()
    letters = data.translate(None, bytes(range(128))).decode()
    assert suspect_bytes(data) or suspect_letters(letters)


def test_sound_text_is_not_suspected() -> None:
    data = "Câu 1. Quốc hội và Hội đồng nhân dân".encode()
    assert not suspect_bytes(data)
    assert not suspect_letters(data.translate(None, bytes(range(128))).decode())


@given(st.text(max_size=20))
def test_what_must_be_refused_is_the_same_without_cleaning(text: str) -> None:
    assert problems_of(text) == clean(text)[1]


@given(st.lists(st.sampled_from(["nhung", "cac", "nao", "ai", "bau", "cu tri"]), max_size=25))
def test_several_are_asked_for_as_one_pattern_would_find(words: list[str]) -> None:
    stem = " ".join(words)
    long_way = re.search(r"\b(?:nhung|cac)\b.{0,40}\b(?:nao|gi|ai|sau)\b", stem)
    assert _asks_for_several(stem) == bool(long_way)


def test_more_topics_than_a_bank_has_are_refused() -> None:
    def text(count: int) -> bytes:
        parts = (f"# Chủ đề {at}\nCâu {at}. Hỏi {at}?\n*A. x\nB. y" for at in range(count))
        return "\n".join(parts).encode()

    assert len(read(text(LIMITS.topics)).bank.topics) == LIMITS.topics
    with pytest.raises(UnreadableFile, match="quá 2000 chuyên đề; đề nghị"):
        read(text(LIMITS.topics + 1))
