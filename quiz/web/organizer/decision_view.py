"""A decision as its page shows it, to who may see which district's people."""

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.marking import say_points
from quiz.rules.moving import Move, Stand
from quiz.rules.prediction import say_outcome
from quiz.rules.reasons import AppealReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_actor, say_count, say_moment
from quiz.stages.appeals import KeyedQuestion, Named, Preview
from quiz.store.decisions import Decided, Reached
from quiz.store.rows import SatRound
from quiz.web.organizer.appeals import STATE_TEXTS, state_of
from quiz.web.organizer.deciding import question_options
from quiz.web.organizer.effect import Effect, reaches
from quiz.web.pages.common import Link, Pager, make_pager
from quiz.web.pages.deciding import DecideOption, DecisionPage

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page of a decision is made of. `preview` or `why` for one that waits, `reached` for
    one that was signed."""

    decision: Decided
    about: str
    question: KeyedQuestion | None
    preview: Preview | None
    why: str
    reached: tuple[Reached, ...]
    effect: Effect
    """In all rounds; a page shows what is within reach."""
    names: dict[int, Named]
    beside: tuple[str, ...] = ()
    """Rounds that are not reached although they asked a question like it."""
    hint: str = ""
    """What voiding the question would do, where papers differ."""


def decision_page(viewer: Viewer, sat: SatRound, seen: Seen, page: int) -> DecisionPage:
    """The page with its `page`-th part of those who move."""
    one, base = seen.decision, f"/staff/rounds/{sat.id}"
    url, state = f"{base}/decisions/{one.id}", state_of(one)
    unsigned = _unsigned(viewer, seen)
    within = seen.effect.within(viewer)
    total = len(within.moves)
    shown = within.moves[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    decides = one.pending and scope_of(viewer.role, Action.APPEAL_DECIDE) is not None
    return DecisionPage(
        title=f"Quyết định số {one.id}",
        contest=f"{sat.contest} – {sat.place}",
        state=state,
        state_text=STATE_TEXTS[state],
        facts=_facts(seen),
        options=_options(seen),
        tiles=_tiles(seen),
        rounds=_rounds(viewer, seen),
        moves=tuple(_move_row(sat, move, seen.names) for sat, move in shown),
        units=tuple(
            (unit.name, sat.place, _change((unit.before or "–", unit.after or "–")))
            for sat, unit in within.units
        ),
        pager=make_pager(url, page, max(1, -(-total // PAGE_SIZE)), total, "")
        if total
        else Pager(1, 1, 0),
        elsewhere_text=_elsewhere(len(seen.effect.moves) - total),
        preview=seen.preview.digest if seen.preview else "",
        sign_url=f"{url}/sign" if decides and not unsigned else "",
        decline_url=f"{url}/decline" if decides else "",
        unsigned_text=unsigned if one.pending else "",
        back=Link("Kiến nghị và quyết định", f"{base}/appeals"),
    )


def _unsigned(viewer: Viewer, seen: Seen) -> str:
    """Why this viewer does not sign, empty where nothing is in the way."""
    if seen.why:
        return seen.why
    if seen.decision.asked_by == viewer.actor:
        return Refusal(AppealReason.SECOND_SIGNER).sentence
    whole = seen.decision.of_contest or (seen.preview is not None and seen.preview.elsewhere)
    if whole and scope_of(viewer.role, Action.KEY_CORRECT) is None:
        return Refusal(AppealReason.PROVINCE_SIGNS).sentence
    return ""


def _facts(seen: Seen) -> tuple[tuple[str, str], ...]:
    one = seen.decision
    facts = [
        ("Nội dung", seen.about),
        ("Lý do", one.reason),
        ("Người lập", f"{say_actor(one.asked_by)}, {say_moment(one.asked_at)}"),
        *((("Kết quả của câu hỏi dự đoán"), told) for told in _outcomes(seen)),
    ]
    if seen.question:
        facts.insert(1, ("Câu hỏi", seen.question.question.stem))
    if seen.hint:
        facts.append(("Lưu ý", seen.hint))
    if seen.beside:
        told = f"{'; '.join(seen.beside)}: phương án hoặc đáp án khác, cần quyết định riêng."
        facts.append(("Câu hỏi tương tự không thay đổi", told))
    if one.signed_at is not None:
        facts.append(("Người ký", f"{say_actor(one.signed_by or '')}, {say_moment(one.signed_at)}"))
    if one.declined_at is not None:
        said = f"{say_actor(one.declined_by or '')}, {say_moment(one.declined_at)}"
        facts.append(("Người rút", said))
    return tuple(facts)


def _outcomes(seen: Seen) -> tuple[str, ...]:
    """What predictions would come to, where that becomes another: once for all rounds of a name."""
    parts = seen.preview.parts if seen.preview else ()
    changed = {}
    for part in parts:
        target, before = part.round.rules.prediction, part.round.outcome
        if part.outcome is not None and target is not None and before is not None:
            sides = say_outcome(before, target), say_outcome(part.outcome, target)
            label = f"{part.round.label}: " if part.round.label else ""
            changed[part.round.label, part.round.audience] = f"{label}{_change(sides)}"
    return tuple(changed.values())


def _options(seen: Seen) -> tuple[DecideOption, ...]:
    if seen.question is None:
        return ()
    return question_options(seen.question, seen.decision.key)


def _tiles(seen: Seen) -> tuple[tuple[str, str], ...]:
    moves = [move for _, move in seen.effect.moves]
    units = seen.effect.units
    if seen.preview is None and not (moves or units):
        return ()
    return (
        ("Người thay đổi điểm hoặc thứ hạng", say_count(len(moves))),
        ("Thay đổi vị trí trong đội tuyển", say_count(sum(move.by_seat for move in moves))),
        ("Thay đổi giải cá nhân", _prizes_moved(seen.effect)),
        *([("Thay đổi giải tập thể", say_count(len(units)))] if units else []),
    )


def _prizes_moved(effect: Effect) -> str:
    if effect.prizes_apart:
        return say_count(sum(move.by_prize for _, move in effect.moves))
    return "Xét chung nhiều vòng thi, xem trang giải thưởng sau khi ký"


def _rounds(viewer: Viewer, seen: Seen) -> tuple[tuple[str | Link, ...], ...]:
    if seen.preview is not None:
        return tuple(
            (
                part.round.place
                if part.direct
                else f"{part.round.place}, xếp hạng lại theo quyết định",
                say_count(len(part.moves)),
                _board_text(part.new_version, official=part.official is not None),
            )
            for part in seen.preview.parts
        )
    return tuple(
        (
            _district(viewer, one),
            say_count(one.moved) if one.applied_at is not None else "Đang tính lại",
            _board_text(one.board_version, official=one.official),
        )
        for one in seen.reached
    )


def _board_text(version: int | None, *, official: bool) -> str:
    if version:
        return f"Lần {version}"
    return "Không đổi" if official else "Chưa có bảng chính thức"


def _district(viewer: Viewer, one: Reached) -> str | Link:
    if one.board_version and reaches(viewer, one.district_id):
        url = f"/staff/rounds/{one.round_id}/boards/{one.board_version}"
        return Link(one.place, url)
    return one.place


def _elsewhere(others: int) -> str:
    if not others:
        return ""
    told = f"Còn {say_count(others)} người của các đơn vị khác"
    return f"{told}; Ban Tổ chức của đơn vị đó và Sở Nội vụ xem được."


def _move_row(sat: SatRound, move: Move, names: dict[int, Named]) -> tuple[str, ...]:
    who = names[move.person_id]
    plain = sat.rules.marking.plain

    def score(stand: Stand) -> str:
        return str(stand.correct_count) if plain else say_points(stand.points)

    sides = (move.before, move.after)
    return (
        f"{who.name}, {who.number}, {who.unit}",
        _change(score(one) if one else "–" for one in sides),
        _change(say_count(one.place) if one else "–" for one in sides),
        _change((one.seat if one else "") or "–" for one in sides),
        _change((one.prize if one else "") or "–" for one in sides),
    )


def _change(sides: Iterable[str]) -> str:
    before, after = sides
    return before if before == after else f"{before} → {after}"
