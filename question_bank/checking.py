"""A file read and reviewed: its bank, and every doubt about it in one list."""

import logging
import os
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from question_bank import sandbox
from question_bank.bank import Bank
from question_bank.finding import Finding, Severity, UnreadableFile
from question_bank.formats import LIMITS, KeyFile, Reading, read, with_keys, write
from question_bank.formats.by_marks import agreed
from question_bank.formats.detect import TOO_LARGE, format_of
from question_bank.formats.legacy_files import converted
from question_bank.formats.native import decode
from question_bank.legacy import Proposal
from question_bank.places import Places, line_at
from question_bank.review import review
from question_bank.vietnamese import squeeze

LONGEST_TITLE = 200
_NO_TITLE = "Ngân hàng câu hỏi"
_CLOSED = "Không mở được tệp, hoặc thư mục không có bank.toml; đề nghị kiểm tra lại đường dẫn."

log = logging.getLogger(__name__)
_review = lru_cache(maxsize=1)(review)
"""A bank is often read from a file and again from its own text: it is reviewed once."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding; the index of the question that it is about, where it is about one; and the line
    itself, where the source is text.
    """

    finding: Finding
    question: int | None = None
    line: str = ""


@dataclass(frozen=True)
class Checked:
    """What a file says and every doubt about it, the gravest first.

    `places` says where in the source each question stands, `sources` what stands there; `source` is
    the text that was read, "" where it was another kind of file. `proposal` is there where the text
    seems to be in an old encoding, which `check(…, legacy=proposal.encoding)` reads. `marks` are,
    for each question, the marks on which alone its key rests, none where nothing has to be chosen.
    """

    bank: Bank
    doubts: tuple[Doubt, ...]
    places: tuple[str, ...] = ()
    source: str = ""
    proposal: Proposal | None = None
    sources: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The doubts' findings, blocks first."""
        return tuple(doubt.finding for doubt in self.doubts)

    def count(self, level: Severity) -> int:
        """How many findings have this level."""
        return sum(doubt.finding.level is level for doubt in self.doubts)

    @property
    def blocked(self) -> bool:
        """Whether some finding forbids publishing the bank."""
        return self.count(Severity.BLOCKS) > 0

    @cached_property
    def text(self) -> str:
        """Text that reads as this bank again: the source itself where it is text, so that the
        lines of the findings stay its lines.
        """
        return self.source or write(self.bank, "native").decode()

    @cached_property
    def seen(self) -> str:
        """A digest of what an author looks at in a preview: the questions, not the title."""
        return replace(self.bank, title="").digest


def check(
    data: bytes | Path,
    name: str,
    title: str = "",
    legacy: str = "",
    keys: KeyFile | None = None,
    *,
    by_marks: bool = False,
) -> Checked:
    """Read a file, a pasted text or a bank's folder and judge it. `title` names the bank anew,
    `legacy` the old encoding from which the text is converted first, `keys` is the file of the key
    where it stands apart; with `by_marks` keys that only formatting shows are used.

    UnreadableFile, with a Vietnamese sentence, where nothing can be read. An error that no reader
    foresaw is answered in the same way, and logged.
    """
    try:
        return judged(data, name, title, legacy, keys, by_marks=by_marks)
    except UnreadableFile:
        raise
    except Exception as error:
        log.exception("a reader failed")
        raise UnreadableFile(sandbox.UNEXPECTED) from error


def check_apart(
    data: bytes | Path,
    name: str,
    title: str = "",
    legacy: str = "",
    keys: KeyFile | None = None,
    *,
    by_marks: bool = False,
) -> Checked:
    """`check` in a process of its own, which no file can make die with ours. For every file that
    comes from outside.
    """
    folder = ""
    if isinstance(data, Path):
        folder = os.path.abspath(data) if data.is_dir() else ""
        data = b"" if folder else _bytes_of(data)
    elif len(data) > LIMITS.file_bytes:
        raise UnreadableFile(TOO_LARGE)
    called, attached = sent_along(keys)
    extra = (title, folder, legacy, called, "1" if by_marks else "")
    return unpacked(
        sandbox.run("question_bank.checking:task", data, name, *extra, attached=attached)
    )


def sent_along(keys: KeyFile | None) -> tuple[str, bytes | None]:
    """A key's file on its way into a child: name, bytes. UnreadableFile where it is too large."""
    if keys is None:
        return "", None
    if len(keys.data) > LIMITS.file_bytes:
        raise UnreadableFile(TOO_LARGE)
    return keys.name, keys.data


