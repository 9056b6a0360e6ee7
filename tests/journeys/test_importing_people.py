"""The organiser brings a roster in: sees what it would do, row by row, and only then writes."""

import asyncio
import base64
import hmac
import json
import re
import zlib
from io import BytesIO

import httpx2 as httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from quiz.rules import ticket
from quiz.rules.refusal import Refusal
from quiz.rules.roster import RosterRow
from quiz.stages import count, units
from quiz.store.tables import AuditLog, Person, Session, Unit
from quiz.web.packing import pack, unpack
from quiz.worker import tick
from tests.cast import CLOSES, MINUTE, OPENS, Stage, Visitor
from tests.finished import Sat, hand_in
from tests.rosters import row, workbook
from tests.stages.test_roster import BAD_FILES

SECRET = bytes(32)
GOOD = workbook([row(), row("Trần Thị Bảy", "Phòng Nội vụ"), row("Nguyễn Văn An", birth=1975)])


@pytest.fixture
def stage(quick_stage: Stage) -> Stage:
    units.load_units(quick_stage.database, units.shipped_units(), OPENS)
    return quick_stage


def import_(visitor: Visitor, data: bytes, name: str = "ds.xlsx") -> httpx.Response:
    visitor.get("/staff/people/import")
    return visitor.upload("/staff/people/import", name, data)


def send(visitor: Visitor, url: str, **fields: str) -> httpx.Response:
    """The preview's form, which is multipart because a roster is long."""
    parts = {name: (None, value) for name, value in fields.items()}
    return visitor.client.post(url, files={"form_token": (None, visitor.token), **parts})


def packed(response: httpx.Response) -> str:
    found = re.search(r'name="rows" value="([^"]*)"', response.text)
    assert found, response.text
    return found[1]


def confirm(visitor: Visitor, preview: httpx.Response) -> httpx.Response:
    """The preview's last button."""
    shown = re.search(r'name="shown" value="([0-9a-f]{16})"', preview.text)
    assert shown, preview.text
    url = "/staff/people/import/confirm"
    return send(visitor, url, rows=packed(preview), shown=shown[1])


def counts(stage: Stage) -> tuple[int, int, int]:
    with stage.database.reading() as session:
        return tuple(  # type: ignore[return-value]  # three tables
            len(session.exec(select(table)).all()) for table in (Person, Unit, AuditLog)
        )


def test_the_organiser_previews_confirms_and_confirms_again(stage: Stage) -> None:
    lan = stage.staff("lan")
    before = counts(stage)
    preview = import_(lan, GOOD)
    assert preview.status_code == 200
    assert "Lê Văn Sáu" in preview.text
    assert "Năm sinh: (trống) → 1975" in preview.text
    assert "Phòng Nội vụ, Thành phố Vị Thanh" in preview.text
    assert counts(stage) == before
    done = confirm(lan, preview)
    assert (done.status_code, done.headers["location"]) == (303, "/staff/people?added=2&changed=1")
    people, offices, logs = counts(stage)
    assert (people, offices, logs) == (before[0] + 2, before[1] + 1, before[2] + 1)
    again = confirm(lan, preview)
    assert again.headers["location"] == "/staff/people?added=0&changed=0"
    assert counts(stage) == (people, offices, logs)
    listed = lan.get("/staff/people?q=le+van+sau")
    assert "930-0001" in listed.text
    assert "Trần Thị Bảy" not in listed.text
    assert "không có gì thay đổi" in import_(lan, GOOD).text


def test_problems_are_shown_by_row_and_column_and_nothing_is_written(stage: Stage) -> None:
    lan = stage.staff("lan")
    before = counts(stage)
    rows = [row(), row("Trần Bảy", birth=80), row("Lý Tám", "Xã Hòa An", "Huyện Phụng Hiệp")]
    shown = import_(lan, workbook(rows))
    assert shown.status_code == 200
    assert re.search(r"Dòng 3</th>.*?Năm sinh", shown.text, re.DOTALL)
    assert "Huyện Phụng Hiệp không thuộc đơn vị được giao" in shown.text
    assert "/import/confirm" not in shown.text
    assert counts(stage) == before


def test_a_confirmation_is_checked_again(stage: Stage) -> None:
    lan = stage.staff("lan")
    foreign = RosterRow(2, "Lý Tám", "Xã Hòa An", "Huyện Phụng Hiệp")
    before = counts(stage)
    lan.get("/staff/people/import")
    rows = pack([foreign], stage.app.state.site.secret, "lan")
    refused = send(lan, "/staff/people/import/confirm", rows=rows)
    assert refused.status_code == 422
    assert "không thuộc đơn vị được giao" in refused.text
    assert counts(stage) == before


