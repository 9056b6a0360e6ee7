"""A file read and reviewed: its bank, and every doubt about it in one list."""

import logging
import os
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from question_bank import sandbox
from question_bank.bank import Bank
from question_bank.finding import Finding, Severity, UnreadableFile
from question_bank.formats import LIMITS, Reading, read, write
from question_bank.formats.detect import TOO_LARGE, format_of
from question_bank.formats.legacy_files import converted
from question_bank.formats.native import decode
from question_bank.legacy import Proposal
from question_bank.review import review
from question_bank.vietnamese import squeeze

LONGEST_TITLE = 200
_NO_TITLE = "Ngân hàng câu hỏi"
_CLOSED = "Không mở được tệp, hoặc thư mục không có bank.toml; đề nghị kiểm tra lại đường dẫn."
_LINE = re.compile(r"(?P<file>.*)dòng (?P<number>\d{1,9})(?:, cột .*)?", re.DOTALL)

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
    seems to be in an old encoding, which `check(…, legacy=proposal.encoding)` reads.
    """

    bank: Bank
    doubts: tuple[Doubt, ...]
    places: tuple[str, ...] = ()
    source: str = ""
    proposal: Proposal | None = None
    sources: tuple[str, ...] = ()

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


def check(data: bytes | Path, name: str, title: str = "", legacy: str = "") -> Checked:
    """Read a file, a pasted text or a bank's folder and judge it. `title` names the bank anew,
    `legacy` the old encoding from which the text is converted first.

    UnreadableFile, with a Vietnamese sentence, where nothing can be read. An error that no reader
    foresaw is answered in the same way, and logged.
    """
    try:
        return judged(data, name, title, legacy)
    except UnreadableFile:
        raise
    except Exception as error:
        log.exception("a reader failed")
        raise UnreadableFile(sandbox.UNEXPECTED) from error


def check_apart(data: bytes | Path, name: str, title: str = "", legacy: str = "") -> Checked:
    """`check` in a process of its own, which no file can make die with ours. For every file that
    comes from outside.
    """
    folder = ""
    if isinstance(data, Path):
        folder = os.path.abspath(data) if data.is_dir() else ""
        data = b"" if folder else _bytes_of(data)
    elif len(data) > LIMITS.file_bytes:
        raise UnreadableFile(TOO_LARGE)
    return unpacked(sandbox.run("question_bank.checking:task", data, name, title, folder, legacy))


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
    )


def _proposal(said: dict[str, Any] | None) -> Proposal | None:
    if said is None:
        return None
    before, after, places = (tuple(said[name]) for name in ("before", "after", "places"))
    return Proposal(said["encoding"], before, after, said["certainty"], places)


def task(data: bytes, name: str, title: str, folder: str, legacy: str = "") -> dict[str, Any]:
    """What the child of `check_apart` does."""
    return packed(judged(Path(folder) if folder else data, name, title, legacy))


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
        "proposal": asdict(checked.proposal) if checked.proposal else None,
    }


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMITS.file_bytes:
            raise UnreadableFile(TOO_LARGE)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile(_CLOSED) from error


def judged(data: bytes | Path, name: str, title: str = "", legacy: str = "") -> Checked:
    """`check` without its net: only inside the child, or for a file of our own."""
    return weighed(*opened(data, name, title, legacy))


def opened(data: bytes | Path, name: str, title: str = "", legacy: str = "") -> tuple[Reading, str]:
    """What a reader says, under the bank's title; and the source, where it is text."""
    try:
        reading = read(data, name, legacy)
        source = _text_of(data, name, legacy)
    except OSError as error:
        raise UnreadableFile(_CLOSED) from error
    titled = squeeze(title) or squeeze(reading.bank.title) or Path(name).stem or _NO_TITLE
    bank = replace(reading.bank, title=titled[:LONGEST_TITLE].strip())
    return replace(reading, bank=bank), source


def weighed(reading: Reading, source: str) -> Checked:
    """The reading and its review together."""
    doubts = _doubts(reading, source)
    return Checked(reading.bank, doubts, reading.places, source, reading.proposal, reading.sources)


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
    places = _Places(reading.places)
    doubts = [
        Doubt(finding, places.question_at(finding), _line_at(finding.where, lines))
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


class _Places:
    """Finds the question that a place of a file belongs to."""

    def __init__(self, places: Sequence[str]) -> None:
        self._exact: dict[str, int] = {}
        self._lines: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, place in enumerate(places):
            self._exact.setdefault(place, index)
            if found := _LINE.fullmatch(place):
                self._lines[found["file"]].append((int(found["number"]), index))

    def question_at(self, finding: Finding) -> int | None:
        """The question that begins there; else the last one above, where the sentence speaks of a
        question.
        """
        if finding.where in self._exact:
            return self._exact[finding.where]
        here = _LINE.fullmatch(finding.where)
        if here is None or not finding.message.startswith("Câu "):
            return None
        lines = self._lines[here["file"]]
        above = bisect_right(lines, int(here["number"]), key=lambda line: line[0])
        return lines[above - 1][1] if above else None


def _line_at(where: str, lines: Sequence[str]) -> str:
    found = _LINE.fullmatch(where)
    number = int(found["number"]) if found else 0
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
