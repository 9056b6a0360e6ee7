"""Lay out a working bank for its pages: the list, the counts, the seal, the settings."""

from collections.abc import Sequence
from urllib.parse import urlencode

from question_bank.bank import Topic
from question_bank.question import LEVEL_TITLES, Level
from quiz.rules.authoring import IN_A_VERSION, STATE_TITLES, Move, State
from quiz.rules.wording import at_vietnam, say_actor, say_count, say_moment
from quiz.stages.workshop.banks import BankRow, Settings, Standing
from quiz.stages.workshop.looking import Counts, Facts, Filter, Listed, Listing
from quiz.web.pages.common import Link, Pager
from quiz.web.pages.workshop import (
    BankLine,
    BankListing,
    BankPage,
    CountLine,
    QuestionLine,
    Sealing,
    SettingsPage,
    TopicRow,
    WorkshopPage,
)
from quiz.web.workshop.urls import (
    COMPARE_URL,
    NEW_URL,
    VERSIONS_URL,
    WORKSHOP_URL,
    bank_url,
    question_url,
)

SPARE_TOPICS = 3
SHORT_STEM = 200
STATE_KINDS = {
    State.DRAFT: "neutral",
    State.REVIEW: "warning",
    State.APPROVED: "success",
    State.REMOVED: "error",
}
MANY = (
    (Move.SUBMIT, "Gửi duyệt các câu đã chọn"),
    (Move.APPROVE, "Duyệt các câu đã chọn"),
)


def say_local(ms: int) -> str:
    """The moment as a browser's datetime-local field writes it, in Vietnamese time."""
    return f"{at_vietnam(ms):%Y-%m-%dT%H:%M}"


def say_iso_day(iso: str) -> str:
    """`05/4/2021`; anything that is no ISO day as it is."""
    parts = iso.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return iso
    month = parts[1] if int(parts[1]) < 3 else str(int(parts[1]))
    return f"{parts[2]}/{month}/{parts[0]}"


def state_of(state: State, *, in_version: bool) -> tuple[str, str]:
    """What a state is called, and the colour of its tag."""
    if in_version and state is State.APPROVED:
        return IN_A_VERSION, "info"
    return STATE_TITLES[state], STATE_KINDS[state]


def workshop_page(rows: Sequence[BankRow], now: int) -> WorkshopPage:
    """Every working bank."""
    return WorkshopPage(
        "Soạn câu hỏi",
        tuple(_bank_line(row, now) for row in rows),
        NEW_URL,
        COMPARE_URL,
        VERSIONS_URL,
    )


def _bank_line(row: BankRow, now: int) -> BankLine:
    sealed = row.sealed_until is not None and now < row.sealed_until
    return BankLine(
        link=Link(row.title, bank_url(row.id)),
        questions=say_count(row.questions),
        waiting=say_count(row.waiting),
        approved=say_count(row.approved),
        made_text=f"{say_moment(row.created_at)}, {say_actor(row.made_by)}",
        seal_text=say_moment(row.sealed_until) if sealed and row.sealed_until else "",
    )


def settings_page(
    standing: Standing | None,
    typed: Settings,
    errors: tuple[tuple[str, str], ...] = (),
    changed: Settings | None = None,
) -> SettingsPage:
    """The form over a bank, or for a new one. `changed` is what another author has saved since."""
    topics = [TopicRow(topic.id, topic.title) for topic in typed.topics]
    topics += [TopicRow("", "")] * SPARE_TOPICS
    return SettingsPage(
        title="Sửa thông tin ngân hàng" if standing else "Soạn ngân hàng mới",
        back=Link(standing.settings.title, bank_url(standing.id))
        if standing
        else Link("Soạn câu hỏi", WORKSHOP_URL),
        save_url=bank_url(standing.id, "/settings") if standing else WORKSHOP_URL,
        revision=standing.revision if standing else 0,
        name=typed.title,
        as_of=typed.as_of,
        topics=tuple(topics),
        errors=errors,
        standing=_standing(changed) if changed else (),
    )


def _standing(settings: Settings) -> tuple[tuple[str, str], ...]:
    return (
        ("Tên ngân hàng", settings.title),
        ("Theo pháp luật tại ngày", say_iso_day(settings.as_of) or "–"),
        ("Chuyên đề", "; ".join(topic.title for topic in settings.topics) or "–"),
    )


def bank_page(
    facts: Facts,
    listing: Listing | None,
    wanted: Filter,
    proposed: int | None,
    *,
    import_url: str = "",
    errors: tuple[tuple[str, str], ...] = (),
    chosen: frozenset[int] = frozenset(),
    done: str = "",
) -> BankPage:
    """The bank; `listing` where its questions may be read. `chosen` questions stay ticked."""
    url = bank_url(facts.id)
    return BankPage(
        title=facts.title,
        workshop_url=WORKSHOP_URL,
        bank_url=url,
        settings_url=f"{url}/settings",
        new_url=f"{url}/questions/new",
        import_url=import_url,
        coverage_url=f"{url}/coverage",
        publish_url=f"{url}/publish",
        move_url=f"{url}/questions/move",
        approve_url=f"{url}/questions/approve",
        about=(("Theo pháp luật tại ngày", say_iso_day(facts.as_of)),) if facts.as_of else (),
        listing=_listing(facts, listing, wanted, chosen) if listing else None,
        sealing=_sealing(facts, proposed),
        versions=tuple(
            (
                Link(one.title, f"{VERSIONS_URL}/{one.id}"),
                say_count(one.questions),
                say_moment(one.at),
                say_actor(one.actor),
            )
            for one in facts.versions
        ),
        errors=errors,
        done=done,
    )


