"""The published versions: the list, one of them with its keys, and its files."""

import logging
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.formats import WRITERS, write
from question_bank.vietnamese import squeeze
from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.authoring import law_day
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.stages import author, laws
from quiz.stages.author import Reader
from quiz.web.banks.views import BANKS_URL, UPLOAD_URL, suffix_of, version_page, version_row
from quiz.web.banks.views_law import law_days
from quiz.web.downloads import attachment
from quiz.web.guard import Admitted, Id, PageNumber, SearchText, SiteDep, looks_late, render
from quiz.web.pages.banks import BanksPage, VersionPage
from quiz.web.site import Site

router = APIRouter()
log = logging.getLogger(__name__)

Format = Annotated[str, Query(alias="format", max_length=40, title="Định dạng tệp")]


@router.get("/banks", name="banks")
async def get_banks(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Every published version."""
    every = await run_in_threadpool(author.versions, site.database)
    may_write = scope_of(viewer.role, Action.BANK_WRITE) is not None
    rows = tuple(version_row(facts) for facts in every)
    page = BanksPage("Ngân hàng câu hỏi", rows, UPLOAD_URL if may_write else "")
    return await render(request, page)


@router.get("/banks/{version_id}", name="bank")
async def get_bank(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    version_id: Id,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """One version: counts, coverage, what changed, and a page of its questions with keys."""
    reader = _reader(site, viewer)
    found = await run_in_threadpool(_version, site, version_id, reader, page, q)
    return await render(request, found)


def _reader(site: Site, viewer: Viewer) -> Reader:
    return Reader(viewer.actor, site.clock(), looks_late(viewer))


def _version(site: Site, version_id: int, reader: Reader, page: int, query: str) -> VersionPage:
    version = author.version(site.database, version_id, reader)
    found = author.find(version.bank, query)
    day = law_day(version.bank.as_of, reader.at)
    clauses = partial(laws.clauses, site.database, day=day)
    shown = version_page(version, found, page, squeeze(query), clauses)
    if page > 1 or query.strip():  # who turns pages or searches has read it: a tenth of a second
        return shown
    library = laws.library(site.database)
    return replace(shown, by_law=law_days(version, library, day, f"{BANKS_URL}/{version_id}"))


@router.get("/banks/{version_id}/export", name="bank.export")
async def export_bank(
    site: SiteDep, viewer: Admitted, version_id: Id, format_: Format = "native"
) -> Response:
    """The version as a file, keys and all."""
    if format_ not in WRITERS:
        raise Refusal(RequestReason.BAD_INPUT, field="Định dạng tệp")
    reader = _reader(site, viewer)
    facts, body = await run_in_threadpool(_file, site, version_id, reader, format_)
    told = {"actor": viewer.actor, "action": "bank.export", "object": f"bank:{version_id}"}
    log.info("exported", extra=told)
    words = "".join(letter if letter.isalnum() else " " for letter in facts.title).split()
    name = " ".join([*words, facts.digest[:8]])
    return attachment(f"{name}.{suffix_of(format_)}", body)


def _file(site: Site, version_id: int, reader: Reader, format_: str) -> tuple[author.Facts, bytes]:
    version = author.version(site.database, version_id, reader)
    return version.facts, write(version.bank, format_)
