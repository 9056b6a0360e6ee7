"""A bank of 10,000 questions: read from Excel and from Word, reviewed, and what memory that takes.

Each measure runs in a process of its own, as the reader of a file from outside does; the time is
that process's own, without its start.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

from question_bank.bank import Bank
from question_bank.formats import read, write
from question_bank.formats.native import question_lines
from question_bank.review import review
from question_bank.sandbox import forgo_collecting
from tests.bench.figures import Figure, peak_memory
from tests.question_bank.hostile import word
from tests.question_bank.word_files import of_lines

QUESTIONS = 10_000
SHIPPED = Path(__file__).parents[2] / "question_bank" / "banks" / "cchc-2021"
BARS = {"xlsx": "<=3", "docx": "<=8"}
_PARAGRAPH = (
    '<w:p><w:pPr><w:keepNext/><w:spacing w:after="40"/></w:pPr>'
    "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    '<w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
)


def measure(folder: Path) -> Iterator[Figure]:
    """Seconds of processor and megabytes for each kind of file, and for the review."""
    bank = large_bank()
    files = {"xlsx": write(bank, "xlsx"), "docx": word_of(bank)}
    for kind, data in files.items():
        path = folder / f"bank.{kind}"
        path.write_bytes(data)
        said = json.loads(
            subprocess.check_output([sys.executable, "-m", "tests.bench.banks", str(path)])
        )
        assert said["questions"] == QUESTIONS, said
        yield Figure(f"bank_{kind}_read", said["read"], "s", BARS[kind])
        yield Figure(f"bank_{kind}_review", said["review"], "s", "<=5")
        yield Figure(f"bank_{kind}_memory", said["memory"], "MB", "<=300")


def large_bank() -> Bank:
    """The shipped bank's questions again and again, no two alike: each has numbers of its own."""
    shipped = read(SHIPPED).bank
    rounds = -(-QUESTIONS // len(shipped))
    questions = [
        replace(question, id=f"{question.id}-{number}", stem=f"Lần {number}. {question.stem}")
        for number in range(1, rounds + 1)
        for question in shipped
    ]
    return replace(shipped, questions=tuple(questions[:QUESTIONS]))


def word_of(bank: Bank) -> bytes:
    """The bank as a Word file in the shape that `write_word` gives it."""
    titles, topic, lines = bank.topic_titles, "", []
    for number, question in enumerate(bank, 1):
        if question.topic != topic:
            topic = question.topic
            lines.append(("# ", titles[topic]))
        for line in question_lines(question, number, stars=False):
            first, _, rest = line.partition(" ")
            lines.append((first, f" {rest}"))
    xml = "".join(_PARAGRAPH.format(escape(one), escape(two)) for one, two in lines)
    return word(xml, 1, of_lines())


def _one(path: Path) -> None:
    forgo_collecting()
    data, began = path.read_bytes(), time.process_time()
    reading = read(data, path.name)
    middle = time.process_time()
    review(reading.bank)
    ended = time.process_time()
    said = {"read": middle - began, "review": ended - middle, "memory": peak_memory()}
    print(json.dumps({**said, "questions": len(reading.bank)}))


if __name__ == "__main__":
    _one(Path(sys.argv[1]))
