"""Pages of somebody who sits."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from quiz.web.pages.common import Link


@dataclass(frozen=True, slots=True)
class EnterPage:
    """Enter by ticket link (posted by script from the fragment) or by number and typed code."""

    template: ClassVar[str] = "contestant/enter.html"
    personal: ClassVar[tuple[str, ...]] = ("number", "next")
    title: str
    enter_url: str
    number: str = ""
    problem: str = ""
    next: str = ""
    """The page to go to then; empty for the own rounds."""
    by_name: bool = False
    """Whether some round is entered by unit and name."""
    register: bool = False
    """Whether citizens may register themselves for some round."""
    sso_title: str = ""
    """What people call the provider of single sign-on, empty where there is none."""


@dataclass(frozen=True, slots=True)
class SsoPage:
    """The way back from the provider: one button, or what is wrong."""

    template: ClassVar[str] = "contestant/sso.html"
    title: str
    enter_url: str
    code: str = ""
    state: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RoundPage:
    """What a contestant reads before the start, and where to start, resume or read the receipt."""

    template: ClassVar[str] = "contestant/round.html"
    personal: ClassVar[tuple[str, ...]] = (
        "contestant",
        "unit",
        "candidate_number",
        "now_ms",
        "action_url",
        "places_text",
    )
    title: str
    contest: str
    district: str
    contestant: str
    unit: str
    candidate_number: str
    rules: tuple[str, ...]
    notice: tuple[str, ...]
    """The privacy notice in short, a paragraph each."""
    phase: str
    """before, open, closed or published."""
    phase_text: str
    opens_at_ms: int
    now_ms: int
    action: str
    """start, wait (start once it is open), resume or nothing."""
    action_url: str
    """POST to start, GET to resume."""
    action_label: str
    receipts: tuple[Link, ...]
    board_url: str
    problem: str = ""
    places_text: str = ""
    """The own places in the round and in the contest, once they are known and may be told."""
    history: tuple[str, ...] = ()
    """The own place on each official board so far, the oldest first."""
    guess_text: str = ""
    """The prediction question that is answered with the start."""
    others: tuple[Link, ...] = ()
    """The contestant's other rounds."""
    papers: tuple[Link, ...] = ()
    """The own papers, once the round is published."""
    changes: tuple[str, ...] = ()
    """What decisions changed about the own result."""
    unread: str = ""
    """The version of the notice that is still to be confirmed, with the start or before."""
    notice_url: str = ""
    """POST to confirm it before the opening."""

    @property
    def alike(self) -> bool:
        """Whether others see the same page but for what is personal."""
        return not self.receipts and not self.history and not self.changes


@dataclass(frozen=True, slots=True)
class PaperOption:
    """An option as printed; `position` counts from 0 and is the posted value, or stands for it."""

    position: int | str
    letter: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question as printed; `number` counts from 1 and is its identity in this paper, or stands
    for it."""

    number: int | str
    stem: str
    several: bool
    options: tuple[PaperOption, ...]


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """The whole paper on one page.

    Script: POST to this page's address and `/answers` JSON `{"seq", "question", "choice":
    [positions]}`; the reply holds `state` (saved or stale), `seq` and `saved_at`, its headers
    `Server-Now` (also of refusals) and `Server-Deadline` (UTC milliseconds).
    Without script: POST form `save_url` with `q<number>` fields and `do` = save or submit.
    """

    template: ClassVar[str] = "contestant/attempt.html"
    personal: ClassVar[tuple[str, ...]] = (
        "contestant",
        "candidate_number",
        "cards",
        "attempt_id",
        "next_seq",
        "now_ms",
        "deadline_ms",
        "deadline_text",
        "save_url",
    )
    title: str
    contest: str
    contestant: str
    candidate_number: str
    cards: Markup
    """The questions, put together by web.contestant.fragments."""
    total: int
    left: tuple[int, ...]
    """The numbers of the questions without an answer."""
    attempt_id: int
    next_seq: int
    now_ms: int
    deadline_ms: int
    deadline_text: str
    save_url: str
    saved_text: str = ""
    """Said after a save without script."""

    @property
    def alike(self) -> bool:
        """Whether it is blank, as everybody's first one."""
        return len(self.left) == self.total and not self.saved_text


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    """Another device sits the attempt; a button takes over."""

    template: ClassVar[str] = "contestant/elsewhere.html"
    personal: ClassVar[tuple[str, ...]] = (
        "contestant",
        "candidate_number",
        "deadline_text",
        "take_over_url",
    )
    title: str
    contest: str
    contestant: str
    candidate_number: str
    deadline_text: str
    take_over_url: str
    carried: tuple[tuple[str, str], ...] = ()
    """Names and values of a form that was refused, to be saved with the taking over."""

    @property
    def alike(self) -> bool:
        """Whether no form comes along."""
        return not self.carried


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The proof that the attempt was handed in."""

    template: ClassVar[str] = "contestant/receipt.html"
    personal: ClassVar[tuple[str, ...]] = (
        "attempt_id",
        "contestant",
        "candidate_number",
        "unit",
        "submitted_text",
        "duration_text",
        "answered",
        "score_text",
        "place_text",
        "receipt_number",
        "digest",
        "paper_url",
        "guess_text",
    )
    title: str
    attempt_id: int
    contest: str
    district: str
    contestant: str
    candidate_number: str
    unit: str
    ended_text: str
    """Handed in by the contestant, or closed at the deadline with what was saved."""
    submitted_text: str
    duration_text: str
    answered: int
    total: int
    score_text: str
    place_text: str
    receipt_number: int
    digest: str
    board_url: str
    round_url: str
    more_time_text: str = ""
    """What to do if the organisers give more time, where it was closed by time alone."""
    paper_url: str = ""
    """The own paper with its keys, once the round is published."""
    changes: tuple[str, ...] = ()
    """What decisions changed about the own result."""
    guess_text: str = ""
    """The own prediction, where there is one to make."""
    unread: str = ""
    """The version of the notice that is still to be confirmed, with the start or before."""
    notice_url: str = ""
    """POST to confirm it before the opening."""

    @property
    def alike(self) -> bool:
        """Whether nothing was decided about it since."""
        return not self.changes
