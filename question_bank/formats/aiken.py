"""Aiken: a question's text, options `A.` or `A)` a line each, `ANSWER: B`. One right option, and
nothing else about the question.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from question_bank.bank import Bank
from question_bank.formats.draft import Claim, Draft, DraftOption, assemble
from question_bank.formats.limits import LIMITS
from question_bank.formats.lines import refuse_long
from question_bank.formats.native import decode
from question_bank.formats.reading import Reading, Report, shorten
from question_bank.question import OPTION_LETTERS, Question
from question_bank.vietnamese import clean, squeeze, tidy

ANSWER = re.compile(r"\s*ANSWER\s*:\s*([A-Za-z])\s*$")
HEAD = re.compile(r"^[^\S\n]*(?:câu(?: hỏi)?|bài)\s*\d+", re.IGNORECASE | re.MULTILINE)
"""How a question of our own grammar begins: a stem like it would not be read as Aiken."""
_EXPLAINS = re.compile(r"\s*(?:giải thích|explanation|feedback)\s*:\s*", re.IGNORECASE)
_TWO = (
    "có phương án A bắt đầu lại ở dòng {} nên có thể là hai câu gộp làm một, cần bổ sung dòng "
    "ANSWER cho câu thứ nhất"
)
"""The answer of the second question must not become the first one's key."""
OPTION = re.compile(r"\s*([A-Z])[.)]\s+(\S.*)$")


def read_aiken(data: bytes, name: str = "") -> Reading:
    """The bank in an Aiken file. UnreadableFile where it holds no question."""
    report = Report(name)
    lines = decode(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    refuse_long(lines, report)
    for number, line in enumerate(lines, 1):
        for problem in clean(line)[1]:
            report.blocks(report.place(f"dòng {number}"), problem)
    drafts = list(_drafts([clean(line)[0] for line in lines], report))
    return assemble(drafts, report, title=Path(name).stem)


def _drafts(lines: list[str], report: Report) -> Iterator[Draft]:
    """A question ends with its ANSWER; what stands behind the last one is named."""
    draft: Draft | None = None
    stem: list[str] = []
    explains = False
    count = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if draft is None:
            count += 1
            draft = Draft(report.place(f"dòng {number}"), f"Câu {count}")
        if answer := ANSWER.match(line):
            draft.stem = tidy("\n".join(stem))
            yield _closed(draft, answer[1].upper())
            draft, stem, explains = None, [], False
            continue
        option = OPTION.match(line)
        expected = OPTION_LETTERS[len(draft.options) : len(draft.options) + 1]
        if option and stem and option[1] == expected:
            draft.options.append(DraftOption(squeeze(option[2]), option[1]))
            continue
        if option and draft.options and option[1] == "A" and not draft.problems:
            draft.problems.append(_TWO.format(number))
        if draft.options and (said := _EXPLAINS.match(line)):
            draft.explanation = squeeze(line[said.end() :])
            explains = True
        elif draft.options and explains:
            draft.explanation = squeeze(f"{draft.explanation} {line}")
        elif draft.options:
            if option and option[1] in OPTION_LETTERS:
                report.doubts(
                    report.place(f"dòng {number}"),
                    f"{draft.label} có phương án {option[1]} ở chỗ của phương án "
                    f"{expected or 'thứ chín'} nên được đọc tiếp vào phương án trên; đề nghị kiểm "
                    "tra lại thứ tự các phương án.",
                )
            elif not line.lstrip()[0].islower():
                report.doubts(
                    report.place(f"dòng {number}"),
                    f"{draft.label} có dòng “{shorten(line)}” được đọc là phần tiếp theo của "
                    f"phương án {draft.options[-1].label}; đề nghị kiểm tra lại.",
                )
            draft.options[-1].text = squeeze(f"{draft.options[-1].text} {line}")
        else:
            stem.append(squeeze(line))
    if draft is not None:
        draft.stem = tidy("\n".join(stem))
        if draft.options:
            yield draft
        else:
            report.doubts(
                draft.where,
                f"Phần cuối “{shorten(draft.stem, 60)}” không có phương án và dòng ANSWER; "
                "đề nghị bổ sung hoặc xóa.",
            )


def _closed(draft: Draft, letter: str) -> Draft:
    labels = [option.label for option in draft.options]
    if letter in labels:
        draft.claims.append(Claim("ANSWER", frozenset({labels.index(letter)})))
    else:
        draft.problems.append(f"có đáp án {letter} không nằm trong các phương án")
    return draft


def fits(question: Question) -> bool:
    """Whether Aiken can say it: one right option of at most eight, a text that is no answer and no
    head of a numbered question."""
    few = len(question.options) <= LIMITS.options_max
    stem = on_one_line(question.stem)
    return len(question.key) == 1 and few and not ANSWER.match(stem) and not HEAD.match(stem)


def write_aiken(bank: Bank) -> bytes:
    """The questions that fit, each text on one line; see `losses` for what is left out."""
    return ("\n\n".join(_question(one) for one in bank if fits(one)) + "\n").encode()


def _question(question: Question) -> str:
    (right,) = question.key
    options = [
        f"{OPTION_LETTERS[index]}. {on_one_line(option.text)}"
        for index, option in enumerate(question.options)
    ]
    return "\n".join([on_one_line(question.stem), *options, f"ANSWER: {OPTION_LETTERS[right]}"])


def on_one_line(text: str) -> str:
    """The text without line ends."""
    return squeeze(text.replace("\n", " "))