def test_a_doubtful_unit_is_chosen_on_the_page(stage: Stage) -> None:
    lan = stage.staff("lan")
    asked = import_(lan, workbook([row(unit="Xã Vi Tan")]))
    option = re.search(r'name="fix0" value="([^"]*Xã Vị Tân[^"]*)"', asked.text)
    assert option, asked.text
    value = option[1].replace("&#34;", '"')
    fixed = send(lan, "/staff/people/import/fix", rows=packed(asked), fix0=value)
    assert fixed.status_code == 200
    done = confirm(lan, fixed)
    assert done.headers["location"] == "/staff/people?added=1&changed=0"
    unfixed = send(lan, "/staff/people/import/fix", rows=packed(asked), fix0="")
    assert "Chưa ghi được" in unfixed.text


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_answered_with_a_sentence_and_nothing_is_written(
    stage: Stage, kind: str
) -> None:
    lan = stage.staff("lan")
    before = counts(stage)
    data, name = BAD_FILES[kind]
    answer = import_(lan, data, name)
    assert answer.status_code == 422
    assert "đề nghị" in answer.text.lower()
    assert counts(stage) == before


def test_a_file_beyond_the_limit_and_a_form_without_a_file_are_refused(stage: Stage) -> None:
    lan = stage.staff("lan")
    assert import_(lan, bytes(6_000_000)).status_code == 413
    lan.get("/staff/people/import")
    assert send(lan, "/staff/people/import").status_code == 422
    assert send(lan, "/staff/people/import/confirm").status_code == 422


@pytest.mark.parametrize(
    "rows",
    ["", "x", "eJw=", "AAAA", pack((), SECRET, "lan")[:-4], pack((), SECRET, "lan"), "é" * 9],
)
def test_rows_that_no_preview_made_are_refused(stage: Stage, rows: str) -> None:
    lan = stage.staff("lan")
    lan.get("/staff/people/import")
    for step in ("confirm", "fix"):
        assert send(lan, f"/staff/people/import/{step}", rows=rows).status_code == 422
    good = packed(import_(lan, GOOD))
    for fix in ("x", "[]", "[1,2,3,4]", "[" * 100_000, '["unit","a","b"]'):
        answer = send(lan, "/staff/people/import/fix", rows=good, fix0=fix)
        assert answer.status_code == 422
    assert send(lan, "/staff/people/import/confirm", rows=good, extra="1").status_code == 422


def test_rows_changed_after_the_preview_or_previewed_by_somebody_else_are_refused(
    stage: Stage,
) -> None:
    lan, quan = stage.staff("lan"), stage.staff("quan")
    secret, before = stage.app.state.site.secret, counts(stage)
    own = packed(import_(lan, GOOD))
    raw = bytearray(base64.b64decode(own))
    raw[0] ^= 1
    changed = base64.b64encode(raw).decode()
    unsigned = base64.b64encode(base64.b64decode(own)[32:]).decode()
    quan.get("/staff/people/import")
    for visitor, rows in (
        (lan, changed),
        (lan, unsigned),
        (lan, pack([RosterRow(2, "Lý Tám", "Xã Vị Tân")], bytes(32), "lan")),
        (quan, own),
    ):
        for step in ("confirm", "fix"):
            refused = send(visitor, f"/staff/people/import/{step}", rows=rows)
            assert refused.status_code == 422
            assert "Danh sách" in refused.text
    assert counts(stage) == before
    assert unpack(own, secret, "lan").rows


def test_an_answer_that_was_not_offered_is_refused(stage: Stage) -> None:
    lan = stage.staff("lan")
    asked = packed(import_(lan, workbook([row(unit="Xã Vi Tan")])))
    district = "Thành phố Vị Thanh"
    for chosen in ("Xã Hòa An", "\ud800", "\u202e", "x" * 501, "\u00d0"):
        fix = json.dumps(["unit", "Xã Vi Tan", district, chosen])
        refused = send(lan, "/staff/people/import/fix", rows=asked, fix0=fix)
        assert refused.status_code == 422
        assert "Tên đơn vị" in refused.text


def test_two_rows_of_one_line_with_a_broken_answer_are_no_fault_of_ours(stage: Stage) -> None:
    quan = stage.staff("quan")
    quan.get("/staff/people/import")
    people = [RosterRow(2, name, "Long Mỹ", number="VT0009") for name in ("Lý Tám", "Lý Chín")]
    rows = pack(people, stage.app.state.site.secret, "quan")
    fix = '["unit","Long Mỹ","","\\ud800"]'
    assert send(quan, "/staff/people/import/fix", rows=rows, fix0=fix).status_code == 422
    shown = send(quan, "/staff/people/import/confirm", rows=rows)
    assert shown.status_code == 422
    assert "đã có ở dòng 2" in shown.text


