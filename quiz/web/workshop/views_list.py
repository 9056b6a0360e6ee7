"""Lay out the list of a bank's questions: filters, counts, and where each leads."""

from collections.abc import Collection, Sequence
from urllib.parse import urlencode

from question_bank.bank import Topic
from question_bank.question import LEVEL_TITLES, Level
from quiz.rules.authoring import IN_A_VERSION, STATE_TITLES, Move, State
from quiz.rules.wording import say_actor, say_count, say_moment
from quiz.stages.workshop.looking import IN_VERSION, Counts, Facts, Filter, Listed, Listing
from quiz.web.pages.common import Link, Pager
from quiz.web.pages.workshop import BankListing, CountLine, QuestionLine
from quiz.web.workshop.urls import bank_url, question_url

SHORT_STEM = 200
STATE_KINDS = {
    State.DRAFT: "neutral",
    State.REVIEW: "warning",
    State.APPROVED: "success",
    State.REMOVED: "error",
}
LISTS = {
    State.DRAFT.value: STATE_TITLES[State.DRAFT],
    State.REVIEW.value: STATE_TITLES[State.REVIEW],
    State.APPROVED.value: STATE_TITLES[State.APPROVED],
    IN_VERSION: IN_A_VERSION,
    State.REMOVED.value: STATE_TITLES[State.REMOVED],
}
"""Where questions stand, in the order of their way: the list's filters."""
MANY = (
    (Move.SUBMIT, "Gửi duyệt các câu đã chọn"),
    (Move.APPROVE, "Duyệt các câu đã chọn"),
)


def state_of(state: State, *, in_version: bool) -> tuple[str, str]:
    """What a state is called, and the colour of its tag."""
    if in_version and state is State.APPROVED:
        return IN_A_VERSION, "info"
    return STATE_TITLES[state], STATE_KINDS[state]


def bank_listing(
    facts: Facts, listing: Listing, wanted: Filter, chosen: frozenset[int]
) -> BankListing:
    """A page of the bank's questions; `chosen` ones stay ticked."""
    url = bank_url(facts.id)
    topics = _topics(facts.topics, listing.counts)
    titles = {topic.id: topic.title for topic in topics}

    def to(number: int) -> str:
        return list_address(url, wanted, number) if 1 <= number <= listing.pages else ""

    page = listing.page
    return BankListing(
        query=wanted.query,
        topic=wanted.topic,
        level=wanted.level,
        state=wanted.state,
        topics=tuple((topic.id, topic.title) for topic in topics),
        levels=tuple((level.value, LEVEL_TITLES[level]) for level in Level),
        states=_states(url, wanted, listing.counts),
        counts_title=_counts_title(wanted.state),
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


def list_address(url: str, wanted: Filter, page: int = 1, *, done: str = "") -> str:
    """The list of the bank at `url` with this filter; `done` is what was just done."""
    values = {
        "q": wanted.query,
        "topic": wanted.topic,
        "level": wanted.level,
        "state": wanted.state,
        "page": str(page) if page > 1 else "",
        "done": done,
    }
    asked = urlencode({name: value for name, value in values.items() if value})
    place = "" if done else "#questions"  # what was done is told at the top of the page
    return f"{url}?{asked}{place}" if asked else f"{url}{place}"


def _states(url: str, wanted: Filter, counts: Counts) -> tuple[Link, ...]:
    """The list by state, each with its questions of the topic and the level that are looked at;
    removed questions are in no other list.
    """
    totals = {
        state: _count(counts, wanted.topic, wanted.level, frozenset({state})) for state in LISTS
    }
    there = sum(count for state, count in totals.items() if state != State.REMOVED)
    links = [Link(f"Tất cả ({say_count(there)})", _by_state(url, wanted, ""), not wanted.state)]
    links += [
        Link(
            f"{title} ({say_count(totals[state])})",
            _by_state(url, wanted, state),
            wanted.state == state,
        )
        for state, title in LISTS.items()
    ]
    return tuple(links)


def _count(counts: Counts, topic: str, level: str, states: Collection[str]) -> int:
    """The questions in one of these states; an empty topic or level is every one."""
    return sum(
        count
        for (one, hard, state), count in counts.items()
        if state in states and topic in {"", one} and level in {"", hard}
    )


def _by_state(url: str, wanted: Filter, state: str) -> str:
    return list_address(url, Filter(wanted.query, wanted.topic, wanted.level, state))


def _counts_title(state: str) -> str:
    said = f", trạng thái {LISTS[state].lower()}" if state in LISTS else ""
    return f"Số câu theo chuyên đề và mức độ{said}"


def _counts(
    url: str, wanted: Filter, topics: Sequence[Topic], counts: Counts
) -> tuple[CountLine, ...]:
    """Questions of the state that is looked at, by topic and level."""
    states = {wanted.state} if wanted.state else set(LISTS) - {State.REMOVED.value}

    def cell(topic: str, level: str) -> Link:
        found = _count(counts, topic, level, states)
        return Link(say_count(found), list_address(url, Filter("", topic, level, wanted.state)))

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
        own=one.own and one.state is State.REVIEW,
        chosen=one.id in chosen,
    )
