"""Make a contest, look at it as it is printed, open it."""

from dataclasses import replace
from functools import partial

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.bank import Bank
from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.draft import BankDoubts, ContestDoubts, Draft, say_law, say_short
from quiz.rules.presets import Preset
from quiz.rules.reasons import ContestReason
from quiz.rules.refusal import Refusal
from quiz.rules.window import PHASE_TEXTS
from quiz.rules.wording import say_end, say_moment
from quiz.stages import amend, choices, oversee, prepare
from quiz.stages.choices import BankLine, District
from quiz.stages.oversee import ContestView, DistrictWindow
from quiz.stages.statistics import fairness
from quiz.web.forms import read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.province import ContestPage, WindowRow
from quiz.web.province import series_form
from quiz.web.province.amending import change_row
from quiz.web.province.drafting import (
    ContestInput,
    Errors,
    OpenInput,
    empty_form,
    form_of,
    understand,
)
from quiz.web.province.fair import fair_papers
from quiz.web.province.form_view import form_page, presets_of, say_bank, standing_of
from quiz.web.refused import done_or_shown
from quiz.web.site import Site

router = APIRouter(prefix="/province/contests")

_SHOWN = frozenset(
    {
        ContestReason.NAME_TAKEN,
        ContestReason.RULES_INVALID,
        ContestReason.BLUEPRINT_SHORT,
        ContestReason.CONTEST_CHANGED,
    }
)
"""Refusals that the form itself explains."""
_NEW = "/province/contests"


@router.get("/new", name="contest.new")
async def get_new(request: Request, site: SiteDep, _viewer: Admitted) -> Response:
    """The form of a new contest, for the newest bank."""
    banks, districts = await _choices(site)
    if not banks:
        raise Refusal(ContestReason.NO_BANK)
    bank = await _bank(site, banks[0].id)
    preset = (
        Preset(chosen)
        if (chosen := request.query_params.get("preset")) in set(Preset)
        else Preset.DISTRICT
    )
    given = empty_form(bank, banks[0].id, districts, preset)
    page = form_page(given, "Cuộc thi mới", _NEW, (banks, districts, bank))
    page = replace(page, presets=presets_of(preset))
    return await render(request, page)


