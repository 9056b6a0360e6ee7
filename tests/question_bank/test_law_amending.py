"""Every place that an amending law says it changes is read; what could not be read is doubted."""

import pytest

from question_bank.finding import Severity
from question_bank.law_reading import LawReading, read_law

HEAD = """\
# Luật số 9/2025/QH15 | Sửa đổi, bổ sung một số điều của Luật Trò chơi dân gian
# Ngày có hiệu lực: 01/07/2025
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Trò chơi dân gian số 7/2015/QH13.
Điều 1. Sửa đổi, bổ sung một số điều của Luật Trò chơi dân gian
"""


def reading(*lines: str) -> LawReading:
    return read_law((HEAD + "\n".join(lines)).encode(), "luat.txt")


def places(*lines: str) -> list[str]:
    """The places in short: `3.1.a`."""
    (amendment,) = reading(*lines).amendments
    return [short(place) for place in amendment.places]


def short(place: str) -> str:
    return ".".join(part.split()[1] for part in place.split(", "))


def doubts(*lines: str) -> list[str]:
    found = reading(*lines).findings
    return [one.message for one in found if one.level is Severity.DOUBTFUL]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Thay thế cụm từ “sân đình” bằng cụm từ “sân làng” tại khoản 2 Điều 78.", "78.2"),
        ("Bỏ cụm từ “, trống” tại điểm a khoản 2 Điều 19; bỏ từ “còi” tại Điều 8.", "19.2.a 8"),
        (
            'Thay thế từ "còi" bằng từ "trống" tại khoản 4 Điều 5 và Điều 64, khoản 1 Điều 63.',
            "5.4 64 63.1",
        ),
        ("Bãi bỏ điểm a khoản 1, điểm b khoản 2 Điều 5.", "5.1.a 5.2.b"),
        ("Bãi bỏ các điểm a, b và đ khoản 3, khoản 4 Điều 2.", "2.3.a 2.3.b 2.3.đ 2.4"),
        ("Bãi bỏ từ Điều 10 đến Điều 14.", "10 11 12 13 14"),
        ("Bãi bỏ các điều từ 10 đến hết 12 và Điều 20.", "10 11 12 20"),
        ("Bãi bỏ từ khoản 2 đến khoản 4 Điều 3.", "3.2 3.3 3.4"),
        ("Bãi bỏ từ điểm c đến điểm e khoản 1 Điều 3.", "3.1.c 3.1.d 3.1.đ 3.1.e"),
        ("Khoản 3 Điều 22 được sửa đổi như sau:", "22.3"),
        ("Tại khoản 1 Điều 6, cụm từ “còi” được thay thế bằng cụm từ “trống”.", "6.1"),
        ("Bổ sung điểm e vào sau điểm đ khoản 1 Điều 42 như sau:", "42.1.e"),
        ("Bổ sung khoản 1a vào sau khoản 1 Điều 7 như sau:", "7.1a"),
        ("Bổ sung khoản 3a vào sau khoản 3, khoản 5a vào sau khoản 5 Điều 9:", "9.3a 9.5a"),
        ("Bổ sung Điều 5a vào sau Điều 5 như sau:", "5a"),
        ("Sửa đổi khoản 2 Điều 21, Điều 24 và khoản 1 Điều 63.", "21.2 24 63.1"),
        ("Bãi bỏ từ điểm b khoản 1 đến điểm a khoản 2 Điều 4.", "4.1.b 4.1 4.2.a"),
    ],
)
def test_every_place_in_a_sentence_is_read(line: str, expected: str) -> None:
    assert places(f"1. {line}") == expected.split()
    assert doubts(f"1. {line}") == []


def test_the_points_of_a_clause_are_places_in_the_article_that_it_names() -> None:
    lines = (
        "1. Sửa đổi, bổ sung một số khoản của Điều 23 như sau:",
        "a) Sửa đổi, bổ sung khoản 3 và khoản 4 như sau:",
        "“3. Trọng tài thổi còi.",
        "4. Sửa đổi Điều 99 chỉ là lời trong ngoặc kép.”;",
        "b) Bổ sung khoản 9 vào sau khoản 8 như sau:",
        "“9. Trọng tài nghỉ.”.",
    )
    assert places(*lines) == ["23.3", "23.4", "23.9"]


def test_a_clause_that_names_its_places_in_points_is_not_doubtful_itself() -> None:
    lines = (
        "1. Thay thế một số cụm từ tại các điều, khoản, điểm như sau:",
        "a) Thay thế từ “còi” bằng từ “trống” tại Điều 5;",
        "b) Thay thế từ “sân” bằng từ “bãi” tại khoản 2 Điều 6.",
    )
    assert places(*lines) == ["5", "6.2"]
    assert doubts(*lines) == []


