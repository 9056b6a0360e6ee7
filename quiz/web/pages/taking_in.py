"""Pages on which a file is taken in: chosen, read and mended, compared with a bank, taken back."""

from dataclasses import dataclass
from typing import ClassVar

from quiz.web.pages.banks import Counts, DoubtRow
from quiz.web.pages.common import Link
from quiz.web.pages.workshop_question import Errors, OptionRow, PartRow


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import into a working bank, as its bank's list tells it."""

    link: Link
    about: str
    when: str
    undone: str


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Where a file is chosen or a text pasted; `problem` says why the last one was not read.
    `encodings` are the values and names of the old encodings that can be chosen. `bank` is the
    working bank that takes the file in, nothing where it is to be published.

    Script: `static/js/drop.js` sends a file that is dropped on the page.
    """

    template: ClassVar[str] = "banks/upload.html"
    title: str
    upload_url: str
    above: Link
    problem: str = ""
    text: str = ""
    bank_title: str = ""
    encodings: tuple[tuple[str, str], ...] = ()
    template_url: str = ""
    bank: Link | None = None
    imports: tuple[ImportRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """What the text would be in Unicode: the encoding's name, lines before and after, how many
    places change; the whole bank as text, "" where nothing can be read even so, and what travels
    beside it.
    """

    name: str
    lines: tuple[tuple[str, str], ...]
    places: str
    text: str
    carried: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line as it stands in the file; `doubted` where a finding speaks of it."""

    text: str
    doubted: bool


@dataclass(frozen=True, slots=True)
class MendForm:
    """The fields of one question, as they were read or typed. `was` names what was read, so that
    the server knows what somebody typed.
    """

    was: str
    several: bool
    """Whether several options may be ticked."""
    stem: str
    options: tuple[OptionRow, ...]
    level: str
    topic: str
    bases: str
    explanation: str
    errors: Errors = ()

    def error(self, field: str) -> str:
        """The sentence about this field, or nothing."""
        return next((sentence for name, sentence in self.errors if name == field), "")


@dataclass(frozen=True, slots=True)
class MendCard:
    """A question beside its words in the file. `index` counts from 0 in the text, `form` is nothing
    where a browser's fields cannot hold the question; `next` leads to the next doubtful one.
    """

    index: int
    number: int
    anchor: str
    id: str
    place: str
    source: tuple[SourceLine, ...]
    stem: str
    options: tuple[str, ...]
    """Printed instead of fields, where there is no form."""
    form: MendForm | None
    notes: tuple[str, ...]
    doubts: tuple[DoubtRow, ...] = ()
    level: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a file was read as. Nothing of it is stored; the whole bank is in `text`, and what the
    text cannot say in `carried`. Both go back to the server: to `mend_url` with what its author has
    mended, to `confirm_url` at the end.

    Script: `static/js/mend.js` sends what is mended at once and prints the answer in its place.
    """

    template: ClassVar[str] = "banks/preview.html"
    title: str
    source: str
    """The name of the file."""
    blocked: bool
    problem: str
    tiles: tuple[tuple[str, str], ...]
    counts: Counts
    doubts: tuple[DoubtRow, ...]
    """What blocks or is doubtful and is about no single question."""
    advice: tuple[DoubtRow, ...]
    """Advice, the same to several questions in one row."""
    cards: tuple[MendCard, ...]
    doubtful: int
    """How many questions have a doubt that is more than advice."""
    only: bool
    """Whether only these are shown."""
    page: int
    pages: int
    several: str
    topics: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    bank_title: str
    text: str
    carried: str
    seen: str
    mend_url: str
    confirm_url: str
    upload_url: str
    above: Link
    bank: Link | None
    targets: tuple[tuple[str, str], ...]
    """The working banks that can take the file in."""
    target: str
    target_url: str
    conversion: Conversion | None = None


@dataclass(frozen=True, slots=True)
class MetRow:
    """A question of the file that meets another one of the bank: both texts, part by part; `pick`
    is file, bank, or both where both `may_both` stand.
    """

    field: str
    named: str
    """The field that says which question it is."""
    id: str
    state: str
    stem: str
    parts: tuple[PartRow, ...]
    may_both: bool
    pick: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """What of the file is new in the bank, what is there already, what is other: to be chosen."""

    template: ClassVar[str] = "banks/meeting.html"
    title: str
    source: str
    bank: Link
    problem: str
    tiles: tuple[tuple[str, str], ...]
    new_topics: tuple[str, ...]
    met: tuple[MetRow, ...]
    more: int
    """How many other ones there are that are not printed; `rest` says what becomes of them."""
    rest: str
    same: int
    merge: bool
    text: str
    carried: str
    bank_title: str
    seen: str
    plan: str
    confirm_url: str
    upload_url: str
    workshop_url: str


@dataclass(frozen=True, slots=True)
class TakenPage:
    """An import: what it brought, who undid it, and the ways on."""

    template: ClassVar[str] = "banks/taken.html"
    title: str
    bank: Link
    workshop_url: str
    import_url: str
    done: str
    problems: Errors
    about: tuple[tuple[str, str], ...]
    waiting: int
    elsewhere: tuple[str, ...]
    more_elsewhere: int
    undone: str
    undo_url: str
    submit_url: str
