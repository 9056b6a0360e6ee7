"""Legal texts are kept once, found on a day, and name the questions whose law has changed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import select

from question_bank.bank import Bank
from question_bank.law import LawText
from question_bank.law_changes import Kind
from question_bank.law_reading import LawReading, read_law
from question_bank.question import LegalBasis, Question
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import author, laws
from quiz.stages.laws import About
from quiz.store import workshop
from quiz.store.database import Database
from quiz.store.tables import AuditLog, BankOrigin, WorkingBank
from quiz.store.workshop import Act
from tests.cast import small_bank
from tests.question_bank.law_files import AMENDING, CONSOLIDATED, LAW

NOW = 1_617_580_800_000


def reading(text: str) -> LawReading:
    return read_law(text.encode(), "luat.txt")


def kept(database: Database, text: str, **days: str) -> int:
    found = reading(text)
    given = replace(laws.told_by(found, "luat"), **days)
    return laws.keep(database, found, given, "phuc", NOW)


def basis(text: str) -> LegalBasis:
    parsed = LegalBasis.parse(text)
    assert parsed
    return parsed


def question(code: str, *bases: str) -> Question:
    first = small_bank().questions[0]
    return replace(first, id=code, stem=f"Hỏi {code}?", legal_basis=tuple(map(basis, bases)))


def bank_on(*questions: Question, title: str = "Ngân hàng luật") -> Bank:
    return Bank(title, small_bank().topics, questions, "2021-05-23")


def working(database: Database, *questions: Question, sealed_until: int | None = None) -> int:
    with database.writing() as session:
        row = WorkingBank(title="Đang soạn", created_at=NOW, created_by="phuc")
        if sealed_until:
            row.sealed_at, row.sealed_until, row.sealed_by = NOW, sealed_until, "quan"
        session.add(row)
        session.flush()
        assert row.id is not None
        for one in questions:
            workshop.add(session, row.id, one, Act("write", "phuc", NOW))
        return row.id


def log(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.exec(select(AuditLog).where(AuditLog.action.startswith("law.")))
        return [(row.action, row.actor) for row in rows]


CHANGED, SAME, GONE = (
    question("doi", "7/2015/QH13, Điều 2, khoản 1"),
    question("giu", "7/2015/QH13, Điều 1"),
    question("chuyen", "7/2015/QH13, Điều 3, khoản 1"),
)


def test_a_text_is_found_by_number_with_its_days_and_words(database: Database) -> None:
    law_id = kept(database, LAW)
    (facts,) = laws.texts(database)
    assert (facts.id, facts.number, facts.since) == (law_id, "Luật số 7/2015/QH13", "2015-09-01")
    assert laws.law(database, law_id, NOW).text.units == reading(LAW).text.units
    for number in ("7/2015/qh13", "Luật số 7/2015/QH13", str(law_id)):
        found = laws.find(database, number)
        assert found
        assert found.id == law_id
    assert laws.find(database, "8/2015/QH13") is None
    assert laws.find(database, "4711") is None


def test_the_same_words_are_kept_once_with_one_line_in_the_log(database: Database) -> None:
    first = kept(database, LAW)
    assert kept(database, LAW, name="lần hai", since="2016-01-01") == first
    (facts,) = laws.texts(database)
    assert facts.since == "2015-09-01"
    assert log(database) == [("law.import", "phuc")]


def test_eight_who_import_the_same_words_at_once_get_one_text(database: Database) -> None:
    start = threading.Barrier(8)

    def keep(_number: int) -> int:
        start.wait()
        return kept(database, LAW)

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(keep, range(8)))
    assert len(ids) == len(laws.texts(database)) == len(log(database)) == 1


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (About(""), BankReason.LAW_WITHOUT_NUMBER),
        (About("1/2020/QH14", since="01/07/2020"), BankReason.LAW_DAYS),
        (About("1/2020/QH14", since="2020-02-30"), BankReason.LAW_DAYS),
        (About("1/2020/QH14", since="2020-07-01", until="2020-07-01"), BankReason.LAW_DAYS),
        (About("1/2020/QH14", until="20200701"), BankReason.LAW_DAYS),
    ],
)
def test_days_that_are_none_and_a_missing_number_are_refused(
    database: Database, given: About, reason: Reason
) -> None:
    with pytest.raises(Refusal) as refused:
        laws.keep(database, reading(LAW), given, "phuc", NOW)
    assert refused.value.reason is reason
    assert laws.texts(database) == ()


def test_an_unknown_text_is_not_found(database: Database) -> None:
    for ask in (
        lambda: laws.law(database, 4711, NOW),
        lambda: laws.affected_by(database, 4711, NOW),
        lambda: laws.revise(database, 4711, About("x"), 1, "phuc", NOW),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.reason is RequestReason.NOT_FOUND


def test_days_of_force_are_said_anew_once_and_seen_by_another_process(database: Database) -> None:
    law_id = kept(database, LAW)
    asked = basis("7/2015/QH13, Điều 1")
    (before,) = laws.clauses(database, [asked], "2021-05-23")
    assert before.words
    other = Database(database.url)
    for _ in range(2):
        laws.revise(other, law_id, About("x", until="2020-01-01", name="cũ"), 1, "quan", NOW)
    other.close()
    (after,) = laws.clauses(database, [asked], "2021-05-23")
    assert (after.words, after.law_id) == ("", None)
    (facts,) = laws.texts(database)
    assert (facts.number, facts.name, facts.until) == ("Luật số 7/2015/QH13", "cũ", "2020-01-01")
    assert log(database) == [("law.import", "phuc"), ("law.revise", "quan")]


def test_days_that_another_has_said_meanwhile_are_not_overwritten(database: Database) -> None:
    law_id = kept(database, LAW)
    laws.revise(database, law_id, About("x", since="2016-01-01", name="a"), 1, "phuc", NOW)
    with pytest.raises(Refusal) as refused:
        laws.revise(database, law_id, About("x", until="2020-01-01", name="a"), 1, "quan", NOW)
    assert refused.value.reason is BankReason.LAW_CHANGED
    (facts,) = laws.texts(database)
    assert (facts.since, facts.until, facts.revision) == ("2016-01-01", "", 2)


def test_a_clause_is_the_one_in_force_on_the_day(database: Database) -> None:
    old, new = kept(database, LAW), kept(database, CONSOLIDATED)
    asked = [basis("7/2015/QH13, Điều 2, khoản 1"), basis("7/2015/QH13, Điều 44")]
    words = {}
    for day in ("2021-05-23", "2026-03-15", ""):
        found, absent = laws.clauses(database, asked, day)
        assert absent.words == ""
        words[day] = (found.law_id, "chín tuổi" in found.words, found.title)
    assert words == {
        "2021-05-23": (old, False, "Người chơi"),
        "2026-03-15": (new, True, "Người chơi"),
        "": (new, True, "Người chơi"),
    }
    consolidated = laws.find(database, "7/2015/QH13", "2026-03-15")
    assert consolidated
    assert consolidated.id == new


def test_a_preview_compares_with_the_edition_before_and_stores_nothing(database: Database) -> None:
    found = reading(CONSOLIDATED)
    given = laws.told_by(found, "x")
    assert laws.compare(database, found, given, NOW) is None
    old = kept(database, LAW)
    compared = laws.compare(database, found, given, NOW)
    assert compared
    assert compared.old
    assert compared.old.id == old
    assert {one.kind for one in compared.changes} == set(Kind)
    assert len(laws.texts(database)) == 1
    kept(database, CONSOLIDATED)
    assert laws.compare(database, found, given, NOW) is None


def test_an_amended_edition_names_every_question_on_changed_words(database: Database) -> None:
    author.publish(database, bank_on(CHANGED, SAME, GONE), "phuc", NOW)
    working(database, GONE, SAME)
    kept(database, LAW)
    _, compared = laws.affected_by(database, kept(database, CONSOLIDATED), NOW)
    assert compared
    told = {
        (one.bank.title, one.bank.published): [found.question.id for found in one.questions]
        for one in compared.banks
    }
    assert told == {("Ngân hàng luật", True): ["doi", "chuyen"], ("Đang soạn", False): ["chuyen"]}
    moved = compared.banks[1].questions[0]
    assert (moved.now, moved.basis) == ("Điều 3, khoản 2", GONE.legal_basis[0])


def test_the_first_edition_of_a_document_has_nothing_to_be_compared_with(
    database: Database,
) -> None:
    facts, compared = laws.affected_by(database, kept(database, LAW), NOW)
    assert (facts.number, compared) == ("Luật số 7/2015/QH13", None)


def test_an_amending_law_names_the_questions_on_what_it_amends(database: Database) -> None:
    author.publish(database, bank_on(CHANGED, SAME, GONE), "phuc", NOW)
    kept(database, LAW)
    _, compared = laws.affected_by(database, kept(database, AMENDING), NOW)
    assert compared
    assert (compared.old, compared.changes) == (None, ())
    (bank,) = compared.banks
    assert [one.question.id for one in bank.questions] == ["doi", "chuyen"]
    assert [one.new for one in bank.questions] == ["", ""]
    assert bank.questions[0].old == "1. Người chơi phải đủ bảy tuổi vào ngày hội."


def test_only_the_newest_version_of_a_bank_is_looked_at(database: Database) -> None:
    author.publish(database, bank_on(CHANGED), "phuc", NOW)
    author.publish(database, bank_on(SAME), "phuc", NOW)
    kept(database, LAW)
    _, compared = laws.affected_by(database, kept(database, CONSOLIDATED), NOW)
    assert compared
    assert compared.banks == ()


def test_sealed_banks_and_their_versions_are_named_and_not_read(database: Database) -> None:
    bank_id = working(database, CHANGED, sealed_until=NOW + 1_000)
    version_id = author.publish(database, bank_on(CHANGED), "phuc", NOW)
    with database.writing() as session:
        session.add(BankOrigin(version_id=version_id, bank_id=bank_id))
    kept(database, LAW)
    law_id = kept(database, CONSOLIDATED)
    for moment, sealed in ((NOW, True), (NOW + 1_001, False)):
        _, compared = laws.affected_by(database, law_id, moment)
        assert compared
        assert [one.bank.sealed for one in compared.banks] == [sealed, sealed]
        assert [bool(one.questions) for one in compared.banks] == [not sealed, not sealed]
        assert bool(laws.law(database, law_id, moment).questions) is not sealed


def test_a_text_lists_the_questions_that_stand_on_each_article(database: Database) -> None:
    author.publish(database, bank_on(CHANGED, SAME), "phuc", NOW)
    law = laws.law(database, kept(database, CONSOLIDATED), NOW)
    told = {article: [q.id for _, q, _ in found] for article, found in law.questions.items()}
    assert told == {"2": ["doi"], "1": ["giu"]}


def test_what_an_amending_law_says_is_part_of_the_library(database: Database) -> None:
    kept(database, LAW)
    law_id = kept(database, AMENDING)
    (amendment,) = laws.library(database).amendments
    assert (amendment.by, amendment.document) == ("Luật số 9/2025/QH15", "7/2015/QH13")
    assert amendment.since == "2025-07-01"
    assert laws.law(database, law_id, NOW).amendments == (amendment,)
    given = About("", name="x", since="2025-08-01")
    laws.revise(database, law_id, replace(given, number="x"), 1, "phuc", NOW)
    (moved,) = laws.library(database).amendments
    assert moved.since == "2025-08-01"


def test_of_two_editions_from_one_day_the_later_import_counts(database: Database) -> None:
    kept(database, LAW)
    corrected = kept(database, LAW.replace("bảy tuổi", "tám tuổi"))
    (clause,) = laws.clauses(database, [CHANGED.legal_basis[0]], "2021-05-23")
    assert clause.law_id == corrected
    assert "tám tuổi" in clause.words


def test_a_text_is_stored_as_it_was_read(database: Database) -> None:
    law_id = kept(database, CONSOLIDATED)
    text = laws.law(database, law_id, NOW).text
    assert text == LawText.load(text.dump(), "luat")
    assert text.notes == reading(CONSOLIDATED).text.notes
