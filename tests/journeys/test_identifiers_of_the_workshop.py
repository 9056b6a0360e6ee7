"""What the workshop names for itself can be written in every format and read back."""

from question_bank.formats import read, write
from quiz.stages.workshop import banks, questions
from quiz.stages.workshop.covering import coverage
from tests.cast import Stage
from tests.journeys.workshop_pages import workshop
from tests.stages.workshop_cast import PHUC

LONG = "Tổ chức và hoạt động của chính quyền địa phương hai cấp theo luật hiện hành"


def test_a_topic_with_a_long_title_or_a_strange_identifier_can_be_read_back(
    quick_stage: Stage,
) -> None:
    phuc = quick_stage.staff("phuc")
    phuc.get("/workshop/new")
    titles = [LONG, f"{LONG} nay", "Bầu cử"]
    answer = phuc.post("/workshop", title="Mới", topic_id=["", "", "]<b>"], topic=titles)
    bank_id = int(answer.headers["location"].partition("?")[0].rpartition("/")[2])
    phuc.get(f"/workshop/{bank_id}")
    topics = banks.settings(quick_stage.database, bank_id).settings.topics
    assert [topic.title for topic in topics] == titles
    assert len({topic.id for topic in topics}) == 3
    assert topics[2].id == "bau-cu"
    filled = {"stem": "Hỏi?", "option": ["một", "hai"], "key": ["1"], "topic": topics[0].id}
    saved = phuc.post(f"/workshop/{bank_id}/questions", code="cau-001", shuffle="1", **filled)
    assert saved.status_code == 303
    bank = coverage(quick_stage.database, bank_id, (), PHUC).every
    assert read(write(bank, "native"), "x.txt").bank == bank


def test_a_question_gets_no_identifier_that_a_file_could_not_carry(quick_stage: Stage) -> None:
    url, ids = workshop(quick_stage, 1)
    phuc = quick_stage.staff("phuc")
    phuc.get(url)
    filled = {"stem": "Hỏi?", "option": ["một", "hai"], "key": ["1"], "topic": "bau-cu"}
    for code in ("x] y", "../x", "<b>", "câu", "a" * 65, ""):
        refused = phuc.post(f"{url}/questions", code=code, **filled)
        assert refused.status_code == 422, code
        assert "Mã câu bị thiếu hoặc sai" in refused.text
    bank_id = int(url.rpartition("/")[2])
    assert questions.open_question(quick_stage.database, bank_id, ids[0], PHUC).next is None
