"""A whole round's entries -> the answers that stand in each attempt: `paper.fold` for many attempts
in one pass, without a value for each of a million entries.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from question_bank.bank import Bank
from quiz.rules.correcting import Corrections, Remedy
from quiz.rules.entries import Kind
from quiz.rules.round import Rules
from quiz.rules.scoring import earns
from quiz.rules.statistics import Sat

Line = tuple[str, int, int | None, str | None]
"""(kind, attempt, question, choice as it is stored) of an entry."""
Sheets = Mapping[int, Mapping[int, tuple[int, ...]]]
"""Attempt -> number of the question -> printed positions chosen."""

KINDS = (Kind.ANSWER, Kind.SUBMIT, Kind.EXPIRE, Kind.EXTEND, Kind.VOID, Kind.UNVOID)
"""What decides which answers stand; other entries need not be read."""

_Marked = tuple[float, tuple[int, ...]]


def standing(lines: Iterable[Line], read_choice: Callable[[str], tuple[int, ...]]) -> Sheets:
    """The answers that the lines leave, in the ledger's order. An attempt of which no answer counts
    may be missing."""
    sheets: dict[int, dict[int, tuple[int, ...]]] = {}
    over: set[int] = set()
    handed_in: set[int] = set()
    voided: set[int] = set()
    choices: dict[str | None, tuple[int, ...]] = {None: ()}
    for kind, attempt, question, written in lines:
        if kind == Kind.ANSWER:
            if attempt in over or question is None or written is None:
                continue
            choice = choices.get(written)
            if choice is None:
                choice = choices[written] = read_choice(written)
            sheet = sheets.get(attempt)
            if sheet is None:
                sheet = sheets[attempt] = {}
            sheet[question] = choice
        elif kind == Kind.EXTEND:
            if attempt not in handed_in and attempt not in voided:
                over.discard(attempt)
        elif kind == Kind.UNVOID:
            voided.discard(attempt)
        else:
            if kind == Kind.VOID:
                voided.add(attempt)
            elif kind == Kind.SUBMIT and attempt not in over:
                handed_in.add(attempt)
            over.add(attempt)
    return sheets


class Marker:
    """Marks sheets for statistics. The few different answers to a question are marked once."""

    def __init__(self, bank: Bank, rules: Rules, corrections: Corrections) -> None:
        self._bank, self._rules, self._corrections = bank, rules, corrections
        self._marked: dict[tuple[str, tuple[int, ...]], _Marked] = {}
        self._void = {
            question for question, one in corrections.items() if one.remedy is Remedy.VOID
        }

    def sat(
        self, items: Iterable[tuple[str, Sequence[int]]], answers: Mapping[int, tuple[int, ...]]
    ) -> Sat:
        """The attempt in hundredths of a point; `items` are a paper's, (question, printed order). A
        question without an answer earns nothing, one that was voided is not there."""
        marked = self._marked
        found: dict[str, _Marked] = {}
        for number, (question_id, order) in enumerate(items, 1):
            choice = answers.get(number, ())
            chosen = (order[choice[0]],) if len(choice) == 1 else self._several(order, choice)
            cell = marked.get((question_id, chosen))
            found[question_id] = cell if cell is not None else self._mark(question_id, chosen)
        for question_id in self._void & found.keys():
            del found[question_id]
        return Sat(found)

    @staticmethod
    def _several(order: Sequence[int], choice: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted([order[position] for position in choice]))

    def _mark(self, question_id: str, chosen: tuple[int, ...]) -> _Marked:
        question = self._bank.by_id[question_id]
        correction = self._corrections.get(question_id)
        _, points = earns(question, chosen, self._rules, correction)
        cell = self._marked[question_id, chosen] = (points, chosen)
        return cell
