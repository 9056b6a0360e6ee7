"""Every doubt on the way to a version leads to the question in which it is mended."""

from quiz.stages.workshop import questions
from tests.cast import Stage, small_bank
from tests.journeys.workshop_pages import workshop
from tests.stages.workshop_cast import PHUC, approve, reworded


def test_a_finding_before_publishing_leads_to_its_question(quick_stage: Stage) -> None:
    bank, ids = workshop(quick_stage, 2)
    bank_id = int(bank.rpartition("/")[2])
    first, second = small_bank().questions[:2]
    questions.write(quick_stage.database, bank_id, ids[1], reworded(second, first.stem), 1, PHUC)
    approve(quick_stage.database, bank_id, *ids)
    page = quick_stage.staff("phuc").get(f"{bank}/publish").text
    assert f'<a href="{bank}/questions/{ids[1]}">Câu {second.id}</a>' in page