def _sealing(facts: Facts, proposed: int | None) -> Sealing:
    until = facts.sealed_until
    by = say_actor(facts.sealed_by or "")
    opened = facts.opened_until
    moment = until if until is not None else proposed
    return Sealing(
        until_text=say_moment(until) if until is not None else "",
        by_text=by,
        opened_text=say_moment(opened) if opened is not None else "",
        proposed=say_local(moment) if moment is not None else "",
        seal_url=bank_url(facts.id, "/seal"),
        open_url=bank_url(facts.id, "/open"),
        openings=tuple(
            (say_actor(one.actor), f"{say_moment(one.at)} đến {say_moment(one.until)}", one.reason)
            for one in facts.openings
        ),
    )


def _listing(facts: Facts, listing: Listing, wanted: Filter, chosen: frozenset[int]) -> BankListing:
    url = bank_url(facts.id)
    topics = _topics(facts.topics, listing.counts)
    titles = {topic.id: topic.title for topic in topics}

    def to(number: int) -> str:
        return _address(url, wanted, number) if 1 <= number <= listing.pages else ""

    page = listing.page
    return BankListing(
        query=wanted.query,
        topic=wanted.topic,
        level=wanted.level,
        state=wanted.state,
        topics=tuple((topic.id, topic.title) for topic in topics),
        levels=tuple((level.value, LEVEL_TITLES[level]) for level in Level),
        states=_states(url, wanted, listing.counts),
        counts=_counts(url, wanted, topics, listing.counts),
        count_headers=(
            "Chuyên đề",
            *(LEVEL_TITLES[level].capitalize() for level in Level),
            "Cộng",
        ),
        questions=tuple(_line(facts.id, one, titles, chosen) for one in listing.found),
        pager=Pager(page, listing.pages, listing.total, to(page - 1), to(page + 1)),
        moves=tuple((move.value, label) for move, label in MANY),
    )


def _topics(known: Sequence[Topic], counts: Counts) -> tuple[Topic, ...]:
    """The bank's topics, and those under which a question stands all the same."""
    ids = {topic.id for topic in known}
    strange = sorted({topic for topic, _, _ in counts} - ids)
    return (*known, *(Topic(topic, topic) for topic in strange))


def _address(url: str, wanted: Filter, page: int = 1) -> str:
    values = {
        "q": wanted.query,
        "topic": wanted.topic,
        "level": wanted.level,
        "state": wanted.state,
        "page": str(page) if page > 1 else "",
    }
    asked = {name: value for name, value in values.items() if value}
    return f"{url}?{urlencode(asked)}#questions" if asked else f"{url}#questions"


def _states(url: str, wanted: Filter, counts: Counts) -> tuple[Link, ...]:
    """The list by state; removed questions are in no other list."""
    totals = {
        state: sum(count for (_, _, one), count in counts.items() if one == state)
        for state in State
    }
    there = sum(count for state, count in totals.items() if state is not State.REMOVED)
    links = [Link(f"Tất cả ({say_count(there)})", _by_state(url, wanted, ""), not wanted.state)]
    links += [
        Link(
            f"{STATE_TITLES[state]} ({say_count(totals[state])})",
            _by_state(url, wanted, state.value),
            wanted.state == state,
        )
        for state in State
    ]
    return tuple(links)


def _by_state(url: str, wanted: Filter, state: str) -> str:
    return _address(url, Filter(wanted.query, wanted.topic, wanted.level, state))


def _counts(
    url: str, wanted: Filter, topics: Sequence[Topic], counts: Counts
) -> tuple[CountLine, ...]:
    """Questions of the state that is looked at, by topic and level."""
    states = {wanted.state} if wanted.state else set(State) - {State.REMOVED}

    def cell(topic: str, level: str) -> Link:
        found = sum(
            count
            for (one, hard, state), count in counts.items()
            if state in states and topic in {"", one} and level in {"", hard}
        )
        return Link(say_count(found), _address(url, Filter("", topic, level, wanted.state)))

    def line(title: str, topic: str) -> CountLine:
        return CountLine(title, (*(cell(topic, level) for level in Level), cell(topic, "")))

    return (*(line(topic.title, topic.id) for topic in topics), line("Cộng", ""))


def _line(
    bank_id: int, one: Listed, titles: dict[str, str], chosen: frozenset[int]
) -> QuestionLine:
    state, kind = state_of(one.state, in_version=one.in_version)
    stem = " ".join(one.stem.split())
    return QuestionLine(
        choice=f"{one.id}-{one.revision}",
        link=Link(one.code, question_url(bank_id, one.id)),
        stem=stem if len(stem) <= SHORT_STEM else stem[: SHORT_STEM - 1] + "…",
        topic=titles.get(one.topic, one.topic),
        level=LEVEL_TITLES[Level(one.level)],
        state=state,
        state_kind=kind,
        edited_text=f"{say_actor(one.edited_by)}, {say_moment(one.edited_at)}",
        chosen=one.id in chosen,
    )
