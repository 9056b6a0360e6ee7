"""The import wizard in a browser: a Word file goes from drop to published version, mended in place,
in fewer than twenty clicks; every page of it fits a phone and a desk.
"""

import base64
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from quiz.store.database import Database
from tests.browser.conftest import DESK, Site
from tests.browser.test_every_page import Looker
from tests.journeys.bank_pages import TEXT
from tests.journeys.mending_pages import DOUBTFUL, right, word_file
from tests.stages.workshop_cast import make_bank

BAR = 20
OTHER = TEXT.replace("Câu 1. Hỏi một?\nA. một\n*B. hai", "Câu 1. Hỏi một?\n*A. một\nB. hai")
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  for (const kind of ["dragover", "drop"]) {
    document.body.dispatchEvent(
      new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true })
    );
  }
}"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESK, locale="vi-VN")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@dataclass
class Hand:
    """An author's hand: whatever it does to the page is counted."""

    page: Page
    count: int = 0

    def click(self, selector: str) -> None:
        self.count += 1
        self.page.click(selector)

    def key(self, name: str) -> None:
        self.count += 1
        self.page.keyboard.press(name)

    def drop(self, name: str, content: bytes) -> None:
        self.count += 1
        self.page.evaluate(DROP, [name, base64.b64encode(content).decode()])


def test_97_questions_with_3_doubtful_keys_are_published_in_under_20_clicks(
    site: Site, page: Page
) -> None:
    Looker(page, site.url, "author").sign_in("phuc")
    hand = Hand(page)
    page.goto(site.url + "/banks")
    hand.click('a[href="/banks/upload"]')
    page.wait_for_url("**/banks/upload")
    hand.drop("de-thi-2021.docx", word_file())
    doubtful = page.locator("[data-doubtful]")
    expect(doubtful).to_have_count(len(DOUBTFUL))
    page.wait_for_load_state()  # the keys are the script's
    for left, number in reversed(list(enumerate(reversed(DOUBTFUL)))):
        hand.key("n")
        expect(page.locator(f"#cau-{number}")).to_be_focused()
        expect(page.locator(f"#cau-{number} .source-line").first).to_contain_text(f"Câu {number}.")
        hand.click(f'[name="key-{number - 1}"][value="{right(number)}"]')
        expect(doubtful).to_have_count(left)
    expect(page.locator("main")).to_contain_text("Đáp án của 94 câu chỉ được nhận theo định dạng")
    expect(page.locator("#cau-1")).to_contain_text("Đáp án nhận theo chữ đậm")
    hand.click('button:has-text("Đồng ý dùng các đáp án này")')
    hand.click('button:has-text("Công bố phiên bản này")')
    page.wait_for_url(re.compile(r"/banks/\d+$"))
    expect(page.locator("h1")).to_have_text("de-thi-2021")
    expect(page.locator("main")).to_contain_text("97")
    print(f"clicks and keys from the list of banks to the version: {hand.count}")
    assert hand.count < BAR


def test_two_keys_clicked_before_the_server_answers_are_both_kept(site: Site, page: Page) -> None:
    Looker(page, site.url, "author").sign_in("phuc")
    page.goto(site.url + "/banks/upload")
    page.evaluate(DROP, ["de.docx", base64.b64encode(word_file()).decode()])
    expect(page.locator("[data-doubtful]")).to_have_count(3)
    chosen = [f'[name="key-{number - 1}"][value="{right(number)}"]' for number in DOUBTFUL]
    page.evaluate("(all) => all.forEach((one) => document.querySelector(one).click())", chosen)
    expect(page.locator("[data-doubtful]")).to_have_count(0)
    for number in DOUBTFUL:
        assert f"*{'ABCD'[right(number)]}. " in page.locator("#f-text").input_value()
    page.click('button:has-text("Đồng ý dùng các đáp án này")')
    expect(page.locator('button:has-text("Công bố phiên bản này")')).to_be_visible()


