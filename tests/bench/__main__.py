"""`make bench`: every figure, a line each, also to var/bench.json; `NAME=…` for one measure.

A figure is the median of five runs unless its measure says otherwise; printed, never asserted.
"""

import json
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    attempt,
    banks,
    board,
    enrolling,
    entering,
    hostile,
    names,
    opening,
    paper,
    place,
    rescoring,
    saves,
    statistics,
    taking_in,
    teams,
    units,
    whole,
)
from tests.bench.figures import Figure, Measure

MEASURES: dict[str, Measure] = {
    "board": board.measure,
    "paper": paper.measure,
    "place": place.measure,
    "attempt": attempt.measure,
    "entering": entering.measure,
    "saves": saves.measure,
    "opening": opening.measure,
    "taking_in": taking_in.measure,
    "enrolling": enrolling.measure,
    "banks": banks.measure,
    "teams": teams.measure,
    "units": units.measure,
    "hostile": hostile.measure,
    "names": names.measure,
    "statistics": statistics.measure,
    "rescoring": rescoring.measure,
    "whole": whole.measure,
}


def main(names: list[str]) -> int:
    """Measure these, or all; 2 for an unknown name."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(MEASURES)}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for name in names or MEASURES:
        with tempfile.TemporaryDirectory() as folder:
            for figure in MEASURES[name](Path(folder)):
                print(figure.line(), flush=True)
                figures.append(figure)
    target = Path("var/bench.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([figure.as_data() for figure in figures], indent=2) + "\n")
    return 0


sys.exit(main(sys.argv[1:]))
