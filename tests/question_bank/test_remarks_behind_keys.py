"""What stands behind a key: an explanation, the worth of the question, or its author's doubt."""

import pytest

from question_bank.formats import read
from tests.question_bank.readings import blocks, doubts, only

QUESTION = "Câu 1 (dễ). Tuổi bầu cử là bao nhiêu?\nA. 16\nB. 18\nC. 21\nĐáp án: "


@pytest.mark.parametrize(
    "key",
    [
        "B (chưa chắc chắn)",
        "B, không chắc",
        "B - cần kiểm tra lại",
        "B (xem lại)",
        "B. Xem lại",
        "B (tạm)",
        "B – tạm thời",
        "B; đề nghị hội đồng xem",
        "B (không có đáp án đúng)",
        "B (theo luật cũ)",
        "B. 18 (chưa chắc)",
        "B. 18 - cần xem lại",
        "2 (kiểm tra lại)",
    ],
)
def test_a_key_that_its_author_doubts_is_no_key(key: str) -> None:
    question = only(QUESTION + key)
    assert (question.key, question.explanation) == (frozenset(), "")
    (said,) = blocks(QUESTION + key)
    assert f"“{key}” có lời ghi chú cho thấy chưa chắc chắn" in said.message


@pytest.mark.parametrize(
    ("key", "explanation"),
    [
        ("B (2 điểm)", ""),
        ("B 1đ", ""),
        ("B – 0,5 điểm", ""),
        ("B (Vì luật định)", "Vì luật định"),
        ("(B: vì luật định)", "vì luật định"),
        ("[B. vì luật định]", "vì luật định"),
        ("B (khoản 1) vì luật định", "(khoản 1) vì luật định"),
        ("B. Vì luật (năm 2015) định", "Vì luật (năm 2015) định"),
        ("B. Vì luật định (năm 2015)", "Vì luật định (năm 2015)"),
        ("B. Người được kiểm tra lại hồ sơ", "Người được kiểm tra lại hồ sơ"),
        ("B. Vì không rõ ràng thì phải hỏi", "Vì không rõ ràng thì phải hỏi"),
        ("2.0", ""),
        ("2,0", ""),
    ],
)
def test_what_stands_behind_a_key_is_explained_without_broken_brackets(
    key: str, explanation: str
) -> None:
    question = only(QUESTION + key)
    assert (set(question.key), question.explanation) == ({1}, explanation)
    assert blocks(QUESTION + key) == doubts(QUESTION + key) == []


def test_a_number_that_a_sheet_exports_with_a_nought_is_the_number() -> None:
    sheet = "Câu hỏi,A,B,C,Đáp án,Mức độ\nTuổi bầu cử?,16,18,21,2.0,dễ\nSố?,1.0,2.0,3.5,2.0,dễ\n"
    for question in read(sheet.encode(), "a.csv").bank:
        assert (set(question.key), question.explanation) == ({1}, "")


@pytest.mark.parametrize("key", ["2.5", "1.9", "1.0, 3.0", "1.18"])
def test_a_number_with_a_fraction_is_no_key(key: str) -> None:
    question = only(QUESTION + key)
    assert (question.key, question.explanation) == (frozenset(), "")
    assert blocks(QUESTION + key)
