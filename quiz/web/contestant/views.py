"""The contestant's page objects, made from what the stages tell."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from jinja2 import Environment

from quiz.rules import notice
from quiz.rules.correcting import Remedy
from quiz.rules.eligibility import RoundKind
from quiz.rules.marking import say_points
from quiz.rules.notice import Controller
from quiz.rules.prediction import asked, say_guess
from quiz.rules.printed import printed
from quiz.rules.round import Rules
from quiz.rules.scoring import mark
from quiz.rules.timetable import Edition
from quiz.rules.window import PHASE_TEXTS, Phase, phase_at
from quiz.rules.wording import (
    say_clock,
    say_count,
    say_duration,
    say_end,
    say_moment,
    say_moment_seconds,
)
from quiz.stages.desk import Lobby, Sitting
from quiz.stages.history import PastPlace
from quiz.stages.standing import OwnPlaces, OwnStanding
from quiz.store.rows import SatRound
from quiz.web.contestant.fragments import cards
from quiz.web.pages.common import Link
from quiz.web.pages.contestant import (
    AttemptPage,
    ElsewherePage,
    ReceiptPage,
    RoundPage,
)

MORE_TIME = "Nếu Ban Tổ chức thông báo gia hạn, đề nghị thí sinh tải lại trang này để làm bài tiếp."
NOT_TOLD_YET = "Kết quả hiện sau khi vòng thi kết thúc."
_OVER = frozenset({Phase.CLOSED, Phase.PUBLISHED})


@lru_cache(maxsize=64)
def _printed(
    rules: Rules, titles: tuple[tuple[str, str], ...], kind: RoundKind, edition: Edition | None
) -> tuple[str, ...]:
    return printed(rules, dict(titles), kind, edition=edition)


def tells(sat: SatRound, now: int) -> bool:
    """Whether a contestant may be told score and place."""
    return sat.practice or sat.rules.tells_at_once or phase_at(sat.window, now) in _OVER


def round_page(
    lobby: Lobby,
    controller: Controller,
    places: OwnPlaces | None,
    past: Sequence[PastPlace],
    now: int,
    changes: tuple[str, ...] = (),
) -> RoundPage:
    """Before the start: the rules, the notice, and where to go on. Afterwards the own places, where
    they may be told, and those on official boards."""
    sat = lobby.round
    opens, closes = say_moment(sat.window.opens_at), say_end(sat.window.closes_at)
    unread = "" if lobby.contestant.notice == controller.version else controller.version
    action, action_url, action_label = _way_on(lobby, unread)
    return RoundPage(
        title=f"Vòng thi {sat.place}",
        contest=sat.contest,
        district=sat.district,
        contestant=lobby.contestant.name,
        unit=lobby.contestant.unit,
        candidate_number=lobby.contestant.number,
        rules=_printed(sat.rules, tuple(sat.bank.topic_titles.items()), sat.kind, lobby.edition),
        notice=notice.short(controller),
        unread=unread if action in {"start", "wait"} else "",
        notice_url=f"/rounds/{sat.id}/notice",
        phase=lobby.phase.value,
        phase_text=f"{PHASE_TEXTS[lobby.phase]}. Thời gian: từ {opens} đến {closes}.",
        opens_at_ms=sat.window.opens_at,
        now_ms=now,
        action=action,
        action_url=action_url,
        action_label=action_label,
        receipts=tuple(
            Link(f"Phiếu xác nhận nộp bài lượt {number}", f"/attempts/{attempt_id}/receipt")
            for number, attempt_id in enumerate(lobby.ended, 1)
            if attempt_id not in lobby.unproved
        ),
        board_url="" if sat.practice else f"/rounds/{sat.id}/board",
        places_text="" if places is None else _places_text(places, sat),
        guess_text=_guess_text(sat),
        others=tuple(Link(label, f"/rounds/{other}") for other, label in lobby.others),
        papers=tuple(
            Link(f"Xem lại bài làm lượt {number}", f"/attempts/{attempt_id}/paper")
            for number, attempt_id in enumerate(lobby.ended, 1)
            if lobby.phase is Phase.PUBLISHED or sat.practice
        ),
        changes=changes,
        history=tuple(
            f"{one.contest}, {one.round_text}: {one.place_text} ({one.kind_text.lower()})."
            for one in past
        ),
    )


def _way_on(lobby: Lobby, unread: str) -> tuple[str, str, str]:
    """What the page offers, where that leads and what its button says."""
    start = "Đã đọc thông báo và vào thi" if unread else "Bắt đầu làm bài"
    if lobby.running:
        return "resume", f"/attempts/{lobby.running}", "Tiếp tục làm bài"
    if lobby.may_start:
        return "start", f"/rounds/{lobby.round.id}/start", start
    if lobby.phase is Phase.BEFORE:
        return "wait", f"/rounds/{lobby.round.id}/start", start
    return "", "", ""


def _guess_text(sat: SatRound) -> str:
    """The prediction question of this round, for whom it is counted."""
    if sat.rules.prediction is None or sat.practice:
        return ""
    titles = {one.id: one.title for one in sat.rules.audiences}
    return asked(sat.rules.prediction, sat.label, titles.get(sat.audience, ""))


def attempt_page(templates: Environment, sitting: Sitting, now: int, *, saved: bool) -> AttemptPage:
    """The whole paper with the answers that stand."""
    attempt, sat, sheet = sitting.attempt, sitting.round, sitting.sheet
    total = len(attempt.paper.items)
    return AttemptPage(
        title="Bài làm",
        contest=sat.contest,
        contestant=sitting.contestant.name,
        candidate_number=sitting.contestant.number,
        cards=cards(templates, sat.bank, attempt.paper, sheet.answers),
        total=total,
        left=tuple(number for number in range(1, total + 1) if not sheet.answers.get(number)),
        attempt_id=attempt.id,
        next_seq=sheet.next_seq,
        now_ms=now,
        deadline_ms=attempt.deadline_at,
        deadline_text=say_clock(attempt.deadline_at),
        save_url=f"/attempts/{attempt.id}/save",
        saved_text=_saved_text(sitting) if saved else "",
    )


def elsewhere_page(
    sitting: Sitting, unsaved: Mapping[int, tuple[int, ...]] | None = None, seq: int = 0
) -> ElsewherePage:
    """Another device sits the attempt. `unsaved` is the form that was refused for that, question ->
    positions, with its page's sequence number."""
    carried = [
        (f"q{number}", str(position))
        for number, choice in (unsaved or {}).items()
        for position in choice or ("",)
    ]
    if carried:
        carried.append(("seq", str(seq)))
    return ElsewherePage(
        title="Bài thi đang mở ở thiết bị khác",
        contest=sitting.round.contest,
        contestant=sitting.contestant.name,
        candidate_number=sitting.contestant.number,
        deadline_text=say_clock(sitting.attempt.deadline_at),
        take_over_url=f"/attempts/{sitting.attempt.id}/take-over",
        carried=tuple(carried),
    )


