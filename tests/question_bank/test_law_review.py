"""A bank is judged by the law library: every basis is there, in force, and unchanged."""

from dataclasses import replace
from pathlib import Path

import pytest

from question_bank.bank import Bank
from question_bank.checking import check
from question_bank.finding import Severity
from question_bank.law import Edition, Library
from question_bank.law_reading import read_law
from question_bank.law_review import judge, with_laws
from question_bank.question import LegalBasis
from tests.cast import small_bank
from tests.question_bank.law_files import AMENDING, CONSOLIDATED, LAW

OLD = Edition(read_law(LAW.encode()).text, "2015-09-01")
NEW = Edition(read_law(CONSOLIDATED.encode()).text, "2025-07-01", also="7/2015/QH13")
BOTH = Library((OLD, NEW))
SHIPPED = Path(__file__).resolve().parents[2] / "question_bank" / "banks"


def bank(basis: str, as_of: str = "2021-05-23") -> Bank:
    parsed = LegalBasis.parse(basis)
    assert parsed
    question = replace(small_bank().questions[0], legal_basis=(parsed,))
    return Bank("Thử", small_bank().topics, (question,), as_of)


def told(basis: str, library: Library, as_of: str = "2021-05-23", day: str = "") -> list[str]:
    return [f"{f.level}: {f.message}" for f in judge(bank(basis, as_of), library, day)]


def test_a_basis_in_force_that_never_changes_is_not_spoken_of() -> None:
    assert told("7/2015/QH13, Điều 2, khoản 2, điểm a", BOTH) == []


def test_a_place_that_the_text_does_not_have_is_doubtful() -> None:
    (said,) = told("7/2015/QH13, Điều 2, khoản 7", BOTH)
    assert said.startswith("doubtful: Căn cứ “7/2015/QH13, Điều 2, khoản 7” không có trong")
    assert "vào ngày 23/5/2021" in said


def test_a_point_that_stands_in_several_clauses_is_doubtful_until_the_clause_is_named() -> None:
    text = LAW.replace("1. Người chơi phải", "1. Người chơi:\na) Có giày;\nb) Phải")
    library = Library((replace(OLD, text=read_law(text.encode()).text),))
    (said,) = told("7/2015/QH13, Điều 2, điểm a", library)
    assert said.startswith("doubtful: Căn cứ “7/2015/QH13, Điều 2, điểm a” chưa rõ khoản")
    assert "ở các khoản 1, 2; đề nghị ghi thêm số khoản" in said
    assert told("7/2015/QH13, Điều 2, khoản 2, điểm a", library) == []
    assert told("7/2015/QH13, Điều 2, điểm a", BOTH) == []


@pytest.mark.parametrize(
    ("note", "place"),
    [
        ("2. (được bãi bỏ)", "Điều 2, khoản 2"),
        ("2.[7] (Được bãi bỏ)", "Điều 2, khoản 2"),
        ("2. Khoản này được bãi bỏ theo Luật số 9/2025/QH15.", "Điều 2, khoản 2"),
        ("2. Người chơi được:\na) (được bãi bỏ)\nb) Nghỉ", "Điều 2, khoản 2, điểm a"),
        ("2. Người chơi được nghỉ.\nĐiều 2a.[8] (được bãi bỏ)", "Điều 2a"),
    ],
)
def test_a_place_that_was_repealed_is_not_in_force(note: str, place: str) -> None:
    clause = LAW[LAW.index("2. Người chơi được:") : LAW.index("Điều 3.")]
    text = read_law(LAW.replace(clause, f"{note}\n").encode()).text
    (said,) = told(f"7/2015/QH13, {place}", Library((replace(OLD, text=text),)))
    assert said.startswith(f"doubtful: Căn cứ “7/2015/QH13, {place}” không còn hiệu lực vào ngày")
    assert told("7/2015/QH13, Điều 2", Library((replace(OLD, text=text),))) == []


def test_a_clause_about_repealing_is_in_force() -> None:
    text = LAW.replace("Trọng tài thổi còi khi hết giờ chơi", "Luật cũ được bãi bỏ từ ngày hội")
    library = Library((replace(OLD, text=read_law(text.encode()).text),))
    assert told("7/2015/QH13, Điều 3, khoản 2", library) == []


