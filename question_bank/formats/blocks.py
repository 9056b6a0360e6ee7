"""The lines of one question -> its stem, options, tags and keys."""

import re
from dataclasses import dataclass, field

from question_bank.formats.draft import Claim, Draft, Topics
from question_bank.formats.fields import (
    bases_of,
    invalid_identifier,
    level_of,
    yes_or_no,
)
from question_bank.formats.key_headings import A_LIST, Above, above_of, begins_a_list
from question_bank.formats.key_notes import claim_by_notes
from question_bank.formats.keys import key_of, without_lead
from question_bank.formats.marks import Part, Span
from question_bank.formats.options import (
    INLINE,
    LONG_TAGS,
    first_option,
    found_part,
    option_of,
    part_of,
    parts_on_line,
    rest_of,
    step,
)
from question_bank.formats.order import check_last, check_letters, check_runs, check_stars
from question_bank.formats.reading import Report, shorten
from question_bank.formats.shown_keys import claim_by_format
from question_bank.formats.tokens import Kind, Line, Token, plain

_POINTS = re.compile(r"[\d.,]+\s*(?:đ|điểm)")
_LONG_NAMES = {"basis": "căn cứ", "explanation": "giải thích"}
_MOST_KEY_LINES = 8
_MOST_OPTIONS = 60
"""More make no question, which is said of these already."""


@dataclass
class Block:
    """The line that begins a question and the lines up to the next one; `tag` is its last tag."""

    head: Token
    topic: str
    body: list[Token] = field(default_factory=list)
    tag: str = ""

    @property
    def has_options(self) -> bool:
        """Whether an option or a tag was met, so a heading may end the question."""
        kinds = (Kind.OPTION, Kind.NUMBERED, Kind.BULLET, Kind.TAG)
        return any(token.kind in kinds for token in self.body)

    @property
    def source(self) -> str:
        """The lines as they stand in the file."""
        return "\n".join(token.line.text for token in (self.head, *self.body)).strip()


