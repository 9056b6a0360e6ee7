"""The order of a question's options: a list that begins twice, letters that are missing."""

import itertools
from collections.abc import Sequence

from question_bank.formats.draft import Draft
from question_bank.formats.marks import Part, Span
from question_bank.formats.options import inline_options, is_due, runs_of
from question_bank.formats.reading import Report, shorten
from question_bank.formats.tokens import Kind, Token

_MOST_TOLD = 5
"""Findings of one kind about one question: more of them say nothing new."""


def check_runs(head: Token, body: list[Token], draft: Draft, report: Report) -> None:
    """Two lists of options may be two questions, and the key that of the other one."""
    labels = [token.label for token in body if token.kind in (Kind.OPTION, Kind.NUMBERED)]
    inline = inline_options(head)
    if not inline and ("a" in labels) + max(map(labels.count, "Aa1")) < 2:
        return  # nearly every question: nothing begins twice
    first = next((label for label in "Aa1" if runs_of(body, label)), "")
    runs = runs_of(body, first) if first else []
    if len(runs) + (inline == first) > 1:
        said = (
            f"có phương án {first} bắt đầu lại ở dòng {body[runs[-1]].line.number} nên có thể "
            "là hai câu gộp làm một, cần ghi “Câu …” trước câu thứ hai hoặc “\\” trước dòng "
            "không phải là phương án"
        )
        if first == "1":  # a numbered list in the stem is no rarity
            report.doubts(draft.where, f"{draft.label} {said}.")
        else:
            draft.problems.append(said)
    lower = runs_of(body, "a") if first == "A" else []
    options = (place for place, token in enumerate(body) if token.kind is Kind.OPTION)
    last = max((place for place in options if body[place].label.isupper()), default=0)
    if lower and lower[0] > last:
        report.doubts(
            draft.where,
            f"{draft.label} có cả A., B. và a., b. (từ dòng {body[lower[0]].line.number}); các "
            "phương án được đọc theo chữ hoa, đề nghị kiểm tra lại phương án và đáp án.",
        )


def check_letters(parts: Sequence[Part], draft: Draft, report: Report) -> None:
    """A letter that is missing, or stands where another is due."""
    letters = [part.label.upper() for part in parts if part.label.isalpha()]
    steps = enumerate(itertools.pairwise(letters))
    wrong = ((at, pair) for at, pair in steps if not is_due(*pair))
    for position, (one, two) in itertools.islice(wrong, _MOST_TOLD):
        report.doubts(
            draft.where,
            f"{draft.label} có phương án {two} đứng ngay sau phương án {one} (thứ "
            f"{position + 2}); đề nghị kiểm tra lại chữ cái của các phương án.",
        )
    if letters and letters[0] != "A":
        report.doubts(
            draft.where,
            f"{draft.label} bắt đầu từ phương án {letters[0]}; đề nghị kiểm tra phương án A.",
        )


def check_last(parts: Sequence[Part], draft: Draft, report: Report) -> None:
    """A last option behind a mere blank on the line of another, where each of the others has a line
    of its own: `C. Ông Trần Văn D. và vợ` may be one option.
    """
    if len(parts) < 3 or not parts[-1].mark or _begins_line(parts[-1].mark):
        return
    mark = parts[-1].mark
    led = mark.line.text[: mark.start]
    apart = led[-1:] != " " or not led[-2:-1].isalnum()
    if apart or not all(one.mark and _begins_line(one.mark) for one in parts[:-1]):
        return
    report.doubts(
        report.place(f"dòng {mark.line.number}"),
        f"{draft.label} có phương án {parts[-1].label} trên cùng một dòng với phương án "
        f"{parts[-2].label}; nếu là một phần của phương án {parts[-2].label}, đề nghị ghi “\\” "
        f"trước nội dung phương án {parts[-2].label}.",
    )


def _begins_line(mark: Span) -> bool:
    return not mark.line.text[: mark.start].strip(" \t*")


def check_stars(parts: Sequence[Part], draft: Draft, report: Report) -> None:
    """A star behind an option, where it marks no key."""
    starred = [one for one in parts if one.pieces[-1].text.rstrip(" .;")[-1:] == "*"]
    if starred and len(starred) < len(parts):
        text = shorten(starred[0].pieces[-1].text, 60)
        report.doubts(
            draft.where,
            f"{draft.label} có dấu * ở cuối phương án “{text}” không được đọc là đáp án; đề nghị "
            "ghi * ở đầu phương án đúng, hoặc bỏ dấu này.",
        )
