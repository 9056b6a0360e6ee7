"""Two phones, one ticket: the second takes over by choice, the first says so and loses nothing."""

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK, Site
from tests.browser.sitting import (
    answers_in_the_ledger,
    choose,
    enter,
    kinds_in_the_ledger,
    picture,
    saved,
    start,
)
from tests.browser.test_every_page import Looker

ELSEWHERE = "Bài thi đang mở ở thiết bị khác"
HERE = "Làm bài ở thiết bị này"


def take_over(site: Site, page: Page) -> None:
    """Enter on another device and press the button."""
    enter(site, page)
    page.get_by_role("link", name="Tiếp tục làm bài").click()
    expect(page.locator("h1")).to_have_text(ELSEWHERE)
    picture(page, f"elsewhere-{page.viewport_size['width'] if page.viewport_size else 0}")
    page.get_by_role("button", name=HERE).click()
    expect(page.locator("#clock span")).to_have_text("Còn lại")


def test_unsent_taps_of_the_first_phone_survive_the_second_and_the_way_back(
    site: Site, phone: BrowserContext, second_phone: BrowserContext, sqlite_url: str
) -> None:
    first, second = phone.new_page(), second_phone.new_page()
    start(site, first)
    choose(first, 1, 0)
    saved(first, 1)
    phone.set_offline(True)
    for number in (2, 3, 4):
        choose(first, number, 0)
    expect(first.locator("#c2 .state")).to_have_text("Chưa lưu được, đang chờ mạng")

    take_over(site, second)
    choose(second, 2, 3)
    choose(second, 5, 3)
    saved(second, 3)

    phone.set_offline(False)
    panel = first.locator("#over")
    expect(panel).to_contain_text(ELSEWHERE)
    expect(panel).to_contain_text("Câu trả lời chưa gửi vẫn giữ trên máy này")
    expect(first.locator("#c6 input").first).to_be_disabled()
    picture(first, "elsewhere-told-phone")
    assert answers_in_the_ledger(sqlite_url) == {1: (0,), 2: (3,), 5: (3,)}

    first.get_by_role("link", name=HERE).click()
    saved(first, 5)
    expect(first.locator("#c2 input").nth(3)).to_be_checked()
    expect(first.locator("#over")).to_be_hidden()
    standing = {1: (0,), 2: (3,), 3: (0,), 4: (0,), 5: (3,)}
    assert answers_in_the_ledger(sqlite_url) == standing

    choose(second, 7, 1)
    expect(second.locator("#over")).to_contain_text(ELSEWHERE)
    choose(first, 2, 1)
    expect(first.locator("#c2 .state")).to_contain_text("Đã lưu lúc")
    assert answers_in_the_ledger(sqlite_url) == standing | {2: (1,)}
    second.get_by_role("link", name=HERE).click()
    saved(second, 6)
    assert answers_in_the_ledger(sqlite_url) == standing | {2: (1,), 7: (1,)}


def test_the_first_phone_says_so_without_a_tap_and_takes_back(
    site: Site, phone: BrowserContext, second_phone: BrowserContext, sqlite_url: str
) -> None:
    first, second = phone.new_page(), second_phone.new_page()
    start(site, first)
    choose(first, 1, 0)
    saved(first, 1)
    take_over(site, second)
    panel = first.locator("#over")
    expect(panel).to_contain_text(ELSEWHERE, timeout=25_000)
    expect(panel).not_to_contain_text("Câu trả lời chưa gửi")
    expect(first.locator("#c2 input").first).to_be_disabled()
    choose(second, 2, 3)
    saved(second, 2)
    first.get_by_role("link", name=HERE).click()
    saved(first, 2)
    expect(panel).to_be_hidden()
    kinds = ["start", "answer", "take_over", "answer", "take_over"]
    assert kinds_in_the_ledger(sqlite_url) == kinds


def test_the_first_phone_says_without_a_tap_that_the_second_has_handed_in(
    site: Site, phone: BrowserContext, second_phone: BrowserContext
) -> None:
    first, second = phone.new_page(), second_phone.new_page()
    start(site, first)
    take_over(site, second)
    panel = first.locator("#over")
    expect(panel).to_contain_text(ELSEWHERE, timeout=25_000)
    second.get_by_text("Nộp bài", exact=True).click()
    second.get_by_role("button", name="Xác nhận nộp bài").click()
    second.wait_for_url("**/receipt")
    expect(panel).to_contain_text("Bài thi đã nộp lúc", timeout=25_000)
    first.wait_for_url("**/receipt")


