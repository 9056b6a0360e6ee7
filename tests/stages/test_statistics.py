"""What closed rounds tell of their questions: read in bulk, told to who may know it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from quiz.rules.deciding import Ruling
from quiz.rules.facility import Known, asked_as
from quiz.rules.reasons import BoardReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.statistics import ItemStatistics
from quiz.stages import void
from quiz.stages.statistics import looking, noting, reading, telling
from quiz.stages.statistics.looking import KeptFound, Look, Who
from quiz.store import rows, sealing
from quiz.store.database import Database
from quiz.store.kept import Kept
from quiz.store.rows import SatRound
from quiz.store.sealing import Reader
from quiz.store.tables import WorkingBank
from quiz.store.versions import belong
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, OPENS, World, add_person
from tests.committee import Committee
from tests.finished import Sat, five_of_vi_thanh, hand_in

AFTER = CLOSES + MINUTE
LAN = Who(Reader("lan", AFTER), banks=False)
PHUC = Who(Reader("phuc", AFTER), banks=True)


@pytest.fixture
def five(database: Database, writer: Writer, world: World) -> dict[str, int]:
    """An 6 right, Bình 5, Dũng 4, Giang 3, Hà 2."""
    return five_of_vi_thanh(database, writer, world)


@pytest.fixture
def kept() -> KeptFound:
    """Nothing was worked out yet."""
    return Kept(4)


def of_round(round_id: int) -> Callable[[Connection], tuple[SatRound, ...]]:
    return lambda connection: looking.one_round(connection, round_id)


def of_contest(
    world: World, series: int | None = None
) -> Callable[[Connection], tuple[SatRound, ...]]:
    return lambda connection: looking.whole_contest(connection, world.contest_id, series)


def look(database: Database, world: World, kept: KeptFound, who: Who = PHUC) -> Look:
    return looking.look(database, kept, of_round(world.vi_thanh), who)


def refused(act: Callable[[], object]) -> Reason:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.reason


def test_the_answers_in_bulk_are_what_was_counted_one_by_one(
    database: Database, world: World, five: dict[str, int]
) -> None:
    def query(connection: Connection) -> tuple[list[float], list[int]]:
        answers = reading.answers_of(connection, (rows.read_round(connection, world.vi_thanh),))
        bulk = [sum(points for points, _ in sat.answers.values()) for sat in answers.attempts]
        found = connection.execute(text("SELECT correct_count FROM result"))
        return sorted(bulk), sorted(100 * count for (count,) in found)

    bulk, single = database.read_now(query)
    assert bulk == single == [200, 300, 400, 500, 600]


def test_the_figures_of_five_attempts_are_those_computed_by_hand(
    database: Database, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    found = look(database, world, kept).found
    scores = {row[0]: row[1] for row in telling.score_rows(found)}
    assert scores["Lượt thi được tính"] == "5"
    assert scores["Điểm trung bình"] == scores["Trung vị"] == "4,00"
    assert scores["Độ lệch chuẩn"] == "1,58"  # the root of 10 / 4
    assert scores["Độ lệch của phân bố"] == "0,00"
    assert found.totals == {200: 1, 300: 1, 400: 1, 500: 1, 600: 1}
    assert sum(item.attempts for item in found.statistics.items) == 30


def test_nothing_is_told_while_somebody_may_still_sit(
    database: Database, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    open_yet = Who(Reader("phuc", CLOSES - 1), banks=True)
    assert refused(lambda: look(database, world, kept, open_yet)) is BoardReason.STATISTICS_LATER
    subject = of_round(world.vi_thanh)
    with database.writing() as session:  # one who was given time after the round's end
        session.connection().execute(
            text("UPDATE attempt SET ended_at = NULL WHERE person_id = :an"), {"an": five["An"]}
        )
    assert (
        refused(lambda: looking.look(database, kept, subject, PHUC)) is BoardReason.STATISTICS_LATER
    )


def test_fewer_than_five_attempts_are_told_nothing_of(
    database: Database, writer: Writer, world: World, kept: KeptFound
) -> None:
    hand_in(database, writer, world.vi_thanh, [Sat(world.people["An"], 3, 5)])
    assert refused(lambda: look(database, world, kept)) is BoardReason.TOO_FEW_ATTEMPTS


def test_figures_are_worked_out_again_only_when_the_ledger_has_moved(
    database: Database, writer: Writer, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    district = world.districts["Thành phố Vị Thanh"]
    sixth = add_person(database, "Lý Văn Khoa", "VT0009", district)
    (attempt_id,) = hand_in(database, writer, world.vi_thanh, [Sat(sixth, 1, 5)])
    first = look(database, world, kept)
    assert look(database, world, kept, LAN).found is first.found
    void.void(database, writer, attempt_id, "Thi hộ", ("lan", "quan"), AFTER)
    again = look(database, world, kept).found
    assert (first.found.statistics.scores.attempts, again.statistics.scores.attempts) == (6, 5)


def test_a_contest_together_is_all_its_districts(
    database: Database, writer: Writer, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    hand_in(database, writer, world.phung_hiep, [Sat(world.people["Chi"], 0, 9)])
    whole = looking.look(database, kept, of_contest(world), PHUC)
    assert len(whole.rounds) == 4
    assert whole.found.totals == {0: 1, 200: 1, 300: 1, 400: 1, 500: 1, 600: 1}
    missing = of_contest(world, 7)
    assert refused(lambda: looking.look(database, kept, missing, PHUC)) is RequestReason.NOT_FOUND


def test_keys_stay_with_the_authors_while_another_round_asks_the_same_questions(
    database: Database, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE round SET closes_at = :later WHERE id = :id"),
            {"later": AFTER + MINUTE, "id": world.phung_hiep},
        )
    assert not look(database, world, kept, LAN).words
    assert look(database, world, kept, PHUC).words
    later = Who(Reader("lan", AFTER + 2 * MINUTE), banks=False)
    assert look(database, world, kept, later).words


def test_a_sealed_bank_shows_its_words_to_nobody(
    database: Database, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    assert look(database, world, kept).words
    with database.writing() as session:
        bank = WorkingBank(
            title="Niêm phong",
            created_at=OPENS,
            created_by="phuc",
            sealed_at=OPENS,
            sealed_until=AFTER + MINUTE,
            sealed_by="quan",
        )
        session.add(bank)
        session.flush()
        assert bank.id is not None
        assert sealing.is_sealed(bank, AFTER)
        belong(session, world.bank_version_id, bank.id)
    assert not look(database, world, kept, PHUC).words
    assert not look(database, world, kept, LAN).words


def test_a_draft_a_rehearsal_and_a_missing_round_are_answered_alike(
    database: Database, world: World, kept: KeptFound
) -> None:
    subject = of_round(10**6)
    assert refused(lambda: looking.look(database, kept, subject, PHUC)) is RequestReason.NOT_FOUND
    with database.writing() as session:
        session.connection().execute(text("UPDATE contest SET opened_at = NULL"))
    subject = of_round(world.vi_thanh)
    assert refused(lambda: looking.look(database, kept, subject, PHUC)) is RequestReason.NOT_FOUND
    whole = of_contest(world)
    assert refused(lambda: looking.look(database, kept, whole, PHUC)) is RequestReason.NOT_FOUND


def test_what_is_found_names_nobody(
    database: Database, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    found = repr(look(database, world, kept).found)
    assert "Nguyễn Văn An" not in found
    assert "VT0001" not in found


def test_figures_follow_what_the_committee_decided_about_a_question(
    database: Database, writer: Writer, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    committee = Committee(database, writer, world)
    committee.publish()
    question = committee.question_of(committee.attempt_of(five["Bình"]), 6)  # answered with C
    credited = committee.question_of(committee.attempt_of(five["An"]), 1)
    assert asked_as(world.bank.by_id[credited]) in shown_by(database, world)
    before = look(database, world, kept).found
    committee.decide(Ruling.NEW_KEY, question, key=frozenset({2}))
    if credited != question:
        committee.decide(Ruling.CREDIT_ALL, credited)
    found = look(database, world, kept).found
    assert found.questions[question].key == {2}
    assert before.questions[question].key == {1}
    (item,) = [one for one in found.statistics.items if one.question == question]
    told = telling.option_rows(item, found)
    assert [row[0] for row in told if "(đáp án)" in row[0]] == ["C (đáp án). Sai hai"]
    points = sorted(100 * one for one in committee.points().values())
    assert sorted(found.totals.elements()) == points
    assert asked_as(world.bank.by_id[credited]) not in shown_by(database, world)


def test_the_facility_counts_who_chose_one_right_option_or_another(
    database: Database, writer: Writer, world: World, five: dict[str, int], kept: KeptFound
) -> None:
    committee = Committee(database, writer, world)
    committee.publish()
    question = committee.question_of(committee.attempt_of(five["Bình"]), 6)  # answered wrong

    def item() -> ItemStatistics:
        found = look(database, world, kept).found
        (one,) = [one for one in found.statistics.items if one.question == question]
        return one

    chose = {use.option: use.count for use in item().options}
    other = next(option for option in chose if option != 1)
    assert item().facility == pytest.approx(chose.get(1, 0) / item().attempts)
    committee.decide(Ruling.EITHER_KEY, question, key=frozenset({1, other}))
    assert item().facility == pytest.approx((chose.get(1, 0) + chose[other]) / item().attempts)
    found = look(database, world, kept).found
    assert found.either == {question}
    told = telling.option_rows(item(), found)
    assert [index for index, row in enumerate(told) if "(đáp án)" in row[0]] == sorted({1, other})
    points = sorted(100 * one for one in committee.points().values())
    assert sorted(found.totals.elements()) == points


def shown_by(database: Database, world: World) -> dict[str, Known]:
    return database.read_now(lambda connection: noting.shown_by(connection, world.vi_thanh))
