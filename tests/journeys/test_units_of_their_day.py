"""Every page and every file about a contest that is over is byte for byte what it was when somebody
moves afterwards; who sees the person and who the results go different ways from then on."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlmodel import select

from quiz.rules.access import ROUTES
from quiz.rules.appealing import Subject
from quiz.rules.deciding import Ruling
from quiz.store.tables import Staff, StaffDistrict
from tests.cast import Stage, Visitor, staged
from tests.committee import Committee
from tests.published import FAR, NOW, OFFICE, OVER_RULES, PHUNG_HIEP, Over, an_appeals, over

ABOUT = [
    route.removeprefix("GET ")
    for route in ROUTES
    if route.startswith("GET ") and re.search(r"\{(round|contest|attempt)_id\}", route)
]
"""Pages and files of a round, a contest or an attempt."""
SUFFIXES = ("xlsx", "csv", "docx", "json")
PACKED = (b"PK\x03\x04",)


@dataclass(frozen=True)
class After:
    """The contest that is over, and a browser for each who looks: hoa organises Phụng Hiệp."""

    stage: Stage
    over: Over
    visitors: dict[str, Visitor]

    def addresses(self) -> list[str]:
        """Every address to look at."""
        made, found = self.over, []
        attempt = Committee(made.database, made.writer, made.world).attempt_of(made.an)
        values = {
            "round_id": made.world.vi_thanh,
            "contest_id": made.world.contest_id,
            "attempt_id": attempt,
            "decision_id": 1,
            "board_version": 1,
        }
        for path in ABOUT:
            for suffix in SUFFIXES if "{suffix}" in path else ("",):
                asked = path.format(**values, suffix=suffix)
                found.append(asked)
                if asked.endswith("/board"):
                    found.append(f"{asked}?unit={made.units[OFFICE]}")
                    found.append(f"{asked}?group={quote(f'Khối {OFFICE}')}")
                    found.append(f"{asked}?q=an")
                if asked.endswith("/decide"):
                    found.append(f"{asked}?number=VT0001")
        return [*found, "/staff/rounds", "/staff/appeals", "/province", "/"]

    def seen(self) -> dict[str, tuple[int, bytes]]:
        """What everybody sees at each address, of a server that has kept nothing from before."""
        found = {}
        settings, world = self.stage.settings, self.stage.world
        with staged(settings.data, settings.url, world=world) as fresh:
            fresh.clock.now = self.stage.clock.now
            for who, visitor in self.visitors.items():
                looks = Visitor(fresh.app, fresh.loop)
                looks.client.cookies.update(visitor.client.cookies)
                for address in self.addresses():
                    if who != "stranger" and re.search(r"^/(rounds|contests)/\d+/board\.", address):
                        continue  # the same files for everybody, six an hour
                    answer = looks.get(address)
                    found[f"{who} {address}"] = answer.status_code, plain(answer.content)
        return found


def plain(content: bytes) -> bytes:
    """Without what is another each time: form tokens, how an archive is packed and when."""
    if content.startswith(PACKED):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = sorted(set(packed.namelist()) - {"docProps/core.xml"})
            return b"\n".join(packed.read(name) for name in names)
    return re.sub(rb'((name="(form_token|once)" value|data-token)=")[^"]*', rb"\1", content)


@pytest.fixture
def after(database_url: str, tmp_path: Path) -> Iterator[After]:
    with staged(tmp_path, database_url, OVER_RULES) as stage:
        made = over(stage.database, stage.writer, stage.world)
        stage.clock.now = NOW
        committee = Committee(stage.database, stage.writer, stage.world)
        attempt = committee.attempt_of(made.an)
        committee.ask(Ruling.VOID_ATTEMPT, attempt_id=attempt, now=NOW)
        with stage.database.writing() as session:
            hoa = session.exec(select(Staff).where(Staff.username == "hoa")).one()
            district = stage.world.districts[PHUNG_HIEP]
            session.add(StaffDistrict(staff_id=hoa.id or 0, district_id=district))
        people = {name: stage.contestant(name) for name in ("An", "Chi")}
        staff = {name: stage.staff(name) for name in ("lan", "hoa", "so", "quan")}
        yield After(stage, made, {"stranger": stage.stranger(), **people, **staff})


def differing(old: dict[str, tuple[int, bytes]], new: dict[str, tuple[int, bytes]]) -> set[str]:
    assert old.keys() == new.keys()
    return {address for address in old if old[address] != new[address]}


OF_UNITS = {
    *(f"/rounds/1/board{suffix}" for suffix in ("", ".xlsx", ".csv", ".json")),
    *(f"/contests/1/board{suffix}" for suffix in ("", ".xlsx", ".csv", ".json")),
    *(f"/staff/rounds/1/board{suffix}" for suffix in ("", ".xlsx", ".csv", ".json")),
    *(f"/province/contests/1/board{suffix}" for suffix in ("", ".xlsx", ".csv", ".json")),
    *(f"/staff/rounds/1/units{suffix}" for suffix in ("", ".xlsx", ".csv", ".json")),
    *(f"/province/contests/1/units{suffix}" for suffix in ("", ".xlsx", ".csv", ".json")),
    *(f"/staff/rounds/1/prizes{suffix}" for suffix in ("", ".xlsx", ".docx")),
    *(f"/staff/rounds/1/team{suffix}" for suffix in ("", ".xlsx", ".docx", "/changes")),
    *(f"/province/contests/1/advancing{suffix}" for suffix in (".xlsx", ".csv")),
    "/rounds/1/boards/1", "/staff/rounds/1/boards/1", "/rounds/1/units", "/contests/1/units",
    "/staff/rounds/1/appeals", "/staff/rounds/1/decisions/1", "/staff/rounds/1/fast",
    "/staff/rounds/1/participation", "/province/contests/1/participation",
    "/province/contests/1/teams", "/rounds/1", "/attempts/1/receipt",
    "/staff/rounds", "/staff/rounds/1", "/province",
}  # fmt: skip
"""Where units are told, or how many of whose roster took part."""


def test_every_page_and_file_is_byte_for_byte_what_it_was_before_the_move(after: After) -> None:
    before = after.seen()
    after.over.move(FAR)
    # lan may not open An's page any more, so no link leads there
    assert differing(before, after.seen()) == {"lan /staff/rounds/1/fast"}
    # the mutant: readers that ask where An is today
    with after.stage.database.write_engine.begin() as connection:
        connection.execute(text("DELETE FROM past_unit"))
    found = differing(before, after.seen())
    assert {address.split()[1].partition("?")[0] for address in found} == OF_UNITS


def test_the_old_district_keeps_the_results_and_the_new_one_has_the_person(after: After) -> None:
    stage, an = after.stage, f"/staff/people/{after.over.an}"
    lan, hoa, so = (after.visitors[name] for name in ("lan", "hoa", "so"))
    results = f"/staff/rounds/{stage.world.vi_thanh}"
    after.over.move(FAR)
    for page in ("board", "team", "appeals", "fast", "prizes"):
        shown = lan.get(f"{results}/{page}")
        assert (shown.status_code, "Nguyễn Văn An" in shown.text) == (200, True), page
        assert an not in shown.text
        assert hoa.get(f"{results}/{page}").status_code == 404
    tickets = f"/staff/people/tickets?person={after.over.an}"
    for address in (an, f"{an}/unit", tickets):
        assert lan.get(address).status_code == 404
        assert hoa.get(address).status_code == 200
    assert "Nguyễn Văn An" not in lan.get("/staff/people").text
    assert "Nguyễn Văn An" in hoa.get("/staff/people").text
    told = {name: after.visitors[name].get(an).text for name in ("hoa", "so")}
    assert FAR in told["hoa"]
    for said in ("Hạng 1 trên 5", "Thành phố Vị Thanh"):
        assert said in told["so"]
        assert said not in told["hoa"]
    assert an in so.get(f"{results}/fast").text


def test_an_appeal_after_the_move_goes_to_the_district_of_the_round(after: After) -> None:
    after.over.move(FAR)
    words = "Họ tên của tôi trên bảng xếp hạng còn thiếu."
    an_appeals(after.over, Subject.IDENTITY, words)
    appeals = f"/staff/rounds/{after.stage.world.vi_thanh}/appeals"
    shown = after.visitors["lan"].get(appeals).text
    assert words in shown
    assert OFFICE in shown
    assert after.visitors["hoa"].get(appeals).status_code == 404
    assert words not in after.visitors["hoa"].get("/staff/appeals").text


def test_an_finds_last_years_round_and_the_unit_of_then_beside_todays(after: After) -> None:
    after.over.move(FAR)
    an, world = after.visitors["An"], after.stage.world
    assert an.get("/rounds").headers["location"] == f"/rounds/{world.vi_thanh}"
    assert OFFICE in an.get(f"/rounds/{world.vi_thanh}").text
    assert an.get(f"/rounds/{world.phung_hiep}").status_code == 404
    page = an.get("/me").text
    assert OFFICE in page
    assert FAR in page
    assert FAR in an.get("/own-unit").text
    assert an.post(f"/rounds/{world.vi_thanh}/start").status_code == 409
