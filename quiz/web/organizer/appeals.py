"""What waits after a round: appeals, decisions, the versions of its board, its story."""

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from quiz.rules.access import Action, Scope, Viewer, scope_of
from quiz.rules.appealing import SUBJECT_TEXTS
from quiz.rules.correcting import read_key
from quiz.rules.deciding import Ruling, say_ruling
from quiz.rules.prediction import known_text
from quiz.rules.printed import chain_texts
from quiz.rules.wording import (
    say_actor,
    say_count,
    say_duration,
    say_moment,
    say_moment_seconds,
)
from quiz.stages import appeals, board
from quiz.stages.appeals import AppealLine
from quiz.stages.board import BoardView
from quiz.store import boards, decisions
from quiz.store.boards import BoardVersion
from quiz.store.decisions import Decided
from quiz.store.rows import SatRound
from quiz.store.scopes import Choices
from quiz.web.boards import narrowing
from quiz.web.guard import (
    Admitted,
    Id,
    PageNumber,
    SearchText,
    SiteDep,
    render,
    see_other,
)
from quiz.web.organizer.reach import round_in_reach
from quiz.web.pages.common import Link, make_pager
from quiz.web.pages.deciding import AppealCard, AppealsPage, DesksPage, StoryPage
from quiz.web.pages.organizer import WorkBoardPage, WorkBoardRow

router = APIRouter(prefix="/staff")
STATE_TEXTS = {"pending": "Chờ ký", "signed": "Đã ký", "declined": "Đã rút"}


