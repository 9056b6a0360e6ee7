"""What the browser tests do to a paper, and what they read in its ledger.

They read through `Database`, never through Python's own sqlite3: two SQLite libraries in one
process do not see each other's locks, and the one that closes last removes the other's log.
"""

from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page, expect
from sqlalchemy import Connection, text

from quiz.rules.paper import Sheet, fold
from quiz.store import ledger
from quiz.store.database import Database
from tests.browser.conftest import PICTURES, Site, wants_pictures

QUESTIONS = 30
T = TypeVar("T")


def picture(page: Page, name: str) -> None:
    """A picture for `make pictures`."""
    if wants_pictures():
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png")


def choose(page: Page, number: int, position: int) -> None:
    """Tap an option of a question, as a thumb does: on its text."""
    option = page.locator(f"#c{number} label").nth(position)
    option.scroll_into_view_if_needed()
    option.click()


def read(sqlite_url: str, query: Callable[[Connection], T]) -> T:
    """What the query finds in the running server's database."""
    database = Database(sqlite_url)
    try:
        return database.read_now(query)
    finally:
        database.close()


def sheet(sqlite_url: str) -> Sheet:
    """The only attempt as the ledger tells it."""

    def query(connection: Connection) -> Sheet:
        attempt: int = connection.execute(text("SELECT id FROM attempt")).scalar_one()
        return fold(ledger.entries_of_attempt(connection, attempt))

    return read(sqlite_url, query)


def answers_in_the_ledger(sqlite_url: str) -> dict[int, tuple[int, ...]]:
    """Question number -> positions, folded from the only attempt's entries."""
    return sheet(sqlite_url).answers


def kinds_in_the_ledger(sqlite_url: str) -> list[str]:
    """The kinds of the only attempt's entries, in order."""
    statement = text("SELECT kind FROM entry WHERE attempt_id IS NOT NULL ORDER BY number")
    return read(sqlite_url, lambda one: list(one.execute(statement).scalars()))


def start(site: Site, page: Page) -> None:
    """An's paper, from the ticket's link."""
    enter(site, page)
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/attempts/*")
    expect(page.locator(".q")).to_have_count(QUESTIONS)
    expect(page.locator("#clock span")).to_have_text("Còn lại")


def enter(site: Site, page: Page) -> None:
    """An's round, from the ticket's link."""
    page.goto(site.ticket_link("An"))
    page.wait_for_url("**/rounds/*")


def saved(page: Page, count: int) -> None:
    """Wait until so many questions are told to be saved."""
    expect(page.locator("#count")).to_have_text(f"{count}/{QUESTIONS}")
