"""How far each district is, counted by people; who is urged; making and revising drafts."""

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import select

from quiz.rules.draft import Draft
from quiz.rules.reasons import ContestReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.rules.window import Phase
from quiz.stages import choices, choose, count, listing, oversee, prepare, report, sit
from quiz.store.database import Database
from quiz.store.tables import Round, Unit
from quiz.store.writer import Writer
from tests.cast import CLOSES, OPENS, RULES, World
from tests.finished import five_of_vi_thanh


def draft(world: World, name: str = "Hội thi vòng hai") -> Draft:
    windows = dict.fromkeys(world.districts.values(), (OPENS, CLOSES))
    return Draft(name, RULES, world.bank_version_id, windows)


def test_people_are_counted_once_and_by_district(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)
    asyncio.run(sit.start(database, writer, world.phung_hiep, world.people["Chi"], OPENS))
    (contest,) = database.read_now(lambda connection: oversee.contests(connection, OPENS))
    counts = {
        line.district: (line.roster, line.sat, line.finished, line.running)
        for line in contest.rounds
    }
    assert counts == {
        "Thành phố Vị Thanh": (5, 5, 5, 0),
        "Huyện Phụng Hiệp": (1, 1, 0, 1),
        "Huyện Long Mỹ": (0, 0, 0, 0),
        "Thị xã Long Mỹ": (0, 0, 0, 0),
    }
    assert (contest.roster, contest.sat, contest.finished) == (6, 6, 5)


def test_what_a_district_has_to_be_urged_to_do_follows_its_phase(
    database: Database, writer: Writer, world: World
) -> None:
    five_of_vi_thanh(database, writer, world)

    def lag(now: int) -> list[str]:
        (contest,) = database.read_now(lambda connection: oversee.contests(connection, now))
        return [line.lag(contest) for line in contest.rounds]

    nobody = ["Chưa có danh sách thí sinh"] * 2
    assert lag(OPENS - 1) == ["", "", *nobody]
    assert lag(OPENS) == ["", "Tỷ lệ dự thi thấp hơn toàn tỉnh", *nobody]
    assert lag(CLOSES) == ["Chưa công bố kết quả", "Chưa công bố kết quả", *nobody]
    published = count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    assert lag(CLOSES)[0] == "Chưa xác nhận đội tuyển"
    choose.confirm(
        writer, world.vi_thanh, choose.Seen(published.digest, 0), choose.Wanted(), "lan", CLOSES
    )
    assert lag(CLOSES)[0] == ""


def test_only_rounds_of_opened_contests_in_the_own_districts_are_listed(
    database: Database, world: World
) -> None:
    prepare.create_contest(database, draft(world), "so", OPENS)
    own = {world.districts["Thành phố Vị Thanh"]}
    found = database.read_now(lambda connection: oversee.rounds(connection, OPENS, own))
    assert [line.id for line in found] == [world.vi_thanh]
    everywhere = database.read_now(lambda connection: oversee.rounds(connection, OPENS, None))
    assert len(everywhere) == 4
    assert database.read_now(lambda connection: oversee.rounds(connection, OPENS, set())) == ()


def test_a_draft_shows_its_windows_and_is_no_round_to_work_on(
    database: Database, world: World
) -> None:
    contest_id = prepare.create_contest(database, draft(world), "so", OPENS)
    view = database.read_now(lambda connection: oversee.contest(connection, contest_id, CLOSES))
    assert (view.opened, view.shortages) == (False, ())
    assert {(one.phase, one.over) for one in view.windows} == {(Phase.DRAFT, True)}
    with pytest.raises(Refusal) as refused:
        database.read_now(
            lambda connection: oversee.one_round(connection, view.windows[0].round_id, OPENS)
        )
    assert refused.value.reason is RequestReason.NOT_FOUND


def test_districts_that_no_longer_exist_are_not_offered(database: Database, world: World) -> None:
    with database.writing() as session:
        unit = session.get_one(Unit, world.districts["Huyện Long Mỹ"])
        unit.valid_to = "2021-04-04"
        session.add(unit)
    found = database.read_now(lambda connection: choices.districts(connection, OPENS))
    assert [one.name for one in found] == [
        "Thành phố Vị Thanh",
        "Huyện Phụng Hiệp",
        "Thị xã Long Mỹ",
    ]


def test_revising_keeps_the_rounds_that_stay_and_their_seeds(
    database: Database, world: World
) -> None:
    contest_id = prepare.create_contest(database, draft(world), "so", OPENS)

    def rounds() -> dict[int, Round]:
        with database.reading() as session:
            found = session.exec(select(Round).where(Round.contest_id == contest_id))
            return {one.district_id: one for one in found}

    before = rounds()
    stays = world.districts["Thành phố Vị Thanh"]
    fewer = replace(draft(world), windows={stays: (OPENS + 1, CLOSES)})
    prepare.revise_contest(database, contest_id, fewer, draft(world).digest, "so", OPENS)
    after = rounds()
    assert after.keys() == {stays}
    assert after[stays].seed == before[stays].seed
    assert after[stays].opens_at == OPENS + 1


