"""Reasons stand in a table for each part of the contest; together they are one list."""

from quiz.rules.reasons import EVERY_REASON
from quiz.rules.refusal import Reason


def test_each_code_is_one_reason_s() -> None:
    codes = sorted(reason.code for reason in EVERY_REASON)
    assert len(codes) > 150
    assert [code for code in codes if codes.count(code) > 1] == []


def test_every_table_is_in_the_list() -> None:
    tables = Reason.__subclasses__()
    assert {type(reason) for reason in EVERY_REASON} == set(tables)
    assert len(EVERY_REASON) == sum(len(table) for table in tables)


def test_a_sentence_is_formal_and_ends_as_one() -> None:
    for reason in EVERY_REASON:
        words = reason.sentence.casefold().split()
        assert "bạn" not in words, reason
        assert "!" not in reason.sentence, reason
        assert reason.sentence.endswith((".", "}")), reason
        assert 400 <= reason.status < 600, reason
