"""The review of a bank: each fault is found, named with its remedy, and nothing else is."""

import time
from dataclasses import replace

import pytest

from question_bank.bank import Bank
from question_bank.finding import Finding
from question_bank.review import review
from tests.question_bank.sound import (
    ADVICE,
    BLOCKS,
    DOUBTFUL,
    SOUND,
    bank_of,
    different,
    doubts,
    other,
    pinned,
    with_options,
)


def test_a_sound_bank_raises_no_doubt() -> None:
    assert review(bank_of(SOUND, other())) == ()


def test_an_empty_bank_is_blocked() -> None:
    (finding,) = review(bank_of())
    assert (finding.level, finding.where) == (BLOCKS, "ngân hàng câu hỏi")


def test_a_question_without_a_key_is_blocked() -> None:
    assert doubts(other(key=frozenset())) == [(BLOCKS, "câu q-2")]


@pytest.mark.parametrize("index", [-1, 4])
def test_a_key_outside_the_options_is_blocked(index: int) -> None:
    assert doubts(other(key=frozenset({index}))) == [(BLOCKS, "câu q-2")]


def test_a_key_of_every_option_is_doubtful() -> None:
    assert doubts(other(key=frozenset(range(4)))) == [(DOUBTFUL, "câu q-2")]


@pytest.mark.parametrize(("count", "blocked"), [(1, True), (2, False), (8, False), (9, True)])
def test_a_question_has_two_to_eight_options(count: int, blocked: bool) -> None:
    question = with_options(*(f"{hour} giờ" for hour in range(count)), key=frozenset({0}))
    assert doubts(question) == [(BLOCKS, "câu q-2")] * blocked


def test_an_empty_stem_or_option_is_blocked() -> None:
    assert doubts(other(stem=" ")) == [(BLOCKS, "câu q-2")]
    assert doubts(with_options("17 giờ", "", "19 giờ", " ")) == [(BLOCKS, "câu q-2")] * 2


def test_equal_options_are_blocked_however_they_are_spelt() -> None:
    question = with_options("Xã Vị Thuỷ", "Xã Vị Bình", "XÃ  VỊ THỦY")
    (finding,) = review(bank_of(question))
    assert finding.level is BLOCKS
    assert "Phương án A và C trùng nhau" in finding.message


def test_options_that_differ_in_marks_only_are_doubtful() -> None:
    assert doubts(with_options("Tạm trú.", "Tam tru", "Thường trú")) == [(DOUBTFUL, "câu q-2")]


def test_options_that_differ_in_a_number_or_a_word_are_sound() -> None:
    assert doubts(with_options("Chậm nhất 40 ngày", "Chậm nhất 45 ngày", "Sau 40 ngày")) == []
    assert doubts(with_options("1.5 lần", "15 lần", "5 lần")) == []


def test_the_same_question_with_another_key_is_blocked() -> None:
    turned = replace(SOUND, id="q-2", stem=SOUND.stem.upper(), key=frozenset({1}))
    (finding,) = review(bank_of(SOUND, turned))
    assert (finding.level, finding.where) == (BLOCKS, "câu q-2")
    assert "câu q-1" in finding.message


def test_the_same_question_with_the_same_key_is_doubtful() -> None:
    assert doubts(SOUND, replace(SOUND, id="q-2")) == [(DOUBTFUL, "câu q-2")]


def test_the_order_of_the_options_does_not_make_another_key() -> None:
    turned = replace(SOUND, id="q-2", options=SOUND.options[::-1], key=frozenset({3}))
    assert doubts(SOUND, turned) == [(DOUBTFUL, "câu q-2")]


def test_a_question_about_its_options_may_be_asked_of_others_but_is_doubtful() -> None:
    first = replace(SOUND, stem="Nhận định nào sau đây đúng?")
    assert doubts(first, other(stem=first.stem)) == [(DOUBTFUL, "câu q-2")]


