"""Every page as each kind of person sees it, on a phone and on a desk: nothing sticks out, nothing
is reported on the console (a breach of the content security policy would be), axe finds nothing."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import text

from quiz.rules.deciding import Proposed, Ruling
from quiz.rules.draft import Draft
from quiz.rules.round import Rules
from quiz.stages import appeals, choose, count, oversee, prepare, sit
from quiz.store.database import Database
from quiz.store.tables import Contest, Person
from quiz.store.writer import Writer
from tests.browser.conftest import DESK, PHONE, PICTURES, Site, press, wants_pictures
from tests.cast import CLOSES, MINUTE, OPENS, PASSWORD, World, add_person
from tests.finished import Sat, hand_in
from tests.question_bank.law_files import LAW

SIZES = {"phone": PHONE, "desk": DESK}
CARDS = (
    ".table-cards tr, .tiles > div, .side, .seal, .hero, .notice, .ticket, .q label, .empty,"
    " .error-summary, .choice, .field, .summary > div, .details, .btn, .board tr, .band, .nav"
)
STICKS_OUT = """cards => {
  const wide = [], page = document.documentElement;
  const tell = (one, what) => wide.push(
    `${what} ${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`);
  for (const one of document.querySelectorAll('body *')) {
    const box = one.getBoundingClientRect();
    if (box.width <= 1 || one.closest('.hidden-text, .skip, .table-scroll')) continue;
    const head = one.closest('thead');
    if (head && getComputedStyle(head).position === 'absolute') continue;
    const room = one.parentElement.closest(cards)?.getBoundingClientRect();
    if (room && room.width > 1 && (box.right > room.right + 1 || box.left < room.left - 1))
      tell(one, 'leaves its card:');
    if (box.right > page.clientWidth + 1) tell(one, 'leaves the page:');
  }
  if (page.scrollWidth > page.clientWidth) tell(page, `scrolls to ${page.scrollWidth}:`);
  for (const box of document.querySelectorAll('.table-box'))
    if (box.scrollWidth > box.clientWidth + 1 && !box.querySelector('.table-scroll'))
      tell(box, `scrolls to ${box.scrollWidth} of ${box.clientWidth}:`);
  return wide;
}"""
BANK_TEXT = """# Bầu cử
Câu 1. Công dân đủ bao nhiêu tuổi thì có quyền bầu cử?
A. 16 tuổi
*B. 18 tuổi
C. 20 tuổi
D. 21 tuổi
Câu 2. Câu hỏi này thiếu đáp án?
A. Có
B. Không
"""
CITED = LAW.replace("7/2015/QH13", "85/2015/QH13")
NAMES = (
    "Công Tằng Tôn Nữ Nguyễn Phước Thị Diễm Phương",
    *(f"Phạm Thị {name}" for name in ("Dung", "Giang", "Hà", "Khánh", "Loan", "Mai", "Ngọc")),
)
ROSTER = (
    "Họ và tên,Đơn vị,Huyện/Thị xã/Thành phố,Năm sinh\n"
    "Nguyễn Thị Thùy Dương,Phòng Nội vụ thành phố Vị Thanh,Thành phố Vị Thanh,1985\n"
    "Trần Văn Không Rõ,Sở Không Có Thật,Huyện Xa Lạ,1990\n"
)


@dataclass(frozen=True)
class Busy:
    """The contest in the middle: one round in each phase, a draft beside it."""

    site: Site
    attempts: dict[str, int]
    draft_id: int
    decision_id: int
    """One about An's attempt that waits."""


@pytest.fixture
def busy(site: Site, sqlite_url: str) -> Iterator[Busy]:
    """Vị Thanh published with a team, Phụng Hiệp open, one Long Mỹ over and one to come."""
    with ThreadPoolExecutor(1) as thread:  # Playwright holds this thread's event loop
        yield thread.submit(_get_busy, site, sqlite_url).result()


