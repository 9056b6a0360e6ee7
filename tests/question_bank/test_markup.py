"""HTML of question editors as plain text: nothing that people see is lost without being named."""

import pytest

from question_bank.formats.markup import plain
from question_bank.formats.moodle import read_moodle


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Nếu x < y và y > z thì?", "Nếu x < y và y > z thì?"),
        ("Nếu x <y và y> z thì?", "Nếu x <y và y> z thì?"),
        ("a &lt; b và <b>c</b> &gt; d", "a < b và c > d"),
        ("Số x<!--[if gte mso 9]><xml>rác</xml><![endif]--> là?", "Số x là?"),
        ("Số <![if !supportLists]>x<![endif]> là?", "Số x là?"),
        ("<p>Ông<o:p></o:p></p><p>Bà</p>", "Ông\nBà"),
        ("<style/>Nội dung <p>còn lại</p>", "Nội dung\ncòn lại"),
        ("<style>p {color: red}</style>Nội dung", "Nội dung"),
        ("a <!-- không đóng", "a <!-- không đóng"),
    ],
)
def test_what_is_no_tag_is_text_and_what_is_no_text_is_left_out(markup: str, text: str) -> None:
    assert plain(markup).text == text
    assert plain(markup).lost == ()


@pytest.mark.parametrize("name", ["s", "del", "strike"])
def test_struck_out_words_are_left_out_and_said(name: str) -> None:
    read = plain(f"<p>Ai <{name}>không</{name}> được bầu?</p>")
    assert (read.text, read.lost) == ("Ai được bầu?", ("chữ gạch ngang",))


def test_a_tag_that_is_never_closed_is_said() -> None:
    assert plain("Hỏi? <style>p {} còn lại").lost == ("phần sau thẻ chưa đóng",)


def test_comments_without_end_take_one_pass() -> None:
    assert plain("<!--" * 200_000).text.startswith("<!--")


def test_categories_of_one_name_below_two_others_stay_two_topics() -> None:
    question = (
        '<question type="multichoice"><questiontext><text>{0}?</text></questiontext>'
        '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
        "</question>"
    )
    category = (
        '<question type="category"><category><text>$course$/top/{0}/Chung</text></category>'
        "</question>"
    )
    body = "".join(
        category.format(name) + question.format(name) for name in ("Bầu cử", "Cải cách", "Bầu cử ")
    )
    bank = read_moodle(f"<quiz>{body}</quiz>".encode()).bank
    assert [topic.title for topic in bank.topics] == ["Chung", "Cải cách/Chung"]
    assert [one.topic for one in bank] == ["chung", "cai-cach-chung", "chung"]
