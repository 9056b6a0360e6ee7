"""What the law library says stands beside a question: its words, its edition, or what is amiss."""

import html
import re

import pytest

from tests.cast import Stage, Visitor
from tests.journeys.test_law_library import imported
from tests.journeys.workshop_pages import edited, form_of, send, workshop
from tests.question_bank.law_files import LAW

BASES = (
    "7/2015/QH13, Điều 2, khoản 1",
    "7/2015/QH13, Điều 3",
    "7/2015/QH13, Điều 2, khoản 2",
    "7/2015/QH13, Điều 9",
    "8/2016/QH14, Điều 1",
)
DUTIES = "".join(f"{number}. Việc thứ {number} của trọng tài.\n" for number in range(1, 15))
RIGHTS = LAW[LAW.index("2. Người chơi được:") : LAW.index("Điều 3.")]
LONG = LAW.replace(LAW[LAW.index("1. Mỗi sân") : LAW.index("Điều 4.")], DUTIES).replace(
    RIGHTS, "2. (được bãi bỏ)\n"
)


@pytest.fixture
def phuc(quick_stage: Stage) -> Visitor:
    """An author in whose library there is one law."""
    author = quick_stage.staff("phuc")
    imported(author, "luat.txt", LONG.encode())
    return author


def beside(stage: Stage, author: Visitor) -> dict[str, str]:
    """Basis -> the part of the question's page about it."""
    bank, ids = workshop(stage)
    url = f"{bank}/questions/{ids[0]}"
    assert edited(author, url, bases="\n".join(BASES)).status_code == 303
    page = html.unescape(author.get(url).text)
    listed = page[page.index('<ul class="bases">') :].partition("</ul>")[0]
    return dict(zip(BASES, re.split(r"<li>", listed)[1:], strict=True))


def test_a_clause_has_its_articles_title_and_the_days_of_its_edition(
    quick_stage: Stage, phuc: Visitor
) -> None:
    said = beside(quick_stage, phuc)[BASES[0]]
    assert "Điều 2. Người chơi" in said
    assert "1. Người chơi phải đủ bảy tuổi vào ngày hội." in said
    assert "Hiệu lực: từ 01/9/2015." in said
    assert "đề nghị" not in said


def test_a_whole_article_stands_open_by_its_first_lines(quick_stage: Stage, phuc: Visitor) -> None:
    said = beside(quick_stage, phuc)[BASES[1]]
    shown, _, folded = said.partition("<details>")
    assert "6. Việc thứ 6" in shown
    assert "7. Việc thứ 7" not in shown
    assert "Xem tiếp 8 dòng" in folded
    assert "14. Việc thứ 14" in folded


def test_what_is_no_good_basis_says_why_where_it_stands(quick_stage: Stage, phuc: Visitor) -> None:
    said = beside(quick_stage, phuc)
    assert "đã được bãi bỏ; đề nghị" in said[BASES[2]]
    assert "2. (được bãi bỏ)" in said[BASES[2]]
    assert "không có trong văn bản có hiệu lực" in said[BASES[3]]
    assert "Thư viện chưa có 8/2016/QH14; đề nghị nhập văn bản" in said[BASES[4]]
    assert "<a " not in said[BASES[3]] + said[BASES[4]]


def test_words_that_came_while_the_page_was_open_are_shown_and_not_ticked(
    quick_stage: Stage,
) -> None:
    author, reviewer = quick_stage.staff("phuc"), quick_stage.staff("quan")
    bank, ids = workshop(quick_stage)
    url = f"{bank}/questions/{ids[0]}"
    assert edited(author, url, bases=BASES[0]).status_code == 303
    assert author.post(f"{url}/move", revision="2", move="submit").status_code == 303
    form = form_of(reviewer.get(url).text, f"{url}/approve") | {"ticked": [BASES[0]]}
    imported(author, "luat.txt", LONG.encode())
    answer = send(reviewer, f"{url}/approve", form)
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "đã khác với nội dung ở trang vừa gửi" in page
    assert "1. Người chơi phải đủ bảy tuổi vào ngày hội." in page
    fresh = form_of(answer.text, f"{url}/approve") | {"ticked": [BASES[0]]}
    assert send(reviewer, f"{url}/approve", fresh).status_code == 303
