"""What a roster would do, as its page."""

import json
from collections.abc import Iterable

from quiz.rules.eligibility import DUTY_NAMES, Duty
from quiz.rules.mending import Doubt, doubts
from quiz.rules.outlook import Entry, Preview
from quiz.rules.roster import COLUMNS, GENDER_TEXTS, Problem, Roster
from quiz.rules.wording import say_count
from quiz.web.pages.common import Link
from quiz.web.pages.people import DoubtRow, EntryRow, PreviewPage, ProblemRow
from quiz.web.people.reach import IMPORT_TITLE, IMPORT_URL, LIST

SHOWN_PROBLEMS = 200
SHOWN_DOUBTS = 50
SHOWN_NEW = 20
SHOWN_CHANGED = 100
SHOWN_UNITS = 50
SHOWN_ABSENT = 100


def preview_page(roster: Roster, preview: Preview, packed: str, again: int) -> PreviewPage:
    """The preview of these rows; `packed` are the rows for the way back, `again` says for how many
    the time for which they are kept would begin anew."""
    writes = len(preview.new) + len(preview.changed)
    ready = (writes or preview.absent or again) and not preview.problems
    open_doubts = () if roster.unreadable else doubts(roster, preview.problems)[:SHOWN_DOUBTS]
    decided = {row for doubt in open_doubts for row in doubt.rows}
    plain = [
        problem
        for problem in preview.problems
        if not (problem.row in decided and (problem.choices or problem.may_be_new))
    ]
    shown = Preview() if preview.problems else preview
    return PreviewPage(
        title="Xem trước danh sách",
        crumbs=(LIST, Link(IMPORT_TITLE, IMPORT_URL), Link("Xem trước", "")),
        file=f"{say_count(len(roster.rows))} dòng",
        tiles=(
            ("Thêm mới", say_count(len(preview.new))),
            ("Cập nhật", say_count(len(preview.changed))),
            ("Không thay đổi", say_count(preview.unchanged)),
            ("Không có trong tệp", say_count(len(preview.absent) + len(preview.kept))),
            ("Dòng có lỗi", say_count(preview.problem_rows)),
        ),
        notices=roster.notices,
        problems=tuple(map(_problem_row, plain[:SHOWN_PROBLEMS])),
        problems_text=_problems_text(preview, len(plain)),
        doubts=tuple(_doubt_row(number, doubt) for number, doubt in enumerate(open_doubts)),
        new_units=_some(shown.new_units, SHOWN_UNITS),
        new=tuple(map(_entry_row, shown.new[:SHOWN_NEW])),
        new_text=_shown_text(len(shown.new), SHOWN_NEW),
        changed=tuple(map(_entry_row, shown.changed[:SHOWN_CHANGED])),
        changed_text=_shown_text(len(shown.changed), SHOWN_CHANGED),
        settled=not writes,
        absent=tuple(f"{one.name} ({one.number})" for one in shown.absent[:SHOWN_ABSENT]),
        absent_text=_shown_text(len(shown.absent), SHOWN_ABSENT),
        absent_code=shown.absent_code,
        kept_text=_kept_text(shown),
        again_text=_again_text(again) if ready else "",
        packed=packed if ready or open_doubts else "",
        code=shown.code,
        confirm_url=f"{IMPORT_URL}/confirm" if ready else "",
        confirm_label=f"Ghi {say_count(writes)} thí sinh vào danh sách"
        if writes
        else "Xác nhận danh sách",
        fix_url=f"{IMPORT_URL}/fix",
        import_url=IMPORT_URL,
    )


def _problems_text(preview: Preview, listed: int) -> str:
    if not preview.problems:
        return ""
    remedy = (
        "sửa các dòng được nêu trong tệp rồi tải lên lại"
        if listed
        else "chọn đúng đơn vị ở dưới rồi kiểm tra lại"
    )
    text = (
        f"Danh sách còn {say_count(preview.problem_rows)} dòng có lỗi, chưa ghi dòng nào. Đề nghị "
        f"{remedy}."
    )
    if listed > SHOWN_PROBLEMS:
        text += f" Dưới đây là {SHOWN_PROBLEMS} trên {say_count(listed)} lỗi."
    return text


def _problem_row(problem: Problem) -> ProblemRow:
    row = f"Dòng {problem.row}" if problem.row else "Cả danh sách"
    return ProblemRow(row, problem.column, problem.message)


def _doubt_row(number: int, doubt: Doubt) -> DoubtRow:
    column = COLUMNS[doubt.field]
    lines = ", ".join(map(str, doubt.rows[:8])) + (", …" if len(doubt.rows) > 8 else "")

    def option(chosen: str, label: str) -> tuple[str, str]:
        data = [doubt.field, doubt.given, doubt.district, chosen]
        return json.dumps(data, ensure_ascii=False), label

    named = doubt.field == "unit" and doubt.district
    options = [option(choice, choice) for choice in doubt.choices]
    if doubt.may_be_new:
        options.append(option("", f"Đơn vị mới, tên là “{doubt.given}”"))
    options.append(("", "Chưa rõ, sẽ sửa trong tệp"))
    return DoubtRow(
        name=f"fix{number}",
        legend=f"{column} “{doubt.given}” là đơn vị nào?",
        hint=f"Dòng {lines}." + (f" {doubt.district}." if named else ""),
        options=tuple(options),
    )


def _entry_row(entry: Entry) -> EntryRow:
    person = entry.person
    facts = [
        person.position,
        f"sinh năm {person.birth_year}" if person.birth_year else "",
        GENDER_TEXTS[person.gender].lower(),
        entry.audience,
        DUTY_NAMES[Duty(person.duty)] if person.duty else "",
    ]
    note = "; ".join(entry.changes) if person.id else ", ".join(filter(None, facts))
    named = entry.district.casefold() in entry.unit.casefold()
    unit = entry.unit if named else f"{entry.unit}, {entry.district}"
    return EntryRow(person.name, person.number, unit, note)


def _kept_text(preview: Preview) -> str:
    if not preview.kept:
        return ""
    names = ", ".join(f"{one.name} ({one.number})" for one in preview.kept[:SHOWN_NEW])
    more = _shown_text(len(preview.kept), SHOWN_NEW)
    return (
        f"Không có trong tệp nhưng đã vào thi nên vẫn giữ: {names}. {more} Nếu cần, đề nghị hủy "
        "kết quả theo thể lệ trước."
    ).replace("  ", " ")


def _again_text(again: int) -> str:
    if not again:
        return ""
    return f"Xác nhận thì thời hạn lưu dữ liệu của {say_count(again)} người tính lại từ hôm nay."


def _shown_text(count: int, shown: int) -> str:
    return f"Và {say_count(count - shown)} người khác." if count > shown else ""


def _some(texts: tuple[str, ...], shown: int) -> tuple[str, ...]:
    if len(texts) <= shown:
        return texts
    rest: Iterable[str] = (f"và {say_count(len(texts) - shown)} đơn vị khác",)
    return (*texts[:shown], *rest)
