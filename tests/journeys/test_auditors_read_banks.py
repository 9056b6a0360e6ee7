"""Whoever looks on reads published questions, keys and what changed between versions once no round
asks them any more, and changes nothing; the province reads requests and the log, without a say."""

from dataclasses import replace

import pytest
from sqlmodel import select

from quiz.stages import author, count
from quiz.store.tables import Contest, Round
from tests.cast import CLOSES, MINUTE, OPENS, Stage, small_bank

EXPLAINED = "Vì phương án này đúng."


def ways(version_id: int) -> tuple[str, ...]:
    """All addresses that tell words of a version."""
    return (
        f"/banks/{version_id}",
        f"/banks/{version_id}/export",
        f"/workshop/compare?old={version_id}&new={version_id}",
    )


def statuses(stage: Stage, version_id: int) -> set[int]:
    yen = stage.staff("yen")
    return {yen.get(url).status_code for url in ways(version_id)}


def publish_all(stage: Stage) -> None:
    stage.clock.now = CLOSES + MINUTE
    for round_id in stage.world.rounds.values():
        count.publish(stage.database, stage.writer, round_id, "quan", stage.clock.now)


def test_an_auditor_reads_a_bank_when_the_last_of_its_rounds_is_published(stage: Stage) -> None:
    version_id = stage.world.bank_version_id
    assert "Ngân hàng thử" in stage.staff("yen").get("/banks").text
    for moment in (OPENS - MINUTE, OPENS + MINUTE, CLOSES - 1, CLOSES + MINUTE):
        stage.clock.now = moment
        assert statuses(stage, version_id) == {409}
        said = stage.staff("yen").get(f"/banks/{version_id}").text
        assert "đã công bố kết quả chính thức" in said
        assert EXPLAINED not in said
    publish_all(stage)
    assert statuses(stage, version_id) == {200}
    assert EXPLAINED in stage.staff("yen").get(f"/banks/{version_id}").text


@pytest.mark.parametrize("title", ["Bản sửa", "Ngân hàng thử"])
def test_what_no_round_has_asked_stays_closed_to_auditors(stage: Stage, title: str) -> None:
    small = small_bank()
    fresh = replace(small.questions[0], stem="Câu hỏi cho cuộc thi sau?", id="sau-1")
    for asked in ((), small.questions):
        bank = replace(small, title=title, questions=(*asked, fresh))
        later = author.publish(stage.database, bank, "phuc", OPENS)
        publish_all(stage)
        assert statuses(stage, later) == {409}
    stage.clock.now = CLOSES + MINUTE
    assert statuses(stage, later) == {409}
    assert stage.staff("phuc").get(f"/banks/{later}").status_code == 200


def test_what_a_contest_that_is_not_opened_yet_will_ask_is_closed_again(stage: Stage) -> None:
    publish_all(stage)
    version_id = stage.world.bank_version_id
    assert statuses(stage, version_id) == {200}
    with stage.database.writing() as session:
        first = session.exec(select(Contest)).one()
        draft = Contest(**first.model_dump(exclude={"id", "opened_at", "name"}), name="Hội thi sau")
        session.add(draft)
        session.flush()
        asked = session.exec(select(Round)).first()
        assert asked
        values = asked.model_dump(exclude={"id", "contest_id", "published_at"})
        session.add(Round(**values, contest_id=draft.id or 0))
    assert statuses(stage, version_id) == {409}


def test_an_auditor_does_not_come_into_the_workshop_and_changes_no_bank(
    quick_stage: Stage,
) -> None:
    yen = quick_stage.staff("yen")
    quick_stage.clock.now = CLOSES + MINUTE
    yen.get("/banks")
    for url in ("/workshop", "/banks/upload", "/laws"):
        assert yen.get(url).status_code == 403
    version_id = quick_stage.world.bank_version_id
    assert yen.post(f"/workshop/from/{version_id}").status_code == 403


def test_the_province_reads_requests_and_the_log_and_answers_none(stage: Stage) -> None:
    an = stage.contestant("An")
    an.get("/me")
    an.post("/me/requests", kind="correct", words="Năm sinh của tôi là 1969, không phải 1996")
    so = stage.staff("so")
    assert "VT0001" in so.get("/staff/requests").text
    page = so.get("/staff/requests/1").text
    assert "1969" in page
    assert "/answer" not in page
    assert so.post("/staff/requests/1/answer", outcome="done", answer="Đã sửa").status_code == 403
    assert so.get("/admin/audit").status_code == 200
