"""After the purge no name and no word about anybody is left in the database or its files, and the
recount still gives what it gave."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from question_bank.vietnamese import sort_key
from quiz.rules.data_requests import Outcome, RequestKind
from quiz.rules.entries import Kind
from quiz.rules.reasons import PrivacyReason
from quiz.rules.refusal import Refusal
from quiz.rules.retention import ERASED_NAME
from quiz.stages import auditing, board, count, data_requests, purging
from quiz.store import erasing
from quiz.store.database import Database
from quiz.store.writer import Writer
from tests.cast import CLOSES, MINUTE, make_world
from tests.whole_life import AFTER, CANARY, DAY, LIFE_RULES, Life, every_cell, live

LATER = AFTER + 400 * DAY


@pytest.fixture
def life(database: Database, writer: Writer) -> Life:
    return live(database, writer, make_world(database, LIFE_RULES))


def where(database: Database, word: str = CANARY) -> set[str]:
    """The columns in which the odd word stands."""
    return {cell.split(" ")[0] for cell in every_cell(database) if word in cell.lower()}


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def results(database: Database) -> list[tuple[object, ...]]:
    with database.read_engine.connect() as connection:
        found = connection.execute(text("SELECT * FROM result ORDER BY round_id, person_id"))
        return [tuple(row) for row in found]


def purge(database: Database, writer: Writer, life: Life) -> purging.Purge:
    return purging.purge(database, writer, LATER, "cli", LATER, life.world.contest_id)


def test_every_kind_of_entry_was_lived_and_no_ledger_holds_a_name_or_a_word_of_anybody(
    database: Database, life: Life
) -> None:
    with database.read_engine.connect() as connection:
        lived = set(connection.execute(text("SELECT DISTINCT kind FROM entry")).scalars())
    assert lived == {kind.value for kind in Kind}
    assert not {one for one in where(database) if one.startswith("entry.")}


def test_an_entry_with_a_reason_in_it_would_be_seen(
    database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: words instead of their digest."""
    from quiz.store import entry_words

    monkeypatch.setattr(entry_words, "put", lambda _one, _round, words, _attempt=None: words)
    live(database, writer, make_world(database, LIFE_RULES))
    assert "entry.body" in where(database)


def test_after_the_purge_nothing_of_anybody_is_in_any_cell_or_byte_and_the_recount_holds(
    database: Database, writer: Writer, life: Life, tmp_path: Path
) -> None:
    before = results(database)
    stood = where(database)
    assert {
        "person.name", "person.position", "person.staff_code", "appeal.words", "decision.reason",
        "extension.reason", "side_prize.reason", "team_skip.reason", "team_change.reason",
        "team.eased_reason", "team_lock.reason", "rules_change.reason", "entry_words.words",
        "data_request.words", "data_request.answer", "advance_unit.reason", "advance_lock.reason",
    } <= stood  # fmt: skip
    keys = [str(sort_key(f"{CANARY.capitalize()} Văn {name}")) for name in life.people]
    if database.is_sqlite:
        assert any(CANARY.encode() in content.lower() for _, content in files(tmp_path))
    done = purge(database, writer, life)
    assert (done.people, done.kept) == (len(life.people), ())
    assert where(database) == set()
    with database.read_engine.connect() as connection:
        left = connection.execute(
            text("SELECT COUNT(*) FROM person WHERE birth_year IS NOT NULL OR gender <> ''")
        ).scalar_one()
    assert left == 0
    if database.is_sqlite:
        for name, content in files(tmp_path):
            assert CANARY.encode() not in content.lower(), name
            assert not any(key.encode() in content for key in keys), name
    assert results(database) == before
    for round_id in (life.world.vi_thanh, life.world.phung_hiep):
        found = database.read_now(partial(count.recount, round_id=round_id))
        assert (found.differences, found.broken_link, found.wrong_tallies) == ((), None, 0)
    assert auditing.verify(database, writer).broken is None