@router.get("/appeals", name="work.desks")
async def get_desks(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """The rounds within reach that are over, with what waits in them."""
    anywhere = scope_of(viewer.role, Action.APPEAL_READ) is Scope.ANY
    districts = None if anywhere else viewer.districts
    now = site.clock()
    found = await run_in_threadpool(
        site.database.read_now, lambda connection: appeals.desks(connection, districts, now)
    )
    rows = tuple(
        (
            Link(one.place, f"/staff/rounds/{one.round_id}/appeals"),
            one.contest,
            say_count(one.open_appeals),
            say_count(one.appeals),
            say_count(one.pending),
        )
        for one in found
    )
    return await render(request, DesksPage("Kiến nghị và quyết định", rows))


@router.get("/rounds/{round_id}/appeals", name="work.appeals")
async def get_appeals(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """The round's appeals and decisions."""
    sat = await round_in_reach(site, viewer, Action.APPEAL_READ, round_id)

    def read(connection: Connection) -> AppealsPage:
        lines = appeals.appeals_of(connection, round_id)
        found = decisions.of_round(connection, round_id)
        said = {one.id: appeals.say(connection, one, round_id) for one in found}
        return _appeals_page(viewer, sat, lines, (found, said), boards.versions(connection, sat.id))

    return await render(request, await run_in_threadpool(site.database.read_now, read))


@router.get("/rounds/{round_id}/log", name="work.story")
async def get_story(request: Request, site: SiteDep, viewer: Admitted, round_id: Id) -> Response:
    """What happened to the round, for somebody who was not there."""
    sat = await round_in_reach(site, viewer, Action.APPEAL_READ, round_id)
    now = site.clock()
    events = await run_in_threadpool(
        site.database.read_now, lambda connection: appeals.story_of(connection, round_id, now)
    )
    page = StoryPage(
        title="Nhật ký quyết định",
        contest=f"{sat.contest} – {sat.place}",
        rows=tuple(
            (
                say_moment(one.at),
                one.what,
                one.detail,
                ", ".join(map(say_actor, one.by)),
                str(one.entry or ""),
            )
            for one in events
        ),
        back=Link(f"Vòng thi {sat.place}", f"/staff/rounds/{sat.id}"),
    )
    return await render(request, page)


@router.get("/rounds/{round_id}/boards/{board_version}", name="work.board_version")
async def get_board_version(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    round_id: Id,
    board_version: Id,
    page: PageNumber = 1,
    q: SearchText = "",
) -> Response:
    """An official board as it was published, with whole names; the one that stands where there is
    no such version."""
    await round_in_reach(site, viewer, Action.BOARD_READ, round_id)

    def read(connection: Connection) -> WorkBoardPage | None:
        if boards.version(connection, round_id, board_version) is None:
            return None
        view = board.read_board(connection, round_id, page, q, version=board_version)
        return _board_page(view, boards.versions(connection, round_id), board_version)

    shown = await run_in_threadpool(site.database.read_now, read)
    return await render(request, shown) if shown else see_other(f"/staff/rounds/{round_id}/board")


def state_of(one: Decided) -> str:
    """pending, signed or declined."""
    if one.pending:
        return "pending"
    return "declined" if one.signed_at is None else "signed"


def _appeals_page(
    viewer: Viewer,
    sat: SatRound,
    lines: tuple[AppealLine, ...],
    decided: tuple[tuple[Decided, ...], dict[int, str]],
    versions: tuple[BoardVersion, ...],
) -> AppealsPage:
    base = f"/staff/rounds/{sat.id}"
    decides = scope_of(viewer.role, Action.APPEAL_DECIDE) is not None
    found, said = decided
    return AppealsPage(
        title="Kiến nghị và quyết định",
        contest=f"{sat.contest} – {sat.place}",
        until_text=" ".join(sat.rules.appeals.sentences()),
        appeals=tuple(_card(one, base, decides=decides) for one in lines),
        decisions=tuple(
            (
                Link(f"Quyết định số {one.id}", f"{base}/decisions/{one.id}"),
                said[one.id],
                f"{say_actor(one.asked_by)}, {say_moment(one.asked_at)}",
                STATE_TEXTS[state_of(one)],
            )
            for one in found
        ),
        boards=tuple(_version_row(one, base) for one in versions),
        decide_url=f"{base}/decide" if decides else "",
        log=Link("Nhật ký quyết định", f"{base}/log"),
        back=Link(f"Vòng thi {sat.place}", base),
    )


def _card(one: AppealLine, base: str, *, decides: bool) -> AppealCard:
    waits = one.decision_id is None
    about = f"Câu {one.number} trong đề" if one.number else SUBJECT_TEXTS[one.subject]
    link = Link(f"Quyết định số {one.decision_id}", f"{base}/decisions/{one.decision_id}")
    return AppealCard(
        title=f"Kiến nghị số {one.id}: {about}",
        who=f"{one.name}, số báo danh {one.candidate}, {one.unit}",
        words=one.words,
        filed_text=say_moment(one.filed_at),
        decision=None if waits else link,
        decide_url=f"{base}/decide?appeal={one.id}" if waits and decides else "",
    )


def _version_row(one: BoardVersion, base: str) -> tuple[str | Link, ...]:
    return (
        Link(f"Lần {one.version}", f"{base}/boards/{one.version}"),
        say_moment(one.published_at),
        say_actor(one.published_by),
        one.digest[:16],
        version_reason(one),
    )


def version_reason(one: BoardVersion) -> str:
    """Why there is this version."""
    if one.decision_id is None:
        return "Công bố lần đầu"
    # where nothing stood before, keeping moves nobody and makes no version
    ruling = say_ruling(Ruling(one.ruling), read_key(one.question_key), taken_back=True)
    return f"Quyết định số {one.decision_id}: {ruling}. Lý do: {one.reason}"


def _board_page(view: BoardView, versions: tuple[BoardVersion, ...], number: int) -> WorkBoardPage:
    base, rules = f"/staff/rounds/{view.round.id}", view.round.rules
    one = next(one for one in versions if one.version == number)
    title = f"Bảng xếp hạng {view.round.place}, lần {number}"
    newest = versions[-1].version
    kind = "đang có hiệu lực" if number == newest else f"đã được thay bằng lần {newest}"
    url = f"{base}/boards/{number}"
    return WorkBoardPage(
        title=title,
        contest=view.round.contest,
        official=number == newest,
        status_text=f"Bảng xếp hạng chính thức lần {number}, công bố lúc "
        f"{say_moment(one.published_at)}, {kind}. Mã kiểm tra: {one.digest[:16]}. "
        f"{version_reason(one)} {known_text(rules.prediction, one.outcome)}".rstrip(),
        chain=chain_texts(rules, view.round.bank.topic_titles),
        rows=tuple(
            WorkBoardRow(
                place=line.place,
                name=line.name,
                number=line.number,
                unit=line.unit,
                score_text=line.score_text,
                extra_text=str(line.score.hard_count),
                duration_text=say_duration(line.score.duration_ms),
                submitted_text=say_moment_seconds(line.score.ended_at),
                tie_note=line.note,
            )
            for line in view.lines
        ),
        pager=make_pager(url, view.page, view.pages, view.total, view.query),
        query=view.query,
        search_url=url,
        narrowing=narrowing(url, Choices(), view.scope, ""),
        files=(),
        crumbs=(
            Link("Vòng thi", "/staff/rounds"),
            Link(f"Vòng thi {view.round.place}", base),
            Link(title, ""),
        ),
        extra_label="Câu khó đúng",
    )
