"""`make fuzz`: changes the bytes of good files again and again, and looks for a reader that falls.

    python -m tests.question_bank.fuzz [MUTATIONS [SEED [KIND…]]]

Every kind of file gets as many: each reader of the register, and the sheets that come to it by
other ways. A fall is any exception but UnreadableFile, or a reader that dies: the mutations of a
kind run in a process of their own, which says which one it is at. What changes inside a package is
one of its members, so that the reader sees it.
"""

import csv
import io
import os
import random
import subprocess
import sys
import traceback
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

import xlsxwriter

from question_bank.bank import Bank
from question_bank.finding import UnreadableFile
from question_bank.formats import READERS, WRITERS, read
from question_bank.formats.reading import Reading
from question_bank.question import LEVEL_TITLES, OPTION_LETTERS
from question_bank.review import review
from tests.question_bank import old_workbooks as old

SHIPPED = Path(__file__).parents[2] / "question_bank" / "banks" / "cchc-2021"
SEED = 20_210_523
MUTATIONS = 100_000
REVIEWED = 50
"""One reading in so many is reviewed too."""
_PIECES = (
    b"\x00", b"\xff", b"<", b">", b"&", b"{", b"}", b"=", b"~", b"\n", b"\r\n", b"\t", b" " * 60,
    b"A. ", b"*B. ", b"1-A 2-B", "Câu 1. ".encode(), "Đáp án: ".encode(), b"# ", b"+++", b"9" * 40,
    b"-1", b"1e999", b"%", b"::", b"$CATEGORY: ", "\u202e\u0301\ud7ff".encode(), b"<w:p>",
    b"</w:r>", b'r="XFD1048576"', b"<!DOCTYPE x>", b"]]>", b"\\", b'"', b"'",
)  # fmt: skip
"""What means something to some reader."""
_WORDS = (
    "",
    " ",
    "0",
    "-1",
    "9" * 40,
    "1e999",
    "NaN",
    "100",
    "true",
    "A",
    "đúng",
    "\u0323" * 40,
    "x,y",
)


