"""A wrong unit: by the person until the own start, by the organiser later, to another district by
both sides or by the province; what is published and what was sat stays where it is."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from quiz.rules.reasons import PeopleReason
from quiz.rules.refusal import Refusal
from quiz.stages import count, relocate
from quiz.store import past_units, ranked_units
from quiz.store.tables import Attempt, AuditLog, Person, Unit, UnitMove
from quiz.worker import tick
from tests.cast import CLOSES, MINUTE, OPENS, Stage, Visitor, add_person
from tests.contents import contents
from tests.finished import Sat, hand_in
from tests.journeys.test_answers import start

VI_THANH, PHUNG_HIEP = "Thành phố Vị Thanh", "Huyện Phụng Hiệp"
MOVES = "/staff/people/moves"


def office(stage: Stage, district: str, name: str = "") -> int:
    """The office of a district; with a name another one, made here."""
    district_id = stage.world.districts[district]
    with stage.database.writing() as session:
        if not name:
            found = session.exec(
                select(Unit).where(Unit.code.endswith("-ubnd"), Unit.district_id == district_id)
            )
            return found.one().id or 0
        unit = Unit(
            code=f"{district_id}-{name}",
            name=name,
            type="Cơ quan",
            full_name=name,
            key=name.lower(),
            parent_id=district_id,
            district_id=district_id,
        )
        session.add(unit)
        session.flush()
        return unit.id or 0


def unit_of(stage: Stage, name: str) -> int:
    with stage.database.reading() as session:
        return session.get_one(Person, stage.world.people[name]).unit_id


def logged(stage: Stage) -> list[tuple[str, str, str]]:
    with stage.database.reading() as session:
        rows = [
            row for row in session.exec(select(AuditLog)) if row.action.startswith("people.unit")
        ]
        return [(row.actor, row.action, row.detail) for row in rows]


def move(visitor: Visitor, stage: Stage, name: str, unit: int, reason: str = "Nhập nhầm") -> Any:
    url = f"/staff/people/{stage.world.people[name]}/unit"
    visitor.get(url)
    return visitor.post(url, unit=str(unit), reason=reason)


def test_the_person_chooses_another_unit_until_the_start_and_the_district_follows(
    stage: Stage,
) -> None:
    an = stage.contestant("An")
    assert "/own-unit" in an.get(f"/rounds/{stage.world.vi_thanh}").text
    there = office(stage, PHUNG_HIEP)
    page = an.get(f"/own-unit?district={stage.world.districts[PHUNG_HIEP]}").text
    assert f'<option value="{there}">' in page
    for _ in range(2):
        assert an.post("/own-unit", unit=str(there)).status_code == 303
    assert unit_of(stage, "An") == there
    assert an.get("/rounds").headers["location"] == f"/rounds/{stage.world.phung_hiep}"
    assert an.get(f"/rounds/{stage.world.vi_thanh}").status_code == 404
    person = f"person:{stage.world.people['An']}"
    assert [(actor, action) for actor, action, _ in logged(stage)] == [(person, "people.unit")]


def test_after_the_start_only_the_organiser_puts_it_right(stage: Stage) -> None:
    an = stage.contestant("An")
    here, other = unit_of(stage, "An"), office(stage, VI_THANH, "Phòng Nội vụ")
    an.get(f"/rounds/{stage.world.vi_thanh}")
    assert an.post(f"/rounds/{stage.world.vi_thanh}/start").status_code == 303
    assert "không tự sửa đơn vị được nữa" in an.get("/own-unit").text
    assert an.post("/own-unit", unit=str(other)).status_code == 409
    assert unit_of(stage, "An") == here
    lan = stage.staff("lan")
    assert move(lan, stage, "An", other, "").status_code == 422
    assert move(lan, stage, "An", other).status_code == 303
    assert unit_of(stage, "An") == other
    assert logged(stage) == [("lan", "people.unit", f"unit:{here} -> unit:{other}")]
    with stage.database.reading() as session:
        kept = session.exec(select(UnitMove)).one()
    assert (kept.reason, kept.outcome, kept.asked_by) == ("Nhập nhầm", "signed", "lan")


def test_a_unit_nobody_has_or_that_is_not_there_is_refused(quick_stage: Stage) -> None:
    an = quick_stage.contestant("An")
    an.get("/own-unit")
    for unit in ("0", "999999", "x", str(office(quick_stage, VI_THANH, "Nơi không người"))):
        assert an.post("/own-unit", unit=unit).status_code == 422
    lan = quick_stage.staff("lan")
    assert move(lan, quick_stage, "An", 999_999).status_code == 422


def test_another_district_waits_for_the_other_side(stage: Stage) -> None:
    lan, there = stage.staff("lan"), office(stage, PHUNG_HIEP)
    here = unit_of(stage, "An")
    for _ in range(2):
        answer = move(lan, stage, "An", there)
        assert answer.headers["location"] == f"{MOVES}?done=sent"
    with stage.database.reading() as session:
        (waits,) = session.exec(select(UnitMove))
    page = lan.get(MOVES).text
    assert "Đang chờ nơi nhận" in page
    assert lan.post(f"{MOVES}/{waits.id}/sign").status_code == 409
    assert unit_of(stage, "An") == here
    so = stage.staff("so")
    assert "Nguyễn Văn An" in so.get(MOVES).text
    for _ in range(2):
        assert so.post(f"{MOVES}/{waits.id}/sign").status_code == 303
    assert unit_of(stage, "An") == there
    assert [(actor, action) for actor, action, _ in logged(stage)] == [
        ("lan", "people.unit.ask"),
        ("so", "people.unit"),
    ]


def test_the_receiving_organiser_signs_and_either_side_declines(stage: Stage) -> None:
    receives = frozenset({stage.world.districts[PHUNG_HIEP]})
    there, here = office(stage, PHUNG_HIEP), unit_of(stage, "An")
    lan = stage.staff("lan")
    move(lan, stage, "An", there)
    lan.get(MOVES)
    assert lan.post(f"{MOVES}/1/decline").status_code == 303
    assert unit_of(stage, "An") == here
    move(lan, stage, "An", there)
    relocate.end(stage.database, 2, sign=True, reach=receives, actor="mai", now=OPENS)
    assert unit_of(stage, "An") == there


def test_the_province_moves_at_once_and_strangers_to_both_districts_see_nothing(
    stage: Stage,
) -> None:
    there = office(stage, PHUNG_HIEP)
    assert move(stage.staff("lan"), stage, "An", there).status_code == 303
    hoa = stage.staff("hoa")
    hoa.get("/enter")
    assert "Nguyễn Văn An" not in hoa.get(MOVES).text
    assert hoa.post(f"{MOVES}/1/sign").status_code == 404
    assert move(stage.staff("lan"), stage, "Chi", there).status_code == 404
    assert move(stage.staff("so"), stage, "Bình", there).status_code == 303
    assert unit_of(stage, "Bình") == there


def test_whoever_sat_stays_in_the_district_where_the_result_is(stage: Stage) -> None:
    an = stage.contestant("An")
    an.get(f"/rounds/{stage.world.vi_thanh}")
    an.post(f"/rounds/{stage.world.vi_thanh}/start")
    here = unit_of(stage, "An")
    answer = move(stage.staff("so"), stage, "An", office(stage, PHUNG_HIEP))
    assert (answer.status_code, "hủy kết quả của lượt thi trước" in answer.text) == (409, True)
    assert unit_of(stage, "An") == here


def sat_and_closed(stage: Stage) -> None:
    stage.clock.now = OPENS
    people = stage.world.people
    finished = [Sat(people["An"], 6, 5), Sat(people["Bình"], 4, 5)]
    hand_in(stage.database, stage.writer, stage.world.vi_thanh, finished)
    stage.clock.now = CLOSES + MINUTE
    asyncio.run(tick(stage.database, stage.writer, stage.clock.now))


def test_results_go_with_the_person_and_the_ledger_is_not_touched(stage: Stage) -> None:
    sat_and_closed(stage)
    other = office(stage, VI_THANH, "Phòng Nội vụ")
    before = contents(stage.database)
    assert move(stage.staff("lan"), stage, "An", other).status_code == 303
    after = contents(stage.database)
    changed = {table for table in after if after[table] != before[table]}
    assert changed - {"revocation"} == {"person", "audit_log", "session", "unit_move"}
    round_id = stage.world.vi_thanh
    found = stage.database.read_now(
        lambda one: ranked_units.of_round(one, round_id, stage.clock.now, public=False)
    )
    counted = {line.unit.id: line.participant_count for line in found.lines}
    assert (counted[other], counted[unit_of(stage, "Bình")]) == (1, 1)
    assert count_again(stage) == ()


def count_again(stage: Stage) -> tuple[int, ...]:
    return stage.database.read_now(lambda one: count.recount(one, stage.world.vi_thanh)).differences


def test_what_is_published_is_not_moved(stage: Stage) -> None:
    sat_and_closed(stage)
    count.publish(stage.database, stage.writer, stage.world.vi_thanh, "lan", stage.clock.now)
    here, other = unit_of(stage, "An"), office(stage, VI_THANH, "Phòng Nội vụ")
    answer = move(stage.staff("lan"), stage, "An", other)
    assert (answer.status_code, "đã công bố" in answer.text) == (409, True)
    assert "giữ đơn vị cũ trong danh sách" in answer.text
    assert unit_of(stage, "An") == here


def test_a_start_that_meets_the_move_begins_nothing_in_the_old_district(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start was checked before the move and writes after it."""
    an, there = stage.contestant("An"), office(stage, PHUNG_HIEP)
    person_id, url = stage.world.people["An"], f"/rounds/{stage.world.vi_thanh}"
    an.get(url)
    real = stage.writer.run

    async def run_late(*values: Any) -> Any:
        await asyncio.to_thread(relocate.choose_own, stage.database, person_id, there, OPENS)
        return await real(*values)

    monkeypatch.setattr(stage.writer, "run", run_late)
    assert an.post(f"{url}/start").status_code == 404
    assert stage.database.read_now(lambda one: past_units.has_begun(one, person_id)) is False