def _saved_text(sitting: Sitting) -> str:
    count, total = sitting.sheet.answered, len(sitting.attempt.paper.items)
    return (
        f"Bài làm đã được lưu: {count}/{total} câu có câu trả lời. Thí sinh có thể tiếp tục làm "
        "bài hoặc nộp bài."
    )


def receipt_page(
    sitting: Sitting, standing: OwnStanding | None, now: int, changes: tuple[str, ...] = ()
) -> ReceiptPage:
    """The proof that an attempt was handed in, with its place once it is known and may be told."""
    attempt, sat, sheet = sitting.attempt, sitting.round, sitting.sheet
    if sitting.receipt is None or attempt.ended_at is None:
        raise ValueError("the attempt has not ended")
    told = tells(sat, now)
    duration = min(attempt.ended_at - attempt.started_at, sat.rules.limit_ms)
    counts = told and not attempt.voided
    return ReceiptPage(
        title="Phiếu xác nhận nộp bài",
        attempt_id=attempt.id,
        contest=sat.contest,
        district=sat.district,
        contestant=sitting.contestant.name,
        candidate_number=sitting.contestant.number,
        unit=sitting.contestant.unit,
        ended_text="Thí sinh đã nộp bài."
        if attempt.submitted
        else "Đã hết thời gian làm bài. Hệ thống đã nộp bài với các câu trả lời đã lưu.",
        submitted_text=say_moment_seconds(attempt.ended_at),
        duration_text=say_duration(duration),
        answered=sheet.answered,
        total=sat.rules.question_count,
        score_text=_score_text(sitting, standing) if counts else "",
        place_text=""
        if attempt.voided
        else _receipt_place(sat, standing)
        if told
        else NOT_TOLD_YET,
        receipt_number=sitting.receipt.number,
        digest=sitting.receipt.hash[:16],
        board_url="" if sat.practice else f"/rounds/{sat.id}/board",
        round_url=f"/rounds/{sat.id}",
        more_time_text=""
        if attempt.submitted or attempt.voided or sat.window.published
        else MORE_TIME,
        paper_url=f"/attempts/{attempt.id}/paper" if sat.window.published or sat.practice else "",
        changes=changes,
        guess_text=""
        if sat.practice
        else say_guess(sheet.guess, sat.rules.prediction, sat.outcome if told else None),
    )


def _score_text(sitting: Sitting, standing: OwnStanding | None) -> str:
    sat = sitting.round
    if not sat.practice:
        return standing.score_text if standing and standing.counts else ""
    paper, corrections = sitting.attempt.paper, sitting.corrections
    marks = mark(sitting.sheet, paper, sat.bank, sat.rules, corrections)
    decided = [corrections.get(item.question_id) for item in paper.items]
    left = sum(one is None or one.remedy is not Remedy.VOID for one in decided)
    count = f"{marks.score.correct_count}/{left}"
    if sat.rules.marking.plain:
        return count
    return f"{say_points(marks.points)} điểm, đúng {count} câu"


def _receipt_place(sat: SatRound, standing: OwnStanding | None) -> str:
    return "Vòng thi thử không xếp hạng." if sat.practice else _place_text(standing, sat)


def _place_text(standing: OwnStanding | None, sat: SatRound) -> str:
    if standing is None:
        return "Đang tính kết quả. Đề nghị thí sinh tải lại trang sau ít giây."
    if not standing.place:
        return (
            "Bảng xếp hạng đã dừng cập nhật trước khi thí sinh nộp bài. Thứ hạng hiện sau khi vòng "
            f"thi đóng lúc {say_end(sat.window.closes_at)}."
        )
    kind = "chính thức" if standing.official else "tạm thời"
    return f"Hạng {standing.place} trên {standing.total} người dự thi ({kind})"


def _places_text(places: OwnPlaces, sat: SatRound) -> str:
    own = places.in_round
    if not own.place:
        return _place_text(own, sat)
    kind = " (chính thức)" if own.official else " (tạm thời)"
    said = f"Hạng {say_count(own.place)} trên {say_count(own.total)} người dự thi tại đơn vị{kind}"
    if not places.in_contest:
        return f"{said}."
    among = f", đối tượng {places.audience}" if places.audience else ""
    return (
        f"{said}; hạng {say_count(places.in_contest)} trên {say_count(places.of_contest)} người "
        f"dự thi toàn hội thi{among} ({'chính thức' if places.contest_official else 'tạm thời'})."
    )