def test_a_draft_that_moved_is_not_replaced_by_who_saw_the_old_one(
    database: Database, world: World
) -> None:
    contest_id = prepare.create_contest(database, draft(world), "so", OPENS)
    seen = draft(world).digest

    def standing() -> str:
        found = database.read_now(lambda one: oversee.contest(one, contest_id, OPENS))
        return found.draft.digest

    assert standing() == seen
    longer = replace(draft(world), rules=replace(RULES, minutes=45))
    prepare.revise_contest(database, contest_id, longer, seen, "so", OPENS)
    prepare.revise_contest(database, contest_id, longer, seen, "so", OPENS)
    windows = dict.fromkeys(world.districts.values(), (OPENS, CLOSES + 1))
    with pytest.raises(Refusal) as refused:
        prepare.revise_contest(
            database, contest_id, replace(draft(world), windows=windows), seen, "quan", OPENS
        )
    assert refused.value.reason is ContestReason.CONTEST_CHANGED
    assert standing() == longer.digest


def test_everything_in_a_draft_changes_its_digest(world: World) -> None:
    first = draft(world)
    district = next(iter(first.windows))
    others = (
        replace(first, name="Khác"),
        replace(first, rules=replace(RULES, seats=3)),
        replace(first, bank_version_id=first.bank_version_id + 1),
        replace(first, windows={**first.windows, district: (OPENS, CLOSES + 1)}),
        replace(first, windows={district: first.windows[district]}),
    )
    assert len({one.digest for one in (first, *others)}) == 1 + len(others)
    same = replace(first, windows=dict(reversed(list(first.windows.items()))))
    assert same.digest == first.digest


def test_a_taken_name_an_opened_contest_and_a_short_blueprint_are_refused(
    database: Database, world: World
) -> None:
    contest_id = prepare.create_contest(database, draft(world), "so", OPENS)
    cell = replace(RULES.blueprint[0], count=5)
    short = replace(draft(world, "Khác"), rules=replace(RULES, blueprint=(cell,)))
    cases = (
        (
            lambda: prepare.create_contest(database, draft(world), "so", OPENS),
            ContestReason.NAME_TAKEN,
        ),
        (
            lambda: prepare.revise_contest(
                database, contest_id, draft(world, "Hội thi thử"), "", "so", OPENS
            ),
            ContestReason.NAME_TAKEN,
        ),
        (
            lambda: prepare.revise_contest(
                database, world.contest_id, draft(world, "Hội thi thử"), "", "so", OPENS
            ),
            ContestReason.ALREADY_OPENED,
        ),
        (
            lambda: prepare.create_contest(database, short, "so", OPENS),
            ContestReason.BLUEPRINT_SHORT,
        ),
        (
            lambda: prepare.revise_contest(database, 999, draft(world, "Khác"), "", "so", OPENS),
            RequestReason.NOT_FOUND,
        ),
    )
    for attempt, reason in cases:
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.reason is reason


def test_the_files_are_made_on_either_database(
    database: Database, writer: Writer, world: World
) -> None:
    people = five_of_vi_thanh(database, writer, world)
    files = [
        database.read_now(
            lambda found: listing.round_file(
                found, world.vi_thanh, BoardScope(), "xlsx", OPENS, public=False
            )
        )
    ]
    published = count.publish(database, writer, world.vi_thanh, "lan", CLOSES)
    skips = {people["An"]: "Xin rút"}
    seen = choose.Seen(published.digest, 0)
    choose.confirm(writer, world.vi_thanh, seen, choose.Wanted(skips), "lan", CLOSES)
    files += [
        database.read_now(
            lambda found: listing.round_file(
                found, world.vi_thanh, BoardScope(), "xlsx", CLOSES, public=False
            )
        ),
        database.read_now(lambda found: report.team_workbook(found, world.vi_thanh)),
        database.read_now(lambda found: report.team_annex(found, world.vi_thanh, CLOSES)),
    ]
    assert [file.name for file in files] == [
        "Bảng xếp hạng tạm thời Thành phố Vị Thanh.xlsx",
        "Bảng xếp hạng chính thức Thành phố Vị Thanh.xlsx",
        "Đội tuyển Thành phố Vị Thanh.xlsx",
        "Danh sách đội tuyển Thành phố Vị Thanh.docx",
    ]
    assert all(file.content.startswith(b"PK") for file in files)
