"""A question's history and the way back in it; what a bank can fill of a blueprint."""

import re
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from question_bank.bank import Topic
from question_bank.blueprint import Blueprint, Cell
from question_bank.question import LEVEL_TITLES, Level
from quiz.rules.draft import say_short
from quiz.rules.wording import say_count
from quiz.stages.workshop import covering, looking, questions
from quiz.stages.workshop.covering import Coverage, Plan
from quiz.web.forms import Input, read_form
from quiz.web.guard import Admitted, Id, SiteDep, render, see_other
from quiz.web.pages.common import Link
from quiz.web.pages.workshop import CoveragePage, MatrixCell, MatrixRow, PlanRow
from quiz.web.workshop.bank import reader_of
from quiz.web.workshop.urls import WORKSHOP_URL, bank_url, question_url
from quiz.web.workshop.views_question import history_page

router = APIRouter()

MOST_IN_A_CELL = 100
_NUMBER = re.compile(r"[0-9]{1,3}")


class BackInput(Input):
    """The revision to go back to, and the one that stood when the page was printed."""

    to: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,8}$", title="Bản cũ")]
    revision: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,8}$", title="Bản đang xem")]


@router.get("/workshop/{bank_id}/questions/{question_id}/history", name="workshop.history")
async def get_history(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, question_id: Id
) -> Response:
    """Every state that the question had."""
    told = await run_in_threadpool(
        looking.history, site.database, bank_id, question_id, reader_of(site, viewer)
    )
    return await render(request, history_page(told))


@router.post("/workshop/{bank_id}/questions/{question_id}/back", name="workshop.back")
async def post_back(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: Id, question_id: Id
) -> Response:
    """The words of an earlier revision once more, as a new one."""
    given = await read_form(request, BackInput)
    await run_in_threadpool(
        questions.go_back,
        site.database,
        bank_id,
        question_id,
        int(given.to),
        int(given.revision),
        reader_of(site, viewer),
    )
    return see_other(f"{question_url(bank_id, question_id)}?done=back")


@router.get("/workshop/{bank_id}/coverage", name="workshop.coverage")
async def get_coverage(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """What the bank can fill of the contests' blueprints, and of the one in the address
    (`count_<topic>_<level>`).
    """
    place = await run_in_threadpool(questions.place, site.database, bank_id)
    blueprint, errors = _typed(request.query_params, place.topics)
    told = await run_in_threadpool(
        covering.coverage, site.database, bank_id, blueprint, reader_of(site, viewer)
    )
    page = _coverage_page(bank_id, place.topics, told, request.query_params, errors)
    return await render(request, page, 422 if errors else 200)


def _field(topic: str, level: Level) -> str:
    return f"count_{topic}_{level.value}"


def _typed(
    asked: QueryParams, topics: tuple[Topic, ...]
) -> tuple[Blueprint, tuple[tuple[str, str], ...]]:
    cells, errors = [], []
    for topic in topics:
        for level in Level:
            text = asked.get(_field(topic.id, level), "").strip() or "0"
            if not _NUMBER.fullmatch(text) or int(text) > MOST_IN_A_CELL:
                sentence = (
                    f"Số câu của chuyên đề “{topic.title}” phải là số từ 0 đến {MOST_IN_A_CELL}."
                )
                errors.append((_field(topic.id, level), sentence))
            elif int(text):
                cells.append(Cell(topic.id, level, int(text)))
    return tuple(cells), tuple(errors)


def _coverage_page(
    bank_id: int,
    topics: tuple[Topic, ...],
    told: Coverage,
    asked: QueryParams,
    errors: tuple[tuple[str, str], ...],
) -> CoveragePage:
    approved, every = told.approved.counts(), told.every.counts()

    def cell(topic: Topic, level: Level) -> MatrixCell:
        return MatrixCell(
            field=_field(topic.id, level),
            label=f"{topic.title}, {LEVEL_TITLES[level]}",
            value=asked.get(_field(topic.id, level), "")[:4],
            approved=approved[topic.id, level],
            every=every[topic.id, level],
        )

    return CoveragePage(
        title="Đối chiếu ma trận đề",
        bank=Link(told.every.title, bank_url(bank_id)),
        workshop_url=WORKSHOP_URL,
        plans=tuple(_plan_row(plan, told) for plan in told.plans),
        typed=_plan_row(told.typed, told) if told.typed else None,
        url=bank_url(bank_id, "/coverage"),
        levels=tuple(LEVEL_TITLES[level].capitalize() for level in Level),
        matrix=tuple(
            MatrixRow(topic.title, tuple(cell(topic, level) for level in Level)) for topic in topics
        ),
        errors=errors,
    )


def _plan_row(plan: Plan, told: Coverage) -> PlanRow:
    if plan.short_in_all:
        kind, verdict, gaps = "error", "Thiếu câu hỏi", plan.short_in_all
    elif plan.short:
        kind, verdict, gaps = "warning", "Đủ nếu duyệt hết các câu đang soạn", plan.short
    else:
        kind, verdict, gaps = "success", "Đủ câu đã duyệt", ()
    return PlanRow(
        name=plan.name or "Ma trận vừa nhập",
        questions=say_count(plan.questions),
        kind=kind,
        verdict=verdict,
        lacks=tuple(say_short(gap, told.every) for gap in gaps),
    )
