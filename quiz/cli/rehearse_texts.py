"""What a rehearsal came to, in words and as a table."""

from collections import Counter

from quiz.rehearsal.measure import Step, Tally, Times
from quiz.rehearsal.run import Outcome
from quiz.rules.wording import say_count

STEP_TITLES = {
    Step.ENTER: "Mở trang vào thi",
    Step.SIGN_IN: "Vào thi",
    Step.OPEN: "Mở trang vòng thi",
    Step.START: "Bắt đầu làm bài",
    Step.PAPER: "Mở đề thi",
    Step.TAP: "Lưu câu trả lời",
    Step.SUBMIT: "Nộp bài",
    Step.RECEIPT: "Xem phiếu xác nhận",
}
BAR = 24
"""Signs of a full progress bar."""


def progress_line(tally: Tally, people: int) -> str:
    """How far everybody is: a bar of those with a receipt, and the numbers before it."""
    done = tally.reached[Step.RECEIPT]
    filled = BAR * done // people
    return (
        f"[{'#' * filled}{'.' * (BAR - filled)}] đã vào thi {say_count(tally.reached[Step.OPEN])}, "
        f"bắt đầu {say_count(tally.reached[Step.START])}, lưu {say_count(tally.saves)}, nộp bài "
        f"{say_count(done)}/{say_count(people)}"
    )


def in_words(outcome: Outcome) -> str:
    """The whole report. Times are milliseconds."""
    tally = outcome.tally
    lines = [
        f"Lượt thi hoàn thành: {say_count(outcome.attempts)}/{say_count(outcome.people)} trong "
        f"{_decimal(outcome.seconds)} giây",
        f"Câu trả lời đã lưu: {say_count(tally.saves)}, mỗi giây "
        f"{_decimal(tally.saves_per_second)}",
        "",
        f"{'Bước (mili giây)':<22}{'số lần':>10}{'p50':>10}{'p95':>10}{'p99':>10}{'lâu nhất':>10}",
        *(_row(step, tally.times[step]) for step in Step),
        "",
        f"Kết nối cố ý ngắt: {say_count(tally.dropped)}",
        f"Được yêu cầu chờ (429, 503): {_kinds(tally.slowed)}",
        f"Lỗi: {_kinds(tally.errors)}",
        f"Câu trả lời bị mất: {say_count(tally.lost)}",
        _say_machine(outcome),
    ]
    return "\n".join(lines)


def _row(step: Step, times: Times) -> str:
    cells = [*(times.percentile(percent) for percent in (50, 95, 99)), times.most_ms]
    numbers = "".join(f"{_decimal(cell):>10}" for cell in cells)
    return f"{STEP_TITLES[step]:<22}{say_count(times.count):>10}{numbers}"


def _kinds(counts: Counter[str]) -> str:
    """`Lưu câu trả lời: 429 (12 lần)`, the most frequent first."""
    said = (f"{_say_kind(kind)} ({say_count(count)} lần)" for kind, count in counts.most_common())
    return "; ".join(said) or "không"


def _say_kind(kind: str) -> str:
    step, _, what = kind.partition(": ")
    title = STEP_TITLES[Step(step)] if step in set(Step) else step
    what = what.replace("no reply", "không có trả lời").replace("gave up", "bỏ cuộc")
    return f"{title}: {what}"


def _say_machine(outcome: Outcome) -> str:
    if outcome.peak_bytes is None:
        return f"Máy chủ: không đo được CPU và bộ nhớ ({outcome.why})"
    cpu = outcome.cpu_ms_per_attempt
    spent = "" if cpu is None else f"{_decimal(cpu)} ms CPU mỗi lượt thi, "
    return f"Máy chủ: {spent}bộ nhớ cao nhất {_decimal(outcome.peak_bytes / 1_000_000)} MB"


def _decimal(number: float) -> str:
    """One decimal, with a comma: 1.234,5."""
    whole, _, part = f"{number:.1f}".partition(".")
    return f"{say_count(int(whole))},{part}"
