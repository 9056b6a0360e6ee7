"""What voided questions take from the most that a paper can give: a score is said out of what its
paper still offers.
"""

from collections import Counter
from collections.abc import Mapping

from quiz.rules.correcting import Corrections, Remedy
from quiz.store.corrections import corrections_of, pattern_of
from quiz.store.kept import Kept
from quiz.store.plain import Reader, fetch_all
from quiz.store.rows import SatRound

_HOLDING = "SELECT id FROM attempt WHERE round_id = ? AND paper LIKE ? ESCAPE '!'"
_HEAD = "SELECT head_hash FROM round WHERE id = ?"
_kept: Kept[tuple[object, ...], Mapping[int, int]] = Kept(64)


def gone_of(connection: Reader, sat: SatRound, until: int | None = None) -> Mapping[int, int]:
    """Attempt -> hundredths of a point that its paper lost to voided questions, now or as it was
    `until` a moment (UTC milliseconds); whoever is missing lost nothing.
    """
    voided = voided_by(corrections_of(connection, sat.id, until))
    if not voided:
        return {}
    head = fetch_all(connection, _HEAD, (sat.id,))[0][0]
    key = (sat.id, head, *sorted(voided))
    return _kept.get(key) or _kept.put(key, _read(connection, sat, voided))


def voided_by(corrections: Corrections) -> tuple[str, ...]:
    """The questions that are part of no paper any more."""
    return tuple(one for one, what in corrections.items() if what.remedy is Remedy.VOID)


def voided_in(connection: Reader, round_id: int) -> Mapping[int, int]:
    """Attempt -> how many questions of its paper are voided now; whoever is missing has none."""
    found: Counter[int] = Counter()
    for question_id in voided_by(corrections_of(connection, round_id)):
        found.update(_holders(connection, round_id, question_id))
    return found


def _read(connection: Reader, sat: SatRound, voided: tuple[str, ...]) -> Mapping[int, int]:
    gone: Counter[int] = Counter()
    for question_id in voided:
        worth = sat.rules.marking.worth(sat.bank.by_id[question_id].level)
        for attempt in _holders(connection, sat.id, question_id):
            gone[attempt] += worth
    return gone


def _holders(connection: Reader, round_id: int, question_id: str) -> list[int]:
    found = fetch_all(connection, _HOLDING, (round_id, pattern_of(question_id)))
    return [attempt for (attempt,) in found]
