"""Legal bases as people cite them: every place, or none and a doubt, never half of them."""

import pytest

from question_bank.formats.fields import bases_of
from question_bank.question import LegalBasis
from tests.question_bank.readings import doubts, only

LAW = "85/2015/QH13"


def cited(text: str) -> list[str]:
    bases, others = bases_of(text)
    assert not (bases and others)
    return [str(basis) for basis in bases]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Điều 2, Điều 3 Luật số {}", ["Điều 2", "Điều 3"]),
        ("Điều 2 và 3 Luật số {}", ["Điều 2", "Điều 3"]),
        ("Điều 2 khoản 1 Luật {}", ["Điều 2, khoản 1"]),
        ("Điều 4 điểm a khoản 2 Luật {}", ["Điều 4, khoản 2, điểm a"]),
        (
            "điểm a, đ khoản 2 Điều 4 Luật {}",
            [f"Điều 4, khoản 2, điểm {x}" for x in "ađ"],
        ),
        ("khoản 1 Điều 5 và khoản 2 Điều 6 Luật {}", ["Điều 5, khoản 1", "Điều 6, khoản 2"]),
        ("Khoản 1, khoản 2 Điều 5 Luật {}", ["Điều 5, khoản 1", "Điều 5, khoản 2"]),
        ("Khoản 2 Điều 3, Điều 4 Luật {}", ["Điều 3, khoản 2", "Điều 4"]),
        ("{}, Điều 2, khoản 1 và 2", ["Điều 2, khoản 1", "Điều 2, khoản 2"]),
        ("{}, Điều 2, Điều 3", ["Điều 2", "Điều 3"]),
        ("khoản 1 điểm c Điều 4 Luật {}", ["Điều 4, khoản 1, điểm c"]),
        ("khoản 2, điểm a, b, Điều 5 Luật {}", [f"Điều 5, khoản 2, điểm {x}" for x in "ab"]),
        (
            "khoản 1 điểm a, khoản 2 điểm b Điều 5 Luật {}",
            ["Điều 5, khoản 1, điểm a", "Điều 5, khoản 2, điểm b"],
        ),
        (
            "khoản 1, điểm a khoản 2 Điều 5 Luật {}",
            ["Điều 5, khoản 1", "Điều 5, khoản 2, điểm a"],
        ),
        ("khoản 1 Điều 3, điểm a Điều 4 Luật {}", ["Điều 3, khoản 1", "Điều 4, điểm a"]),
        ("quy định tại khoản 1 Điều 3 của Luật Bầu cử số {} ngày 25/6/2015", ["Điều 3, khoản 1"]),
    ],
)
def test_every_place_of_a_citation_is_read(text: str, places: list[str]) -> None:
    assert cited(text.format(LAW)) == [f"{LAW}, {place}" for place in places]


def test_two_acts_in_one_breath_each_keep_their_places() -> None:
    assert cited(f"Điều 5 Luật {LAW} và khoản 1 Điều 3 Nghị định 61/2018/NĐ-CP") == [
        f"{LAW}, Điều 5",
        "61/2018/NĐ-CP, Điều 3, khoản 1",
    ]
    assert cited(f"{LAW}, Điều 2, Nghị định 61/2018/NĐ-CP, Điều 3, khoản 1") == [
        f"{LAW}, Điều 2",
        "61/2018/NĐ-CP, Điều 3, khoản 1",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Điều 5 đến Điều 9 Luật {}",
        "Điều 5-9 Luật {}",
        "khoản 1 đến khoản 3 Điều 5 Luật {}",
        "Điều 2, khoản 1 Điều 3 Luật {}",
        "Điều 4 khoản 1, 2 điểm a Luật {}",
        "khoản 1 và khoản 2 điểm a Điều 5 Luật {}",
        "khoản 1, 2 điểm a Điều 5 Luật {}",
        "khoản 1 và điểm a Điều 5 Luật {}",
        "điểm a khoản 1 điểm b Điều 5 Luật {}",
        "Điều 1 Luật 83/2025/QH15 sửa đổi Điều 2 Luật {}",
        "Điều 6 Luật {}, sửa đổi bởi Luật 83/2025/QH15",
        "Điều 6 Luật {} đã được sửa đổi năm 2025",
        "Điều 3",
    ],
)
def test_what_can_be_read_in_two_ways_is_doubted_and_kept_whole(text: str) -> None:
    said = text.format(LAW)
    assert bases_of(said) == ((), (said,))
    question = f"Câu 1 (dễ). Hỏi?\n*A. một\nB. hai\nCăn cứ: {said}"
    assert "chưa rõ" in doubts(question)[0].message
    assert only(question).explanation == said


def test_the_canonical_form_is_read_whatever_the_document_is_called() -> None:
    for document in ("Điều lệ Đảng", "x: y", "Luật A [1]"):
        basis = LegalBasis(document, "35a", "2", "đ")
        assert bases_of(str(basis)) == ((basis,), ())
