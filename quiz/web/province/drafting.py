"""What is typed into the form of a contest, and the draft that it means.

Everything arrives as text and is kept as typed, so that a refused form comes back whole.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from question_bank.bank import Bank
from question_bank.blueprint import Cell, proportional, shortages
from question_bank.question import Level
from question_bank.vietnamese import clean, squeeze
from quiz.rules.draft import LONGEST_NAME, Draft, say_short
from quiz.rules.refusal import Reason, Refusal
from quiz.rules.round import Counting, Rules, TieBreak
from quiz.rules.wording import at_vietnam, from_vietnam
from quiz.stages.oversee import ContestView, District
from quiz.web.forms import Input

TIE_FIELDS = ("tie_1", "tie_2", "tie_3", "tie_4")
PAPER_SIZE = 30
"""Questions in the paper that an empty form proposes."""

_EXTRA = re.compile(r"count_.{1,80}_(easy|medium|hard)|(opens|closes)_[1-9][0-9]{0,9}")
_NUMBER = re.compile(r"[0-9]{1,4}")
_MOMENT = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")

Errors = list[tuple[str, str]]
"""Pairs of a field's name and a sentence."""

Short = Annotated[str, Field(max_length=40)]


class OpenInput(Input):
    """Opening: what names the doubts of the law library that whoever opens has seen."""

    law_seen: Annotated[Short, Field(title="Căn cứ cần xem lại")] = ""


class ContestInput(Input):
    """The form. Beside these fields: `count_<topic>_<level>` for the blueprint, `opens_<district>`
    and `closes_<district>` where a district has times of its own."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Short]

    do: Annotated[Literal["save", "bank"], Field(title="Thao tác")] = "save"
    seen: Annotated[str, Field(max_length=64, title="Bản đã xem")] = ""
    """The digest of the draft that stood when the form was printed."""
    name: Annotated[str, Field(max_length=2 * LONGEST_NAME, title="Tên cuộc thi")] = ""
    bank: Annotated[str, Field(max_length=40, title="Ngân hàng câu hỏi")] = ""
    matrix_bank: Annotated[Short, Field(title="Ngân hàng câu hỏi đã xem")] = ""
    """The bank whose cells were shown."""
    minutes: Annotated[Short, Field(title="Thời gian làm bài")] = "30"
    attempts: Annotated[Short, Field(title="Số lượt thi")] = "1"
    counting: Annotated[Short, Field(title="Lượt thi được tính")] = Counting.BEST.value
    tie_1: Annotated[Short, Field(title="Tiêu chí phụ 1")] = ""
    tie_2: Annotated[Short, Field(title="Tiêu chí phụ 2")] = ""
    tie_3: Annotated[Short, Field(title="Tiêu chí phụ 3")] = ""
    tie_4: Annotated[Short, Field(title="Tiêu chí phụ 4")] = ""
    seats: Annotated[Short, Field(title="Số thành viên đội tuyển")] = "5"
    reserves: Annotated[Short, Field(title="Số dự bị")] = "2"
    shuffle_questions: Annotated[Short, Field(title="Trộn thứ tự câu hỏi")] = ""
    shuffle_options: Annotated[Short, Field(title="Trộn thứ tự phương án")] = ""
    opens: Annotated[Short, Field(title="Mở (chung)")] = ""
    closes: Annotated[Short, Field(title="Đóng (chung)")] = ""
    districts: list[Short] = Field(default_factory=list, max_length=200, title="Đơn vị tham gia")

    def further(self, name: str) -> str:
        """What was typed into one of the further fields."""
        return self.__pydantic_extra__.get(name, "")

    def ties(self) -> tuple[str, ...]:
        """The tie-breaks in their order, empty ones included."""
        return (self.tie_1, self.tie_2, self.tie_3, self.tie_4)

    def refuse_strange(self) -> None:
        """Refuse a field that the form does not have."""
        if not all(_EXTRA.fullmatch(name) for name in self.__pydantic_extra__):
            raise Refusal(Reason.BAD_INPUT, field="khác")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The draft that the form means, or what is wrong with it."""

    draft: Draft | None
    errors: tuple[tuple[str, str], ...]


def empty_form(bank: Bank, bank_id: int, districts: tuple[District, ...]) -> ContestInput:
    """The form of a new contest: the defaults, every district, a blueprint over the whole bank."""
    rules = Rules(proportional(bank, min(PAPER_SIZE, len(bank))))
    draft = Draft("", rules, bank_id, {})
    return _filled(draft, tuple(district.id for district in districts), {}, "", "")


def form_of(contest: ContestView) -> ContestInput:
    """The form of a contest that is there already. The commonest window is the default."""
    windows = {
        one.district_id: (say_local(one.window.opens_at), say_local(one.window.closes_at))
        for one in contest.windows
    }
    given = list(windows.values())
    opens, closes = max(given, key=given.count)
    own = {district: times for district, times in windows.items() if times != (opens, closes)}
    return _filled(contest.draft, tuple(windows), own, opens, closes, contest.draft.digest)


