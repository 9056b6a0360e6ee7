"""The own paper after publication: answers, keys, what was decided; and appealing."""

from collections.abc import Iterable, Sequence
from typing import Annotated
from urllib.parse import parse_qs

from pydantic import Field

from question_bank.question import OPTION_LETTERS
from quiz.rules.appealing import LONGEST_APPEAL, SUBJECT_TEXTS, Filing, Subject
from quiz.rules.authoring import law_day
from quiz.rules.correcting import Remedy
from quiz.rules.deciding import Ruling
from quiz.rules.marking import say_points
from quiz.rules.prediction import say_guess
from quiz.rules.ranking import points_of
from quiz.rules.reasons import AppealReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.rules.wording import say_count, say_end, say_moment
from quiz.stages import appeals, laws
from quiz.stages.appeals import Change, OwnAppeal, OwnPaper, OwnQuestion, Voided
from quiz.stages.laws import Clause
from quiz.store import rows
from quiz.store.boards import StoodAt
from quiz.web.forms import Input, checked_form
from quiz.web.lane import FORM, Call, Stop
from quiz.web.laws.clauses import resolved
from quiz.web.pages.clauses import ClauseView
from quiz.web.pages.common import Link
from quiz.web.pages.own_paper import OwnAppealCard, OwnOption, OwnPaperPage, OwnQuestionCard
from quiz.web.replies import Reply, see_other

_SHOWN = frozenset(
    {
        AppealReason.APPEAL_TEXT,
        AppealReason.APPEALS_CLOSED,
        AppealReason.ALREADY_APPEALED,
        RequestReason.BAD_INPUT,
    }
)
"""Refusals that the form itself explains."""
_CORRECTED = {
    Remedy.CREDIT_ALL: "Câu này được tính đúng cho mọi thí sinh theo quyết định của Ban Tổ chức.",
    Remedy.NEW_KEY: "Đáp án đã được điều chỉnh theo quyết định của Ban Tổ chức.",
    Remedy.EITHER_KEY: "Theo quyết định của Ban Tổ chức, chọn một trong các đáp án của câu này đều "
    "được tính đúng.",
    Remedy.VOID: "Câu này đã bị hủy theo quyết định của Ban Tổ chức, không tính điểm với ai.",
}
_CHANGED = {
    Ruling.KEEP: "hủy bỏ việc điều chỉnh một câu hỏi trước đó",
    Ruling.CREDIT_ALL: "tính đúng một câu hỏi cho mọi thí sinh",
    Ruling.NEW_KEY: "thay đáp án một câu hỏi",
    Ruling.EITHER_KEY: "công nhận nhiều phương án đúng ở một câu hỏi",
    Ruling.VOID_QUESTION: "hủy một câu hỏi",
    Ruling.VOID_ATTEMPT: "hủy kết quả của một lượt thi",
    Ruling.UNVOID_ATTEMPT: "khôi phục kết quả của một lượt thi",
}


class AppealInput(Input):
    """What is appealed against, and why."""

    about: Annotated[
        str, Field(pattern=r"^(score|identity|[1-9][0-9]{0,2})$", title="Nội dung kiến nghị")
    ]
    words: Annotated[str, Field(max_length=4 * LONGEST_APPEAL, title="Lý do kiến nghị")]

    def filing(self) -> Filing:
        """As an appeal. Refuses a text that says nothing."""
        if self.about.isdigit():
            return Filing(Subject.QUESTION, int(self.about), self.words)
        return Filing(Subject(self.about), 0, self.words)


async def get_paper(call: Call) -> Reply:
    """The own paper. `?about=3` fills the question into the form."""
    asked = parse_qs(call.scope["query_string"].decode("latin-1")).get("about", [""])[0]
    return call.page(await _page(call, about=asked))


