"""The boards that anybody may read as files, with masked names and without candidate numbers."""

from collections.abc import Callable

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.documents.exports import File, Kind
from quiz.rules.scopes import BoardScope
from quiz.stages import listing
from quiz.store import rows, scopes
from quiz.web.boards import AskedScope, asked_kind
from quiz.web.downloads import attachment
from quiz.web.guard import AnyViewer, Id, SiteDep, neighbour_of
from quiz.web.public_boards import refuse_hidden
from quiz.web.site import Site

router = APIRouter()
_MINUTE_MS = 60_000


@router.get("/rounds/{round_id}/board.xlsx", name="board.xlsx")
@router.get("/rounds/{round_id}/board.csv", name="board.csv")
@router.get("/rounds/{round_id}/board.json", name="board.json")
async def public_board_file(
    request: Request, site: SiteDep, viewer: AnyViewer, round_id: Id, scope: AskedScope
) -> Response:
    """The district's board as a file with masked names; each kind six times an hour from one
    address."""
    sat = await site.database.read(lambda connection: rows.read_round(connection, round_id))
    rows.refuse_draft(sat)
    refuse_hidden(sat.district_id if sat.rehearsal else None, viewer)
    now, kind = site.clock(), asked_kind(request)
    site.exports.take(f"{neighbour_of(request)} round {round_id} {kind}", now)

    def make(connection: Connection) -> File:
        return listing.round_file(connection, round_id, scope, kind, now, public=True)

    file = await _made(site, ("round", round_id, scope, kind, now // _MINUTE_MS), make)
    return attachment(file.name, file.content)


@router.get("/contests/{contest_id}/board.xlsx", name="contest.board.xlsx")
@router.get("/contests/{contest_id}/board.csv", name="contest.board.csv")
@router.get("/contests/{contest_id}/board.json", name="contest.board.json")
async def contest_board_file(
    request: Request, site: SiteDep, contest_id: Id, scope: AskedScope
) -> Response:
    """The same for the board of the whole contest."""
    now, kind = site.clock(), asked_kind(request)
    found = await site.wholes.get(site.database, contest_id, now, public=True)
    site.exports.take(f"{neighbour_of(request)} contest {contest_id} {kind}", now)

    def make(connection: Connection) -> File:
        only = scopes.title_of(connection, scope, found.contest_id, found.rules)
        return listing.whole_file(found, scope, only, kind, public=True)

    file = await _made(site, ("contest", contest_id, scope, kind, now // _MINUTE_MS), make)
    return attachment(file.name, file.content)


async def _made(
    site: Site, key: tuple[str, int, BoardScope, Kind, int], make: Callable[[Connection], File]
) -> File:
    """A file that everybody gets alike is made once a minute."""
    kept = site.files.get(key)
    if kept is None:
        kept = site.files.put(key, await run_in_threadpool(site.database.read_now, make))
    return kept
