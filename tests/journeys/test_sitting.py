"""From the ticket to the place on the board, over HTTP."""

from tests.cast import Stage


def test_a_contestant_enters_starts_answers_submits_and_sees_the_place(stage: Stage) -> None:
    an = stage.contestant("An")
    assert an.get("/rounds").headers["location"] == f"/rounds/{stage.world.vi_thanh}"
    assert "Nguyễn Văn An" in an.get(f"/rounds/{stage.world.vi_thanh}").text
    started = an.post(f"/rounds/{stage.world.vi_thanh}/start")
    assert started.status_code == 303
    attempt = started.headers["location"]
    paper = an.get(attempt)
    assert paper.status_code == 200
    for number in range(1, 7):
        saved = an.post_json(
            f"{attempt}/answers", {"seq": number, "question": number, "choice": [0]}
        )
        assert saved.status_code == 200, saved.text
        assert saved.json()["state"] == "saved"
    stage.clock.pass_minutes(5)
    handed_in = an.post_json(f"{attempt}/submit", {})
    assert handed_in.json() == {"receipt_url": f"{attempt}/receipt"}
    receipt = an.get(f"{attempt}/receipt")
    assert "Hạng 1 trên 1" in receipt.text
    board = an.get(f"/rounds/{stage.world.vi_thanh}/board")
    assert "Nguyễn Văn An" in board.text
