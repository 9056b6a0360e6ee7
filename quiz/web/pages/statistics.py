"""Pages of what answers tell about questions and papers."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link, Pager


@dataclass(frozen=True, slots=True)
class ContestStatistics:
    """A contest in the list: links to the figures of all its rounds, and rows (round, counted
    attempts)."""

    name: str
    links: tuple[Link, ...]
    rows: tuple[tuple[Link | str, str], ...]


@dataclass(frozen=True, slots=True)
class StatisticsListPage:
    """Which rounds there are figures of."""

    template: ClassVar[str] = "statistics/list.html"
    title: str
    contests: tuple[ContestStatistics, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart, in its units; `text` says what it stands for."""

    x: int
    y: int
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """How many attempts earned how much, on a field of 320 × 120. `first` and `last` are the ends
    of the scale."""

    label: str
    bars: tuple[Bar, ...]
    first: str
    last: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question whose key the answers speak against."""

    question: Link | str
    stem: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with what became of its options."""

    code: str
    stem: str
    link: Link | None
    options: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    """The figures of a round, or of rounds of a contest. Without `words` neither doubts nor options
    are shown, and `withheld` says why. `drawn_by` names the facilities that balanced the papers.
    """

    template: ClassVar[str] = "statistics/report.html"
    title: str
    contest: str
    crumbs: tuple[Link, ...]
    tiles: tuple[tuple[str, str], ...]
    scores: tuple[tuple[str, ...], ...]
    chart: Chart
    doubts: tuple[Doubt, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    option_headers: tuple[str, ...]
    questions: tuple[AskedQuestion, ...]
    pager: Pager
    spread: tuple[tuple[str, str], ...]
    drawn_by: Link | None
    group_headers: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    words: bool
    withheld: str
    exports: tuple[Link, ...]