def test_a_move_that_is_overtaken_is_refused(stage: Stage) -> None:
    move(stage.staff("lan"), stage, "An", office(stage, PHUNG_HIEP))
    other = office(stage, VI_THANH, "Phòng Nội vụ")
    add_person(stage.database, "Lê Văn Dũng", "VT0009", stage.world.districts[VI_THANH])
    move(stage.staff("lan"), stage, "An", other)
    with pytest.raises(Refusal) as refused:
        relocate.end(stage.database, 1, sign=True, reach=None, actor="so", now=OPENS)
    assert refused.value.reason is PeopleReason.MOVE_STALE


def test_an_attempt_that_was_voided_was_begun_all_the_same(stage: Stage) -> None:
    an = stage.contestant("An")
    start(stage, "An")
    with stage.database.writing() as session:
        attempt = session.exec(select(Attempt)).one()
        attempt.voided = True
        session.add(attempt)
    refused = an.post("/own-unit", unit=str(office(stage, PHUNG_HIEP)))
    assert refused.status_code == 409
    assert unit_of(stage, "An") != office(stage, PHUNG_HIEP)


def test_a_move_that_was_answered_otherwise_is_told_with_who_and_when(stage: Stage) -> None:
    here, there = unit_of(stage, "An"), office(stage, PHUNG_HIEP)
    lan, so = stage.staff("lan"), stage.staff("so")
    move(lan, stage, "An", there)
    for visitor in (lan, so):
        visitor.get(MOVES)
    assert lan.post(f"{MOVES}/1/decline").headers["location"] == f"{MOVES}?done=declined"
    refused = so.post(f"{MOVES}/1/sign")
    assert refused.status_code == 409
    assert "đã được lan trả lời “Không chuyển” lúc 08:00 ngày 05/4/2021" in refused.text
    assert unit_of(stage, "An") == here
    assert lan.post(f"{MOVES}/1/decline").status_code == 303
    move(lan, stage, "An", there)
    assert so.post(f"{MOVES}/2/sign").status_code == 303
    refused = lan.post(f"{MOVES}/2/decline")
    assert (refused.status_code, "so trả lời “Đồng ý chuyển”" in refused.text) == (409, True)
    assert unit_of(stage, "An") == there


