"""What voided questions take from the most that a paper can give: a score is said out of what its
paper still offers.
"""

from collections import Counter
from collections.abc import Mapping

from quiz.rules.correcting import Remedy
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
    decided = corrections_of(connection, sat.id, until)
    voided = tuple(one for one, what in decided.items() if what.remedy is Remedy.VOID)
    if not voided:
        return {}
    head = fetch_all(connection, _HEAD, (sat.id,))[0][0]
    key = (sat.id, head, *sorted(voided))
    return _kept.get(key) or _kept.put(key, _read(connection, sat, voided))


def _read(connection: Reader, sat: SatRound, voided: tuple[str, ...]) -> Mapping[int, int]:
    gone: Counter[int] = Counter()
    for question_id in voided:
        worth = sat.rules.marking.worth(sat.bank.by_id[question_id].level)
        for (attempt,) in fetch_all(connection, _HOLDING, (sat.id, pattern_of(question_id))):
            gone[attempt] += worth
    return gone