async def post_appeal(call: Call) -> Reply:
    """File an appeal. The same again is one."""
    site, attempt_id = call.site, call.object_id
    await site.database.look(lambda one: rows.own_attempt(one, attempt_id, call.person_id))
    if call.content_type != FORM:
        raise Refusal(RequestReason.WRONG_TYPE)
    given = checked_form(call.form, AppealInput)
    try:
        await appeals.file(
            site.database, site.writer, attempt_id, call.person_id, given.filing(), site.clock()
        )
    except Refusal as refusal:
        if refusal.reason not in _SHOWN:
            raise
        page = await _page(call, given.about, given.words, refusal.sentence)
        return call.page(page, refusal.reason.status)
    return see_other(f"/attempts/{attempt_id}/paper#appeals")


async def _page(call: Call, about: str = "", words: str = "", problem: str = "") -> OwnPaperPage:
    site, person_id = call.site, call.person_id
    paper = await appeals.own_paper(site.database, call.object_id, person_id, site.clock())
    changes, voided = await site.database.look(
        lambda connection: (
            appeals.changes_of(connection, paper.round, person_id),
            appeals.voided_of(connection, paper.round.id, person_id),
        )
    )
    found: tuple[Clause, ...] = ()
    bases = [basis for one in paper.questions for basis in one.question.legal_basis]
    if paper.keys_open and bases:
        query = laws.clauses_query(bases, law_day(paper.round.bank.as_of, site.clock()))
        found = await site.database.read(query)
    sat, url = paper.round, f"/attempts/{paper.attempt.id}"
    numbers = [(str(one.number), f"Câu {one.number}") for one in paper.questions]
    others = [(one.value, SUBJECT_TEXTS[one]) for one in Subject if one is not Subject.QUESTION]
    until = say_end(paper.until)
    return OwnPaperPage(
        title=f"Bài làm lượt {paper.attempt.number}",
        contest=f"{sat.contest} – {sat.place}",
        contestant=paper.contestant.name,
        candidate_number=paper.contestant.number,
        score_text=_score_text(paper),
        void_text=" ".join(void_texts(one for one in voided if one.attempt.id == paper.attempt.id)),
        keys_text=""
        if paper.keys_open
        else f"Đáp án và giải thích hiện từ {say_moment(paper.keys_at)}, khi mọi vòng thi và "
        "lượt thi có câu hỏi giống như vậy đã kết thúc.",
        changes=change_texts(changes, sat.rules),
        questions=tuple(_card(one, sat.rules, found, f"{url}/paper") for one in paper.questions),
        appeals=tuple(_appeal(one) for one in paper.appeals),
        until_text=f"Thời hạn gửi kiến nghị: đến {until}. Ngày làm việc không tính Thứ Bảy, Chủ "
        "nhật; ngày nghỉ lễ chưa được trừ."
        if paper.may_appeal
        else "Vòng thi này không nhận kiến nghị nữa.",
        appeal_url=f"{url}/appeals" if paper.may_appeal else "",
        choices=(*numbers, *others),
        longest=LONGEST_APPEAL,
        back=Link(f"Vòng thi {sat.place}", f"/rounds/{sat.id}"),
        about=about if about in {value for value, _ in (*numbers, *others)} else "",
        words=words,
        problem=problem,
        guess_text=""
        if sat.practice
        else say_guess(paper.guess, sat.rules.prediction, sat.outcome),
    )


def _score_text(paper: OwnPaper) -> str:
    if not paper.keys_open:
        return ""
    counting = [one for one in paper.questions if not one.voided]
    right = sum(bool(one.right) for one in counting)
    if paper.round.rules.marking.plain:
        return f"{right}/{len(counting)}"
    points = sum(one.points or 0 for one in counting)
    return f"{right}/{len(counting)} câu đúng, {say_points(points)} điểm"


