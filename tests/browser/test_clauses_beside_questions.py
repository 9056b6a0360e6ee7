"""The clause beside the question on a phone and on a desk: for an author, a reviewer who ticks, and
a contestant who reads the own paper. Long articles fit, unfold, and axe finds nothing.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from playwright.sync_api import Browser, expect

from question_bank.law_reading import read_law
from question_bank.question import LegalBasis
from quiz.rules.authoring import Move
from quiz.stages import laws
from quiz.stages.workshop import banks, looking, questions, reviewing
from quiz.stages.workshop.looking import Filter
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.store.database import Database
from quiz.store.sealing import Reader
from tests.browser.conftest import Site, press
from tests.browser.test_a_wrong_key import as_staff, publish_with_a_team
from tests.browser.test_every_page import Looker
from tests.cast import CLOSES, MINUTE, OPENS

PHUC = Reader("phuc", OPENS)
_CLAUSES = "\n".join(
    f"{clause}. Người chơi thứ {clause} được:\n"
    + "\n".join(f"{point}) Đi lượt {point} quanh sân đình trước giờ;" for point in "abcdđeghi")
    for clause in range(1, 9)
)
LAW = "# Luật số 85/2015/QH13 | Trò chơi dân gian\n# Ngày có hiệu lực: 01/09/2015\n" + "".join(
    f"Điều {one}. Lượt chơi thứ {one} ở sân đình\n{_CLAUSES}\n" for one in range(1, 99)
)
"""A law of our own invention under the number that most questions of the shipped bank cite."""
BASES = ("85/2015/QH13, Điều 24", "85/2015/QH13, Điều 2, khoản 1", "85/2015/QH13, Điều 9, điểm a")


def _fill(site: Site, url: str) -> str:
    """The address of a question that waits for a reviewer."""
    publish_with_a_team(site, url)
    database = Database(url)
    found = read_law(LAW.encode(), "luat.txt")
    laws.keep(database, found, laws.told_by(found, "luat"), "quan", OPENS)
    bank_id = banks.make_from(database, site.world.bank_version_id, "Soạn tiếp 2021", PHUC)
    one = looking.listing(database, bank_id, Filter(), 1, PHUC).found[0]
    question = questions.open_question(database, bank_id, one.id, PHUC).question
    bases = tuple(basis for said in BASES if (basis := LegalBasis.parse(said)))
    changed = replace(question, legal_basis=bases)
    questions.write(database, bank_id, one.id, changed, one.revision, PHUC)
    revision = questions.open_question(database, bank_id, one.id, PHUC).revision
    reviewing.move_many(database, bank_id, [Chosen(one.id, revision)], Wish(Move.SUBMIT), PHUC)
    database.close()
    return f"/workshop/{bank_id}/questions/{one.id}"


def _own_paper(browser: Browser, site: Site) -> Looker:
    """An's own paper with every clause open."""
    an = as_contestant(browser, site)
    press(an.page.get_by_role("link", name="Xem lại bài làm lượt 1"))
    an.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    expect(an.page.locator("section.clause").first).to_be_visible()
    an.look("own-paper-clauses")
    return an


def as_contestant(browser: Browser, site: Site) -> Looker:
    """An's browser, on the page of the round."""
    context = browser.new_context(locale="vi-VN")
    context.set_default_timeout(15_000)
    an = Looker(context.new_page(), site.url, "contestant")
    an.page.goto(site.ticket_link("An"))
    an.page.wait_for_url("**/rounds/*")
    return an


def test_clauses_beside_questions_fit_unfold_and_are_ticked(
    chromium: Browser, site: Site, sqlite_url: str
) -> None:
    with ThreadPoolExecutor(1) as thread:  # Playwright holds this thread's event loop
        question = thread.submit(_fill, site, sqlite_url).result()
    phuc = as_staff(chromium, site, "phuc")
    phuc.visit(question, "author-clauses")
    quan = as_staff(chromium, site, "quan")
    quan.visit(question, "reviewer-clauses")
    folded = quan.page.locator("blockquote.clause details").first
    line = folded.get_by_text("8. Người chơi thứ 8 được:")
    expect(line).to_be_hidden()
    folded.locator("summary").click()
    expect(line).to_be_visible()
    quan.look("reviewer-unfolded")
    expect(quan.page.get_by_text("chưa rõ khoản").last).to_be_visible()
    quan.page.get_by_label(BASES[0], exact=True).check()
    quan.send("Chỉ lưu đánh dấu")
    expect(quan.page.get_by_label(BASES[0], exact=True)).to_be_checked()
    site.clock.set(CLOSES + 10 * MINUTE)
    an = _own_paper(chromium, site)
    wrong = [*phuc.wrong, *quan.wrong, *an.wrong]
    assert not wrong, "\n".join(wrong)
