"""The published versions: the list, one of them with its keys, and its files."""

import logging
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.formats import write
from question_bank.vietnamese import squeeze
from quiz.rules.access import Action, scope_of
from quiz.stages import author, laws
from quiz.web.banks.views import UPLOAD_URL, version_page, version_row
from quiz.web.downloads import attachment
from quiz.web.guard import BankReader, Id, PageNumber, SearchText, Site, SiteDep, render
from quiz.web.pages.banks import BanksPage, VersionPage

router = APIRouter()
log = logging.getLogger(__name__)

_ENDINGS = {"native": "txt", "qti21": "zip", "qti22": "zip", "qti30": "zip"}

Format = Annotated[
    Literal["native", "xlsx", "gift", "docx", "qti21", "qti22", "qti30"],
    Query(alias="format", title="Định dạng tệp"),
]


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
    _viewer: BankReader,
    version_id: Id,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """One version: counts, coverage, what changed, and a page of its questions with keys."""
    return await render(request, await run_in_threadpool(_version, site, version_id, page, q))


def _version(site: Site, version_id: int, page: int, query: str) -> VersionPage:
    version = author.version(site.database, version_id)
    found = author.find(version.bank, query)
    clauses = partial(laws.clauses, site.database, day=version.bank.as_of)
    return version_page(version, found, page, squeeze(query), clauses)


@router.get("/banks/{version_id}/export", name="bank.export")
async def export_bank(
    site: SiteDep, viewer: BankReader, version_id: Id, format_: Format = "native"
) -> Response:
    """The version as a file, keys and all."""
    facts, body = await run_in_threadpool(_file, site, version_id, format_)
    told = {"actor": viewer.actor, "action": "bank.export", "object": f"bank:{version_id}"}
    log.info("exported", extra=told)
    words = "".join(letter if letter.isalnum() else " " for letter in facts.title).split()
    name = " ".join([*words, facts.digest[:8]])
    return attachment(f"{name}.{_ENDINGS.get(format_, format_)}", body)


def _file(site: Site, version_id: int, format_: str) -> tuple[author.Facts, bytes]:
    version = author.version(site.database, version_id)
    return version.facts, write(version.bank, format_)
