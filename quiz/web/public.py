"""What anybody may read: the contests, their rules, the boards with masked names."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import mask
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules, chain_texts
from quiz.rules.window import PHASE_TEXTS
from quiz.rules.wording import say_board, say_duration, say_moment_seconds, say_window
from quiz.stages import announce, board
from quiz.stages.board import BoardLine
from quiz.store import rows
from quiz.web.guard import AnyViewer, Id, PageNumber, SearchText, SiteDep, address_of, render
from quiz.web.pages.common import make_pager
from quiz.web.pages.public import (
    BoardPage,
    BoardRow,
    ComponentsPage,
    ContestCard,
    HomePage,
    RoundRow,
    RulesPage,
)

router = APIRouter()


@router.get("/", name="home")
async def home(request: Request, site: SiteDep) -> Response:
    """The announced contests."""
    now = site.clock()
    contests = await site.database.read(lambda connection: announce.announced(connection, now))
    cards = tuple(
        ContestCard(
            name=contest.name,
            rules_url=f"/rounds/{contest.rounds[0].id}/rules",
            rounds=tuple(
                RoundRow(
                    district=one.district,
                    phase=one.phase.value,
                    phase_text=PHASE_TEXTS[one.phase],
                    window_text=say_window(one.window.opens_at, one.window.closes_at),
                    board_url=f"/rounds/{one.id}/board",
                )
                for one in contest.rounds
            ),
        )
        for contest in contests
    )
    return await render(request, HomePage("Các hội thi đang tổ chức", cards))


@router.get("/components", name="components")
async def components(request: Request, site: SiteDep) -> Response:
    """Every component in all its states; part of the demo only."""
    if not site.settings.demo:
        raise Refusal(Reason.NOT_FOUND)
    return await render(request, ComponentsPage("Các thành phần giao diện"))


@router.get("/rounds/{round_id}/rules", name="rules")
async def rules(request: Request, site: SiteDep, round_id: Id) -> Response:
    """The printed rules."""
    contest, sentences = await site.database.read(
        lambda connection: announce.printed_rules(connection, round_id)
    )
    return await render(request, RulesPage(f"Thể lệ {contest}", sentences))


@router.get("/rounds/{round_id}/board", name="board")
async def public_board(
    request: Request,
    site: SiteDep,
    viewer: AnyViewer,
    round_id: Id,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """A page of the district's board, names masked and found by whole words only."""
    if q:
        site.searches.take(address_of(request), site.clock())
    view = await site.database.read(
        lambda connection: board.read_board(connection, round_id, page, q, whole_words=True)
    )
    rows.refuse_draft(view.round)
    if viewer is None or view.round.district_id not in viewer.districts:
        rows.refuse_rehearsal(view.round)
    mine = viewer.person_id if viewer else None
    url = f"/rounds/{round_id}/board"
    shown = BoardPage(
        title=f"Bảng xếp hạng {view.round.district}",
        contest=view.round.contest,
        district=view.round.district,
        official=view.official,
        status_text=say_board(view.digest),
        chain=chain_texts(view.round.rules),
        rows=tuple(board_row(line, view.round.rules, mine) for line in view.lines),
        pager=make_pager(url, view.page, view.pages, view.total, view.query),
        query=view.query,
        search_url=url,
    )
    return await render(request, shown)


def board_row(line: BoardLine, rules: Rules, mine: int | None) -> BoardRow:
    """The line with a masked name; the viewer's own is whole."""
    own = line.person_id == mine
    return BoardRow(
        place=line.place,
        name=line.name if own else mask(line.name),
        unit=line.unit,
        score_text=f"{line.score.correct_count}/{rules.question_count}",
        duration_text=say_duration(line.score.duration_ms),
        submitted_text=say_moment_seconds(line.score.ended_at),
        tie_note=line.note,
        mine=own,
    )
