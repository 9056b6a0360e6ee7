"""The list of working banks, a new one, one bank's page, its settings, its seal."""

import re
from datetime import date, datetime
from itertools import zip_longest
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from question_bank.bank import Topic
from question_bank.vietnamese import clean, slug, squeeze
from quiz.rules.reasons import BankReason, RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.wording import from_vietnam
from quiz.stages.workshop import banks, seal
from quiz.stages.workshop.banks import Settings
from quiz.stages.workshop.looking import Filter
from quiz.web.forms import Input, read_form
from quiz.web.guard import (
    Admitted,
    Id,
    PageNumber,
    SearchText,
    SiteDep,
    render,
    render_refused,
    see_other,
)
from quiz.web.workshop.bank import reader_of, show
from quiz.web.workshop.typed import IDENTIFIER
from quiz.web.workshop.urls import bank_url
from quiz.web.workshop.views import settings_page, workshop_page

router = APIRouter()

LONGEST_TITLE = 200
MOST_TOPICS = 100
_LONGEST_SLUG = 60  # letters; a number may follow
_MOMENT = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")

Title = Annotated[str, Field(max_length=2 * LONGEST_TITLE, title="Tên ngân hàng")]
Short = Annotated[str, Field(max_length=200)]
TopicFilter = Annotated[str, Query(max_length=200, title="Chuyên đề")]
LevelFilter = Annotated[Literal["", "easy", "medium", "hard"], Query(title="Mức độ")]
StateFilter = Annotated[
    Literal["", "draft", "review", "approved", "in_version", "removed"], Query(title="Trạng thái")
]
Done = Annotated[
    Literal["", "made", "edited", "moved", "sealed", "opened"], Query(title="Việc vừa làm")
]


class SettingsInput(Input):
    """Title, day and topics: `topic_id` and `topic` go in pairs, a new topic has no identifier."""

    revision: Annotated[str, Field(pattern=r"^[0-9]{1,9}$", title="Bản đang sửa")] = "0"
    title: Title = ""
    as_of: Annotated[str, Field(max_length=10, title="Theo pháp luật tại ngày")] = ""
    topic_id: list[Short] = Field(default_factory=list, max_length=MOST_TOPICS, title="Chuyên đề")
    topic: list[Short] = Field(default_factory=list, max_length=MOST_TOPICS, title="Chuyên đề")


class TitleInput(Input):
    """The title of a bank that goes on from a version; its own where none is given."""

    title: Title = ""


class SealInput(Input):
    """Until when, as a browser's field writes it, in Vietnamese time."""

    until: Annotated[str, Field(max_length=30, title="Niêm phong đến")]


class OpeningInput(Input):
    """Why somebody looks into a sealed bank."""

    reason: Annotated[str, Field(max_length=2_000, title="Lý do")]


@router.get("/workshop", name="workshop")
async def get_workshop(request: Request, site: SiteDep, _viewer: Admitted) -> Response:
    """Every working bank."""
    rows = await run_in_threadpool(banks.banks, site.database)
    return await render(request, workshop_page(rows, site.clock()))


@router.get("/workshop/new", name="workshop.new")
async def get_new(request: Request, _viewer: Admitted) -> Response:
    """The form of a new bank."""
    return await render(request, settings_page(None, Settings("", "", ())))