def test_more_text_than_a_form_carries_back_is_refused_with_a_sentence() -> None:
    wide = [RosterRow(line, "Lý", position="x" * 200) for line in range(60_000)]
    with pytest.raises(Refusal) as refused:
        pack(wide, SECRET, "lan")
    assert "chia thành nhiều tệp" in refused.value.sentence
    code = hmac.new(SECRET, b"roster\0lan\0" + (body := zlib.compress(bytes(20_000_000))), "sha256")
    with pytest.raises(Refusal):
        unpack(base64.b64encode(code.digest() + body).decode(), SECRET, "lan")


@pytest.mark.parametrize(
    "url", ["/staff/people", "/staff/people/import", "/staff/people/template.xlsx"]
)
def test_strangers_contestants_and_authors_see_no_roll(stage: Stage, url: str) -> None:
    assert stage.stranger().get(url).status_code == 401
    for visitor in (stage.contestant("An"), stage.staff("phuc")):
        assert visitor.get(url).status_code == 403


def test_only_those_who_write_the_roll_import_print_and_reissue(stage: Stage) -> None:
    so, an = stage.staff("so"), stage.world.people["An"]
    assert so.get("/staff/people").status_code == 200
    listed = so.get("/staff/people").text
    assert "/staff/people/import" not in listed
    assert "/staff/people/tickets" not in so.get(f"/staff/people/{an}").text
    for url in ("/staff/people/import", f"/staff/people/tickets?person={an}"):
        assert so.get(url).status_code == 403
    for visitor in (so, stage.staff("phuc"), stage.contestant("An")):
        assert visitor.post(f"/staff/people/{an}/reissue").status_code == 403
        assert import_(visitor, GOOD).status_code == 403
        assert send(visitor, "/staff/people/import/confirm", rows="x").status_code == 403