def _get_busy(site: Site, url: str) -> Busy:
    database = Database(url)
    writer = Writer(database)
    writer.start()
    world = site.world
    people = _sit(database, writer, world)
    chi = asyncio.run(sit.start(database, writer, world.phung_hiep, world.people["Chi"], OPENS))
    published = count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    skips = {people["Bình"]: "Xin rút theo đơn ngày 05/4/2021"}
    seen = choose.Seen(published.digest, 0)
    choose.confirm(writer, world.vi_thanh, seen, choose.Wanted(skips), "lan", CLOSES)
    with database.writing() as session:
        for district, hours in (("Huyện Long Mỹ", -2), ("Thị xã Long Mỹ", 24)):
            opens = OPENS + hours * 60 * MINUTE
            session.connection().execute(
                text("UPDATE round SET opens_at = :opens, closes_at = :closes WHERE id = :id"),
                {"id": world.rounds[district], "opens": opens, "closes": opens + 60 * MINUTE},
            )
        an = session.connection().execute(
            text("SELECT id FROM attempt WHERE person_id = :an"), {"an": world.people["An"]}
        )
        attempts = {"An": an.scalar_one(), "Chi": chi}
    reason = "Thi hộ, theo biên bản số 3"
    proposed = Proposed(Ruling.VOID_ATTEMPT, reason, "0" * 32, attempt_id=attempts["An"])
    decision = appeals.ask(writer, world.vi_thanh, proposed, "so", CLOSES)
    busy = Busy(site, attempts, _draft(database, world), decision)
    _demand_time(database, world)
    writer.close()
    database.close()
    return busy


