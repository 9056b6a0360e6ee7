"""Early at the round's page: it starts by itself for those who tick that, and shows the others the
button, in time, after sleep and through refusals."""

import json

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.sitting import QUESTIONS, enter, kinds_in_the_ledger, picture
from tests.browser.test_every_page import Looker
from tests.cast import MINUTE, OPENS

TICK = "Tự vào bài khi đến giờ mở"
BUTTON = "Bắt đầu làm bài"
SLEEP = """() => {
  // The wall clock goes on, the running time stands still.
  const real = Date.now;
  Date.now = () => real() + 600000;
}"""


def wait_for_the_opening(site: Site, page: Page, seconds: float) -> None:
    """An's round page, so many seconds before the opening."""
    site.clock.set(OPENS - round(seconds * 1000))
    enter(site, page)
    expect(page.locator("#countdown")).to_be_visible()


def be_at_once(page: Page) -> None:
    """Draw the shortest wait."""
    page.add_init_script("Math.random = () => 0")


def test_who_ticked_is_led_to_the_paper_within_five_seconds_of_the_opening(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    wait_for_the_opening(site, page, 6)
    box = page.get_by_label(TICK)
    expect(box).not_to_be_checked()
    expect(page.get_by_role("button", name=BUTTON)).to_be_hidden()
    box.check()
    picture(page, "countdown-phone")
    page.set_viewport_size(DESK)
    picture(page, "countdown-desk")
    page.set_viewport_size(PHONE)
    page.wait_for_url("**/attempts/*")
    expect(page.locator(".q")).to_have_count(QUESTIONS)
    assert OPENS <= site.clock() <= OPENS + 7_000
    assert kinds_in_the_ledger(sqlite_url) == ["start"]
    assert page.evaluate("sessionStorage.length") == 0


def test_the_waiting_page_fits_and_says_nothing_wrong(site: Site, phone: BrowserContext) -> None:
    page = phone.new_page()
    wait_for_the_opening(site, page, 3_600)
    looker = Looker(page, site.url, "contestant")
    looker.look("waiting")
    site.clock.set(OPENS - 1_000)
    page.reload()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    looker.look("opened")
    assert not looker.wrong


def test_who_did_not_tick_gets_the_button_without_a_single_request(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    wait_for_the_opening(site, page, 3)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    expect(page.locator("#say")).to_have_text("Vòng thi đã mở. Thí sinh có thể bắt đầu làm bài.")
    expect(page.locator(".phase")).to_contain_text("Đang mở. Thời gian: từ 08:00")
    picture(page, "opened-phone")
    page.wait_for_timeout(1_000)
    assert asked == []
    assert kinds_in_the_ledger(sqlite_url) == []
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url("**/attempts/*")


def test_the_tick_outlives_a_reload_and_a_page_loaded_after_the_opening_starts_too(
    site: Site, phone: BrowserContext
) -> None:
    page = phone.new_page()
    wait_for_the_opening(site, page, 60)
    page.get_by_label(TICK).check()
    page.reload()
    expect(page.get_by_label(TICK)).to_be_checked()
    site.clock.set(OPENS + MINUTE)
    page.reload()
    page.wait_for_url("**/attempts/*")


def test_a_phone_that_slept_over_the_opening_starts_when_it_wakes_and_the_network_is_back(
    site: Site, phone: BrowserContext
) -> None:
    page = phone.new_page()
    be_at_once(page)
    wait_for_the_opening(site, page, 500)
    page.get_by_label(TICK).check()
    page.wait_for_timeout(2_200)
    site.clock.set(OPENS + 2 * MINUTE)
    phone.set_offline(True)
    page.evaluate(SLEEP)
    page.wait_for_timeout(2_500)
    expect(page.locator("#countdown")).to_be_visible()
    phone.set_offline(False)
    page.wait_for_url("**/attempts/*")


LISTEN = """() => {
  const say = document.getElementById("say");
  const heard = new MutationObserver(() => hear(say.textContent));
  heard.observe(say, { childList: true, characterData: true, subtree: true });
}"""
"""Hears every word, however short it stands."""


def test_a_start_whose_reply_is_lost_or_refused_is_tried_again_and_the_page_says_so(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    told: list[str] = []

    def stumble(route: Route) -> None:
        if not told:
            route.fulfill(
                status=503,
                headers={"Retry-After": "1", "Content-Type": "application/json"},
                body=json.dumps({"code": "busy", "message": "bận"}),
            )
        elif len(told) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()
        told.append(route.request.url)

    page = phone.new_page()
    be_at_once(page)
    wait_for_the_opening(site, page, 2)
    said: list[str] = []
    page.expose_function("hear", lambda words: said.append(words))
    page.evaluate(LISTEN)
    page.route("**/start", stumble)
    page.get_by_label(TICK).check()
    expect(page.locator("#say")).to_contain_text("Nhiều thí sinh đang vào bài cùng lúc")
    expect(page.get_by_role("button", name=BUTTON)).to_be_disabled()
    picture(page, "start-busy-phone")
    page.wait_for_url("**/attempts/*")
    assert any("Chưa kết nối được với máy chủ" in words for words in said)
    assert len(told) == 3
    assert kinds_in_the_ledger(sqlite_url) == ["start"]


def test_the_button_keeps_trying_as_well(site: Site, phone: BrowserContext) -> None:
    page = phone.new_page()
    be_at_once(page)
    enter(site, page)
    phone.set_offline(True)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator("#say")).to_contain_text("Chưa kết nối được với máy chủ")
    phone.set_offline(False)
    page.wait_for_url("**/attempts/*")


def test_a_start_that_is_refused_for_good_says_why_and_is_not_repeated(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    enter(site, page)
    site.clock.set(OPENS + 121 * MINUTE)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator("#say")).to_contain_text("Vòng thi đã kết thúc lúc")
    expect(page.get_by_role("button", name=BUTTON)).to_be_enabled()
    assert kinds_in_the_ledger(sqlite_url) == []


def test_without_script_a_sentence_and_a_link_lead_to_the_start(
    site: Site, plain_phone: BrowserContext
) -> None:
    page = plain_phone.new_page()
    site.clock.set(OPENS - MINUTE)
    page.goto(f"{site.url}/enter")
    page.get_by_label("Số báo danh").fill(site.world.numbers["An"])
    page.get_by_label("Mã dự thi").fill(site.typed_code("An"))
    page.locator("main form button").first.click()
    page.wait_for_url("**/rounds/*")
    expect(page.get_by_text("Khi đến giờ mở, đề nghị thí sinh tải lại trang này")).to_be_visible()
    expect(page.locator("#countdown")).to_be_hidden()
    expect(page.get_by_role("button", name=BUTTON)).to_be_hidden()
    picture(page, "countdown-without-script-phone")
    site.clock.set(OPENS)
    page.get_by_role("link", name="Tải lại trang").click()
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url("**/attempts/*")
