"""What a roster may say: the texts of a row, and all that is wrong with them by themselves."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from question_bank.vietnamese import clean, fold
from quiz.rules.eligibility import DUTY_NAMES, NONE_NAME, duty_named
from quiz.rules.erased import ERASED_NAME_USED, is_erased
from quiz.rules.phones import canonical_phone
from quiz.rules.ticket import clean_number

MAX_ROWS = 50_000
MAX_COLUMNS = 30
MAX_TEXT = 200
"""Characters of one cell."""
EARLIEST_BIRTH, LATEST_BIRTH = 1930, 2010
"""Years of birth of people who may be officials in this decade."""

COLUMNS = {
    "number": "Số báo danh",
    "staff_code": "Mã cán bộ",
    "name": "Họ và tên",
    "birth": "Năm sinh",
    "gender": "Giới tính",
    "position": "Chức vụ",
    "phone": "Số điện thoại",
    "unit": "Đơn vị",
    "district": "Huyện/Thị xã/Thành phố",
    "audience": "Đối tượng",
    "duty": "Nhiệm vụ trong hội thi",
}
"""Field of a row -> the heading that is printed over it."""

_GENDERS = {"nu": "female", "female": "female", "nam": "male", "male": "male"}
GENDER_TEXTS = {"female": "Nữ", "male": "Nam", "": ""}
"""As it is stored -> as it is printed."""

_NUMBER = re.compile(r"[A-Z0-9-]{1,20}")
_LOST = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_SERIAL = re.compile(r"(?!19|20)[1-5]\d{4}")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: \d\d:\d\d(?::\d\d)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken. `row` counts as the sheet does, 0 for the whole file; `column` is
    a heading. `choices` may replace `given` in that column, when somebody says so."""

    row: int
    column: str
    message: str
    given: str = ""
    choices: tuple[str, ...] = ()
    may_be_new: bool = False
    """Whether the text may also name a unit that is to be made."""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the file says it: tidy texts, nothing decided yet."""

    line: int
    name: str
    unit: str = ""
    district: str = ""
    birth: str = ""
    position: str = ""
    staff_code: str = ""
    number: str = ""
    gender: str = ""
    audience: str = ""
    duty: str = ""
    phone: str = ""
    new_unit: bool = False
    """Somebody said that the unit is none of those with a similar name."""

    @property
    def birth_year(self) -> int | None:
        """The year, None where nothing readable is given."""
        return birth_year_of(self.birth)

    @property
    def known_gender(self) -> str:
        """`female` or `male`; empty where nothing readable is given."""
        return gender_of(self.gender)

    @property
    def known_duty(self) -> str | None:
        """The duty as it is stored, empty where the row takes it back; None where it says nothing
        readable."""
        return duty_named(self.duty) if self.duty else None

    @property
    def known_phone(self) -> str:
        """The telephone number as it is stored; empty where nothing readable is given."""
        return canonical_phone(self.phone)

    @property
    def candidate_number(self) -> str:
        """The candidate number as it is stored; empty where one is to be given."""
        return clean_number(self.number)


@dataclass(frozen=True, slots=True)
class Roster:
    """A file's people. `unreadable` are problems of the file itself, which only another file mends;
    `notices` are worth reading but block nothing."""

    rows: tuple[RosterRow, ...]
    unreadable: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong without asking the database, by row."""
        found = [*self.unreadable, *_duplicates(self.rows)]
        for row in self.rows:
            found.extend(_row_problems(row))
        return tuple(sorted(found, key=lambda problem: problem.row))


def birth_year_of(text: str) -> int | None:
    """The year of `1975`, `01/02/1975`, `1975-02-01`, `02/1975` or an Excel day number (but 19750
    is a slip of the finger); None for nothing, for an impossible day and for anything else."""
    year: int | None = None
    if _YEAR.fullmatch(text):
        year = int(text)
    elif _SERIAL.fullmatch(text):
        year = (date(1899, 12, 30) + timedelta(days=int(text))).year
    elif found := _DAY_FIRST.fullmatch(text):
        year = _year_of_day(int(found[3]), int(found[2]), int(found[1]))
    elif found := _YEAR_FIRST.fullmatch(text):
        year = _year_of_day(int(found[1]), int(found[2]), int(found[3]))
    elif found := _MONTH_FIRST.fullmatch(text):
        year = _year_of_day(int(found[2]), int(found[1]), 1)
    return year if year and EARLIEST_BIRTH <= year <= LATEST_BIRTH else None


