"""Which numbered lines begin a question in a file without the word “Câu”, where an explanation may
quote a numbered list.
"""

from collections.abc import Iterator, Sequence

from question_bank.formats.options import inline_options
from question_bank.formats.tokens import Kind, Line, Token

_WITHIN = (Kind.NUMBERED, Kind.TEXT, Kind.BLANK, Kind.COMMENT)


def heads_of(tokens: Sequence[Token]) -> tuple[set[Line], set[Line]]:
    """The lines that begin a question with options, and those of numbered lines that only
    stand above such a one: each run of numbered lines with options behind it has one head.
    """
    heads: set[Line] = set()
    others: set[Line] = set()
    for run in _runs(tokens):
        head = _head(run)
        heads.add(head.line)
        others.update(one.line for one in run if one is not head)
    return heads, others


def _runs(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Numbered lines between which no option stands, and behind which one does."""
    lettered = any(one.kind is Kind.OPTION for one in tokens)
    run: list[Token] = []
    for one in tokens:
        numbered = one.kind is Kind.NUMBERED
        if numbered:
            run.append(one)
        led = inline_options(one) if numbered else ""
        if run and (led or one.kind is (Kind.OPTION if lettered else Kind.BULLET)):
            yield run
        if led or one.kind not in _WITHIN:
            run = []


def _head(run: Sequence[Token]) -> Token:
    """The last line of the run, or the one above a list 1, 2, 3 at its end."""
    if inline_options(run[-1]):
        return run[-1]
    place = len(run) - 1
    while int(run[place].label) > 1 and int(run[place - 1].label) == int(run[place].label) - 1:
        place -= 1
        if place == 0:
            break
    listed = 0 < place < len(run) - 1 and int(run[place].label) == 1
    return run[place - 1] if listed else run[-1]
