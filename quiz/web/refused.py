"""What staff asked for is done, or its refusal is shown on the page that it was asked for on."""

from collections.abc import Awaitable, Callable, Container

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.reasons import EVERY_REASON, RequestReason
from quiz.rules.refusal import Reason, Refusal
from quiz.web.guard import Page, render_refused, see_other

EXPLAINED = EVERY_REASON - {RequestReason.NOT_FOUND, RequestReason.BUSY}
"""For pages that tell every refusal but those after which there is no such page."""


async def refusal_of(act: Callable[[], object], shown: Container[Reason]) -> Refusal | None:
    """Do it, off the loop. What the page explains itself comes back; other refusals are raised."""
    try:
        await run_in_threadpool(act)
    except Refusal as refusal:
        if refusal.reason not in shown:
            raise
        return refusal
    return None


async def done_or_shown(
    request: Request,
    act: Callable[[], object],
    url: str,
    page: Callable[[Refusal], Awaitable[Page]],
    shown: Container[Reason] = EXPLAINED,
) -> Response:
    """Do it and go to `url`, or show the page that explains why not."""
    refusal = await refusal_of(act, shown)
    if refusal is None:
        return see_other(url)
    return await render_refused(request, await page(refusal), refusal)
