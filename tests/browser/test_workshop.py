"""The workshop on a phone and on a desk: a question is written, previewed while it is typed, and
two authors meet; every page fits and axe finds nothing.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from quiz.rules.authoring import Move
from quiz.stages.workshop import banks, looking, questions, reviewing
from quiz.stages.workshop.looking import Filter
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.store.database import Database
from quiz.store.sealing import Reader
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.test_every_page import Looker
from tests.cast import OPENS
from tests.stages.workshop_cast import reworded

PHUC, QUAN = Reader("phuc", OPENS), Reader("quan", OPENS)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def _made(site: Site, url: str) -> tuple[int, int]:
    """A bank that goes on from the shipped one, with a question in review."""
    database = Database(url)
    bank_id = banks.make_from(database, site.world.bank_version_id, "Soạn tiếp 2021", PHUC)
    found = looking.listing(database, bank_id, Filter(), 1, PHUC).found
    chosen = [Chosen(one.id, one.revision) for one in found[:3]]
    reviewing.move_many(database, bank_id, chosen, Wish(Move.SUBMIT), PHUC)
    last = [Chosen(found[2].id, 2)]
    reviewing.move_many(database, bank_id, last, Wish(Move.APPROVE, "Đã đối chiếu"), QUAN)
    database.close()
    return bank_id, found[0].id


@pytest.fixture
def bank(site: Site, sqlite_url: str) -> tuple[str, str]:
    """The bank's address and a question's."""
    with ThreadPoolExecutor(1) as thread:  # Playwright holds this thread's event loop
        bank_id, question_id = thread.submit(_made, site, sqlite_url).result()
    return f"/workshop/{bank_id}", f"/workshop/{bank_id}/questions/{question_id}"


def _elsewhere(url: str, question: str) -> None:
    """Quản writes the question meanwhile."""
    database = Database(url)
    bank_id, question_id = (int(part) for part in question.split("/")[2::2])
    now = questions.open_question(database, bank_id, question_id, QUAN)
    changed = reworded(now.question, "Câu hỏi do Quản viết lại trong lúc đó?")
    questions.write(database, bank_id, question_id, changed, now.revision, QUAN)
    database.close()


def test_every_page_of_the_workshop_fits_and_says_nothing_wrong(
    bank: tuple[str, str], page: Page, site: Site, sqlite_url: str
) -> None:
    look = Looker(page, site.url, "author")
    look.sign_in("quan")
    version = site.world.bank_version_id
    for path, name in (
        ("/workshop", "workshop"),
        ("/workshop/new", "workshop-new"),
        (bank[0], "workshop-bank"),
        (f"{bank[0]}?q=zzz", "workshop-nothing"),
        (f"{bank[0]}/settings", "workshop-settings"),
        (bank[1], "workshop-question"),
        (f"{bank[0]}/questions/new", "workshop-question-new"),
        (f"{bank[0]}/coverage", "workshop-coverage"),
        (f"{bank[0]}/publish", "workshop-publish"),
        (f"/workshop/compare?old={version}&new={version}", "workshop-compare"),
    ):
        look.visit(path, name)
    page.goto(site.url + bank[1])
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_elsewhere, sqlite_url, bank[1]).result()
    page.locator("[name=stem]").fill("Câu hỏi của tôi?")
    look.send("Lưu nháp")
    look.look("workshop-clash")
    look.visit(f"{bank[1]}/history", "workshop-history")
    page.goto(site.url + bank[0])
    page.locator("[name=until]").fill("2021-05-23T07:00")
    look.send("Niêm phong")
    look.look("workshop-sealed")
    assert not look.wrong, "\n".join(look.wrong)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_question_is_previewed_while_it_is_typed_and_saved_by_keyboard(
    bank: tuple[str, str], page: Page, site: Site, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    Looker(page, site.url, "author").sign_in("phuc")
    page.goto(f"{site.url}{bank[0]}/questions/new")
    page.locator("[name=stem]").fill("Ai bầu ra đại biểu Hội đồng nhân dân?")
    options = page.locator("[name=option]")
    for place, text in enumerate(("Cử tri", "Chính phủ", "Quốc hội")):
        options.nth(place).fill(text)
    seen = page.locator("#seen")
    expect(seen.locator("legend")).to_have_text("Câu 1. Ai bầu ra đại biểu Hội đồng nhân dân?")
    expect(seen.locator("label")).to_have_count(3)
    expect(seen.locator("[type=radio]")).to_have_count(3)
    page.locator("[name=key]").nth(0).check()
    page.locator("[name=key]").nth(1).check()
    expect(seen.locator("[type=checkbox]")).to_have_count(3)
    page.locator("[name=key]").nth(1).uncheck()
    page.locator("[name=stem]").press("Control+s")
    page.wait_for_url("**/questions/*?done=saved")
    expect(page.locator("[name=stem]")).to_have_value("Ai bầu ra đại biểu Hội đồng nhân dân?")
    expect(page.locator("[name=key]:checked")).to_have_count(1)


def test_enter_in_a_field_saves_instead_of_moving_an_option(
    bank: tuple[str, str], page: Page, site: Site
) -> None:
    """The first button of a form is what Enter presses."""
    Looker(page, site.url, "author").sign_in("phuc")
    page.goto(site.url + bank[1])
    page.locator("[name=shuffle]").press("Enter")
    page.wait_for_url("**/questions/*?done=saved")


def _with_an_address(url: str, question: str) -> None:
    """A stem with a word that no line breaks."""
    database = Database(url)
    bank_id, question_id = (int(part) for part in question.split("/")[2::2])
    now = questions.open_question(database, bank_id, question_id, QUAN)
    address = f"https://vanban.example/{'tracuuvanban' * 16}"
    changed = reworded(now.question, f"Theo {address}, ai bầu?")
    questions.write(database, bank_id, question_id, changed, now.revision, QUAN)
    database.close()


def test_a_word_that_no_line_breaks_makes_no_page_wider(
    bank: tuple[str, str], page: Page, site: Site, sqlite_url: str
) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_with_an_address, sqlite_url, bank[1]).result()
    look = Looker(page, site.url, "author")
    look.sign_in("quan")
    for path, name in ((bank[0], "long-bank"), (bank[1], "long-question")):
        look.visit(path, name)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert not look.wrong, "\n".join(look.wrong)
