"""Pages of units: headcounts, rankings, who has to be urged, who goes on. No names of people."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.common import Link
from quiz.web.pages.skips import Errors, Skip

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with the signed number and the one that waits. `sign_id` is empty where this reader
    cannot sign."""

    unit: Link
    district: str
    group: str
    cluster: str
    signed_text: str
    waiting_text: str
    sign_id: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """The units within reach. Signing: POST form `sign_url` with `headcount` (ids, several)."""

    template: ClassVar[str] = "units/list.html"
    title: str
    list_url: str
    districts: tuple[tuple[str, str], ...]
    district: str
    tiles: tuple[tuple[str, str], ...]
    rows: tuple[UnitRow, ...]
    sign_url: str
    signable: bool
    import_url: str
    export_url: str
    done_text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit and every number that was typed for it: (version, number, day, typed, signed).

    POST form `headcount_url` with `number` and `day`; `place_url` with `group` and `cluster`;
    `sign_url` with `headcount`. Addresses are empty where this reader may not.
    """

    template: ClassVar[str] = "units/unit.html"
    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[tuple[str, str], ...]
    versions: tuple[Cells, ...]
    headcount_url: str
    place_url: str
    sign_url: str
    sign_id: str
    sign_label: str
    number: str
    day: str
    group: str
    cluster: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UnitImportPage:
    """Choose a table: POST multipart `import_url` with `file`."""

    template: ClassVar[str] = "units/import.html"
    title: str
    crumbs: tuple[Link, ...]
    import_url: str
    export_url: str
    limits_text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UnitPreviewPage:
    """What the table would do. POST form `confirm_url` with `rows` = `packed`; empty where nothing
    can be written."""

    template: ClassVar[str] = "units/preview.html"
    title: str
    crumbs: tuple[Link, ...]
    tiles: tuple[tuple[str, str], ...]
    problems: tuple[Cells, ...]
    changes: tuple[Cells, ...]
    more_text: str
    packed: str
    confirm_url: str
    import_url: str


@dataclass(frozen=True, slots=True)
class RankingSection:
    """Units that are ranked together; the title is empty where all are. Rows are as `headers`."""

    title: str
    rows: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class UnitRankingPage:
    """The ranked units of a round or a contest."""

    template: ClassVar[str] = "units/ranking.html"
    title: str
    contest: str
    crumbs: tuple[Link, ...]
    official: bool
    status_text: str
    still_text: str
    """That it does not move now, empty where it does."""
    tiles: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    tabs: tuple[Link, ...]
    headers: Cells
    sections: tuple[RankingSection, ...]
    notes: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A unit with its rate; `hundredths` at most 10,000 for the bar."""

    unit: str
    participants: str
    headcount: str
    rate_text: str
    hundredths: int
    missing: str


@dataclass(frozen=True, slots=True)
class ParticipationPage:
    """Rates against the target, the slow ones first, and the text that urges them."""

    template: ClassVar[str] = "units/participation.html"
    title: str
    contest: str
    crumbs: tuple[Link, ...]
    status_text: str
    target_text: str
    tiles: tuple[tuple[str, str], ...]
    tabs: tuple[Link, ...]
    slow: tuple[RateRow, ...]
    others: tuple[RateRow, ...]
    uncounted: tuple[tuple[str, str], ...]
    """(unit, participants) of those without a signed headcount."""
    text: str
    letter_url: str
    units_url: str


@dataclass(frozen=True, slots=True)
class AdvancingUnit:
    """A unit of the proposal that can be passed over."""

    place: int
    cluster: str
    reason_text: str
    note: str
    skip: Skip


@dataclass(frozen=True, slots=True)
class AdvancingVersion:
    """A confirmed version: `text` says when and by whom, `change_text` what differs from the one
    before; rows of (place, unit, cluster, reason, note)."""

    text: str
    change_text: str
    going: tuple[Cells, ...]
    skips: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class AdvancingPage:
    """Which units go on: rows (place, unit, cluster, reason, note), the confirmed versions, and
    departing from the ranking.

    Editing: POST form `url` with `do=preview`, `skip_<unit id>` = 1 and `reason_<unit id>`.
    Confirming: POST form `url` with `do=confirm` and what `hidden` holds.
    Locking: POST form `lock_url` with `version`; unlocking: `unlock_url` with `version` and
    `reason`. Addresses are empty where this reader may not.
    """

    template: ClassVar[str] = "units/advancing.html"
    title: str
    contest: str
    crumbs: tuple[Link, ...]
    status_text: str
    official: bool
    rules: tuple[str, ...]
    tabs: tuple[Link, ...]
    going: tuple[Cells, ...]
    others: tuple[Cells, ...]
    unplaced: tuple[tuple[str, str], ...]
    """(unit, why it has no place)."""
    file_urls: tuple[Link, ...]
    url: str
    candidates: tuple[AdvancingUnit, ...]
    """Empty where this reader may not choose."""
    long_text: str
    """What to do where the list is so long that a reason is typed after the tick."""
    version: int
    confirmable: bool
    hidden: tuple[tuple[str, str], ...]
    versions: tuple[AdvancingVersion, ...]
    """The newest first."""
    standing_texts: tuple[str, ...]
    """What holds of the newest version: locked, of an old ranking, until when it can be changed."""
    locks: tuple[Cells, ...]
    lock_url: str
    unlock_url: str
    errors: Errors = ()