def test_a_foreign_person_or_unit_answers_exactly_like_a_missing_one(stage: Stage) -> None:
    lan, chi = stage.staff("lan"), stage.world.people["Chi"]
    foreign = stage.world.districts["Huyện Phụng Hiệp"]
    pairs = [
        (f"/staff/people/{chi}", "/staff/people/999999"),
        (f"/staff/people/tickets?person={chi}", "/staff/people/tickets?person=999999"),
        (f"/staff/people/tickets?unit={foreign}", "/staff/people/tickets?unit=999999"),
        (f"/staff/people?district={foreign}", "/staff/people?district=x"),
        (f"/staff/people?unit={foreign}", "/staff/people?unit=99999999999"),
    ]
    for theirs, missing in pairs:
        answers = [lan.get(url) for url in (theirs, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        texts = [re.sub(r'value="[^"]*"', "", answer.text) for answer in answers]
        assert texts[0] == texts[1]
    assert lan.post(f"/staff/people/{chi}/reissue").status_code == 404
    assert "Lê Thị Chi" not in lan.get("/staff/people").text
    assert "Lê Thị Chi" in stage.staff("quan").get("/staff/people").text


def test_the_sheet_holds_the_code_that_opens_the_paper_and_reissuing_revokes_it(
    stage: Stage,
) -> None:
    lan, an = stage.staff("lan"), stage.contestant("An")
    person, secret = stage.world.people["An"], stage.app.state.site.secret
    unit = stage.world.districts["Thành phố Vị Thanh"]
    lan.get(f"/staff/people/tickets?unit={unit}")
    sheet = lan.post("/staff/people/tickets", unit=str(unit)).text
    assert ticket.typed_code(secret, "VT0001", 1) in sheet
    assert "Trần Thị Bình" in sheet
    assert sheet.count("data:image/svg+xml") == 2
    both = lan.post("/staff/people/tickets", unit=str(unit), person=str(person))
    assert both.status_code == 422
    done = lan.post(f"/staff/people/{person}/reissue")
    assert done.headers["location"] == f"/staff/people/{person}?reissued=1"
    assert "Đã cấp lại thẻ" in lan.get(done.headers["location"]).text
    assert an.get("/rounds").status_code == 401
    sheet = lan.post("/staff/people/tickets", person=str(person)).text
    assert ticket.typed_code(secret, "VT0001", 1) not in sheet
    code = ticket.typed_code(secret, "VT0001", 2)
    assert code in sheet
    assert stage.stranger().post("/enter", number="VT0001", code=code).status_code == 303
    with stage.database.reading() as session:
        assert session.exec(select(Session)).all()


def test_the_template_is_read_back_and_knows_the_own_units_only(stage: Stage) -> None:
    lan = stage.staff("lan")
    answer = lan.client.get("/staff/people/template.xlsx")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    names = {line[0] for line in book.get_sheet_by_index(1).to_python()[1:]}
    assert names == {"Thành phố Vị Thanh"}
    assert import_(lan, answer.content).status_code == 422


def test_names_are_printed_as_typed_and_never_as_markup(stage: Stage) -> None:
    lan = stage.staff("lan")
    preview = import_(lan, workbook([row("<b>Lê</b> =HYPERLINK(1)"[:11])]))
    assert "<b>Lê</b>" not in preview.text
    assert "&lt;b&gt;Lê" in preview.text


def person(stage: Stage, name: str) -> Person:
    with stage.database.reading() as session:
        return session.get_one(Person, stage.world.people[name])


def test_what_somebody_else_wrote_after_the_preview_is_shown_before_it_is_overwritten(
    stage: Stage,
) -> None:
    lan = stage.staff("lan")
    preview = import_(lan, workbook([row("Nguyễn Văn An", birth=1969, number="VT0001")]))
    assert "Năm sinh: (trống) → 1969" in preview.text
    with stage.database.writing() as session:
        an = session.get_one(Person, stage.world.people["An"])
        an.birth_year, an.position = 1970, "Phó Chủ tịch"
        session.add(an)
    before = counts(stage)
    again = confirm(lan, preview)
    assert again.status_code == 409
    assert "đã khác so với lúc xem trước" in again.text
    assert "Năm sinh: 1970 → 1969; Chức vụ: Phó Chủ tịch → Chuyên viên" in again.text
    assert (person(stage, "An").birth_year, person(stage, "An").position) == (1970, "Phó Chủ tịch")
    assert counts(stage) == before
    assert confirm(lan, again).headers["location"] == "/staff/people?added=0&changed=1"
    assert person(stage, "An").birth_year == 1969


def test_a_number_that_somebody_else_was_given_meanwhile_is_shown_again(stage: Stage) -> None:
    lan, quan = stage.staff("lan"), stage.staff("quan")
    first = import_(lan, workbook([row("Lê Văn Sáu")]))
    assert "930-0001" in first.text
    confirm(quan, import_(quan, workbook([row("Lý Thị Tám")])))
    again = confirm(lan, first)
    assert again.status_code == 409
    assert "930-0002" in again.text
    assert confirm(lan, again).status_code == 303


def test_a_confirmation_that_names_no_preview_writes_nothing(stage: Stage) -> None:
    lan = stage.staff("lan")
    rows, before = packed(import_(lan, GOOD)), counts(stage)
    for shown in ({}, {"shown": ""}, {"shown": "0" * 16}):
        answer = send(lan, "/staff/people/import/confirm", rows=rows, **shown)
        assert answer.status_code == 409
    assert counts(stage) == before


def test_a_published_boards_unit_is_a_problem_of_the_row_and_is_not_written(stage: Stage) -> None:
    publish(stage)
    lan, here = stage.staff("lan"), person(stage, "An").unit_id
    shown = import_(lan, workbook([row("Nguyễn Văn An", "Phường I", number="VT0001")]))
    assert re.search(r"Dòng 2</th>.*?Đơn vị.*?đã công bố", shown.text, re.DOTALL)
    assert "giữ đơn vị cũ trong danh sách" in shown.text
    assert "/import/confirm" not in shown.text
    rows = pack(
        [RosterRow(2, "Nguyễn Văn An", "Phường I", "Thành phố Vị Thanh", number="VT0001")],
        stage.app.state.site.secret,
        "lan",
    )
    refused = send(lan, "/staff/people/import/confirm", rows=rows, shown="0" * 16)
    assert refused.status_code == 422
    assert person(stage, "An").unit_id == here
    # the remedy, and what changes no unit
    for fields in ({"unit": "Phường I"}, {"number": "VT0001"}):
        asked = import_(lan, workbook([row("Nguyễn Văn An", **fields)]))
        assert confirm(lan, asked).status_code == 303
    assert person(stage, "An").unit_id == here


def publish(stage: Stage) -> None:
    """An sits in Vị Thanh, and the board is official."""
    stage.clock.now = OPENS
    finished = [Sat(stage.world.people["An"], 6, 5)]
    hand_in(stage.database, stage.writer, stage.world.vi_thanh, finished)
    stage.clock.now = CLOSES + MINUTE
    asyncio.run(tick(stage.database, stage.writer, stage.clock.now))
    count.publish(stage.database, stage.writer, stage.world.vi_thanh, "lan", stage.clock.now)
