"""What a prediction asked for and what everybody answered can be read by who defends the list, and
by each contestant about themself; nobody reads another's on a public page.
"""

from dataclasses import replace

import pytest

from quiz.rules.criteria import TieBreak, chain
from quiz.rules.deciding import Ruling
from quiz.rules.prediction import Target, say_guess, say_outcome
from quiz.stages import count
from tests.cast import CLOSES, MINUTE, RULES, Stage
from tests.committee import Committee
from tests.journeys.test_a_wrong_key import said
from tests.stages.rounds_cast import Contest

GUESSING = replace(
    RULES,
    tie_breaks=chain(TieBreak.PREDICTION, TieBreak.DURATION),
    prediction=Target.PARTICIPANTS,
)
OUTCOME = "Kết quả của câu hỏi dự đoán: 2."


@pytest.fixture
def guessed(stage: Stage) -> tuple[Stage, Contest, int]:
    """An guessed 77, Bình 55, and they were two; (stage, contest, An's attempt)."""
    contest = Contest(stage.database, stage.writer, stage.world)
    contest.open(GUESSING)
    an = contest.sit("An", guess="77")
    contest.sit("Bình", guess="55")
    contest.fix(CLOSES + MINUTE)
    stage.clock.now = CLOSES + 2 * MINUTE
    count.publish(stage.database, stage.writer, contest.round(), "lan", stage.clock.now)
    return stage, contest, an


def test_staff_read_the_outcome_and_every_prediction_on_the_board_and_in_its_files(
    guessed: tuple[Stage, Contest, int],
) -> None:
    stage, contest, _ = guessed
    lan, url = stage.staff("lan"), f"/staff/rounds/{contest.round()}/board"
    page = said(lan.get(url).text)
    assert OUTCOME in page
    assert "77 (lệch 75)" in page
    assert "55 (lệch 53)" in page
    assert OUTCOME in said(lan.get(f"/staff/rounds/{contest.round()}/log").text)
    for kind in ("csv", "json"):
        file = lan.get(f"{url}.{kind}").text
        assert OUTCOME in file or kind == "csv"
        assert "77 (lệch 75)" in file


def test_the_public_board_tells_the_outcome_and_nobodys_prediction(
    guessed: tuple[Stage, Contest, int],
) -> None:
    stage, contest, _ = guessed
    page = said(stage.stranger().get(f"/rounds/{contest.round()}/board").text)
    assert OUTCOME in page
    assert "77" not in page


def test_a_contestant_reads_the_own_prediction_on_the_receipt_and_the_own_paper(
    guessed: tuple[Stage, Contest, int],
) -> None:
    stage, _, attempt = guessed
    an = stage.contestant("An")
    for page in ("receipt", "paper"):
        assert "77 (lệch 75)" in said(an.get(f"/attempts/{attempt}/{page}").text)


def test_a_preview_tells_that_the_outcome_becomes_another(
    guessed: tuple[Stage, Contest, int],
) -> None:
    stage, contest, attempt = guessed
    world = replace(stage.world, rounds={"Thành phố Vị Thanh": contest.round()})
    committee = Committee(stage.database, stage.writer, world)
    decision = committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    page = stage.staff("quan").get(f"/staff/rounds/{contest.round()}/decisions/{decision}")
    assert "Kết quả của câu hỏi dự đoán Tuần 1: 2 → 1" in said(page.text)


def test_an_old_version_of_a_board_tells_the_outcome_that_it_was_ranked_by(
    guessed: tuple[Stage, Contest, int],
) -> None:
    stage, contest, attempt = guessed
    world = replace(stage.world, rounds={"Thành phố Vị Thanh": contest.round()})
    committee = Committee(stage.database, stage.writer, world)
    committee.decide(Ruling.VOID_ATTEMPT, attempt_id=attempt)
    lan, stranger = stage.staff("lan"), stage.stranger()
    for version, outcome in ((1, OUTCOME), (2, OUTCOME.replace("2", "1"))):
        path = f"rounds/{contest.round()}/boards/{version}"
        assert outcome in said(lan.get(f"/staff/{path}").text)
        assert outcome in said(stranger.get(f"/{path}").text)


def test_a_percentage_is_said_with_its_hundredths() -> None:
    assert say_outcome(1250, Target.PERCENT) == "12,50 %"
    assert say_guess(1250, Target.PERCENT, 1000) == "12,50 % (lệch 2,50 điểm phần trăm)"
    assert say_guess(None, Target.PERCENT, 1000) == "không dự đoán"
    assert say_guess(7, None) == ""
