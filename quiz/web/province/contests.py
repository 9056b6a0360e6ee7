"""Make a contest, look at it as it is printed, open it."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.bank import Bank
from quiz.rules.draft import Draft, say_short
from quiz.rules.printed import printed
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.window import PHASE_TEXTS
from quiz.rules.wording import say_moment
from quiz.stages import oversee, prepare
from quiz.stages.oversee import BankLine, ContestView, District, DistrictWindow
from quiz.web.forms import read_form
from quiz.web.guard import ContestReader, ContestWriter, Id, Site, SiteDep, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.province import ContestPage, WindowRow
from quiz.web.province.drafting import ContestInput, Errors, empty_form, form_of, understand
from quiz.web.province.form_view import form_page, say_bank, standing_of
from quiz.web.province.overview import refuse_one_district

router = APIRouter(prefix="/province/contests")

_SHOWN = frozenset(
    {
        Reason.NAME_TAKEN,
        Reason.RULES_INVALID,
        Reason.BLUEPRINT_SHORT,
        Reason.CONTEST_CHANGED,
    }
)
"""Refusals that the form itself explains."""
_NEW = "/province/contests"


@router.get("/new", name="contest.new")
async def get_new(request: Request, site: SiteDep, _viewer: ContestWriter) -> Response:
    """The form of a new contest, for the newest bank."""
    banks, districts = await _choices(site)
    if not banks:
        raise Refusal(Reason.NO_BANK)
    bank = await _bank(site, banks[0].id)
    given = empty_form(bank, banks[0].id, districts)
    page = form_page(given, "Cuộc thi mới", _NEW, (banks, districts, bank))
    return await render(request, page)


@router.post("", name="contest.create")
async def post_new(request: Request, site: SiteDep, viewer: ContestWriter) -> Response:
    """A new contest, not yet opened."""
    return await _save(request, site, viewer.actor, None)


@router.get("/{contest_id}", name="contest")
async def get_contest(
    request: Request, site: SiteDep, viewer: ContestReader, contest_id: Id
) -> Response:
    """The contest as it is printed."""
    refuse_one_district(viewer)
    contest = await _contest(site, contest_id)
    return await render(request, _contest_page(contest))


@router.get("/{contest_id}/edit", name="contest.edit")
async def get_edit(
    request: Request, site: SiteDep, _viewer: ContestWriter, contest_id: Id
) -> Response:
    """The form of a contest that is not opened yet."""
    contest = await _contest(site, contest_id)
    if contest.opened:
        raise Refusal(Reason.ALREADY_OPENED)
    banks, districts = await _choices(site)
    page = form_page(
        form_of(contest),
        f"Sửa {contest.name}",
        f"{_NEW}/{contest_id}",
        (banks, districts, contest.bank),
    )
    return await render(request, page)


@router.post("/{contest_id}", name="contest.revise")
async def post_edit(
    request: Request, site: SiteDep, viewer: ContestWriter, contest_id: Id
) -> Response:
    """Replace what the contest says, while it is not opened."""
    contest = await _contest(site, contest_id)
    if contest.opened:
        raise Refusal(Reason.ALREADY_OPENED)
    return await _save(request, site, viewer.actor, contest)


@router.post("/{contest_id}/open", name="contest.open")
async def post_open(
    request: Request, site: SiteDep, viewer: ContestWriter, contest_id: Id
) -> Response:
    """Freeze rules and bank, begin the rounds' ledgers."""
    try:
        await run_in_threadpool(
            prepare.open_contest, site.database, contest_id, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        if refusal.reason is not Reason.BLUEPRINT_SHORT:
            raise
        page = _contest_page(await _contest(site, contest_id), refusal.sentence)
        return await render(request, page, refusal.reason.status)
    return see_other(f"{_NEW}/{contest_id}")


async def _save(request: Request, site: Site, actor: str, contest: ContestView | None) -> Response:
    """Write the draft, or show the form again with what was typed and what is wrong."""
    given = await read_form(request, ContestInput)
    given.refuse_strange()
    banks, districts = await _choices(site)
    line = next((one for one in banks if str(one.id) == given.bank), None)
    if line is None:
        raise Refusal(Reason.NO_BANK)
    bank = await _bank(site, line.id)
    errors: Errors = []
    status = 200
    standing: ContestView | None = None
    if given.do == "save":
        meaning = understand(given, line.id, bank, districts)
        errors, status = list(meaning.errors), 422
        if meaning.draft:
            try:
                contest_id = await run_in_threadpool(
                    _write, site, contest.id if contest else None, meaning.draft, given.seen, actor
                )
            except Refusal as refusal:
                if refusal.reason not in _SHOWN:
                    raise
                if contest and refusal.reason is Reason.CONTEST_CHANGED:
                    contest = standing = await _contest(site, contest.id)
                    given = given.model_copy(update={"seen": contest.draft.digest})
                field = "name" if refusal.reason is Reason.NAME_TAKEN else ""
                errors, status = [(field, refusal.sentence)], refusal.reason.status
            else:
                return see_other(f"{_NEW}/{contest_id}")
    title = f"Sửa {contest.name}" if contest else "Cuộc thi mới"
    url = f"{_NEW}/{contest.id}" if contest else _NEW
    page = form_page(given, title, url, (banks, districts, bank), errors)
    if standing:
        page = replace(page, standing=standing_of(standing))
    return await render(request, page, status)


def _write(site: Site, contest_id: int | None, draft: Draft, seen: str, actor: str) -> int:
    now = site.clock()
    if contest_id is None:
        return prepare.create_contest(site.database, draft, actor, now)
    prepare.revise_contest(site.database, contest_id, draft, seen, actor, now)
    return contest_id


async def _contest(site: Site, contest_id: int) -> ContestView:
    now = site.clock()
    return await site.database.read(lambda connection: oversee.contest(connection, contest_id, now))


async def _choices(site: Site) -> tuple[tuple[BankLine, ...], tuple[District, ...]]:
    now = site.clock()
    return await site.database.read(
        lambda connection: (oversee.banks(connection), oversee.districts(connection, now))
    )


async def _bank(site: Site, bank_version_id: int) -> Bank:
    return await site.database.read(lambda connection: oversee.bank(connection, bank_version_id))


def _contest_page(contest: ContestView, problem: str = "") -> ContestPage:
    url = f"{_NEW}/{contest.id}"
    past: tuple[str, ...] = ()
    if not contest.opened:
        past = tuple(one.district for one in contest.windows if one.over)
    return ContestPage(
        title=contest.name,
        opened=contest.opened,
        rules=printed(contest.rules, contest.bank.topic_titles),
        bank_text=say_bank(contest.bank),
        windows=tuple(_window_row(one) for one in contest.windows),
        shortages=tuple(say_short(gap, contest.bank) for gap in contest.shortages),
        past=past,
        edit_url="" if contest.opened else f"{url}/edit",
        open_url="" if contest.opened else f"{url}/open",
        back=Link("Toàn tỉnh", "/province"),
        links=(
            Link("Bảng xếp hạng toàn cuộc thi", f"{url}/board"),
            Link("Giải thưởng toàn cuộc thi", f"{url}/prizes"),
        )
        if contest.opened
        else (),
        problem=problem,
    )


def _window_row(one: DistrictWindow) -> WindowRow:
    return WindowRow(
        district=one.district,
        opens_text=say_moment(one.window.opens_at),
        closes_text=say_moment(one.window.closes_at),
        phase=one.phase.value,
        phase_text=PHASE_TEXTS[one.phase],
        url=f"/staff/rounds/{one.round_id}" if one.window.opened else "",
    )
