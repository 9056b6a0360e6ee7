"""A file with a legal text -> the document, its days of force, and every doubt about them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from question_bank import law_doubts, sandbox
from question_bank.finding import Finding, Severity, UnreadableFile
from question_bank.formats.reading import Report, shorten
from question_bank.law import Amendment, LawText, document_key
from question_bank.law_amending import read_amending
from question_bank.law_head import head_of
from question_bank.law_lines import lines_of
from question_bank.law_units import headings
from question_bank.vietnamese import clean, squeeze

_NO_ARTICLE = (
    "Không thấy “Điều 1” ở đầu dòng nào, nên không chia được thành điều, khoản, điểm; đề nghị kiểm "
    "tra lại tệp, hoặc chép toàn văn sang tệp .docx mới."
)
_NOTE = re.compile(r"\s*\[(\d+)\]\s*(\S.*)")
_MARK = re.compile(r"\[(\d+)\]")
_LAST = re.compile(
    r"(?:nơi nhận|xác thực văn bản hợp nhất|phụ lục(?: [ivx\d]+)?|tm\. .*|kt\. .*|"
    r"chủ tịch quốc hội|người ký)\s*:?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LawReading:
    """What a file says of a law: the text, its kind ("Luật"), the ISO days of issue and of force
    ("" where none is told), a second number that it may be cited by, what it amends, every doubt.
    `source` is text that reads as the same document again.
    """

    text: LawText
    kind: str
    issued: str
    since: str
    until: str
    also: str
    amendments: tuple[Amendment, ...]
    findings: tuple[Finding, ...]
    source: str


def read_law(data: bytes, name: str = "") -> LawReading:
    """The document in a .txt, .docx or .html. UnreadableFile where no article can be found."""
    report = Report(name)
    lines, notes = _apart(list(_clean(lines_of(data, name), report)))
    _advise_marks(lines, notes, report)
    head = head_of(lines)
    body = _without_end(lines, report)
    text = replace(LawText.parse("\n".join(body)), number=head.number, title=head.title)
    if not text.units:
        raise UnreadableFile(_NO_ARTICLE)
    text = replace(text, name=document_key(head.number), notes=tuple(notes))
    amending = read_amending(text, head.before, head.since)
    law_doubts.tell(text, head, body, amending, report)
    source = "\n".join([*head.lines, *body, *(f"[{mark}] {said}" for mark, said in notes)])
    return LawReading(
        text,
        head.kind,
        head.issued,
        head.since,
        head.until,
        head.also,
        (*head.amended, *amending.amendments),
        tuple(report.findings),
        source,
    )


def read_law_apart(data: bytes, name: str) -> LawReading:
    """`read_law` in a process of its own, for every file that comes from outside."""
    said = sandbox.run("question_bank.law_reading:task", data, name)
    text = LawText.load(said["text"])
    return LawReading(
        replace(text, name=document_key(text.number)),
        said["kind"],
        said["issued"],
        said["since"],
        said["until"],
        said["also"],
        tuple(Amendment(by, law, tuple(at), since) for by, law, at, since in said["amendments"]),
        tuple(Finding(Severity(level), where, what) for level, where, what in said["findings"]),
        said["source"],
    )


def task(data: bytes, name: str) -> dict[str, Any]:
    """What the child of `read_law_apart` does."""
    found = read_law(data, name)
    return {
        "text": found.text.dump(),
        "kind": found.kind,
        "issued": found.issued,
        "since": found.since,
        "until": found.until,
        "also": found.also,
        "amendments": [(a.by, a.document, a.places, a.since) for a in found.amendments],
        "findings": [(f.level.value, f.where, f.message) for f in found.findings],
        "source": found.source,
    }


def _clean(lines: Sequence[str], report: Report) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        said, problems = clean(line)
        for problem in problems:
            report.doubts(report.place(f"dòng {number}"), problem)
        yield squeeze(said)


def _apart(lines: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The lines of the law and its footnotes. A footnote begins with a mark that stood above;
    behind the first one there are only footnotes, which may quote whole articles.
    """
    marks: set[str] = set()
    for place, line in enumerate(lines):
        found = _NOTE.fullmatch(line)
        if found and found[1] in marks:
            return lines[:place], _notes(lines[place:])
        marks.update(_MARK.findall(line))
    return lines, []


def _advise_marks(lines: list[str], notes: list[tuple[str, str]], report: Report) -> None:
    """Marks that no footnote explains: they are left out, and may have been numbers of the law."""
    told = {mark for mark, _ in notes}
    lone = [
        (mark[0], line)
        for line in lines
        if not line.startswith("#")
        for mark in _MARK.finditer(line)
        if mark[1] not in told
    ]
    if lone:
        report.advises(
            report.place(f"“{shorten(lone[0][1], 60)}”"),
            f"Có {len(lone)} dấu chú thích không có lời chú thích (đầu tiên là {lone[0][0]}), đã "
            "bỏ khỏi nội dung; đề nghị kiểm tra xem có phải số của văn bản, như số mũ, hay không.",
        )


def _notes(lines: list[str]) -> list[tuple[str, str]]:
    notes: list[tuple[str, str]] = []
    for line in lines:
        found = _NOTE.fullmatch(line)
        if found:
            notes.append((found[1], found[2]))
        elif line and notes:
            mark, said = notes[-1]
            notes[-1] = (mark, f"{said} {line}")
    return notes


def _without_end(lines: list[str], report: Report) -> list[str]:
    """The lines before signatures, recipients and annexes, which are of no article."""
    last = max((i for i, line in enumerate(lines) if re.match(r"Điều\s+\d", line)), default=0)
    dropped = headings(lines)
    for place in range(last, len(lines)):
        if place in dropped or _LAST.fullmatch(lines[place]):
            left = sum(bool(line) for line in lines[place:])
            report.advises(
                report.place(f"“{shorten(lines[place], 40)}”"),
                f"Từ dòng này có {left} dòng không thuộc điều nào (nơi nhận, chữ ký, phụ lục), "
                "không đưa vào thư viện; đề nghị kiểm tra nếu câu hỏi căn cứ vào phụ lục.",
            )
            return lines[:place]
    return lines