def _sit(database: Database, writer: Writer, world: World) -> dict[str, int]:
    """Ten people who have sat, one of them with a name as long as names get."""
    people = {name: world.people[name] for name in ("An", "Bình")}
    for number, name in enumerate(NAMES, 3):
        district = world.districts["Thành phố Vị Thanh"]
        people[name] = add_person(database, name, f"VT{number:04d}", district)
    finished = [Sat(person, 20 - place // 2, 5) for place, person in enumerate(people.values())]
    hand_in(database, writer, world.vi_thanh, finished)
    return people


def _demand_time(database: Database, world: World) -> None:
    """Let everybody have been faster than the rules' floor, so that what is said of it is seen."""
    with database.writing() as session:
        contest = session.get_one(Contest, world.contest_id)
        contest.rules = replace(Rules.load(contest.rules), floor_seconds=11).dump()
        session.get_one(Person, world.people["An"]).duty = "juror"


def _draft(database: Database, world: World) -> int:
    found = database.read_now(lambda one: oversee.contest(one, world.contest_id, OPENS))
    windows = dict.fromkeys(world.districts.values(), (OPENS, CLOSES))
    draft = Draft("Hội thi vòng hai", found.rules, world.bank_version_id, windows)
    return prepare.create_contest(database, draft, "so", OPENS)


class Looker:
    """Looks at pages and writes down what is wrong with them."""

    def __init__(self, page: Page, url: str, role: str) -> None:
        self.page, self.url, self.role = page, url, role
        self.wrong: list[str] = []
        self._console: list[str] = []
        page.on("pageerror", lambda error: self._console.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))

    def _hear(self, kind: str, said: str) -> None:
        refused = re.search(r"status of 4\d\d", said)
        if kind in {"error", "warning"} and not refused:
            self._console.append(said)

    def visit(self, path: str, name: str) -> None:
        """Open the page and look at it."""
        self.page.goto(self.url + path)
        self.look(name)

    def look(self, name: str) -> None:
        """At the page that is there, in both sizes."""
        for size, viewport in SIZES.items():
            self.page.set_viewport_size(viewport)
            where = f"{self.role} {name} {size}"
            wide: list[str] = self.page.evaluate(STICKS_OUT, CARDS)
            self.wrong += [f"{where}: {one}" for one in wide]
            found: dict[str, Any] = Axe().run(self.page).response
            for violation in found["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                self.wrong.append(f"{where}: axe {violation['id']}: {nodes}")
            if wants_pictures():
                PICTURES.mkdir(exist_ok=True)
                picture = PICTURES / f"every-{self.role}-{name}-{size}.png"
                self.page.screenshot(path=picture, full_page=True)
        self.wrong += [f"{self.role} {name}: {said}" for said in self._console]
        self._console.clear()

    def sign_in(self, username: str) -> None:
        """As staff."""
        self.page.goto(f"{self.url}/sign-in")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(PASSWORD)
        press(self.page.locator("main button"))
        assert "sign-in" not in self.page.url

    def send(self, button: str) -> None:
        """Press a button that posts."""
        press(self.page.get_by_role("button", name=button, exact=True))


def look_as_a_stranger(look: Looker, busy: Busy) -> None:
    world = busy.site.world
    for path, name in (
        ("/", "home"),
        ("/enter", "enter"),
        ("/sign-in", "sign-in"),
        (f"/rounds/{world.vi_thanh}/rules", "rules"),
        (f"/rounds/{world.vi_thanh}/board", "board"),
        (f"/rounds/{world.vi_thanh}/units", "units"),
        (f"/contests/{world.contest_id}/units?level=district", "units-districts"),
        (f"/rounds/{world.vi_thanh}/board?q=zzz", "board-nobody"),
        (f"/rounds/{world.phung_hiep}/board", "board-empty"),
        (f"/contests/{world.contest_id}/board", "board-contest"),
        (f"/contests/{world.contest_id}/board?unit={world.districts['Huyện Long Mỹ']}", "board-of"),
        (f"/rounds/{world.vi_thanh}/boards/1", "board-version"),
        (f"/contests/{world.contest_id}/units", "units-contest"),
        ("/components", "components"),
        ("/nope", "not-found"),
        ("/rounds", "sign-in-first"),
    ):
        look.visit(path, name)


def look_as_a_contestant(look: Looker, busy: Busy) -> None:
    world = busy.site.world
    for name, round_id in (("An", world.vi_thanh), ("Chi", world.phung_hiep)):
        look.page.context.clear_cookies()
        look.page.goto(busy.site.ticket_link(name))
        look.page.wait_for_url("**/rounds/*")
        look.visit(f"/rounds/{round_id}", f"round-{name.lower()}")
        look.visit(f"/attempts/{busy.attempts[name]}", f"attempt-{name.lower()}")
        look.visit(f"/attempts/{busy.attempts[name]}/paper", f"own-paper-{name.lower()}")
    look.visit(f"/rounds/{world.phung_hiep}/board", "board")


def look_as_an_author(look: Looker, busy: Busy) -> None:
    look.sign_in("phuc")
    for path, name in (
        ("/banks", "banks"),
        (f"/banks/{busy.site.world.bank_version_id}", "bank"),
        (f"/banks/{busy.site.world.bank_version_id}?q=zzz", "bank-nothing"),
        ("/statistics", "statistics"),
        (f"/statistics/rounds/{busy.site.world.vi_thanh}", "statistics-round"),
    ):
        look.visit(path, name)
    for summary in look.page.locator("summary").all():
        summary.click()
    look.look("statistics-round-opened")
    look.visit("/banks/upload", "upload")
    look.page.locator("summary").first.click()
    look.page.locator("[name=text]").fill(BANK_TEXT)
    press(look.page.locator("main form button").first)
    look.look("preview")
    look_at_laws(look)


def look_at_laws(look: Looker) -> None:
    """An empty library, a law, its amended edition with the questions that it touches."""
    look.visit("/laws", "laws-empty")
    for name, law in (("law", CITED), ("law-new", CITED.replace("Người chơi phải", "Trẻ em"))):
        look.visit("/laws/upload", f"{name}-upload")
        file: FilePayload = {"name": "luat.txt", "mimeType": "text/plain", "buffer": law.encode()}
        look.page.locator("[name=file]").set_input_files(file)
        look.send("Xem trước")
        look.look(f"{name}-preview")
        look.page.locator("[name=since]").fill("2020-07-01" if name == "law" else "2021-07-01")
        look.send("Đưa vào thư viện")
        look.look(f"{name}-affected")
    look.visit("/laws", "laws")
    look.visit("/laws/1", "law-text")
    look.page.locator("summary").first.click()
    look.look("law-form")
    look.visit("/laws/clause?basis=85/2015/QH13, Điều 2&basis=x&day=2021-05-23", "law-clause")
    look.visit("/banks/1", "bank-with-laws")
    look.page.locator("summary").first.click()
    look.look("bank-clause")


def look_as_an_organiser(look: Looker, busy: Busy) -> None:
    look.sign_in("lan")
    world = busy.site.world
    work = f"/staff/rounds/{world.vi_thanh}"
    for path, name in (
        ("/staff/rounds", "rounds"),
        (work, "round"),
        (f"{work}/board", "board"),
        (f"{work}/boards/1", "board-version"),
        (f"{work}/fast", "below-the-floor"),
        ("/staff/appeals", "desks"),
        (f"{work}/appeals", "appeals"),
        (f"{work}/decisions/{busy.decision_id}", "decision"),
        (f"{work}/log", "story"),
        (f"{work}/team", "team"),
        (f"{work}/prizes", "prizes"),
        (f"{work}/team/changes", "team-changes"),
        (f"{work}/extend", "extend-published"),
        (f"{work}/units", "units-ranking"),
        (f"{work}/participation", "participation"),
        ("/staff/units", "units"),
        (f"/staff/units/{world.districts['Thành phố Vị Thanh']}", "unit"),
        ("/staff/units/import", "units-import"),
        ("/staff/people", "people"),
        ("/staff/people?q=zzz", "people-nobody"),
        (f"/staff/people/{world.people['An']}", "person"),
        (f"/staff/people/tickets?unit={world.districts['Thành phố Vị Thanh']}", "tickets"),
        ("/statistics", "statistics"),
        (f"/statistics/rounds/{world.vi_thanh}", "statistics-round"),
        ("/staff/people/import", "import"),
    ):
        look.visit(path, name)
    roster: FilePayload = {"name": "a.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    look.page.locator("[name=file]").set_input_files(roster)
    look.page.locator("main form button").first.click()
    expect(look.page.get_by_role("heading", name="Xem trước danh sách")).to_be_visible()
    look.look("import-preview")
    look.page.goto(look.url + f"{work}/team")
    look.page.locator("[name^=skip_]").nth(2).check()
    look.send("Xem lại đề xuất")
    look.look("team-problem")
    look.page.goto(look.url + f"{work}/prizes")
    look.page.locator("[name=number]").fill("VT9999")
    look.page.locator("[name=reason]").fill("Sinh năm 1950")
    look.send("Trao giải")
    look.look("prizes-problem")
    look.page.locator("[name=number]").fill("VT0009")
    look.send("Trao giải")
    look.look("prizes-given")


def look_as_the_province(look: Looker, busy: Busy) -> None:
    look.sign_in("so")
    for path, name in (
        ("/province", "overview"),
        (f"/province/contests/{busy.site.world.contest_id}", "contest"),
        (f"/province/contests/{busy.site.world.contest_id}/board", "contest-board"),
        (f"/province/contests/{busy.site.world.contest_id}/prizes", "contest-prizes"),
        (f"/province/contests/{busy.site.world.contest_id}/amend", "amend"),
        ("/statistics", "statistics"),
        (f"/statistics/contests/{busy.site.world.contest_id}", "statistics-contest"),
        ("/staff/appeals", "desks"),
        (f"/staff/rounds/{busy.site.world.vi_thanh}/appeals", "appeals"),
        (f"/staff/rounds/{busy.site.world.vi_thanh}/decisions/{busy.decision_id}", "decision"),
        (f"/province/contests/{busy.draft_id}", "draft"),
        ("/province/contests/new", "contest-new"),
        (f"/province/contests/{busy.draft_id}/edit", "contest-edit"),
        ("/staff/rounds", "rounds"),
        (f"/staff/rounds/{busy.site.world.rounds['Huyện Long Mỹ']}", "round-closed"),
        (f"/staff/rounds/{busy.site.world.vi_thanh}/team", "team"),
        (f"/province/contests/{busy.site.world.contest_id}/teams", "teams"),
        (f"/province/contests/{busy.site.world.contest_id}/units", "units-ranking"),
        (f"/province/contests/{busy.site.world.contest_id}/participation", "participation"),
        (f"/province/contests/{busy.site.world.contest_id}/advancing", "advancing"),
        ("/staff/units", "units"),
        ("/staff/people", "people"),
    ):
        look.visit(path, name)
    look_at_giving_time(look, f"/staff/rounds/{busy.site.world.phung_hiep}")
    look_at_a_request(look, f"/staff/rounds/{busy.site.world.rounds['Huyện Long Mỹ']}")
    look.page.goto(look.url + "/province/contests/new")
    look.page.locator("[name=minutes]").fill("0")
    look.page.locator("[name=name]").fill("Hội thi")
    look.send("Lưu")
    look.look("contest-wrong")


def look_at_giving_time(look: Looker, work: str) -> None:
    """Somebody sits; a form that is refused, time that was given, a request that waits."""
    look.visit(work, "round-open")
    look.page.locator("summary", has_text="Gia hạn cho cả vòng thi").click()
    look.look("round-open-form")
    look.visit(f"{work}/extend?q=zzz", "extend-nobody")
    look.visit(f"{work}/extend", "extend")
    press(look.page.locator("table a").first)
    look.page.locator("[name=minutes]").fill("5")
    look.page.locator("[name=reason]").fill("Máy ở điểm thi bị hỏng từ 08:05 đến 08:10")
    look.send("Gia hạn cho thí sinh này")
    look.look("extend-given")
    look.page.locator("[name=number]").fill("XX9")
    look.page.locator("[name=minutes]").fill("5")
    look.page.locator("[name=reason]").fill("Mất điện")
    look.send("Gia hạn cho thí sinh này")
    look.look("extend-refused")


def look_at_a_request(look: Looker, work: str) -> None:
    """A round that has closed: what was asked for waits for somebody else to sign."""
    for username, name in (("so", "waiting-own"), ("quan", "waiting")):
        look.page.context.clear_cookies()
        look.sign_in(username)
        look.page.goto(look.url + work)
        if username == "so":
            look.page.locator("summary", has_text="Gia hạn cho cả vòng thi").click()
            look.page.locator("[name=minutes]").fill("200")
            look.page.locator("[name=reason]").fill("Mất điện cả huyện từ 08:00")
            look.send("Gia hạn cho cả vòng thi")
            look.look("extend-waiting")
        look.visit(work, name)
    look.send("Xác nhận gia hạn")
    look.look("extend-confirmed")
    look.page.context.clear_cookies()
    look.sign_in("so")


def look_at_a_conflict(look: Looker, busy: Busy, database: Database) -> None:
    """The form of a draft that moved while it was open."""
    look.sign_in("so")
    look.page.goto(look.url + f"/province/contests/{busy.draft_id}/edit")
    found = database.read_now(lambda one: oversee.contest(one, busy.draft_id, OPENS))
    longer: Rules = replace(found.rules, minutes=45)
    moved = replace(found.draft, rules=longer)
    prepare.revise_contest(database, busy.draft_id, moved, found.draft.digest, "quan", OPENS)
    look.page.locator("[name=minutes]").fill("20")
    look.send("Lưu")
    look.look("contest-moved")


ROLES = {
    "stranger": look_as_a_stranger,
    "contestant": look_as_a_contestant,
    "author": look_as_an_author,
    "organiser": look_as_an_organiser,
    "province": look_as_the_province,
}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="vi-VN")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_fits_and_says_nothing_wrong(
    busy: Busy, page: Page, role: str
) -> None:
    looker = Looker(page, busy.site.url, role)
    ROLES[role](looker, busy)
    assert not looker.wrong, "\n".join(looker.wrong)


def test_a_draft_that_moved_fits_too(busy: Busy, page: Page, sqlite_url: str) -> None:
    looker = Looker(page, busy.site.url, "province")
    database = Database(sqlite_url)
    look_at_a_conflict(looker, busy, database)
    database.close()
    assert not looker.wrong, "\n".join(looker.wrong)
