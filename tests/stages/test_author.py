"""A bank becomes an immutable version: once, whoever publishes it and however often."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from question_bank.bank import Bank
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import write
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import author
from quiz.store.database import Database
from quiz.store.tables import AuditLog, BankVersion
from tests.cast import World, small_bank

NOW = 1_617_580_800_000
SHIPPED = Path(__file__).resolve().parents[2] / "question_bank" / "banks" / "cchc-2021"


def stored(database: Database) -> list[BankVersion]:
    with database.reading() as session:
        return list(session.exec(select(BankVersion)))


def log(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        rows = session.exec(select(AuditLog).where(AuditLog.action == "bank.publish"))
        return [(row.actor, row.subject, row.detail) for row in rows]


def without_key(bank: Bank) -> Bank:
    first, *others = bank.questions
    return replace(bank, questions=(replace(first, key=frozenset()), *others))


def test_a_published_bank_is_the_one_that_was_given(database: Database) -> None:
    bank = small_bank()
    version_id = author.publish(database, bank, "phuc", NOW)
    version = author.version(database, version_id)
    assert version.bank == bank
    assert version.facts.digest == bank.digest
    assert (version.previous, version.changes, version.coverage) == (None, None, ())
    assert log(database) == [("phuc", "Ngân hàng thử", bank.digest)]


def test_the_same_content_twice_is_one_version_and_one_line_in_the_log(database: Database) -> None:
    first = author.publish(database, small_bank(), "phuc", NOW)
    again = author.publish(database, small_bank(), "quan", NOW + 1000)
    assert again == first
    assert [(row.published_by, row.published_at) for row in stored(database)] == [("phuc", NOW)]
    assert len(log(database)) == 1


def test_ten_who_publish_the_same_content_at_once_get_one_version(database: Database) -> None:
    start = threading.Barrier(10)

    def publish(number: int) -> int:
        start.wait()
        return author.publish(database, small_bank(), f"author-{number}", NOW)

    with ThreadPoolExecutor(10) as pool:
        ids = set(pool.map(publish, range(10)))
    assert len(ids) == 1
    assert len(stored(database)) == 1
    assert len(log(database)) == 1


def test_a_blocked_bank_is_refused_and_nothing_is_written(database: Database) -> None:
    with pytest.raises(Refusal) as refused:
        author.publish(database, without_key(small_bank()), "phuc", NOW)
    assert refused.value.reason is BankReason.BANK_BLOCKED
    assert refused.value.details == {"count": 1}
    assert stored(database) == []
    assert log(database) == []


def test_a_version_says_what_changed_since_the_one_before_of_its_title(database: Database) -> None:
    bank = small_bank()
    first, second, *others = bank.questions
    other = replace(bank, title="Ngân hàng khác")
    added = replace(first, id="moi", stem="Một câu hỏi mới hoàn toàn?")
    changed = replace(second, explanation="Giải thích khác.")
    old = author.publish(database, bank, "phuc", NOW)
    author.publish(database, other, "phuc", NOW)
    new = replace(bank, questions=(changed, *others, added))
    version = author.version(database, author.publish(database, new, "phuc", NOW))
    assert version.previous
    assert version.previous.id == old
    assert version.changes
    assert version.changes.added == ("moi",)
    assert version.changes.removed == (first.id,)
    assert version.changes.changed == (second.id,)


def test_a_renamed_bank_is_compared_with_the_version_before_it(database: Database) -> None:
    old = author.publish(database, small_bank(), "phuc", NOW)
    renamed = replace(small_bank(), title="Tên mới")
    version = author.version(database, author.publish(database, renamed, "phuc", NOW))
    assert version.previous
    assert version.previous.id == old


def test_the_list_is_newest_first_and_names_who_published(database: Database, world: World) -> None:
    author.publish(database, replace(small_bank(), title="Mới"), "phuc", NOW)
    author.publish(database, replace(small_bank(), title="Mới hơn"), "cli", NOW)
    listed = [(one.title, one.published_by) for one in author.versions(database)]
    assert listed == [("Mới hơn", "cli"), ("Mới", "Phúc"), ("Ngân hàng thử", "Phúc")]


def test_a_version_says_which_contest_uses_it_and_that_it_suffices(
    database: Database, world: World
) -> None:
    (coverage,) = author.version(database, world.bank_version_id).coverage
    assert (coverage.contest, coverage.question_count, coverage.short) == ("Hội thi thử", 6, ())


def test_an_unknown_version_is_not_found(database: Database) -> None:
    with pytest.raises(Refusal) as refused:
        author.version(database, 4711)
    assert refused.value.reason is RequestReason.NOT_FOUND


def test_questions_are_found_without_marks_by_every_word() -> None:
    found = author.find(small_bank(), "CO CHE mot-cua-hard-3")
    assert [question.id for _number, question in found] == ["mot-cua-hard-3"]
    assert len(author.find(small_bank(), "  ")) == 24
    assert author.find(small_bank(), "không có từ này") == ()


def test_doubts_come_gravest_first_with_their_place_and_question() -> None:
    text = (
        "Câu 1. Cơ quan nào quyết định ngày bầu cử?\nA. Quốc hội\n*B. Chính phủ\nDòng Lạ\n\n"
        "Câu 2. Cơ quan nào công bố kết quả?\nA. Hội đồng bầu cử\nB. Chính phủ\n"
    )
    checked = author.check(text.encode(), "đề.txt")
    assert checked.blocked
    levels = [finding.level for finding in checked.findings]
    assert levels == sorted(levels, key=list(Severity).index)
    first, second = checked.doubts[:2]
    assert (first.finding.where, first.question) == ("đề.txt, dòng 6", 1)
    assert first.line == "Câu 2. Cơ quan nào công bố kết quả?"
    assert (second.finding.level, second.question) == (Severity.DOUBTFUL, 0)
    assert second.line == "Dòng Lạ"


def test_a_fault_that_reading_and_review_both_see_is_said_once() -> None:
    checked = author.check("Câu 1. Hỏi?\nA. một\nB. hai\n".encode(), "đề.txt")
    assert checked.count(Severity.BLOCKS) == 1


def test_the_text_of_any_file_reads_as_the_same_questions_again() -> None:
    checked = author.check(write(author.check(SHIPPED, "x").bank, "xlsx"), "đề.xlsx")
    again = author.check(checked.text.encode(), "Văn bản", checked.bank.title)
    assert again.bank == checked.bank
    assert again.seen == checked.seen


def test_the_title_is_the_given_one_else_the_files_own_else_its_name() -> None:
    text = "Câu 1. Hỏi?\nA. một\n*B. hai\n"
    headed = f'+++\ntitle = "Trong tệp"\n+++\n{text}'
    assert author.check(text.encode(), "de-thi.txt").bank.title == "de-thi"
    assert author.check(headed.encode(), "de-thi.txt").bank.title == "Trong tệp"
    assert author.check(headed.encode(), "de-thi.txt", "  Của   tôi ").bank.title == "Của tôi"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", b"+++\na=" + b"[" * 100_000 + b"\n+++\n"])
def test_what_no_reader_can_read_is_said_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="đề nghị"):
        author.check(data, "đề.docx" if data.startswith(b"PK") else "đề.txt")


def test_a_folder_without_a_header_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"bank\.toml"):
        author.check(tmp_path, "thư mục")
