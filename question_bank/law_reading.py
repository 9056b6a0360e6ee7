"""A file with a legal text -> the document, its days of force, and every doubt about them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from question_bank import law_quotes, sandbox
from question_bank.finding import Finding, Severity, UnreadableFile
from question_bank.formats.reading import Report, shorten
from question_bank.law import Amendment, LawText, document_key, say_day
from question_bank.law_amending import Amending, read_amending
from question_bank.law_changes import say_place
from question_bank.law_head import Head, head_of
from question_bank.law_lines import lines_of
from question_bank.law_units import article_at, opens_section
from question_bank.vietnamese import clean, squeeze

_NO_ARTICLE = (
    "Không thấy “Điều 1” ở đầu dòng nào, nên không chia được thành điều, khoản, điểm; đề nghị kiểm "
    "tra lại tệp, hoặc chép toàn văn sang tệp .docx mới."
)
_POINTS = "abcdđeghiklmnopqrstuvxy"
_NOTE = re.compile(r"\s*\[(\d+)\]\s*(\S.*)")
_MARK = re.compile(r"\[(\d+)\]")
_LAST = re.compile(
    r"(?:nơi nhận|xác thực văn bản hợp nhất|phụ lục(?: [ivx\d]+)?|tm\. .*|kt\. .*|"
    r"chủ tịch quốc hội|người ký)\s*:?\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(\d+)([a-zđ]?)")


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
    _doubt_head(head, report)
    _doubt_articles(body, report)
    _doubt_units(text, report)
    amending = read_amending(text, head.before, head.since)
    _doubt_amending(text, amending, report)
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
    for place in range(last, len(lines)):
        if _LAST.fullmatch(lines[place]):
            left = sum(bool(line) for line in lines[place:])
            report.advises(
                report.place(f"“{shorten(lines[place], 40)}”"),
                f"Từ dòng này có {left} dòng không thuộc điều nào (nơi nhận, chữ ký, phụ lục), "
                "không đưa vào thư viện; đề nghị kiểm tra nếu câu hỏi căn cứ vào phụ lục.",
            )
            return lines[:place]
    return lines


def _doubt_head(head: Head, report: Report) -> None:
    where = report.place("phần đầu văn bản")
    if not head.number:
        report.doubts(
            where, "Không thấy số, ký hiệu văn bản; đề nghị ghi vào ô “Số, ký hiệu” trước khi lưu."
        )
    if not head.since:
        report.doubts(
            where, "Không thấy ngày có hiệu lực; đề nghị ghi vào ô “Có hiệu lực từ ngày”."
        )
    elif head.several:
        report.doubts(
            where,
            f"Văn bản nêu nhiều ngày có hiệu lực, đã lấy ngày muộn nhất {say_day(head.since)}; đề "
            "nghị kiểm tra lại ô “Có hiệu lực từ ngày”.",
        )


def _doubt_amending(text: LawText, amending: Amending, report: Report) -> None:
    """What says that it changes something, and not readably where."""
    for where, said in amending.untold:
        report.doubts(
            report.place(where),
            f"“{said}” sửa đổi văn bản khác nhưng không đọc được điều, khoản, điểm nào; câu hỏi "
            "căn cứ vào chỗ đó sẽ không được báo, đề nghị tự đối chiếu hoặc nhập văn bản hợp nhất.",
        )
    for unit in text.units if amending.amendments else ():
        if not law_quotes.without(unit.text)[1]:
            report.doubts(
                report.place(say_place((unit.article, unit.clause or "", unit.point or ""))),
                "Ngoặc kép mở mà không đóng, nên có thể nhầm lời mới với lời của văn bản này; đề "
                "nghị thêm dấu ngoặc kép trong tệp rồi tải lên lại.",
            )


def _doubt_articles(lines: list[str], report: Report) -> None:
    """Numbers that skip, go back, or come twice."""
    seen: dict[str, int] = {}
    last = ""
    quoted = law_quotes.inside(lines)
    for number, line in enumerate(lines, 1):
        opened = None if number - 1 in quoted else article_at(line)
        if not opened:
            continue
        label, where = opened[0], report.place(f"dòng {number}")
        if label in seen:
            report.doubts(
                where,
                f"Điều {label} đã có ở dòng {seen[label]}; đề nghị kiểm tra xem đây có phải điều "
                "được trích trong ngoặc kép của văn bản khác hay không.",
            )
        elif not _follows(last, label):
            report.doubts(
                where,
                f"Điều {label} đứng sau {f'Điều {last}' if last else 'phần đầu'}, số điều không "
                "liền nhau; đề nghị kiểm tra xem có điều bị thiếu hoặc đọc nhầm.",
            )
        seen.setdefault(label, number)
        last = label


def _follows(last: str, label: str) -> bool:
    """2 after 1, 35a after 35, 35b after 35a, 36 after any of them."""
    before, here = _LABEL.fullmatch(last or "0"), _LABEL.fullmatch(label)
    if before is None or here is None:
        return False
    step = int(here[1]) - int(before[1])
    if here[2]:
        return (step == 0 and here[2] > before[2]) or (step == 1 and here[2] == "a")
    return step == 1


def _doubt_units(text: LawText, report: Report) -> None:
    """Clauses and points that skip or come twice."""
    for article, units in text.articles.items():
        clause, point = "", ""
        sections = 0
        for unit in units:
            if opens_section(unit.text):
                clause, point = "", ""
                sections += 1
            if unit.clause and unit.clause != clause:
                if not _follows(clause, unit.clause):
                    _skipped(report, f"Điều {article}", "khoản", unit.clause, clause)
                clause, point = unit.clause, ""
            if unit.point and unit.point != point:
                if not _next_point(point, unit.point):
                    place = f"Điều {article}" + (f", khoản {clause}" if clause else "")
                    _skipped(report, place, "điểm", unit.point, point)
                point = unit.point
        if sections:
            report.advises(
                report.place(f"Điều {article}"),
                f"Điều này chia thành {sections} mục (I, II, …), số khoản có thể lặp lại; căn cứ "
                "ghi “khoản” sẽ hiện khoản đó của mọi mục, đề nghị đọc đúng mục khi đối chiếu.",
            )


def _next_point(last: str, label: str) -> bool:
    """Whether it is b after a, đ after d; with points that were added, whether it goes on."""
    if len(label) > 1 or len(last) > 1:
        return label[0] >= last[:1] or label[0] == "đ" or last[:1] == "đ"
    here = _POINTS.find(label)
    return here == 0 if not last else here == _POINTS.find(last) + 1


def _skipped(report: Report, place: str, kind: str, label: str, last: str) -> None:
    behind = f"{kind} {last}" if last else "phần mở đầu"
    report.doubts(
        report.place(place),
        f"{kind.capitalize()} {label} đứng sau {behind}, không liền nhau; đề nghị kiểm tra xem có "
        "chỗ bị thiếu hoặc đọc nhầm.",
    )
