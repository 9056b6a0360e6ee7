"""The board of a whole contest with whole names, and its files."""

import logging

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import squeeze
from quiz.documents.exports import File
from quiz.rules import combining
from quiz.rules.printed import chain_texts
from quiz.rules.scopes import BoardScope
from quiz.rules.search import looked_for
from quiz.rules.wording import say_duration, say_moment_seconds, say_whole
from quiz.stages import listing
from quiz.store import scopes, whole
from quiz.store.scopes import Choices
from quiz.store.whole import Whole, WholePage
from quiz.web.boards import AskedScope, asked_kind, file_links, narrowing, say_unit
from quiz.web.downloads import attachment
from quiz.web.guard import Admitted, Id, PageNumber, SearchText, SiteDep, render
from quiz.web.pages.common import Link, make_pager
from quiz.web.pages.organizer import WorkBoardPage, WorkBoardRow

router = APIRouter(prefix="/province/contests/{contest_id}")
log = logging.getLogger(__name__)


@router.get("/board", name="province.board")
async def get_board(
    request: Request,
    site: SiteDep,
    _viewer: Admitted,
    contest_id: Id,
    scope: AskedScope,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """A page of the board with whole names."""
    found = await site.wholes.get(site.database, contest_id, site.clock(), public=False)

    def read(connection: Connection) -> tuple[str, Choices]:
        only = scopes.title_of(connection, scope, found.contest_id, found.rules)
        return only, scopes.of_contest(connection, contest_id, found.rules)

    only, choices = await site.database.read(read)
    view = await run_in_threadpool(
        whole.page_of, found, scope, page, looked_for(q), whole_words=False
    )
    shown = _page(found, view, scope, (only, choices), squeeze(q))
    return await render(request, shown)


@router.get("/board.xlsx", name="province.board.xlsx")
@router.get("/board.csv", name="province.board.csv")
@router.get("/board.json", name="province.board.json")
async def get_board_file(
    request: Request, site: SiteDep, viewer: Admitted, contest_id: Id, scope: AskedScope
) -> Response:
    """The whole board as a file; six times an hour."""
    now, kind = site.clock(), asked_kind(request)
    found = await site.wholes.get(site.database, contest_id, now, public=False)
    site.exports.take(f"{viewer.staff_id} contest {contest_id}", now)

    def make(connection: Connection) -> File:
        only = scopes.title_of(connection, scope, found.contest_id, found.rules)
        return listing.whole_file(found, scope, only, kind, public=False)

    file = await run_in_threadpool(site.database.read_now, make)
    told = {"actor": viewer.actor, "action": "board.export", "object": f"contest:{contest_id}"}
    log.info("exported", extra=told)
    return attachment(file.name, file.content)


def _page(
    found: Whole, view: WholePage, scope: BoardScope, told: tuple[str, Choices], query: str
) -> WorkBoardPage:
    """`told` are who is in the scope and what else can be chosen."""
    only, choices = told
    url = f"/province/contests/{found.contest_id}/board"
    title = f"Bảng xếp hạng {only or 'toàn cuộc thi'}"
    return WorkBoardPage(
        title=title,
        contest=found.contest,
        official=found.official,
        status_text=say_whole(found.digest),
        chain=chain_texts(found.rules, found.bank.topic_titles),
        rows=tuple(
            WorkBoardRow(
                place=place,
                name=line.name,
                number=line.number,
                unit=say_unit(line),
                score_text=line.score_text,
                extra_text=str(line.rounds),
                duration_text=say_duration(line.duration_ms),
                submitted_text=say_moment_seconds(line.ended_at),
                tie_note=note,
            )
            for place, line, note in zip(view.places, view.lines, view.notes, strict=True)
        ),
        pager=make_pager(url, view.page, view.pages, view.total, query, scope.values()),
        query=query,
        search_url=url,
        narrowing=narrowing(url, choices, scope, "Huyện, thị xã, thành phố"),
        files=file_links(url, scope),
        crumbs=(
            Link("Toàn tỉnh", "/province"),
            Link(found.contest, f"/province/contests/{found.contest_id}"),
            Link(title, ""),
        ),
        extra_label="Số vòng thi",
        together_text=combining.board_text(found.rules, scope.audience),
    )
