"""A version is held against the law library on the days on which its rounds open."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from question_bank.law import Library
from quiz.rules.wording import say_moment
from quiz.stages import author
from quiz.stages.author import Reader
from quiz.web.banks.views_law import law_days
from tests.cast import OPENS, Stage, small_bank
from tests.journeys.test_law_library import CITED, NEWER
from tests.question_bank.test_law_review import BOTH
from tests.stages.test_laws import basis
from tests.stages.test_ticks import keep

STRANGE = "85/2015/QH13, Điều 99"


def section(page: str) -> str:
    found = re.search(r"Đối chiếu căn cứ với thư viện văn bản</h2>(.*?)<h2", page, re.DOTALL)
    assert found
    return found[1]


def test_the_version_page_names_questions_whose_basis_does_not_hold_on_the_rounds_day(
    quick_stage: Stage,
) -> None:
    phuc = quick_stage.staff("phuc")
    url = f"/banks/{quick_stage.world.bank_version_id}"
    assert "Đối chiếu căn cứ" not in phuc.get(url).text  # no text was imported yet
    keep(quick_stage.database, CITED.replace("Điều 2.", "Điều 5."))
    shown = section(phuc.get(url).text)
    day = say_moment(OPENS).split()[-1]
    assert f"Vào ngày {day}, ngày thi: 24 câu cần xem lại" in shown
    assert f'<a href="{url}?q=bau-cu-easy-1#questions">bau-cu-easy-1</a>' in shown
    for further in ("?page=2", "?q=mot"):
        assert "Đối chiếu căn cứ" not in phuc.get(url + further).text


def test_without_rounds_the_banks_own_day_counts(quick_stage: Stage) -> None:
    keep(quick_stage.database, CITED)
    first = replace(small_bank().questions[0], legal_basis=(basis(STRANGE),))
    bank = replace(small_bank(), questions=(first, *small_bank().questions[1:]))
    version = author.publish(quick_stage.database, bank, "phuc", 1)
    shown = section(quick_stage.staff("phuc").get(f"/banks/{version}").text)
    assert "Vào ngày 05/4/2021, ngày của ngân hàng: 1 câu cần xem lại" in shown
    assert STRANGE in shown


@pytest.mark.parametrize(
    ("day", "told"),
    [("2021-04-05", "0 câu cần xem lại"), ("2026-03-15", "1 câu cần xem lại")],
)
def test_a_round_after_an_amendment_is_told_of_what_changed_since_the_banks_day(
    quick_stage: Stage, day: str, told: str
) -> None:
    version = author.version(
        quick_stage.database, quick_stage.world.bank_version_id, Reader("phuc", OPENS)
    )
    changed = replace(
        small_bank().questions[0], legal_basis=(basis("7/2015/QH13, Điều 2, khoản 1"),)
    )
    used = replace(version.coverage[0], days=(day,))
    version = replace(version, bank=replace(small_bank(), questions=(changed,)), coverage=(used,))
    (shown,) = law_days(version, BOTH, "", "/banks/1")
    assert shown.title.endswith(told)
    assert law_days(version, Library(()), "", "/banks/1") == ()


def test_a_version_without_a_day_and_rounds_is_told_of_the_law_of_today(
    quick_stage: Stage,
) -> None:
    keep(quick_stage.database, CITED)
    keep(quick_stage.database, NEWER)
    cited = basis("85/2015/QH13, Điều 2, khoản 1")
    first = replace(small_bank().questions[0], legal_basis=(cited,))
    bank = replace(small_bank(), as_of="", questions=(first, *small_bank().questions[1:]))
    version = author.publish(quick_stage.database, bank, "phuc", 1)
    page = quick_stage.staff("phuc").get(f"/banks/{version}").text
    assert "thay đổi từ ngày 01/7/2025" in section(page)
    for url in (f"/banks/{version}", f"/laws/clause?{urlencode({'basis': str(cited)})}"):
        page = quick_stage.staff("phuc").get(url).text
        assert "bảy tuổi" in page
        assert "chín tuổi" not in page
