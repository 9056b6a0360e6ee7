"""Lay out one question for its pages: the form with its preview, a conflict, the history."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from question_bank.bank import Topic
from question_bank.finding import SEVERITY_TITLES, Finding
from question_bank.question import LEVEL_TITLES, Level, Question, letter_of
from quiz.rules import differing
from quiz.rules.authoring import MOVE_TITLES, STATE_TITLES, Move, State, moves
from quiz.rules.differing import PART_TITLES, Clash, Part
from quiz.rules.wording import say_actor, say_moment
from quiz.stages.workshop.looking import History, Step
from quiz.stages.workshop.questions import Opened, Place
from quiz.web.pages.banks import DoubtRow
from quiz.web.pages.common import Link
from quiz.web.pages.contestant import PaperOption, PaperQuestion
from quiz.web.pages.workshop_question import (
    ClashPage,
    HistoryPage,
    OptionRow,
    PartRow,
    QuestionForm,
    QuestionPage,
    Reviewing,
    StepRow,
    Words,
)
from quiz.web.workshop.typed import MOST, QuestionInput
from quiz.web.workshop.urls import WORKSHOP_URL, bank_url, question_url
from quiz.web.workshop.views_basis import basis_row
from quiz.web.workshop.views_list import state_of

MOVE_LABELS = {
    Move.SUBMIT: "Gửi duyệt",
    Move.RETURN: "Trả lại để sửa",
    Move.REMOVE: "Bỏ khỏi ngân hàng",
    Move.RESTORE: "Khôi phục",
}
Errors = tuple[tuple[str, str], ...]
ClauseUrl = Callable[[str], str]
"""The address of a legal basis's clause, or nothing."""


def finding_rows(
    found: Iterable[Finding], links: Mapping[str, Link] = MappingProxyType({})
) -> tuple[DoubtRow, ...]:
    """Findings as they are printed; `links` lead from a finding's place to where it is mended."""
    return tuple(
        DoubtRow(
            one.level.value,
            SEVERITY_TITLES[one.level],
            one.where,
            one.message,
            questions=(links[one.where],) if one.where in links else (),
        )
        for one in found
    )


def question_page(
    place: Place,
    given: QuestionInput,
    question: Question,
    found: Iterable[Finding],
    *,
    opened: Opened | None = None,
    may_approve: bool = False,
    may_write: bool = True,
    actor: str = "",
    clause_url: ClauseUrl = lambda _basis: "",
    errors: Errors = (),
    done: str = "",
) -> QuestionPage:
    """The form as typed, and `question`, which it means, as a contestant would see it."""
    bank_id = place.bank_id
    url = question_url(bank_id, opened.id) if opened else bank_url(bank_id, "/questions")
    offered = (
        moves(opened.standing, actor, may_approve=may_approve, may_write=may_write)
        if opened
        else ()
    )
    near = (opened.previous, opened.next) if opened else (None, None)
    previous, behind = (question_url(bank_id, one) if one else "" for one in near)
    return QuestionPage(
        title=f"Câu {opened.question.id}" if opened else "Câu hỏi mới",
        bank=Link(place.title, bank_url(bank_id)),
        workshop_url=WORKSHOP_URL,
        save_url=url,
        form=_form(place, given),
        preview=preview_of(question),
        findings=finding_rows(found),
        reviewing=_reviewing(opened, offered, clause_url, url) if opened else None,
        history_url=f"{url}/history" if opened else "",
        copy_url=bank_url(bank_id, f"/questions/new?copy_of={opened.id}") if opened else "",
        previous_url=previous,
        next_url=behind,
        errors=errors,
        done=done,
    )


def preview_of(question: Question) -> PaperQuestion:
    """The question as a paper prints it, in the order of the bank."""
    return PaperQuestion(
        1,
        question.stem,
        question.several,
        tuple(
            PaperOption(index, letter_of(index), option.text, False)
            for index, option in enumerate(question.options)
        ),
    )


def _form(place: Place, given: QuestionInput) -> QuestionForm:
    rows = given.rows()
    return QuestionForm(
        revision=given.revision,
        code=given.code,
        copy_of=given.copy_of,
        stem=given.stem,
        options=tuple(OptionRow(index, letter_of(index), *row) for index, row in enumerate(rows)),
        topic=given.topic,
        level=given.level,
        bases=given.bases,
        explanation=given.explanation,
        shuffle=bool(given.shuffle),
        topics=tuple((topic.id, topic.title) for topic in place.topics),
        levels=tuple((level.value, LEVEL_TITLES[level]) for level in Level),
        more=len(rows) < MOST,
    )


def _reviewing(
    opened: Opened, offered: tuple[Move, ...], clause_url: ClauseUrl, url: str
) -> Reviewing:
    state, kind = state_of(opened.standing.state, in_version=opened.in_version is not None)
    writers = sorted(name_of(opened, one) for one in opened.standing.writers)
    about = [("Người viết", ", ".join(writers)), ("Sửa lần cuối", _edited(opened))]
    if opened.approved_by:
        about.append(("Người duyệt", name_of(opened, opened.approved_by)))
    return Reviewing(
        state=state,
        state_kind=kind,
        about=tuple(about),
        moves=tuple(
            (move.value, MOVE_LABELS[move]) for move in offered if move is not Move.APPROVE
        ),
        may_approve=Move.APPROVE in offered,
        bases=tuple(
            basis_row(
                text, opened.clauses.get(text), clause_url(text), ticked=text in opened.ticked
            )
            for text in map(str, opened.question.legal_basis)
        ),
        move_url=f"{url}/move",
        approve_url=f"{url}/approve",
        tick_url=f"{url}/tick",
    )


