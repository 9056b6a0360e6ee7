"""An organiser gives time and the phones that sit see it: without a reload, also when the time was
just up, and also when the server had closed the attempt.
"""

import re
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from quiz.rules.extending import Wanted
from quiz.stages import extend
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.browser.conftest import Site
from tests.cast import OPENS

MORE = "Ban Tổ chức đã gia hạn thêm 20 phút."


def give(site: Site, url: str, minutes: int) -> None:
    """Lan gives An so much time; from another process, as it were."""

    def work() -> None:
        database = Database(url)
        writer = Writer(database)
        writer.start()
        wanted = Wanted(minutes, "Mất điện ở điểm thi", "0" * 32, site.world.numbers["An"])
        asked = extend.ask(writer, site.world.vi_thanh, wanted, "lan", OPENS)
        writer.close()
        database.close()
        assert asked.applied_to == 1

    with ThreadPoolExecutor(1) as thread:  # Playwright holds this thread's event loop
        thread.submit(work).result()


def set_deadline(url: str, seconds: float) -> None:
    """Let An's attempt be over so many seconds after the opening."""
    database = Database(url)
    with database.writing() as session:
        moved = {"deadline": OPENS + round(seconds * 1000)}
        session.connection().execute(text("UPDATE attempt SET deadline_at = :deadline"), moved)
    database.close()


def start(site: Site, phone: BrowserContext) -> Page:
    """An on the paper."""
    page = phone.new_page()
    page.goto(site.ticket_link("An"))
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/*")
    page.evaluate("window.sameDocument = true")
    return page


def test_a_running_screen_hears_of_more_time_without_a_tap_or_a_reload(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = start(site, phone)
    expect(page.locator("#clock b")).to_have_text(re.compile(r"^(30:00|29:\d\d)$"))
    give(site, sqlite_url, 20)
    expect(page.locator("#more")).to_have_text(MORE, timeout=25_000)
    expect(page.locator("#more")).to_be_visible()
    expect(page.locator("#live")).to_have_text(MORE)
    expect(page.locator("#clock b")).to_have_text(re.compile(r"^49:\d\d$"))
    assert page.evaluate("window.sameDocument")


def test_the_next_reply_to_a_tap_tells_of_more_time(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = start(site, phone)
    page.route("**/clock", lambda route: route.abort())
    give(site, sqlite_url, 20)
    page.locator("#c1 label").first.click()
    expect(page.locator("#more")).to_have_text(MORE)
    assert page.evaluate("window.sameDocument")


def test_time_given_in_the_last_second_is_seen_before_the_paper_is_closed(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = start(site, phone)
    now = page.evaluate("JSON.parse(document.getElementById('page').textContent).now")
    set_deadline(sqlite_url, (now - OPENS) / 1000 + 6)
    page.reload()
    page.evaluate("window.sameDocument = true")
    give(site, sqlite_url, 20)
    expect(page.locator("#more")).to_have_text(MORE, timeout=10_000)
    expect(page.locator("#over")).to_be_hidden()
    page.locator("#c1 label").first.click()
    expect(page.locator("#c1 .state")).to_contain_text("Đã lưu lúc")
    assert page.evaluate("window.sameDocument")


def test_a_screen_that_was_closed_is_unlocked_when_there_is_more_time(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = start(site, phone)
    page.locator("#c1 label").first.click()
    expect(page.locator("#c1 .state")).to_contain_text("Đã lưu lúc")
    now = page.evaluate("JSON.parse(document.getElementById('page').textContent).now")
    set_deadline(sqlite_url, (now - OPENS) / 1000 + 4)
    page.reload()
    expect(page.locator("#over")).to_contain_text("Đã hết thời gian làm bài")
    expect(page.locator("#c2 input").first).to_be_disabled()
    page.wait_for_timeout(6_000)  # the worker has closed it by then
    give(site, sqlite_url, 20)
    expect(page.locator("#over")).to_be_hidden(timeout=25_000)
    page.locator("#c2 label").first.click()
    expect(page.locator("#c2 .state")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#count")).to_have_text("2/30")