class BlockReader:
    """Reads one block. Its parts fill up as the lines go by; `draft()` judges them."""

    def __init__(self, block: Block, report: Report, topics: Topics) -> None:
        self.block, self.report, self.topics = block, report, topics
        self.where = report.place(f"dòng {block.head.line.number}")
        self.label = f"Câu {block.head.label}"
        self.stem: list[Span] = [rest_of(block.head)]
        self.parts: list[Part] = []
        self.tags: dict[str, list[str]] = {}
        self._starts = {t.label for t in block.body if t.kind is Kind.OPTION}
        self._tag = ""
        self._lost = self._quotes = self._listed = self._headed = False
        self._last_tags: dict[str, int] | None = None
        self._above: tuple[tuple[int, int], Above] = (0, 0), Above(frozenset(), numbered=False)

    def draft(self) -> Draft:
        """The question that the block says."""
        self._read_lines()
        draft = Draft(
            self.where,
            self.label,
            stem="\n".join(filter(None, (plain(span.text) for span in self.stem))),
            options=[option_of(part) for part in self.parts],
            topic=self.block.topic,
            source=self.block.source,
        )
        check_runs(self.block.head, self.block.body, draft, self.report)
        for check in (check_letters, check_last, check_stars):
            check(self.parts, draft, self.report)
        self._apply_note(draft)
        self._apply_tags(draft)
        self._claim(draft)
        return draft

    # Lines

    def _read_lines(self) -> None:
        first, kind = first_option(self.block.body)
        gap = False
        for place, token in enumerate(self.block.body):
            if token.kind is Kind.BLANK:
                gap = True
                continue
            if token.kind is Kind.TAG:
                self._tag, self._lost, self._listed = token.label, False, False
                self._headed = token.label == "key"
                self.tags.setdefault(token.label, []).append(plain(token.content))
            elif self._listed or self._lists_keys(place):
                self._unknown(token.line)
            elif place >= first and token.kind is kind and self._goes_on(place, token):
                self._continue(token.line, gap)
            elif place >= first and token.kind is kind and self._follows(token):
                self._tag, self._lost = "", False
                self._open(token)
                if len(self.parts) > _MOST_OPTIONS:
                    break
            else:
                self._continue(token.line, gap)
            gap = False
        if not self.parts or self.parts[0].label in ("B", "b"):
            self._options_inside_stem()
        if kind is Kind.BULLET:
            self._judge_stars(self.block.body[first:])

    def _waits_for_key(self) -> bool:
        return self._tag == "key" and not self.tags["key"][-1]

    def _lists_keys(self, place: int) -> bool:
        """Whether keys of many questions stand below a heading that belongs to none of them."""
        if not self._headed or not self.parts or not self._waits_for_key():
            return False
        self._headed = False
        if len(self.tags["key"]) > _MOST_KEY_LINES:
            return False
        met = len(self.parts), len(self.parts[-1].pieces)
        if self._above[0] != met:  # as a rule they stand, however many headings follow
            self._above = met, above_of([option_of(part) for part in self.parts])
        self._listed = begins_a_list(self.block.body[place:], self._above[1])
        if self._listed:
            self.report.doubts(self.where, f"{self.label} {A_LIST}")
        return self._listed

    def _goes_on(self, place: int, token: Token) -> bool:
        """Whether what looks like an option belongs to the explanation or basis above it: there a
        list is quoted. Said once where it might be an option, or another question's.
        """
        if self._tag not in LONG_TAGS or not self.parts:
            return False
        if self._last_tags is None:
            body = enumerate(self.block.body)
            self._last_tags = {one.label: at for at, one in body if one.kind is Kind.TAG}
        if place < self._last_tags[self._tag]:
            return False  # each option has an explanation of its own
        if not self._quotes and token.label.isupper() == self.parts[0].label.isupper():
            self._quotes = True
            self.report.doubts(
                self.report.place(f"dòng {token.line.number}"),
                f"{self.label} có dòng “{shorten(token.line.text)}” được đọc là phần tiếp theo của "
                f"dòng {_LONG_NAMES[self._tag]}; nếu là phương án, đề nghị chuyển lên trên.",
            )
        return True

    def _follows(self, token: Token) -> bool:
        """Whether the token's letter or number may come after the last option's."""
        if not self.parts or token.kind is Kind.BULLET:
            return True
        last, new = self.parts[-1].label, token.label
        if token.kind is Kind.NUMBERED:
            return int(new) == int(last) + 1
        again = not self._waits_for_key()  # `C. Ba` below `Đáp án:` is the last option once more
        return last.isupper() == new.isupper() and (not again) <= step(last, new) <= 4

    def _open(self, token: Token) -> None:
        self.parts += parts_on_line(token.line, token.start, part_of(token), self._starts)

    def _continue(self, line: Line, gap: bool) -> None:
        text = line.text.strip()
        span = Span(line, 0, len(line.text))
        if self._lost:
            self._unknown(line)
        elif self._tag in LONG_TAGS or self._waits_for_key():
            joined = f"{self.tags[self._tag][-1]}\n{plain(text)}"
            self.tags[self._tag][-1] = joined.strip()
        elif self._tag or (gap and len(self.parts) > 1 and not text.startswith("\\")):
            self._unknown(line)
        elif not self.parts:
            self.stem.append(span)
        else:
            self.parts[-1].pieces.append(span)
            if not text.startswith("\\") and not text[0].islower():
                self.report.doubts(
                    self.report.place(f"dòng {line.number}"),
                    f"{self.label} có dòng “{shorten(text)}” được đọc là phần tiếp theo của "
                    f"phương án {self.parts[-1].label}; đề nghị kiểm tra lại.",
                )

    def _unknown(self, line: Line) -> None:
        self._lost = True
        unknown_line(self.report, line)

    def _options_inside_stem(self) -> None:
        """`Câu 1. Bao nhiêu tuổi? A. 18 B. 21`: options on the line of the question."""
        span = self.stem[-1]
        if span.text.lstrip().startswith("\\"):
            return
        for found in INLINE.finditer(span.line.text, span.start):
            if found["label"] in ("A", "a"):
                first = found_part(span.line, found)
                parts = parts_on_line(span.line, found.end(), first, set())
                if len(parts) > 1 or self.parts:
                    self.stem[-1] = Span(span.line, span.start, found.start())
                    self.parts = parts + self.parts
                    return

    def _judge_stars(self, body: list[Token]) -> None:
        """`* x` among `- y` is the right one; where all have a star, it is their dash."""
        if self.parts and all(part.star for part in self.parts):
            for part in self.parts:
                part.star = False
        elif body and body[0].star and not body[0].label and body[0].mark_end == 0:
            self.report.doubts(
                self.report.place(f"dòng {body[0].line.number}"),
                f"{self.label} có dòng “{shorten(body[0].line.text)}” được đọc là phương án đúng; "
                "nếu là ghi chú, đề nghị ghi “\\” ở đầu dòng.",
            )

    # Judgement

    def _apply_note(self, draft: Draft) -> None:
        note = self.block.head.note
        draft.level = level_of(note) if note else None
        if note and not draft.level and not _POINTS.fullmatch(note.strip()):
            draft.stem = f"({plain(note)}) {draft.stem}".strip()

    def _apply_tags(self, draft: Draft) -> None:
        tags = {name: "\n".join(filter(None, values)) for name, values in self.tags.items()}
        draft.id, draft.explanation = tags.get("id", ""), tags.get("explanation", "")
        if said := invalid_identifier(draft.id):
            self.report.blocks(self.where, f"{self.label} {said}")
        if "level" in tags:
            draft.level = level_of(tags["level"])
            if not draft.level:
                self._doubt_tag("mức độ", tags["level"], "ghi dễ, trung bình hoặc khó")
        if tags.get("topic"):
            draft.topic = self.topics.resolve(tags["topic"])
        if "shuffle" in tags:
            draft.shuffle = yes_or_no(tags["shuffle"])
            if draft.shuffle is None:
                self._doubt_tag("yêu cầu trộn phương án", tags["shuffle"], "ghi có hoặc không")
        self.add_bases(draft, tags.get("basis", ""), doubt=True)

    def _doubt_tag(self, name: str, value: str, remedy: str) -> None:
        self.report.doubts(
            self.where,
            f"{self.label} có {name} “{shorten(value, 40)}” chưa rõ; đề nghị {remedy}.",
        )

    def add_bases(self, draft: Draft, text: str, *, doubt: bool) -> None:
        """Legal bases into their field; what cites no article into the explanation."""
        bases, others = bases_of(text)
        draft.legal_basis += bases
        if others:
            draft.explanation = "\n".join(filter(None, [draft.explanation, "; ".join(others)]))
        if others and doubt:
            self._doubt_tag(
                "căn cứ",
                "; ".join(others),
                "ghi theo mẫu “85/2015/QH13, Điều 2, khoản 1”",
            )

    def _claim(self, draft: Draft) -> None:
        claim_by_notes(self.parts, draft)
        starred = frozenset(i for i, part in enumerate(self.parts) if part.star)
        if starred:
            draft.claims.append(Claim("dấu sao", starred))
        said = list(dict.fromkeys(filter(None, self.tags.get("key", ()))))
        if len(said) > _MOST_KEY_LINES:
            draft.problems.append(f"có {len(said)} dòng đáp án khác nhau")
        for value in said[:_MOST_KEY_LINES]:
            key, rest, problem = key_of(
                without_lead(value),
                [option.label or str(i + 1) for i, option in enumerate(draft.options)],
                [option.text for option in draft.options],
            )
            if key:
                draft.claims.append(Claim("dòng Đáp án", key))
            if problem:
                draft.problems.append(problem)
            self.add_bases(draft, rest, doubt=False)
        claim_by_format(self.parts, draft, self.report, self.where)


def unknown_line(report: Report, line: Line) -> None:
    """A line that the grammar cannot place."""
    report.doubts(
        report.place(f"dòng {line.number}"),
        f"Không nhận ra dòng “{shorten(line.text)}”; đề nghị sửa theo mẫu hoặc xóa dòng này.",
    )