SHEETS = ("xls", "ods", "kahoot")
"""Kinds without a reader of their own: rewritten first, or sheets of another shape."""
KINDS = (*READERS, *SHEETS)
_KAHOOT = (
    "", "Question - max 120 characters", "Answer 1 - max 75 characters", "Answer 2", "Answer 3",
    "Answer 4", "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)  # fmt: skip


def seeds() -> dict[str, bytes]:
    """A good file of each kind."""
    shipped = read(SHIPPED).bank
    small = Bank(shipped.title, shipped.topics, shipped.questions[:4], shipped.as_of)
    rows = _rows(small)
    quiz = [["", "Quiz template"], [], list(_KAHOOT)]
    quiz += [["1", row[0], *row[1:5], "20", "1,3"] for row in rows[1:]]
    return {
        **{name: WRITERS[name](small) for name in READERS if name in WRITERS},
        "csv": _csv(rows),
        "qti": WRITERS["qti30"](small),
        "xls": _xls(rows),
        "ods": old.ods(
            f'<table:table table:name="A">{"".join(map(old.cells, rows))}</table:table>'
        ),
        "kahoot": _xlsx(quiz),
    }


def _rows(bank: Bank) -> list[list[str]]:
    heading = ["Câu hỏi", *(f"Phương án {letter}" for letter in "ABCD")]
    rows = [[*heading, "Đáp án", "Mức độ", "Chuyên đề", "Căn cứ", "Giải thích"]]
    for one in bank:
        options = ([option.text for option in one.options] + [""] * 4)[:4]
        key = ", ".join(OPTION_LETTERS[index] for index in sorted(one.key))
        bases = "; ".join(map(str, one.legal_basis))
        level = LEVEL_TITLES[one.level]
        rows.append([one.stem, *options, key, level, one.topic, bases, one.explanation])
    return rows


def _csv(rows: list[list[str]]) -> bytes:
    output = io.StringIO()
    csv.writer(output, delimiter=";").writerows(rows)
    return output.getvalue().encode()


def _xls(rows: list[list[str]]) -> bytes:
    """The first row in its own cells, the others as shared strings, some of what may be hidden."""
    shared = [(row, column, text) for row, texts in enumerate(rows[1:4], 1)
              for column, text in enumerate(texts)]  # fmt: skip
    cells = b"".join(old.shared_cell(row, column, n) for n, (row, column, _) in enumerate(shared))
    extra = old.hidden_row(9) + old.hidden_column(12) + old.merged(8, 9, 0, 1) + cells
    before = old.shared_strings(*(text for *_, text in shared), split=1_000)
    return old.xls({"A": rows[:1], "B": []}, extra=extra, before=before, hidden=("B",))


def _xlsx(rows: list[list[str]]) -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return output.getvalue()


def reader_of(kind: str) -> Callable[[bytes, str], Reading]:
    """What reads a kind: its reader, else whatever the file's content asks for."""
    return READERS.get(kind, read)


def mutations(data: bytes, count: int, seed: str) -> Iterator[bytes]:
    """Changed files, the same for the same seed."""
    chance = random.Random(seed)
    members = _members(data)
    for _ in range(count):
        if not members or chance.random() < 0.2:
            yield _changed(data, chance)
            continue
        name = chance.choice(list(members))
        yield _packed({**members, name: _changed(members[name], chance)})


def _changed(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed; half of XML keeps its form, half of any text its letters: else most of them
    would be refused before a reader looks at what they say.
    """
    formed = chance.random() < 0.5
    if formed and (changed := _changed_tree(data, chance) or _changed_letters(data, chance)):
        return changed
    whole = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(whole) + 1)
        to = min(len(whole), at + chance.choice((1, 1, 4, 30, 400)))
        kind = chance.randrange(6)
        if kind == 0 and at < len(whole):
            whole[at] = chance.randrange(256)
        elif kind == 1:
            del whole[at:to]
        elif kind == 2:
            whole[at:at] = chance.choice(_PIECES)
        elif kind == 3:
            whole[at:at] = whole[at:to] * chance.choice((1, 2, 20))
        elif kind == 4:
            other = chance.randrange(len(whole) + 1)
            whole[at:to] = whole[other : other + to - at]
        else:
            whole[at:to] = chance.choice(_PIECES)
    return bytes(whole)


def _changed_letters(data: bytes, chance: random.Random) -> bytes:
    try:
        text = list(data.decode())
    except UnicodeDecodeError:
        return b""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(text) + 1)
        to = at + chance.choice((0, 1, 1, 4, 30))
        piece = chance.choice(_PIECES).decode("utf-8", "replace")
        text[at:to] = chance.choice((piece, "", text[at:to] * 3, text[to : to + 20], "\n"))
    return "".join(text).encode("utf-8", "replace")


def _changed_tree(data: bytes, chance: random.Random) -> bytes:
    """Elements taken out, doubled, moved or emptied, and other words in them; b"" for no XML."""
    try:
        tree = fromstring(data)
    except ParseError:
        return b""
    every = list(tree.iter())
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        one, other = chance.choice(every), chance.choice(every)
        words = chance.choice((*_WORDS, one.text, other.text))
        kind = chance.randrange(5)
        if kind == 0:
            one.text = words
        elif kind == 1 and one.attrib:
            one.set(chance.choice(list(one.attrib)), words or "")
        elif kind == 2 and len(one):
            del one[chance.randrange(len(one))]
        elif kind == 3 and len(one):
            one.insert(chance.randrange(len(one)), deepcopy(chance.choice(list(one))))
        elif kind == 4 and one not in other.iter():
            other.append(deepcopy(one) if len(list(one.iter())) < 200 else Element(one.tag))
    written: bytes = tostring(tree, encoding="utf-8")
    return written


def _members(data: bytes) -> dict[str, bytes]:
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # no time of day in it
    return output.getvalue()


def falls(kind: str, count: int, seed: int) -> list[str]:
    """The falls of a kind, each with the number of its mutation and the place."""
    found = []
    reader = reader_of(kind)
    for number, data in enumerate(mutations(seeds()[kind], count, f"{seed} {kind}")):
        try:
            reading = reader(data, f"x.{kind}")
            if number % REVIEWED == 0:
                review(reading.bank)
        except UnreadableFile:
            continue
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}:{last.lineno}"
            found.append(f"{kind} {number}: {type(error).__name__} at {place}")
    return found


def main(count: int, seed: int, kinds: Sequence[str]) -> int:
    """Every kind in a process of its own; 1 where one fell."""
    fallen = 0
    for kind in kinds or KINDS:
        command = [sys.executable, "-m", "tests.question_bank.fuzz", _ONE, str(count), str(seed)]
        quiet = {**os.environ, "RUST_BACKTRACE": "0"}  # calamine's panics are caught, and many
        done = subprocess.run([*command, kind], capture_output=True, text=True, env=quiet)
        lines = done.stdout.splitlines()
        if done.returncode:
            lines.append(f"{kind}: the process ended with {done.returncode}\n{done.stderr[-400:]}")
        print(f"{kind}: {count} mutations, seed {seed}, {len(lines)} falls", *lines[:20], sep="\n")
        sys.stdout.flush()
        fallen += len(lines)
    return int(fallen > 0)


_ONE = "one"

if __name__ == "__main__":
    if sys.argv[1:2] == [_ONE]:
        print("\n".join(falls(sys.argv[4], int(sys.argv[2]), int(sys.argv[3]))), end="")
    else:
        given = dict(enumerate(sys.argv[1:]))
        count, seed = int(given.get(0, MUTATIONS)), int(given.get(1, SEED))
        sys.exit(main(count, seed, sys.argv[3:]))
