"""What the doors to prizes share: the form of a side prize, and the page."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.prizes import PrizeKind, PrizeRules
from quiz.rules.reasons import BoardReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import say_board
from quiz.stages.award import LONGEST_REASON
from quiz.store.prizes import PrizeView
from quiz.web.forms import Input
from quiz.web.pages.common import Link
from quiz.web.pages.prizes import GiftRow, PrizesPage

SHOWN = frozenset(
    {
        BoardReason.NO_SUCH_PRIZE,
        BoardReason.NOT_ON_BOARD,
        BoardReason.PRIZE_NEEDS_REASON,
        BoardReason.PRIZES_ALL_GIVEN,
        BoardReason.NOT_OFFICIAL,
        BoardReason.PRIZES_ELSEWHERE,
    }
)
"""Refusals that the page itself explains."""


class GiftInput(Input):
    """A side prize, as typed."""

    prize: Annotated[str, Field(pattern=r"^[0-9]{1,4}$", title="Giải")]
    number: Annotated[str, Field(min_length=1, max_length=40, title="Số báo danh")]
    reason: Annotated[str, Field(max_length=LONGEST_REASON, title="Lý do")]


@dataclass(frozen=True, slots=True)
class Door:
    """Where a page of prizes stands: its address, title, contest, the ways back."""

    url: str
    title: str
    contest: str
    crumbs: tuple[Link, ...]


def page_of(
    door: Door,
    rules: PrizeRules,
    viewer: Viewer,
    view: PrizeView | Refusal,
    waiting: tuple[str, ...] = (),
    given: GiftInput | None = None,
    refusal: Refusal | None = None,
) -> PrizesPage:
    """The page with the prizes, or why there are none yet; `waiting` are the districts without an
    official board."""
    may_award = scope_of(viewer.role, Action.PRIZE_AWARD) is not None
    side = tuple(
        (str(row), prize.title)
        for row, prize in enumerate(rules.table)
        if prize.kind is PrizeKind.SIDE
    )
    official = isinstance(view, PrizeView)
    return PrizesPage(
        title=door.title,
        contest=door.contest,
        crumbs=(*door.crumbs, Link(door.title, "")),
        status_text=_status(view, waiting),
        official=official,
        rules=rules.sentences(),
        rows=_rows(view) if isinstance(view, PrizeView) else (),
        decided=_decided(view) if isinstance(view, PrizeView) else (),
        gifts=_gifts(view, door.url, may_award=may_award) if isinstance(view, PrizeView) else (),
        files=(
            Link("Tải danh sách (Word)", f"{door.url}.docx"),
            Link("Tải danh sách (Excel)", f"{door.url}.xlsx"),
        ),
        give_url=door.url if may_award and side and official else "",
        side=side,
        prize=given.prize if given else "",
        number=given.number if given else "",
        reason=given.reason if given else "",
        problem=refusal.sentence if refusal else "",
    )


def _status(view: PrizeView | Refusal, waiting: tuple[str, ...]) -> str:
    if isinstance(view, PrizeView):
        return say_board(view.digest)
    if view.reason is BoardReason.PRIZES_ELSEWHERE:
        return view.sentence
    said = "Giải thưởng xét theo bảng xếp hạng chính thức, hiện chưa có."
    return f"{said} Chưa công bố kết quả: {'; '.join(waiting)}." if waiting else said


def _rows(view: PrizeView) -> tuple[tuple[str, ...], ...]:
    lines = []
    for one in view.awards.awarded:
        winner = view.winner(one.prize, one.id)
        title = view.rules.table[one.prize].title
        lines.append((title, winner.name, winner.number, winner.unit, winner.score_text, one.why))
    return tuple(lines)


def _decided(view: PrizeView) -> tuple[str, ...]:
    if not view.lacks_units:
        return view.decided
    return (*view.decided, "Giải tập thể được xét khi có đơn vị được xếp hạng.")


def _gifts(view: PrizeView, url: str, *, may_award: bool) -> tuple[GiftRow, ...]:
    rows = []
    for gift in view.gifts:
        winner = view.people.get(gift.person_id)
        person = f"{winner.name} ({winner.number})" if winner else "Không còn trên bảng xếp hạng"
        back = f"{url}/{gift.id}/take-back" if may_award else ""
        rows.append(GiftRow(view.rules.table[gift.prize].title, person, gift.reason, back))
    return tuple(rows)
