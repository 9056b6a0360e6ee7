"""The outbox: whatever happens to the page, the browser or its storage, no tap is lost silently."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect
from sqlalchemy import text

from quiz.store.database import Database
from quiz.web.contestant.paper import PLAIN_TAP
from tests.browser.conftest import PHONE, PROGRAM_OPTIONS, Site, chromium_program, press
from tests.browser.sitting import (
    answers_in_the_ledger,
    choose,
    enter,
    kinds_in_the_ledger,
    picture,
    saved,
    sheet,
    start,
)
from tests.cast import MINUTE, OPENS

WAITING = "Chưa lưu được, đang chờ mạng"
FAILING = "IDBFactory.prototype.open = () => { throw new DOMException('private mode'); };"
REFUSING = (
    "IDBFactory.prototype.open = () => {"
    " const asked = {}; setTimeout(() => asked.onerror(new Event('error'))); return asked; };"
)
HANGING = "IDBFactory.prototype.open = () => ({});"
FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };"


def cut(page: Page) -> None:
    """The taps do not get through, the pages do."""
    page.route("**/answers", lambda route: route.abort())


def reload(page: Page) -> None:
    """Load the page again, whatever it asks."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


@pytest.mark.parametrize("broken", [FAILING, REFUSING, HANGING, FULL])
def test_without_indexeddb_taps_are_kept_in_localstorage_and_survive_a_reload(
    site: Site, phone: BrowserContext, sqlite_url: str, broken: str
) -> None:
    phone.add_init_script(broken)
    page = phone.new_page()
    start(site, page)
    cut(page)
    choose(page, 1, 1)
    choose(page, 2, 2)
    expect(page.locator("#c2 .state")).to_have_text(WAITING)
    page.wait_for_function("localStorage.length === 1")
    reload(page)
    expect(page.locator("#c1 input").nth(1)).to_be_checked()
    page.unroute("**/answers")
    saved(page, 2)
    assert answers_in_the_ledger(sqlite_url) == {1: (1,), 2: (2,)}
    page.wait_for_function("localStorage.length === 0")


