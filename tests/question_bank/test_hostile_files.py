"""Files made to kill or to occupy their reader are refused in time, and the server lives on."""

import importlib
import io
import os
import pkgutil
import re
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

import question_bank
from question_bank import sandbox
from question_bank.checking import check_apart
from question_bank.finding import UnreadableFile
from quiz.rules.refusal import Refusal
from quiz.stages.roster import read_roster
from tests.cast import Stage

SECONDS = 12
TASK = "question_bank.checking:task"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)


def workbook(rows: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The least workbook that is one, with these rows of XML."""
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(kind="worksheet", target="sheet1.xml"),
        "xl/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return output.getvalue()


def row(number: int, *cells: tuple[str, str]) -> str:
    inside = "".join(
        f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in cells
    )
    return f'<row r="{number}">{inside}</row>'


GOOD = row(1, ("A1", "Họ và tên"), ("B1", "Đơn vị")) + row(2, ("A2", "Lê An"), ("B2", "Sở Y tế"))
FAR = workbook(GOOD + row(3, ("A3", "x"), ("ZZ4000000000", "x")))
WANDERING = workbook(GOOD + row(3, ("A900000", "x")))
BZIP2 = workbook(GOOD, zipfile.ZIP_BZIP2)
BOOKS = {"far cell": FAR, "cell of another row": WANDERING, "bzip2 member": BZIP2}
QUESTION = "Câu 1. Hỏi?\nA. một\n*B. hai\n"
TEXTS = {
    "deep header": "+++\na = " + "[" * 30_000 + "\n+++\n" + QUESTION,
    "long header": '+++\ntitle = "' + "x" * 70_000 + '"\n+++\n' + QUESTION,
    "endless number": "+++\na = " + "9" * 9_000 + "\n+++\n" + QUESTION,
    "unsafe topic": '+++\n[[topics]]\nid = "../x y"\ntitle = "X"\n+++\n' + QUESTION,
    "long language": '+++\nlanguage = "' + "v" * 99 + '"\n+++\n' + QUESTION,
    "long line": QUESTION + "x" * 20_001,
}


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    begun = _used()
    yield
    assert _used() - begun < SECONDS


def _used() -> float:
    """Seconds of the processor, ours and of the readers that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def test_the_least_workbook_is_a_good_roster() -> None:
    assert [one.name for one in read_roster(workbook(GOOD), "ds.xlsx").rows] == ["Lê An"]


@pytest.mark.parametrize("kind", BOOKS)
def test_a_hostile_workbook_is_refused(kind: str) -> None:
    with pytest.raises(UnreadableFile, match="đề nghị"):
        check_apart(BOOKS[kind], "đề.xlsx")
    with pytest.raises(Refusal) as refused:
        read_roster(BOOKS[kind], "ds.xlsx")
    assert "đề nghị" in refused.value.sentence


@pytest.mark.parametrize("kind", TEXTS)
def test_a_hostile_text_is_refused(kind: str) -> None:
    with pytest.raises(UnreadableFile, match="đề nghị"):
        check_apart(TEXTS[kind].encode(), "đề.txt")


@pytest.mark.parametrize(
    "line", ["1 A " * 300 + "hết đề", "Câu 1" + " " * 100_000 + "x", " :" * 9_000, "1" * 19_000]
)
def test_a_line_that_could_be_read_in_many_ways_is_read_in_time(line: str) -> None:
    assert len(check_apart(f"{QUESTION}{line}\n".encode(), "đề.txt").bank) >= 1


CHILDREN = {
    "dies": "import os; os.abort()",
    "never ends": "while True: pass",
    "takes memory": "from question_bank import sandbox as s; s._limit(); x = bytearray(1 << 30)",
    "talks nonsense": "print('{')",
    "talks without end": "import os\nwhile True: os.write(1, bytes(1 << 16))",
}
ENDED_FOR = {"never ends": "đang bận"}
"""Who is out of time, but had less of a processor than he may, is not the fault of the file."""


@pytest.mark.parametrize("kind", CHILDREN)
def test_a_child_out_of_bounds_is_ended_and_the_next_one_works(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "_PROGRAM", ("-c", CHILDREN[kind]))
        patched.setattr(sandbox, "SECONDS", 4.0 if kind == "never ends" else 600.0)
        with pytest.raises(UnreadableFile, match=ENDED_FOR.get(kind, "quá phức tạp")):
            sandbox.run(TASK, b"x" * 1_000_000, "x")
    assert len(check_apart(QUESTION.encode(), "đề.txt").bank) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_a_child_has_a_second_of_processor_less_than_it_wants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = "from question_bank import sandbox as s; s.CPU_SECONDS = 1; s._limit()\nwhile True: pass"
    monkeypatch.setattr(sandbox, "_PROGRAM", ("-c", busy))
    with pytest.raises(UnreadableFile, match="quá phức tạp"):
        sandbox.run(TASK, b"", "x")


def test_who_finds_no_room_in_time_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.1)
    with sandbox._ROOM, sandbox._ROOM, pytest.raises(UnreadableFile, match="nhiều tệp khác"):
        sandbox.run(TASK, b"", "x")
    monkeypatch.undo()
    assert len(check_apart(QUESTION.encode(), "đề.txt").bank) == 1


