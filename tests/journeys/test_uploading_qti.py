"""A QTI package is uploaded, looked at and published like any other file."""

import html

from question_bank.formats import write
from quiz.stages import author
from tests.cast import Stage, small_bank
from tests.journeys.bank_pages import send, sent_back, written
from tests.question_bank.qti_files import package


def test_a_package_goes_from_upload_to_a_published_version(quick_stage: Stage) -> None:
    phuc, bank = quick_stage.staff("phuc"), small_bank()
    response = phuc.upload("/banks/upload", "gói.zip", write(bank, "qti30"))
    assert response.status_code == 200
    page = response.text
    assert html.escape(bank.questions[0].stem, quote=False) in page
    status, _, location = send(phuc, "/banks/confirm", **sent_back(page))
    assert status == 303
    version = author.version(quick_stage.database, int(location.rpartition("/")[2]))
    assert version.bank.questions == bank.questions


def test_a_package_without_a_question_is_refused_with_the_remedy(quick_stage: Stage) -> None:
    before = written(quick_stage)
    phuc = quick_stage.staff("phuc")
    response = phuc.upload("/banks/upload", "gói.zip", package({}, ["khong-co.xml"]))
    assert response.status_code == 422
    assert "đề nghị xuất lại theo QTI 2.1, 2.2 hoặc 3.0" in html.unescape(response.text)
    assert written(quick_stage) == before