def understand(
    given: ContestInput, bank_id: int, bank: Bank, districts: tuple[District, ...]
) -> Meaning:
    """Read the form strictly."""
    errors: Errors = []
    name, refused = clean(given.name)
    errors += [("name", sentence) for sentence in refused]
    if not squeeze(name):
        errors.append(("name", "Đề nghị ghi tên cuộc thi."))
    if given.matrix_bank != str(bank_id):
        errors.append(
            ("bank", "Ngân hàng câu hỏi đã đổi. Đề nghị kiểm tra lại ma trận đề rồi lưu.")
        )
    rules = Rules(
        blueprint=_blueprint(given, bank, errors),
        minutes=_number(given.minutes, "minutes", "Thời gian làm bài", (1, 240), errors),
        attempts=_number(given.attempts, "attempts", "Số lượt thi", (1, 100), errors),
        counting=_counting(given.counting, errors),
        tie_breaks=_chain(given, errors),
        seats=_number(given.seats, "seats", "Số thành viên", (1, 50), errors),
        reserves=_number(given.reserves, "reserves", "Số dự bị", (0, 50), errors),
        shuffle_questions=bool(given.shuffle_questions),
        shuffle_options=bool(given.shuffle_options),
    )
    draft = Draft(squeeze(name), rules, bank_id, _windows(given, districts, errors))
    if not errors:
        errors += [("", sentence) for sentence in draft.problems()]
    return Meaning(None if errors else draft, tuple(errors))


def say_local(ms: int) -> str:
    """The moment as a browser's datetime-local field writes it, in Vietnamese time."""
    moment = at_vietnam(ms)
    return f"{moment:%Y-%m-%dT%H:%M:%S}" if ms % 60_000 else f"{moment:%Y-%m-%dT%H:%M}"


def _filled(
    draft: Draft,
    districts: tuple[int, ...],
    own: dict[int, tuple[str, str]],
    opens: str,
    closes: str,
    seen: str = "",
) -> ContestInput:
    rules, bank_id = draft.rules, draft.bank_version_id
    chain = [tie_break.value for tie_break in rules.tie_breaks]
    ties = dict(zip(TIE_FIELDS, [*chain, "", "", "", ""], strict=False))
    counts = {f"count_{cell.topic}_{cell.level}": str(cell.count) for cell in rules.blueprint}
    times = {
        f"{kind}_{district}": text
        for district, pair in own.items()
        for kind, text in zip(("opens", "closes"), pair, strict=True)
    }
    fields = {
        "seen": seen,
        "name": draft.name,
        "bank": str(bank_id),
        "matrix_bank": str(bank_id),
        "minutes": str(rules.minutes),
        "attempts": str(rules.attempts),
        "counting": rules.counting.value,
        "seats": str(rules.seats),
        "reserves": str(rules.reserves),
        "shuffle_questions": "1" if rules.shuffle_questions else "",
        "shuffle_options": "1" if rules.shuffle_options else "",
        "opens": opens,
        "closes": closes,
        "districts": [str(district) for district in districts],
    }
    return ContestInput.model_validate(fields | ties | counts | times)


def _number(typed: str, field: str, label: str, bounds: tuple[int, int], errors: Errors) -> int:
    low, high = bounds
    text = typed.strip()
    if _NUMBER.fullmatch(text) and low <= int(text) <= high:
        return int(text)
    errors.append((field, f"{label} phải là số từ {low} đến {high}."))
    return low


def _blueprint(given: ContestInput, bank: Bank, errors: Errors) -> tuple[Cell, ...]:
    cells = []
    for topic in bank.topics:
        for level in Level:
            field = f"count_{topic.id}_{level}"
            label = f"Số câu của chuyên đề “{topic.title}”"
            count = _number(given.further(field) or "0", field, label, (0, 100), errors)
            if count:
                cells.append(Cell(topic.id, level, count))
    for gap in shortages(cells, bank):
        field = f"count_{gap.cell.topic}_{gap.cell.level}"
        errors.append((field, f"Ngân hàng câu hỏi không đủ: {say_short(gap, bank)}."))
    return tuple(cells)


def _counting(typed: str, errors: Errors) -> Counting:
    if typed in set(Counting):
        return Counting(typed)
    errors.append(("counting", "Đề nghị chọn lượt thi được tính."))
    return Counting.BEST


def _chain(given: ContestInput, errors: Errors) -> tuple[TieBreak, ...]:
    chain = []
    for field, typed in zip(TIE_FIELDS, given.ties(), strict=True):
        if typed in set(TieBreak):
            chain.append(TieBreak(typed))
        elif typed:
            errors.append((field, "Tiêu chí phụ không có trong danh sách."))
    return tuple(chain)


def _windows(
    given: ContestInput, districts: tuple[District, ...], errors: Errors
) -> dict[int, tuple[int, int]]:
    known = {str(district.id): district for district in districts}
    if not set(given.districts) <= known.keys():
        errors.append(("districts", "Có đơn vị không còn trong danh sách."))
    chosen = [district for key, district in known.items() if key in given.districts]
    if not chosen:
        errors.append(("districts", "Đề nghị chọn ít nhất một đơn vị."))
    windows = {}
    for district in chosen:
        own = f"opens_{district.id}", f"closes_{district.id}"
        typed = given.further(own[0]) or given.opens, given.further(own[1]) or given.closes
        fields = tuple(
            field if given.further(field) else default
            for field, default in zip(own, ("opens", "closes"), strict=True)
        )
        opens, closes = _moment(typed[0]), _moment(typed[1])
        if opens is None or closes is None:
            field = fields[0] if opens is None else fields[1]
            wrong = (field, "Đề nghị ghi đủ ngày và giờ mở, đóng vòng thi.")
            errors += [] if wrong in errors else [wrong]
        elif opens >= closes:
            wrong = (fields[1], "Thời điểm đóng vòng thi phải sau thời điểm mở.")
            errors += [] if wrong in errors else [wrong]
        else:
            windows[district.id] = (opens, closes)
    return windows


def _moment(typed: str) -> int | None:
    """UTC milliseconds of a local date and time; None for anything else."""
    text = typed.strip()
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return from_vietnam(datetime.fromisoformat(text))
    except ValueError:
        return None
