"""The boards that anybody may read: of a district, of a whole contest, of a part of either, with
masked names. Their files are in quiz.web.public_board_files.
"""

from dataclasses import replace

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.vietnamese import squeeze
from quiz.rules import combining
from quiz.rules.access import Viewer
from quiz.rules.erased import public_name
from quiz.rules.freezing import freezes_at, is_frozen
from quiz.rules.prediction import known_text
from quiz.rules.printed import chain_texts
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.rules.search import looked_for
from quiz.rules.wording import (
    say_board,
    say_duration,
    say_moment_seconds,
    say_version,
    say_whole,
)
from quiz.stages import board
from quiz.stages.board import BoardView
from quiz.store import boards, rows, scopes, whole
from quiz.store.rows import SatRound
from quiz.store.scopes import Choices
from quiz.web.boards import AskedScope, file_links, narrowing, say_unit
from quiz.web.guard import (
    AnyViewer,
    Id,
    PageNumber,
    SearchText,
    SiteDep,
    neighbour_of,
    render,
    see_other,
)
from quiz.web.moment import KeptBoard, Rendered
from quiz.web.pages.common import Link, make_pager
from quiz.web.pages.public import BoardPage, BoardRow
from quiz.web.site import Site

router = APIRouter()

ASK_AGAIN = "public, no-cache"
OFFICIAL_KEPT = "public, max-age=60"
"""How long browsers keep a stranger's page of a board: a provisional one is asked for each time,
and mostly answered by 304."""


