"""A paper's questions as HTML. Each question's parts are rendered once by the templates, with signs
for what differs between papers (its number, an option's place and letter); a paper is put together
by replacing the signs. This is the one module that makes Markup: everything in it was escaped by
the templates, and what replaces a sign is a number or a letter of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from question_bank.bank import Bank
from question_bank.draw import Item, Paper
from question_bank.question import Question, letter_of
from quiz.store.kept import Kept
from quiz.web.pages.contestant import PaperOption, PaperQuestion

# Private-use characters: readers of question files refuse or remove them.
_NUMBER, _PLACE, _LETTER = "\ue000", "\ue001", "\ue002"
_KEPT_BANKS = 4
_KEPT_CARDS = 8_192
"""A card has one or two kilobytes; a bank of 340 questions with four options has 8,160 cards."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """A question's HTML in pieces, (unanswered, answered) or (not chosen, chosen) each."""

    opening: tuple[str, str]
    options: tuple[tuple[str, str], ...]
    closing: tuple[str, str]


class _Shelf:
    """What was rendered of one bank: each question's parts, and whole cards without an answer."""

    def __init__(self) -> None:
        self.parts: dict[str, _Parts] = {}
        self.blank: Kept[Item, str] = Kept(_KEPT_CARDS)


_shelves: dict[str, _Shelf] = {}


def cards(
    templates: Environment, bank: Bank, paper: Paper, answers: Mapping[int, tuple[int, ...]]
) -> Markup:
    """Every question of the paper with the answers that stand."""
    kept = _known(bank)
    pieces: list[str] = []
    for number, item in enumerate(paper.items, 1):
        card = kept.blank.get(item)
        chosen = answers.get(number, ())
        if chosen or card is None:
            parts = kept.parts.get(item.question_id)
            if parts is None:
                question = bank.by_id[item.question_id]
                parts = kept.parts[item.question_id] = _render(templates, question)
            card = _card(parts, item, chosen)
            if not chosen:
                kept.blank.put(item, card)
        pieces.append(card.replace(_NUMBER, str(number)))
    return Markup("\n".join(pieces))  # noqa: S704 - see above


def _card(parts: _Parts, item: Item, chosen: tuple[int, ...]) -> str:
    """The question with its options in printed order; its number is still a sign."""
    answered = bool(chosen)
    pieces = [parts.opening[answered]]
    for position, index in enumerate(item.order):
        option = parts.options[index][position in chosen]
        pieces.append(option.replace(_PLACE, str(position)).replace(_LETTER, letter_of(position)))
    pieces.append(parts.closing[answered])
    return "".join(pieces)


def _known(bank: Bank) -> _Shelf:
    if bank.digest not in _shelves:
        while len(_shelves) >= _KEPT_BANKS:
            _shelves.pop(next(iter(_shelves)))
        _shelves[bank.digest] = _Shelf()
    return _shelves[bank.digest]


def _render(templates: Environment, question: Question) -> _Parts:
    macros: Any = templates.get_template("components_lists.html").module
    shown = PaperQuestion(_NUMBER, question.stem, question.several, ())

    def option(text: str, *, chosen: bool) -> str:
        return str(macros.question_option(shown, PaperOption(_PLACE, _LETTER, text, chosen)))

    saved = str(macros.saved_state())
    return _Parts(
        opening=(str(macros.question_open(shown)), str(macros.question_open(shown, "saved"))),
        options=tuple(
            (option(one.text, chosen=False), option(one.text, chosen=True))
            for one in question.options
        ),
        closing=(str(macros.question_close()), str(macros.question_close(saved))),
    )
