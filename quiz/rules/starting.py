"""May somebody start an attempt: limits of attempts, duties that exclude, the days before the
opening, the prediction."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.criteria import AttemptsPer
from quiz.rules.eligibility import DUTY_OF_ROLE, DUTY_TEXTS, Duty
from quiz.rules.prediction import MAX_GUESS, Target
from quiz.rules.reasons import AttemptReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import UNLIMITED, Rules
from quiz.rules.window import Window
from quiz.rules.wording import say_moment

DAY_MS = 86_400_000
MOST_PRACTICE = 1_000
"""Attempts of one person in a practice round, so that no script fills the disk."""
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Used:
    """How many attempts a person has begun: in the round, in it on this day (Vietnamese time), in
    all official rounds of the contest."""

    in_round: int
    today: int
    in_contest: int


def attempts_left(rules: Rules, used: Used, *, practice: bool) -> int:
    """How many more attempts may begin now."""
    if practice or rules.attempts == UNLIMITED:
        return max(0, MOST_PRACTICE - used.in_round)
    spent = {
        AttemptsPer.ROUND: used.in_round,
        AttemptsPer.DAY: used.today,
        AttemptsPer.CONTEST: used.in_contest,
    }[rules.attempts_per]
    return max(0, rules.attempts - spent)


def refuse_used_up(rules: Rules, used: Used, *, practice: bool) -> None:
    """Refuse whoever has no attempt left, and say of what."""
    if attempts_left(rules, used, practice=practice):
        return
    of = {
        AttemptsPer.ROUND: "vòng thi này",
        AttemptsPer.DAY: "ngày hôm nay",
        AttemptsPer.CONTEST: "cả cuộc thi",
    }[rules.attempts_per]
    raise Refusal(AttemptReason.NO_ATTEMPT_LEFT, allowed=rules.attempts or MOST_PRACTICE, of=of)


def duties_of(duty: str, staff_roles: Iterable[str]) -> frozenset[Duty]:
    """Everything that somebody does in running the contest: what the roster says and what each
    account makes of its person. None of them hides another."""
    of_roster = {Duty(duty)} if duty else set()
    return frozenset(of_roster | {DUTY_OF_ROLE[role] for role in staff_roles})


def refuse_duties(rules: Rules, duties: frozenset[Duty], *, practice: bool) -> None:
    """Refuse whoever may not compete, and name each duty that excludes. Practice is open to all."""
    excluded = [DUTY_TEXTS[one] for one in Duty if one in duties and one in rules.excluded]
    if excluded and not practice:
        raise Refusal(AttemptReason.MAY_NOT_COMPETE, duty=" và ".join(excluded))


def registration_opens(rules: Rules, window: Window) -> int:
    """From when on people may enter and see the round, UTC milliseconds."""
    return window.opens_at - rules.registration_days * DAY_MS


def refuse_before_registration(rules: Rules, window: Window, now: int) -> None:
    """Refuse whoever looks at a round before people may enter it."""
    opens = registration_opens(rules, window)
    if now < opens:
        raise Refusal(AttemptReason.NOT_YET_ENTERING, opens=say_moment(opens))


def read_guess(typed: str, target: Target | None) -> int | None:
    """The prediction that was typed: a whole number with or without dots, or a percentage with up
    to two decimals, in hundredths. None where nothing is to be predicted. Refuses anything else.
    """
    if target is None:
        return None
    text = typed.strip().removesuffix("%").strip()
    if target is Target.PERCENT:
        found = _PERCENT.fullmatch(text)
        value = found and int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
        if value is None or value > 10_000:
            raise Refusal(AttemptReason.NO_GUESS, kind="tỷ lệ từ 0 đến 100, ví dụ 22,88")
        return value
    digits = re.sub(r"(?<=\d)[. ](?=\d{3}(?:\D|$))", "", text)
    if not re.fullmatch(r"\d{1,8}", digits) or int(digits) > MAX_GUESS:
        raise Refusal(AttemptReason.NO_GUESS, kind="số nguyên không âm, ví dụ 1250")
    return int(digits)


def paper_seed(round_seed: bytes, candidate_number: str, attempt_number: int) -> bytes:
    """What one paper is drawn from."""
    message = f"paper\0{candidate_number}\0{attempt_number}".encode()
    return hmac.new(round_seed, message, "sha256").digest()