@pytest.mark.parametrize(
    "line",
    [
        "1. Bãi bỏ Chương IV.",
        "1. Bãi bỏ Mục 2 Chương III.",
        "1. Thay thế cụm từ “còi” bằng cụm từ “trống” tại toàn bộ văn bản.",
    ],
)
def test_a_change_without_a_readable_place_is_doubtful(line: str) -> None:
    (said,) = doubts(line, "2. Bãi bỏ Điều 3.")
    assert "không đọc được điều, khoản, điểm nào" in said
    assert said.startswith(f"“{line[:11]}")


def test_a_point_without_a_readable_place_is_doubtful_beside_one_that_has_its_own() -> None:
    lines = (
        "1. Thay thế một số cụm từ như sau:",
        "a) Thay thế từ “còi” bằng từ “trống” tại Điều 5;",
        "b) Thay thế từ “sân” bằng từ “bãi”.",
    )
    (said,) = doubts(*lines)
    assert said.startswith("“b) Thay thế")


def test_a_quotation_that_is_not_closed_loses_no_place_and_is_doubtful() -> None:
    lines = ("1. Sửa đổi khoản 1 Điều 2 như sau:", "“1. Đủ chín tuổi.", "2. Bãi bỏ khoản 3 Điều 3.")
    assert places(*lines) == ["2.1", "3.3"]
    (said,) = [one for one in doubts(*lines) if "Ngoặc kép" in one]
    assert "đề nghị" in said


def test_new_words_that_look_like_clauses_and_articles_belong_to_the_clause_that_quotes_them() -> (
    None
):
    found = reading(
        "1. Sửa đổi, bổ sung Điều 6 như sau:",
        "“Điều 6. Trống",
        "1. Mỗi sân có một trống.",
        "Điều 7. Chiêng",
        "1. Mỗi làng có một chiêng.”.",
        "2. Bãi bỏ khoản 1 Điều 9.",
    )
    assert list(found.text.articles) == ["1"]
    assert [unit.clause for unit in found.text.units] == ["1", "2"]
    assert "Mỗi làng có một chiêng" in (found.text.find("1", "1") or "")
    assert [one for one in found.findings if one.level is Severity.DOUBTFUL] == []


def test_a_closing_article_may_change_other_documents_by_their_numbers() -> None:
    found = reading(
        "1. Bãi bỏ Điều 3.",
        "Điều 2. Điều khoản thi hành",
        "1. Luật này bãi bỏ khoản 3a Điều 3, Điều 5 Nghị định số 55/2011/NĐ-CP về hội (đã được sửa "
        "đổi tại Điều 4 Nghị định số 48/2013/NĐ-CP) và khoản 2 Điều 8 Nghị định số 7/2012/NĐ-CP.",
        "2. Hội làng theo quy định tại Điều 9 Nghị định số 9/2012/NĐ-CP được sửa đổi sau.",
    )
    assert {one.document: [short(place) for place in one.places] for one in found.amendments} == {
        "7/2015/QH13": ["3"],
        "55/2011/NĐ-CP": ["3.3a", "5"],
        "7/2012/NĐ-CP": ["8.2"],
    }


def test_an_article_about_several_laws_says_at_each_clause_which() -> None:
    text = (
        "# Luật số 9/2025/QH15 | X\n# Ngày có hiệu lực: 01/07/2025\n"
        "Điều 1. Sửa đổi, bổ sung một số điều của các luật có liên quan đến hội làng\n"
        "1. Sửa đổi, bổ sung khoản 2 Điều 5 của Luật Chợ phiên số 8/2016/QH14 như sau:\n"
        "“2. Chợ họp sớm.”.\n"
        "2. Bãi bỏ Điều 7 của Luật Đò ngang.\n"
    )
    found = read_law(text.encode(), "luat.txt")
    assert [(one.document, one.places) for one in found.amendments] == [
        ("8/2016/QH14", ("Điều 5, khoản 2",))
    ]
    (said,) = [one.message for one in found.findings if one.level is Severity.DOUBTFUL]
    assert said.startswith("“2. Bãi bỏ Điều 7 của Luật Đò ngang.”")


def test_an_article_on_how_decisions_are_amended_amends_nothing() -> None:
    text = (
        "# Luật số 9/2025/QH15 | X\n# Ngày có hiệu lực: 01/07/2025\n"
        "Quốc hội làng số 30/2001/QH10.\n"
        "Điều 1. Bãi bỏ văn bản trái với hương ước của Quốc hội làng\n"
        "1. Làng bãi bỏ văn bản trái với Điều 3 của hương ước.\n"
    )
    found = read_law(text.encode(), "luat.txt")
    assert (found.amendments, found.findings) == ((), ())
