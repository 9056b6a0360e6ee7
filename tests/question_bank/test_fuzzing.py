"""Any kind of file may come with changed bytes or any bytes; `make fuzz` tries 100,000 of each."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.finding import UnreadableFile
from question_bank.formats import READERS
from question_bank.formats.reading import Reading
from tests.question_bank import fuzz

FEW = 300
SEEDS = fuzz.seeds()


@pytest.mark.parametrize("name", fuzz.KINDS)
def test_every_seed_is_read_to_its_questions(name: str) -> None:
    reading = fuzz.reader_of(name)(SEEDS[name], f"x.{name}")
    assert 3 <= len(reading.bank) <= 4
    assert all(len(question.options) > 1 for question in reading.bank)


@pytest.mark.parametrize("name", fuzz.KINDS)
def test_a_reader_bears_changed_bytes(name: str) -> None:
    assert fuzz.falls(name, FEW, fuzz.SEED) == []


@pytest.mark.parametrize("name", fuzz.KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_reader_bears_any_bytes_within_a_good_file(name: str, data: st.DataObject) -> None:
    good = SEEDS[name]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    with suppress(UnreadableFile):
        fuzz.reader_of(name)(good[:start] + data.draw(st.binary(max_size=40)) + good[end:], "x")


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("câu1. A*Đáp:#{=~%}\\\n\t+[]<>\u0301\u202e"), max_size=200))
def test_a_reader_bears_any_text_of_its_own_signs(name: str, text: str) -> None:
    with suppress(UnreadableFile):
        READERS[name](text.encode(), "x")


def test_the_same_seed_gives_the_same_mutations() -> None:
    one, two = (list(fuzz.mutations(SEEDS["docx"], 20, "x")) for _ in range(2))
    assert one == two
    assert len({*one}) > 15


def test_a_reader_that_falls_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, name: str) -> Reading:
        return READERS["gift"](data, name) if data == SEEDS["native"] else [][len(data)]

    monkeypatch.setitem(READERS, "native", broken)
    assert len(fuzz.falls("native", 5, 1)) >= 4
