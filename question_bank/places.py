"""Which question, and which line, a finding about a file speaks of."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from question_bank.finding import Finding

_LINE = re.compile(r"(?P<file>.*)dòng (?P<number>\d{1,9})(?:, cột .*)?", re.DOTALL)


class Places:
    """Finds the question that a place of a file belongs to."""

    def __init__(self, places: Sequence[str]) -> None:
        self._exact: dict[str, int] = {}
        self._lines: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, place in enumerate(places):
            self._exact.setdefault(place, index)
            if found := _LINE.fullmatch(place):
                self._lines[found["file"]].append((int(found["number"]), index))

    def question_at(self, finding: Finding) -> int | None:
        """The question that begins there; else the last one above, where the sentence speaks of a
        question.
        """
        if finding.where in self._exact:
            return self._exact[finding.where]
        here = _LINE.fullmatch(finding.where)
        if here is None or not finding.message.startswith("Câu "):
            return None
        lines = self._lines[here["file"]]
        above = bisect_right(lines, int(here["number"]), key=lambda line: line[0])
        return lines[above - 1][1] if above else None


def line_at(where: str, lines: Sequence[str]) -> str:
    """The line that a finding's place names; "" where it names none of these."""
    found = _LINE.fullmatch(where)
    number = int(found["number"]) if found else 0
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
