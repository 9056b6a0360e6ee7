"""Entering by name and open entry: off unless the rules say so, printed where they do."""

from dataclasses import replace

import pytest

from quiz.rules import presets
from quiz.rules.contest_file import read_contest
from quiz.rules.eligibility import Audience, RoundKind
from quiz.rules.presets import Preset
from quiz.rules.printed import printed
from quiz.rules.round import Rules
from quiz.rules.ways import BY_NAME, OPEN_ENTRY, EntryRules
from tests.cast import RULES, small_bank


@pytest.mark.parametrize("kind", list(RoundKind))
def test_each_way_is_a_sentence_of_the_rules(kind: RoundKind) -> None:
    both = replace(RULES, entry=EntryRules(by_name=True, open_entry=True))
    assert not {BY_NAME, OPEN_ENTRY} & set(printed(RULES, {}, kind))
    assert {BY_NAME, OPEN_ENTRY} <= set(printed(both, {}, kind))
    at_once = replace(both, registration_days=0)
    assert {BY_NAME, OPEN_ENTRY} <= set(printed(at_once, {}, kind))


@pytest.mark.parametrize("preset", list(Preset))
def test_no_preset_opens_a_way(preset: Preset) -> None:
    assert Rules.from_plain(presets.plain(preset), RULES.blueprint).entry == EntryRules()


def test_rules_of_before_open_no_way_and_the_contest_file_opens_them() -> None:
    old = RULES.dump().replace('"entry":{"audience":"","by_name":false,"open_entry":false},', "")
    assert "entry" not in old
    assert Rules.load(old) == RULES
    written = b'name = "H"\nbank = "b"\n[rules]\nquestions = 6\nentry = {by_name = true}\n'
    assert read_contest(written).rules_for(small_bank()).entry == EntryRules(by_name=True)


def test_the_audience_of_citizens_is_one_of_the_contests() -> None:
    dan = (Audience("dan", "Người dân"),)
    right = EntryRules(open_entry=True, audience="dan")
    assert replace(RULES, audiences=dan, entry=right).problems() == ()
    for wrong in (
        replace(RULES, entry=right),
        replace(RULES, audiences=dan, entry=EntryRules(open_entry=True)),
        replace(RULES, audiences=dan, entry=EntryRules(audience="dan")),
    ):
        (problem,) = wrong.problems()
        assert "tự đăng ký" in problem
