"""What every door to a board shares: whom it is narrowed to, the form for that, the files."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.requests import Request

from quiz.documents.exports import KINDS, Kind
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.scopes import BoardScope
from quiz.store.scopes import Choices
from quiz.store.whole import WholeLine
from quiz.web.guard import MAX_ID
from quiz.web.pages.common import Link, Narrowing

LIVE = (
    "Bảng xếp hạng công khai đang dừng cập nhật đến khi vòng thi đóng. Bảng này vẫn cập nhật; đề "
    "nghị không công bố."
)
_FILE_LABELS = {"xlsx": "Tải về (Excel)", "csv": "Tải về (CSV)", "json": "Tải về (JSON)"}

Chosen = Annotated[str, Query(max_length=100, title="Phạm vi")]


async def asked_scope(unit: Chosen = "", group: Chosen = "", audience: Chosen = "") -> BoardScope:
    """Whom the address narrows a board to. A unit that is no number is as unknown as one that is
    not there.
    """
    if not unit:
        return BoardScope(0, group, audience)
    if not (unit.isascii() and unit.isdigit() and len(unit) < 12 and 0 < int(unit) <= MAX_ID):
        raise Refusal(RequestReason.NOT_FOUND)
    return BoardScope(int(unit), group, audience)


AskedScope = Annotated[BoardScope, Depends(asked_scope)]


def narrowing(url: str, choices: Choices, scope: BoardScope, units_label: str) -> Narrowing:
    """The form that narrows the board at `url`."""
    return Narrowing(
        url,
        choices.units,
        units_label,
        str(scope.unit_id or ""),
        choices.groups,
        scope.group,
        choices.audiences,
        scope.audience,
    )


def file_links(url: str, scope: BoardScope) -> tuple[Link, ...]:
    """The files of the board at `url`, of the same people."""
    query = f"?{urlencode(scope.values())}" if not scope.everybody else ""
    return tuple(Link(_FILE_LABELS[kind], f"{url}.{kind}{query}") for kind in KINDS)


def asked_kind(request: Request) -> Kind:
    """Which file an address that ends in `.xlsx`, `.csv` or `.json` asks for."""
    ending = str(request.scope["path"]).rpartition(".")[2]
    for kind in KINDS:
        if kind == ending:
            return kind
    raise Refusal(RequestReason.NOT_FOUND)


def say_unit(line: WholeLine) -> str:
    """Where somebody works and sat, and in how many rounds where these are several."""
    rounds = f" – {line.rounds} vòng thi" if line.rounds > 1 else ""
    return f"{line.unit}, {line.district}{rounds}"
