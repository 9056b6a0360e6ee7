"""The figures as tables of words, for the page and for the files alike."""

from collections.abc import Iterable

from question_bank.question import LEVEL_TITLES, OPTION_LETTERS
from quiz.rules.papers import Spread
from quiz.rules.statistics import ItemStatistics
from quiz.rules.wording import say_count, say_decimal, say_share
from quiz.stages.statistics.looking import Found

Row = tuple[str, ...]

QUESTION_HEADERS = (
    "Câu hỏi", "Mức độ", "Lượt thi", "Độ dễ", "Độ lệch chuẩn", "Độ phân biệt", "Tương quan",
    "Hiệu quả", "Alpha nếu bỏ", "Chuyên đề",
)  # fmt: skip
OPTION_HEADERS = (
    "Phương án", "Lượt chọn", "Tỷ lệ", "Nhóm cao chọn", "Nhóm thấp chọn", "Điểm trung bình",
)  # fmt: skip
GROUP_HEADERS = ("Bộ câu hỏi", "Lượt thi", "Điểm trung bình", "Độ lệch chuẩn", "Điểm dự kiến")


def score_rows(found: Found) -> tuple[Row, ...]:
    """(figure, value, what it says) of the scores."""
    scores = found.statistics.scores
    return (
        ("Lượt thi được tính", say_count(scores.attempts), ""),
        ("Điểm trung bình", _points(scores.mean), ""),
        ("Trung vị", _points(scores.median), "một nửa số lượt thi có điểm thấp hơn"),
        ("Độ lệch chuẩn", _points(scores.deviation), ""),
        ("Độ lệch của phân bố", say_decimal(scores.skewness), "âm: nhiều người điểm cao"),
        ("Độ nhọn của phân bố", say_decimal(scores.kurtosis), "0: như phân bố chuẩn"),
        ("Hệ số alpha (KR-20)", say_decimal(scores.alpha), "chỉ tính khi mọi đề cùng bộ câu hỏi"),
        ("Tỷ lệ sai số", say_share(scores.error_ratio), "phần của độ lệch chuẩn do ngẫu nhiên"),
        ("Sai số chuẩn", _points(scores.standard_error), "tính bằng điểm"),
    )


def items_in_order(found: Found) -> tuple[ItemStatistics, ...]:
    """The questions that were asked, in the bank's order."""
    items = {item.question: item for item in found.statistics.items}
    return tuple(items[question.id] for question in found.bank if question.id in items)


def question_row(item: ItemStatistics, found: Found) -> Row:
    """A question under QUESTION_HEADERS."""
    question = found.questions[item.question]
    return (
        item.question,
        LEVEL_TITLES[question.level],
        say_count(item.attempts),
        say_share(item.facility),
        say_share(item.deviation),
        say_decimal(item.discrimination),
        say_decimal(item.point_biserial),
        say_share(item.efficiency),
        say_decimal(item.alpha_if_dropped, 3),
        found.bank.topic_titles.get(question.topic, question.topic),
    )


def option_rows(item: ItemStatistics, found: Found) -> tuple[Row, ...]:
    """Every option of a question under OPTION_HEADERS, also those that nobody chose; the right ones
    are marked. Last, how many chose nothing, where anybody did and one option could be chosen."""
    question = found.questions[item.question]
    used = {use.option: use for use in item.options}
    rows = []
    for index, option in enumerate(question.options):
        use = used.get(index)
        key = " (đáp án)" if index in question.key else ""
        name = f"{OPTION_LETTERS[index]}{key}. {option.text}"
        if use is None:
            rows.append((name, "0", say_share(0.0), say_share(0.0), say_share(0.0), ""))
            continue
        rows.append(
            (
                name,
                say_count(use.count),
                say_share(use.count / item.attempts),
                say_share(use.upper_share),
                say_share(use.lower_share),
                _points(use.mean_score),
            )
        )
    blank = item.attempts - sum(use.count for use in item.options)
    if blank > 0 and (not question.several or item.question in found.either):
        share = say_share(blank / item.attempts)
        rows.append(("Không trả lời", say_count(blank), share, "", "", ""))
    return tuple(rows)


def group_rows(found: Found) -> tuple[Row, ...]:
    """Papers of the same questions, under GROUP_HEADERS."""
    return tuple(
        (
            f"Bộ {number}",
            say_count(group.attempts),
            _points(group.mean),
            _points(group.deviation),
            _points(group.expected),
        )
        for number, group in enumerate(found.groups, 1)
    )


def spread_rows(spread: Spread) -> tuple[tuple[str, str], ...]:
    """What papers are expected to give."""
    return (
        ("Số đề", say_count(spread.papers)),
        ("Điểm dự kiến trung bình", say_decimal(spread.mean)),
        ("Độ lệch chuẩn giữa các đề", say_decimal(spread.deviation)),
        ("Đề khó nhất, đề dễ nhất", f"{say_decimal(spread.least)} – {say_decimal(spread.most)}"),
    )


def suspicion_rows(found: Found) -> Iterable[Row]:
    """(question, reasons), the gravest first."""
    return ((one.question, " ".join(one.reasons)) for one in found.suspicions)


def _points(hundredths: float | None) -> str:
    return "" if hundredths is None else say_decimal(hundredths / 100)