def unpacked(said: dict[str, Any]) -> Checked:
    """What `packed` made, once more as a value."""
    return Checked(
        Bank.load(said["bank"]),
        tuple(
            Doubt(Finding(Severity(level), where, message), question, line)
            for level, where, message, question, line in said["doubts"]
        ),
        tuple(said["places"]),
        said["source"],
        _proposal(said["proposal"]),
        tuple(said["sources"]),
        tuple(said["marks"]),
    )


def _proposal(said: dict[str, Any] | None) -> Proposal | None:
    if said is None:
        return None
    before, after, places = (tuple(said[name]) for name in ("before", "after", "places"))
    return Proposal(said["encoding"], before, after, said["certainty"], places)


def task(
    data: bytes,
    name: str,
    title: str,
    folder: str,
    legacy: str = "",
    called: str = "",
    by_marks: str = "",
    attached: bytes | None = None,
) -> dict[str, Any]:
    """What the child of `check_apart` does; `called` is the name of the attached key's file."""
    keys = None if attached is None else KeyFile(called, attached)
    source = Path(folder) if folder else data
    return packed(judged(source, name, title, legacy, keys, by_marks=bool(by_marks)))


def packed(checked: Checked) -> dict[str, Any]:
    """A judged bank as JSON data, for the way between two processes."""
    found = [(doubt.finding, doubt.question, doubt.line) for doubt in checked.doubts]
    return {
        "bank": checked.bank.dump(),
        "doubts": [
            (finding.level.value, finding.where, finding.message, question, line)
            for finding, question, line in found
        ],
        "places": checked.places,
        "source": checked.source,
        "sources": checked.sources,
        "marks": checked.marks,
        "proposal": asdict(checked.proposal) if checked.proposal else None,
    }


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMITS.file_bytes:
            raise UnreadableFile(TOO_LARGE)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile(_CLOSED) from error


def judged(
    data: bytes | Path,
    name: str,
    title: str = "",
    legacy: str = "",
    keys: KeyFile | None = None,
    *,
    by_marks: bool = False,
) -> Checked:
    """`check` without its net: only inside the child, or for a file of our own."""
    reading, source = opened(data, name, title, legacy, keys)
    return weighed(agreed(reading) if by_marks else reading, source)


def opened(
    data: bytes | Path,
    name: str,
    title: str = "",
    legacy: str = "",
    keys: KeyFile | None = None,
) -> tuple[Reading, str]:
    """What a reader says, under the bank's title; and the source, where it is text and holds the
    key as well.
    """
    try:
        reading = read(data, name, legacy)
        source = "" if keys else _text_of(data, name, legacy)
    except OSError as error:
        raise UnreadableFile(_CLOSED) from error
    if keys:
        reading = with_keys(reading, keys, legacy)
    titled = squeeze(title) or squeeze(reading.bank.title) or Path(name).stem or _NO_TITLE
    bank = replace(reading.bank, title=titled[:LONGEST_TITLE].strip())
    return replace(reading, bank=bank), source


def weighed(reading: Reading, source: str) -> Checked:
    """The reading and its review together."""
    doubts = _doubts(reading, source)
    return Checked(
        reading.bank,
        doubts,
        reading.places,
        source,
        reading.proposal,
        reading.sources,
        reading.marks if any(reading.marks) else (),
    )


def _text_of(data: bytes | Path, name: str, legacy: str) -> str:
    """The source's text where it is of the line grammar, else nothing."""
    if isinstance(data, Path) or data.startswith(b"PK") or format_of(data, name) != "native":
        return ""
    if legacy:
        data = converted(data, "native", legacy)
    return decode(data).replace("\r\n", "\n").replace("\r", "\n")


def _doubts(reading: Reading, source: str) -> tuple[Doubt, ...]:
    """Reading and review together, both with the place in the file. Where the reading already
    blocks a question, the review's blocks only repeat it in other words.
    """
    lines = source.split("\n") if source else []
    places = Places(reading.places)
    doubts = [
        Doubt(finding, places.question_at(finding), line_at(finding.where, lines))
        for finding in reading.findings
    ]
    blocked = {doubt.question for doubt in doubts if doubt.finding.level is Severity.BLOCKS}
    indices: dict[str, int] = {}
    for index, question in enumerate(reading.bank):
        indices.setdefault(f"câu {question.id}", index)
    for finding in _review(reading.bank):
        about = indices.get(finding.where)
        if about is None or about >= len(reading.places):
            doubts.append(Doubt(finding, about))
        elif finding.level is not Severity.BLOCKS or about not in blocked:
            where = f"{reading.places[about]}, {finding.where}"
            doubts.append(Doubt(replace(finding, where=where), about))
    gravity = list(Severity)
    return tuple(sorted(doubts, key=lambda doubt: gravity.index(doubt.finding.level)))
