"""Entering by name, registering, putting a unit right, tickets: through the pages with and without
script; on a phone and a desk each fits and says nothing wrong."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import text

from quiz.rules.round import Rules
from quiz.rules.ways import EntryRules
from quiz.store.database import Database
from quiz.store.tables import Contest
from tests.browser.conftest import DESK, PHONE, Site, press
from tests.browser.test_every_page import Looker
from tests.cast import add_person

VI_THANH = "Thành phố Vị Thanh"


def open_ways(site: Site, url: str) -> None:
    """Both ways are open, and 60 people are in the office of Vị Thanh."""
    database = Database(url)
    with database.writing() as session:
        contest = session.get_one(Contest, site.world.contest_id)
        entry = EntryRules(by_name=True, open_entry=True)
        contest.rules = replace(Rules.load(contest.rules), entry=entry).dump()
        session.connection().execute(text("UPDATE person SET birth_year = 1969"))
    for number in range(60):
        name = "Công Tằng Tôn Nữ Nguyễn Phước Thị Diễm Phương" if number == 7 else "Lê Văn Dũng"
        add_person(database, name, f"VT1{number:03d}", site.world.districts[VI_THANH])
    database.close()


class Blind(Looker):
    """Walks the pages without looking at them."""

    def look(self, name: str) -> None:
        """Nothing: what looks is script."""


@pytest.mark.parametrize("script", [True, False])
def test_somebody_without_a_ticket_at_hand_gets_in_and_puts_the_unit_right(
    chromium: Browser, site: Site, sqlite_url: str, script: bool
) -> None:
    with ThreadPoolExecutor(1) as thread:  # Playwright holds this thread's event loop
        thread.submit(open_ways, site, sqlite_url).result()
    context = chromium.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=script)
    context.set_default_timeout(15_000)
    page = context.new_page()
    look = (Looker if script else Blind)(page, site.url, "entering")
    for walk in (by_name, own_unit, registering):
        walk(look, page, site)
    tickets(look, page)
    assert not look.wrong, "\n".join(look.wrong)
    context.close()


def by_name(look: Looker, page: Page, site: Site) -> None:
    page.goto(f"{site.url}/enter")
    look.look("enter")
    press(page.get_by_role("link", name="Tìm tên của mình theo đơn vị"))
    look.look("by-name")
    page.locator("[name=district]").select_option(label=VI_THANH)
    press(page.get_by_role("button", name="Tiếp tục"))
    page.locator("[name=unit]").select_option(label=f"UBND {VI_THANH}")
    press(page.get_by_role("button", name="Tiếp tục"))
    look.look("names")
    page.locator("[name=q]").fill("an")
    press(page.get_by_role("button", name="Xem"))
    press(page.get_by_role("link", name="N. V. An"))
    look.look("confirm")
    page.locator("[name=birth_year]").fill("1969")
    page.locator("[name=code]").fill("AAAAAAAAAA")
    press(page.get_by_role("button", name="Vào thi"))
    look.look("confirm-problem")
    page.locator("[name=code]").fill(site.typed_code("An").lower())
    press(page.get_by_role("button", name="Vào thi"))
    page.wait_for_url(re.compile(r"/rounds/\d+$"))
    look.look("round")


def own_unit(look: Looker, page: Page, _site: Site) -> None:
    press(page.get_by_role("link", name="Đơn vị công tác chưa đúng"))
    look.look("own-unit")
    page.locator("[name=unit]").select_option(label=f"UBND {VI_THANH}")
    press(page.get_by_role("button", name="Ghi đơn vị này"))
    look.look("own-unit-done")
    press(page.get_by_role("button", name="Đăng xuất"))
    page.wait_for_url(f"{look.url}/")


def registering(look: Looker, page: Page, site: Site) -> None:
    for other in (False, True):
        page.goto(f"{site.url}/enter/register")
        look.look("register")
        page.locator("[name=district]").select_option(label=VI_THANH)
        press(page.get_by_role("button", name="Tiếp tục"))
        page.locator("[name=unit]").select_option(label=VI_THANH)
        page.locator("[name=name]").fill("Phạm Thị Dung")
        page.locator("[name=birth_year]").fill("69")
        press(page.get_by_role("button", name="Đăng ký"))
        look.look("register-problem")
        page.locator("[name=birth_year]").fill("1969")
        press(page.get_by_role("button", name="Đăng ký"))
        if other:
            look.look("register-twin")
            press(page.get_by_role("button", name="Không phải, đăng ký người khác"))
        look.look("registered")
    page.goto(f"{site.url}/enter/register")
    page.locator("[name=district]").select_option(label=VI_THANH)
    press(page.get_by_role("button", name="Tiếp tục"))
    page.locator("[name=unit]").select_option(label=VI_THANH)
    page.locator("[name=name]").fill("Lê Văn Hùng")
    page.locator("[name=birth_year]").fill("1950")
    press(page.get_by_role("button", name="Đăng ký"))
    look.look("register-asked")
    press(page.get_by_role("button", name="Người khác: đăng ký thêm Lê Văn Hùng"))
    look.look("registered")
    press(page.get_by_role("button", name="Sửa thông tin vừa đăng ký"))
    look.look("register-right")
    page.locator("[name=name]").fill("Phạm Thị Dụng")
    press(page.get_by_role("button", name="Đăng ký"))
    look.look("registered")
    press(page.get_by_role("button", name="Vào thi"))
    page.wait_for_url(re.compile(r"/rounds/\d+$"))
    press(page.get_by_role("button", name="Đăng xuất"))
    page.wait_for_url(f"{look.url}/")


def tickets(look: Looker, page: Page) -> None:
    look.sign_in("lan")
    look.visit("/staff/people/tickets", "ticket-choice")
    for kind in ("sheet", "cards", "labels", "list"):
        look.visit("/staff/people/tickets", "ticket-choice")
        page.locator(f"[name=kind][value={kind}]").check()
        press(page.get_by_role("button", name="Xem để in"))
        look.look(f"tickets-{kind}")
    look.visit("/staff/people/moves", "moves-none")
    page.goto(f"{look.url}/staff/people?q=an")
    press(page.get_by_role("link", name="Nguyễn Văn An"))
    press(page.get_by_role("link", name="Chuyển đơn vị"))
    page.locator("[name=district]").select_option(label="Huyện Phụng Hiệp")
    press(page.get_by_role("button", name="Xem các đơn vị"))
    look.look("move")
    page.locator("[name=unit]").select_option(label="UBND Huyện Phụng Hiệp")
    page.locator("[name=reason]").fill("Đã chuyển công tác từ tháng 3")
    press(page.get_by_role("button", name="Đề nghị chuyển"))
    look.look("moves")


def test_labels_print_eight_rows_of_three_on_a_sheet_of_paper(
    chromium: Browser, site: Site, sqlite_url: str
) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(open_ways, site, sqlite_url).result()
    context = chromium.new_context(viewport=DESK, locale="vi-VN")
    page = context.new_page()
    look = Looker(page, site.url, "labels")
    look.sign_in("lan")
    for kind, pages in (("labels", 3), ("sheet", 62)):
        look.visit("/staff/people/tickets", "ticket-choice")
        page.locator(f"[name=kind][value={kind}]").check()
        press(page.get_by_role("button", name="Xem để in"))
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == pages
    context.close()
