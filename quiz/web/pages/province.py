"""Pages of the province: the whole contest at a glance, and making one."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link
from quiz.web.pages.rules import ParameterSection, RulesChange


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """How far a district is. `lag` says what it has to be urged to do, or nothing."""

    district: str
    url: str
    """Empty while the contest is not opened."""
    phase: str
    phase_text: str
    roster: str
    sat: str
    rate_text: str
    rate_hundredths: int
    """Hundredths of a per cent, for the bar."""
    finished: str
    board_text: str
    team_text: str
    lag: str


@dataclass(frozen=True, slots=True)
class ContestOverview:
    """A contest with its districts."""

    name: str
    url: str
    opened: bool
    roster: str
    sat: str
    rate_text: str
    finished: str
    published_text: str
    by_round: bool
    """Whether a district has several rounds that rank people: rounds are counted then."""
    teams_text: str
    teams_url: str
    units_url: str
    """All teams on one page; empty while the contest is not opened."""
    lagging: tuple[str, ...]
    """Districts to be urged, each with the reason."""
    rows: tuple[DistrictRow, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """Every contest, every district."""

    template: ClassVar[str] = "province/overview.html"
    title: str
    contests: tuple[ContestOverview, ...]
    new_url: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """When a district's round is open."""

    district: str
    opens_text: str
    closes_text: str
    phase: str
    phase_text: str
    url: str


@dataclass(frozen=True, slots=True)
class FairPapers:
    """How equally hard the papers of the rounds with this label are: a sentence, and a table where
    something is known of the questions."""

    label: str
    text: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ContestPage:
    """A contest as it is printed: rules, windows, what the bank lacks."""

    template: ClassVar[str] = "province/contest.html"
    title: str
    opened: bool
    rules: tuple[str, ...]
    bank_text: str
    windows: tuple[WindowRow, ...]
    shortages: tuple[str, ...]
    past: tuple[str, ...]
    """Districts whose round is over before the contest was opened."""
    edit_url: str
    open_url: str
    back: Link
    links: tuple[Link, ...] = ()
    """Where the contest's board and prizes are, once it is opened."""
    problem: str = ""
    amend_url: str = ""
    """Where other rules are asked for, once it is open."""
    changes: tuple[RulesChange, ...] = ()
    """What was asked for since the opening, the newest first."""
    law_doubts: tuple[str, ...] = ()
    """What the law library has against the bank on the contest's days; who opens says so."""
    law_seen: str = ""
    """What names these doubts."""
    law_links: tuple[Link, ...] = ()
    unapproved: tuple[str, ...] = ()
    """Titles of its banks that nobody but their authors approved."""
    """The list of them, for whoever may read the bank."""
    fairness: tuple[FairPapers, ...] = ()
    statistics_url: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A number field of the blueprint and how many questions the bank has there."""

    field: str
    label: str
    value: str
    available: int
    error: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A topic of the blueprint."""

    topic: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class DistrictChoice:
    """A district in the form, with its own times where they differ."""

    id: int
    name: str
    chosen: bool
    opens: str
    closes: str
    error: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A draft as it stands, to compare a form with. `windows` are pairs (district, window)."""

    name: str
    bank_text: str
    rules: tuple[str, ...]
    windows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A further round as typed; `number` counts from 1 and stands in the fields' names."""

    number: int
    label: str
    opens: str
    closes: str
    kind: str
    audience: str
    bank: str
    questions: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContestFormPage:
    """The form of a contest. Fields as in quiz.web.province.drafting; `errors` are pairs (field,
    sentence); every value is as it was typed. `seen` names the draft that stood then; `standing` is
    there when another one stands now."""

    template: ClassVar[str] = "province/contest_form.html"
    title: str
    save_url: str
    seen: str
    back: Link
    name: str
    bank: str
    banks: tuple[tuple[str, str], ...]
    minutes: str
    attempts: str
    counting: str
    countings: tuple[tuple[str, str], ...]
    tie_breaks: tuple[str, ...]
    tie_break_options: tuple[tuple[str, str], ...]
    seats: str
    reserves: str
    shuffle_questions: bool
    shuffle_options: bool
    levels: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    opens: str
    closes: str
    districts: tuple[DistrictChoice, ...]
    label: str
    audience: str
    series: tuple[SeriesRow, ...]
    kinds: tuple[tuple[str, str], ...]
    kind: str
    """Of the first round."""
    sections: tuple[ParameterSection, ...]
    mark: str
    """The hidden field that says that the sections were there."""
    presets: tuple[Link, ...] = ()
    """Rules to begin with."""
    errors: tuple[tuple[str, str], ...] = ()
    standing: Standing | None = None

    def error(self, field: str) -> str:
        """The first sentence about this field, or nothing."""
        return next((sentence for name, sentence in self.errors if name == field), "")
