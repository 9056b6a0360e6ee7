"""What is written in a format is read back as the same bank."""

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import question_bank
from question_bank.bank import Bank, Topic
from question_bank.finding import Severity
from question_bank.formats import WRITERS, losses, read, write
from question_bank.formats.aiken import read_aiken
from question_bank.formats.losses import reduced
from question_bank.question import LegalBasis, Level, Option, Question
from question_bank.vietnamese import same_key, squeeze

BANKS = Path(question_bank.__file__).parent / "banks"
TRICKY = [
    "A. Đủ 18 tuổi B. Đủ 21 tuổi",
    "Ông Văn A. và bà Thị B. cùng ứng cử",
    "Điểm a) và điểm b) hay là: a) và b)",
    "*B. sao",
    "Câu 3. Một câu khác",
    "Đáp án: C",
    "Đáp án B: Điều 1",
    "Mức độ: khó",
    "# Chuyên đề lạ",
    "// ghi chú",
    "HẾT",
    "1-A 2-B",
    "+++",
    "\\gạch chéo\\",
    "chữ {cố định}",
    "{không cố định}",
    "Tất cả các phương án trên",
    "Cả A và B đúng",
    "PHẦN II. BẦU CỬ",
    "TIÊU ĐỀ VIẾT HOA",
    "- gạch đầu dòng",
    "1. Đánh số",
    "(dễ) câu hỏi",
    "50 % = ~ # { } : ::",
    "%50%nửa",
    "[html] x",
    "=1+1",
    "\"ngoặc\" 'đơn'",
    "a) chữ thường",
    "Đ. Hà Giang",
    "Đ .0",
    "A",
    "x",
]
WORDS = st.text("aăâđêôơưAĐ0189.,:;()/*-?=~#{}\\[]%\"'", min_size=1, max_size=12)
LINE = (st.sampled_from(TRICKY) | st.lists(WORDS, min_size=1, max_size=5).map(" ".join)).map(
    squeeze
)
LINE = LINE.filter(bool)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
IDENTIFIER = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
ARTICLE = st.integers(1, 150).map(str)
BASIS = st.builds(
    LegalBasis,
    st.sampled_from(["85/2015/QH13", "Hiến pháp 2013", "61/2018/NĐ-CP"]),
    ARTICLE,
    st.none() | ARTICLE,
    st.none() | st.sampled_from("abđ"),
)


@st.composite
def questions(
    draw: st.DrawFn, identifier: str, topic: str, text: st.SearchStrategy[str]
) -> Question:
    options = draw(st.lists(text, min_size=2, max_size=8, unique_by=same_key))
    return Question(
        id=identifier,
        stem=draw(text),
        options=tuple(Option(option, draw(st.booleans())) for option in options),
        key=frozenset(draw(st.sets(st.integers(0, len(options) - 1), min_size=1))),
        topic=topic,
        level=draw(st.sampled_from(Level)),
        legal_basis=tuple(draw(st.lists(BASIS, max_size=2))),
        explanation=draw(st.just("") | text),
        shuffle=draw(st.booleans()),
    )