def test_an_option_that_is_right_here_and_wrong_there_is_blocked() -> None:
    first = replace(SOUND, stem="Nhận định nào sau đây đúng?")
    second = with_options("19 giờ", "Quốc hội", "20 giờ", stem=first.stem, key=frozenset({0}))
    assert doubts(first, second) == [(BLOCKS, "câu q-2")]


LONG = (
    "Theo Luật Bầu cử, Ủy ban nhân dân cấp xã niêm yết danh sách cử tri tại trụ sở và nơi công"
    " cộng trước ngày bầu cử chậm nhất bao nhiêu ngày?"
)


def test_nearly_the_same_question_is_doubtful() -> None:
    again = LONG.replace("chậm nhất", "muộn nhất")
    assert doubts(replace(SOUND, stem=LONG), other(stem=again)) == [(DOUBTFUL, "câu q-2")]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Trường hợp nào sau đây được ghi tên", "Trường hợp nào sau đây KHÔNG được ghi tên"),
        ("Theo khoản 1 Điều 30", "Theo khoản 2 Điều 30"),
    ],
)
def test_a_negation_or_a_number_makes_another_question(one: str, two: str) -> None:
    tail = " vào danh sách cử tri lập theo từng khu vực bỏ phiếu ở nơi cư trú của cử tri đó?"
    assert doubts(replace(SOUND, stem=one + tail), other(stem=two + tail)) == []


def test_a_key_much_longer_than_the_rest_is_told() -> None:
    long = "Sáu ngày, tính từ ngày cơ quan có thẩm quyền nhận đủ hồ sơ hợp lệ"
    question = with_options("Ba ngày", "Bốn ngày", "Năm ngày", long, key=frozenset({3}))
    assert doubts(question) == [(ADVICE, "câu q-2")]
    assert doubts(replace(question, key=frozenset({0}))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tất cả các phương án trên",
        "Tất cả các đáp án trên đều đúng.",
        "Cả ba đáp án trên",
        "Cả 3 phương án nêu trên đều sai",
        "Các trường hợp nêu trên",
        "Tất cả đều đúng",
        "Không có đáp án nào đúng",
    ],
)
def test_an_option_about_the_others_must_keep_its_place(text: str) -> None:
    question = with_options("17 giờ", "18 giờ", "19 giờ", text)
    assert doubts(question) == [(DOUBTFUL, "câu q-2")]
    assert doubts(pinned(question, 3)) == []
    assert doubts(replace(question, shuffle=False)) == []


OWN_SENSE = ("Tất cả cử tri", "Các trường hợp trên 60 tuổi", "Điểm a và b khoản 1 Điều 5")


@pytest.mark.parametrize("text", [*OWN_SENSE, "Không có trường hợp nào", "Cả hai cấp"])
def test_an_option_with_its_own_sense_may_be_shuffled(text: str) -> None:
    assert doubts(with_options("17 giờ", "18 giờ", "19 giờ", text)) == []


@pytest.mark.parametrize(
    "text", ["Cả a, b và c", "A và B", "Cả A và C đều đúng", "Đáp án B hoặc C", "a, b đúng"]
)
def test_an_option_that_names_letters_must_not_be_shuffled(text: str) -> None:
    question = with_options("17 giờ", "18 giờ", "19 giờ", text)
    assert doubts(question) == [(DOUBTFUL, "câu q-2")]
    assert doubts(pinned(question, 3)) == [(DOUBTFUL, "câu q-2")]
    assert doubts(pinned(question, 0, 1, 2, 3)) == []
    assert doubts(replace(question, shuffle=False)) == []


@pytest.mark.parametrize(
    "stem",
    [
        "Nội dung nào sau đây không đúng?",
        "Đâu không phải là nguyên tắc bầu cử?",
        "Ai không được ứng cử?",
        "Ông A nộp hồ sơ. Giấy tờ nào dưới đây là giấy tờ không bắt buộc?",
        "Cử tri được bầu các cơ quan sau, trừ cơ quan nào?",
        "Các hành vi sau bị cấm, ngoại trừ:",
    ],
)
def test_a_quiet_negation_is_told_and_a_loud_one_is_not(stem: str) -> None:
    assert doubts(other(stem=stem)) == [(ADVICE, "câu q-2")]
    loud = stem.replace("không", "KHÔNG").replace("ngoại trừ", "NGOẠI TRỪ")
    assert doubts(other(stem=loud.replace(" trừ ", " TRỪ "))) == []


