"""What anybody may read: the contests, their rules, the boards with masked names."""

from dataclasses import replace

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import mask
from quiz.rules.access import Viewer
from quiz.rules.printed import chain_texts
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Rules
from quiz.rules.window import PHASE_TEXTS
from quiz.rules.wording import say_board, say_duration, say_moment_seconds, say_version, say_window
from quiz.stages import announce, board
from quiz.stages.board import BoardLine, BoardView
from quiz.store import boards, rows
from quiz.web.guard import (
    AnyViewer,
    Id,
    PageNumber,
    SearchText,
    Site,
    SiteDep,
    address_of,
    render,
    see_other,
)
from quiz.web.moment import KeptBoard, Rendered
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

ASK_AGAIN = "public, no-cache"
OFFICIAL_KEPT = "public, max-age=60"
"""How long browsers keep a stranger's page of a board: a provisional one is asked for each time,
and mostly answered by 304."""


@router.get("/", name="home")
async def home(request: Request, site: SiteDep) -> Response:
    """The announced contests."""
    now = site.clock()
    contests = await site.database.read(lambda connection: announce.announced(connection, now))
    cards = tuple(
        ContestCard(
            name=contest.name,
            rules_url=f"/rounds/{contest.rounds[0].id}/rules",
            units_url=f"/contests/{contest.id}/units",
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
    """A page of the district's board, names masked and found by whole words only. A stranger's page
    is kept rendered for a moment; what a signed-in reader is shown is nobody else's."""
    if q:
        site.searches.take(address_of(request), site.clock())
        found = await _read(site, round_id, page, q)
        _refuse_hidden(found, viewer)
        return await render(request, _marked(found, viewer))
    now = site.clock()
    kept = site.boards.get((round_id, page), now)
    if kept is None:
        kept = site.boards.put((round_id, page), await _read(site, round_id, page, ""), now)
    _refuse_hidden(kept, viewer)
    if viewer is not None:
        return await render(request, _marked(kept, viewer))
    if kept.rendered is None:
        kept.rendered = Rendered.make(bytes((await render(request, kept.shown)).body))
    return kept.rendered.answer(request, OFFICIAL_KEPT if kept.view.official else ASK_AGAIN)


@router.get("/rounds/{round_id}/boards/{board_version}", name="board.version")
async def get_board_version(
    request: Request,
    site: SiteDep,
    viewer: AnyViewer,
    round_id: Id,
    board_version: Id,
    page: PageNumber = 1,
) -> Response:
    """An official board as it was published, with masked names; the one that stands where there is
    no such version."""

    def read(connection: Connection) -> KeptBoard | None:
        found = boards.version(connection, round_id, board_version)
        if found is None:
            return None
        view = board.read_board(connection, round_id, page, version=board_version)
        url = f"/rounds/{round_id}/boards/{board_version}"
        said = say_version(board_version, found.published_at, found.digest)
        return KeptBoard(view, replace(_shown(view, url), status_text=said, search_url=""))

    kept = await site.database.read(read)
    if kept is None:
        return see_other(f"/rounds/{round_id}/board")
    rows.refuse_draft(kept.view.round)
    _refuse_hidden(kept, viewer)
    return await render(request, _marked(kept, viewer))


async def _read(site: Site, round_id: int, page: int, query: str) -> KeptBoard:
    """The page, refused while the round is not announced."""
    view = await site.database.read(
        lambda connection: board.read_board(connection, round_id, page, query, whole_words=True)
    )
    rows.refuse_draft(view.round)
    return KeptBoard(view, _shown(view, f"/rounds/{round_id}/board"))


def _shown(view: BoardView, url: str) -> BoardPage:
    return BoardPage(
        title=f"Bảng xếp hạng {view.round.place}",
        contest=view.round.contest,
        district=view.round.district,
        official=view.official,
        status_text=say_board(view.digest),
        chain=chain_texts(view.round.rules, view.round.bank.topic_titles),
        rows=tuple(board_row(line, view.round.rules) for line in view.lines),
        pager=make_pager(url, view.page, view.pages, view.total, view.query),
        query=view.query,
        search_url=url,
    )


def _refuse_hidden(kept: KeptBoard, viewer: Viewer | None) -> None:
    """A rehearsal's board is seen by those who rehearse."""
    if viewer is None or kept.view.round.district_id not in viewer.districts:
        rows.refuse_rehearsal(kept.view.round)


def _marked(kept: KeptBoard, viewer: Viewer | None) -> BoardPage:
    """The page as this reader sees it: the own row has the whole name."""
    mine = viewer.person_id if viewer else None
    if mine is None or all(line.person_id != mine for line in kept.view.lines):
        return kept.shown
    shown = tuple(
        replace(row, name=line.name, mine=True) if line.person_id == mine else row
        for line, row in zip(kept.view.lines, kept.shown.rows, strict=True)
    )
    return replace(kept.shown, rows=shown)


def board_row(line: BoardLine, rules: Rules) -> BoardRow:
    """The line with a masked name."""
    return BoardRow(
        place=line.place,
        name=mask(line.name),
        unit=line.unit,
        score_text=f"{line.score.correct_count}/{rules.question_count}",
        duration_text=say_duration(line.score.duration_ms),
        submitted_text=say_moment_seconds(line.score.ended_at),
        tie_note=line.note,
    )
