"""Staff's accounts in a real browser: every page fits and says nothing wrong, and an official with
an old phone gets through, with and without script."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from quiz.rules import totp
from tests.browser.conftest import PHONE, Site, press
from tests.browser.test_every_page import Looker
from tests.cast import PASSWORD

CHOSEN = "thuyền giấy mưa chiều"


@pytest.fixture(autouse=True)
def asked_for_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of these tests asks for codes."""
    monkeypatch.setenv("QUIZ_TOTP", "on")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A browser of its own."""
    context = chromium.new_context(locale="vi-VN")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def code_of(site: Site, key_text: str) -> str:
    """What an app shows that was given the key."""
    key = base64.b32decode(key_text.replace(" ", ""))
    return totp.code_of(key, site.clock() // totp.STEP_MS)


def type_password(page: Page, site: Site, username: str, password: str = PASSWORD) -> None:
    page.goto(f"{site.url}/sign-in")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    press(page.get_by_role("button", name="Đăng nhập", exact=True))


def tie_app(page: Page, site: Site) -> str:
    """Give the first code; the key that the page showed."""
    key = page.locator(".enrol-key").inner_text()
    page.locator("[name=code]").fill(code_of(site, key))
    press(page.get_by_role("button", name="Xác nhận và vào hệ thống"))
    page.wait_for_selector(".codes")
    return key


def test_every_page_of_accounts_fits_and_says_nothing_wrong(
    site: Site, page: Page, chromium: Browser
) -> None:
    look = Looker(page, site.url, "administrator")
    type_password(page, site, "quan")
    page.wait_for_url("**/sign-in/code")
    look.look("enrol")
    page.locator("[name=code]").fill("000000")
    look.send("Xác nhận và vào hệ thống")
    look.look("enrol-wrong")
    tie_app(page, site)
    look.look("recovery-codes")
    press(page.get_by_role("link", name="Đã cất giữ các mã, vào hệ thống"))
    page.wait_for_url("**/province")
    look.visit("/admin/staff", "staff-list")
    look.visit("/admin/staff/new", "staff-new")
    page.locator("[name=username]").fill("to-chuc-phung-hiep")
    page.locator("[name=name]").fill("Công Tằng Tôn Nữ Nguyễn Phước Thị Diễm Phương")
    page.locator("[name=role]").select_option("organizer")
    look.send("Lập tài khoản")
    look.look("staff-new-refused")
    page.get_by_label("Huyện Phụng Hiệp").check()
    look.send("Lập tài khoản")
    look.look("staff-added")
    look.send("Tạo đường dẫn")
    look.look("staff-link")
    link = page.locator(".secret-link").inner_text()
    page.goto(f"{site.url}/admin/staff")
    press(page.get_by_role("link", name="quan", exact=True))
    look.look("staff-own")
    look.visit("/account", "account")
    assert not look.wrong, "\n".join(look.wrong)

    other = chromium.new_context(viewport=PHONE)
    owner = other.new_page()
    theirs = Looker(owner, site.url, "owner")
    owner.goto(link)
    assert "#" not in owner.url
    assert owner.locator("[name=token]").is_hidden()
    theirs.look("password-link")
    owner.locator("[name=password]").fill(CHOSEN)
    owner.locator("[name=again]").fill(CHOSEN)
    theirs.send("Đặt mật khẩu")
    theirs.look("password-set")
    assert owner.locator("[name=username]").input_value() == "to-chuc-phung-hiep"
    theirs.visit("/set-up", "set-up")
    type_password(owner, site, "to-chuc-phung-hiep", CHOSEN)
    tie_app(owner, site)
    owner.goto(f"{site.url}/account")
    theirs.send("Đăng xuất")
    site.clock.set(site.clock() + 60_000)
    type_password(owner, site, "to-chuc-phung-hiep", CHOSEN)
    owner.wait_for_url("**/sign-in/code")
    theirs.look("code")
    assert not theirs.wrong, "\n".join(theirs.wrong)
    other.close()


def test_without_script_a_link_is_pasted_and_codes_are_typed(
    site: Site, page: Page, chromium: Browser
) -> None:
    type_password(page, site, "quan")
    page.wait_for_url("**/sign-in/code")
    tie_app(page, site)
    page.goto(f"{site.url}/admin/staff")
    press(page.get_by_role("link", name="lan", exact=True))
    press(page.get_by_role("button", name="Tạo đường dẫn"))
    link = page.locator(".secret-link").inner_text()

    plain = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    owner = plain.new_page()
    owner.goto(link)
    owner.locator("[name=token]").fill(link)
    owner.locator("[name=password]").fill(CHOSEN)
    owner.locator("[name=again]").fill(CHOSEN)
    press(owner.get_by_role("button", name="Đặt mật khẩu"))
    owner.locator("[name=password]").fill(CHOSEN)
    press(owner.get_by_role("button", name="Đăng nhập", exact=True))
    assert owner.locator("[name=code]").get_attribute("inputmode") == "numeric"
    key = tie_app(owner, site)
    press(owner.get_by_role("link", name="Đã cất giữ các mã, vào hệ thống"))
    owner.wait_for_url("**/staff/rounds")
    press(owner.get_by_role("button", name="Đăng xuất"))
    site.clock.set(site.clock() + 60_000)
    type_password(owner, site, "lan", CHOSEN)
    owner.locator("#f-code").fill(code_of(site, key))
    press(owner.get_by_role("button", name="Xác nhận", exact=True))
    owner.wait_for_url("**/staff/rounds")
    plain.close()
