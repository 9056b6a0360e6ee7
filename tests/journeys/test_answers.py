"""What happens to an answer: every defined outcome of a tap."""

import asyncio

import pytest
from sqlalchemy import text

from quiz.stages import sit
from quiz.worker import tick
from tests.cast import MINUTE, OPENS, Stage, Visitor


def start(stage: Stage, name: str = "An") -> tuple[Visitor, str]:
    """The contestant's browser and the address of a running attempt in Vị Thanh."""
    visitor = stage.contestant(name)
    response = visitor.post(f"/rounds/{stage.world.vi_thanh}/start")
    assert response.status_code == 303, response.text
    return visitor, response.headers["location"]


def entries(stage: Stage) -> list[str]:
    """The kinds of the ledger's entries since the opening, in order."""
    statement = text(
        "SELECT kind FROM entry WHERE round_id = :id AND kind <> 'open' ORDER BY number"
    )
    values = {"id": stage.world.vi_thanh}
    return stage.database.read_now(
        lambda connection: list(connection.execute(statement, values).scalars())
    )


def holder_of(stage: Stage, attempt: str) -> str:
    """The tag of the session that sits the attempt at that address."""
    statement = text("SELECT holder FROM attempt WHERE id = :id")
    values = {"id": int(attempt.rsplit("/", 1)[1])}
    found: str = stage.database.read_now(
        lambda connection: connection.execute(statement, values).scalar_one()
    )
    return found


def tap(seq: int, question: int, *choice: int) -> dict[str, object]:
    """What the script posts for one tap."""
    return {"seq": seq, "question": question, "choice": list(choice)}