@pytest.mark.parametrize(
    "stem",
    [
        "Thành viên nào được vận động cho người ứng cử hay không?",
        "Cơ quan nào giải quyết khi cử tri không đồng ý?",
        "Ông A không phải là cử tri ở xã B. Ông bỏ phiếu ở đâu?",
        "Cử tri không thể tự viết phiếu thì làm thế nào?",
    ],
)
def test_a_negation_that_marks_nothing_to_choose_may_be_quiet(stem: str) -> None:
    assert doubts(other(stem=stem)) == []


def test_a_missing_basis_and_a_missing_explanation_are_told() -> None:
    bare = other(legal_basis=(), explanation="")
    assert doubts(bare) == [(ADVICE, "câu q-2"), (ADVICE, "câu q-2")]


def test_an_unknown_topic_is_blocked() -> None:
    assert doubts(SOUND, other(topic="khac")) == [(BLOCKS, "câu q-2")]


def test_a_repeated_identifier_is_blocked() -> None:
    assert doubts(SOUND, other(id="q-1")) == [(BLOCKS, "câu q-1")]


def test_key_positions_out_of_balance_are_told_once_with_their_counts() -> None:
    bank = bank_of(*(different(number, 1 if number % 2 else number % 4) for number in range(80)))
    (finding,) = review(bank)
    assert (finding.level, finding.where) == (ADVICE, "ngân hàng câu hỏi")
    assert "A: 20, B: 40, C: 20, D: 0" in finding.message


def test_even_key_positions_and_small_banks_are_not_judged() -> None:
    assert review(bank_of(*(different(number, number % 4) for number in range(80)))) == ()
    assert review(bank_of(*(different(number, 0) for number in range(39)))) == ()


def test_the_gravest_doubts_come_first() -> None:
    found = doubts(other(explanation=""), replace(SOUND, key=frozenset()))
    assert found == [(BLOCKS, "câu q-1"), (ADVICE, "câu q-2")]


def every_kind_of_finding() -> tuple[Finding, ...]:
    broken = with_options("Tam trú", "tạm trú", "TẠM TRÚ", "", "Cả A và B", "Tất cả đáp án trên")
    broken = replace(broken, id="q-3", topic="khac", stem="Ai không được?", legal_basis=())
    twins = (SOUND, replace(SOUND, key=frozenset()), replace(SOUND, key=frozenset({7})))
    plenty = (different(number, 0) for number in range(100, 150))
    return review(bank_of(*twins, broken, *plenty)) + review(bank_of())


def test_every_message_is_a_calm_sentence_with_a_remedy() -> None:
    for finding in every_kind_of_finding():
        assert finding.message[0].isupper()
        assert finding.message.endswith(".")
        assert "; đề nghị " in finding.message
        assert "!" not in finding.message


NUMBERED = "Theo quy định, câu hỏi số {0} hỏi về vấn đề nào sau đây của cải cách hành chính?"


@pytest.mark.parametrize("stem", [NUMBERED, "a{0} b{1} c{2} d{3} e{4} g{5} h{6} i{7}", "Ai?"])
def test_ten_thousand_questions_are_reviewed_without_comparing_each_with_each(stem: str) -> None:
    numbers = [[at * 31 % (place + 97) for place in range(8)] for at in range(10_000)]
    questions = [
        replace(different(at, at % 4), stem=stem.format(*own)) for at, own in enumerate(numbers)
    ]
    tenth, whole = bank_of(*questions[:1_000]), bank_of(*questions)
    assert seconds_for(whole) < max(5, 25 * seconds_for(tenth))


def seconds_for(bank: Bank) -> float:
    """The processor's time of a review: five seconds at most, or on a slow machine what ten times
    as many may take. Comparing each with each takes a hundred times as long."""
    started = time.process_time()
    review(bank)
    return time.process_time() - started
