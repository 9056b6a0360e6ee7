"""The prediction question: its target, its sentence, and how far off a guess is."""

from enum import StrEnum

from quiz.rules.wording import say_count


class Target(StrEnum):
    """What is to be predicted, over all districts' rounds of the same name and audience."""

    ALL_CORRECT = "all_correct"
    PARTICIPANTS = "participants"
    ATTEMPTS = "attempts"
    PERCENT = "percent"


MAX_GUESS = 99_999_999
"""For a percentage: hundredths of a percent, 10,000 at most."""

NEVER = (1 << 32) - 1
"""The distance of somebody who made no prediction."""

TARGET_TEXTS = {
    Target.ALL_CORRECT: "số người trả lời đúng tất cả các câu hỏi",
    Target.PARTICIPANTS: "số người dự thi",
    Target.ATTEMPTS: "số lượt thi",
    Target.PERCENT: "tỷ lệ phần trăm số người trả lời đúng tất cả các câu hỏi trên số người dự "
    "thi (đến hai chữ số thập phân)",
}


def asked(target: Target, label: str = "", audience: str = "") -> str:
    """The question as it is printed, made from the target: over all districts' rounds of the label
    and for one audience (its title), as it is counted."""
    of = f" ({audience})" if audience else ""
    return (
        f"Dự đoán {TARGET_TEXTS[target]} trong {label or 'vòng thi'}{of}, tính chung tất cả các "
        "đơn vị, khi vòng thi của đơn vị cuối cùng kết thúc."
    )


def outcome(target: Target, *, all_correct: int, participants: int, attempts: int) -> int:
    """The value that was to be predicted; a percentage in hundredths, rounded half up."""
    match target:
        case Target.ALL_CORRECT:
            return all_correct
        case Target.PARTICIPANTS:
            return participants
        case Target.ATTEMPTS:
            return attempts
        case Target.PERCENT:
            return (all_correct * 20_000 + participants) // (2 * participants or 1)


def all_correct(correct_count: int, question_count: int, voided: int) -> bool:
    """Whether everything that a paper still offers is right: `voided` of its questions count for
    nobody. Of a paper that offers nothing any more, nothing is.
    """
    return 0 < question_count - voided <= correct_count


def distance(guess: int | None, value: int) -> int:
    """How far off a guess is, either way."""
    return NEVER if guess is None else abs(guess - value)


def say_distance(off: int, target: Target | None) -> str:
    """How far off a guess was, `lệch 1,50 điểm phần trăm` for a percentage."""
    if off == NEVER:
        return "không dự đoán"
    if target is Target.PERCENT:
        return f"lệch {say_count(off // 100)},{off % 100:02d} điểm phần trăm"
    return f"lệch {say_count(off)}"


def say_outcome(value: int, target: Target) -> str:
    """What a target came to, or a guess at it: `12,50 %` for a percentage."""
    if target is Target.PERCENT:
        return f"{say_count(value // 100)},{value % 100:02d} %"
    return say_count(value)


def known_text(target: Target | None, value: int | None) -> str:
    """What a prediction came to, in a sentence; empty where nothing is predicted or known yet."""
    if target is None or value is None:
        return ""
    return f"Kết quả của câu hỏi dự đoán: {say_outcome(value, target)}."


def say_guess(guess: int | None, target: Target | None, value: int | None = None) -> str:
    """What somebody predicted, and how far off it was once the outcome is known; empty where
    nothing is predicted."""
    if target is None:
        return ""
    if guess is None:
        return say_distance(NEVER, target)
    said = say_outcome(guess, target)
    return said if value is None else f"{said} ({say_distance(distance(guess, value), target)})"