def _card(one: OwnQuestion, rules: Rules, clauses: Sequence[Clause], url: str) -> OwnQuestionCard:
    question, open_ = one.question, one.right is not None
    options = tuple(
        OwnOption(
            OPTION_LETTERS[position],
            question.options[index].text,
            position in one.chosen,
            open_ and index in one.key,
        )
        for position, index in enumerate(one.order)
    )
    views: tuple[ClauseView, ...] = ()
    if open_:
        views = resolved(one for one in clauses if one.basis in question.legal_basis)
    return OwnQuestionCard(
        number=one.number,
        stem=question.stem,
        options=options,
        result_text=_result_text(one, rules),
        good=None if one.voided else one.right,
        correction_text=_CORRECTED.get(one.correction.remedy, "") if one.correction else "",
        explanation=question.explanation if open_ else "",
        bases=tuple(map(str, question.legal_basis)) if open_ else (),
        clauses=tuple({view.basis: view for view in views}.values()),
        about_url=f"{url}?about={one.number}#appeal",
    )


def _result_text(one: OwnQuestion, rules: Rules) -> str:
    if one.right is None:
        return "" if one.chosen else "Không trả lời."
    if one.voided:
        return "Không tính điểm."
    said = "Đúng" if one.right else "Sai" if one.chosen else "Không trả lời"
    if one.points is None:
        return f"{said}."
    worth = rules.marking.worth(one.question.level)
    return f"{said}, được {say_points(one.points)}/{say_points(worth)} điểm."


def _appeal(one: OwnAppeal) -> OwnAppealCard:
    about = f"Câu {one.number}" if one.number else SUBJECT_TEXTS[one.subject]
    if one.answered_at is None or one.ruling is None:
        state = "Ban Tổ chức đã nhận, đang xem xét."
        return OwnAppealCard(about, one.words, say_moment(one.filed_at), state, False, "")
    answer = f"{_answer(one.ruling, taken_back=one.taken_back)}. Lý do: {one.reason}"
    state = f"Đã trả lời lúc {say_moment(one.answered_at)}."
    return OwnAppealCard(about, one.words, say_moment(one.filed_at), state, True, answer)


def _answer(ruling: Ruling, *, taken_back: bool) -> str:
    """What was decided, without calling it a success where it need not be one."""
    if ruling is Ruling.KEEP and not taken_back:
        return "Giữ nguyên kết quả"
    if ruling in {Ruling.KEEP, Ruling.VOID_ATTEMPT}:
        return f"Quyết định: {_CHANGED[ruling]}"
    return f"Chấp nhận: {_CHANGED[ruling]}"


def void_texts(voided: Iterable[Voided]) -> tuple[str, ...]:
    """That an attempt was taken out of the contest and why, a text each."""
    return tuple(
        f"Lượt thi {one.attempt.number} đã bị hủy theo quyết định của Ban Tổ chức lúc "
        f"{say_moment(one.at)} và không tính kết quả. Lý do: {one.reason}"
        for one in voided
    )


def change_texts(changes: Sequence[Change], rules: Rules) -> tuple[str, ...]:
    """What decisions changed about the own result, a sentence each."""
    return tuple(
        f"Kết quả đã được tính lại theo quyết định lúc {say_moment(one.at)} "
        f"({_CHANGED[one.ruling]}): {_moved(one, rules)}. Lý do: {one.reason}"
        for one in changes
    )


def _moved(change: Change, rules: Rules) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        sides = [_stood(one, rules) if one else "không có kết quả" for one in (before, after)]
        return " → ".join(sides)
    parts = []
    if before.correct_count != after.correct_count:
        parts.append(f"{before.correct_count} → {after.correct_count} câu đúng")
    points = points_of(before.rank_key, rules), points_of(after.rank_key, rules)
    if not rules.marking.plain and points[0] != points[1]:
        parts.append(f"{say_points(points[0])} → {say_points(points[1])} điểm")
    if before.place != after.place:
        parts.append(f"hạng {say_count(before.place)} → {say_count(after.place)}")
    return ", ".join(parts)


def _stood(stood: StoodAt, rules: Rules) -> str:
    points = "" if rules.marking.plain else f", {say_points(points_of(stood.rank_key, rules))} điểm"
    place = f", hạng {say_count(stood.place)}" if stood.place else ""
    return f"{stood.correct_count} câu đúng{points}{place}"


STOPS = (
    Stop("GET", "/attempts/{attempt_id}/paper", get_paper),
    Stop("POST", "/attempts/{attempt_id}/appeals", post_appeal),
)