_ABOUT_A_QUESTION = text(
    "UPDATE decision SET appeal_id = (SELECT MIN(id) FROM appeal) WHERE id = (SELECT MIN(d.id)"
    " FROM decision d JOIN entry_words w ON w.words = d.reason WHERE d.attempt_id IS NULL)"
)
_ANSWERED = text(
    "SELECT a.person_id, d.reason FROM decision d JOIN appeal a ON a.id = d.appeal_id"
    " JOIN entry_words w ON w.words = d.reason AND w.attempt_id IS NULL WHERE d.attempt_id IS NULL"
)


def test_one_person_s_erasure_takes_the_reasons_given_to_that_person_out_of_the_entries_words(
    database: Database, life: Life
) -> None:
    with database.writing() as session:
        session.connection().execute(_ABOUT_A_QUESTION)
    with database.read_engine.connect() as connection:
        told = connection.execute(_ANSWERED).all()
    assert told
    for person_id, _ in told:
        with database.writing() as session:
            erasing.erase(session.connection(), [person_id], "quan", LATER)
    with database.read_engine.connect() as connection:
        left = set(connection.execute(text("SELECT words FROM entry_words")).scalars())
    assert not left & {reason for _, reason in told}


def test_without_the_vacuum_the_bytes_would_still_tell(
    database: Database,
    writer: Writer,
    life: Life,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mutant, on SQLite: cells are empty, the file and its log are not."""
    if not database.is_sqlite:
        return
    monkeypatch.setattr(erasing, "wipe", lambda _database: None)
    purge(database, writer, life)
    assert where(database) == set()
    assert any(CANARY.encode() in content.lower() for _, content in files(tmp_path))


def test_boards_and_teams_are_still_read(database: Database, writer: Writer, life: Life) -> None:
    def shown() -> list[tuple[int, str, str]]:
        view = database.read_now(lambda one: board.read_board(one, life.world.vi_thanh, LATER))
        return [(one.place, one.name, one.score_text) for one in view.lines]

    before = shown()
    purge(database, writer, life)
    assert shown() == [(place, ERASED_NAME, score) for place, _, score in before]


def test_again_removes_nobody_and_the_audit_log_says_how_many_once(
    database: Database, writer: Writer, life: Life
) -> None:
    purge(database, writer, life)
    assert purge(database, writer, life).people == 0
    noted = [cell for cell in every_cell(database) if cell == "audit_log.action privacy.purge"]
    assert len(noted) == 1


def test_everybody_of_the_district_is_erased_whatever_the_name(
    database: Database, writer: Writer, life: Life
) -> None:
    with database.writing() as session:
        session.connection().execute(
            text("UPDATE person SET name = :gone WHERE number = 'VT0001'"), {"gone": ERASED_NAME}
        )
    assert purge(database, writer, life).people == len(life.people)
    with database.read_engine.connect() as connection:
        left = connection.execute(
            text("SELECT COUNT(*) FROM person WHERE birth_year IS NOT NULL OR active")
        ).scalar_one()
    assert left == 0


def test_what_was_answered_after_an_erasure_is_not_kept_and_goes_where_it_was(
    database: Database, writer: Writer, life: Life
) -> None:
    binh = life.people["Bình"]
    data_requests.erase(writer, database, life.request_id, "quan", LATER)
    with database.writing() as session:  # as it could be before an erasure closed all requests
        connection = session.connection()
        later = connection.execute(
            text(
                "INSERT INTO data_request (person_id, kind, words, asked_at, due_at, answer)"
                " VALUES (:person, 'correct', '', 1, 2, '') RETURNING id"
            ),
            {"person": binh},
        ).scalar_one()
    said = f"Đã sửa năm sinh của ông {CANARY}"
    for _ in range(2):
        done = data_requests.answer(writer, later, Outcome.DONE, said, "quan", LATER)
        assert (done.outcome, done.answer) == (Outcome.DONE, "")
    with database.writing() as session:  # and where such an answer stands from before
        session.connection().execute(
            text("UPDATE data_request SET answer = :said WHERE id = :id"),
            {"said": said, "id": later},
        )
    purge(database, writer, life)
    assert where(database) == set()


def test_an_erasure_closes_what_the_person_still_asks(
    database: Database, writer: Writer, life: Life
) -> None:
    binh = life.people["Bình"]
    asyncio.run(data_requests.ask(writer, binh, RequestKind.CORRECT, "Sửa năm sinh", 10, LATER))
    data_requests.erase(writer, database, life.request_id, "quan", LATER)
    asked = asyncio.run(data_requests.own(database, binh))
    assert not any(one.open_ for one in asked)
    newest = max(asked, key=lambda one: one.id)
    assert (newest.outcome, newest.answered_by, newest.words) == (Outcome.DONE, "quan", "")
    subject = f"audit_log.subject data_request:{newest.id}"
    assert [cell for cell in every_cell(database) if cell == subject] == [subject]


def test_a_purge_closes_the_requests_of_whoever_it_erases(
    database: Database, writer: Writer, life: Life
) -> None:
    assert database.read_now(lambda one: data_requests.due(one, None, LATER, 1)).open_
    purge(database, writer, life)
    assert not database.read_now(lambda one: data_requests.due(one, None, LATER, 1)).open_


def test_a_contest_that_is_not_over_is_refused_and_a_day_before_the_closing_removes_nobody(
    database: Database, writer: Writer, life: Life
) -> None:
    contest = life.world.contest_id
    with pytest.raises(Refusal) as refused:
        purging.purge(database, writer, CLOSES - MINUTE, "cli", LATER, contest)
    assert refused.value.reason is PrivacyReason.PURGE_TOO_EARLY
    assert purging.purge(database, writer, CLOSES - MINUTE, "cli", LATER).people == 0
    with pytest.raises(Refusal):
        purging.purge(database, writer, LATER, "cli", LATER, 999)
    assert "person.name" in where(database)


def test_a_district_with_a_round_of_another_contest_ahead_keeps_its_people(
    database: Database, writer: Writer, life: Life
) -> None:
    vi_thanh = life.world.districts["Thành phố Vị Thanh"]
    with database.writing() as session:
        session.connection().execute(
            text(
                "INSERT INTO round (contest_id, district_id, opens_at, closes_at, seed,"
                " head_number, head_hash, series) SELECT contest_id, district_id, :opens, :closes,"
                " seed, 0, head_hash, 9 FROM round WHERE id = :round"
            ),
            {"opens": LATER, "closes": LATER + DAY, "round": life.world.vi_thanh},
        )
    done = purging.purge(database, writer, LATER, "cli", LATER)
    assert done.people == 1
    assert "Thành phố Vị Thanh" not in done.districts
    with database.read_engine.connect() as connection:
        named = connection.execute(
            text("SELECT COUNT(*) FROM person WHERE name <> :gone AND district_id = :district"),
            {"gone": ERASED_NAME, "district": vi_thanh},
        ).scalar_one()
    assert named == len(life.people) - 1


def test_one_person_goes_at_once_by_an_administrator_s_decision_and_the_result_stays(
    database: Database, writer: Writer, life: Life
) -> None:
    before, binh = results(database), life.people["Bình"]
    for _ in range(2):
        data_requests.erase(writer, database, life.request_id, "quan", LATER)
    with database.read_engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM person WHERE id = :id"), {"id": binh}).one()
        outcome = connection.execute(
            text("SELECT outcome, words FROM data_request WHERE id = :id"), {"id": life.request_id}
        ).one()
    assert (row.name, row.birth_year, row.position, row.active) == (ERASED_NAME, None, "", False)
    assert tuple(outcome) == ("done", "")
    assert results(database) == before
    assert not database.read_now(lambda one: count.recount(one, life.world.vi_thanh)).differences
    with database.read_engine.connect() as connection:
        others = connection.execute(
            text("SELECT COUNT(*) FROM person WHERE name <> :gone"), {"gone": ERASED_NAME}
        ).scalar_one()
    assert others == len(life.people) - 1


def test_nobody_is_erased_while_a_round_of_theirs_runs(
    database: Database, writer: Writer, life: Life
) -> None:
    with pytest.raises(Refusal) as refused:
        data_requests.erase(writer, database, life.request_id, "quan", CLOSES - MINUTE)
    assert refused.value.reason is PrivacyReason.STILL_SITTING
    assert asyncio.run(data_requests.own(database, life.people["Bình"]))[0].open_
