"""Scores + the printed chain -> one sortable rank key, places, and ties said aloud.

A rank key is text in fixed-width lower-case hex: a smaller key is a better place, in Python, in
SQLite and in PostgreSQL (collation "C"). Lots are the key's last part, so that people who are
equal in everything else share a place on the board and are separated for seats only.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.round import Counting, Rules, TieBreak
from quiz.rules.scoring import Score
from quiz.rules.wording import say_duration, say_moment_seconds

_WIDTHS = {
    TieBreak.HARD_SCORE: 2,
    TieBreak.DURATION: 8,
    TieBreak.SUBMITTED_AT: 12,
    TieBreak.LOTS: 16,
}
_SCORE_WIDTH = 2
_CUTS_WITHIN = {
    TieBreak.DURATION: (4, 6),
    TieBreak.SUBMITTED_AT: (6, 8, 10),
    TieBreak.LOTS: (2, 3),
}
"""Hex digits of a part after which a tally counts: two thousand thousand people still fall into
hundreds a bucket, and a bucket falls into a few hundred. A duration of an hour is 55 stretches of
65.5 seconds, each of 256 quarters of a second; a moment within a month is one of 155 stretches of
4.7 hours first. Lots are even: 4,096 buckets of as good as one size."""


def lot(seed: bytes, attempt: int) -> int:
    """The lot that `attempt` draws: 64 even random bits from the round's sealed seed."""
    return int.from_bytes(hmac.new(seed, b"lot\x00%d" % attempt, "sha256").digest()[:8], "big")


def rank_key(score: Score, rules: Rules, lot_drawn: int) -> str:
    """The key that puts this score in its place. Smaller is better."""
    parts = [_hex(_inverse(score.correct_count, _SCORE_WIDTH), _SCORE_WIDTH)]
    for tie_break in rules.tie_breaks:
        width = _WIDTHS[tie_break]
        match tie_break:
            case TieBreak.HARD_SCORE:
                value = _inverse(score.hard_count, width)
            case TieBreak.DURATION:
                value = score.duration_ms
            case TieBreak.SUBMITTED_AT:
                value = score.ended_at
            case TieBreak.LOTS:
                value = lot_drawn
        parts.append(_hex(value, width))
    return "".join(parts)


def place_key(key: str, rules: Rules) -> str:
    """The part of a rank key that decides the place on the board: everything but lots."""
    if rules.tie_breaks and rules.tie_breaks[-1] is TieBreak.LOTS:
        return key[: -_WIDTHS[TieBreak.LOTS]]
    return key


def cuts(rules: Rules) -> tuple[int, ...]:
    """After how many hex digits of a rank key a tally counts, ascending: once behind the score and
    the hard score, which few people have in all their combinations, then inside the first part that
    spreads people out. What those leave together is counted one by one.

    Frozen with the rules: a tally that was made by other cuts has to be rebuilt.
    """
    at = _SCORE_WIDTH
    for tie_break in rules.tie_breaks:
        within = _CUTS_WITHIN.get(tie_break)
        if within is not None:
            return (at, *(at + digits for digits in within))
        at += _WIDTHS[tie_break]
    return (at,)


def places(
    keys: Iterable[str], rules: Rules, *, offset: int = 0, first_place: int | None = None
) -> list[int]:
    """The places (1, 2, 2, 4) of ascending rank keys. `offset` people stand before the first of
    them; `first_place` is its place where it shares one with them.
    """
    given: list[int] = []
    last = ""
    for position, key in enumerate(keys, offset + 1):
        shared = place_key(key, rules)
        if given:
            given.append(given[-1] if shared == last else position)
        else:
            given.append(first_place or position)
        last = shared
    return given


def replaces(later: str, earlier: str, rules: Rules) -> bool:
    """Whether, of two attempts of one person, the one sat `later` counts instead of the `earlier`
    one; their rank keys are given. Lots never decide between a person's own attempts."""
    match rules.counting:
        case Counting.BEST:
            return place_key(later, rules) < place_key(earlier, rules)
        case Counting.FIRST:
            return False
        case Counting.LAST:
            return True


@dataclass(frozen=True, slots=True)
class Standing:
    """One row to be explained: its rank key and the score behind it."""

    key: str
    score: Score


def explain(above: Standing, below: Standing, rules: Rules) -> str:
    """Why `above` stands before `below` although their scores are equal, as a sentence; nothing
    where the score itself decides.
    """
    if above.score.correct_count != below.score.correct_count:
        return ""
    better, worse = above.score, below.score
    for number, tie_break in enumerate(rules.tie_breaks, 2):
        match tie_break:
            case TieBreak.HARD_SCORE if better.hard_count != worse.hard_count:
                detail = f"đúng {better.hard_count} câu khó so với {worse.hard_count}"
            case TieBreak.DURATION if better.duration_ms != worse.duration_ms:
                detail = (
                    f"làm bài {say_duration(better.duration_ms)} so với "
                    f"{say_duration(worse.duration_ms)}"
                )
            case TieBreak.SUBMITTED_AT if better.ended_at != worse.ended_at:
                detail = (
                    f"nộp bài {say_moment_seconds(better.ended_at)} so với "
                    f"{say_moment_seconds(worse.ended_at)}"
                )
            case TieBreak.LOTS:
                return "Đồng hạng với người kế tiếp; thứ tự xét chọn theo bốc thăm."
            case _:
                continue
        return f"Hơn người kế tiếp ở tiêu chí {number}: {detail}."
    return "Đồng hạng với người kế tiếp."


def _inverse(value: int, width: int) -> int:
    """So that more comes first."""
    return (1 << 4 * width) - 1 - value


def _hex(value: int, width: int) -> str:
    if not 0 <= value < 1 << 4 * width:
        raise ValueError(f"{value} does not fit into {width} hex digits")
    return f"{value:0{width}x}"