def name_of(opened: Opened, actor: str) -> str:
    """The name of somebody who worked on the question."""
    return say_actor(opened.names.get(actor, actor))


def _edited(opened: Opened) -> str:
    return f"{name_of(opened, opened.edited_by)}, {say_moment(opened.edited_at)}"


def clash_page(place: Place, given: QuestionInput, clash: Clash, now: Opened) -> ClashPage:
    """Both texts, part by part. The form carries on what was typed and begins anew from `now`."""
    titles = titles_of(place.topics)
    removed = now.standing.state is State.REMOVED
    sentence = (
        "Câu này đã được bỏ khỏi ngân hàng sau khi mở trang. Nội dung vừa nhập chưa được ghi; nếu "
        "lưu, câu hỏi trở lại ngân hàng ở trạng thái nháp."
        if removed
        else "Câu này đã được người khác sửa sau khi mở trang. Nội dung vừa nhập chưa được ghi và "
        "không bị mất. Đề nghị chọn nội dung cho từng phần rồi lưu."
    )
    url = question_url(place.bank_id, now.id)
    return ClashPage(
        title=f"Hai bản của câu {now.question.id}",
        bank=Link(place.title, bank_url(place.bank_id)),
        workshop_url=WORKSHOP_URL,
        sentence=sentence,
        who_text=_edited(now),
        save_url=url,
        fields=carried(given, now.revision),
        parts=tuple(_clash_row(clash, part, titles) for part in clash.parts),
        question_url=url,
    )


def carried(given: QuestionInput, revision: int) -> tuple[tuple[str, str], ...]:
    """Everything that was typed, as hidden fields; it begins from `revision` now."""
    single = ("code", "stem", "topic", "level", "bases", "explanation", "shuffle")
    fields = [("revision", str(revision)), *((name, getattr(given, name)) for name in single)]
    for name in ("option", "key", "pin"):
        fields += [(name, value) for value in getattr(given, name)]
    return tuple(fields)


def _clash_row(clash: Clash, part: Part, titles: Mapping[str, str]) -> PartRow:
    theirs = differing.said(clash.theirs, part, titles)
    mine = differing.said(clash.mine, part, titles)
    return PartRow(
        label=PART_TITLES[part],
        words=words_of(theirs, mine),
        theirs=theirs,
        mine=mine,
        pick=part.value,
        picked="mine" if clash.proposes_mine(part) else "theirs",
    )


def titles_of(topics: Iterable[Topic]) -> dict[str, str]:
    """Topic identifier -> title."""
    return {topic.id: topic.title for topic in topics}


def words_of(old: str, new: str) -> tuple[Words, ...]:
    """How a text came from another, word by word."""
    return tuple(Words(piece.kind, piece.text) for piece in differing.words(old, new))


def part_rows(
    old: Question | None, new: Question, titles: Mapping[str, str]
) -> tuple[PartRow, ...]:
    """The parts that differ; every part that says something, where there is no `old`."""
    parts = differing.changed(old, new) if old else tuple(Part)
    rows = []
    for part in parts:
        before = differing.said(old, part, titles) if old else ""
        after = differing.said(new, part, titles)
        if before or after:
            rows.append(
                PartRow(
                    PART_TITLES[part], words_of(before, after) if old else (Words("kept", after),)
                )
            )
    return tuple(rows)


def history_page(told: History) -> HistoryPage:
    """The newest step first. Going back is offered for words that are not those that stand."""
    titles = titles_of(told.topics)
    url = question_url(told.bank_id, told.question_id)
    standing = told.steps[-1]
    before: list[Step | None] = [None, *told.steps]
    rows = [
        _step_row(step, earlier, standing, titles)
        for earlier, step in zip(before, told.steps, strict=False)
    ]
    return HistoryPage(
        title=f"Lịch sử câu {told.code}",
        bank=Link(told.bank_title, bank_url(told.bank_id)),
        workshop_url=WORKSHOP_URL,
        question=Link(f"Câu {told.code}", url),
        revision=told.revision,
        back_url=f"{url}/back",
        steps=tuple(reversed(rows)),
    )


def _step_row(
    step: Step, earlier: Step | None, standing: Step, titles: Mapping[str, str]
) -> StepRow:
    old = earlier.question if earlier else None
    changed = old != step.question
    back = step.question != standing.question and changed
    note = f"bản {step.note}" if step.act == Move.BACK else step.note
    return StepRow(
        revision=step.revision,
        label=f"Bản {step.revision}",
        act=MOVE_TITLES[Move(step.act)],
        who=say_actor(step.actor),
        when=say_moment(step.at),
        state=STATE_TITLES[State(step.state)],
        note=note,
        parts=part_rows(old, step.question, titles) if changed else (),
        back=step.revision if back else 0,
    )
