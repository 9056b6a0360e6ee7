"""Citizens register themselves: a form, a question where somebody of the same name is there or the
same browser has just registered somebody, a page to keep, from which a slip is put right."""

import re
import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.reasons import EntryReason
from quiz.rules.refusal import Refusal
from quiz.rules.ticket import typed_code
from quiz.stages import registering
from quiz.stages.registering import (
    ANOTHER,
    SHOWN_AGAIN_MS,
    Asked,
    Citizen,
    Form,
    Registered,
    Twin,
)
from quiz.store.ways import Ways
from quiz.web.entering.by_name import Chosen, number_in
from quiz.web.forms import Input, read_form
from quiz.web.guard import SiteDep, check_form_token, neighbour_of, render
from quiz.web.pages.entering import RegisteredPage, RegisterPage
from quiz.web.site import Site

router = APIRouter()

URL = "/enter/register"
TITLE = "Đăng ký dự thi dành cho người dân"
_NOTHING = Asked()
_DIGEST = re.compile(r"[0-9a-f]{64}")


class RegisterInput(Input):
    """A citizen, and what the page chose."""

    once: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", title="Mã biểu mẫu")]
    district: Annotated[str, Field(max_length=12, title="Huyện, thị xã, thành phố")] = ""
    unit: Annotated[str, Field(max_length=12, title="Xã, phường, thị trấn")] = ""
    name: Annotated[str, Field(max_length=200, title="Họ và tên")] = ""
    birth_year: Annotated[str, Field(max_length=10, title="Năm sinh")] = ""
    other: Annotated[str, Field(max_length=1, title="Người khác")] = ""
    means: Annotated[str, Field(max_length=20, title="Sửa lại hay đăng ký thêm")] = ""
    edit: Annotated[str, Field(max_length=1, title="Sửa thông tin")] = ""


@router.get(URL, name="enter.register")
async def get_register(request: Request, site: SiteDep, district: Chosen = "") -> Response:
    """The form."""
    ways = await site.ways.get(site.database, site.clock())
    empty = RegisterInput(once=secrets.token_hex(16), district=district)
    return await render(request, await _form(site, ways, empty))


@router.post(URL, name="enter.register.post")
async def post_register(request: Request, site: SiteDep) -> Response:
    """Put the citizen on the roll, or ask whether it is somebody who is there, or put right whom
    this form registered. The same form twice makes one person. `edit` shows the form filled in."""
    await check_form_token(request)
    ways = await site.ways.get(site.database, site.clock())
    if not ways.open_entry:
        raise Refusal(EntryReason.WAY_CLOSED)
    given = await read_form(request, RegisterInput)
    if given.edit:
        return await render(request, await _form(site, ways, given))
    citizen = Citizen(
        name=given.name,
        birth_year=number_in(given.birth_year.strip()),
        district_id=number_in(given.district),
        unit_id=number_in(given.unit),
        other=bool(given.other),
        means=given.means,
    )
    errors = registering.problems(citizen)
    if not citizen.unit_id:
        errors = (("unit", "Đề nghị chọn xã, phường, thị trấn nơi cư trú."), *errors)
    if errors:
        return await render(request, await _form(site, ways, given, errors), 422)
    now = site.clock()
    site.registrations.take(neighbour_of(request), now)
    form = Form(given.once, _seen(site, request))
    done = await run_in_threadpool(
        registering.register, site.database, citizen, form, ways.open_in, now
    )
    if isinstance(done, Asked):
        return await render(request, await _form(site, ways, given, (), done))
    response = await render(request, _kept(site, done, given))
    response.set_cookie(
        _cookie(site),
        form.digest,
        max_age=SHOWN_AGAIN_MS // 1000,
        secure=site.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def _cookie(site: Site) -> str:
    """By which form this browser registered somebody last: a page that is opened anew is another
    form. Its digest only: it asks a question and opens nothing."""
    return "__Host-registered" if site.settings.secure else "registered"


def _seen(site: Site, request: Request) -> str:
    value = request.cookies.get(_cookie(site), "")
    return value if _DIGEST.fullmatch(value) else ""


async def _form(
    site: Site,
    ways: Ways,
    given: RegisterInput,
    errors: tuple[tuple[str, str], ...] = (),
    asked_about: Asked = _NOTHING,
) -> RegisterPage:
    asked = number_in(given.district)

    def read(connection: Connection) -> RegisterPage:
        districts = registering.districts(connection, frozenset(ways.open_in))
        inside = asked if asked in ways.open_in else districts[0][0] if len(districts) == 1 else 0
        units = registering.units(connection, inside) if inside else ()
        return RegisterPage(
            title=TITLE,
            url=URL,
            open=ways.open_entry,
            once=given.once,
            districts=tuple((str(one), name) for one, name in districts),
            district=str(inside or ""),
            units=tuple((str(one), name) for one, name in units),
            unit=given.unit,
            name=given.name,
            birth_year=given.birth_year,
            other=given.other,
            means=given.means,
            another=ANOTHER,
            twins=tuple(map(_say, asked_about.twins)),
            made=tuple((_say(one), one.number) for one in asked_about.made),
            errors=errors,
        )

    return await site.database.read(read)


def _say(one: Twin) -> str:
    return f"{one.shown} (số báo danh …{one.tail})"


def _kept(site: Site, done: Registered, given: RegisterInput) -> RegisteredPage:
    where = urlsplit(site.settings.base_url)
    return RegisteredPage(
        title="Đã đăng ký dự thi",
        name=done.name,
        number=done.number,
        code=typed_code(site.secret, done.number, done.ticket_version),
        enter_url="/enter",
        enter_text=f"{where.netloc}{where.path.rstrip('/')}/enter",
        register_url=URL,
        form=(
            ("once", given.once),
            ("district", given.district),
            ("unit", given.unit),
            ("name", given.name),
            ("birth_year", given.birth_year),
            ("means", done.number),
            ("edit", "1"),
        ),
    )