def test_taking_back_without_any_storage_still_sends_what_was_kept_in_memory(
    site: Site, phone: BrowserContext, second_phone: BrowserContext, sqlite_url: str
) -> None:
    phone.add_init_script(
        "for (const name of ['indexedDB', 'localStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no'); } });"
    )
    first, second = phone.new_page(), second_phone.new_page()
    start(site, first)
    phone.set_offline(True)
    choose(first, 1, 0)
    take_over(site, second)
    phone.set_offline(False)
    first.get_by_role("link", name=HERE).click()
    saved(first, 1)
    assert answers_in_the_ledger(sqlite_url) == {1: (0,)}


def test_handing_in_on_the_phone_that_does_not_sit_is_refused_and_offers_to_take_over(
    site: Site, phone: BrowserContext, second_phone: BrowserContext, sqlite_url: str
) -> None:
    first, second = phone.new_page(), second_phone.new_page()
    start(site, first)
    choose(first, 1, 0)
    saved(first, 1)
    take_over(site, second)
    first.get_by_text("Nộp bài", exact=True).click()
    first.get_by_role("button", name="Xác nhận nộp bài").click()
    expect(first.locator("#over")).to_contain_text(ELSEWHERE)
    assert kinds_in_the_ledger(sqlite_url) == ["start", "answer", "take_over"]
    first.get_by_role("link", name=HERE).click()
    expect(first.locator("#over")).to_be_hidden()
    first.get_by_text("Nộp bài", exact=True).click()
    first.get_by_role("button", name="Xác nhận nộp bài").click()
    first.wait_for_url("**/receipt")


def test_without_script_the_first_phone_s_form_is_carried_through_the_taking_over(
    site: Site, plain_phone: BrowserContext, chromium: Browser, sqlite_url: str
) -> None:
    first = plain_phone.new_page()
    first.goto(f"{site.url}/enter")
    first.get_by_label("Số báo danh").fill(site.world.numbers["An"])
    first.get_by_label("Mã dự thi").fill(site.typed_code("An"))
    first.locator("main form button").first.click()
    first.get_by_role("button", name="Bắt đầu làm bài").click()
    first.wait_for_url("**/attempts/*")
    desk = chromium.new_context(viewport=DESK, locale="vi-VN")
    second = desk.new_page()
    take_over(site, second)
    choose(second, 2, 3)
    saved(second, 1)
    choose(first, 1, 0)
    choose(first, 2, 0)
    first.get_by_role("button", name="Lưu bài").click()
    expect(first.locator("h1")).to_have_text(ELSEWHERE)
    expect(first.locator("main")).to_contain_text("chưa được ghi")
    picture(first, "elsewhere-without-script-phone")
    first.get_by_role("button", name=HERE).click()
    expect(first.locator("#c1 input").first).to_be_checked()
    expect(first.locator("#c2 input").nth(3)).to_be_checked()
    assert answers_in_the_ledger(sqlite_url) == {1: (0,), 2: (3,)}
    desk.close()


def test_the_pages_of_a_change_of_device_fit_and_say_nothing_wrong(
    site: Site, phone: BrowserContext, second_phone: BrowserContext
) -> None:
    first, second = phone.new_page(), second_phone.new_page()
    start(site, first)
    enter(site, second)
    second.get_by_role("link", name="Tiếp tục làm bài").click()
    expect(second.locator("h1")).to_have_text(ELSEWHERE)
    asked, told = Looker(second, site.url, "second"), Looker(first, site.url, "first")
    asked.look("elsewhere")
    second.get_by_role("button", name=HERE).click()
    expect(second.locator("#clock span")).to_have_text("Còn lại")
    choose(first, 1, 0)
    expect(first.locator("#over")).to_contain_text(ELSEWHERE)
    told.look("elsewhere-told")
    assert not asked.wrong + told.wrong


def test_signing_out_on_one_phone_leaves_the_paper_to_be_taken_over_by_choice(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    start(site, page)
    choose(page, 1, 0)
    saved(page, 1)
    page.goto(f"{site.url}/rounds/{site.world.vi_thanh}")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{site.url}/")
    take_over(site, page)
    saved(page, 1)
    assert answers_in_the_ledger(sqlite_url) == {1: (0,)}