@router.get("/rounds/{round_id}/board", name="board")
async def public_board(
    request: Request,
    site: SiteDep,
    viewer: AnyViewer,
    round_id: Id,
    scope: AskedScope,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """A page of the district's board, names masked and found by whole words only. A stranger's page
    is kept rendered for a moment; what a signed-in reader is shown is nobody else's."""
    now = site.clock()
    if q:
        site.searches.take(neighbour_of(request), now)
        return await _answer(request, await _round(site, round_id, scope, page, q), viewer)
    key = ("round", round_id, page, scope)
    kept = site.boards.get(key, now)
    if kept is None:
        kept = site.boards.put(key, await _round(site, round_id, scope, page, ""), now)
    return await _answer(request, kept, viewer, kept_for_all=True)


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
    present_url = f"/rounds/{round_id}/board"

    def read(connection: Connection) -> KeptBoard | None:
        versions = {one.version: one for one in boards.versions(connection, round_id)}
        found = versions.get(board_version)
        if found is None:
            return None
        view = board.read_board(connection, round_id, page, version=board_version)
        said = say_version(board_version, found.published_at, found.digest)
        said = f"{said} {known_text(view.round.rules.prediction, found.outcome)}".rstrip()
        shown = _shown(view, f"/rounds/{round_id}/boards/{board_version}", said, Choices())
        rows.refuse_draft(view.round)
        present = Link(f"Bảng xếp hạng {view.round.place}", present_url)
        return _kept(view, replace(shown, search_url="", files=(), other=present))

    kept = await site.database.read(read)
    return see_other(present_url) if kept is None else await _answer(request, kept, viewer)


@router.get("/contests/{contest_id}/board", name="contest.board")
async def contest_board(
    request: Request,
    site: SiteDep,
    viewer: AnyViewer,
    contest_id: Id,
    scope: AskedScope,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """The same for the board of the whole contest."""
    now = site.clock()
    if q:
        site.searches.take(neighbour_of(request), now)
        return await _answer(request, await _whole(site, contest_id, scope, page, q), viewer)
    key = ("contest", contest_id, page, scope)
    kept = site.boards.get(key, now)
    if kept is None:
        kept = site.boards.put(key, await _whole(site, contest_id, scope, page, ""), now)
    return await _answer(request, kept, viewer, kept_for_all=True)


async def _answer(
    request: Request, kept: KeptBoard, viewer: Viewer | None, *, kept_for_all: bool = False
) -> Response:
    refuse_hidden(kept.hidden_in, viewer)
    if viewer is not None or not kept_for_all:
        return await render(request, _marked(kept, viewer))
    if kept.rendered is None:
        kept.rendered = Rendered.make(bytes((await render(request, kept.shown)).body))
    return kept.rendered.answer(request, OFFICIAL_KEPT if kept.shown.official else ASK_AGAIN)


async def _round(site: Site, round_id: int, scope: BoardScope, page: int, query: str) -> KeptBoard:
    """The page, refused while the round is not announced."""
    now = site.clock()

    def read(connection: Connection) -> tuple[BoardView, Choices]:
        view = board.read_board(
            connection, round_id, page, query, whole_words=True, shown_at=now, scope=scope
        )
        sat = view.round
        return view, scopes.of_round(connection, sat)

    view, choices = await site.database.read(read)
    rows.refuse_draft(view.round)
    known = known_text(view.round.rules.prediction, view.round.outcome)
    said = f"{say_board(view.digest, _froze_at(view.round, now))} {known}".rstrip()
    return _kept(view, _shown(view, f"/rounds/{round_id}/board", said, choices))


def _shown(view: BoardView, url: str, said: str, choices: Choices) -> BoardPage:
    sat, scope = view.round, view.scope
    return BoardPage(
        title=f"Bảng xếp hạng {view.only or sat.place}",
        contest=sat.contest,
        district=sat.district,
        official=view.official,
        status_text=said,
        chain=chain_texts(sat.rules, sat.bank.topic_titles),
        rows=tuple(
            BoardRow(
                place=line.place,
                name=public_name(line.name),
                unit=line.unit,
                score_text=line.score_text,
                duration_text=say_duration(line.score.duration_ms),
                submitted_text=say_moment_seconds(line.score.ended_at),
                tie_note=line.note,
            )
            for line in view.lines
        ),
        pager=make_pager(url, view.page, view.pages, view.total, view.query, scope.values()),
        query=view.query,
        search_url=url,
        narrowing=narrowing(url, choices, scope, "Đơn vị"),
        files=file_links(url, scope),
        other=Link("Bảng xếp hạng toàn cuộc thi", f"/contests/{sat.contest_id}/board")
        if scope.everybody
        else Link(f"Bảng xếp hạng {sat.place}", url),
    )


def _kept(view: BoardView, shown: BoardPage) -> KeptBoard:
    people = tuple((line.person_id, line.name) for line in view.lines)
    return KeptBoard(shown, people, view.round.district_id if view.round.rehearsal else None)


async def _whole(
    site: Site, contest_id: int, scope: BoardScope, page: int, query: str
) -> KeptBoard:
    found = await site.wholes.get(site.database, contest_id, site.clock(), public=True)

    def read(connection: Connection) -> tuple[str, Choices]:
        only = scopes.title_of(connection, scope, found.contest_id, found.rules)
        return only, scopes.of_contest(connection, contest_id, found.rules)

    only, choices = await site.database.read(read)
    wanted = looked_for(query)
    view = await run_in_threadpool(whole.page_of, found, scope, page, wanted)
    url, asked = f"/contests/{contest_id}/board", squeeze(query)
    shown = BoardPage(
        title=f"Bảng xếp hạng {only}" if only else "Bảng xếp hạng toàn cuộc thi",
        contest=found.contest,
        district="",
        official=found.official,
        status_text=say_whole(found.digest, found.still),
        chain=chain_texts(found.rules, found.bank.topic_titles),
        rows=tuple(
            BoardRow(
                place=place,
                name=public_name(line.name),
                unit=say_unit(line),
                score_text=line.score_text,
                duration_text=say_duration(line.duration_ms),
                submitted_text=say_moment_seconds(line.ended_at),
                tie_note=note,
            )
            for place, line, note in zip(view.places, view.lines, view.notes, strict=True)
        ),
        pager=make_pager(url, view.page, view.pages, view.total, asked, scope.values()),
        query=asked,
        search_url=url,
        narrowing=narrowing(url, choices, scope, "Huyện, thị xã, thành phố"),
        files=file_links(url, scope),
        together_text=combining.board_text(found.rules, scope.audience),
        other=None if scope.everybody else Link("Bảng xếp hạng toàn cuộc thi", url),
    )
    return KeptBoard(shown, tuple((line.person_id, line.name) for line in view.lines))


def _froze_at(sat: SatRound, now: int) -> int | None:
    """Since when the round's public board stands still; None where it moves."""
    return freezes_at(sat.window, sat.rules) if is_frozen(sat.window, sat.rules, now) else None


def refuse_hidden(hidden_in: int | None, viewer: Viewer | None) -> None:
    """A rehearsal's board is seen by those who rehearse."""
    if hidden_in is not None and (viewer is None or hidden_in not in viewer.districts):
        raise Refusal(RequestReason.NOT_FOUND)


def _marked(kept: KeptBoard, viewer: Viewer | None) -> BoardPage:
    """The page as this reader sees it: the own row has the whole name."""
    mine = viewer.person_id if viewer else None
    if mine is None or all(person != mine for person, _ in kept.people):
        return kept.shown
    shown = tuple(
        replace(row, name=name, mine=True) if person == mine else row
        for (person, name), row in zip(kept.people, kept.shown.rows, strict=True)
    )
    return replace(kept.shown, rows=shown)
