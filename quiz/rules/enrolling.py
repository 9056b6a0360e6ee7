"""What becomes of a roster: who is new, who changes, what must be asked. Pure: the roll and the
units are given."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from question_bank.vietnamese import same_key, slug
from quiz.rules.eligibility import DUTY_NAMES, NONE_NAME, Audience, Duty, audience_named
from quiz.rules.places import Place, Places
from quiz.rules.placing import Placing, place_row
from quiz.rules.roll import Enrolled, Roll
from quiz.rules.roster import COLUMNS, GENDER_TEXTS, Problem, Roster, RosterRow

MAX_NEW_UNITS = 500
"""A roster with more offices that nobody has heard of has its columns mixed up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it would be stored. `changes` say what differs from what is on the roll."""

    line: int
    person: Enrolled
    placing: Placing
    changes: tuple[str, ...] = ()
    audience: str = ""
    """The title of the person's audience."""

    @property
    def unit(self) -> str:
        """The unit's full name."""
        return self.placing.unit_name

    @property
    def district(self) -> str:
        """The district's full name."""
        return self.placing.district.full_name


@dataclass(frozen=True, slots=True)
class Preview:
    """What a roster would do. With any problem it does nothing."""

    new: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    unchanged: int = 0
    new_units: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def problem_rows(self) -> int:
        """How many rows have a problem."""
        return len({problem.row for problem in self.problems})


def plan(
    roster: Roster,
    places: Places,
    roll: Roll,
    allowed: frozenset[int] | None,
    audiences: tuple[Audience, ...] = (),
) -> Preview:
    """What the roster would do for somebody who may write the people of the `allowed` districts,
    None for all. `audiences` are those of the contests."""
    planner = _Planner(places, roll, [row.candidate_number for row in roster.rows], audiences)
    problems = list(roster.problems)
    entries = []
    for row in roster.rows:
        if not (row.name and row.unit):
            continue
        if row.audience and audience_named(row.audience, audiences) is None:
            problems.append(_problem(row, "audience", _unknown_audience(row.audience, audiences)))
        placing = place_row(places, row, allowed)
        outcome = placing if isinstance(placing, Problem) else planner.entry(row, placing)
        if isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            entries.append(outcome)
    offices = {entry.placing.key: entry for entry in entries if entry.placing.unit is None}
    if len(offices) > MAX_NEW_UNITS:
        problems.append(
            Problem(
                0,
                COLUMNS["unit"],
                f"Danh sách có {len(offices)} cơ quan chưa có trong hệ thống, quá {MAX_NEW_UNITS}; "
                "đề nghị kiểm tra lại cột Đơn vị.",
            )
        )
    changed = tuple(entry for entry in entries if entry.person.id and entry.changes)
    new = tuple(entry for entry in entries if not entry.person.id)
    return Preview(
        new=new,
        changed=changed,
        unchanged=len(entries) - len(new) - len(changed),
        new_units=tuple(f"{entry.unit}, {entry.district}" for entry in offices.values()),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
    )


