"""Pages about the roll: who is on it, how a roster is brought in, tickets to print."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link, Pager

Choice = tuple[str, str]
"""Value and label of an option."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in the list."""

    link: Link
    number: str
    unit: str
    district: str
    """Empty where the reader has one district only."""
    position: str
    birth_year: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the roll, by district, unit and name."""

    template: ClassVar[str] = "people/list.html"
    title: str
    list_url: str
    rows: tuple[PersonRow, ...]
    total_text: str
    pager: Pager
    query: str
    districts: tuple[Choice, ...]
    """Empty where there is nothing to choose."""
    district: str
    units: tuple[Choice, ...]
    unit: str
    filtered: bool
    several_districts: bool
    import_url: str
    """Empty for those who only read; so are the next two."""
    template_url: str
    tickets: Link
    moves_url: str = ""
    """Moves between districts that wait; empty for those who may move nobody."""
    done_text: str = ""
    """What an import just did."""


@dataclass(frozen=True, slots=True)
class PartForm:
    """Audience and duty of a person, to be changed."""

    url: str
    audiences: tuple[Choice, ...]
    """Empty where no contest has any."""
    audience: str
    duties: tuple[Choice, ...]
    duty: str
    warnings: tuple[str, ...]
    """What to know first."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person, and the ticket."""

    template: ClassVar[str] = "people/person.html"
    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, ...], ...]
    """Contest, district, place, kind of board: where the person stood, the oldest first."""
    fast: tuple[tuple[str, ...], ...]
    """Contest, round, attempt, time taken, the floor, answers, score: what was faster than the
    rules' floor."""
    tickets_url: str
    """Empty for those who only read."""
    unit_url: str
    """Where the unit is put right; empty for those who may not."""
    reissue_url: str
    part: PartForm | None
    """None for those who only read."""
    done_text: str = ""


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Choose a roster's file."""

    template: ClassVar[str] = "people/import.html"
    title: str
    crumbs: tuple[Link, ...]
    import_url: str
    template_url: str
    reach_text: str
    """Whose people may be brought in."""
    limits_text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Why a row cannot be taken."""

    row: str
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A unit's name to decide about. `name` is the form's field."""

    name: str
    legend: str
    hint: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A person as the roster would store it."""

    name: str
    number: str
    unit: str
    note: str
    """Position and year of birth of somebody new, or what changes."""


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a roster would do, before anything is written."""

    template: ClassVar[str] = "people/preview.html"
    title: str
    crumbs: tuple[Link, ...]
    file: str
    tiles: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    problems: tuple[ProblemRow, ...]
    problems_text: str
    """Empty where nothing stands in the way."""
    doubts: tuple[DoubtRow, ...]
    new_units: tuple[str, ...]
    new: tuple[EntryRow, ...]
    new_text: str
    changed: tuple[EntryRow, ...]
    changed_text: str
    settled: bool
    """Whether everybody in the file is on the roll as it says."""
    absent: tuple[str, ...]
    """Who is not in the file although the file names their unit."""
    absent_text: str
    absent_code: str
    kept_text: str
    again_text: str
    """For how many people the time of keeping begins anew; empty where for none."""
    packed: str
    """The rows, for the hidden field `rows`; empty where only another file helps."""
    code: str
    """Of what would be written, for the hidden field `shown`."""
    confirm_url: str
    """Empty where there is nothing to confirm."""
    confirm_label: str
    fix_url: str
    import_url: str
