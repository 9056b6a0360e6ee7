"""Text in TCVN3, VNI, VIQR, Windows-1258 and mojibake: the tables, and how it is found."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from question_bank.bank import Bank
from question_bank.formats import read
from question_bank.legacy import Piece, convert, propose
from question_bank.question import Question
from question_bank.spelling import is_syllable
from tests.question_bank import old_encodings as old

BANKS = Path(__file__).resolve().parents[2] / "question_bank" / "banks"
WRITERS: dict[str, Callable[[str], str]] = {
    "tcvn3": old.tcvn3,
    "vni": old.vni,
    "viqr": old.viqr,
    "cp1258": old.misread_1258,
    "mojibake": old.mojibake,
}
OWN = (
    "Buổi sáng, cán bộ văn thư đóng dấu “đến” rồi chuyển hồ sơ cho người xử lý (trước 9 giờ).",
    "Người dân nộp lệ phí tại đâu, ở quầy số 3 hay số 4; nhớ giữ lại biên lai thu tiền.",
    "Mỗi ngõ phố đều có tổ trưởng, kể cả những khu nghỉ dưỡng ngoài vịnh.",
)


@pytest.fixture(scope="module", params=["cchc-2021", "cchc-2026"])
def bank(request: pytest.FixtureRequest) -> Bank:
    return read(BANKS / request.param).bank


def lines(question: Question) -> list[str]:
    return [question.stem, *(option.text for option in question.options), question.explanation]


def proposed(texts: list[str]) -> str:
    proposal = propose(Piece(f"dòng {number}", text) for number, text in enumerate(texts, 1))
    return proposal.encoding if proposal else ""


def test_there_are_134_letters_beyond_ascii() -> None:
    assert len(set(old.LETTERS)) == 134
    assert all(unicodedata.is_normalized("NFC", letter) for letter in old.LETTERS)


@pytest.mark.parametrize("encoding", ["vni", "viqr", "cp1258", "mojibake"])
def test_every_letter_comes_back(encoding: str) -> None:
    for letter in old.LETTERS:
        word = f"t{letter}"  # a lone letter with a point names an option in VIQR
        assert convert(WRITERS[encoding](word), encoding, sure=True) == word


def test_every_letter_of_tcvn3_comes_back_and_capitals_with_a_tone_need_their_font() -> None:
    for letter in old.LETTERS:
        written = old.tcvn3(letter)
        back = convert(written, "tcvn3", sure=True)
        assert back == (letter if letter.islower() or letter in "ĂÂÊÔƠƯĐ" else letter.lower())
        assert convert(written, "tcvn3", sure=True, capitals=True) == letter.upper()


def test_the_words_that_everybody_knows_from_old_files() -> None:
    assert convert("Quèc héi", "tcvn3") == "Quốc hội"
    assert convert("Quoác hoäi", "vni") == "Quốc hội"
    assert convert("Quo^'c ho^.i", "viqr") == "Quốc hội"
    assert convert("Quá»‘c há»™i", "mojibake") == "Quốc hội"


@pytest.mark.parametrize("encoding", WRITERS)
def test_own_text_comes_back_exactly(encoding: str) -> None:
    for text in OWN:
        assert convert(WRITERS[encoding](text), encoding) == text


def test_mojibake_made_twice_comes_back() -> None:
    for text in OWN:
        assert convert(old.mojibake(text, 2), "mojibake") == text


def test_nothing_is_proposed_for_sound_text(bank: Bank) -> None:
    assert proposed([line for question in bank for line in lines(question)]) == ""
    assert [question.id for question in bank if proposed(lines(question))] == []


@pytest.mark.parametrize("encoding", WRITERS)
def test_nineteen_of_twenty_single_questions_are_known(bank: Bank, encoding: str) -> None:
    known = sum(
        proposed([WRITERS[encoding](line) for line in lines(question)]) == encoding
        for question in bank
    )
    assert known >= 0.95 * len(bank)


@pytest.mark.parametrize("encoding", WRITERS)
def test_the_shipped_banks_come_back(bank: Bank, encoding: str) -> None:
    """TCVN3 loses the case of capitals with a tone: it is not asked for."""
    fold = str.lower if encoding == "tcvn3" else str
    for question in bank:
        for line in lines(question):
            assert fold(convert(WRITERS[encoding](line), encoding)) == fold(line)


@pytest.mark.parametrize(
    "text",
    [
        "The café in São Paulo offers a naïve résumé.",
        "Nhiệt độ 25°C ± 2, diện tích 12 m², giá ½ suất",
        "Có một tháng",
        "e.g. the file (a) isn't added; don't call it.",
        "Xem add(a) và go(to) trong mã nguồn; a^2 + b^2 = c^2",
        "Straße, Ærø, Göteborg, Ñandú",
        "",
    ],
)
def test_other_languages_and_signs_are_left_alone(text: str) -> None:
    assert proposed([text]) == ""


def test_a_line_that_mixes_both_keeps_its_sound_words() -> None:
    assert convert("Câu 1. Quèc héi häp mÊy kú?", "tcvn3") == "Câu 1. Quốc hội họp mấy kỳ?"


def test_a_proposal_shows_lines_before_and_after_and_names_every_place() -> None:
    texts = [old.tcvn3(text) for text in OWN] * 10
    proposal = propose(Piece(f"dòng {number}", text) for number, text in enumerate(texts, 1))
    assert proposal is not None
    assert proposal.name == "TCVN3 (ABC)"
    assert proposal.before[0] == texts[0]
    assert proposal.after[:3] == OWN
    assert len(proposal.before) == len(proposal.after) == 12
    assert proposal.places == tuple(f"dòng {number}" for number in range(1, 31))
    assert proposal.certainty > 0.95


def test_option_letters_in_viqr_stay_letters() -> None:
    assert convert("a. Quo^'c ho^.i", "viqr") == "a. Quốc hội"
    assert convert("bao nhie^u tuo^?i?", "viqr") == "bao nhiêu tuổi?"


@pytest.mark.parametrize("word", ["quốc", "nghiêng", "gì", "giữa", "Ủy", "ỦY", "khuya", "quyển"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["quèc", "hoäi", "nghang", "cáć", "cap", "keo2", "strong", ""])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)
