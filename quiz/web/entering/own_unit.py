"""A contestant puts the own unit right until the first start that ranks, and again once everything
that was sat is over."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.reasons import PeopleReason
from quiz.stages import relocate
from quiz.store import past_units, whereabouts
from quiz.web.entering.by_name import Chosen, number_in
from quiz.web.forms import Input, read_form
from quiz.web.guard import Admitted, SiteDep, person_of, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.moving import OwnUnitPage

router = APIRouter()

URL = "/own-unit"


class UnitInput(Input):
    """The right unit."""

    unit: Annotated[str, Field(max_length=12, title="Đơn vị")]


@router.get(URL, name="own_unit")
async def get_own_unit(
    request: Request, site: SiteDep, viewer: Admitted, district: Chosen = "", done: Chosen = ""
) -> Response:
    """The unit as the roster has it, and others to choose from."""
    person_id = person_of(viewer)

    def read(connection: Connection) -> OwnUnitPage:
        here = whereabouts.place_of(connection, person_id)
        fixed = past_units.has_begun(connection, person_id)
        inside = number_in(district) or here.district_id
        nothing = whereabouts.Choice((), ())
        offered = nothing if fixed else whereabouts.choice(connection, person_id, inside)
        return OwnUnitPage(
            title="Đơn vị công tác",
            crumbs=(Link("Vòng thi của tôi", "/rounds"), Link("Đơn vị công tác", "")),
            url=URL,
            unit_text=here.name,
            fixed_text=PeopleReason.UNIT_FIXED.sentence if fixed else "",
            districts=tuple((str(one), name) for one, name in offered.districts),
            district=str(inside),
            units=tuple((str(one), name) for one, name in offered.units),
            unit=str(here.id),
            done=done == "1",
        )

    return await render(request, await site.database.read(read))


@router.post(URL, name="own_unit.post")
async def post_own_unit(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Choose another one. The same twice is once."""
    given = await read_form(request, UnitInput)
    person_id, unit_id = person_of(viewer), number_in(given.unit)
    await run_in_threadpool(relocate.choose_own, site.database, person_id, unit_id, site.clock())
    return see_other(f"{URL}?done=1")
