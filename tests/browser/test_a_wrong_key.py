"""In a browser: a wrong key is found, corrected by two people, the preview read, the board's second
version published, the team chosen again, those affected told; the log tells the story. Each page
fits a phone and a desk.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from quiz.stages import choose, count, sit
from quiz.store import rows
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.browser.conftest import PHONE, Site, press
from tests.browser.test_every_page import Looker
from tests.cast import CLOSES, MINUTE, OPENS, add_person

NAMES = ("Phạm Văn Dũng", "Võ Thị Giang", "Bùi Thu Hà", "Lý Thị Khánh", "Mai Văn Lợi")
RIGHT = (22, 21, 20, 19, 16, 16, 10)
"""An, Bình, then NAMES: the fifth is the last member, the sixth the first reserve."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A question that the first reserve answered otherwise than its key says."""

    question: str
    chosen: int
    """The bank's index of that answer."""
    candidate: str


def publish_with_a_team(site: Site, url: str) -> Wrong:
    """Seven people have sat Vị Thanh's round; it is published and has a team."""
    database = Database(url)
    writer = Writer(database)
    writer.start()
    world = site.world
    district = world.districts["Thành phố Vị Thanh"]
    people = [world.people["An"], world.people["Bình"]]
    for number, name in enumerate(NAMES, 3):
        people.append(add_person(database, name, f"VT000{number}", district))
    asyncio.run(_sit(database, writer, site, people))
    published = count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    choose.confirm(
        writer, world.vi_thanh, choose.Seen(published.digest, 0), choose.Wanted(), "lan", CLOSES
    )
    statement = text(
        "SELECT a.paper, a.id, p.number FROM board_entry e JOIN attempt a ON a.id = e.attempt_id"
        " JOIN person p ON p.id = e.person_id WHERE e.position IN (5, 6) ORDER BY e.position"
    )
    last, first = database.read_now(lambda one: one.execute(statement).all())
    theirs = {question for question, _ in json.loads(last.paper)}
    attempt = database.read_now(lambda one: rows.read_attempt(one, first.id))
    item = next(one for one in reversed(attempt.paper.items) if one.question_id not in theirs)
    key = min(world.bank.by_id[item.question_id].key)
    order = item.order
    chosen = order[(order.index(key) + 1) % len(order)]
    writer.close()
    database.close()
    return Wrong(item.question_id, chosen, first.number)


async def _sit(database: Database, writer: Writer, site: Site, people: list[int]) -> None:
    world = site.world
    for minutes, (person, right) in enumerate(zip(people, RIGHT, strict=True), 5):
        attempt_id = await sit.start(database, writer, world.vi_thanh, person, OPENS)
        attempt = database.read_now(lambda one, it=attempt_id: rows.read_attempt(one, it))  # type: ignore[misc]
        for number, item in enumerate(attempt.paper.items, 1):
            place = item.order.index(min(world.bank.by_id[item.question_id].key))
            choice = place if number <= right else (place + 1) % len(item.order)
            await sit.answer(
                database,
                writer,
                attempt_id,
                person,
                question=number,
                choice=(choice,),
                seq=number,
                arrived=OPENS + 1000 * number,
            )
        await sit.submit(database, writer, attempt_id, person, OPENS + minutes * MINUTE)
    await count.settle_all(database, writer)


