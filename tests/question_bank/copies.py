"""Sentences that a bank shares with a law: none may, so a long run of the same words is a copy."""

from collections.abc import Iterable, Iterator

from question_bank.bank import Bank
from question_bank.law import LawText, words

COPIED = 12
"""So many words in a row are taken for a copy."""


def copies(bank: Bank, texts: Iterable[LawText]) -> list[str]:
    """Runs of words that the bank shares with a law, each with its question."""
    ours = {run: place for place, text in _texts_of(bank) for run in _runs(text)}
    return [
        f"{ours[run]}: {' '.join(run)}"
        for text in texts
        for unit in text.units
        for run in _runs(unit.text)
        if run in ours
    ]


def _texts_of(bank: Bank) -> Iterator[tuple[str, str]]:
    for question in bank:
        yield question.id, question.stem
        yield question.id, question.explanation
        for option in question.options:
            yield question.id, option.text


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (found[start : start + COPIED] for start in range(len(found) - COPIED + 1))
