"""Moodle XML as Moodle and its users write it, and what another reader finds in ours."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

import question_bank
from question_bank.finding import Severity, UnreadableFile
from question_bank.formats import Reading, losses, read, write
from question_bank.question import Level, Question

BANKS = Path(question_bank.__file__).parent / "banks"


def quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{"".join(questions)}</quiz>'.encode()


def multichoice(*parts: str, stem: str = "<p>Hỏi gì?</p>", single: str = "true") -> str:
    return (
        '<question type="multichoice"><name><text>Tên dài của câu</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>'
        f"<single>{single}</single>{''.join(parts)}</question>"
    )


def answer(text: str, fraction: str = "0", feedback: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[<p>{text}</p>]]></text>'
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


def category(path: str) -> str:
    return f'<question type="category"><category><text>{path}</text></category></question>'


RIGHT, WRONG = answer("Đúng", "100"), answer("Sai")


def reading(*questions: str) -> Reading:
    return read(quiz(*questions), "đề.xml")


def only(*parts: str, **said: str) -> Question:
    (question,) = reading(multichoice(*parts, **said)).bank.questions
    return question


def messages(found: Reading, level: Severity = Severity.DOUBTFUL) -> list[str]:
    return [finding.message for finding in found.findings if finding.level is level]


def test_html_is_read_as_text_with_its_lines() -> None:
    question = only(
        answer("Quốc&nbsp;hội", "100"),
        WRONG,
        stem="<p>Cơ quan <b>nào</b>?</p><p>Chọn &amp; nộp</p>",
    )
    assert question.stem == "Cơ quan nào?\nChọn & nộp"
    assert [option.text for option in question.options] == ["Quốc hội", "Sai"]
    assert question.key == {0}


def test_categories_are_topics_by_their_last_part() -> None:
    found = reading(
        category("$course$/top/Cải cách/Một cửa"), multichoice(RIGHT, WRONG),
        category("$course$/top/Bầu cử 2016//2021"),
        multichoice(RIGHT, WRONG, stem="Câu khác?"),
    )  # fmt: skip
    assert [topic.title for topic in found.bank.topics] == ["Một cửa", "Bầu cử 2016/2021"]
    assert [question.topic for question in found.bank] == ["mot-cua", "bau-cu-2016-2021"]


def test_tags_and_feedback_say_level_basis_and_explanation() -> None:
    question = only(
        answer("Đúng", "100", "Vì Điều 2."), WRONG,
        "<generalfeedback><text>Xem Luật Bầu cử.</text></generalfeedback>",
        "<tags><tag><text>level:hard</text></tag><tag><text>basis:85/2015/QH13, Điều 2</text></tag>"
        "<tag><text>ôn tập</text></tag></tags>",
    )  # fmt: skip
    assert question.level is Level.HARD
    assert [str(basis) for basis in question.legal_basis] == ["85/2015/QH13, Điều 2"]
    assert question.explanation == "Xem Luật Bầu cử.\nVì Điều 2."


def test_several_right_answers_are_the_key_and_lost_partial_marks_are_said() -> None:
    found = reading(
        multichoice(answer("a", "50"), answer("b", "50"), answer("c", "-50"), single="false")
    )
    assert found.bank.questions[0].key == {0, 1}
    assert any("Điểm từng phần" in message for message in messages(found, Severity.ADVICE))


def test_several_right_answers_where_one_may_be_chosen_are_doubtful() -> None:
    found = reading(multichoice(answer("a", "100"), answer("b", "50"), answer("c")))
    assert any("chỉ cho chọn một" in message for message in messages(found))


@pytest.mark.parametrize(
    "shares",
    [
        ("33.33", "33.33", "33.33", "5"),
        ("100", "50", "0"),
        ("50", "0", "0"),
        ("150", "0", "0"),
        ("60", "40", "0"),
    ],
)
def test_right_answers_that_do_not_share_all_marks_alike_are_doubtful(
    shares: tuple[str, ...],
) -> None:
    answers = (answer(f"số {place}", share) for place, share in enumerate(shares))
    found = reading(multichoice(*answers, single="false"))
    assert any("tỷ lệ không bằng nhau" in message for message in messages(found))


def test_right_answers_that_share_all_marks_alike_are_not_asked_about() -> None:
    answers = [answer(one, "33.33333") for one in "abc"] + [answer("d", "-100")]
    found = reading(multichoice(*answers, single="false"))
    assert found.bank.questions[0].key == {0, 1, 2}
    assert messages(found) == []


@pytest.mark.parametrize(("right", "key"), [("true", 0), ("false", 1)])
def test_true_and_false_are_two_options_that_keep_their_places(right: str, key: int) -> None:
    answers = "".join(
        f'<answer fraction="{100 if one == right else 0}"><text>{one}</text></answer>'
        for one in ("false", "true")
    )
    (question,) = reading(
        '<question type="truefalse"><questiontext><text>Đúng không?</text></questiontext>'
        f"{answers}</question>"
    ).bank.questions
    assert [option.text for option in question.options] == ["Đúng", "Sai"]
    assert question.key == {key}
    assert not question.shuffle


@pytest.mark.parametrize(
    ("kind", "said"), [("essay", "tự luận"), ("matching", "ghép đôi"), ("numerical", "điền số")]
)
def test_other_kinds_are_named_and_not_guessed(kind: str, said: str) -> None:
    found = reading(
        f'<question type="{kind}"><questiontext><text>Nêu rõ</text></questiontext></question>',
        multichoice(RIGHT, WRONG),
    )
    assert len(found.bank) == 1
    (message,) = messages(found)
    assert said in message
    assert "Nêu rõ" in message


def test_a_picture_that_is_lost_is_said_with_its_question() -> None:
    found = reading(multichoice(RIGHT, WRONG, stem='Xem <img src="x.png"> rồi chọn'))
    assert any("hình ảnh" in message for message in messages(found))


@pytest.mark.parametrize(
    "data",
    [
        b'<quiz><question type="multichoice">',
        b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz><question type="multichoice"/></quiz>',
        b"<quiz></quiz>",
    ],
    ids=["broken", "doctype", "empty"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(data, "x.xml")
    assert "đề nghị" in str(refused.value)


@pytest.mark.parametrize("name", ["cchc-2021", "cchc-2026"])
def test_a_reader_of_another_make_finds_the_same_in_what_we_write(name: str) -> None:
    bank = read(BANKS / name).bank
    assert losses(bank, "moodle") == ()
    root = ElementTree.fromstring(write(bank, "moodle"))
    found = root.findall("question[@type='multichoice']")
    assert len(found) == len(bank)
    for element, question in zip(found, bank, strict=True):
        assert element.findtext("questiontext/text") == question.stem
        assert element.findtext("single") == ("false" if question.several else "true")
        options = element.findall("answer")
        assert [one.findtext("text") for one in options] == [one.text for one in question.options]
        marks = [float(one.attrib["fraction"]) for one in options]
        assert {place for place, mark in enumerate(marks) if mark > 0} == question.key
        assert sum(mark for mark in marks if mark > 0) == pytest.approx(100, abs=0.01)
