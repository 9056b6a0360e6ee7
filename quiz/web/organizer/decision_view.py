"""A decision as its page shows it, to who may see which district's people."""

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.rules.marking import say_points
from quiz.rules.moving import Move, Stand
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.wording import say_actor, say_count, say_moment
from quiz.stages.appeals import KeyedQuestion, Named, Part, Preview
from quiz.store.decisions import Decided, Reached
from quiz.store.rows import SatRound
from quiz.web.organizer.appeals import STATE_TEXTS, state_of
from quiz.web.organizer.deciding import question_options
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
    moves: tuple[tuple[Part, Move], ...]
    """Of the rounds within reach."""
    names: dict[int, Named]
    beside: tuple[str, ...] = ()
    """Rounds that are not reached although they asked a question like it."""


def sees(viewer: Viewer, part: Part) -> bool:
    """Whether the viewer may see who moves in this round."""
    return _reaches(viewer, part.round.district_id)


def _reaches(viewer: Viewer, district_id: int) -> bool:
    scope = scope_of(viewer.role, Action.APPEAL_READ)
    return scope is Scope.ANY or district_id in viewer.districts


def decision_page(viewer: Viewer, sat: SatRound, seen: Seen, page: int) -> DecisionPage:
    """The page with its `page`-th part of those who move."""
    one, base = seen.decision, f"/staff/rounds/{sat.id}"
    url, state = f"{base}/decisions/{one.id}", state_of(one)
    unsigned = _unsigned(viewer, seen)
    pages = max(1, -(-len(seen.moves) // PAGE_SIZE))
    shown = seen.moves[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    decides = one.pending and scope_of(viewer.role, Action.APPEAL_DECIDE) is not None
    return DecisionPage(
        title=f"Quyết định số {one.id}",
        contest=f"{sat.contest} – {sat.district}",
        state=state,
        state_text=STATE_TEXTS[state],
        facts=_facts(seen),
        options=_options(seen),
        tiles=_tiles(seen),
        rounds=_rounds(viewer, seen),
        moves=tuple(_move_row(part, move, seen.names) for part, move in shown),
        pager=make_pager(url, page, pages, len(seen.moves), "") if seen.moves else Pager(1, 1, 0),
        elsewhere_text=_elsewhere(seen),
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
        return Refusal(Reason.SECOND_SIGNER).sentence
    if seen.decision.of_contest and scope_of(viewer.role, Action.KEY_CORRECT) is None:
        return Refusal(Reason.PROVINCE_SIGNS).sentence
    return ""


def _facts(seen: Seen) -> tuple[tuple[str, str], ...]:
    one = seen.decision
    facts = [
        ("Nội dung", seen.about),
        ("Lý do", one.reason),
        ("Người lập", f"{say_actor(one.asked_by)}, {say_moment(one.asked_at)}"),
    ]
    if seen.question:
        facts.insert(1, ("Câu hỏi", seen.question.question.stem))
    if seen.beside:
        told = f"{'; '.join(seen.beside)}: phương án hoặc đáp án khác, cần quyết định riêng."
        facts.append(("Câu hỏi tương tự không thay đổi", told))
    if one.signed_at is not None:
        facts.append(("Người ký", f"{say_actor(one.signed_by or '')}, {say_moment(one.signed_at)}"))
    if one.declined_at is not None:
        said = f"{say_actor(one.declined_by or '')}, {say_moment(one.declined_at)}"
        facts.append(("Người rút", said))
    return tuple(facts)


def _options(seen: Seen) -> tuple[DecideOption, ...]:
    if seen.question is None:
        return ()
    return question_options(seen.question, seen.decision.key)


def _tiles(seen: Seen) -> tuple[tuple[str, str], ...]:
    if seen.preview is None:
        return ()
    moves = [move for part in seen.preview.parts for move in part.moves]
    return (
        ("Người thay đổi điểm hoặc thứ hạng", say_count(len(moves))),
        ("Thay đổi vị trí trong đội tuyển", say_count(sum(move.by_seat for move in moves))),
        ("Thay đổi giải", _prizes_moved(seen.preview)),
    )


def _prizes_moved(preview: Preview) -> str:
    if all(part.prizes_shown for part in preview.parts):
        return say_count(sum(move.by_prize for part in preview.parts for move in part.moves))
    return "Xét chung nhiều vòng thi, xem trang giải thưởng sau khi ký"


def _rounds(viewer: Viewer, seen: Seen) -> tuple[tuple[str | Link, ...], ...]:
    if seen.preview is not None:
        return tuple(
            (
                part.round.place,
                say_count(len(part.moves)),
                f"Lần {part.new_version}" if part.new_version else "Không đổi",
            )
            for part in seen.preview.parts
        )
    return tuple(
        (
            _district(viewer, one),
            say_count(one.moved) if one.applied_at is not None else "Đang tính lại",
            f"Lần {one.board_version}" if one.board_version else "Không đổi",
        )
        for one in seen.reached
    )


def _district(viewer: Viewer, one: Reached) -> str | Link:
    if one.board_version and _reaches(viewer, one.district_id):
        url = f"/staff/rounds/{one.round_id}/boards/{one.board_version}"
        return Link(one.place, url)
    return one.place


def _elsewhere(seen: Seen) -> str:
    if seen.preview is None or seen.preview.moved == len(seen.moves):
        return ""
    others = say_count(seen.preview.moved - len(seen.moves))
    return (
        f"Còn {others} người của các đơn vị khác; Ban Tổ chức của đơn vị đó và Sở Nội vụ xem được."
    )


def _move_row(part: Part, move: Move, names: dict[int, Named]) -> tuple[str, ...]:
    who = names[move.person_id]
    plain = part.round.rules.marking.plain

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
