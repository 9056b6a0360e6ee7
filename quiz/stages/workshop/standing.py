"""How a stored question stands, as the rules judge it."""

from collections.abc import Collection, Iterable

from question_bank.finding import Finding, Severity
from quiz.rules.authoring import Standing, State
from quiz.store import workshop
from quiz.store.tables import WorkingQuestion


def standing_of(row: WorkingQuestion, faults: int, ticked: Collection[str]) -> Standing:
    """`faults` is how many findings block it, 0 where the move does not ask. `ticked` are the bases
    that were compared with the law.
    """
    bases = (str(basis) for basis in workshop.question_of(row).legal_basis)
    return Standing(
        row.code,
        State(row.state),
        workshop.writers_of(row),
        tuple(basis for basis in bases if basis not in ticked),
        faults,
    )


def faults_of(found: Iterable[Finding]) -> int:
    """How many of the findings block."""
    return sum(finding.level is Severity.BLOCKS for finding in found)
