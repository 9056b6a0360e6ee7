"""What is typed into the form of a contest, and the draft that it means.

Everything arrives as text and is kept as typed, so that a refused form comes back whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from pydantic import ConfigDict, Field

from question_bank.bank import Bank
from question_bank.blueprint import Blueprint, Cell, proportional, shortages
from question_bank.question import Level
from question_bank.vietnamese import clean, squeeze
from quiz.rules import presets
from quiz.rules.criteria import Counting, Criterion
from quiz.rules.draft import LONGEST_LABEL, LONGEST_NAME, Draft, say_short
from quiz.rules.eligibility import RoundKind
from quiz.rules.presets import Preset
from quiz.rules.reasons import RequestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules
from quiz.stages.choices import District
from quiz.stages.oversee import ContestView
from quiz.web.forms import Input
from quiz.web.province import parameters, series_form
from quiz.web.province.moments import moment, say_local

TIE_FIELDS = tuple(f"tie_{number}" for number in range(1, 9))
_EXTRA = re.compile(
    r"count_.{1,80}_(easy|medium|hard)|(opens|closes)_[1-9][0-9]{0,9}"
    r"|s[1-9][0-9]?_(label|opens|closes|kind|audience|bank|questions)"
)
_NUMBER = re.compile(r"[0-9]{1,4}")
_COUNTING = ("counting", "Đề nghị chọn lượt thi được tính.")
_KIND = ("kind", "Đề nghị chọn loại vòng thi.")
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)

Errors = list[tuple[str, str]]
"""Pairs of a field's name and a sentence."""

Short = Annotated[str, Field(max_length=40)]
Long = Annotated[str, Field(max_length=4_000)]


class OpenInput(Input):
    """Opening: what names the doubts of the law library that whoever opens has seen."""

    law_seen: Annotated[Short, Field(title="Căn cứ cần xem lại")] = ""


class ContestInput(Input):
    """The form. Beside these fields: `count_<topic>_<level>` for the blueprint, `opens_<district>`
    and `closes_<district>` where a district has times of its own, `s<n>_…` for further rounds
    (quiz.web.province.series_form), `p_…` for the parameters."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Long]

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
    tie_5: Annotated[Short, Field(title="Tiêu chí phụ 5")] = ""
    tie_6: Annotated[Short, Field(title="Tiêu chí phụ 6")] = ""
    tie_7: Annotated[Short, Field(title="Tiêu chí phụ 7")] = ""
    tie_8: Annotated[Short, Field(title="Tiêu chí phụ 8")] = ""
    label: Annotated[str, Field(max_length=2 * LONGEST_LABEL, title="Tên vòng thi")] = ""
    audience: Annotated[Short, Field(title="Đối tượng của vòng thi")] = ""
    kind: Annotated[Short, Field(title="Loại vòng thi")] = RoundKind.OFFICIAL.value
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
        return tuple(getattr(self, field) for field in TIE_FIELDS)

    def refuse_strange(self) -> None:
        """Refuse a field that the form does not have."""
        strange = self.__pydantic_extra__.keys() - parameters.FIELDS
        if not all(_EXTRA.fullmatch(name) for name in strange):
            raise Refusal(RequestReason.BAD_INPUT, field="khác")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The draft that the form means, or what is wrong with it."""

    draft: Draft | None
    errors: tuple[tuple[str, str], ...]


def empty_form(
    bank: Bank, bank_id: int, districts: tuple[District, ...], preset: Preset = Preset.DISTRICT
) -> ContestInput:
    """The form of a new contest: the preset, every district, a blueprint over the whole bank."""
    blueprint = proportional(bank, min(presets.QUESTIONS[preset], len(bank)))
    rules = Rules.from_plain(presets.plain(preset), blueprint)
    draft = Draft("", rules, bank_id, {}, kind=presets.kind(preset))
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
    given: ContestInput,
    bank_id: int,
    bank: Bank,
    districts: tuple[District, ...],
    banks: Mapping[int, Bank],
) -> Meaning:
    """Read the form strictly. `banks` are those that further rounds name."""
    errors: Errors = []
    name, refused = clean(given.name)
    errors += [("name", sentence) for sentence in refused]
    if not squeeze(name):
        errors.append(("name", "Đề nghị ghi tên cuộc thi."))
    if given.matrix_bank != str(bank_id):
        errors.append(
            ("bank", "Ngân hàng câu hỏi đã đổi. Đề nghị kiểm tra lại ma trận đề rồi lưu.")
        )
    rules = understood_rules(given, errors, _blueprint(given, bank, errors))
    draft = Draft(
        squeeze(name),
        rules,
        bank_id,
        _windows(given, districts, errors),
        series_form.read(given.further, banks, errors),
        squeeze(given.label),
        given.audience,
        _choice(given.kind, RoundKind.OFFICIAL, _KIND, errors),
    )
    if not errors:
        errors += [("", sentence) for sentence in draft.problems()]
    return Meaning(None if errors else draft, tuple(errors))


def understood_rules(given: ContestInput, errors: Errors, blueprint: Blueprint) -> Rules:
    """The rules that the fields mean; what is wrong is appended to `errors`."""
    plain: dict[str, Any] = {}
    if given.further(parameters.MARK):
        plain, wrong = parameters.read(given.further)
        errors += wrong
    return replace(
        Rules.from_plain({} if errors else plain, ()),
        blueprint=blueprint,
        minutes=_number(given.minutes, "minutes", "Thời gian làm bài", (1, 240), errors),
        attempts=_number(given.attempts, "attempts", "Số lượt thi", (0, 100), errors),
        counting=_choice(given.counting, Counting.BEST, _COUNTING, errors),
        tie_breaks=_chain(given, errors),
        seats=_number(given.seats, "seats", "Số thành viên", (0, 50), errors),
        reserves=_number(given.reserves, "reserves", "Số dự bị", (0, 50), errors),
        shuffle_questions=bool(given.shuffle_questions),
        shuffle_options=bool(given.shuffle_options),
    )


def _filled(
    draft: Draft,
    districts: tuple[int, ...],
    own: dict[int, tuple[str, str]],
    opens: str,
    closes: str,
    seen: str = "",
) -> ContestInput:
    rules, bank_id = draft.rules, draft.bank_version_id
    chain = [str(criterion) for criterion in rules.tie_breaks]
    ties = dict(zip(TIE_FIELDS, chain, strict=False))
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
        "label": draft.label,
        "audience": draft.audience,
        "kind": draft.kind.value,
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
    further = series_form.written(draft.series) | parameters.written(rules)
    return ContestInput.model_validate(fields | ties | counts | times | further)


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


def _choice(typed: str, otherwise: ChoiceT, wrong: tuple[str, str], errors: Errors) -> ChoiceT:
    if typed in set(type(otherwise)):
        return type(otherwise)(typed)
    errors.append(wrong)
    return otherwise


def _chain(given: ContestInput, errors: Errors) -> tuple[Criterion, ...]:
    chain = []
    for field, typed in zip(TIE_FIELDS, given.ties(), strict=True):
        if not typed:
            continue
        try:
            chain.append(Criterion.parse(typed))
        except ValueError:
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
        opens, closes = moment(typed[0]), moment(typed[1])
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
