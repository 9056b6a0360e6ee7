"""What `quiz rehearse` asks: make a rehearsal, tell where it stands, remove it, all in JSON."""

import logging
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from quiz.stages import rehearsal
from quiz.web.forms import Input, read_json
from quiz.web.guard import Admitted, SiteDep

router = APIRouter(prefix="/province/rehearsal")
log = logging.getLogger(__name__)

REMOVED_IN_ONE_ANSWER = 1_000
"""People: an answer must come before whoever waits for it gives up."""


class MakeInput(Input):
    """How many people sit. The same key again is the same rehearsal."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", title="Mã buổi diễn tập")]
    people: Annotated[int, Field(ge=1, le=rehearsal.MOST_PEOPLE, title="Số người")]
    force: Annotated[bool, Field(title="Chấp nhận khi có vòng thi đang mở")] = False


class RemoveInput(Input):
    """Which rehearsal; whichever there is without a key."""

    key: Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$", title="Mã buổi diễn tập")] = ""


@router.get("", name="rehearsal")
async def get_rehearsal(site: SiteDep, _viewer: Admitted) -> Response:
    """The rehearsal that there is, and whether a real round is open."""
    now = site.clock()
    found = await site.database.read(lambda connection: rehearsal.standing(connection, now))
    return JSONResponse(asdict(found))


@router.post("", name="rehearsal.make")
async def post_rehearsal(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """A rehearsal: its round, and a ticket for each person."""
    given = await read_json(request, MakeInput)
    made = await rehearsal.make(
        site.database,
        site.writer,
        site.secret,
        given.key,
        given.people,
        viewer.actor,
        site.clock(),
        force=given.force,
    )
    told = {"actor": viewer.actor, "action": "rehearsal.make", "object": f"round:{made.round_id}"}
    log.info("a rehearsal begins", extra=told)
    return JSONResponse({"round": made.round_id, "tickets": made.tickets})


@router.post("/remove", name="rehearsal.remove")
async def post_remove(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Remove some of it and tell how many people are left: to be asked until nobody is."""
    given = await read_json(request, RemoveInput)
    left = await rehearsal.remove(
        site.database, site.writer, site.clock(), given.key, REMOVED_IN_ONE_ANSWER
    )
    log.info("a rehearsal goes", extra={"actor": viewer.actor, "action": "rehearsal.remove"})
    return JSONResponse({"left": left})
