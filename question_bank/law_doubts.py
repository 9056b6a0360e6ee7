"""What is doubtful about a legal text that was read: its head, its numbers, what it changes."""

import re

from question_bank import law_quotes
from question_bank.formats.reading import Report
from question_bank.law import LawText, say_day
from question_bank.law_amending import Amending
from question_bank.law_changes import say_place
from question_bank.law_ending import ended_by
from question_bank.law_head import Head
from question_bank.law_units import article_at, opens_section

_POINTS = "abcdđeghiklmnopqrstuvxy"
_NAMED = 8
_LABEL = re.compile(r"(\d+)([a-zđ]?)")


def tell(text: LawText, head: Head, lines: list[str], amending: Amending, report: Report) -> None:
    """Add every doubt to the report; `lines` are those that the text was made of."""
    _doubt_head(head, report)
    _doubt_articles(lines, report)
    _doubt_units(text, report)
    _doubt_amending(text, amending, report)
    _advise_ended(text, report)


def _doubt_head(head: Head, report: Report) -> None:
    where = report.place("phần đầu văn bản")
    if not head.number:
        report.doubts(
            where, "Không thấy số, ký hiệu văn bản; đề nghị ghi vào ô “Số, ký hiệu” trước khi lưu."
        )
    if not head.since:
        report.doubts(
            where, "Không thấy ngày có hiệu lực; đề nghị ghi vào ô “Có hiệu lực từ ngày”."
        )
    elif head.several:
        report.doubts(
            where,
            f"Văn bản nêu nhiều ngày có hiệu lực, đã lấy ngày muộn nhất {say_day(head.since)}; đề "
            "nghị kiểm tra lại ô “Có hiệu lực từ ngày”.",
        )


def _doubt_amending(text: LawText, amending: Amending, report: Report) -> None:
    """What says that it changes something, and not readably where."""
    for where, said in amending.untold:
        report.doubts(
            report.place(where),
            f"“{said}” sửa đổi văn bản khác nhưng không đọc được điều, khoản, điểm nào; câu hỏi "
            "căn cứ vào chỗ đó sẽ không được báo, đề nghị tự đối chiếu hoặc nhập văn bản hợp nhất.",
        )
    for unit in text.units if amending.amendments else ():
        if not law_quotes.without(unit.text)[1]:
            report.doubts(
                report.place(say_place((unit.article, unit.clause or "", unit.point or ""))),
                "Ngoặc kép mở mà không đóng, nên có thể nhầm lời mới với lời của văn bản này; đề "
                "nghị thêm dấu ngoặc kép trong tệp rồi tải lên lại.",
            )


def _advise_ended(text: LawText, report: Report) -> None:
    if ended := ended_by(text):
        more = f" và {len(ended) - _NAMED} văn bản khác" if len(ended) > _NAMED else ""
        report.advises(
            report.place("toàn văn"),
            f"Văn bản này nêu {', '.join(ended[:_NAMED])}{more} hết hiệu lực; nếu thư viện có "
            "văn bản đó, đề nghị mở và ghi ô “Hết hiệu lực từ ngày”.",
        )


def _doubt_articles(lines: list[str], report: Report) -> None:
    """Numbers that skip, go back, or come twice."""
    seen: dict[str, int] = {}
    last = ""
    quoted = law_quotes.inside(lines)
    for number, line in enumerate(lines, 1):
        opened = None if number - 1 in quoted else article_at(line)
        if not opened:
            continue
        label, where = opened[0], report.place(f"dòng {number}")
        if label in seen:
            report.doubts(
                where,
                f"Điều {label} đã có ở dòng {seen[label]}; đề nghị kiểm tra xem đây có phải điều "
                "được trích trong ngoặc kép của văn bản khác hay không.",
            )
        elif not _follows(last, label):
            report.doubts(
                where,
                f"Điều {label} đứng sau {f'Điều {last}' if last else 'phần đầu'}, số điều không "
                "liền nhau; đề nghị kiểm tra xem có điều bị thiếu hoặc đọc nhầm.",
            )
        seen.setdefault(label, number)
        last = label


def _follows(last: str, label: str) -> bool:
    """2 after 1, 35a after 35, 35b after 35a, 36 after any of them."""
    before, here = _LABEL.fullmatch(last or "0"), _LABEL.fullmatch(label)
    if before is None or here is None:
        return False
    step = int(here[1]) - int(before[1])
    if here[2]:
        return (step == 0 and here[2] > before[2]) or (step == 1 and here[2] == "a")
    return step == 1


def _doubt_units(text: LawText, report: Report) -> None:
    """Clauses and points that skip or come twice."""
    for article, units in text.articles.items():
        clause, point = "", ""
        seen = set[str]()
        sections = 0
        for unit in units:
            if opens_section(unit.text):
                clause, point, seen = "", "", set()
                sections += 1
            if unit.clause and unit.clause != clause:
                before = clause[:-1] == unit.clause and unit.clause not in seen  # 1a, 1, 2
                if not before and not _follows(clause, unit.clause):
                    _skipped(report, f"Điều {article}", "khoản", unit.clause, clause)
                clause, point = unit.clause, ""
                seen.add(clause)
            if unit.point and unit.point != point:
                if not _next_point(point, unit.point):
                    place = f"Điều {article}" + (f", khoản {clause}" if clause else "")
                    _skipped(report, place, "điểm", unit.point, point)
                point = unit.point
        if sections:
            report.advises(
                report.place(f"Điều {article}"),
                f"Điều này chia thành {sections} mục (I, II, …), số khoản có thể lặp lại; căn cứ "
                "ghi “khoản” sẽ hiện khoản đó của mọi mục, đề nghị đọc đúng mục khi đối chiếu.",
            )


def _next_point(last: str, label: str) -> bool:
    """Whether it is b after a, đ after d; with points that were added, whether it goes on."""
    if len(label) > 1 or len(last) > 1:
        return label[0] >= last[:1] or label[0] == "đ" or last[:1] == "đ"
    here = _POINTS.find(label)
    return here == 0 if not last else here == _POINTS.find(last) + 1


def _skipped(report: Report, place: str, kind: str, label: str, last: str) -> None:
    behind = f"{kind} {last}" if last else "phần mở đầu"
    report.doubts(
        report.place(place),
        f"{kind.capitalize()} {label} đứng sau {behind}, không liền nhau; đề nghị kiểm tra xem có "
        "chỗ bị thiếu hoặc đọc nhầm.",
    )
