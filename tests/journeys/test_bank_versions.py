"""What an author sees of the published versions, and takes away as files."""

import io
import zipfile
from dataclasses import replace

import pytest

from question_bank.formats import read
from quiz.stages import author
from tests.cast import Stage, small_bank


def test_the_version_page_searches_without_marks_and_turns_pages(quick_stage: Stage) -> None:
    phuc = quick_stage.staff("phuc")
    url = f"/banks/{quick_stage.world.bank_version_id}"
    first = phuc.get(url).text
    assert first.count('class="item"') == 20
    assert "Trang 1/2" in first
    assert phuc.get(f"{url}?page=2").text.count('class="item"') == 4
    assert "Hội thi thử" in first
    found = phuc.get(f"{url}?q=CO%20CHE%20mot%20cua").text
    assert "Tìm thấy 12 câu" in found
    assert "Không tìm thấy câu hỏi phù hợp" in phuc.get(f"{url}?q=khong-co-tu-nay").text


@pytest.mark.parametrize("url", ["/banks/4711", "/banks/0", "/banks/x", "/banks/4711/export"])
def test_an_unknown_version_is_not_found(quick_stage: Stage, url: str) -> None:
    assert quick_stage.staff("phuc").get(url).status_code == 404


@pytest.mark.parametrize("kind", ["native", "xlsx", "gift", "docx", "qti21", "qti22", "qti30"])
def test_an_exported_version_is_the_same_bank(quick_stage: Stage, kind: str) -> None:
    url = f"/banks/{quick_stage.world.bank_version_id}/export?format={kind}"
    response = quick_stage.staff("quan").get(url)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "private, no-store"
    bank = read(response.content, "x.gift" if kind == "gift" else "").bank
    assert [question.stem for question in bank] == [q.stem for q in small_bank()]
    assert [question.key for question in bank] == [q.key for q in small_bank()]


def test_an_unknown_export_format_is_refused(quick_stage: Stage) -> None:
    url = f"/banks/{quick_stage.world.bank_version_id}/export?format=exe"
    assert quick_stage.staff("phuc").get(url).status_code == 422


def test_an_exported_workbook_computes_nothing(quick_stage: Stage) -> None:
    bank = small_bank()
    evil = replace(bank.questions[0], stem='=HYPERLINK("http://x")', explanation="@SUM(1)")
    with_formula = replace(bank, questions=(evil, *bank.questions[1:]))
    version_id = author.publish(quick_stage.database, with_formula, "phuc", 1)
    content = quick_stage.staff("phuc").get(f"/banks/{version_id}/export?format=xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        assert not any(b"<f>" in package.read(name) for name in sheets)
        assert not any(b"hyperlink" in package.read(name).lower() for name in sheets)