def test_taps_made_while_the_shelf_does_not_open_are_sent_in_the_end(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    phone.add_init_script(HANGING)
    page = phone.new_page()
    enter(site, page)
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/*")
    choose(page, 1, 0)
    choose(page, 1, 2)
    saved(page, 1)
    assert answers_in_the_ledger(sqlite_url) == {1: (2,)}


def test_what_localstorage_kept_while_indexeddb_failed_is_sent_once_it_works_again(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    start(site, page)
    cut(page)
    choose(page, 1, 1)
    expect(page.locator("#c1 .state")).to_have_text(WAITING)
    page.evaluate(f"() => {{ {FULL} }}")
    choose(page, 2, 2)
    page.wait_for_function("localStorage.length === 1")
    reload(page)
    expect(page.locator("#c2 input").nth(2)).to_be_checked()
    page.unroute("**/answers")
    saved(page, 2)
    assert answers_in_the_ledger(sqlite_url) == {1: (1,), 2: (2,)}


def test_a_browser_killed_with_unsent_taps_sends_them_when_it_is_opened_again(
    site: Site, chromium: Browser, tmp_path: Path, sqlite_url: str
) -> None:
    profile = tmp_path / "profile"

    def opened() -> BrowserContext:
        context = chromium.browser_type.launch_persistent_context(
            profile, executable_path=chromium_program(), args=PROGRAM_OPTIONS, viewport=PHONE
        )
        context.set_default_timeout(15_000)
        return context

    phone = opened()
    page = phone.new_page()
    start(site, page)
    choose(page, 1, 1)
    saved(page, 1)
    cut(page)
    for number in (2, 3, 4):
        choose(page, number, 2)
    expect(page.locator("#c4 .state")).to_have_text(WAITING)
    found = subprocess.run(
        ["pgrep", "-f", f"user-data-dir={profile}"], capture_output=True, text=True, check=True
    )
    for process in found.stdout.split():
        with suppress(ProcessLookupError):  # an earlier kill took it along
            os.kill(int(process), signal.SIGKILL)
    with suppress(Error):  # there is nothing left to close
        phone.close()
    (profile / "SingletonLock").unlink(missing_ok=True)
    assert answers_in_the_ledger(sqlite_url) == {1: (1,)}

    phone = opened()
    phone.clear_cookies()  # the browser may have written its cookies before the kill, or not
    page = phone.new_page()
    enter(site, page)
    page.get_by_role("link", name="Tiếp tục làm bài").click()
    page.get_by_role("button", name="Làm bài ở thiết bị này").click()
    saved(page, 4)
    assert answers_in_the_ledger(sqlite_url) == {1: (1,), 2: (2,), 3: (2,), 4: (2,)}
    phone.close()


def test_a_tap_is_written_as_the_server_reads_it_quickest(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    start(site, page)
    cut(page)
    sent: list[bytes] = []
    page.on("request", lambda one: sent.append(one.post_data_buffer or b""))
    choose(page, 1, 2)
    expect(page.locator("#c1 .state")).to_have_text(WAITING)
    reload(page)
    page.unroute("**/answers")
    saved(page, 1)
    taps = [body for body in sent if body.startswith(b"{")]
    assert len(taps) >= 2
    assert all(PLAIN_TAP.fullmatch(tap) for tap in taps)
    assert answers_in_the_ledger(sqlite_url) == {1: (2,)}


def test_handing_in_waits_for_unsent_taps_and_says_so(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    start(site, page)
    cut(page)
    choose(page, 1, 1)
    choose(page, 2, 1)
    expect(page.locator("#c1 .state")).to_have_text(WAITING)
    page.get_by_text("Nộp bài", exact=True).click()
    page.get_by_role("button", name="Xác nhận nộp bài").click()
    expect(page.locator("#say")).to_contain_text("Chưa gửi được 2 câu trả lời, đang chờ mạng")
    expect(page.locator("#c3 input").first).to_be_disabled()
    picture(page, "handing-in-waits-phone")
    assert kinds_in_the_ledger(sqlite_url) == ["start"]
    page.unroute("**/answers")
    page.wait_for_url("**/receipt")
    assert kinds_in_the_ledger(sqlite_url) == ["start", "answer", "answer", "submit"]


@pytest.mark.parametrize("status", [200, 403, 511])
def test_the_page_of_a_captive_portal_is_no_reply(
    site: Site, phone: BrowserContext, sqlite_url: str, status: int
) -> None:
    def portal(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body="<h1>Wi-Fi</h1>")

    page = phone.new_page()
    start(site, page)
    page.route("**/answers", portal)
    choose(page, 1, 1)
    expect(page.locator("#c1 .state")).to_have_text(WAITING)
    expect(page.locator("#over")).to_be_hidden()
    page.unroute("**/answers")
    saved(page, 1)
    assert answers_in_the_ledger(sqlite_url) == {1: (1,)}


def test_whoever_enters_again_after_the_session_ended_finds_the_unsent_taps_sent(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    start(site, page)
    cut(page)
    choose(page, 1, 1)
    expect(page.locator("#c1 .state")).to_have_text(WAITING)
    database = Database(sqlite_url)
    with database.writing() as session:
        revoke = "INSERT INTO revocation (at, session) SELECT 1, digest FROM session"
        session.connection().execute(text(revoke))
        session.connection().execute(text("DELETE FROM session"))
    database.close()
    page.wait_for_timeout(1_000)
    page.unroute("**/answers")
    press(page.get_by_role("link", name="Vào thi lại"))
    enter(site, page)
    page.get_by_role("link", name="Tiếp tục làm bài").click()
    saved(page, 1)
    assert answers_in_the_ledger(sqlite_url) == {1: (1,)}


def test_signing_out_with_unsent_taps_asks_first_and_then_wipes_them(
    site: Site, phone: BrowserContext
) -> None:
    page = phone.new_page()
    start(site, page)
    cut(page)
    choose(page, 1, 1)
    expect(page.locator("#c1 .state")).to_have_text(WAITING)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{site.url}/rounds/{site.world.vi_thanh}")
    asked: list[str] = []

    def answer(*, leave: bool) -> None:
        def hear(dialog: object) -> None:
            asked.append(dialog.message)  # type: ignore[attr-defined]
            dialog.accept() if leave else dialog.dismiss()  # type: ignore[attr-defined]

        page.once("dialog", hear)

    answer(leave=False)
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_timeout(500)
    assert len(asked) == 1
    assert "Còn 1 câu trả lời chưa gửi được" in asked[0]
    assert page.url.endswith(f"/rounds/{site.world.vi_thanh}")
    answer(leave=True)
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{site.url}/")
    assert len(asked) == 2
    assert page.evaluate(KEPT) == 0


KEPT = """async () => {
  const opening = indexedDB.open("quiz", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("outbox");
  await new Promise((done) => { opening.onsuccess = done; });
  const asked = opening.result.transaction("outbox").objectStore("outbox").count();
  await new Promise((done) => { asked.onsuccess = done; });
  opening.result.close();
  return asked.result + localStorage.length;
}"""


def test_signing_out_with_nothing_unsent_asks_nothing(site: Site, phone: BrowserContext) -> None:
    page = phone.new_page()
    start(site, page)
    choose(page, 1, 1)
    saved(page, 1)
    page.goto(f"{site.url}/rounds/{site.world.vi_thanh}")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{site.url}/")


def test_a_device_keeps_nothing_once_everything_is_sent_and_forgets_what_ended_long_ago(
    site: Site, phone: BrowserContext
) -> None:
    page = phone.new_page()
    enter(site, page)
    page.evaluate(
        "([old, running]) => { const taps = [{ question: 1, choice: [0], seq: 1 }];"
        " localStorage.outbox77 = JSON.stringify({ taps, deadline: old });"
        " localStorage.outbox78 = JSON.stringify({ taps, deadline: running }); }",
        [OPENS - 26 * 60 * MINUTE, OPENS + MINUTE],
    )
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/*")
    choose(page, 1, 1)
    saved(page, 1)
    page.wait_for_function("!('outbox77' in localStorage)")
    assert page.evaluate("'outbox78' in localStorage")
    page.evaluate("delete localStorage.outbox78")
    assert page.evaluate(KEPT) == 0


def test_taps_that_came_too_late_are_noted_as_late_and_the_receipt_says_so(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    start(site, page)
    cut(page)
    choose(page, 1, 1)
    choose(page, 2, 1)
    expect(page.locator("#c1 .state")).to_have_text(WAITING)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.unroute("**/answers")
    site.clock.set(OPENS + 31 * MINUTE)
    page.wait_for_timeout(2_500)
    page.goto(f"{site.url}/rounds/{site.world.vi_thanh}")
    page.get_by_role("link", name="Phiếu xác nhận nộp bài lượt 1").click()
    expect(page.locator("#unsent")).to_contain_text("Có 2 câu trả lời")
    picture(page, "receipt-late-phone")
    assert sheet(sqlite_url).answers == {}
    assert kinds_in_the_ledger(sqlite_url) == ["start", "expire", "late", "late"]
    page.reload()  # told again, but not sent again
    expect(page.locator("#unsent")).to_contain_text("Có 2 câu trả lời")
    assert kinds_in_the_ledger(sqlite_url) == ["start", "expire", "late", "late"]
    assert page.evaluate(KEPT) == 1  # there may be more time