def gender_of(text: str) -> str:
    """`female` for Nữ, `male` for Nam; empty for anything else: nobody is guessed."""
    return _GENDERS.get(fold(text), "")


def _year_of_day(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).year
    except ValueError:
        return None


def _row_problems(row: RosterRow) -> Iterator[Problem]:
    def problem(field: str, message: str) -> Problem:
        return Problem(row.line, COLUMNS[field], message)

    for field in COLUMNS:
        text: str = getattr(row, field)
        if len(text) > MAX_TEXT:
            yield problem(field, f"Ô dài quá {MAX_TEXT} ký tự; đề nghị rút gọn.")
        for sentence in clean(text)[1]:
            yield problem(field, sentence)
    if not row.name:
        yield problem("name", "Chưa có họ và tên; đề nghị bổ sung hoặc xóa dòng này.")
    elif any(letter.isdigit() for letter in row.name):
        yield problem("name", f"Họ và tên “{_short(row.name)}” có chữ số; đề nghị kiểm tra lại.")
    elif is_erased(row.name):
        yield problem("name", ERASED_NAME_USED)
    if not row.unit:
        yield problem("unit", "Chưa có đơn vị; đề nghị ghi tên xã, phường, thị trấn hoặc cơ quan.")
    if row.birth and row.birth_year is None:
        yield problem(
            "birth",
            f"“{_short(row.birth)}” không phải năm sinh hợp lệ; đề nghị ghi năm đủ bốn chữ số hoặc "
            f"ngày/tháng/năm, từ {EARLIEST_BIRTH} đến {LATEST_BIRTH}.",
        )
    if row.gender and not row.known_gender:
        yield problem(
            "gender",
            f"“{_short(row.gender)}” không phải giới tính hợp lệ; đề nghị ghi Nam hoặc Nữ, hoặc để "
            "trống.",
        )
    if row.duty and row.known_duty is None:
        yield problem(
            "duty",
            f"“{_short(row.duty)}” không phải nhiệm vụ trong hội thi; đề nghị ghi "
            f"{', '.join(DUTY_NAMES.values())}, ghi {NONE_NAME} với người không có nhiệm vụ, hoặc "
            "để trống.",
        )
    if row.phone and not row.known_phone:
        yield problem(
            "phone",
            f"“{_short(row.phone)}” không phải số điện thoại hợp lệ; đề nghị ghi đủ 10 chữ số, bắt "
            "đầu bằng 0, hoặc để trống.",
        )
    for field in ("staff_code", "number", "phone"):
        if _LOST.fullmatch(getattr(row, field)):
            yield problem(
                field,
                "Số đã bị Excel rút gọn; đề nghị đặt cột này ở dạng văn bản rồi nhập lại đủ số.",
            )
    if row.number and not _NUMBER.fullmatch(row.candidate_number):
        yield problem(
            "number",
            f"Số báo danh “{_short(row.number)}” không hợp lệ; đề nghị chỉ dùng chữ cái không dấu, "
            "chữ số và dấu gạch nối, tối đa 20 ký tự.",
        )


def _duplicates(rows: Iterable[RosterRow]) -> Iterator[Problem]:
    """A number or a staff code that stands twice: at the later row, naming the first."""
    readers: tuple[tuple[str, Callable[[RosterRow], str]], ...] = (
        ("number", lambda row: row.candidate_number),
        ("staff_code", lambda row: row.staff_code.casefold()),
    )
    rows = tuple(rows)
    for field, read in readers:
        first: dict[str, int] = {}
        for place, row in enumerate(rows):
            text = read(row)
            earlier = first.setdefault(text, place) if text else place
            if earlier != place:
                line = rows[earlier].line
                yield Problem(
                    row.line,
                    COLUMNS[field],
                    f"{COLUMNS[field]} “{_short(getattr(row, field))}” đã có ở dòng {line}; đề "
                    f"nghị sửa dòng {line} hoặc dòng {row.line}.",
                )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