@pytest.mark.parametrize(
    ("library", "as_of", "said"),
    [
        (BOTH, "2014-01-01", "không có hiệu lực vào ngày 01/01/2014 (có hiệu lực từ 01/9/2015;"),
        (Library((replace(OLD, until="2020-01-01"),)), "2021-05-23", "đến trước 01/01/2020"),
    ],
)
def test_a_basis_that_is_not_in_force_on_the_day_is_doubtful(
    library: Library, as_of: str, said: str
) -> None:
    (found,) = told("7/2015/QH13, Điều 1", library, as_of)
    assert found.startswith("doubtful: ")
    assert said in found


def test_a_basis_that_a_later_edition_changes_is_advised_with_the_day() -> None:
    (said,) = told("7/2015/QH13, Điều 2, khoản 1", BOTH)
    assert said.startswith("advice: ")
    assert "thay đổi từ ngày 01/7/2025" in said


def test_words_that_differ_between_the_banks_day_and_the_rounds_are_doubtful() -> None:
    (said,) = told("7/2015/QH13, Điều 2, khoản 1", BOTH, day="2026-03-15")
    assert said.startswith("doubtful: ")
    assert "vào ngày 15/3/2026 khác với ngày 23/5/2021" in said
    assert told("7/2015/QH13, Điều 1", BOTH, day="2026-03-15") == []


def test_an_amendment_without_the_new_text_is_doubtful_from_its_day_on() -> None:
    library = Library((OLD,), read_law(AMENDING.encode()).amendments)
    (said,) = told("7/2015/QH13, Điều 2, khoản 1", library, "2026-03-15")
    assert "đã được Luật số 9/2025/QH15 sửa đổi nhưng thư viện chưa có nội dung mới" in said
    assert told("7/2015/QH13, Điều 2", library, "2026-03-15") != []
    assert told("7/2015/QH13, Điều 1", library, "2026-03-15") == []
    assert told("7/2015/QH13, Điều 2, khoản 1", library, "2021-05-23") == []
    complete = Library((OLD, NEW), library.amendments)
    assert told("7/2015/QH13, Điều 2, khoản 1", complete, "2026-03-15") == []


def test_documents_that_the_library_lacks_are_named_once() -> None:
    (finding,) = judge(small_bank(), BOTH)
    assert (finding.level, finding.where) == (Severity.ADVICE, "toàn bộ ngân hàng")
    assert "chưa có 85/2015/QH13 nên" in finding.message


def test_the_librarys_doubts_stand_at_the_questions_lines_among_the_others() -> None:
    text = "Câu 1. Ai được chơi?\nA. một\n*B. hai\nCăn cứ: 7/2015/QH13, Điều 9\n"
    checked = with_laws(check(text.encode(), "de.txt"), BOTH)
    (doubt,) = [one for one in checked.doubts if "7/2015/QH13" in one.finding.message]
    assert doubt.question == 0
    assert doubt.finding.where.startswith("de.txt, dòng 1, câu ")
    levels = [list(Severity).index(one.level) for one in checked.findings]
    assert levels == sorted(levels)


def test_a_bank_may_be_sound_on_its_own_day_and_doubtful_on_a_later_one() -> None:
    places = ("Điều 1", "Điều 2, khoản 1", "Điều 3, khoản 1", "Điều 3, khoản 2", "Điều 4")
    parsed = [LegalBasis.parse(f"7/2015/QH13, {place}") for place in places]
    questions = tuple(
        replace(question, legal_basis=(basis,))
        for question, basis in zip(small_bank().questions, parsed, strict=False)
        if basis
    )
    whole = Bank("Thử", small_bank().topics, questions, "2021-05-23")
    assert len(questions) == 5
    assert {one.level for one in judge(whole, BOTH)} == {Severity.ADVICE}
    later = judge(whole, BOTH, "2026-03-15")
    assert [one.where for one in later if one.level is Severity.DOUBTFUL] == [
        f"câu {question.id}" for question in questions[1:4]
    ]
