"""What it costs to propose a team from a board of 20,000 under every kind of quota at once, where
the last seats are far down and where no team keeps the quotas."""

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from quiz.rules.refusal import Refusal
from quiz.rules.selection import propose
from quiz.rules.team import RoleQuota, TeamRules
from quiz.rules.terms import Candidate, Terms
from tests.bench.figures import Figure

PEOPLE = 20_000
UNITS = 600
RUNS = 5
ROLE = "Công chức Tư pháp – Hộ tịch"
STRICT = TeamRules(
    least_points=500, most_of_a_unit=1, women=4, young=4, roles=(RoleQuota(ROLE, 2),)
)


def board(rare: float) -> list[Candidate]:
    """20,000 people, of whom this share counts for each minimum."""
    dice = random.Random(7)
    return [
        Candidate(
            person_id=number,
            name=f"Người {number}",
            place=number,
            points=3_000 - number // 10,
            unit_id=(unit := dice.randrange(UNITS)),
            unit=f"Xã {unit}",
            gender="female" if dice.random() < rare else "male",
            birth_year=1995 if dice.random() < rare else 1975,
            role=ROLE if dice.random() < rare else "",
        )
        for number in range(1, PEOPLE + 1)
    ]


def measure(_folder: Path) -> Iterator[Figure]:
    """Processor seconds of one proposal."""
    cases = (
        ("plain", board(0.3), TeamRules()),
        ("quotas", board(0.3), STRICT),
        ("rare", board(0.0005), STRICT),
        ("impossible", board(0.0005), replace(STRICT, women=40, least_points=0)),
    )
    for name, people, rules in cases:
        terms = Terms(7, 3, rules, 2021)
        if name == "impossible":
            terms = replace(terms, seats=40)
        yield Figure(f"team_of_20000_{name}", _seconds(people, terms), "s", "<=1")


def _seconds(people: list[Candidate], terms: Terms) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        with suppress(Refusal):
            propose(people, terms, {})
        times.append(time.process_time() - begun)
    return statistics.median(times)
