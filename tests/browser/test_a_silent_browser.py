"""A browser that is waited for too long is ended: whoever waits for it goes on with an error."""

import threading

import pytest
from playwright.sync_api import BrowserContext, Error

from tests.browser.conftest import end_browsers


def test_whoever_waits_for_a_browser_that_is_ended_goes_on(phone: BrowserContext) -> None:
    page = phone.new_page()
    threading.Timer(1, end_browsers).start()
    with pytest.raises(Error, match=r"closed|crashed"):
        page.evaluate("new Promise(() => {})")
