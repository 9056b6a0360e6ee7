"""A tired official on an old phone: enter, start, answer, lose the network, come back, submit."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.sitting import QUESTIONS, answers_in_the_ledger, choose, picture


def test_thirty_answers_with_ten_of_them_offline_all_arrive(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(site.ticket_link("An"))
    page.wait_for_url("**/rounds/*")
    assert "#" not in page.url
    picture(page, "round-phone")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/*")
    expect(page.locator(".q")).to_have_count(QUESTIONS)
    for number in range(1, 11):
        choose(page, number, number % 3)
    expect(page.locator("#count")).to_have_text(f"10/{QUESTIONS}")
    expect(page.locator("#c10 .state")).to_contain_text("Đã lưu lúc")
    picture(page, "paper-phone")

    phone.set_offline(True)
    for number in range(11, 21):
        choose(page, number, number % 3)
    expect(page.locator("#c20 .state")).to_have_text("Chưa lưu được, đang chờ mạng")
    expect(page.locator("#count")).to_have_text(f"10/{QUESTIONS}")
    picture(page, "paper-offline-phone")
    phone.set_offline(False)
    expect(page.locator("#count")).to_have_text(f"20/{QUESTIONS}")

    for number in range(21, 31):
        choose(page, number, number % 3)
    page.get_by_text("Nộp bài", exact=True).click()
    page.get_by_role("button", name="Xác nhận nộp bài").click()
    page.wait_for_url("**/receipt")
    expect(page.locator("main")).to_contain_text("30/30")
    expect(page.locator("main")).to_contain_text("Hạng 1 trên 1")
    picture(page, "receipt-phone")
    page.goto(f"{site.url}/rounds/{site.world.vi_thanh}/board")
    expect(page.locator("main")).to_contain_text("Nguyễn Văn An")
    picture(page, "board-phone")
    assert answers_in_the_ledger(sqlite_url) == {
        number: (number % 3,) for number in range(1, QUESTIONS + 1)
    }
    assert problems == []


def test_taps_made_offline_survive_a_reload_and_arrive_later(
    site: Site, phone: BrowserContext, sqlite_url: str
) -> None:
    page = phone.new_page()
    page.goto(site.ticket_link("An"))
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/*")
    page.route("**/answers", lambda route: route.abort())
    for number in range(1, 6):
        choose(page, number, 1)
    expect(page.locator("#c5 .state")).to_have_text("Chưa lưu được, đang chờ mạng")
    page.evaluate("window.onbeforeunload = null")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#c5 input").nth(1)).to_be_checked()
    expect(page.locator("#count")).to_have_text(f"0/{QUESTIONS}")
    page.unroute("**/answers")
    expect(page.locator("#count")).to_have_text(f"5/{QUESTIONS}")
    assert answers_in_the_ledger(sqlite_url) == dict.fromkeys(range(1, 6), (1,))


def enter_by_code(site: Site, page: Page) -> None:
    """Type the candidate number and the code of An's ticket."""
    page.goto(f"{site.url}/enter")
    page.get_by_label("Số báo danh").fill(site.world.numbers["An"].lower())
    page.get_by_label("Mã dự thi").fill(site.typed_code("An").lower().replace("-", " "))
    page.locator("main form button").first.click()
    page.wait_for_url("**/rounds/*")


def test_without_script_thirty_answers_are_saved_by_the_button_and_handed_in(
    site: Site, plain_phone: BrowserContext, sqlite_url: str
) -> None:
    page = plain_phone.new_page()
    enter_by_code(site, page)
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/*")
    for number in range(1, 11):
        choose(page, number, number % 3)
    page.get_by_role("button", name="Lưu bài").click()
    expect(page.locator("main")).to_contain_text(f"Bài làm đã được lưu: 10/{QUESTIONS}")
    picture(page, "paper-without-script-phone")

    for number in range(11, 21):
        choose(page, number, number % 3)
    plain_phone.set_offline(True)
    page.get_by_role("button", name="Lưu bài").click(no_wait_after=True)
    page.wait_for_timeout(500)
    plain_phone.set_offline(False)
    page.goto(f"{site.url}/rounds/{site.world.vi_thanh}")
    page.get_by_role("link", name="Tiếp tục làm bài").click()
    for number in range(1, 11):
        expect(page.locator(f"#c{number} input").nth(number % 3)).to_be_checked()

    for number in range(11, 31):
        choose(page, number, number % 3)
    page.get_by_text("Nộp bài", exact=True).click()
    page.get_by_role("button", name="Xác nhận nộp bài").click()
    page.wait_for_url("**/receipt")
    expect(page.locator("main")).to_contain_text("30/30")
    expect(page.locator("main")).to_contain_text("Hạng 1 trên 1")
    page.goto(f"{site.url}/rounds/{site.world.vi_thanh}/board")
    expect(page.locator("main")).to_contain_text("Nguyễn Văn An")
    assert answers_in_the_ledger(sqlite_url) == {
        number: (number % 3,) for number in range(1, QUESTIONS + 1)
    }
