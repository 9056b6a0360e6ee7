"""A file is taken into a working bank in one step, once, and taken back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from sqlmodel import func, select

from question_bank.bank import Bank, Topic
from quiz.rules.authoring import Move
from quiz.rules.meeting import Choice, Fate
from quiz.rules.reasons import BankReason, RequestReason
from quiz.stages import taking_in
from quiz.stages.workshop import banks, looking, questions, seal
from quiz.stages.workshop.looking import Filter
from quiz.store.database import Database
from quiz.store.tables import BankImport, QuestionRevision
from tests.cast import small_bank
from tests.stages.workshop_cast import (
    MAI,
    NOW,
    PHUC,
    QUAN,
    approve,
    filled,
    make_bank,
    move,
    opened,
    reason_of,
    reworded,
)

FILE = small_bank()


def take(database: Database, bank_id: int, bank: Bank = FILE, choice: Choice | None = None) -> int:
    plan = taking_in.plan(database, bank_id, bank, PHUC)
    chosen = choice or Choice()
    return taking_in.take_in(database, bank_id, bank, "de.docx", chosen, plan.seen, PHUC)


def total(database: Database, bank_id: int, state: str = "") -> int:
    return looking.listing(database, bank_id, Filter(state=state), 1, PHUC).total


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return int(session.exec(select(func.count()).select_from(table)).one())


def test_new_questions_are_drafts_with_the_import_in_their_history(database: Database) -> None:
    bank_id = make_bank(database)
    import_id = take(database, bank_id)
    told = taking_in.taken(database, bank_id, import_id, PHUC)
    assert (told.name, told.added, told.changed) == ("de.docx", len(FILE), 0)
    assert total(database, bank_id, "draft") == len(FILE)
    steps = looking.history(database, bank_id, told.waiting[0][0], PHUC).steps
    assert [(step.act, step.note) for step in steps] == [("import", "de.docx")]
    assert taking_in.plan(database, bank_id, FILE, PHUC).count(Fate.SAME) == len(FILE)


def test_the_same_file_twice_is_one_import(database: Database) -> None:
    bank_id = make_bank(database)
    plan = taking_in.plan(database, bank_id, FILE, PHUC)
    first, second = (
        taking_in.take_in(database, bank_id, FILE, name, Choice(), plan.seen, reader)
        for name, reader in (("de.docx", PHUC), ("lan-hai.docx", QUAN))
    )
    assert first == second
    assert count(database, QuestionRevision) == len(FILE)


def test_two_people_at_once_take_the_same_file_in_once(database: Database) -> None:
    bank_id = make_bank(database)
    plan = taking_in.plan(database, bank_id, FILE, PHUC)
    with ThreadPoolExecutor(4) as people:
        ids = set(
            people.map(
                lambda reader: taking_in.take_in(
                    database, bank_id, FILE, "de.docx", Choice(), plan.seen, reader
                ),
                (PHUC, QUAN, MAI, PHUC),
            )
        )
    assert len(ids) == 1
    assert count(database, BankImport) == 1
    assert total(database, bank_id) == len(FILE)


def test_two_files_at_once_leave_no_question_twice(database: Database) -> None:
    bank_id = make_bank(database)
    other = replace(FILE, questions=FILE.questions[:5])
    plans = [taking_in.plan(database, bank_id, bank, PHUC) for bank in (FILE, other)]
    taking_in.take_in(database, bank_id, FILE, "a", Choice(), plans[0].seen, PHUC)
    refused = reason_of(
        lambda: taking_in.take_in(database, bank_id, other, "b", Choice(), plans[1].seen, QUAN)
    )
    assert refused is BankReason.IMPORT_MEETS_OTHERS
    assert total(database, bank_id) == len(FILE)


def test_a_changed_question_gets_a_new_revision_as_a_draft_unless_it_is_kept(
    database: Database,
) -> None:
    bank_id, ids = filled(database)
    approve(database, bank_id, ids[0])
    words = [reworded(one, f"{one.stem} Viết lại.") for one in FILE.questions[:2]]
    bank = replace(FILE, questions=tuple(words))
    kept = Choice(kept=frozenset({words[1].id}))
    told = taking_in.taken(database, bank_id, take(database, bank_id, bank, kept), PHUC)
    assert (told.added, told.changed) == (0, 1)
    assert opened(database, bank_id, ids[0]).question == words[0]
    assert opened(database, bank_id, ids[0]).standing.state == "draft"
    assert opened(database, bank_id, ids[1]).question == FILE.questions[1]


def test_an_undone_import_leaves_every_question_as_it_was(database: Database) -> None:
    bank_id, ids = filled(database)
    move(database, bank_id, ids[1], Move.SUBMIT, PHUC)
    words = [reworded(one, f"{one.stem} Viết lại.") for one in FILE.questions[:2]]
    bank = replace(FILE, questions=(*words, *FILE.questions[2:]))
    import_id = take(database, bank_id, bank)
    for _click in range(2):
        taking_in.undo(database, bank_id, import_id, QUAN)
    assert total(database, bank_id) == 3
    states = ("draft", "review", "draft")
    for number, (question_id, state) in enumerate(zip(ids, states, strict=True)):
        now = opened(database, bank_id, question_id)
        assert now.question == FILE.questions[number]
        assert now.standing.state == state
    assert total(database, bank_id, "removed") == len(FILE) - 3
    steps = looking.history(database, bank_id, ids[0], PHUC).steps
    assert [step.act for step in steps] == ["write", "import", "undo"]
    told = taking_in.taken(database, bank_id, import_id, PHUC)
    assert told.undone_by == "quan"
    assert told.undone_at == NOW


def test_an_undone_import_puts_no_question_back_under_a_topic_that_was_dropped(
    database: Database,
) -> None:
    bank_id, ids = filled(database)
    bank = small_bank()
    moved = tuple(replace(one, topic="moi") for one in bank.questions[:3])
    file = Bank("Tệp", (*bank.topics, Topic("moi", "Chuyên đề mới")), moved)
    import_id = take(database, bank_id, file)
    known = banks.settings(database, bank_id)
    kept = tuple(one for one in known.settings.topics if one.id == "moi")
    wanted = replace(known.settings, topics=kept)
    banks.edit(database, bank_id, wanted, known.revision, "quan", NOW)
    taking_in.undo(database, bank_id, import_id, QUAN)
    for question_id, before in zip(ids, bank.questions, strict=False):
        found = questions.open_question(database, bank_id, question_id, QUAN)
        assert found.question == replace(before, topic="moi")
    approve(database, bank_id, *ids)  # nothing that blocks keeps them from the next state


def test_what_somebody_changed_since_is_named_and_stays(database: Database) -> None:
    bank_id = make_bank(database)
    import_id = take(database, bank_id)
    (first, revision), (second, _), *_ = taking_in.taken(database, bank_id, import_id, PHUC).waiting
    written = reworded(FILE.questions[0], "Quản viết lại?")
    questions.write(database, bank_id, first, written, revision, QUAN)
    approve_it = opened(database, bank_id, second)
    move(database, bank_id, second, Move.SUBMIT, PHUC)
    move(database, bank_id, second, Move.APPROVE, QUAN, "Đã đối chiếu")
    told = taking_in.taken(database, bank_id, import_id, PHUC)
    assert told.elsewhere == (FILE.questions[0].id, approve_it.question.id)
    taking_in.undo(database, bank_id, import_id, PHUC)
    assert total(database, bank_id) == 2
    assert opened(database, bank_id, first).question.stem == "Quản viết lại?"


def test_an_undone_file_can_be_taken_in_again(database: Database) -> None:
    bank_id = make_bank(database)
    first = take(database, bank_id)
    taking_in.undo(database, bank_id, first, PHUC)
    second = take(database, bank_id)
    assert first != second
    assert total(database, bank_id, "draft") == len(FILE)
    assert [one.id for one in taking_in.imports(database, bank_id)] == [second, first]


def test_a_file_whose_questions_were_removed_is_no_longer_known(database: Database) -> None:
    bank_id = make_bank(database)
    first = take(database, bank_id)
    for question_id, _ in taking_in.taken(database, bank_id, first, PHUC).waiting:
        move(database, bank_id, question_id, Move.REMOVE, PHUC)
    assert taking_in.known(database, bank_id, FILE, Choice()) is None
    plan = taking_in.plan(database, bank_id, FILE, PHUC)
    assert plan.count(Fate.CHANGED) == len(FILE)
    ids = [
        taking_in.take_in(database, bank_id, FILE, "de.docx", Choice(), plan.seen, PHUC)
        for _click in range(2)
    ]
    assert ids[0] == ids[1] != first
    assert total(database, bank_id, "draft") == len(FILE)
    assert taking_in.known(database, bank_id, FILE, Choice()) == ids[0]
    for import_id in (ids[0], first):
        taking_in.undo(database, bank_id, import_id, PHUC)
    assert total(database, bank_id, "removed") == len(FILE)
    assert take(database, bank_id) not in {first, ids[0]}


def test_a_file_is_known_while_the_questions_stand_that_were_kept_against_it(
    database: Database,
) -> None:
    bank_id, ids = filled(database, 1)
    bank = replace(FILE, questions=(reworded(FILE.questions[0], "Hỏi khác?"),))
    kept = Choice(kept=frozenset({FILE.questions[0].id}))
    first = take(database, bank_id, bank, kept)
    assert take(database, bank_id, bank, kept) == first
    assert opened(database, bank_id, ids[0]).question == FILE.questions[0]


def test_new_topics_come_with_the_questions(database: Database) -> None:
    bank_id = make_bank(database)
    moved = replace(FILE.questions[0], id="moi", stem="Hỏi điều mới?", topic="moi")
    bank = Bank("t", (Topic("moi", "Chuyên đề mới"),), (moved,))
    take(database, bank_id, bank)
    assert looking.facts(database, bank_id, PHUC).topics[-1] == Topic("moi", "Chuyên đề mới")


def test_a_sealed_bank_takes_nothing_in_and_tells_nothing(database: Database) -> None:
    bank_id = make_bank(database)
    import_id = take(database, bank_id)
    seal.seal(database, bank_id, NOW + 1_000, "quan", NOW)
    for act in (
        lambda: taking_in.plan(database, bank_id, FILE, PHUC),
        lambda: taking_in.take_in(database, bank_id, FILE, "x", Choice(), "", PHUC),
        lambda: taking_in.taken(database, bank_id, import_id, PHUC),
        lambda: taking_in.undo(database, bank_id, import_id, PHUC),
    ):
        assert reason_of(act) is BankReason.BANK_SEALED


def test_an_import_of_another_bank_is_unknown(database: Database) -> None:
    import_id = take(database, make_bank(database))
    other = make_bank(database, "Khác")
    for act in (taking_in.taken, taking_in.undo):
        assert reason_of(partial(act, database, other, import_id, PHUC)) is RequestReason.NOT_FOUND
