"""The rules in words: the thể lệ that the committee signs, from the value that is computed with."""

from collections.abc import Mapping, Sequence

from question_bank.draw import CANDIDATES
from question_bank.question import LEVEL_TITLES
from quiz.rules import combining, timetable
from quiz.rules.criteria import ATTEMPTS_PER_TEXTS, COUNTING_TEXTS
from quiz.rules.eligibility import DUTY_TEXTS, RoundKind
from quiz.rules.marking import PARTIAL_TEXTS, Partial, say_points
from quiz.rules.prediction import asked
from quiz.rules.prizes import PrizeScope
from quiz.rules.round import UNLIMITED, Rules
from quiz.rules.timetable import Edition, Held


def chain_texts(rules: Rules, topic_titles: Mapping[str, str]) -> tuple[str, ...]:
    """The ranking criteria in their printed order, the score first."""
    plain = rules.marking.plain
    score = "tổng số câu trả lời đúng nhiều hơn" if plain else "tổng điểm cao hơn"
    behind = (criterion.printed(topic_titles, plain=plain) for criterion in rules.tie_breaks)
    return (score, *behind)


def printed(
    rules: Rules,
    topic_titles: Mapping[str, str],
    kind: RoundKind = RoundKind.OFFICIAL,
    rounds: Sequence[Held] = (),
    edition: Edition | None = None,
) -> tuple[str, ...]:
    """The thể lệ that follows from the rules, a sentence or a few a paragraph: a short one where
    `kind` is practice. `rounds` are those whose times it names."""
    head = (
        *((timetable.say_edition(edition),) if edition else ()),
        *timetable.sentences(rounds),
    )
    if kind is RoundKind.PRACTICE:
        return (*head, *_practice(rules, topic_titles))
    return (
        *head,
        *_who(rules),
        *_paper(rules, topic_titles),
        *_predicting(rules),
        *_attempts(rules),
        *_ranking(rules, topic_titles),
        *_team(rules),
        *rules.units.sentences(),
        *rules.advancing.sentences(),
        *rules.prizes.sentences(),
        *rules.appeals.sentences(),
        "Câu hỏi có sai sót được quyết định giữ nguyên, cho điểm mọi thí sinh, thay đáp án hoặc "
        "hủy; câu hỏi bị hủy không tính điểm cho bất kỳ thí sinh nào.",
        "Đáp án chỉ được công bố sau khi vòng thi đóng và kết quả được công nhận.",
    )


def _who(rules: Rules) -> list[str]:
    said = []
    if rules.audiences:
        titles = "; ".join(audience.title for audience in rules.audiences)
        said.append(
            f"Đối tượng dự thi: {titles}. Mỗi đối tượng có vòng thi và bảng xếp hạng riêng; trên "
            "bảng toàn cuộc thi, thứ hạng của thí sinh là thứ hạng trong đối tượng của mình."
        )
        if rules.prizes.table and rules.prizes.per is not PrizeScope.ROUND:
            # only of contests that were opened before this was refused
            said.append("Bảng giải xét chung mọi đối tượng dự thi.")
    if rules.excluded:
        duties = "; ".join(DUTY_TEXTS[duty] for duty in rules.excluded)
        said.append(f"Không được dự thi: {duties}.")
    return [*said, *_registration(rules)]


def _registration(rules: Rules) -> list[str]:
    entering = rules.entry.sentences()
    if not rules.registration_days:
        return entering
    return [
        *entering,
        f"Thí sinh vào hệ thống và kiểm tra thông tin của mình từ {rules.registration_days} ngày "
        "trước khi vòng thi mở.",
    ]


def _practice(rules: Rules, topic_titles: Mapping[str, str]) -> tuple[str, ...]:
    """What holds for a round that ranks nobody."""
    return (
        "Vòng thi thử để thí sinh làm quen với cách làm bài: được làm nhiều lần, không xếp hạng, "
        "không xét giải và không chọn đội tuyển.",
        *_registration(rules),
        *_paper(rules, topic_titles),
        *_sitting(rules),
        "Phiếu xác nhận nộp bài ghi số câu trả lời đúng. Thí sinh được xem lại bài làm sau khi nộp "
        "bài; đáp án hiện khi không còn vòng thi nào dùng cùng bộ câu hỏi chưa kết thúc.",
    )