@router.post("/workshop", name="workshop.post")
async def post_workshop(request: Request, site: SiteDep, viewer: Admitted) -> Response:
    """A new bank."""
    given = await read_form(request, SettingsInput)
    wanted, errors = _understood(given)
    if errors:
        return await render(request, settings_page(None, wanted, errors), 422)
    try:
        bank_id = await run_in_threadpool(
            banks.make, site.database, wanted, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        page = settings_page(None, wanted, (("title", refusal.sentence),))
        return await render_refused(request, page, refusal)
    return see_other(f"{bank_url(bank_id)}?done=made")


@router.post("/workshop/from/{version_id}", name="workshop.from")
async def post_from(request: Request, site: SiteDep, viewer: Admitted, version_id: Id) -> Response:
    """A bank that goes on from a published version."""
    given = await read_form(request, TitleInput)
    title = squeeze(given.title)[:LONGEST_TITLE].strip()
    bank_id = await run_in_threadpool(
        banks.make_from, site.database, version_id, title, reader_of(site, viewer)
    )
    return see_other(f"{bank_url(bank_id)}?done=made")


@router.get("/workshop/{bank_id}", name="workshop.bank")
async def get_bank(
    request: Request,
    site: SiteDep,
    viewer: Admitted,
    bank_id: Id,
    page: PageNumber = 1,
    q: SearchText = "",
    topic: TopicFilter = "",
    level: LevelFilter = "",
    state: StateFilter = "",
    done: Done = "",
) -> Response:
    """One bank: its questions where they may be read, its versions, its seal."""
    wanted = Filter(squeeze(q), topic, level, state)
    return await show(request, site, viewer, bank_id, wanted, page, done=done)


@router.get("/workshop/{bank_id}/settings", name="workshop.settings")
async def get_settings(request: Request, site: SiteDep, _viewer: Admitted, bank_id: Id) -> Response:
    """The form of the bank as a whole."""
    standing = await run_in_threadpool(banks.settings, site.database, bank_id)
    return await render(request, settings_page(standing, standing.settings))


@router.post("/workshop/{bank_id}/settings", name="workshop.settings.post")
async def post_settings(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """Title, day and topics anew."""
    given = await read_form(request, SettingsInput)
    standing = await run_in_threadpool(banks.settings, site.database, bank_id)
    wanted, errors = _understood(given, standing.settings.topics)
    if errors:
        return await render(request, settings_page(standing, wanted, errors), 422)
    revision, now = int(given.revision), site.clock()
    try:
        await run_in_threadpool(
            banks.edit, site.database, bank_id, wanted, revision, viewer.actor, now
        )
    except Refusal as refusal:
        changed = None
        if refusal.reason is BankReason.BANK_CHANGED:
            standing = await run_in_threadpool(banks.settings, site.database, bank_id)
            changed = standing.settings
        page = settings_page(standing, wanted, (("", refusal.sentence),), changed)
        return await render_refused(request, page, refusal)
    return see_other(f"{bank_url(bank_id)}?done=edited")


def _understood(
    given: SettingsInput, old: tuple[Topic, ...] = ()
) -> tuple[Settings, tuple[tuple[str, str], ...]]:
    """What the form means, and what is wrong with it; `old` are the topics that the bank has."""
    errors = []
    title, refused = clean(given.title)
    errors += [("title", sentence) for sentence in refused]
    title = squeeze(title)
    if not title:
        errors.append(("title", "Đề nghị ghi tên ngân hàng."))
    elif len(title) > LONGEST_TITLE:
        errors.append(("title", f"Tên ngân hàng dài quá {LONGEST_TITLE} chữ; đề nghị ghi ngắn."))
    if given.as_of and not _is_day(given.as_of):
        errors.append(("as_of", "Ngày chưa hợp lệ. Đề nghị chọn ngày trong lịch, hoặc để trống."))
    topics = _topics(given, {topic.id for topic in old})
    if len({squeeze(topic.title).casefold() for topic in topics}) < len(topics):
        errors.append(("topic-0", "Có hai chuyên đề trùng tên. Đề nghị đặt tên khác nhau."))
    return Settings(title, given.as_of, topics), tuple(errors)


def _topics(given: SettingsInput, old: set[str]) -> tuple[Topic, ...]:
    """The topics that have a title; a new one gets an identifier that nobody has, short enough for
    every format.
    """
    sent = (one if one in old or IDENTIFIER.fullmatch(one) else "" for one in given.topic_id)
    pairs = list(zip_longest(sent, given.topic, fillvalue=""))
    taken = {one for one, title in pairs if one and squeeze(title)}
    topics = []
    for typed, title in pairs:
        said = squeeze(title)
        if not said:
            continue
        one = typed or _free(slug(said)[:_LONGEST_SLUG].strip("-") or "chuyen-de", taken)
        taken.add(one)
        topics.append(Topic(one, said))
    return tuple({topic.id: topic for topic in topics}.values())


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@router.post("/workshop/{bank_id}/seal", name="workshop.seal")
async def post_seal(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """Seal the bank."""
    given = await read_form(request, SealInput)
    try:
        until = _moment(given.until)
        await run_in_threadpool(
            seal.seal, site.database, bank_id, until, viewer.actor, site.clock()
        )
    except Refusal as refusal:
        return await _bank_refused(request, site, viewer, bank_id, "until", refusal)
    return see_other(f"{bank_url(bank_id)}?done=sealed")


@router.post("/workshop/{bank_id}/open", name="workshop.open")
async def post_open(request: Request, site: SiteDep, viewer: Admitted, bank_id: Id) -> Response:
    """Look into the sealed bank: why is written down."""
    given = await read_form(request, OpeningInput)
    reader = reader_of(site, viewer)
    try:
        await run_in_threadpool(seal.look_in, site.database, bank_id, given.reason, reader)
    except Refusal as refusal:
        return await _bank_refused(request, site, viewer, bank_id, "reason", refusal)
    return see_other(f"{bank_url(bank_id)}?done=opened")


async def _bank_refused(
    request: Request, site: SiteDep, viewer: Admitted, bank_id: int, field: str, refusal: Refusal
) -> Response:
    """The bank's page with the sentence at the field; another kind of refusal as everywhere."""
    if refusal.reason not in {BankReason.SEAL_TOO_EARLY, BankReason.OPENING_NEEDS_REASON}:
        raise refusal
    errors = ((field, refusal.sentence),)
    status = refusal.reason.status
    return await show(request, site, viewer, bank_id, Filter(), errors=errors, status=status)


def _moment(typed: str) -> int:
    """UTC milliseconds of a local date and time. Refuses anything else."""
    try:
        if _MOMENT.fullmatch(typed.strip()):
            return from_vietnam(datetime.fromisoformat(typed.strip()))
    except ValueError:
        pass
    raise Refusal(RequestReason.BAD_INPUT, field="Niêm phong đến")
