"""The network is away over the deadline: what was chosen meanwhile is kept on the phone. With more
time it is sent and counts; without, it is in the ledger as late and the person is told how many.
"""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from quiz.stages import void
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.browser.conftest import Site
from tests.browser.sitting import (
    answers_in_the_ledger,
    choose,
    kinds_in_the_ledger,
    picture,
    saved,
    start,
)
from tests.browser.test_more_time import give, set_deadline
from tests.browser.test_outbox import KEPT as ON_THE_DEVICE
from tests.browser.test_two_devices import take_over
from tests.cast import OPENS

WAITING = "Chưa lưu được, đang chờ mạng"
KEPT = "Câu trả lời chưa gửi vẫn giữ trên máy này"
ON_TIME, CHOSEN = {1: (0,)}, {1: (1,), 2: (2,), 3: (0,)}
CLOSED = ["start", "answer", "expire", "late"]


def paper(site: Site, phone: BrowserContext) -> Page:
    """An's paper with the first question saved."""
    page = phone.new_page()
    start(site, page)
    choose(page, 1, 0)
    saved(page, 1)
    return page


def choose_offline(page: Page) -> None:
    """Another option of the first question, and two more questions."""
    page.context.set_offline(True)
    for question, (position,) in CHOSEN.items():
        choose(page, question, position)
    expect(page.locator("#c3 .state")).to_have_text(WAITING)


@pytest.fixture
def page(site: Site, phone: BrowserContext, sqlite_url: str) -> Page:
    """The paper of somebody who was offline over the deadline, after the network's return."""
    page = paper(site, phone)
    set_deadline(sqlite_url, (site.clock() - OPENS) / 1000 + 6)
    page.reload()
    page.evaluate("window.sameDocument = true")
    choose_offline(page)
    for _ in range(150):
        if "expire" in kinds_in_the_ledger(sqlite_url):
            break
        time.sleep(0.1)  # the worker closes it
    phone.set_offline(False)
    expect(page.locator("#over")).to_contain_text("Đã hết thời gian làm bài")
    expect(page.locator("#over")).to_contain_text(KEPT)
    assert kinds_in_the_ledger(sqlite_url) == CLOSED
    return page