def test_waiting_for_room_and_reading_have_one_time_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two readers that are stuck: the third waits for them, and is told no later than they are."""
    monkeypatch.setattr(sandbox, "_PROGRAM", ("-c", CHILDREN["never ends"]))
    monkeypatch.setattr(sandbox, "SECONDS", 6.0)

    def told(_: int) -> tuple[str, float]:
        began = time.monotonic()
        with pytest.raises(UnreadableFile) as caught:
            sandbox.run(TASK, b"", "x")
        return str(caught.value), time.monotonic() - began

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(told, range(4)))
    assert {said for said, _ in answers} <= {sandbox.SLOW, sandbox.BUSY}
    assert max(seconds for _, seconds in answers) < 2 * 6.0


def test_a_child_does_only_what_is_listed() -> None:
    with pytest.raises(ValueError, match="os:system"):
        sandbox.run("os:system", b"", "true")


@pytest.mark.parametrize("url", ["/banks/upload", "/staff/people/import"])
def test_the_server_lives_on(quick_stage: Stage, url: str) -> None:
    visitor = quick_stage.staff("phuc" if url.startswith("/banks") else "lan")
    visitor.get(url)
    assert visitor.upload(url, "tệp.xlsx", FAR).status_code == 422
    assert visitor.get("/healthz").status_code == 200


SEARCHED = {
    *("INLINE", "_GIFT", "_VIETNAMESE", "NOTE", "_PAIR", "_NEGATION", "_WORD", "WORD", "_TONE"),
    *("_PARTED", "_TRAILING", "_JUDGED", "_SEVERAL_OPTIONS", "_APART", "_TABS"),
    *("_ABSOLUTE", "_COUNTED", "_HOW_MANY", "_ASKS_FOR_ONE", "_ASKS_FOR_SEVERAL", "_JOINED"),
    *("_LOST", "_MISREAD", "_FOREIGN", "_ODD", "_PILED", "_PUNCTUATION", "_LONE_Y", "_SPELT_Y"),
    *("_BIDI", "_CONTROL", "_PRIVATE", "_SURROGATE", "_OF_ITS_OPTIONS", "_SYLLABLE"),
    *("_OF_STATEMENTS", "_UNSURE"),
}
"""Patterns that look for a place within a text; the others are laid at its beginning only."""
WORST = (
    " " * 100_000,
    "\t" * 100_000 + "x",
    "\n" * 100_000,
    "1" * 100_000,
    ":" * 100_000,
    "x" * 100_000,
    "cac " * 25_000,
    "a\u0323" * 50_000,
    "\u0323" * 100_000,
    " :" * 50_000,
    "1 A " * 25_000 + "hết",
    "câu 1" + " " * 100_000 + "x",
    "A" + " " * 100_000 + "x",
)


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for found in pkgutil.walk_packages(question_bank.__path__, "question_bank."):
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(value, re.Pattern) and name != "_ALL_OF_THEM":  # short texts only
                yield name, value


@pytest.fixture
def ends_soon() -> Iterator[Callable[[str], None]]:
    """Called with a name, gives a second of the processor: matching is interrupted behind it."""

    def begin(name: str) -> None:
        signal.signal(signal.SIGVTALRM, lambda *_: pytest.fail(f"{name} takes too long"))
        signal.setitimer(signal.ITIMER_VIRTUAL, 1)

    yield begin
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def test_no_pattern_takes_long_over_a_long_line(ends_soon: Callable[[str], None]) -> None:
    for name, pattern in _patterns():
        ways: list[Callable[[str], object]] = [pattern.match, pattern.fullmatch]
        if name in SEARCHED:
            ways.append(lambda text, pattern=pattern: sum(1 for _ in pattern.finditer(text)))  # type: ignore[misc]
        for text in WORST:
            ends_soon(name)
            for way in ways:
                way(text.encode() if isinstance(pattern.pattern, bytes) else text)
