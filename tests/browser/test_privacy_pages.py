"""The pages about personal data fit a phone and a desk; the notice is confirmed in the lobby or
with the start."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from quiz.store.database import Database
from tests.browser.conftest import Site
from tests.browser.test_every_page import Busy, Looker, busy, page
from tests.cast import OPENS

__all__ = ["busy", "page"]


def forget_the_notice(url: str) -> None:
    database = Database(url)
    with database.writing() as session:
        session.connection().execute(text("UPDATE person SET notice = '', notice_at = NULL"))
    database.close()


def test_the_pages_of_personal_data_fit_and_say_nothing_wrong(busy: Busy, page: Page) -> None:
    look = Looker(page, busy.site.url, "privacy")
    look.visit("/privacy", "notice")
    page.goto(busy.site.ticket_link("An"))
    page.wait_for_url(re.compile("/rounds/"))
    look.visit("/me", "own")
    page.get_by_label("Xóa dữ liệu").check()
    page.locator("[name=words]").fill("Đề nghị xóa họ tên của tôi sau khi hội thi kết thúc.")
    look.send("Gửi đề nghị")
    look.look("own-asked")
    page.get_by_label("Xóa dữ liệu").check()
    page.locator("[name=words]").fill("Một lời khác")
    look.send("Gửi đề nghị")
    look.look("own-refused")
    for username in ("lan", "quan"):
        page.context.clear_cookies()
        look.sign_in(username)
        look.visit("/staff/requests", f"requests-{username}")
        look.visit("/staff/requests/1", f"request-{username}")
    look.visit("/admin/audit", "audit")
    look.visit("/admin/audit?actor=niemand", "audit-nothing")
    assert not look.wrong, "\n".join(look.wrong)


@pytest.mark.parametrize("early", [True, False])
def test_the_notice_is_confirmed_before_the_opening_or_with_the_start(
    site: Site, page: Page, sqlite_url: str, early: bool
) -> None:
    forget_the_notice(sqlite_url)
    look = Looker(page, site.url, "notice")
    site.clock.set(OPENS - 60_000 if early else OPENS)
    page.goto(site.ticket_link("An"))
    page.wait_for_url(re.compile("/rounds/"))
    if early:
        expect(page.locator("#auto")).to_have_count(0)
        look.look("lobby-unread")
        look.send("Đã đọc thông báo")
        expect(page.locator("#auto")).to_have_count(1)
        look.look("lobby-read")
        site.clock.set(OPENS)
        page.reload()
        page.get_by_role("button", name="Bắt đầu làm bài").click()
    else:
        look.look("start-unread")
        page.get_by_role("button", name="Đã đọc thông báo và vào thi").click()
    page.wait_for_url(re.compile("/attempts/"))
    assert not look.wrong, "\n".join(look.wrong)
