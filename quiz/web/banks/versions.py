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
from quiz.rules.access import Action, scope_of
from quiz.rules.refusal import Reason, Refusal
from quiz.stages import author, laws
from quiz.stages.author import Reader
from quiz.web.banks.views import BANKS_URL, UPLOAD_URL, suffix_of, version_page, version_row
from quiz.web.banks.views_law import law_days
from quiz.web.downloads import attachment
from quiz.web.guard import BankReader, Id, PageNumber, SearchText, Site, SiteDep, render
from quiz.web.pages.banks import BanksPage, VersionPage

router = APIRouter()
log = logging.getLogger(__name__)

Format = Annotated[str, Query(alias="format", max_length=40, title="Định dạng tệp")]


@router.get("/banks", name="banks")
async def get_banks(request: Request, site: SiteDep, viewer: BankReader) -> Response:
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
    viewer: BankReader,
    version_id: Id,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """One version: counts, coverage, what changed, and a page of its questions with keys."""
    reader = Reader(viewer.actor, site.clock())
    found = await run_in_threadpool(_version, site, version_id, reader, page, q)
    return await render(request, found)


def _version(site: Site, version_id: int, reader: Reader, page: int, query: str) -> VersionPage:
    version = author.version(site.database, version_id, reader)
    found = author.find(version.bank, query)
    clauses = partial(laws.clauses, site.database, day=version.bank.as_of)
    shown = version_page(version, found, page, squeeze(query), clauses)
    library = laws.library(site.database)
    return replace(shown, by_law=law_days(version, library, f"{BANKS_URL}/{version_id}"))


@router.get("/banks/{version_id}/export", name="bank.export")
async def export_bank(
    site: SiteDep, viewer: BankReader, version_id: Id, format_: Format = "native"
) -> Response:
    """The version as a file, keys and all."""
    if format_ not in WRITERS:
        raise Refusal(Reason.BAD_INPUT, field="Định dạng tệp")
    reader = Reader(viewer.actor, site.clock())
    facts, body = await run_in_threadpool(_file, site, version_id, reader, format_)
    told = {"actor": viewer.actor, "action": "bank.export", "object": f"bank:{version_id}"}
    log.info("exported", extra=told)
    words = "".join(letter if letter.isalnum() else " " for letter in facts.title).split()
    name = " ".join([*words, facts.digest[:8]])
    return attachment(f"{name}.{suffix_of(format_)}", body)


def _file(site: Site, version_id: int, reader: Reader, format_: str) -> tuple[author.Facts, bytes]:
    version = author.version(site.database, version_id, reader)
    return version.facts, write(version.bank, format_)
