"""Tickets as sheets, cards, labels, lists and messages: what is in them, who gets them, what is
logged."""

import io
import re
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm
from sqlmodel import select

from quiz.documents.tickets import KINDS
from quiz.rules import ticket
from quiz.store.tables import AuditLog, Person
from tests.cast import Stage, Visitor, add_person
from tests.journeys.test_taking_files_away import cells
from tests.ways import code_of

URL = "/staff/people/tickets"


@pytest.fixture
def lan(quick_stage: Stage) -> Visitor:
    """The organiser of Vị Thanh, on the page where tickets are chosen."""
    visitor = quick_stage.staff("lan")
    visitor.get(URL)
    return visitor


def unit(stage: Stage, name: str = "Thành phố Vị Thanh") -> str:
    return str(stage.world.districts[name])


def logged(stage: Stage) -> list[AuditLog]:
    with stage.database.reading() as session:
        return [row for row in session.exec(select(AuditLog)) if row.action == "tickets.print"]


def test_one_page_offers_the_own_units_and_every_way_to_print(
    quick_stage: Stage, lan: Visitor
) -> None:
    page = lan.get(URL).text
    assert "UBND Thành phố Vị Thanh (2)" in page
    assert "Phụng Hiệp" not in page
    assert all(f'value="{kind}"' in page for kind in KINDS)
    quan = quick_stage.staff("quan")
    everywhere = quan.get(URL).text
    assert "Huyện Phụng Hiệp" in everywhere
    assert "Cách trình bày" not in everywhere
    assert "Cách trình bày" in quan.get(f"{URL}?district={unit(quick_stage)}").text


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_a_page_to_print_that_no_cache_keeps(
    quick_stage: Stage, lan: Visitor, kind: str
) -> None:
    answer = lan.post(URL, unit=unit(quick_stage), kind=kind)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    for name, number in (("Nguyễn Văn An", "VT0001"), ("Trần Thị Bình", "VT0002")):
        assert name in answer.text
        assert code_of(quick_stage, number) in answer.text
    assert answer.text.count("data:image/svg+xml") == (0 if kind == "list" else 2)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_a_word_file(quick_stage: Stage, lan: Visitor, kind: str) -> None:
    answer = lan.post(URL, unit=unit(quick_stage), kind=kind, format="docx")
    assert answer.headers["cache-control"] == "private, no-store"
    assert ".docx" in answer.headers["content-disposition"]
    made = Document(io.BytesIO(answer.content))
    in_tables = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(one.text for one in made.paragraphs), *in_tables])
    assert "Nguyễn Văn An" in text
    assert code_of(quick_stage, "VT0001") in text
    assert len(made.inline_shapes) == 0 or kind != "list"


def test_labels_are_three_by_eight_on_a4(quick_stage: Stage, lan: Visitor) -> None:
    for number in range(30):
        add_person(
            quick_stage.database,
            "Lê Văn Dũng",
            f"VT1{number:03d}",
            quick_stage.world.districts["Thành phố Vị Thanh"],
        )
    content = lan.post(URL, unit=unit(quick_stage), kind="labels", format="docx").content
    made: Any = Document(io.BytesIO(content))
    (table,) = made.tables
    assert (len(table.columns), len(table.rows)) == (3, 11)
    assert {round(row.height.mm) for row in table.rows} == {37}
    section = made.sections[0]
    assert 8 * Mm(37) <= section.page_height - section.top_margin - section.bottom_margin
    assert 3 * Mm(70) <= section.page_width - section.left_margin - section.right_margin


@pytest.mark.parametrize(
    ("plain", "begins"),
    [
        ("", "Thí sinh Nguyễn Văn An: số báo danh VT0001, mã dự thi "),
        ("1", "Thi sinh Nguyen Van An: so bao danh VT0001, ma du thi "),
    ],
)
def test_messages_hold_link_and_code_with_or_without_diacritics(
    quick_stage: Stage, lan: Visitor, plain: str, begins: str
) -> None:
    with quick_stage.database.writing() as session:
        session.get_one(Person, quick_stage.world.people["An"]).phone = "0912345678"
    answer = lan.post(URL, unit=unit(quick_stage), format="xlsx", plain=plain)
    (phone, *head), (to, *first), *rest = cells(answer.content)
    assert (phone, to) == ("Số điện thoại", "0912345678")
    assert head == ["Số báo danh", "Họ và tên", "Đơn vị", "Đường dẫn", "Mã dự thi", "Tin nhắn"]
    secret = quick_stage.app.state.site.secret
    link = f"http://testserver/enter#{ticket.ticket(secret, 'VT0001', 1)}"
    assert first[:5] == [
        "VT0001", "Nguyễn Văn An", "UBND Thành phố Vị Thanh", link, code_of(quick_stage, "VT0001"),
    ]  # fmt: skip
    assert first[5].startswith(begins)
    assert link in first[5]
    assert first[5].isascii() is bool(plain)
    assert len(rest) == 1


def test_each_making_is_logged_with_who_and_how_many_and_without_a_code(
    quick_stage: Stage, lan: Visitor
) -> None:
    lan.get(URL)
    assert logged(quick_stage) == []
    lan.post(URL, unit=unit(quick_stage), kind="labels", format="docx")
    lan.post(URL, unit=unit(quick_stage), format="xlsx")
    lan.post(URL, person=str(quick_stage.world.people["An"]), kind="sheet")
    rows = logged(quick_stage)
    where = f"unit:{unit(quick_stage)}"
    assert [(row.actor, row.subject, row.detail) for row in rows] == [
        ("lan", where, "kind=labels format=docx people=2 part=1/1"),
        ("lan", where, "kind=messages format=xlsx people=2 part=1/1"),
        ("lan", "VT0001", "kind=sheet format=page people=1 part=1/1"),
    ]
    codes = {code_of(quick_stage, number) for number in ("VT0001", "VT0002")}
    assert not any(code in f"{row}" for row in rows for code in codes)


def test_nobody_makes_tickets_of_a_foreign_district(quick_stage: Stage, lan: Visitor) -> None:
    foreign = {"unit": unit(quick_stage, "Huyện Phụng Hiệp")}
    chi = {"person": str(quick_stage.world.people["Chi"])}
    for fields in (foreign, chi, {"unit": "999999"}, {"person": "999999"}, {"unit": "x"}):
        assert lan.post(URL, **fields).status_code == 404
    for name in ("so", "phuc", "yen"):
        visitor = quick_stage.staff(name)
        assert visitor.post(URL, unit=unit(quick_stage)).status_code == 403
    assert logged(quick_stage) == []


def test_the_same_tickets_are_made_six_times_an_hour(quick_stage: Stage, lan: Visitor) -> None:
    sent = {"unit": unit(quick_stage), "kind": "list"}
    statuses = [lan.post(URL, **sent).status_code for _ in range(7)]
    assert statuses == [200] * 6 + [429]
    assert lan.post(URL, **(sent | {"kind": "cards"})).status_code == 200


def test_a_large_unit_is_printed_in_parts(
    quick_stage: Stage, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quiz.stages.people.SHEET_TICKETS", 1)
    first = lan.post(URL, unit=unit(quick_stage)).text
    assert "2 thẻ, phần 1 trên 2" in first
    fields = dict(re.findall(r'name="(unit|kind|part)" value="([^"]*)"', first))
    second = lan.post(URL, **fields).text
    assert "phần 2 trên 2" in second
    assert ("Nguyễn Văn An" in first, "Trần Thị Bình" in second) == (True, True)
    assert 'name="part"' not in second