def _paper(rules: Rules, topic_titles: Mapping[str, str]) -> list[str]:
    by_topic: dict[str, list[str]] = {}
    for cell in rules.blueprint:
        by_topic.setdefault(cell.topic, []).append(f"{cell.count} {LEVEL_TITLES[cell.level]}")
    matrix = "; ".join(
        f"{topic_titles.get(topic, topic)} ({', '.join(counts)})"
        for topic, counts in by_topic.items()
    )
    said = [
        f"Mỗi đề thi có {rules.question_count} câu hỏi trắc nghiệm, làm trong {rules.minutes} "
        f"phút, {_marking(rules)}, trả lời sai không bị trừ điểm.",
        f"Đề thi được rút ngẫu nhiên theo ma trận: {matrix}.",
    ]
    if rules.balanced:
        said.append(
            "Khi các câu hỏi đã có thống kê từ những vòng thi trước, mỗi đề được chọn trong "
            f"{CANDIDATES} lần rút sao cho điểm dự kiến gần mức chung của ma trận nhất."
        )
    if rules.marking.partial is not Partial.NONE:
        partial = PARTIAL_TEXTS[rules.marking.partial]
        said.append(f"Câu hỏi có nhiều phương án đúng: {partial}.")
    shuffled = []
    if rules.shuffle_questions:
        shuffled.append("thứ tự câu hỏi")
    if rules.shuffle_options:
        shuffled.append("thứ tự phương án")
    if shuffled:
        said.append(f"Đề của các thí sinh được trộn {' và '.join(shuffled)}.")
    return said


def _predicting(rules: Rules) -> list[str]:
    if rules.prediction is None:
        return []
    apart = " Mỗi vòng thi, mỗi đối tượng dự thi được tính riêng." if rules.audiences else ""
    return [
        f"Trước khi vào thi, thí sinh trả lời câu hỏi dự đoán: “{asked(rules.prediction)}”{apart}"
    ]


def _marking(rules: Rules) -> str:
    marking = rules.marking
    points = (marking.easy, marking.medium, marking.hard)
    if len(set(points)) == 1:
        return f"mỗi câu trả lời đúng được {say_points(marking.easy)} điểm"
    said = ", ".join(
        f"câu {title} {say_points(marking.worth(level))} điểm"
        for level, title in LEVEL_TITLES.items()
    )
    return f"câu trả lời đúng được điểm theo mức độ: {said}"


def _attempts(rules: Rules) -> list[str]:
    counted = f"kết quả xếp hạng của vòng thi lấy theo {COUNTING_TEXTS[rules.counting]}"
    if rules.attempts == UNLIMITED:
        attempts = f"Không giới hạn số lượt thi; {counted}."
    else:
        per = ATTEMPTS_PER_TEXTS[rules.attempts_per]
        once = rules.attempts == 1
        attempts = f"Mỗi thí sinh có {'' if once else 'tối đa '}{rules.attempts} lượt thi {per}"
        attempts += "." if rules.tells_at_once else f"; {counted}."
    said = [
        attempts,
        *_sitting(rules),
        "Phiếu xác nhận nộp bài ghi số câu trả lời đúng và thứ hạng tạm thời ngay sau khi nộp bài."
        if rules.tells_at_once
        else "Số câu trả lời đúng và thứ hạng hiện trên phiếu xác nhận nộp bài sau khi vòng thi "
        "kết thúc.",
    ]
    if rules.frozen_minutes:
        said.append(
            f"Bảng xếp hạng tạm thời dừng cập nhật {rules.frozen_minutes} phút trước khi vòng thi "
            "đóng."
        )
    return said


def _sitting(rules: Rules) -> list[str]:
    return [
        "Mỗi lần chọn phương án được lưu ngay trên máy chủ. Thí sinh có thể sửa câu trả lời cho "
        "đến khi nộp bài và tiếp tục làm bài trên thiết bị khác.",
        "Hết thời gian làm bài hoặc hết thời gian của vòng thi, hệ thống nộp bài với các câu trả "
        f"lời đã lưu; câu trả lời đến máy chủ chậm nhất {say_points(rules.grace_ms // 10)} giây "
        "sau đó vẫn được tính. Đồng hồ tính giờ là đồng hồ của máy chủ.",
    ]


def _ranking(rules: Rules, topic_titles: Mapping[str, str]) -> list[str]:
    said = [f"Thứ tự xếp hạng xét lần lượt: {'; '.join(chain_texts(rules, topic_titles))}."]
    if rules.floor_seconds:
        said.append(
            f"Bài làm nhanh hơn {rules.floor_seconds} giây một câu được xếp hạng như bài làm đúng "
            "mức thời gian đó và được Ban Tổ chức xem xét."
        )
    return [*said, combining.sentence(rules)]


def _team(rules: Rules) -> list[str]:
    if not rules.has_team:
        return []
    reserves = f" và {rules.reserves} dự bị" if rules.reserves else ""
    return [
        f"Đội tuyển gồm {rules.seats} thành viên{reserves}, chọn từ bảng xếp hạng chính thức.",
        *rules.team.sentences(rules.reserves),
    ]
