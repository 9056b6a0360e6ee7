"""A sealed bank is read by nobody without a reason that stays, and by everybody after its time."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import select

from question_bank.bank import Difference
from quiz.rules.authoring import Move
from quiz.rules.reasons import BankReason
from quiz.rules.refusal import Reason
from quiz.stages import author
from quiz.stages.workshop import banks, covering, looking, publishing, questions, reviewing, seal
from quiz.stages.workshop.looking import Filter
from quiz.stages.workshop.reviewing import Chosen, Wish
from quiz.store.database import Database
from quiz.store.sealing import Reader
from quiz.store.tables import AuditLog, BankOpening, BankVersion
from tests.cast import CLOSES, OPENS, World, small_bank
from tests.stages.workshop_cast import (
    NOW,
    PHUC,
    QUAN,
    filled,
    make_bank,
    reason_of,
    reworded,
    ticks,
)

MINUTE = 60_000
UNTIL = NOW + 60 * MINUTE
SEALED_MARK = "Câu hỏi 1 về bầu cử"

Reading = Callable[[Database, int, int, int, Reader], object]
READINGS: dict[str, Reading] = {
    "list": lambda db, bank, _q, _v, who: looking.listing(db, bank, Filter(), 1, who),
    "question": lambda db, bank, q, _v, who: questions.open_question(db, bank, q, who),
    "history": lambda db, bank, q, _v, who: looking.history(db, bank, q, who),
    "preview": lambda db, bank, _q, _v, who: questions.preview(
        db, bank, small_bank().questions[0], who
    ),
    "write": lambda db, bank, q, _v, who: questions.write(
        db, bank, q, reworded(small_bank().questions[0], "Khác?"), 9, who
    ),
    "add": lambda db, bank, _q, _v, who: questions.add(
        db, bank, replace(small_bank().questions[0], id="moi"), who
    ),
    "back": lambda db, bank, q, _v, who: questions.go_back(db, bank, q, 1, 1, who),
    "move": lambda db, bank, q, _v, who: reviewing.move(
        db, bank, Chosen(q, 1), Wish(Move.SUBMIT), who
    ),
    "tick": lambda db, bank, q, _v, who: reviewing.tick(db, bank, Chosen(q, 1), ticks(), who),
    "coverage": lambda db, bank, _q, _v, who: covering.coverage(db, bank, (), who),
    "ready": lambda db, bank, _q, _v, who: publishing.ready(db, bank, who),
    "publish": lambda db, bank, _q, _v, who: publishing.publish(db, bank, "", who),
    "version": lambda db, _b, _q, version, who: author.version(db, version, who),
    "compare": lambda db, _b, _q, version, who: publishing.compare(db, version, version, who),
    "go on": lambda db, _b, _q, version, who: banks.make_from(db, version, "Soạn tiếp", who),
}


def sealed(database: Database) -> tuple[int, int, int]:
    """A sealed bank, a question of it, and a version that belongs to it."""
    version_id = author.publish(database, small_bank(), "phuc", NOW)
    bank_id = banks.make_from(database, version_id, "Đang soạn", PHUC)
    question_id = looking.listing(database, bank_id, Filter(), 1, PHUC).found[0].id
    seal.seal(database, bank_id, UNTIL, "phuc", NOW)
    return bank_id, question_id, version_id


def outcome(act: Callable[[], object]) -> Reason | None:
    try:
        return reason_of(act)
    except (AssertionError, questions.Clashed):
        return None


@pytest.mark.parametrize("reading", READINGS)
def test_every_way_to_the_words_is_shut_opened_by_a_reason_and_free_in_time(
    database: Database, reading: str
) -> None:
    bank_id, question_id, version_id = sealed(database)

    def told(who: Reader) -> Reason | None:
        return outcome(lambda: READINGS[reading](database, bank_id, question_id, version_id, who))

    assert told(PHUC) is BankReason.BANK_SEALED
    assert told(replace(QUAN, at=UNTIL - 1)) is BankReason.BANK_SEALED
    seal.look_in(database, bank_id, "Có khiếu nại", QUAN)
    assert told(PHUC) is BankReason.BANK_SEALED
    assert told(replace(QUAN, at=NOW + seal.OPENING_MS - 1)) is not BankReason.BANK_SEALED
    assert told(replace(QUAN, at=NOW + seal.OPENING_MS)) is BankReason.BANK_SEALED
    assert told(replace(PHUC, at=UNTIL)) is not BankReason.BANK_SEALED


def test_who_does_not_say_who_reads_is_refused_whatever_the_time(database: Database) -> None:
    _, _, version_id = sealed(database)
    assert reason_of(lambda: author.version(database, version_id)) is BankReason.BANK_SEALED


def test_guesses_under_a_sealed_title_are_not_compared_with_it(
    database: Database,
) -> None:
    bank_id, _, version_id = sealed(database)
    bank = small_bank()
    guess = replace(bank, questions=(reworded(bank.questions[0], "Đoán?"), *bank.questions[1:5]))
    guessed = author.publish(database, guess, "mai", NOW)

    def changes(who: Reader) -> Difference | None:
        told = author.version(database, guessed, who)
        assert told.previous
        assert told.previous.id == version_id
        return told.changes

    assert changes(PHUC) is None
    seal.look_in(database, bank_id, "Có khiếu nại", QUAN)
    opened = changes(QUAN)
    assert opened
    assert opened.changed == (bank.questions[0].id,)


def test_a_bank_beside_a_sealed_one_is_read_by_everybody(database: Database) -> None:
    sealed(database)
    other = make_bank(database, "Ngân hàng khác")
    assert looking.listing(database, other, Filter(), 1, PHUC).total == 0


def test_an_opening_is_one_row_with_its_reason_and_a_line_in_the_log(database: Database) -> None:
    bank_id, _, _ = sealed(database)
    assert seal.look_in(database, bank_id, "Có khiếu nại", QUAN) == NOW + seal.OPENING_MS
    later = replace(QUAN, at=NOW + MINUTE)
    assert seal.look_in(database, bank_id, "Có khiếu nại", later) == NOW + seal.OPENING_MS
    with database.reading() as session:
        rows = session.exec(select(BankOpening)).all()
        logged = session.exec(select(AuditLog).order_by(AuditLog.id)).all()  # type: ignore[arg-type]
    assert [(row.actor, row.at, row.reason) for row in rows] == [("quan", NOW, "Có khiếu nại")]
    told = [(row.action, row.actor, row.subject) for row in logged]
    assert told[-2:] == [("bank.seal", "phuc", "Đang soạn"), ("bank.open", "quan", "Đang soạn")]
    assert not any(SEALED_MARK in row.detail for row in logged)
    (opening,) = looking.facts(database, bank_id, PHUC).openings
    assert (opening.actor, opening.reason) == ("quan", "Có khiếu nại")


def test_looking_in_needs_a_reason(database: Database) -> None:
    bank_id, _, _ = sealed(database)
    refused = reason_of(lambda: seal.look_in(database, bank_id, " \n ", QUAN))
    assert refused is BankReason.OPENING_NEEDS_REASON


def test_a_seal_is_prolonged_and_never_shortened_while_it_holds(database: Database) -> None:
    bank_id, _, _ = sealed(database)

    def again(until: int, now: int = NOW) -> Reason | None:
        return outcome(lambda: seal.seal(database, bank_id, until, "quan", now))

    assert again(UNTIL) is None
    assert again(UNTIL - 1) is BankReason.SEAL_TOO_EARLY
    assert again(UNTIL + MINUTE) is None
    assert looking.facts(database, bank_id, PHUC).sealed_until == UNTIL + MINUTE
    after = UNTIL + 2 * MINUTE
    assert again(after, after) is BankReason.SEAL_TOO_EARLY
    assert again(after + 1, after) is None


def test_the_proposed_end_is_the_earliest_opening_of_the_contests_that_use_the_bank(
    database: Database, world: World
) -> None:
    bank_id = banks.make_from(database, world.bank_version_id, "Soạn tiếp", PHUC)
    assert seal.proposed(database, bank_id, OPENS - MINUTE) == OPENS
    assert seal.proposed(database, bank_id, CLOSES) is None
    other, _ = filled(database)
    assert seal.proposed(database, other, OPENS - MINUTE) is None


def test_a_version_that_is_published_again_stays_with_its_first_bank(database: Database) -> None:
    first = make_bank(database, "Ngân hàng thử")
    version_id = author.publish(database, small_bank(), "phuc", NOW)
    bank_id = banks.make_from(database, version_id, "Một", PHUC)
    banks.make_from(database, version_id, "Hai", PHUC)
    seal.seal(database, bank_id, UNTIL, "phuc", NOW)
    assert reason_of(lambda: author.version(database, version_id, PHUC)) is BankReason.BANK_SEALED
    assert looking.facts(database, first, PHUC).versions == ()
    with database.reading() as session:
        assert len(session.exec(select(BankVersion)).all()) == 1


def test_open_banks_with_the_same_questions_are_named_beside_the_seal_until_they_are_sealed_too(
    database: Database,
) -> None:
    version_id = author.publish(database, small_bank(), "phuc", NOW)
    first, second = (banks.make_from(database, version_id, one, PHUC) for one in ("Một", "Hai"))
    make_bank(database, "Khác")
    count = len(small_bank())
    assert seal.open_twins(database, first, PHUC) == (seal.OpenTwin(second, "Hai", count),)
    listed = looking.listing(database, second, Filter(), 1, PHUC).found[0]
    other_words = reworded(small_bank().questions[0], "Khác?")
    questions.write(database, second, listed.id, other_words, listed.revision, PHUC)
    assert [one.questions for one in seal.open_twins(database, first, PHUC)] == [count - 1]
    seal.seal(database, first, UNTIL, "phuc", NOW)
    assert looking.listing(database, second, Filter(), 1, PHUC).total == count
    assert seal.open_twins(database, first, PHUC) == ()  # sealed: it would tell guesses apart
    assert seal.open_twins(database, second, PHUC) == ()
    seal.look_in(database, first, "Có khiếu nại", QUAN)
    assert [one.id for one in seal.open_twins(database, first, QUAN)] == [second]
    seal.seal(database, second, UNTIL, "phuc", NOW)
    assert seal.open_twins(database, first, QUAN) == ()


def mended(database: Database, title: str = "Đang soạn") -> int:
    """A bank that took the file of `small_bank` in and has fewer of its questions by now."""
    bank_id = make_bank(database, title)
    for number in range(3):
        questions.add(database, bank_id, small_bank().questions[number], PHUC)
    return bank_id


def test_a_version_from_a_file_with_the_same_questions_is_named_and_sealed_along(
    database: Database,
) -> None:
    from_file = author.publish(database, small_bank(), "mai", NOW)
    turned = [
        replace(one, id=f"khac-{one.id}", options=one.options[::-1], key=frozenset({2}))
        for one in small_bank().questions[:2]
    ]
    otherwise = author.publish(
        database, replace(small_bank(), title="Tên khác", questions=tuple(turned)), "mai", NOW
    )
    bank_id = mended(database)
    named = [
        (one.id, one.questions, one.home) for one in seal.open_versions(database, bank_id, QUAN)
    ]
    assert named == [(otherwise, 2, None), (from_file, 3, None)]
    seal.seal(database, bank_id, UNTIL, "quan", NOW)
    for version_id in (from_file, otherwise):
        refused = reason_of(lambda version=version_id: author.version(database, version, PHUC))  # type: ignore[misc]
        assert refused is BankReason.BANK_SEALED
        assert author.version(database, version_id, replace(PHUC, at=UNTIL))
    with database.reading() as session:
        line = session.exec(select(AuditLog).where(AuditLog.action == "bank.seal")).one()
    assert line.detail.endswith(f"versions:{from_file},{otherwise}")


def test_a_version_with_other_questions_stays_open(database: Database) -> None:
    other = [reworded(one, f"{one.stem} Hỏi khác?") for one in small_bank().questions[:5]]
    version_id = author.publish(
        database, replace(small_bank(), title="Khác", questions=tuple(other)), "mai", NOW
    )
    bank_id = mended(database)
    assert seal.open_versions(database, bank_id, QUAN) == ()
    seal.seal(database, bank_id, UNTIL, "quan", NOW)
    assert author.version(database, version_id, PHUC)


def test_a_version_of_another_open_bank_is_named_and_stays_with_that_bank(
    database: Database,
) -> None:
    version_id = author.publish(database, small_bank(), "mai", NOW)
    other = banks.make_from(database, version_id, "Ngân hàng khác", PHUC)
    bank_id = mended(database)
    (named,) = seal.open_versions(database, bank_id, QUAN)
    assert (named.id, named.home) == (version_id, (other, "Ngân hàng khác"))
    seal.seal(database, bank_id, UNTIL, "quan", NOW)
    assert author.version(database, version_id, PHUC)
    assert looking.listing(database, other, Filter(), 1, PHUC).total == len(small_bank())


def test_guesses_published_after_the_sealing_are_neither_named_nor_taken_along(
    database: Database,
) -> None:
    bank_id = mended(database)
    seal.seal(database, bank_id, UNTIL, "quan", NOW)
    guessed = author.publish(database, small_bank(), "mai", NOW)
    assert seal.open_versions(database, bank_id, PHUC) == ()
    seal.seal(database, bank_id, UNTIL + MINUTE, "phuc", NOW)
    assert author.version(database, guessed, PHUC)
    seal.look_in(database, bank_id, "Có khiếu nại", QUAN)
    assert [one.id for one in seal.open_versions(database, bank_id, QUAN)] == [guessed]
    seal.seal(database, bank_id, UNTIL + 2 * MINUTE, "quan", NOW)
    assert reason_of(lambda: author.version(database, guessed, PHUC)) is BankReason.BANK_SEALED