def test_the_same_tap_again_gets_the_same_body_and_is_one_entry(stage: Stage) -> None:
    an, attempt = start(stage)
    first = an.post_json(f"{attempt}/answers", tap(1, 1, 2))
    stage.clock.pass_minutes(1)
    again = an.post_json(f"{attempt}/answers", tap(1, 1, 2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert entries(stage) == ["start", "answer"]


def test_the_same_seq_with_another_answer_is_a_conflict_and_changes_nothing(stage: Stage) -> None:
    an, attempt = start(stage)
    an.post_json(f"{attempt}/answers", tap(1, 1, 2))
    other = an.post_json(f"{attempt}/answers", tap(1, 1, 3))
    assert other.status_code == 409
    assert other.json()["code"] == "seq_conflict"
    assert other.json()["next_seq"] == 2
    assert entries(stage) == ["start", "answer"]


def test_an_older_tap_that_arrives_late_is_stale_and_the_newer_answer_stays(stage: Stage) -> None:
    an, attempt = start(stage)
    an.post_json(f"{attempt}/answers", tap(9, 1, 2))
    older = an.post_json(f"{attempt}/answers", tap(7, 1, 0))
    assert (older.status_code, older.json()["state"]) == (200, "stale")
    assert entries(stage) == ["start", "answer", "stale"]
    paper = an.get(attempt).text
    assert 'name="q1" value="2" checked' in paper
    assert 'name="q1" value="0" checked' not in paper


def test_an_answer_within_the_grace_counts_and_one_after_it_is_kept_but_not_scored(
    stage: Stage,
) -> None:
    an, attempt = start(stage)
    stage.clock.now = OPENS + 30 * MINUTE + 3_000
    assert an.post_json(f"{attempt}/answers", tap(1, 1, 0)).status_code == 200
    stage.clock.now += 1
    late = an.post_json(f"{attempt}/answers", tap(2, 2, 0))
    assert (late.status_code, late.json()["code"]) == (409, "het_gio")
    assert entries(stage) == ["start", "answer", "late"]
    again = an.post_json(f"{attempt}/answers", tap(2, 2, 0))
    assert (again.status_code, again.json()) == (late.status_code, late.json())
    assert entries(stage) == ["start", "answer", "late"]


def test_an_answer_after_the_submission_is_refused_and_not_written(stage: Stage) -> None:
    an, attempt = start(stage)
    an.post_json(f"{attempt}/submit", {})
    stage.clock.pass_minutes(1)
    refused = an.post_json(f"{attempt}/answers", tap(1, 1, 0))
    assert (refused.status_code, refused.json()["code"]) == (409, "attempt_over")
    assert entries(stage) == ["start", "submit"]


@pytest.mark.parametrize(
    ("question", "choice"),
    [(7, [0]), (0, [0]), (1, [4]), (1, [99]), (1, [0, 1]), (1, [-1])],
)
def test_an_answer_that_is_not_in_the_paper_is_refused_and_not_written(
    quick_stage: Stage, question: int, choice: list[int]
) -> None:
    an, attempt = start(quick_stage)
    refused = an.post_json(f"{attempt}/answers", {"seq": 1, "question": question, "choice": choice})
    assert refused.status_code == 422
    assert refused.json()["message"]
    assert entries(quick_stage) == ["start"]


def test_an_answer_to_somebody_elses_attempt_is_like_a_missing_one(quick_stage: Stage) -> None:
    _, attempt = start(quick_stage, "An")
    binh = quick_stage.contestant("Bình")
    foreign = binh.post_json(f"{attempt}/answers", tap(1, 1, 0))
    missing = binh.post_json("/attempts/999/answers", tap(1, 1, 0))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()
    assert entries(quick_stage) == ["start"]


def test_two_tabs_save_into_one_attempt_and_the_newest_answer_stands(stage: Stage) -> None:
    one, attempt = start(stage)
    two = one
    assert two.post(f"/rounds/{stage.world.vi_thanh}/start").headers["location"] == attempt
    assert one.post_json(f"{attempt}/answers", tap(1, 1, 0)).status_code == 200
    clash = two.post_json(f"{attempt}/answers", tap(1, 1, 3))
    assert clash.status_code == 409
    resent = two.post_json(f"{attempt}/answers", tap(clash.json()["next_seq"], 1, 3))
    assert resent.status_code == 200
    assert 'name="q1" value="3" checked' in one.get(attempt).text


def test_submitting_twice_gives_one_receipt(stage: Stage) -> None:
    an, attempt = start(stage)
    first = an.post_json(f"{attempt}/submit", {})
    stage.clock.pass_minutes(2)
    second = an.post_json(f"{attempt}/submit", {})
    assert first.json() == second.json()
    assert entries(stage) == ["start", "submit"]


def _tick(stage: Stage) -> None:
    asyncio.run(tick(stage.database, stage.writer, stage.clock.now))


def test_an_overdue_attempt_is_handed_in_with_what_was_saved(stage: Stage) -> None:
    an, attempt = start(stage)
    an.post_json(f"{attempt}/answers", tap(1, 1, 0))
    stage.clock.now = OPENS + 30 * MINUTE + 3_000 + sit.QUEUED_MS
    _tick(stage)
    assert entries(stage) == ["start", "answer"]
    stage.clock.now += 1
    _tick(stage)
    assert entries(stage) == ["start", "answer", "expire"]
    receipt = an.get(f"{attempt}/receipt").text
    assert "Hệ thống đã nộp bài với các câu trả lời đã lưu" in receipt
    assert "30 phút 00,000 giây" in receipt


def test_the_round_s_end_cuts_the_time_short(stage: Stage) -> None:
    stage.clock.now = OPENS + 110 * MINUTE
    an, attempt = start(stage)
    stage.clock.pass_minutes(10.1)
    late = an.post_json(f"{attempt}/answers", tap(1, 1, 0))
    assert (late.status_code, late.json()["code"]) == (409, "het_gio")


def test_saves_faster_than_anybody_taps_are_slowed_down(quick_stage: Stage) -> None:
    an, attempt = start(quick_stage)
    replies = [an.post_json(f"{attempt}/answers", tap(seq, 1, seq % 4)) for seq in range(1, 30)]
    assert {reply.status_code for reply in replies} == {200, 429}
    slowed = next(reply for reply in replies if reply.status_code == 429)
    assert slowed.headers["Retry-After"] == "1"


def test_an_answer_that_came_in_time_and_waited_for_the_writer_counts_although_the_worker_ticked(
    stage: Stage,
) -> None:
    _, attempt = start(stage)
    attempt_id, an = int(attempt.rsplit("/", 1)[1]), stage.world.people["An"]
    deadline = OPENS + 30 * MINUTE
    stage.clock.now = deadline + 3_001
    _tick(stage)
    saved = asyncio.run(
        sit.answer(
            stage.database,
            stage.writer,
            attempt_id,
            an,
            question=1,
            choice=(0,),
            seq=1,
            arrived=deadline + 2_900,
            holder=holder_of(stage, attempt),
        )
    )
    assert saved.state == "saved"
    assert entries(stage) == ["start", "answer"]


def test_an_answer_after_the_deadline_is_kept_as_late_also_when_the_attempt_was_closed(
    stage: Stage,
) -> None:
    an, attempt = start(stage)
    stage.clock.now = OPENS + 31 * MINUTE
    _tick(stage)
    late = an.post_json(f"{attempt}/answers", tap(1, 1, 0))
    assert (late.status_code, late.json()["code"]) == (409, "het_gio")
    assert entries(stage) == ["start", "expire", "late"]