def counts(page: Page, sqlite_url: str) -> None:
    """Everything that was chosen is on the screen, told to be saved, and counts."""
    saved(page, 3)
    for question, (position,) in CHOSEN.items():
        expect(page.locator(f"#c{question} input").nth(position)).to_be_checked()
        expect(page.locator(f"#c{question} .state")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#over")).to_be_hidden()
    assert answers_in_the_ledger(sqlite_url) == CHOSEN


def test_what_came_too_late_is_not_told_to_be_saved(page: Page, sqlite_url: str) -> None:
    for question in CHOSEN:
        expect(page.locator(f"#c{question} .state")).to_have_text("Chưa lưu được")
    expect(page.locator("#count")).to_have_text("0/30")
    expect(page.locator("#live")).to_have_text("")
    picture(page, "too-late-phone")
    assert answers_in_the_ledger(sqlite_url) == ON_TIME


def test_with_more_time_the_screen_goes_on_and_sends_it(
    site: Site, page: Page, sqlite_url: str
) -> None:
    give(site, sqlite_url, 20)
    expect(page.locator("#over")).to_be_hidden(timeout=25_000)
    counts(page, sqlite_url)
    assert page.evaluate("window.sameDocument")
    assert kinds_in_the_ledger(sqlite_url) == [*CLOSED, "extend", *["answer"] * 3]
    choose(page, 4, 1)
    saved(page, 4)


def test_a_page_that_was_closed_and_is_opened_again_with_more_time_sends_it(
    site: Site, page: Page, sqlite_url: str
) -> None:
    url, phone = page.url, page.context
    page.close()
    give(site, sqlite_url, 20)
    again = phone.new_page()
    again.goto(url)
    counts(again, sqlite_url)
    assert kinds_in_the_ledger(sqlite_url) == [*CLOSED, "extend", *["answer"] * 3]


def test_a_page_that_died_before_it_heard_that_it_was_late_sends_it_with_more_time(
    site: Site, page: Page, sqlite_url: str
) -> None:
    numbered_as_sent = """async () => {
      const opening = indexedDB.open("quiz", 1);
      await new Promise((done) => { opening.onsuccess = done; });
      const box = opening.result.transaction("outbox", "readwrite").objectStore("outbox");
      const asked = box.openCursor();
      await new Promise((done) => { asked.onsuccess = done; });
      const kept = asked.result.value;
      for (const tap of kept.taps) { tap.seq -= kept.taps.length; delete tap.late; }
      const put = asked.result.update(kept);
      await new Promise((done) => { put.onsuccess = done; });
      opening.result.close();
    }"""
    page.evaluate(numbered_as_sent)
    url, phone = page.url, page.context
    page.close()
    give(site, sqlite_url, 20)
    again = phone.new_page()
    again.goto(url)
    counts(again, sqlite_url)
    assert kinds_in_the_ledger(sqlite_url) == [*CLOSED, "extend", *["answer"] * 3]


def test_without_more_time_it_is_late_and_the_receipt_tells_how_many_do_not_count(
    page: Page, sqlite_url: str
) -> None:
    page.get_by_role("link", name="Xem phiếu xác nhận").click()
    for _ in range(2):  # told again, but not sent again
        expect(page.locator("#unsent")).to_contain_text("Có 3 câu trả lời")
        assert answers_in_the_ledger(sqlite_url) == ON_TIME
        assert kinds_in_the_ledger(sqlite_url) == [*CLOSED, "late", "late"]
        page.reload()


def test_more_time_that_comes_after_the_receipt_finds_it_on_the_phone_too(
    site: Site, page: Page, sqlite_url: str
) -> None:
    page.get_by_role("link", name="Xem phiếu xác nhận").click()
    expect(page.locator("#unsent")).to_contain_text("Có 3 câu trả lời")
    give(site, sqlite_url, 20)
    page.reload()  # as the receipt says
    counts(page, sqlite_url)


def test_what_another_phone_answered_in_the_time_given_stays(
    site: Site, page: Page, second_phone: BrowserContext, sqlite_url: str
) -> None:
    page.get_by_role("link", name="Xem phiếu xác nhận").click()
    expect(page.locator("#unsent")).to_contain_text("Có 3 câu trả lời")
    give(site, sqlite_url, 20)
    second = second_phone.new_page()
    take_over(site, second)
    choose(second, 2, 3)
    saved(second, 2)
    page.reload()
    page.get_by_role("button", name="Làm bài ở thiết bị này").click()
    expect(page.locator("#c3 .state")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#c2 .state")).to_contain_text("câu trả lời mới hơn từ thiết bị khác")
    assert answers_in_the_ledger(sqlite_url) == CHOSEN | {2: (3,)}


def test_signing_out_after_it_was_told_to_be_late_asks_nothing_and_forgets_it(
    site: Site, page: Page
) -> None:
    page.get_by_role("link", name="Xem phiếu xác nhận").click()
    expect(page.locator("#unsent")).to_contain_text("Có 3 câu trả lời")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(f"{site.url}/rounds/{site.world.vi_thanh}")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{site.url}/")
    assert page.evaluate(ON_THE_DEVICE) == 0


def test_what_is_unsent_when_another_phone_hands_in_is_told_not_to_count(
    site: Site, phone: BrowserContext, second_phone: BrowserContext, sqlite_url: str
) -> None:
    first, second = paper(site, phone), second_phone.new_page()
    choose_offline(first)
    take_over(site, second)
    second.get_by_text("Nộp bài", exact=True).click()
    second.get_by_role("button", name="Xác nhận nộp bài").click()
    second.wait_for_url("**/receipt")
    phone.set_offline(False)
    panel = first.locator("#over")
    expect(panel).to_contain_text("Bài thi đã nộp lúc")
    expect(panel).to_contain_text("3 câu trả lời chưa gửi không được tính.")
    expect(first.locator("#c1 .state")).to_have_text("Chưa lưu được")
    first.get_by_role("link", name="Xem phiếu xác nhận").click()
    expect(first.locator("#unsent")).to_contain_text("Có 3 câu trả lời")
    assert answers_in_the_ledger(sqlite_url) == ON_TIME
    assert kinds_in_the_ledger(sqlite_url) == ["start", "answer", "take_over", "submit"]


def test_what_is_unsent_when_the_attempt_is_voided_is_told_not_to_count(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = paper(site, phone)
    choose_offline(page)
    found = re.search(r"/attempts/(\d+)", page.url)
    assert found
    attempt = int(found[1])

    def work() -> None:
        database = Database(sqlite_url)
        writer = Writer(database)
        writer.start()
        void.void(database, writer, attempt, "Nhầm đề thi", ("lan", "quan"), OPENS)
        writer.close()
        database.close()

    with ThreadPoolExecutor(1) as thread:  # Playwright holds this thread's event loop
        thread.submit(work).result()
    phone.set_offline(False)
    expect(page.locator("#over")).to_contain_text("Lượt thi này đã bị hủy")
    expect(page.locator("#over")).to_contain_text("3 câu trả lời chưa gửi không được tính.")
