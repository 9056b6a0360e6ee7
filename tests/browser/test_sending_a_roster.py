"""A roster on a weak line: the page says how much has arrived, then shows the preview; without
script the browser sends the form itself."""

from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import Site
from tests.cast import PASSWORD
from tests.rosters import row, workbook

ROSTER = workbook([row("Lê Văn Sáu"), row("Trần Thị Bảy")])
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def choose(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/sign-in")
    page.fill("input[name=username]", "lan")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(f"{site.url}/staff/people/import")
    file: FilePayload = {"name": "ds.xlsx", "mimeType": EXCEL, "buffer": ROSTER}
    page.set_input_files("input[type=file]", files=file)


def test_the_page_tells_how_much_has_arrived_and_then_shows_the_preview(
    site: Site, phone: BrowserContext
) -> None:
    page = phone.new_page()
    choose(page, site)
    page.evaluate(
        """() => {
          window.told = [];
          new MutationObserver(() => {
            const status = document.querySelector("form p[role=status]");
            if (status && status.textContent) window.name += status.textContent + "|";
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }"""
    )
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước danh sách")).to_be_visible()
    assert "100 %" in page.evaluate("window.name")
    page.get_by_role("button", name="Ghi 2 thí sinh vào danh sách").click()
    expect(page.get_by_text("Đã thêm 2 thí sinh")).to_be_visible()
    assert "/staff/people?" in page.url


def test_a_line_that_breaks_says_that_nothing_is_lost_and_lets_people_send_again(
    site: Site, phone: BrowserContext
) -> None:
    page = phone.new_page()
    choose(page, site)
    phone.set_offline(True)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Mất kết nối, chưa ghi gì")).to_be_visible()
    phone.set_offline(False)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước danh sách")).to_be_visible()


def test_without_script_the_browser_sends_the_form(site: Site, plain_phone: BrowserContext) -> None:
    page = plain_phone.new_page()
    choose(page, site)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước danh sách")).to_be_visible()
