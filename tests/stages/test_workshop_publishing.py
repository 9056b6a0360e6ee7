"""What is approved becomes a version: once, frozen, of exactly what its author looked at."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import select

from question_bank.blueprint import Cell
from question_bank.question import Level
from quiz.rules.authoring import Move
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Refusal
from quiz.stages import author
from quiz.stages.workshop import covering, looking, publishing, questions
from quiz.stages.workshop.looking import IN_VERSION, Filter
from quiz.store.database import Database
from quiz.store.tables import AuditLog, BankOrigin
from tests.cast import World, small_bank
from tests.stages.workshop_cast import (
    NOTED,
    PHUC,
    QUAN,
    add,
    approve,
    filled,
    move,
    opened,
    reason_of,
    reworded,
)


def published(database: Database, bank_id: int) -> int:
    seen = publishing.ready(database, bank_id, PHUC).bank.digest
    return publishing.publish(database, bank_id, seen, PHUC)


def test_a_version_holds_what_is_approved_and_nothing_else(database: Database) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, ids[0], ids[2])
    ready = publishing.ready(database, bank_id, PHUC)
    assert (len(ready.bank), ready.waiting, ready.known) == (2, 1, None)
    version_id = published(database, bank_id)
    version = author.version(database, version_id, PHUC)
    assert version.bank.questions == (small_bank().questions[0], small_bank().questions[2])
    assert version.bank == ready.bank
    assert publishing.ready(database, bank_id, PHUC).known == version_id
    assert opened(database, bank_id, ids[0]).in_version == version_id
    assert opened(database, bank_id, ids[1]).in_version is None
    with database.reading() as session:
        origin = session.exec(select(BankOrigin)).one()
        lines = session.exec(select(AuditLog).where(AuditLog.action == "bank.publish")).all()
    assert (origin.version_id, origin.bank_id) == (version_id, bank_id)
    assert [line.detail for line in lines] == [version.bank.digest]


def test_the_list_tells_approved_questions_from_those_in_a_version(database: Database) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, *ids[:2])
    published(database, bank_id)
    approve(database, bank_id, ids[2])

    def listed(state: str) -> list[int]:
        told = looking.listing(database, bank_id, Filter(state=state), 1, PHUC)
        return [one.id for one in told.found]

    assert (listed(IN_VERSION), listed("approved")) == (ids[:2], ids[2:])
    counts = looking.listing(database, bank_id, Filter(), 1, PHUC).counts
    assert {
        state: sum(n for (_, _, one), n in counts.items() if one == state)
        for state in (IN_VERSION, "approved", "draft")
    } == {IN_VERSION: 2, "approved": 1, "draft": 0}


def test_ten_who_publish_at_once_get_one_version(database: Database) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, *ids)
    seen = publishing.ready(database, bank_id, PHUC).bank.digest
    start = threading.Barrier(10)

    def publish(_number: int) -> int:
        start.wait()
        return publishing.publish(database, bank_id, seen, PHUC)

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(publish, range(10)))) == 1


def test_a_version_stays_as_it_is_when_its_questions_change(database: Database) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, *ids)
    version_id = published(database, bank_id)
    before = author.version(database, version_id, PHUC).bank
    now = opened(database, bank_id, ids[0])
    questions.write(database, bank_id, ids[0], reworded(now.question, "Khác?"), now.revision, PHUC)
    assert author.version(database, version_id, PHUC).bank == before
    assert opened(database, bank_id, ids[0]).in_version is None


def test_what_was_approved_after_the_look_is_not_published_unseen(database: Database) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, ids[0])
    seen = publishing.ready(database, bank_id, PHUC).bank.digest
    approve(database, bank_id, ids[1])
    refused = reason_of(lambda: publishing.publish(database, bank_id, seen, PHUC))
    assert refused is BankReason.APPROVED_CHANGED


def test_a_bank_without_an_approved_question_is_not_published(database: Database) -> None:
    bank_id, _ = filled(database)
    assert reason_of(lambda: published(database, bank_id)) is BankReason.NOTHING_APPROVED


def test_the_stem_of_another_question_with_another_key_goes_no_further(
    database: Database,
) -> None:
    """Each is fine alone: the bank around a question is judged with it."""
    bank_id, (first, *_) = filled(database, 1)
    approve(database, bank_id, first)
    other = replace(small_bank().questions[0], id="khac", key=frozenset({2}))
    second = questions.add(database, bank_id, other, PHUC)
    with pytest.raises(Refusal) as refused:
        move(database, bank_id, second, Move.SUBMIT, PHUC)
    assert refused.value.reason is BankReason.QUESTION_BLOCKED


def test_two_versions_are_compared_question_by_question(database: Database) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, ids[0], ids[1])
    old = published(database, bank_id)
    now = opened(database, bank_id, ids[1])
    changed = reworded(now.question, "Viết lại?")
    questions.write(database, bank_id, ids[1], changed, now.revision, PHUC)
    move(database, bank_id, ids[0], Move.REMOVE, PHUC)
    approve(database, bank_id, ids[1], ids[2])
    new = published(database, bank_id)
    told = publishing.compare(database, old, new, QUAN)
    assert told.added == (small_bank().questions[2],)
    assert told.removed == (small_bank().questions[0],)
    assert told.changed == ((small_bank().questions[1], changed),)
    assert [one.id for one in publishing.known_versions(database)] == [new, old]


def test_the_coverage_tells_what_the_approved_and_what_all_questions_lack(
    database: Database, world: World
) -> None:
    bank_id, ids = filled(database, 12)
    move(database, bank_id, ids[0], Move.SUBMIT, PHUC)
    move(database, bank_id, ids[0], Move.APPROVE, QUAN, NOTED)
    typed = (Cell("bau-cu", Level.EASY, 2),)
    told = covering.coverage(database, bank_id, typed, PHUC)
    (plan,) = told.plans
    assert plan.name == "Hội thi thử"
    assert {gap.cell.topic for gap in plan.short_in_all} == {"mot-cua"}
    assert len(plan.short) == 5
    assert told.typed is not None
    assert [gap.available for gap in told.typed.short] == [1]
    assert told.typed.short_in_all == ()


def test_a_question_added_later_stands_behind_the_others(database: Database) -> None:
    bank_id, ids = filled(database)
    last = add(database, bank_id, 5)
    approve(database, bank_id, *ids, last)
    bank = publishing.ready(database, bank_id, PHUC).bank
    assert [one.id for one in bank][-1] == small_bank().questions[5].id
