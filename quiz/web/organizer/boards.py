"""A round's board with whole names, and its files."""

import logging
from collections.abc import Mapping

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action
from quiz.rules.freezing import is_frozen
from quiz.rules.prediction import known_text, say_guess
from quiz.rules.printed import chain_texts
from quiz.rules.wording import say_board, say_duration, say_moment_seconds
from quiz.stages import board, listing
from quiz.stages.board import BoardView
from quiz.store import scopes
from quiz.store.guesses import of_attempts as guesses_of
from quiz.store.scopes import Choices
from quiz.web.boards import LIVE, AskedScope, asked_kind, file_links, narrowing
from quiz.web.downloads import attachment
from quiz.web.guard import Admitted, Id, PageNumber, SearchText, SiteDep, render
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link, make_pager
from quiz.web.pages.organizer import WorkBoardPage, WorkBoardRow

router = APIRouter(prefix="/staff/rounds/{round_id}")
log = logging.getLogger(__name__)


@router.get("/board", name="work.board")
async def get_board(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    round_id: Id,
    scope: AskedScope,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """A page of the board with whole names, which moves also while the public one stands still."""
    sat = await round_in_reach(site, viewer, Action.BOARD_READ, round_id)

    def read(connection: Connection) -> tuple[BoardView, Choices, dict[int, int]]:
        view = board.read_board(connection, round_id, page, q, scope=scope)
        guesses: dict[int, int] = {}
        if sat.rules.prediction is not None:
            guesses = guesses_of(connection, [line.attempt_id for line in view.lines])
        return view, scopes.of_round(connection, sat), guesses

    view, choices, guesses = await site.database.read(read)
    return await render(request, _page(view, choices, guesses, site.clock()))


@router.get("/board.xlsx", name="work.board.xlsx")
@router.get("/board.csv", name="work.board.csv")
@router.get("/board.json", name="work.board.json")
async def get_board_file(
    request: Request, site: SiteDep, viewer: Admitted, round_id: Id, scope: AskedScope
) -> Response:
    """The whole board as a file; six times an hour."""
    await round_in_reach(site, viewer, Action.BOARD_READ, round_id)
    now, kind = site.clock(), asked_kind(request)
    site.exports.take(round_id * 2**32 + (viewer.staff_id or 0), now)
    file = await run_in_threadpool(
        site.database.read_now,
        lambda connection: listing.round_file(connection, round_id, scope, kind, now, public=False),
    )
    told = {"actor": viewer.actor, "action": "board.export", "object": f"round:{round_id}"}
    log.info("exported", extra=told)
    return attachment(file.name, file.content)


def _page(view: BoardView, choices: Choices, guesses: Mapping[int, int], now: int) -> WorkBoardPage:
    sat, scope = view.round, view.scope
    target = sat.rules.prediction
    back = f"/staff/rounds/{sat.id}"
    url = f"{back}/board"
    title = f"Bảng xếp hạng {view.only or sat.place}"
    return WorkBoardPage(
        title=title,
        contest=sat.contest,
        official=view.official,
        status_text=f"{say_board(view.digest)} {known_text(target, sat.outcome)}".rstrip(),
        chain=chain_texts(sat.rules, sat.bank.topic_titles),
        rows=tuple(
            WorkBoardRow(
                place=line.place,
                name=line.name,
                number=line.number,
                unit=line.unit,
                score_text=line.score_text,
                extra_text=str(line.score.hard_count),
                duration_text=say_duration(line.score.duration_ms),
                submitted_text=say_moment_seconds(line.score.ended_at),
                tie_note=line.note,
                guess_text=say_guess(guesses.get(line.attempt_id), target, sat.outcome),
            )
            for line in view.lines
        ),
        pager=make_pager(url, view.page, view.pages, view.total, view.query, scope.values()),
        query=view.query,
        search_url=url,
        narrowing=narrowing(url, choices, scope, "Đơn vị"),
        files=file_links(url, scope),
        crumbs=(
            Link("Vòng thi", "/staff/rounds"),
            Link(f"Vòng thi {sat.place}", back),
            Link(title, ""),
        ),
        extra_label="Câu khó đúng",
        live_text=LIVE if is_frozen(sat.window, sat.rules, now) else "",
        guessed=target is not None,
    )
