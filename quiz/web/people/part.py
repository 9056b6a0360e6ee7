"""What a person's page says and asks of audience and duty, and of attempts below the floor."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import ROLE_TITLES, Action
from quiz.rules.eligibility import DUTY_NAMES, Duty
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.roster import COLUMNS
from quiz.rules.wording import say_count, say_duration
from quiz.stages import people, taking_part
from quiz.stages.haste import FastAttempt
from quiz.stages.taking_part import Part
from quiz.web.forms import Input, read_form
from quiz.web.guard import Admitted, Id, SiteDep, in_reach, see_other
from quiz.web.pages.people import PartForm
from quiz.web.people.reach import LIST_URL

router = APIRouter()

DONE = (
    "Đã không có gì thay đổi; thông tin dự thi đã được ghi như vậy từ trước.",
    "Đã ghi thông tin dự thi. Thông tin có hiệu lực từ lần vào thi tiếp theo.",
)
"""What is said after the form was sent: nothing changed, something did."""


class PartInput(Input):
    """The person's page, its second form."""

    audience: Annotated[str, Field(title=COLUMNS["audience"], max_length=100)] = ""
    duty: Annotated[str, Field(title=COLUMNS["duty"], max_length=20)] = ""


@router.post("/staff/people/{person_id}/part", name="person.part")
async def post_part(request: Request, site: SiteDep, viewer: Admitted, person_id: Id) -> Response:
    """Set audience and duty. The same twice is once."""
    given = await read_form(request, PartInput)
    if given.duty not in {"", *Duty}:
        raise Refusal(RequestReason.BAD_INPUT, field=COLUMNS["duty"])
    duty = Duty(given.duty) if given.duty else None
    member = await site.database.read(lambda connection: people.read_member(connection, person_id))
    in_reach(viewer, Action.PEOPLE_WRITE, member.district_id)
    changed = await run_in_threadpool(
        taking_part.set_part,
        site.database,
        person_id,
        given.audience,
        duty,
        viewer.actor,
        site.clock(),
    )
    return see_other(f"{LIST_URL}/{person_id}?part={int(changed)}")


def facts_of(part: Part) -> tuple[tuple[str, str], ...]:
    """What is known, a row each."""
    accounts = ", ".join(f"{name} ({ROLE_TITLES[role]})" for name, role in part.accounts)
    duties = (DUTY_NAMES[one] for one in Duty if one in part.duties)
    return (
        (COLUMNS["audience"], part.audience_title),
        (COLUMNS["duty"], DUTY_NAMES[part.duty] if part.duty else ""),
        *([("Tài khoản quản lý", accounts)] if accounts else []),
        *([("Được tính là", ", ".join(duties))] if accounts else []),
    )


def fast_rows(fast: tuple[FastAttempt, ...]) -> tuple[tuple[str, ...], ...]:
    """Attempts that were faster than the rules' floor, a row each."""
    return tuple(
        (
            one.contest,
            one.round_text,
            f"Lượt {one.attempt}",
            say_duration(one.duration_ms),
            say_duration(one.floor_ms),
            f"{one.answered} trên {one.question_count}" if one.counts else "",
            one.score_text or "Không phải lượt được tính",
        )
        for one in fast
    )


def form_of(part: Part, person_id: int) -> PartForm:
    """The form to change it."""
    audiences = [(one.id, one.title) for one in part.audiences]
    if part.audience and part.audience not in dict(audiences):
        audiences.append((part.audience, part.audience))
    warnings = []
    if part.accounts:
        warnings.append(
            "Người này có tài khoản quản lý nên không được dự thi theo thể lệ, dù nhiệm vụ ghi ở "
            "đây là gì. Nếu gắn nhầm, đề nghị quản trị viên gỡ số báo danh khỏi tài khoản đó."
        )
    if part.duties and part.attempts:
        warnings.append(
            f"Người này đã có {say_count(part.attempts)} lượt thi chính thức. Nhiệm vụ ghi sau "
            "không tự hủy kết quả; nếu cần, Ban Tổ chức quyết định hủy kết quả của lượt thi."
        )
    return PartForm(
        url=f"{LIST_URL}/{person_id}/part",
        audiences=tuple(audiences),
        audience=part.audience,
        duties=tuple((duty.value, name) for duty, name in DUTY_NAMES.items()),
        duty=part.duty.value if part.duty else "",
        warnings=tuple(warnings),
    )