def cease(stage: Stage, unit_id: int) -> None:
    with stage.database.writing() as session:
        unit = session.get_one(Unit, unit_id)
        unit.valid_to = "2021-04-01"
        session.add(unit)


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_move_whose_unit_has_ceased_can_be_declined(stage: Stage, side: str) -> None:
    here, there = unit_of(stage, "An"), office(stage, PHUNG_HIEP, "Phòng Tư pháp")
    lan, hoa, so = stage.staff("lan"), stage.staff("hoa"), stage.staff("so")
    assert move(lan, stage, "An", there).status_code == 303
    cease(stage, here if side == "old" else there)
    for visitor in (hoa, so, lan):
        visitor.get("/enter")
    strange = {hoa.post(f"{MOVES}/{one}/decline").status_code for one in (1, 99)}
    assert strange == {404}
    if side == "new":
        refused = so.post(f"{MOVES}/1/sign")
        assert refused.status_code == 409
        assert "Phòng Tư pháp không còn trong danh mục đơn vị" in refused.text
    for _ in range(2):
        assert lan.post(f"{MOVES}/1/decline").status_code == 303
    assert unit_of(stage, "An") == here
    assert "Nguyễn Văn An" not in lan.get(MOVES).text


def test_whoever_is_in_a_unit_that_has_ceased_can_be_moved_out_of_it(stage: Stage) -> None:
    there = office(stage, PHUNG_HIEP)
    move(stage.staff("lan"), stage, "An", there)
    cease(stage, unit_of(stage, "An"))
    relocate.end(stage.database, 1, sign=True, reach=None, actor="so", now=OPENS)
    assert unit_of(stage, "An") == there