def test_a_key_clicked_before_the_script_has_come_is_judged_when_it_comes(
    site: Site, page: Page
) -> None:
    Looker(page, site.url, "author").sign_in("phuc")
    page.goto(site.url + "/banks/upload")
    held: list[Route] = []
    page.route("**/mend*.js*", lambda route: held.append(route))
    page.evaluate(DROP, ["de.docx", base64.b64encode(word_file()).decode()])
    expect(page.locator("[data-doubtful]")).to_have_count(3)
    page.locator(f'[name="key-{DOUBTFUL[0] - 1}"][value="{right(DOUBTFUL[0])}"]').check()
    expect(page.locator("[data-doubtful]")).to_have_count(3)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("[data-doubtful]")).to_have_count(2)


def test_what_is_typed_is_judged_when_the_field_is_left(site: Site, page: Page) -> None:
    Looker(page, site.url, "author").sign_in("phuc")
    page.goto(site.url + "/banks/upload")
    page.locator("summary", has_text="dán văn bản").click()
    page.locator("#f-text").fill(TEXT.replace("*B", "B", 1))
    page.click('button:has-text("Xem trước")')
    card = page.locator("#cau-1")
    card.locator("summary").click()
    card.locator("#f-bases-0").fill("luật bầu cử")
    card.locator("#f-bases-0").blur()
    expect(card.locator(".field-error")).to_contain_text("Không hiểu căn cứ “luật bầu cử”")
    expect(card.locator("#f-bases-0")).to_have_value("luật bầu cử")
    card.locator("#f-bases-0").fill("85/2015/QH13, Điều 2")
    card.locator("#f-bases-0").blur()
    expect(page.locator(".field-error")).to_have_count(0)
    page.locator('#cau-1 [name="key-0"]').first.check()
    expect(page.locator("[data-doubtful]")).to_have_count(0)
    assert "Căn cứ: 85/2015/QH13, Điều 2" in page.locator("#f-text").input_value()


@pytest.fixture
def bank(site: Site, sqlite_url: str) -> str:
    """The address of an empty working bank."""

    def make() -> int:
        database = Database(sqlite_url)
        bank_id = make_bank(database)
        database.close()
        return bank_id

    assert site.url
    with ThreadPoolExecutor(1) as thread:  # Playwright holds this thread's event loop
        return f"/workshop/{thread.submit(make).result()}"


def test_every_page_of_the_wizard_fits_and_says_nothing_wrong(
    site: Site, page: Page, bank: str
) -> None:
    look = Looker(page, site.url, "author")
    look.sign_in("phuc")
    look.visit(f"{bank}/import", "import-upload")
    page.evaluate(DROP, ["de.docx", base64.b64encode(word_file(12)).decode()])
    expect(page.locator("[data-doubtful]")).to_have_count(1)
    look.look("import-preview")
    page.locator("#cau-10 summary").click()
    look.look("import-mending")
    page.locator(f'[name="key-9"][value="{right(10)}"]').check()
    expect(page.locator("[data-doubtful]")).to_have_count(0)
    page.click('button:has-text("Đồng ý dùng các đáp án này")')
    page.click('button:has-text("Nhập vào ngân hàng")')
    page.wait_for_url("**/import/*?done=taken")
    look.look("import-taken")
    for text, there in ((TEXT, False), (OTHER, True)):
        page.goto(f"{site.url}{bank}/import")
        page.locator("summary", has_text="dán văn bản").click()
        page.locator("#f-text").fill(text)
        page.click('button:has-text("Xem trước")')
        page.click('button:has-text("Nhập vào ngân hàng")')
        if there:
            expect(page.locator("#meeting .clash")).to_have_count(1)
            look.look("import-meeting")
            page.click('button:has-text("Nhập vào ngân hàng")')
        page.wait_for_url("**/import/*?done=taken")
    page.click('button:has-text("Hoàn tác lần nhập này")')
    page.wait_for_url("**/import/*?done=undone")
    look.look("import-undone")
    look.visit(f"{bank}/import", "import-list")
    assert not look.wrong, "\n".join(look.wrong)