@router.post("", name="contest.create")
async def post_new(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """A new contest, not yet opened."""
    return await _save(request, site, viewer.actor, None)


@router.get("/{contest_id}", name="contest")
async def get_contest(
    request: Request, site: SiteDep, viewer: Admitted, contest_id: Id
) -> Response:
    """The contest as it is printed."""
    return await render(request, await _contest_page(site, viewer, contest_id))


@router.get("/{contest_id}/edit", name="contest.edit")
async def get_edit(request: Request, site: SiteDep, _viewer: Admitted, contest_id: Id) -> Response:
    """The form of a contest that is not opened yet."""
    contest = await _contest(site, contest_id)
    if contest.opened:
        raise Refusal(ContestReason.ALREADY_OPENED)
    banks, districts = await _choices(site)
    page = form_page(
        form_of(contest),
        f"Sửa {contest.name}",
        f"{_NEW}/{contest_id}",
        (banks, districts, contest.bank),
    )
    return await render(request, page)


@router.post("/{contest_id}", name="contest.revise")
async def post_edit(request: Request, site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """Replace what the contest says, while it is not opened."""
    contest = await _contest(site, contest_id)
    if contest.opened:
        raise Refusal(ContestReason.ALREADY_OPENED)
    return await _save(request, site, viewer.actor, contest)


@router.post("/{contest_id}/open", name="contest.open")
async def post_open(request: Request, site: SiteDep, viewer: Admitted, contest_id: Id) -> Response:
    """Freeze rules and bank, begin the rounds' ledgers."""
    given = await read_form(request, OpenInput)
    about = (contest_id, viewer.actor, site.clock(), given.law_seen)
    act = partial(prepare.open_contest, site.database, *about)
    page = partial(_contest_page, site, viewer, contest_id)
    shown = {ContestReason.BLUEPRINT_SHORT, ContestReason.LAW_DOUBTS}
    return await done_or_shown(request, act, f"{_NEW}/{contest_id}", page, shown)


async def _save(request: Request, site: Site, actor: str, contest: ContestView | None) -> Response:
    """Write the draft, or show the form again with what was typed and what is wrong."""
    given = await read_form(request, ContestInput)
    given.refuse_strange()
    banks, districts = await _choices(site)
    line = next((one for one in banks if str(one.id) == given.bank), None)
    if line is None:
        raise Refusal(ContestReason.NO_BANK)
    bank = await _bank(site, line.id)
    errors: Errors = []
    status = 200
    standing: ContestView | None = None
    if given.do == "save":
        known = {one.id for one in banks}
        named = series_form.banks_named(given.further) & known
        further = {0: bank} | {one: await _bank(site, one) for one in named}
        meaning = understand(given, line.id, bank, districts, further)
        errors, status = list(meaning.errors), 422
        if meaning.draft:
            try:
                contest_id = await run_in_threadpool(
                    _write, site, contest.id if contest else None, meaning.draft, given.seen, actor
                )
            except Refusal as refusal:
                if refusal.reason not in _SHOWN:
                    raise
                if contest and refusal.reason is ContestReason.CONTEST_CHANGED:
                    contest = standing = await _contest(site, contest.id)
                    given = given.model_copy(update={"seen": contest.draft.digest})
                field = "name" if refusal.reason is ContestReason.NAME_TAKEN else ""
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
        lambda connection: (choices.banks(connection), choices.districts(connection, now))
    )


async def _bank(site: Site, bank_version_id: int) -> Bank:
    return await site.database.read(lambda connection: choices.bank(connection, bank_version_id))


async def _contest_page(
    site: Site, viewer: Viewer, contest_id: int, refusal: Refusal | None = None
) -> ContestPage:
    contest = await _contest(site, contest_id)
    doubts = ContestDoubts()
    if not contest.opened:
        doubts = await run_in_threadpool(prepare.law_doubts, site.database, contest_id)
    reads = scope_of(viewer.role, Action.BANK_READ) is not None
    writes = scope_of(viewer.role, Action.CONTEST_WRITE) is not None
    asked = await site.database.read(lambda connection: amend.changes(connection, contest_id))
    drawn = await run_in_threadpool(
        site.database.read_now, lambda connection: fairness.drawn(connection, contest_id)
    )
    alone = await site.database.read(lambda connection: prepare.unapproved(connection, contest_id))
    return replace(
        _printed(contest, refusal.sentence if refusal else ""),
        unapproved=alone,
        law_doubts=say_law(doubts),
        law_seen=doubts.digest,
        law_links=tuple(_law_link(one, doubts) for one in doubts.banks) if reads else (),
        amend_url=f"{_NEW}/{contest_id}/amend" if contest.opened and writes else "",
        changes=tuple(change_row(one, contest, viewer.actor) for one in asked),
        fairness=fair_papers(drawn, opened=contest.opened),
    )


def _law_link(one: BankDoubts, doubts: ContestDoubts) -> Link:
    of = f" của “{one.title}”" if doubts.several else ""
    return Link(f"Xem danh sách câu hỏi{of}", f"/banks/{one.version_id}#law")


def _printed(contest: ContestView, problem: str) -> ContestPage:
    url = f"{_NEW}/{contest.id}"
    past: tuple[str, ...] = ()
    if not contest.opened:
        past = tuple(one.district for one in contest.windows if one.over)
    return ContestPage(
        title=contest.name,
        opened=contest.opened,
        rules=contest.printed,
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
        statistics_url=f"/statistics/contests/{contest.id}" if contest.opened else "",
    )


def _window_row(one: DistrictWindow) -> WindowRow:
    return WindowRow(
        district=f"{one.district}, {one.told.label}" if one.told.label else one.district,
        opens_text=say_moment(one.window.opens_at),
        closes_text=say_end(one.window.closes_at),
        phase=one.phase.value,
        phase_text=PHASE_TEXTS[one.phase],
        url=f"/staff/rounds/{one.round_id}" if one.window.opened else "",
    )
