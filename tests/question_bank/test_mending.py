"""A preview is mended question by question; what the file raised about the others stays said."""

from dataclasses import replace

import pytest

from question_bank.carried import Carried, Mend, marks_of
from question_bank.finding import Severity
from question_bank.mending import Mended, mend_apart
from tests.question_bank.word_files import of_lines

LINES = (
    "Câu 1. Ai bầu đại biểu Quốc hội?",
    "A. cử tri",
    "B. Chính phủ",
    "Câu 2. Nhiệm kỳ là mấy năm?",
    "A. năm năm",
    "B. bốn năm",
    "Đáp án: A",
    "Dòng này không rõ thuộc đâu",
    "Câu 3. Nơi nào nhận hồ sơ?",
    "A. bộ phận một cửa",
    "B. phòng văn thư",
    "Đáp án: A",
)


def opened(*lines: str) -> Mended:
    return mend_apart(of_lines(*lines), "de.docx")


def again(before: Mended, mend: Mend, text: str = "") -> Mended:
    data = (text or before.checked.text).encode()
    return mend_apart(data, "Văn bản", before.checked.bank.title, "", before.carried.dump(), mend)


def grave(found: Mended) -> list[tuple[int | None, Severity]]:
    doubts = found.open.doubts
    return [
        (one.question, one.finding.level)
        for one in doubts
        if one.finding.level is not Severity.ADVICE
    ]


def with_key(found: Mended, index: int, *key: int) -> Mend:
    question = replace(found.checked.bank.questions[index], key=frozenset(key))
    return Mend({index: question})


def test_what_each_question_was_in_the_file_stands_beside_it() -> None:
    found = opened(*LINES)
    assert found.checked.sources[0].split("\n") == list(LINES[:3])
    assert found.checked.places[2] == "de.docx, dòng 9"


def test_a_mended_key_settles_its_doubt_and_leaves_the_others() -> None:
    found = opened(*LINES)
    assert grave(found) == [(0, Severity.BLOCKS), (None, Severity.DOUBTFUL)]
    mended = again(found, with_key(found, 0, 0))
    assert grave(mended) == [(None, Severity.DOUBTFUL)]
    assert mended.checked.bank.questions[0].key == {0}
    assert mended.checked.sources == found.checked.sources
    assert mended.checked.places == found.checked.places
    assert mended.checked.doubts[0].finding.where == "de.docx, dòng 8"
    assert grave(again(mended, Mend())) == [(None, Severity.DOUBTFUL)]


def test_a_doubt_is_accepted_and_stays_so_while_others_are_mended() -> None:
    found = opened(*LINES)
    doubt = found.checked.doubts[1]
    one, every = marks_of(doubt, found.checked.bank)
    for mark in (one, every):
        accepted = again(found, Mend(accepted=frozenset({mark})))
        assert grave(accepted) == [(0, Severity.BLOCKS)]
        assert grave(again(accepted, with_key(accepted, 0, 1))) == []


def test_a_stem_that_names_people_a_and_b_is_mended_once() -> None:
    found = opened("Câu 1 (dễ). Ông Văn A. và bà Thị B. ai thắng?", "*A. Ông", "B. Bà")
    assert grave(found) == [(0, Severity.BLOCKS)]
    found = again(found, with_key(found, 0, 0))
    assert grave(found) == []
    assert "\\Ông Văn A." in found.checked.text  # as the remedy says, and it helps
    assert found.checked.bank.questions[0].key == {0}


def test_what_blocks_in_the_text_itself_cannot_be_accepted() -> None:
    found = opened(*LINES)
    marks = marks_of(found.checked.doubts[0], found.checked.bank)
    assert grave(again(found, Mend(accepted=frozenset(marks))))[0] == (0, Severity.BLOCKS)


def test_two_answers_to_one_question_are_said_until_it_is_mended() -> None:
    found = opened("Câu 1. Hỏi?", "*A. một", "B. hai", "Đáp án: B", *LINES[3:7])
    message = found.checked.doubts[0].finding.message
    assert "các đáp án khác nhau" in message
    other = again(found, with_key(found, 1, 1))
    assert other.checked.doubts[0].finding.message == message
    assert other.firm
    assert grave(again(other, with_key(other, 0, 1))) == []


def test_a_dropped_question_takes_its_doubts_and_its_source_along() -> None:
    found = opened(*LINES)
    left = again(found, Mend(dropped=frozenset({0})))
    assert [one.stem for one in left.checked.bank] == [
        "Nhiệm kỳ là mấy năm?",
        "Nơi nào nhận hồ sơ?",
    ]
    assert grave(left) == [(None, Severity.DOUBTFUL)]
    assert left.checked.sources == found.checked.sources[1:]


def test_the_last_question_is_not_dropped() -> None:
    found = opened(*LINES[3:7])
    assert len(again(found, Mend(dropped=frozenset({0}))).checked.bank) == 1


def test_a_text_mended_by_hand_is_read_anew() -> None:
    found = opened(*LINES)
    text = found.checked.text.replace("B. Chính phủ", "*B. Chính phủ")
    anew = again(found, with_key(found, 0, 0), text)
    assert anew.checked.bank.questions[0].key == {1}
    assert grave(anew) == []
    assert anew.checked.places[0].startswith("Văn bản, dòng ")


def test_mending_keeps_identifiers_pins_and_order() -> None:
    found = opened("Câu 1. Hỏi?", "A. một", "B. hai", "C. Tất cả các phương án trên")
    old = found.checked.bank.questions[0]
    assert old.options[2].pinned
    typed = replace(old, id="khac", stem="Hỏi lại?", key=frozenset({2}), shuffle=False)
    new = again(found, Mend({0: typed})).checked.bank.questions[0]
    assert (new.id, new.stem, new.key) == (old.id, "Hỏi lại?", frozenset({2}))
    assert new.options == old.options
    assert new.shuffle


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"digest":1}', "[" * 5_000, '{"doubts":[[1]]}']
)
def test_anything_else_in_place_of_what_was_carried_is_as_nothing(text: str) -> None:
    assert Carried.load(text) is None
    found = mend_apart("\n".join(LINES).encode(), "Văn bản", carried=text)
    assert len(found.checked.bank) == 3


def test_forged_notes_do_not_unblock_a_bank() -> None:
    found = opened(*LINES)
    forged = replace(found.carried, doubts=(), sources=("",) * 3)
    again_ = mend_apart(found.checked.text.encode(), "Văn bản", carried=forged.dump())
    assert again_.open.blocked