@st.composite
def banks(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> Bank:
    topics = tuple(
        Topic(identifier, draw(LINE))
        for identifier in draw(st.lists(IDENTIFIER, min_size=1, max_size=3, unique=True))
    )
    identifiers = draw(st.lists(IDENTIFIER, min_size=1, max_size=4, unique=True))
    return Bank(
        title=draw(st.just("") | LINE),
        topics=topics,
        questions=tuple(
            draw(questions(identifier, draw(st.sampled_from(topics)).id, text))
            for identifier in identifiers
        ),
        as_of=draw(st.sampled_from(["", "2021-05-23"])),
    )


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(banks())
def test_a_native_file_gives_back_exactly_the_bank(bank: Bank) -> None:
    written = write(bank, "native")
    assert read(written).bank == bank
    assert write(read(written).bank, "native") == written


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(banks())
def test_an_excel_file_gives_back_exactly_the_bank(bank: Bank) -> None:
    assert read(write(bank, "xlsx")).bank == bank


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(banks())
def test_a_gift_file_gives_back_exactly_the_bank_but_for_a_missing_title(bank: Bank) -> None:
    again = read(write(bank, "gift"), "x.gift").bank
    assert again == replace(bank, title=bank.title or "x")


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(banks())
def test_a_moodle_file_gives_back_exactly_the_bank(bank: Bank) -> None:
    written = write(bank, "moodle")
    again = read(written).bank
    assert again == bank
    assert write(again, "moodle") == written


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(banks())
def test_an_aiken_file_gives_back_what_is_not_named_as_lost(bank: Bank) -> None:
    kept = reduced(bank, "aiken")
    named = " ".join(finding.message for finding in losses(bank, "aiken"))
    for question in bank:
        assert (question.id in {one.id for one in kept}) or f"câu {question.id}" in named
    if len(kept):
        again = read_aiken(write(bank, "aiken"), "").bank
        assert [replace(one, id="") for one in again] == [replace(one, id="") for one in kept]
        assert replace(again, questions=()) == replace(kept, questions=())


@pytest.mark.parametrize("version", ["qti21", "qti22", "qti30"])
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(bank=banks())
def test_a_qti_package_gives_back_exactly_the_bank(version: str, bank: Bank) -> None:
    written = write(bank, version)
    assert read(written).bank == bank
    assert write(read(written).bank, version) == written


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(banks())
def test_a_word_file_gives_back_stems_options_and_keys(bank: Bank) -> None:
    again = read(write(bank, "docx")).bank
    assert [(q.id, q.stem, q.options, q.key) for q in again] == [
        (q.id, q.stem, q.options, q.key) for q in bank
    ]


@pytest.mark.parametrize("name", ["cchc-2021", "cchc-2026"])
@pytest.mark.parametrize("format_", sorted(WRITERS))
def test_a_shipped_bank_comes_back_equal_or_without_exactly_what_is_named(
    format_: str, name: str
) -> None:
    bank = read(BANKS / name).bank
    again, kept = read(write(bank, format_)).bank, reduced(bank, format_)
    if format_ == "aiken":
        again, kept = (
            replace(one, questions=tuple(replace(each, id="") for each in one), title="")
            for one in (again, kept)
        )
    assert again == kept
    named = losses(bank, format_)
    assert bool(named) == (reduced(bank, format_) != bank)
    assert bool(named) == (format_ in {"aiken", "docx"})


@pytest.mark.parametrize("name", ["cchc-2021", "cchc-2026"])
def test_a_shipped_bank_as_a_word_file_is_read_back_without_a_doubt(name: str) -> None:
    findings = read(write(read(BANKS / name).bank, "docx"), "de.docx").findings
    assert [one for one in findings if one.level is not Severity.ADVICE] == []


@pytest.mark.parametrize("explanation", ["Xem quy định của", "Làm theo", "Một, hai,", "Xong."])
def test_a_topic_in_a_word_file_is_never_the_end_of_the_explanation_above(
    explanation: str,
) -> None:
    options = (Option("Có"), Option("Không"))
    topics = (Topic("mot", "Chương I Quy định chung"), Topic("hai", "Chương II Bầu cử"))
    questions = tuple(
        Question(
            topic.id,
            f"Hỏi {topic.id}?",
            options,
            frozenset({0}),
            topic.id,
            Level.EASY,
            (),
            explanation,
        )
        for topic in topics
    )
    reading = read(write(Bank("Bầu cử", topics, questions), "docx"), "de.docx")
    titles = {topic.id: topic.title for topic in reading.bank.topics}
    assert [titles[one.topic] for one in reading.bank] == [one.title for one in topics]
    assert [one.explanation for one in reading.bank] == [explanation] * 2
    assert [one for one in reading.findings if one.level is not Severity.ADVICE] == []


@pytest.mark.parametrize("name", sorted(WRITERS.keys() - {"aiken"}))
def test_a_plain_bank_is_read_back_without_any_doubt(name: str) -> None:
    question = Question(
        id="bau-cu-001",
        stem="Đủ bao nhiêu tuổi thì được ứng cử?",
        options=(Option("Đủ 18 tuổi"), Option("Đủ 21 tuổi"), Option("Đủ 25 tuổi")),
        key=frozenset({1}),
        topic="bau-cu",
        level=Level.EASY,
        legal_basis=(LegalBasis("85/2015/QH13", "2"),),
        explanation="Điều luật tách hai mốc tuổi.",
    )
    bank = Bank("Bầu cử", (Topic("bau-cu", "Bầu cử"),), (question,))
    reading = read(write(bank, name))
    assert reading.bank == bank
    assert reading.findings == ()
