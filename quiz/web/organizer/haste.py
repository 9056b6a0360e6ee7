"""The attempts of a round that were faster than its floor: for the committee to look at."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Viewer
from quiz.rules.wording import say_count, say_duration, say_moment_seconds
from quiz.stages import haste
from quiz.stages.haste import FastAttempt, FastAttempts
from quiz.web.guard import Admitted, Id, SiteDep, reaches, render
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link
from quiz.web.pages.organizer import FastPage, FastRow

router = APIRouter(prefix="/staff/rounds/{round_id}")

SHOWN = 500


@router.get("/fast", name="work.fast")
async def get_fast(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The attempts below the floor, with whole names."""
    await round_in_reach(site, viewer, Action.BOARD_READ, round_id)

    def read(connection: Connection) -> FastAttempts:
        return haste.of_round(connection, round_id)

    found = await site.database.read(read)
    return await render(request, _page(found, viewer))


def _page(found: FastAttempts, viewer: Viewer) -> FastPage:
    sat, title = found.round, "Bài làm nhanh hơn mức của thể lệ"
    floor = sat.rules.floor_seconds
    text = "Thể lệ không quy định thời gian tối thiểu để làm một câu."
    if floor and not sat.practice:
        text = (
            f"Thể lệ lấy mức {floor} giây một câu, {say_duration(sat.rules.floor_ms)} cho cả đề. "
            "Bài làm nhanh hơn được xếp hạng như bài làm đúng mức đó và không bị hủy tự động. Đề "
            "nghị Ban Tổ chức xem xét từng trường hợp; việc hủy kết quả do hai người quyết định."
        )
    many = len(found.attempts) > SHOWN
    count = f"{say_count(len(found.attempts))} lượt thi"
    return FastPage(
        title=title,
        contest=sat.contest,
        crumbs=(
            Link("Vòng thi", "/staff/rounds"),
            Link(f"Vòng thi {sat.place}", f"/staff/rounds/{sat.id}"),
            Link(title, ""),
        ),
        floor_text=text,
        count_text=f"{count}, dưới đây là {SHOWN} lượt nhanh nhất" if many else count,
        rows=tuple(_row(one, viewer) for one in found.attempts[:SHOWN]),
    )


def _row(one: FastAttempt, viewer: Viewer) -> FastRow:
    seen = reaches(viewer, Action.PEOPLE_READ, one.district_id)
    return FastRow(
        person=Link(one.name, f"/staff/people/{one.person_id}" if seen else ""),
        number=one.number,
        unit=one.unit,
        attempt=f"Lượt {one.attempt}",
        duration_text=say_duration(one.duration_ms),
        answered_text=f"{one.answered} trên {one.question_count}" if one.counts else "",
        score_text=one.score_text or "Không phải lượt được tính",
        ended_text=say_moment_seconds(one.ended_at),
    )
