"""Pages of those who decide after a round: appeals, decisions, what they change, the story."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link, Pager


@dataclass(frozen=True, slots=True)
class DesksPage:
    """The rounds within reach that are over: rows of (round as a link, contest, appeals that wait,
    all appeals, decisions that wait)."""

    template: ClassVar[str] = "organizer/desks.html"
    title: str
    rows: tuple[tuple[str | Link, ...], ...]


@dataclass(frozen=True, slots=True)
class AppealCard:
    """An appeal as staff see it. `decide_url` is empty where it is answered, or not to be decided
    by this viewer."""

    title: str
    who: str
    words: str
    filed_text: str
    decision: Link | None
    decide_url: str


@dataclass(frozen=True, slots=True)
class AppealsPage:
    """A round's appeals and decisions. `decisions` are rows of (number as a link, what it is about,
    who asked, state). Searching: GET `decide_url` with `q` (a question) or `number` (a candidate).
    """

    template: ClassVar[str] = "organizer/appeals.html"
    title: str
    contest: str
    until_text: str
    appeals: tuple[AppealCard, ...]
    decisions: tuple[tuple[str | Link, ...], ...]
    boards: tuple[tuple[str | Link, ...], ...]
    """(version as a link, when, who, digest, decision)."""
    decide_url: str
    log: Link
    back: Link


@dataclass(frozen=True, slots=True)
class DecideOption:
    """An option of the question: the bank's index, its letter, whether it is right now."""

    index: int
    letter: str
    text: str
    right: bool
    chosen: bool
    printed: bool
    """Whether it is right by the bank, whatever was decided since."""


@dataclass(frozen=True, slots=True)
class DecidePage:
    """Ask for a decision about one thing: a question, an attempt, or an appeal.

    POST form `url` with `ruling`, `reason`, `once`, and of `hidden` what it is about; `key_<index>`
    for a new key. Without a subject: what was searched for, to choose from.
    """

    template: ClassVar[str] = "organizer/decide.html"
    title: str
    contest: str
    about: str
    """What is decided, empty while nothing was chosen."""
    appeal_words: str
    options: tuple[DecideOption, ...]
    standing_text: str
    hint_text: str
    """What voiding the question would do, where papers differ."""
    rulings: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...]
    url: str
    search_url: str
    query: str
    number: str
    found: tuple[Link, ...]
    searched: bool
    longest_reason: int
    back: Link
    ruling: str = ""
    reason: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A decision: what it says, what it would change or has changed, and the signature.

    Signing: POST form `sign_url` with `preview`. Declining: POST form `decline_url`.
    """

    template: ClassVar[str] = "organizer/decision.html"
    title: str
    contest: str
    state: str
    """pending, signed or declined."""
    state_text: str
    facts: tuple[tuple[str, str], ...]
    options: tuple[DecideOption, ...]
    tiles: tuple[tuple[str, str], ...]
    """How many move."""
    rounds: tuple[tuple[str | Link, ...], ...]
    """(district, people who move, version of the board)."""
    moves: tuple[tuple[str, ...], ...]
    """(person, right answers, place, seat, prize), each with what it was and what it becomes."""
    units: tuple[tuple[str, ...], ...]
    """(unit, round, collective prize), with what it was and what it becomes."""
    pager: Pager
    elsewhere_text: str
    """How many people of other districts move, for who may not see them."""
    preview: str
    sign_url: str
    decline_url: str
    unsigned_text: str
    """Why this viewer does not sign."""
    back: Link
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StoryPage:
    """What happened to a round: rows of (when, what, detail, by whom, entry of the ledger)."""

    template: ClassVar[str] = "organizer/story.html"
    title: str
    contest: str
    rows: tuple[tuple[str, ...], ...]
    back: Link
