"""What becomes of a roster: who is new, who changes, what must be asked. Pure: the roll and the
units are given."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from question_bank.vietnamese import same_key, slug
from quiz.rules.eligibility import NONE_NAME, Audience, audience_named
from quiz.rules.outlook import Entry, Preview
from quiz.rules.places import Place, Places
from quiz.rules.placing import Placing, place_row
from quiz.rules.reasons import PeopleReason
from quiz.rules.refusal import Refusal
from quiz.rules.roll import Enrolled, Roll
from quiz.rules.roster import COLUMNS, Problem, Roster, RosterRow
from quiz.rules.roster_changes import say_changes

_ERASED = (
    "Số báo danh {number} là của người đã được xóa dữ liệu, hệ thống không ghi lại họ tên vào số "
    "đó; đề nghị bỏ dòng này, hoặc để trống số báo danh nếu là người khác hay người đó dự thi lại."
)
MAX_NEW_UNITS = 500
"""A roster with more offices that nobody has heard of has its columns mixed up."""


def plan(
    roster: Roster,
    places: Places,
    roll: Roll,
    allowed: frozenset[int] | None,
    audiences: tuple[Audience, ...] = (),
) -> Preview:
    """What the roster would do for somebody who may write the people of the `allowed` districts,
    None for all. `audiences` are those of the contests."""
    reserved = [row.candidate_number for row in roster.rows]
    planner = _Planner(places, roll, reserved, audiences, allowed)
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
        same=tuple(one.person.id for one in entries if one.person.id and not one.changes),
        new_units=tuple(f"{entry.unit}, {entry.district}" for entry in offices.values()),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        absent=() if problems else planner.absent(entries),
    )


class _Planner:
    """Finds each row's person, and gives numbers in the order of the rows."""

    def __init__(
        self,
        places: Places,
        roll: Roll,
        reserved: list[str],
        audiences: tuple[Audience, ...],
        allowed: frozenset[int] | None,
    ) -> None:
        self._places, self._roll, self._reserved = places, roll, reserved
        self._audiences, self._allowed = audiences, allowed
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
            problem = self._elsewhere(row, known)
            if problem is not None:
                return problem
        if known.erased:
            return _problem(row, "number", _ERASED.format(number=known.number))
        if not _stays(known, placing):
            held = self._held(known, placing)
            if held is not None:
                return _problem(row, "unit", held.sentence)
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
            district_id=placing.district.id,
            active=True,
            audience=self._audience(row, known.audience),
            duty=known.duty if row.known_duty is None else row.known_duty,
            phone=row.known_phone or known.phone,
        )
        back = placing.unit is not None and self._roll.has_left(known.id, placing.unit.id)
        changes = tuple(say_changes(known, person, placing, self._places, self._title, back=back))
        return Entry(row.line, person, placing, changes, self._title(person.audience), known)

    def absent(self, entries: Iterable[Entry]) -> tuple[Enrolled, ...]:
        """Who stands on the roll in the units of these entries, and in none of them."""
        units = {entry.placing.unit.id for entry in entries if entry.placing.unit}
        return tuple(one for one in self._roll.within(units) if one.id not in self._taken)

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
        found = self._alike(row, self._roll.named(row.name, placing.unit.id))
        if not (found or row.candidate_number):  # a number of their own makes them another
            found = self._alike(row, self._roll.named_before(row.name, placing.unit.id))
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

    def _alike(self, row: RosterRow, named: list[Enrolled]) -> list[Enrolled]:
        return [
            person
            for person in named
            if not (row.staff_code and person.staff_code)
            and (row.birth_year == person.birth_year or None in (row.birth_year, person.birth_year))
        ]

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
            phone=row.known_phone,
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

    def _held(self, known: Enrolled, placing: Placing) -> Refusal | None:
        """Why a contest that is not over keeps the person in the unit or the district."""
        if known.district_id != placing.district.id and known.id in self._roll.sat:
            return Refusal(PeopleReason.DISTRICT_FIXED, round=self._roll.sat[known.id])
        if known.id in self._roll.published:
            return Refusal(PeopleReason.UNIT_PUBLISHED, round=self._roll.published[known.id])
        return None

    def _elsewhere(self, row: RosterRow, known: Enrolled) -> Problem | None:
        """Why somebody of another district is not moved here: unless number or code and the name
        say that it is this person, and whoever brings the roster writes both districts."""
        there = self._places.by_id.get(known.district_id)
        coded = self._roll.by_code.get(row.staff_code.casefold()) is known
        identified = row.candidate_number == known.number or coded
        both = self._allowed is None or known.district_id in self._allowed
        if identified and both and same_key(row.name) == same_key(known.name):
            return None
        if not identified:
            return _problem(
                row,
                "name",
                f"“{row.name}” đã chuyển từ đơn vị này sang "
                f"{there.full_name if there else 'đơn vị khác'}; đề nghị bỏ dòng này, hoặc ghi số "
                "báo danh riêng nếu là người khác cùng họ tên.",
            )
        field = "number" if row.candidate_number == known.number else "staff_code"
        return _problem(
            row,
            field,
            f"{COLUMNS[field]} “{getattr(row, field)}” đã có trong danh sách của "
            f"{there.full_name if there else 'đơn vị khác'}; đề nghị kiểm tra lại, việc chuyển đơn "
            "vị phải do hai bên xác nhận (mục Chuyển đơn vị ở trang của thí sinh).",
        )


def _stays(known: Enrolled, placing: Placing) -> bool:
    return placing.unit is not None and placing.unit.id == known.unit_id


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