class _Planner:
    """Finds each row's person, and gives numbers in the order of the rows."""

    def __init__(
        self, places: Places, roll: Roll, reserved: list[str], audiences: tuple[Audience, ...]
    ) -> None:
        self._places, self._roll, self._reserved = places, roll, reserved
        self._audiences = audiences
        self._titles = {one.id: one.title for one in reversed(audiences)}
        self._numbers: dict[int, Iterator[str]] = {}
        self._taken: dict[int, int] = {}
        """Person id -> the line that means this person."""
        self._newcomers: dict[tuple[tuple[int, str], str, int | None], RosterRow] = {}

    def entry(self, row: RosterRow, placing: Placing) -> Entry | Problem:
        """What becomes of the row."""
        known = self._known(row, placing)
        if isinstance(known, Problem):
            return known
        if known is None:
            return self._newcomer(row, placing)
        if known.district_id != placing.district.id:
            return self._elsewhere(row, known)
        if known.id in self._taken:
            return _problem(row, "name", _twice(row, self._taken[known.id]))
        self._taken[known.id] = row.line
        person = replace(
            known,
            name=row.name,
            birth_year=row.birth_year or known.birth_year,
            position=row.position or known.position,
            staff_code=row.staff_code or known.staff_code,
            gender=row.known_gender or known.gender,
            unit_id=placing.unit.id if placing.unit else 0,
            active=True,
            audience=self._audience(row, known.audience),
            duty=known.duty if row.known_duty is None else row.known_duty,
        )
        changes = tuple(self._changes(known, person, placing))
        return Entry(row.line, person, placing, changes, self._title(person.audience))

    def _known(self, row: RosterRow, placing: Placing) -> Enrolled | Problem | None:
        """The person on the roll whom the row means: by number, by staff code, by name."""
        numbered = self._roll.by_number.get(row.candidate_number)
        coded = self._roll.by_code.get(row.staff_code.casefold())
        if numbered and coded and numbered.id != coded.id:
            return _problem(
                row, "number", "Số báo danh và mã cán bộ là của hai người; đề nghị kiểm tra lại."
            )
        known = numbered or coded or self._namesake(row, placing)
        if isinstance(known, Enrolled) and row.candidate_number not in ("", known.number):
            return _problem(
                row,
                "number",
                f"Người này đã có số báo danh {known.number}; đề nghị ghi số đó hoặc để trống."
                if known.district_id == placing.district.id
                else "Người có mã cán bộ này đã có số báo danh khác; đề nghị để trống cột này.",
            )
        return known

    def _namesake(self, row: RosterRow, placing: Placing) -> Enrolled | Problem | None:
        if placing.unit is None:
            return None
        found = [
            person
            for person in self._roll.named(row.name, placing.unit.id)
            if not (row.staff_code and person.staff_code)
            and (row.birth_year == person.birth_year or None in (row.birth_year, person.birth_year))
        ]
        same_year = [person for person in found if person.birth_year == row.birth_year]
        found = same_year or found
        if len(found) > 1:
            return _problem(
                row,
                "name",
                f"Đơn vị này đã có {len(found)} người tên “{row.name}”; đề nghị ghi thêm năm sinh, "
                "mã cán bộ hoặc số báo danh.",
            )
        return found[0] if found else None

    def _newcomer(self, row: RosterRow, placing: Placing) -> Entry | Problem:
        identity = (placing.key, same_key(row.name), row.birth_year)
        first = self._newcomers.setdefault(identity, row)
        if first is not row and not all(one.staff_code or one.number for one in (first, row)):
            return _problem(row, "name", _twice(row, first.line))
        person = Enrolled(
            id=0,
            number=row.candidate_number or self._number(placing.district),
            staff_code=row.staff_code or None,
            name=row.name,
            birth_year=row.birth_year,
            position=row.position,
            unit_id=placing.unit.id if placing.unit else 0,
            district_id=placing.district.id,
            gender=row.known_gender,
            audience=self._audience(row, ""),
            duty=row.known_duty or "",
        )
        return Entry(row.line, person, placing, audience=self._title(person.audience))

    def _audience(self, row: RosterRow, before: str) -> str:
        """What the row says; where it says nothing, what there is."""
        named = audience_named(row.audience, self._audiences) if row.audience else None
        return before if named is None else named

    def _title(self, audience: str) -> str:
        return self._titles.get(audience, audience)

    def _number(self, district: Place) -> str:
        if district.id not in self._numbers:
            prefix = slug(district.code).upper()[:9] or "0"
            self._numbers[district.id] = self._roll.numbers_after(prefix, self._reserved)
        return next(self._numbers[district.id])

    def _elsewhere(self, row: RosterRow, known: Enrolled) -> Problem:
        field = "number" if row.candidate_number == known.number else "staff_code"
        there = self._places.by_id.get(known.district_id)
        return _problem(
            row,
            field,
            f"{COLUMNS[field]} “{getattr(row, field)}” đã có trong danh sách của "
            f"{there.full_name if there else 'đơn vị khác'}; đề nghị kiểm tra lại, việc chuyển đơn "
            "vị phải do hai bên xác nhận.",
        )

    def _changes(self, known: Enrolled, person: Enrolled, placing: Placing) -> Iterator[str]:
        for field, title in (
            ("name", COLUMNS["name"]),
            ("birth_year", COLUMNS["birth"]),
            ("position", COLUMNS["position"]),
            ("staff_code", COLUMNS["staff_code"]),
        ):
            before, after = getattr(known, field), getattr(person, field)
            if before != after:
                yield f"{title}: {before or '(trống)'} → {after}"
        if known.gender != person.gender:
            before, after = GENDER_TEXTS[known.gender], GENDER_TEXTS[person.gender]
            yield f"{COLUMNS['gender']}: {before or '(trống)'} → {after}"
        for field, title, before, after in (
            (
                "audience",
                COLUMNS["audience"],
                self._title(known.audience),
                self._title(person.audience),
            ),
            ("duty", COLUMNS["duty"], _duty(known.duty), _duty(person.duty)),
        ):
            if getattr(known, field) != getattr(person, field):
                yield f"{title}: {before or '(trống)'} → {after or '(trống)'}"
        if known.unit_id != person.unit_id:
            before = self._places.by_id.get(known.unit_id)
            yield f"{COLUMNS['unit']}: {before.full_name if before else '?'} → {placing.unit_name}"
        if not known.active:
            yield "Khôi phục vào danh sách"


def _duty(duty: str) -> str:
    return DUTY_NAMES[Duty(duty)] if duty else ""


def _unknown_audience(text: str, audiences: tuple[Audience, ...]) -> str:
    if not audiences:
        return (
            "Chưa có cuộc thi nào chia thí sinh theo đối tượng; đề nghị để trống cột này, hoặc "
            "khai báo đối tượng trong thể lệ trước khi nhập danh sách."
        )
    known = ", ".join(dict.fromkeys(f"{one.title} ({one.id})" for one in audiences))
    return (
        f"“{text[:40]}” không phải đối tượng dự thi của cuộc thi nào; đề nghị ghi một trong các "
        f"đối tượng: {known}; ghi {NONE_NAME} với người không thuộc đối tượng nào, hoặc để trống."
    )


def _twice(row: RosterRow, line: int) -> str:
    return (
        f"“{row.name}” trùng với dòng {line}; đề nghị bỏ một dòng, hoặc ghi mã cán bộ nếu là hai "
        "người khác nhau."
    )


def _problem(row: RosterRow, field: str, message: str) -> Problem:
    return Problem(row.line, COLUMNS[field], message)
