"""Look into the law library: the list, a text with its articles, a clause, what has changed."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.question import LegalBasis
from question_bank.vietnamese import squeeze
from quiz.rules.access import Action, Viewer, scope_of
from quiz.rules.authoring import law_day
from quiz.rules.refusal import Refusal
from quiz.stages import laws
from quiz.stages.laws import About
from quiz.web.forms import read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.laws.clauses import LAWS_URL, clause_view
from quiz.web.laws.importing import ReviseInput
from quiz.web.laws.views import CLAUSE_URL, UPLOAD_URL, affected_page, law_page, law_row
from quiz.web.pages.clauses import ClausePage, ClausePart, ClauseView
from quiz.web.pages.laws import LawPage, LawsPage
from quiz.web.site import Site

router = APIRouter()

MOST_BASES = 20
_NOT_A_BASIS = (
    "Căn cứ không đúng cách ghi; đề nghị ghi số văn bản, điều, khoản, điểm, ví dụ “85/2015/QH13, "
    "Điều 2, khoản 1, điểm a”."
)
Bases = Annotated[list[str] | None, Query(max_length=MOST_BASES, title="Căn cứ")]
Day = Annotated[str, Query(max_length=100, title="Ngày")]
Part = Annotated[bool, Query(title="Chỉ nội dung")]


@router.get("/laws", name="laws")
async def get_laws(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """Every edition."""
    held = await run_in_threadpool(laws.texts, site.database)
    upload = UPLOAD_URL if _may_write(viewer) else ""
    page = LawsPage("Văn bản pháp luật", tuple(map(law_row, held)), upload, CLAUSE_URL)
    return await render(request, page)


@router.get("/laws/clause", name="law.clause")
async def get_clause(
    request: Request,
    site: SiteDep,
    _viewer: Admitted,
    basis: Bases = None,
    day: Day = "",
    part: Part = False,
) -> Response:
    """The words of up to twenty legal bases on a day; with `part` only they, without the frame."""
    asked = [squeeze(one)[:300] for said in basis or () for one in said.split(";") if one.strip()]
    day = laws.checked(About("-", since=day)).since
    views = await run_in_threadpool(
        clause_views, site, asked[:MOST_BASES], law_day(day, site.clock())
    )
    if part:
        return await render(request, ClausePart("Căn cứ", views))
    page = ClausePage("Tra cứu căn cứ", LAWS_URL, CLAUSE_URL, "; ".join(asked), day, views)
    return await render(request, page)


@router.get("/laws/{law_id}", name="law")
async def get_law(request: Request, site: SiteDep, viewer: Admitted, law_id: Id) -> Response:
    """One edition with its articles, and the questions that stand on each."""
    return await render(request, await run_in_threadpool(_law, site, viewer, law_id))


@router.post("/laws/{law_id}", name="law.revise")
async def post_law(request: Request, site: SiteDep, viewer: Admitted, law_id: Id) -> Response:
    """Say anew how it is cited and when it is in force."""
    typed = await read_form(request, ReviseInput)
    given, revision, now = typed.about(), int(typed.revision), site.clock()
    try:
        await run_in_threadpool(
            laws.revise, site.database, law_id, given, revision, viewer.actor, now
        )
    except Refusal as refusal:
        page = await run_in_threadpool(_law, site, viewer, law_id, given, refusal.sentence)
        return await render(request, page, refusal.reason.status)
    return see_other(f"{LAWS_URL}/{law_id}")


@router.get("/laws/{law_id}/affected", name="law.affected")
async def get_affected(request: Request, site: SiteDep, _viewer: Admitted, law_id: Id) -> Response:
    """What the edition changed, and the questions to be read again."""
    found = await run_in_threadpool(laws.affected_by, site.database, law_id, site.clock())
    return await render(request, affected_page(*found))


def clause_views(site: Site, asked: list[str], day: str) -> tuple[ClauseView, ...]:
    """Each text that was asked for as a basis with its words on the ISO day, or with what is wrong
    with it.
    """
    parsed = [LegalBasis.parse(one) for one in asked]
    found = iter(laws.clauses(site.database, [one for one in parsed if one], day))
    return tuple(
        clause_view(next(found)) if one else ClauseView(text, "", (), "", "", _NOT_A_BASIS)
        for text, one in zip(asked, parsed, strict=True)
    )


def _law(
    site: Site, viewer: Viewer, law_id: int, given: About | None = None, problem: str = ""
) -> LawPage:
    law = laws.law(site.database, law_id, site.clock())
    facts = law.facts
    stored = About(facts.number, facts.also, facts.name, facts.since, facts.until)
    return law_page(law, given or stored, may_write=_may_write(viewer), problem=problem)


def _may_write(viewer: Viewer) -> bool:
    return scope_of(viewer.role, Action.BANK_WRITE) is not None
