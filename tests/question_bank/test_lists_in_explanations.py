"""Explanations and bases that quote a list: its lines are no options of the question."""

import pytest

from question_bank.bank import Bank, Topic
from question_bank.formats import read, write
from question_bank.question import LegalBasis, Level, Option, Question
from tests.question_bank.readings import blocks, doubts, only, texts
from tests.question_bank.word_files import of_lines

LETTERS = ("a) Một", "b) Hai", "c) Ba")
KEY = ("Câu 1 (dễ): Ý nào?", *LETTERS, "Đáp án: b")


@pytest.mark.parametrize(
    ("options", "quoted"),
    [
        (LETTERS, ("d) Có trình độ",)),
        (LETTERS, ("d) Có trình độ", "đ) Có sức khỏe", "e) Có uy tín")),
        (("A. Một", "B. Hai", "C. Ba"), ("A. sai", "B. đúng", "C. sai", "D. không có")),
        (("- Một", "- Hai", "- Ba"), ("- Là công dân", "- Đủ tuổi")),
        (("1. Một", "2. Hai", "3. Ba"), ("4. Cử tri già yếu", "5. Cử tri ốm đau")),
    ],
)
def test_a_list_quoted_by_an_explanation_stays_in_it(
    options: tuple[str, ...], quoted: tuple[str, ...]
) -> None:
    lines = ("Câu 1 (dễ): Ý nào?", *options, "Đáp án: 2", "Giải thích: Theo khoản 1:", *quoted)
    for data, name in (("\n".join(lines), "đề.txt"), (of_lines(*lines), "đề.docx")):
        question = only(data, name)
        assert texts(question) == ["Một", "Hai", "Ba"]
        assert question.key == {1}
        assert question.explanation == "\n".join(("Theo khoản 1:", *quoted))
        (doubt,) = doubts(data, name)
        assert f"“{quoted[0]}” được đọc là phần tiếp theo của dòng giải thích" in doubt.message
        assert blocks(data, name) == []


def test_a_basis_on_the_line_below_its_tag_may_begin_with_a_point() -> None:
    text = "\n".join((*KEY, "Căn cứ:", "d) khoản 1 Điều 5 Luật số 85/2015/QH13"))
    question = only(text)
    assert texts(question) == ["Một", "Hai", "Ba"]
    assert "d) khoản 1 Điều 5" in f"{question.legal_basis}{question.explanation}"
    assert doubts(text)


def test_a_list_with_letters_of_the_other_case_is_no_doubt() -> None:
    quoted = ("Giải thích: Gồm:", "a) x;", "b) y.", "c) z")
    lines = ("Câu 1 (dễ). Ý nào?", "*A. Một", "B. Hai", *quoted)
    assert only("\n".join(lines)).explanation == "Gồm:\na) x;\nb) y.\nc) z"
    assert doubts("\n".join(lines)) == []


def test_options_may_each_have_an_explanation_of_their_own() -> None:
    lines = ["Câu 1 (dễ). Ý nào?"]
    for letter in "ABC":
        lines += [f"{letter}. Ý {letter}", f"Giải thích: vì {letter}"]
    assert texts(only("\n".join((*lines, "Đáp án: B")))) == ["Ý A", "Ý B", "Ý C"]


def test_a_second_question_without_a_head_below_an_explanation_is_a_doubt() -> None:
    text = "\n".join((*KEY, "Giải thích: Vì luật.", "Ai được bầu?", "a) Cử tri", "b) Khách"))
    assert texts(only(text)) == ["Một", "Hai", "Ba"]
    assert any("“a) Cử tri”" in doubt.message for doubt in doubts(text))


def test_an_explanation_with_a_list_is_the_same_after_writing() -> None:
    options = tuple(map(Option, ("Một", "Hai", "Ba")))
    question = Question(
        id="q-1",
        stem="Ý nào?",
        options=options,
        key=frozenset({1}),
        topic="t",
        level=Level.EASY,
        legal_basis=(LegalBasis("85/2015/QH13", "5", "1"),),
        explanation="Theo khoản 1:\nD. Có trình độ\n- Có sức khỏe\n4. Có uy tín",
    )
    bank = Bank("Thử", (Topic("t", "T"),), (question,))
    for kind in ("native", "docx"):
        back = read(write(bank, kind), {"native": "đề.txt"}.get(kind, "đề.docx"))
        assert back.bank.questions == (question,)
        assert back.findings == ()