def as_staff(browser: Browser, site: Site, username: str) -> Looker:
    """Somebody's browser, signed in."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(15_000)
    looker = Looker(context.new_page(), site.url, username)
    looker.sign_in(username)
    return looker


def ask(so: Looker, work: str, wrong: Wrong) -> str:
    """The address of the decision that the province asked for."""
    so.visit("/staff/appeals", "desks")
    so.page.goto(f"{so.url}{work}/appeals")
    so.look("appeals")
    so.page.locator("[name=q]").fill(wrong.question)
    press(so.page.get_by_role("button", name="Tìm").first)
    so.look("decide-found")
    press(so.page.get_by_role("link", name=wrong.question).first)
    so.page.get_by_label("Thay đáp án", exact=True).check()
    so.page.locator(f"[name=key_{wrong.chosen}]").check()
    so.page.locator("[name=reason]").fill("Văn bản sửa đổi đã thay quy định này")
    so.look("decide")
    so.send("Lập đề nghị")
    expect(so.page.get_by_role("heading", name="Xem trước thay đổi")).to_be_visible()
    so.look("decision-own")
    assert so.page.get_by_role("button", name="Ký và áp dụng").count() == 0
    return so.page.url.removeprefix(so.url)


def choose_again(lan: Looker, work: str, candidate: str) -> None:
    page: Page = lan.page
    page.goto(f"{lan.url}{work}/team")
    expect(page.get_by_text("được chọn từ lần công bố trước")).to_be_visible()
    row = page.locator("form.seats tr", has_text=candidate)
    expect(row).to_contain_text("Thành viên")
    press(page.get_by_role("button", name="Xác nhận đội tuyển", exact=True))
    expect(page.get_by_text("lần 2").first).to_be_visible()


def tell_the_contestant(browser: Browser, site: Site) -> Looker:
    """An's own paper, with an appeal."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(15_000)
    an = Looker(context.new_page(), site.url, "contestant")
    an.page.goto(site.ticket_link("An"))
    an.page.wait_for_url("**/rounds/*")
    an.look("round-published")
    press(an.page.get_by_role("link", name="Xem lại bài làm lượt 1"))
    an.look("own-paper")
    press(an.page.get_by_role("link", name="Kiến nghị về câu này").last)
    an.page.locator("[name=words]").fill("Câu này theo luật hiện hành có hai phương án đúng.")
    an.send("Gửi kiến nghị")
    expect(an.page.get_by_text("đang xem xét")).to_be_visible()
    an.look("own-paper-appealed")
    return an


def test_a_wrong_key_is_corrected_by_two_and_the_team_chosen_again(
    chromium: Browser, site: Site, sqlite_url: str
) -> None:
    with ThreadPoolExecutor(1) as thread:  # Playwright holds this thread's event loop
        wrong = thread.submit(publish_with_a_team, site, sqlite_url).result()
    site.clock.set(CLOSES + 10 * MINUTE)
    work = f"/staff/rounds/{site.world.vi_thanh}"
    an = tell_the_contestant(chromium, site)
    so = as_staff(chromium, site, "so")
    decision = ask(so, work, wrong)
    quan = as_staff(chromium, site, "quan")
    quan.visit(decision, "decision-preview")
    moved = quan.page.locator("tr", has_text=wrong.candidate)
    expect(moved).to_contain_text("16 → 17")
    expect(moved).to_contain_text("Dự bị → Thành viên")
    quan.send("Ký và áp dụng")
    expect(quan.page.get_by_text("Đã ký", exact=True)).to_be_visible()
    quan.look("decision-signed")
    lan = as_staff(chromium, site, "lan")
    lan.visit(work, "round-old-team")
    expect(lan.page.get_by_text("được chọn từ lần công bố trước")).to_be_visible()
    choose_again(lan, work, wrong.candidate)
    lan.visit(f"{work}/boards/1", "board-old")
    expect(lan.page.get_by_text("đã được thay bằng lần 2")).to_be_visible()
    lan.visit(f"{work}/log", "story")
    told = lan.page.locator("main").inner_text()
    steps = (
        "Công bố bảng xếp hạng chính thức lần 1",
        "Xác nhận đội tuyển lần 1",
        "Đề nghị quyết định số 1",
        "Ký quyết định số 1",
        "Tính lại kết quả theo quyết định số 1",
        "Xác nhận đội tuyển lần 2",
    )
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    wrongs = [*an.wrong, *so.wrong, *quan.wrong, *lan.wrong]
    assert not wrongs, "\n".join(wrongs)
