"""Every pattern of the server takes linear time over what somebody may type; those that read files
are tried in tests/question_bank/test_hostile_files.py."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterable, Iterator

import pytest

import quiz
from tests.question_bank.test_hostile_files import WORST


class TooLong(Exception):
    """A pattern took more than a second of the processor."""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for found in pkgutil.walk_packages(quiz.__path__, "quiz."):
        if not found.name.startswith("quiz.store.migrations"):
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value


def slow(tried: Iterable[tuple[str, re.Pattern[str]]]) -> set[str]:
    """Which of them need more than a second for all of the worst texts, laid at their beginning."""

    def stop(*_: object) -> None:
        raise TooLong

    found, before = set(), signal.signal(signal.SIGVTALRM, stop)
    try:
        for name, pattern in tried:
            signal.setitimer(signal.ITIMER_VIRTUAL, 1)
            try:
                for text in WORST:
                    told = text.encode() if isinstance(pattern.pattern, bytes) else text
                    pattern.match(told)
                    pattern.fullmatch(told)
            except TooLong:
                found.add(name)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return found


def test_no_pattern_of_the_server_takes_long_over_a_long_text() -> None:
    tried = dict(patterns())
    assert len(tried) > 30
    assert slow(tried.items()) == set()


@pytest.mark.parametrize("planted", [r"(\s+)+x", r"(?:\w+\s*)+:", r"(?:\s*)*!"])
def test_a_pattern_that_tries_every_way_is_caught(planted: str) -> None:
    assert slow([("planted", re.compile(planted))]) == {"planted"}
